//! Deciding: what a command does to a case, by the rules and by nothing else. Pure and total: the
//! time, the calendar, the rulebook and the directory of the moment are handed in.
//!
//! Checks come in this order (`design.md §3`): not found, stale, ended, not yours, wrong state,
//! missing and unknown values, the command's own rule.

mod answering;
mod attaching;
mod clock;
mod erasing;
mod giving;
mod hearing;
mod intake;
mod joining;
mod lining;
mod marking;
mod ready;
mod returning;
mod standing;
mod ticking;

use super::Case;
use super::command::{Command, Verb};
use super::event::Event;
use super::promise::Matter;

use super::transition::{Capacity, row_of};
use crate::actor::Actor;
use crate::case::status::Status;
use crate::catalogue::Catalogue;
use crate::codes::{AreaCode, ItemCode, UnitCode};
use crate::directory::{Directory, Unit};
use crate::knowledge::Entry;
use crate::point::Point;
use crate::refusal::{Code, Refusal};
use crate::rulebook::Rulebook;
use crate::scope;
use crate::shapes::{Located, Shapes};
use crate::text::{TextRef, Vault, Words};
use workday::{Calendar, Date, Instant};

pub use intake::NewCase;
pub use ticking::TimerDecision;

/// What a decision rests on besides the case: everything that changes with time is handed in.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Now.
    pub now: Instant,
    /// The rulebook that the case is bound to; before acceptance the one in force.
    pub rules: &'a Rulebook,
    /// Items, channels, reasons.
    pub catalogue: &'a Catalogue,
    /// Units of the moment.
    pub directory: &'a Directory,
    /// Where the areas lie.
    pub shapes: &'a Shapes,
    /// Working days as known now.
    pub calendar: &'a Calendar,
    /// The version that the actor saw, if he insists on it.
    pub seen_version: Option<u64>,
    /// The other case: the one to merge into, or the parent to part from.
    pub other: Option<&'a Case>,
    /// The entry of the knowledge base that an answer refers to.
    pub knowledge: Option<&'a Entry>,
    /// Ids and numbers set aside for new cases.
    pub fresh: &'a [(i64, String)],
}

/// What a command leads to. All of it is written in one transaction, or none.
#[derive(Debug, Default)]
pub struct Decision {
    /// Events of the case itself.
    pub events: Vec<Event>,
    /// Events of other cases (parent of a merge), by id.
    pub elsewhere: Vec<(i64, Event)>,
    /// New cases (parts of a split): id and its events.
    pub spawned: Vec<(i64, Vec<Event>)>,
    /// Cases that follow this one and have to look at it now.
    pub wake: Vec<i64>,
    /// The actor looks at the requester's identity: goes to the audit trail, not into the case.
    pub reveals: bool,
}

impl From<Event> for Decision {
    fn from(event: Event) -> Self {
        Self {
            events: vec![event],
            ..Self::default()
        }
    }
}

impl Case {
    /// Decides a command on this case.
    ///
    /// # Errors
    /// A refusal with a stable code; nothing has happened then.
    pub fn decide(
        &self,
        context: &Context<'_>,
        actor: &Actor,
        command: &Command,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        let act = self.admit(context, actor, command)?;
        act.carry_out(command, vault)
    }

