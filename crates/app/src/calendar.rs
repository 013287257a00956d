//! 调休: loading a holiday table re-dates every open case by an event of its own.

use crate::vault::Sealing;
use crate::{App, AppError, Loaded, chance};
use hotline::actor::Actor;
use hotline::profile::Profile;
use hotline::refusal::{Code, Refusal};
use std::sync::PoisonError;
use store::Store;
use store::commit::CommandKey;
use workday::Notice;

const BATCH: u32 = 200;

/// The profile's calendar with the tables of the store.
pub(crate) async fn loaded(store: &Store, profile: &Profile) -> Result<Loaded, AppError> {
    let setup = |error: workday::CalendarError| AppError::Setup(error.zh());
    let kept = store.notices().await?;
    let notices = kept.len();
    let mut calendar = profile.calendar().map_err(setup)?;
    for notice in kept {
        calendar = calendar.with(notice).map_err(setup)?;
    }
    Ok(Loaded { calendar, notices })
}

impl App {
    /// Loads a table and re-dates open cases; gives how many moved or became definite.
    ///
    /// # Errors
    /// The table contradicts another of the same day; or the database does not answer.
    pub async fn load_notice(&self, notice: Notice) -> Result<u64, AppError> {
        let bad = |error: workday::CalendarError| Refusal::because(Code::BadValue, error.zh());
        let year = notice.year;
        self.working_days().with(notice.clone()).map_err(bad)?;
        let now = self.now();
        self.0
            .store
            .keep_notice(chance::id(now)?, &notice, now)
            .await?;
        self.read_tables().await?;
        self.redate_open(year).await
    }

    async fn read_tables(&self) -> Result<(), AppError> {
        let loaded = loaded(&self.0.store, &self.profile()).await?;
        let known = self.0.calendar.write();
        *known.unwrap_or_else(PoisonError::into_inner) = loaded;
        Ok(())
    }

    /// Takes in tables that came by another server on the same database, or by the command line, and
    /// re-dates what this one accepted before it knew them; whether there were any. To be called
    /// every now and then.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn refresh_calendar(&self) -> Result<bool, AppError> {
        let kept = self.0.store.notices_kept().await?;
        let known = self.0.calendar.read();
        let known = known.unwrap_or_else(PoisonError::into_inner).notices;
        if usize::try_from(kept) == Ok(known) {
            return Ok(false);
        }
        self.read_tables().await?;
        // One pass re-dates by all that is known now; the event names the table loaded last.
        if let Some(last) = self.0.store.notices().await?.last() {
            self.redate_open(last.year).await?;
        }
        Ok(true)
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
            let now = self.now().max(case.at);
            let basis = self.basis(Some(&case), now)?;
            let context = basis.context(now);
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
