//! 登记: a new case, its number, its query code.

use crate::execute::{Ask, Done};
use crate::vault::Sealing;
use crate::{App, AppError, chance};
use hotline::actor::Actor;
use hotline::case::command::Register;
use hotline::case::decide::NewCase;
use hotline::refusal::{Code, Refusal};
use store::Abort;
use store::commit::{CodeWrite, CommandKey, Commit, Conflict};
use workday::Instant;

/// How often a fresh id or number is drawn again when it is taken.
const DRAWS: u32 = 5;

impl App {
    /// Registers a case. The requester gets number and query code; the code is stored hashed.
    ///
    /// `sender` tells repeats of different senders apart: a person's id, or whatever the door knows
    /// of a citizen.
    ///
    /// # Errors
    /// A refusal, after which nothing has happened; or the database does not answer.
    pub async fn register(
        &self,
        actor: &Actor,
        sender: &str,
        register: &Register,
        ask: &Ask,
    ) -> Result<Done, AppError> {
        let command = ask.id()?;
        let request = request_digest(register)?;
        for _ in 0..DRAWS {
            // A key that was drawn just now has not been here before.
            if ask.command_id.is_some()
                && let Some((case, result)) = self.0.store.registration(sender, &command).await?
            {
                return self
                    .registered_before(case, &command, &result, &request)
                    .await;
            }
            let now = self.now();
            let number = self.0.numbers.next(&self.0.store, now).await?;
            let fresh = Fresh {
                now,
                case: [(chance::id(now)?, number)],
            };
            let (commit, mut done, code) =
                self.registering(actor, sender, register, &fresh, &command, &request)?;
            self.check_repeat(actor, register).await?;
            // A line's case that came before is not taken twice, whoever sends it again.
            if let Some(new) = commit.streams.first()
                && let Some(known) = self.known_of_line(new).await?
            {
                return Ok(Done::known(&known, self.says_else(new, &known).await?));
            }
            match self.put(commit).await {
                Ok(()) => {
                    done.code = Some(code);
                    return Ok(done);
                }
                Err(Abort::Refused(Conflict::Taken | Conflict::Repeated | Conflict::Stale)) => {}
                Err(Abort::Db(error)) => return Err(store::StoreError::from(error).into()),
            }
        }
        Err(AppError::unavailable("no free number"))
    }

    /// What was registered under a key, whatever its sender asks now: number and query code as they were
    /// told then. Nothing if the key was never used by this sender.
    ///
    /// Whoever names the key is told the code: only for senders whose keys are random secrets that the
    /// house drew itself.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn registered(&self, sender: &str, command: &str) -> Result<Option<Done>, AppError> {
        let Some((case, result)) = self.0.store.registration(sender, command).await? else {
            return Ok(None);
        };
        let (mut done, _) = Done::first(&result)?;
        done.code = self.code_of(case, command).await?;
        Ok(Some(done))
    }

    async fn code_of(&self, case: i64, command: &str) -> Result<Option<String>, AppError> {
        let stored = self.0.store.query_code(case).await?;
        Ok(stored.map(|stored| query_code(&stored.salt, command)))
    }

    /// An agent links a repeat to a case that he sees. What a requester says stays his own claim: an
    /// answer would tell strangers which numbers exist.
    async fn check_repeat(&self, actor: &Actor, register: &Register) -> Result<(), AppError> {
        let (Actor::Staff(_), Some(no)) = (actor, &register.repeat_of) else {
            return Ok(());
        };
        match self.seen_case(actor, no).await {
            Ok(_) => Ok(()),
            Err(AppError::Refused(_)) => {
                Err(Refusal::because(Code::NotFound, format!("repeat_of：{no}")).into())
            }
            Err(error) => Err(error),
        }
    }

    /// What a registration would write, what its sender is told, and the query code.
    pub(crate) fn registering(
        &self,
        actor: &Actor,
        sender: &str,
        register: &Register,
        fresh: &Fresh,
        command: &str,
        request: &str,
    ) -> Result<(Commit, Done, String), AppError> {
        let now = fresh.now;
        let basis = self.basis_on(self.rules_at_line(register, now)?);
        let mut context = basis.context(now);
        context.fresh = &fresh.case;
        let mut sealing = Sealing::new(now);
        let new = NewCase::register(&context, actor, register, &mut sealing)?;
        sealing.check()?;
        let stream = self.begin(new.id, new.events, &actor.label(), now, &sealing)?;
        let salt = chance::bytes()?;
        let code = query_code(&salt, command);
        let code_write = CodeWrite {
            case: new.id,
            salt,
            digest: chance::digest(&[&salt, code.as_bytes()]),
        };
        let done = Done::of(&stream);
        let streams = vec![stream];
        let key = CommandKey::Registration {
            actor: sender.to_owned(),
            id: command.to_owned(),
            case: new.id,
        };
        let messages = self.messages(&streams, now)?;
        let mut commit = Commit::new(key, now, streams, messages, done.stored(request)?);
        commit.code = Some(code_write);
        Ok((commit, done, code))
    }

    async fn registered_before(
        &self,
        case: i64,
        command: &str,
        result: &str,
        request: &str,
    ) -> Result<Done, AppError> {
        let mut done = Done::again(result, request)?;
        done.code = self.code_of(case, command).await?;
        Ok(done)
    }
}

/// The instant of a registration, and the id and number set aside for its case.
pub(crate) struct Fresh {
    pub(crate) now: Instant,
    pub(crate) case: [(i64, String); 1],
}

/// Six digits, made so that a repeat of the same registration is told the same code.
fn query_code(salt: &[u8; 16], command: &str) -> String {
    let digest = chance::digest(&[b"query code", salt, command.as_bytes()]);
    let number = u32::from_le_bytes([digest[0], digest[1], digest[2], digest[3]]);
    format!("{:06}", number % 1_000_000)
}

/// What tells one request from another under the same key.
pub(crate) fn request_digest(request: &impl serde::Serialize) -> Result<String, AppError> {
    let body = serde_json::to_vec(request).map_err(|_| Refusal::from(Code::BadValue))?;
    Ok(chance::hex(&chance::digest(&[&body])[..16]))
}
