//! What was seen when a holiday table was tried out, and whether it still is so when it is loaded.

use crate::{App, AppError};
use hotline::refusal::{Code, Refusal};
use std::sync::PoisonError;
use workday::{Date, Notice};

/// A day of a table that another notice, issued later, keeps as it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptDay {
    /// The day.
    pub date: Date,
    /// The notice whose word holds.
    pub title: String,
    /// Its date of issue.
    pub issued: Date,
}

/// Another table came between the trial and the loading.
pub(super) fn overtaken() -> Refusal {
    let why =
        "试算之后又导入了别的放假安排，请重新试算 (another table was loaded since; preview again)";
    Refusal::because(Code::Stale, why)
}

impl App {
    /// How many tables of the store the calendar stands on. Tables are only ever added: as long as the number
    /// is the same, what was tried out is what will be.
    #[must_use]
    pub fn notices_seen(&self) -> i64 {
        let known = self.0.calendar.read();
        let known = known.unwrap_or_else(PoisonError::into_inner).notices;
        i64::try_from(known).unwrap_or(i64::MAX)
    }

    /// That no table came since one was tried out on so many ([`App::notices_seen`]).
    ///
    /// # Errors
    /// `stale` if one did; it is taken in then, so that the next try sees it. Or the database does not answer.
    pub(super) async fn notices_still(&self, seen: i64) -> Result<(), AppError> {
        let kept = self.store().notices_kept().await?.len();
        if i64::try_from(kept) == Ok(seen) {
            return Ok(());
        }
        self.refresh_calendar().await?;
        Err(overtaken().into())
    }

    /// That a table is issued by now: one of a day to come would hold against every notice until that day.
    ///
    /// # Errors
    /// `bad_value`.
    pub fn issued_by_now(&self, notice: &Notice) -> Result<(), Refusal> {
        let today = self.now().date();
        if notice.issued <= today {
            return Ok(());
        }
        let why = format!(
            "issued：最晚是今天 {today}，不能是 {} (not after today)",
            notice.issued
        );
        Err(Refusal::because(Code::BadValue, why))
    }

    /// Days of a table that stay as a notice issued later has them, in order.
    #[must_use]
    pub fn kept_by_later(&self, notice: &Notice) -> Vec<KeptDay> {
        let calendar = self.working_days();
        let mut kept = Vec::new();
        for day in &notice.days {
            let later = calendar.notices().iter().filter(|other| {
                let says = |theirs: &workday::NoticeDay| {
                    theirs.date == day.date && theirs.working != day.working
                };
                other.issued > notice.issued && other.days.iter().any(says)
            });
            if let Some(holds) = later.max_by_key(|other| other.issued) {
                kept.push(KeptDay {
                    date: day.date,
                    title: holds.title.clone(),
                    issued: holds.issued,
                });
            }
        }
        kept.sort_by_key(|day| day.date);
        kept
    }
}