    /// Everything up to the command's own rule: who may, and where the case stands.
    pub(crate) fn admit<'a>(
        &'a self,
        context: &'a Context<'a>,
        actor: &'a Actor,
        command: &Command,
    ) -> Result<Act<'a>, Refusal> {
        if !scope::sees(actor, self, context.directory) {
            return Err(Code::NotFound.into());
        }
        if context
            .seen_version
            .is_some_and(|seen| seen != self.version)
        {
            return Err(Code::Stale.into());
        }
        self.admit_verb(context, actor, command.verb())
    }

    /// Why a command is refused whatever its values are: the case has ended, the actor has no part in
    /// it, or it is not in a state for it. These come before missing and unknown values, so a command
    /// that cannot be read is still told them first.
    pub fn refused_before_values(
        &self,
        context: &Context<'_>,
        actor: &Actor,
        verb: Verb,
    ) -> Option<Refusal> {
        if context
            .seen_version
            .is_some_and(|seen| seen != self.version)
        {
            return Some(Code::Stale.into());
        }
        let first = [Code::Ended, Code::NotYours, Code::WrongState];
        self.admit_verb(context, actor, verb)
            .and_then(|act| act.ready(verb))
            .err()
            .filter(|refusal| first.contains(&refusal.code))
    }

    /// Whether an ended case has nothing open that the command could be about: it is taken up again, or
    /// left, only because its requester asked for a rework, and rated only after an answer.
    fn is_over_for(&self, verb: Verb) -> bool {
        match verb {
            Verb::Rework | Verb::Close => self.rework_asked.is_none(),
            Verb::Rate | Verb::AskRework | Verb::FollowUp => self.answer.is_none(),
            _ => false,
        }
    }

    /// What its requester hears of an answered or closed case as long as he may ask for rework himself.
    fn has_own_way(&self, context: &Context<'_>, actor: &Actor, verb: Verb) -> Option<Refusal> {
        let concerned = matches!(self.status, Status::Answered | Status::Closed)
            && *actor == Actor::Requester
            && verb != Verb::AskRework;
        let ask = Verb::AskRework;
        let open = concerned
            && self
                .admit_verb(context, actor, ask)
                .is_ok_and(|act| act.ready(ask).is_ok());
        open.then(|| standing::own_way(self))
    }

    /// The same for a command without its fields, for the buttons of a case.
    pub(crate) fn admit_verb<'a>(
        &'a self,
        context: &'a Context<'a>,
        actor: &'a Actor,
        verb: Verb,
    ) -> Result<Act<'a>, Refusal> {
        let row = row_of(verb);
        if self.status.is_end() && (!row.from.contains(&self.status) || self.is_over_for(verb)) {
            let own = self.has_own_way(context, actor, verb);
            return Err(own.unwrap_or_else(|| standing::of_end(self, verb, actor)));
        }
        let mut capacities = self.capacities(verb, actor, context.directory);
        if capacities.is_empty() {
            // Whoever sees a secret case without being trusted with it hears the same, however he sees it.
            let secret = verb == Verb::RevealIdentity
                && self.facts.secret()
                && matches!(actor, Actor::Staff(_));
            let code = if secret {
                Code::Confidential
            } else {
                Code::NotYours
            };
            return Err(code.into());
        }
        if !row.from.contains(&self.status) {
            let own = self.has_own_way(context, actor, verb);
            return Err(own.unwrap_or_else(|| standing::of_case(self, verb, context.rules)));
        }
        if let Some(states) = Self::holder_states(verb) {
            // Only an act as holder depends on how the assignment stands.
            let fits = |capacity: &Capacity| {
                let held = capacity.unit.as_ref().and_then(|unit| self.held_by(unit));
                !capacity.as_holder || held.is_some_and(|held| states.contains(&held.state))
            };
            if capacities.iter().any(fits) {
                capacities.retain(fits);
            } else {
                let unit = capacities.iter().find_map(|one| one.unit.as_ref());
                return Err(standing::of_part(
                    self,
                    unit.and_then(|unit| self.held_by(unit)),
                    verb,
                    context.rules,
                ));
            }
        }
        Ok(Act {
            case: self,
            context,
            actor,
            capacities,
        })
    }
}

/// A command that may be given: case, context, actor, and in which capacities he acts.
pub(crate) struct Act<'a> {
    pub(crate) case: &'a Case,
    pub(crate) context: &'a Context<'a>,
    pub(crate) actor: &'a Actor,
    pub(crate) capacities: Vec<Capacity>,
}

impl Act<'_> {
    fn carry_out(&self, command: &Command, vault: &mut dyn Vault) -> Result<Decision, Refusal> {
        match command {
            // A case that exists is not registered again.
            Command::Register(_) => {
                let rules = self.context.rules;
                Err(standing::of_case(self.case, Verb::Register, rules))
            }
            Command::Accept(c) => self.accept(c),
            Command::Decline(c) => self.decline(c, vault),
            Command::Transfer(c) => self.transfer(c, vault),
            Command::AnswerDirectly(c) => self.answer_directly(c, vault),
            Command::Withdraw(c) => self.withdraw(c, vault),
            Command::Reopen(c) => self.reopen(c, vault),
            Command::Dispatch(c) => self.dispatch(c, vault),
            Command::Sign(_) => self.sign(),
            Command::Take(c) => self.take(c, vault),
            Command::Delegate(c) => self.delegate(c, vault),
            Command::DesignateFallback(c) => self.designate_fallback(c, vault),
            Command::Return(c) => self.ask_return(c, vault),
            Command::RuleOnReturn(c) => self.rule_on_return(c, vault),
            Command::Contact(c) => self.contact(c, vault),
            Command::NoteProgress(c) => self.note_progress(c, vault),
            Command::AskRequester(c) => self.ask_requester(c, vault),
            Command::DecideWaiting(c) => self.decide_waiting(c, vault),
            Command::HearFromRequester(c) => self.hear(c, vault),
            Command::RequestExtension(c) => self.request_extension(c, vault),
            Command::DecideExtension(c) => self.decide_extension(c, vault),
            Command::Correct(c) => self.correct(c, vault),
            Command::Reply(c) => self.reply(c, vault),
            Command::Review(c) => self.review(c, vault),
            Command::Publish(c) => self.publish(c, vault),
            Command::Rate(c) => self.rate(c, vault),
            Command::FollowUp(c) => self.follow_up(c, vault),
            Command::AskRework(c) => self.ask_rework(c, vault),
            Command::Rework(c) => self.rework(c, vault),
            Command::Close(c) => self.close(c, vault),
            Command::Merge(c) => self.merge(c),
            Command::Unmerge(c) => self.unmerge(c, vault),
            Command::Split(c) => self.split(c, vault),
            Command::Urge(c) => Ok(self.urge(c, vault)),
            Command::Supervise(c) => self.supervise(c, vault),
            Command::RevealIdentity(c) => self.reveal_identity(c),
            Command::Annotate(c) => self.annotate(c, vault),
            Command::FlagCaller(c) => self.flag_caller(c, vault),
            Command::WriteHandlingText(c) => self.write_handling_text(c, vault),
            Command::Release(c) => self.release(c, vault),
            Command::Attach(c) => self.attach(c, vault),
            Command::MeToo(c) => self.me_too(c, vault),
        }
    }

    /// The unit for which the actor acts.
    fn unit(&self) -> Result<&UnitCode, Refusal> {
        self.capacities
            .iter()
            .find_map(|capacity| capacity.unit.as_ref())
            .ok_or_else(|| Code::NotYours.into())
    }

    fn now(&self) -> Instant {
        self.context.now
    }

    /// 24:00 of the n-th working day after today.
    fn end_of_working_day(&self, days: u32) -> Result<Instant, Refusal> {
        Ok(self.context.calendar.due(self.now(), days)?.due)
    }

    /// The day whose lists hold for the case: that of its acceptance, before it today.
    fn accepted_on(&self) -> Date {
        let accepted = self.case.accepted.as_ref();
        accepted.map_or(self.now(), |accepted| accepted.from).date()
    }

    fn dispatch_by(&self) -> Instant {
        let rules = self.context.rules;
        let facts = &self.case.facts;
        let item = facts.item.as_ref();
        let matter = self.context.matter(
            facts.kind,
            item,
            facts.urgent,
            facts.simple,
            self.accepted_on(),
        );
        let minutes = if matter.same_day {
            rules.dispatch_urgent_minutes
        } else {
            rules.dispatch_minutes
        };
        self.now().plus_millis(i64::from(minutes) * 60_000)
    }

    /// Units that work on the case, for an act that takes it out of their hands.
    fn everybody(&self) -> Vec<UnitCode> {
        self.case
            .current()
            .filter(|a| a.state.is_live())
            .map(|a| a.unit.clone())
            .collect()
    }

    fn window_until(&self) -> Instant {
        let days = i64::from(self.context.rules.rating_window_days);
        Instant::end_of(self.now().plus_days(days).date())
    }
}

