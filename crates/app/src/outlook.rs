//! 预计: what a requester is told about the promise before his case is accepted.

use crate::{App, AppError};
use hotline::codes::ItemCode;
use hotline::deadline::{Deadline, Question};
use hotline::kind::Kind;
use workday::Instant;

/// The promise as it will be counted at the latest.
#[derive(Debug, Clone)]
pub struct Outlook {
    /// Accepted, or declined with the reason, by then; the promise counts from then at the latest.
    pub accept_by: Instant,
    /// The promise, if it is accepted at the last moment.
    pub deadline: Deadline,
}

impl App {
    /// How the promise of a case will be counted that was submitted at an instant.
    ///
    /// # Errors
    /// An unknown item, no rulebook in force, dates outside the calendar.
    pub fn outlook(
        &self,
        kind: Kind,
        item: Option<ItemCode>,
        same_day: bool,
        submitted: Instant,
    ) -> Result<Outlook, AppError> {
        let minutes = i64::from(self.rules_of(None, submitted)?.accept_minutes);
        let accept_by = submitted.plus_millis(minutes * 60_000);
        let question = Question {
            kind: Some(kind),
            days: None,
            item,
            urgent: same_day,
            accepted: accept_by,
            rulebook: None,
        };
        let deadline = Deadline::count(&question, &self.profile(), &self.working_days())?;
        Ok(Outlook {
            accept_by,
            deadline,
        })
    }
}
