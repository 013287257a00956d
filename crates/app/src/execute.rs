//! Any command on a case: load, decide, commit, tell; with repeats and with somebody else in between.

use crate::intake::request_digest;
use crate::keys::PERSON;
use crate::vault::Sealing;
use crate::{App, AppError, chance, trail};
use hotline::actor::Actor;
use hotline::case::Case;
use hotline::case::command::{Command, Verb};
use hotline::case::decide::Decision;
use hotline::case::event::Event;
use hotline::person::Requester;
use hotline::refusal::{Code, Refusal};
use hotline::scope::view::Opened;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Abort;
use store::audit::AuditRow;
use store::commit::{CommandKey, Commit, StreamWrite};
use workday::Instant;

/// How often a stale version is decided again before the actor is told.
const TRIES: u32 = 3;
/// How many parts a case can be split into at once.
const MOST_PARTS: usize = 20;

/// How a command is to be carried out.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// Idempotency-Key: a repeat returns the first result.
    pub command_id: Option<String>,
    /// If-Match: the version that the actor saw; any other is refused.
    pub if_match: Option<u64>,
}

impl Ask {
    pub(crate) fn id(&self) -> Result<String, AppError> {
        match &self.command_id {
            Some(id) if id.is_empty() || id.len() > 200 || id.chars().any(char::is_control) => {
                Err(Refusal::because(
                    Code::BadValue,
                    "Idempotency-Key：1 到 200 个字符 (1 to 200 characters)",
                )
                .into())
            }
            Some(id) => Ok(id.clone()),
            None => chance::token(),
        }
    }

    /// The same as it is kept with a case, where everybody's stand side by side: each key of a program
    /// has a space of its own, by its name. All others share one, so that a repeat is known by a case.
    pub(crate) fn id_on_case(&self, actor: &Actor) -> Result<String, AppError> {
        let id = self.id()?;
        if self.command_id.is_none() {
            return Ok(id);
        }
        Ok(match key_of(actor) {
            // No name runs into the id behind it.
            Some(name) => format!(
                "{PERSON}{}:{id}",
                name.replace('%', "%25").replace(':', "%3A")
            ),
            // Nobody else writes in the space of a key.
            None if id.starts_with(PERSON) => format!("own:{id}"),
            None => id,
        })
    }
}

/// The name of the key, if it is a program that acts.
fn key_of(actor: &Actor) -> Option<&str> {
    match actor {
        Actor::Staff(staff) => staff.person.strip_prefix(PERSON),
        _ => None,
    }
}

/// What came of a command.
#[derive(Debug, Clone)]
pub struct Done {
    /// The case's number.
    pub no: String,
    /// Its version now.
    pub version: u64,
    /// Kinds of the events added, in order.
    pub events: Vec<String>,
    /// The query code of a new case, told once.
    pub code: Option<String>,
    /// The identity that was revealed.
    pub identity: Option<Requester>,
    /// Numbers of new cases (parts of a split).
    pub parts: Vec<String>,
    /// Of a case that a line had sent before: what was sent now says something else, and none of it was taken.
    pub differs: bool,
}

/// A result as kept for repeats.
#[derive(Serialize, Deserialize)]
struct Stored {
    no: String,
    version: u64,
    events: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    parts: Vec<String>,
    request: String,
}

impl Done {
    pub(crate) fn of(stream: &StreamWrite) -> Self {
        Self {
            no: stream.case.no.clone(),
            version: stream.case.version,
            events: stream
                .events
                .iter()
                .map(|recorded| recorded.event.kind().to_owned())
                .collect(),
            code: None,
            identity: None,
            parts: Vec::new(),
            differs: false,
        }
    }

    /// A case that was there before: nothing happened.
    pub(crate) fn known(case: &Case, differs: bool) -> Self {
        Self {
            no: case.no.clone(),
            version: case.version,
            events: Vec::new(),
            code: None,
            identity: None,
            parts: Vec::new(),
            differs,
        }
    }

    pub(crate) fn stored(&self, request: &str) -> Result<String, AppError> {
        let stored = Stored {
            no: self.no.clone(),
            version: self.version,
            events: self.events.clone(),
            parts: self.parts.clone(),
            request: request.to_owned(),
        };
        serde_json::to_string(&stored).map_err(|error| AppError::Internal(error.to_string()))
    }

    /// The first result of a repeated command.
    pub(crate) fn again(result: &str, request: &str) -> Result<Self, AppError> {
        let (done, asked) = Self::first(result)?;
        if asked == request {
            Ok(done)
        } else {
            Err(Code::IdempotencyKeyReused.into())
        }
    }

    /// The first result kept under a key, and the digest of what was asked then.
    pub(crate) fn first(result: &str) -> Result<(Self, String), AppError> {
        let Stored {
            no,
            version,
            events,
            parts,
            request,
        } = serde_json::from_str(result).map_err(|error| AppError::Internal(error.to_string()))?;
        let done = Self {
            no,
            version,
            events,
            parts,
            code: None,
            identity: None,
            differs: false,
        };
        Ok((done, request))
    }
}