impl<'a> Context<'a> {
    /// A unit in service, by name, alias or code.
    pub(crate) fn find_unit(&self, name: &str) -> Result<&'a Unit, Refusal> {
        let today = self.now.date();
        let found = self
            .directory
            .find(name)
            .filter(|unit| unit.in_force(today));
        found.ok_or_else(|| {
            Refusal::because(
                Code::UnknownUnit,
                if name.is_empty() {
                    "没写单位 (no unit given)"
                } else {
                    name
                },
            )
        })
    }

    /// An item that is on the list on a day, today or the day of acceptance.
    pub(crate) fn check_item(&self, item: Option<&ItemCode>, day: Date) -> Result<(), Refusal> {
        let Some(code) = item else { return Ok(()) };
        let listed = self.catalogue.item(code);
        if listed.is_some_and(|item| item.in_force(day)) {
            return Ok(());
        }
        Err(Refusal::because(Code::UnknownItem, code.as_str()))
    }

    /// The county-level area that a point lies in, if it is exactly one.
    ///
    /// # Errors
    /// `bad_value`: it lies outside the city.
    pub(crate) fn within(&self, point: Point) -> Result<Option<AreaCode>, Refusal> {
        match self.shapes.locate(point) {
            Located::Inside(area) => Ok(area),
            Located::Unknown => Ok(None),
            Located::Outside => {
                let city = &self.directory.city_centre().area;
                let city = self.directory.area(city).map_or("", |area| &area.name);
                Err(Refusal::because(
                    Code::BadValue,
                    format!("point：这个位置不在{city}内 (this point is outside the city)"),
                ))
            }
        }
    }

    /// What decides the limit of a case that is accepted on a day.
    pub(crate) fn matter(
        &self,
        kind: crate::kind::Kind,
        item: Option<&ItemCode>,
        urgent: bool,
        simple: bool,
        day: Date,
    ) -> Matter {
        let item = item.and_then(|code| self.catalogue.item(code));
        Matter {
            kind,
            listed: item.is_some(),
            same_day: urgent || simple || item.is_some_and(|item| item.urgent_on(day)),
        }
    }
}

/// A reason in free words; it must not be missing.
fn reason(words: &Words, vault: &mut dyn Vault) -> Result<TextRef, Refusal> {
    if words.is_empty() {
        Err(Code::ReasonMissing.into())
    } else {
        Ok(vault.seal(words.as_str()))
    }
}

/// Words that must not be missing.
fn needed(words: &Words, field: &str, vault: &mut dyn Vault) -> Result<TextRef, Refusal> {
    if words.is_empty() {
        Err(Refusal::because(
            Code::BadValue,
            format!("{field}：没有填写 (missing)"),
        ))
    } else {
        Ok(vault.seal(words.as_str()))
    }
}

/// Words that may be missing.
fn spoken(words: Option<&Words>, vault: &mut dyn Vault) -> Option<TextRef> {
    words
        .filter(|words| !words.is_empty())
        .map(|words| vault.seal(words.as_str()))
}
