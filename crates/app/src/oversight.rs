//! 管理: messages and the audit trail, as administrators look at them, and how the system stands.

use crate::doctor::Finding;
use crate::{App, AppError};
use hotline::actor::Actor;
use hotline::refusal::Code;
use hotline::scope::office::{Care, may};
use store::messages::{MessageState, Place, Sent};
use store::trail::{TrailNarrowed, TrailRow};

pub use store::{messages, trail};

impl App {
    /// Messages, those of the newest cases first.
    ///
    /// # Errors
    /// `not_yours`; or the database does not answer.
    pub async fn messages_sent(
        &self,
        actor: &Actor,
        state: Option<MessageState>,
        no: Option<&str>,
        before: Option<Place>,
        limit: u32,
    ) -> Result<Vec<Sent>, AppError> {
        may(actor, Care::Look)?;
        Ok(self.store().messages(state, no, before, limit).await?)
    }

    /// Name of the unit that a message goes to; none if it goes to a requester.
    #[must_use]
    pub fn addressee(&self, to: &str) -> Option<String> {
        let unit = to.strip_prefix("unit:")?;
        let directory = &self.profile().directory;
        Some(directory.name_of(&unit.into()).to_owned())
    }

    /// How many messages there are.
    ///
    /// # Errors
    /// `not_yours`; or the database does not answer.
    pub async fn count_messages(
        &self,
        actor: &Actor,
        state: Option<MessageState>,
        no: Option<&str>,
    ) -> Result<i64, AppError> {
        may(actor, Care::Look)?;
        Ok(self.store().count_messages(state, no).await?)
    }

    /// Lets a message leave now; one that has left already is sent once more, with a new link.
    ///
    /// # Errors
    /// `not_yours`, `not_found`; or the database does not answer.
    pub async fn send_again(&self, actor: &Actor, place: Place) -> Result<(), AppError> {
        may(actor, Care::Sending)?;
        let note = format!("{}-{}", place.0, place.1);
        let mut audit = self.act(actor, "send_again", note)?;
        audit.case = Some(place.0);
        if self.store().send_again(place, audit).await? {
            Ok(())
        } else {
            Err(Code::NotFound.into())
        }
    }

    /// The audit trail, the newest first.
    ///
    /// # Errors
    /// `not_yours`; or the database does not answer.
    pub async fn trail(
        &self,
        actor: &Actor,
        by: &TrailNarrowed,
        limit: u32,
    ) -> Result<Vec<TrailRow>, AppError> {
        may(actor, Care::Look)?;
        Ok(self.store().trail(by, limit).await?)
    }

    /// How many rows of the audit trail there are.
    ///
    /// # Errors
    /// `not_yours`; or the database does not answer.
    pub async fn count_trail(&self, actor: &Actor, by: &TrailNarrowed) -> Result<i64, AppError> {
        may(actor, Care::Look)?;
        Ok(self.store().count_trail(by).await?)
    }

    /// How the system stands: what the doctor knows and can ask while others work. Pages of the database
    /// are not read one by one, and no password is tried.
    ///
    /// # Errors
    /// `not_yours`; or the database does not answer.
    pub async fn condition(&self, actor: &Actor) -> Result<Vec<Finding>, AppError> {
        may(actor, Care::Look)?;
        self.examine_in_passing().await
    }
}
