//! 调休: loading a holiday table re-dates every open case by an event of its own. The table is kept first, at
//! once for all; the walk over the cases may take minutes, and whoever began it may go away. So until a walk
//! has come to its end, another begins: with the next sweep of this process, or with the next start.

mod seen;

pub use seen::KeptDay;

use crate::vault::Sealing;
use crate::{App, AppError, Loaded, chance, trail};
use hotline::actor::Actor;
use hotline::profile::Profile;
use hotline::refusal::{Code, Refusal};
use std::sync::PoisonError;
use store::Store;
use store::calendar::KeptNotice;
use store::commit::CommandKey;
use store::wait::Wait;
use workday::{Instant, Notice};

const BATCH: u32 = 200;
/// So long after a table was loaded every server has taken it in, whatever their clocks say: what they
/// accepted before is there. Milliseconds.
const SETTLED: i64 = 10 * 60_000;
const SETTLING: Wait = Wait::of_millis(SETTLED);
/// Where cases could not be re-dated, so long is waited before all are looked at again.
const AGAIN: i64 = 60 * 60_000;
const RETRY: Wait = Wait::of_millis(AGAIN);

/// How far this process knows the open cases to be dated by the tables.
#[derive(Debug)]
pub(crate) struct Redated {
    /// By so many tables, counted as they were loaded.
    by: usize,
    /// Some cases could not be: not before then.
    again: Option<Instant>,
}

impl Redated {
    /// As the store says it: nothing is known while one of the tables is not through.
    pub(crate) fn of(kept: &[KeptNotice]) -> Self {
        let all = kept.iter().all(is_through);
        Self {
            by: if all { kept.len() } else { 0 },
            again: None,
        }
    }
}

/// Whether every open case is dated by a table, also what another server accepted before it knew it.
fn is_through(kept: &KeptNotice) -> bool {
    let settled = kept.loaded_at.plus_millis(SETTLED);
    kept.redated_at.is_some_and(|at| at >= settled)
}

/// Whether a walk that begins now finds everything that was accepted without a table.
fn has_settled(kept: &KeptNotice, now: Instant) -> bool {
    SETTLING.is_over(kept.loaded_at.plus_millis(SETTLED), now)
}

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
    /// Loads a table for somebody, by whose label the audit trail knows him, and re-dates open cases; gives how
    /// many moved or became definite. Once the table is kept it is not forgotten: where this is broken off,
    /// [`App::refresh_calendar`] goes on.
    ///
    /// # Errors
    /// The table contradicts another of the same day; or the database does not answer.
    pub async fn load_notice(&self, by: &str, notice: Notice) -> Result<u64, AppError> {
        self.load_table(by, notice, None).await
    }

    /// Loads a table, where one tried it out on so many ([`App::notices_seen`]) only on the same.
    pub(crate) async fn load_table(
        &self,
        by: &str,
        notice: Notice,
        seen: Option<i64>,
    ) -> Result<u64, AppError> {
        let bad = |error: workday::CalendarError| Refusal::because(Code::BadValue, error.zh());
        let year = notice.year;
        // Taken before the table can be known, or the sweep might walk instead, and nothing be left to tell.
        let mut redated = self.0.redated.lock().await;
        if let Some(seen) = seen {
            self.notices_still(seen).await?;
        }
        self.working_days().with(notice.clone()).map_err(bad)?;
        let now = self.now();
        let audit = trail::row(now, by, "load_calendar", format!("{year} {}", notice.title))?;
        let (store, id) = (&self.0.store, chance::id(now)?);
        if !store.keep_notice(id, &notice, audit, seen).await? {
            self.read_tables().await?;
            return Err(seen::overtaken().into());
        }
        let kept = store.notices_kept().await?;
        self.read_tables().await?;
        self.redate_by(&kept, year, &mut redated).await
    }

    async fn read_tables(&self) -> Result<(), AppError> {
        let loaded = loaded(&self.0.store, &self.profile()).await?;
        let known = self.0.calendar.write();
        *known.unwrap_or_else(PoisonError::into_inner) = loaded;
        Ok(())
    }

    /// Takes in tables that came by another server on the same database, or by the command line, and
    /// re-dates what was accepted before they were known, or what a walk that was broken off has left;
    /// whether there was anything to do. While another walk of this process is under way, there is not. To
    /// be called every now and then.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn refresh_calendar(&self) -> Result<bool, AppError> {
        let kept = self.0.store.notices_kept().await?;
        let known = self.0.calendar.read();
        let known = known.unwrap_or_else(PoisonError::into_inner).notices;
        if kept.len() != known {
            self.read_tables().await?;
        }
        let Ok(mut redated) = self.0.redated.try_lock() else {
            return Ok(false);
        };
        let now = self.now();
        let waits = redated.again.is_some_and(|at| !RETRY.is_over(at, now));
        let left = |kept: &KeptNotice| !is_through(kept) && has_settled(kept, now);
        if redated.by == kept.len() && (waits || !kept.iter().any(left)) {
            return Ok(false);
        }
        // One walk re-dates by all that is known now; the event names the table loaded last.
        if let Some(last) = self.0.store.notices().await?.last() {
            self.redate_by(&kept, last.year, &mut redated).await?;
        }
        Ok(true)
    }

    /// Tables by which not every open case is dated yet: the walk is under way, or was broken off.
    ///
    /// # Errors
    /// The database does not answer.
    pub(crate) async fn notices_under_way(&self) -> Result<usize, AppError> {
        let kept = self.0.store.notices_kept().await?;
        Ok(kept.iter().filter(|one| one.redated_at.is_none()).count())
    }

    /// Walks over the open cases with tables that this process has read, and notes that it did.
    async fn redate_by(
        &self,
        kept: &[KeptNotice],
        year: i16,
        redated: &mut Redated,
    ) -> Result<u64, AppError> {
        let began = self.now();
        let (moved, left) = self.walk_open(year).await?;
        redated.by = kept.len();
        redated.again = (left > 0).then(|| began.plus_millis(AGAIN));
        if left > 0 {
            return Ok(moved);
        }
        let through = kept.iter().filter(|one| !is_through(one)).map(|one| {
            // A clock that ran ahead while it was loaded counts for nothing.
            let settled = has_settled(one, began);
            let settled = settled.then(|| one.loaded_at.plus_millis(SETTLED));
            (one.id, settled.map_or(began, |settled| began.max(settled)))
        });
        self.0.store.note_redated(through.collect()).await?;
        Ok(moved)
    }

    /// Re-dates every open case by the calendar as it is now. Done again, it changes nothing, so an
    /// interrupted run is simply run once more.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn redate_open(&self, year: i16) -> Result<u64, AppError> {
        Ok(self.walk_open(year).await?.0)
    }

    /// The same; how many moved, and how many could not be re-dated: one of these keeps no other waiting.
    async fn walk_open(&self, year: i16) -> Result<(u64, u64), AppError> {
        let (mut after, mut moved, mut left) = (0, 0, 0);
        loop {
            let cases = self.0.store.open_ids_after(after, BATCH).await?;
            let Some(last) = cases.last() else {
                return Ok((moved, left));
            };
            after = *last;
            for case in cases {
                match self.redate(case, year).await {
                    Ok(changed) => moved += u64::from(changed),
                    Err(error) if error.is_away() => return Err(error),
                    Err(error) => {
                        left += 1;
                        let no = self.0.store.number_of(case).await?;
                        tracing::error!(no, case, %error, "a case could not be re-dated; the others go on, and it is tried again within the hour");
                    }
                }
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
