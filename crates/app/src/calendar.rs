//! 调休: loading a holiday table re-dates every open case by an event of its own.

use crate::vault::Sealing;
use crate::{App, AppError, chance};
use hotline::actor::Actor;
use hotline::refusal::{Code, Refusal};
use std::sync::PoisonError;
use store::commit::CommandKey;
use workday::Notice;

const BATCH: u32 = 200;

impl App {
    /// Loads a table and re-dates open cases; gives how many moved or became definite.
    ///
    /// # Errors
    /// The table contradicts another of the same day; or the database does not answer.
    pub async fn load_notice(&self, notice: Notice) -> Result<u64, AppError> {
        let bad = |error: workday::CalendarError| Refusal::because(Code::BadValue, error.zh());
        let year = notice.year;
        let calendar = self.working_days().with(notice.clone()).map_err(bad)?;
        let now = self.now();
        self.0
            .store
            .keep_notice(chance::id(now)?, &notice, now)
            .await?;
        *self
            .0
            .calendar
            .write()
            .unwrap_or_else(PoisonError::into_inner) = calendar;
        self.redate_open(year).await
    }

    /// Re-dates every open case by the calendar as it is now. Done again, it changes nothing, so an
    /// interrupted run is simply run once more.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn redate_open(&self, year: i16) -> Result<u64, AppError> {
        let (mut after, mut moved) = (0, 0);
        loop {
            let cases = self.0.store.open_cases_after(after, BATCH).await?;
            let Some(last) = cases.last() else {
                return Ok(moved);
            };
            after = last.id;
            for case in cases {
                moved += u64::from(self.redate(case.id, year).await?);
            }
        }
    }

    async fn redate(&self, id: i64, year: i16) -> Result<bool, AppError> {
        loop {
            let Some(case) = self.0.store.case_by_id(id).await? else {
                return Ok(false);
            };
            let (now, calendar) = (self.now().max(case.at), self.working_days());
            let context = self.context(now, self.rules_of(Some(&case), now)?, &calendar);
            let Some(event) = case.redate(&context, year).map_err(Refusal::from)? else {
                self.move_timers(&case, now).await?;
                return Ok(false);
            };
            let label = Actor::System.label();
            let streams = vec![self.extend(&case, vec![event], &label, now, &Sealing::new(now))?];
            let key = CommandKey::Order {
                id: format!("calendar {year}"),
            };
            // Somebody who acted on the case in between was faster: it is looked at again.
            if self.commit_own(key, streams, now).await? {
                return Ok(true);
            }
        }
    }
}