impl App {
    /// Carries out a command, whose fields are read first, on the case of this number.
    ///
    /// # Errors
    /// A refusal, after which nothing has happened; or the database does not answer.
    pub async fn carry_out(
        &self,
        actor: &Actor,
        no: &str,
        (verb, fields): (Verb, Value),
        ask: &Ask,
    ) -> Result<Done, AppError> {
        match Command::read(verb.as_str(), fields) {
            Ok(command) => self.execute(actor, no, &command, ask).await,
            Err(unread) => {
                let refusal = self.refuse_unread(actor, no, verb, ask, unread).await?;
                Err(refusal.into())
            }
        }
    }

    /// Carries out a command on the case of this number.
    ///
    /// # Errors
    /// A refusal, after which nothing has happened; or the database does not answer.
    pub async fn execute(
        &self,
        actor: &Actor,
        no: &str,
        command: &Command,
        ask: &Ask,
    ) -> Result<Done, AppError> {
        let id = ask.id_on_case(actor)?;
        let request = request_digest(&(actor.label(), command))?;
        for _ in 0..TRIES {
            let case = self.seen_case(actor, no).await?;
            if let Some(done) = self.done_before(&case, ask, &id, &request).await? {
                return Ok(done);
            }
            // One instant for the whole command: what is decided by it is also dated by it, or a case
            // taken in the last moment of a day would count from another day than its event says.
            let now = self.now();
            let decided = self.decide(actor, &case, command, ask, now).await;
            let (decision, mut sealing) = match decided {
                Err(AppError::Refused(refusal)) => {
                    return Err(self.with_way_out(actor, &case, refusal).into());
                }
                other => other?,
            };
            sealing.check()?;
            if decision.reveals {
                return self.reveal(actor, &case, command).await;
            }
            if let Some(done) = self
                .commit(actor, &case, (decision, now), &sealing, &id, &request)
                .await?
            {
                return Ok(done);
            }
            // Somebody was faster, perhaps the same command sent twice: looked at again. With If-Match
            // the next decision says stale.
        }
        Err(Code::Stale.into())
    }

    /// The first result of a command that was sent before under its Idempotency-Key.
    async fn done_before(
        &self,
        case: &Case,
        ask: &Ask,
        id: &str,
        request: &str,
    ) -> Result<Option<Done>, AppError> {
        let Some(given) = &ask.command_id else {
            return Ok(None);
        };
        if let Some(result) = self.0.store.result_of(case.id, id).await? {
            return Done::again(&result, request).map(Some);
        }
        // Before keys had a space of their own they wrote into that of all: their own repeats are known
        // there still, and what others wrote there is no matter of theirs.
        if given == id {
            return Ok(None);
        }
        let result = self.0.store.result_of(case.id, given).await?;
        let first = result.map(|result| Done::first(&result)).transpose()?;
        Ok(first.and_then(|(done, asked)| (asked == request).then_some(done)))
    }

    /// Whether the actor himself has added a file to the case under the Idempotency-Key of this command. Any
    /// other key of the case opens nothing: it may be of a command that many more may give.
    pub(crate) async fn has_attached(
        &self,
        actor: &Actor,
        case: &Case,
        ask: &Ask,
    ) -> Result<bool, AppError> {
        if ask.command_id.is_none() {
            return Ok(false);
        }
        let id = ask.id_on_case(actor)?;
        let Some(result) = self.0.store.result_of(case.id, &id).await? else {
            return Ok(false);
        };
        let (done, _) = Done::first(&result)?;
        let events = self.0.store.events(case.id).await?;
        let attached = events.iter().find(|recorded| recorded.seq == done.version);
        Ok(attached.is_some_and(|recorded| {
            matches!(recorded.event, Event::Attached { .. }) && recorded.actor == actor.label()
        }))
    }

    /// What to say of a command whose values cannot be read: that the actor does not see the case, has
    /// seen another version, or may not give the command now, whatever its values are; else what is
    /// wrong with them.
    async fn refuse_unread(
        &self,
        actor: &Actor,
        no: &str,
        verb: Verb,
        ask: &Ask,
        unread: Refusal,
    ) -> Result<Refusal, AppError> {
        let case = self.seen_case(actor, no).await?;
        let now = self.now().max(case.at);
        let basis = self.basis(Some(&case), now)?;
        let mut context = basis.context(now);
        context.seen_version = ask.if_match;
        let refused = case.refused_before_values(&context, actor, verb);
        Ok(refused.map_or(unread, |refusal| self.with_way_out(actor, &case, refusal)))
    }

    /// A refusal tells what would be allowed, to those who see the case.
    fn with_way_out(&self, actor: &Actor, case: &Case, mut refusal: Refusal) -> Refusal {
        if refusal.code != Code::NotFound {
            let now = self.now().max(case.at);
            if let Ok(basis) = self.basis(Some(case), now) {
                refusal.allowed = case.allowed(&basis.context(now), actor);
            }
        }
        refusal
    }

