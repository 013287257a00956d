//! 清除: deleting what people said about themselves. The events stay, fold and proofs go on working.

use crate::accounts::COMMAND_LINE;
use crate::vault::Sealing;
use crate::{App, AppError, trail};
use hotline::case::event::Erasure;
use hotline::refusal::{Code, Refusal};
use store::audit::AuditRow;
use store::commit::{CommandKey, Commit};
use store::{Abort, StoreError};

const TRIES: u32 = 3;

impl App {
    /// Erases persons, or words as well, of a case that is over, for a reason that goes to the audit
    /// trail. Copies outside (backups, what integrators took) are not reached.
    ///
    /// # Errors
    /// `not_found`, `reason_missing`, `wrong_state` while the case is worked on; or the database does
    /// not answer.
    pub async fn erase(&self, no: &str, what: Erasure, reason: &str) -> Result<(), AppError> {
        if reason.trim().is_empty() {
            return Err(Refusal::from(Code::ReasonMissing).into());
        }
        for _ in 0..TRIES {
            let case = self.store().case(no).await?.ok_or(Code::NotFound)?;
            let event = case.erase(what)?;
            let now = self.now();
            self.store()
                .note_audit(AuditRow {
                    case: Some(case.id),
                    ..trail::row(now, COMMAND_LINE, "erase", reason.trim())?
                })
                .await?;
            let sealing = Sealing::new(now);
            let streams = vec![self.extend(&case, vec![event], COMMAND_LINE, now, &sealing)?];
            let key = CommandKey::Order {
                id: "erase".to_owned(),
            };
            let mut commit = Commit::new(key, now, streams, Vec::new(), String::new());
            commit.erase = Some((case.id, what));
            match self.store().commit(commit).await {
                Ok(()) => return Ok(()),
                // Somebody wrote to the case in between: it is looked at again.
                Err(Abort::Refused(_)) => {}
                Err(Abort::Db(error)) => return Err(StoreError::from(error).into()),
            }
        }
        Err(Code::Stale.into())
    }
}