    async fn decide(
        &self,
        actor: &Actor,
        case: &Case,
        command: &Command,
        ask: &Ask,
        now: Instant,
    ) -> Result<(Decision, Sealing), AppError> {
        let now = now.max(case.at);
        let basis = self.basis(Some(case), now)?;
        let mut context = basis.context(now);
        context.seen_version = ask.if_match;
        let other = match command {
            Command::Merge(merge) => match self.seen_case(actor, &merge.into).await {
                Ok(parent) => Some(parent),
                Err(AppError::Refused(_)) => None,
                Err(error) => return Err(error),
            },
            Command::Unmerge(_) | Command::Rework(_) => match case.merged_into {
                Some(parent) => self.0.store.case_by_id(parent).await?,
                None => None,
            },
            _ => None,
        };
        context.other = other.as_ref();
        let knowledge = match command {
            Command::AnswerDirectly(answer) => match &answer.knowledge {
                Some(given) => {
                    let id = given.entry.parse().unwrap_or_default();
                    self.0.store.knowledge(&[id]).await?.pop()
                }
                None => None,
            },
            _ => None,
        };
        context.knowledge = knowledge.as_ref();
        let mut fresh = Vec::new();
        if let Command::Split(split) = command {
            for _ in 0..split.parts.len().min(MOST_PARTS) {
                fresh.push((
                    chance::id(now)?,
                    self.0.numbers.next(&self.0.store, now).await?,
                ));
            }
        }
        context.fresh = &fresh;
        let mut sealing = Sealing::new(now);
        let decision = case.decide(&context, actor, command, &mut sealing)?;
        Ok((decision, sealing))
    }

    /// Writes what was decided at an instant; nothing if somebody else was faster.
    async fn commit(
        &self,
        actor: &Actor,
        case: &Case,
        (decision, now): (Decision, Instant),
        sealing: &Sealing,
        id: &str,
        request: &str,
    ) -> Result<Option<Done>, AppError> {
        let label = actor.label();
        let own = self.extend(case, decision.events, &label, now, sealing)?;
        let mut done = Done::of(&own);
        let mut streams = vec![own];
        for (other, event) in decision.elsewhere {
            let Some(other) = self.0.store.case_by_id(other).await? else {
                return Ok(None);
            };
            streams.push(self.extend(&other, vec![event], &label, now, sealing)?);
        }
        for (part, events) in decision.spawned {
            let mut sealing_of_part = Sealing::new(now);
            if let Some(person) = case.facts.requester.as_ref() {
                let known = self.0.store.words(case.id).await?;
                known
                    .sealed_person(person.id)
                    .into_iter()
                    .for_each(|person| sealing_of_part.bring(person.clone()));
            }
            let mut stream = self.begin(part, events, &label, now, sealing)?;
            let events: Vec<_> = stream
                .events
                .iter()
                .map(|recorded| recorded.event.clone())
                .collect();
            stream.persons = sealing_of_part.of(&events).1;
            stream
                .texts
                .extend(self.words_carried_over(case, &stream).await?);
            done.parts.push(stream.case.no.clone());
            streams.push(stream);
        }
        let key = CommandKey::OnCase {
            case: case.id,
            id: id.to_owned(),
        };
        let messages = self.all_messages(&streams, now).await?;
        let mut commit = Commit::new(key, now, streams, messages, done.stored(request)?);
        commit.wake = decision.wake;
        match self.put(commit).await {
            Ok(()) => Ok(Some(done)),
            Err(Abort::Refused(_)) => Ok(None),
            Err(Abort::Db(error)) => Err(store::StoreError::from(error).into()),
        }
    }

    /// The place of a split case is the place of its parts, in words and as a point.
    async fn words_carried_over(
        &self,
        case: &Case,
        part: &StreamWrite,
    ) -> Result<Vec<store::sealed::SealedText>, AppError> {
        let facts = &part.case.facts;
        let (place, point) = (facts.place.as_ref(), facts.point.as_ref());
        if place.is_none() && point.is_none() {
            return Ok(Vec::new());
        }
        let known = self.0.store.words(case.id).await?;
        let carried = place.into_iter().chain(point);
        Ok(carried
            .filter_map(|text| known.sealed_text(text.id))
            .collect())
    }

    /// 查看身份: written to the audit trail first, then told.
    async fn reveal(
        &self,
        actor: &Actor,
        case: &Case,
        command: &Command,
    ) -> Result<Done, AppError> {
        let now = self.now();
        let note = match command {
            Command::RevealIdentity(reveal) => reveal.reason.as_str().to_owned(),
            _ => String::new(),
        };
        let act = "reveal_identity".to_owned();
        let row = AuditRow {
            case: Some(case.id),
            ..trail::row(now, actor.label(), act, note)?
        };
        self.0.store.note_audit(row).await?;
        let words = self.0.store.words(case.id).await?;
        let identity = case
            .facts
            .requester
            .as_ref()
            .and_then(|person| words.person(person));
        let (no, version) = (case.no.clone(), case.version);
        Ok(Done {
            no,
            version,
            events: Vec::new(),
            code: None,
            identity: Some(identity.unwrap_or_default()),
            parts: Vec::new(),
            differs: false,
        })
    }
}
