//! What a holiday table would change, before it is loaded: days, and the last days of open cases.

use crate::{App, AppError};
use hotline::actor::Actor;
use hotline::case::event::Event;
use hotline::refusal::{Code, Refusal};
use hotline::scope::office::{Care, may};
use workday::{Calendar, Date, DayKind, Notice};

const BATCH: u32 = 200;
/// Open cases that are looked at; a preview has to come back while somebody waits.
const MOST: u64 = 50_000;
/// Cases that are named.
const NAMED: usize = 100;

/// A day that would be another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedDay {
    /// The day.
    pub date: Date,
    /// What it is now.
    pub before: DayKind,
    /// What it would be.
    pub after: DayKind,
}

/// An open case whose promise would move or become definite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Its number.
    pub no: String,
    /// Its last day now.
    pub from: Date,
    /// Its last day then.
    pub to: Date,
    /// Whether it would still be provisional.
    pub provisional: bool,
}

/// What a table would change.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    /// Days, in order.
    pub days: Vec<ChangedDay>,
    /// Cases, the first 100 of them.
    pub cases: Vec<Moved>,
    /// How many cases would change.
    pub count: u64,
    /// How many of them to another day; the others only become definite.
    pub moved: u64,
    /// How many open cases were looked at.
    pub looked_at: u64,
    /// Whether those were all.
    pub whole: bool,
}

impl App {
    /// Says what a table would change, and changes nothing.
    ///
    /// # Errors
    /// `not_yours`; `bad_value` if the table contradicts another of the same day; or the database does
    /// not answer.
    pub async fn preview_notice(&self, actor: &Actor, notice: Notice) -> Result<Preview, AppError> {
        may(actor, Care::Calendar)?;
        let year = notice.year;
        let bad = |error: workday::CalendarError| Refusal::because(Code::BadValue, error.zh());
        let now = self.working_days();
        let then = now.with(notice).map_err(bad)?;
        let mut preview = Preview {
            days: changed_days(&now, &then, year)?,
            ..Preview::default()
        };
        let mut after = 0;
        while preview.looked_at < MOST {
            let cases = self.store().open_cases_after(after, BATCH).await?;
            let Some(last) = cases.last() else {
                preview.whole = true;
                break;
            };
            after = last.id;
            for case in cases {
                preview.looked_at += 1;
                let at = self.now().max(case.at);
                let basis = self.basis(Some(&case), at)?.by(then.clone());
                let context = basis.context(at);
                let event = case.redate(&context, year).map_err(Refusal::from)?;
                let (Some(Event::Redated { promise, .. }), Some(old)) = (event, &case.promise)
                else {
                    continue;
                };
                preview.count += 1;
                preview.moved += u64::from(promise.last_day != old.last_day);
                if preview.cases.len() < NAMED {
                    preview.cases.push(Moved {
                        no: case.no.clone(),
                        from: old.last_day,
                        to: promise.last_day,
                        provisional: promise.provisional,
                    });
                }
            }
        }
        // Those that move stand before those that only become definite.
        preview.cases.sort_by_key(|case| case.from == case.to);
        Ok(preview)
    }

    /// Loads a table as an administrator's act, audited; gives how many cases moved or became definite. It was
    /// tried out on so many tables ([`App::notices_seen`]).
    ///
    /// # Errors
    /// `not_yours`; `stale` if another table came since; as [`App::load_notice`].
    pub async fn load_notice_by(
        &self,
        actor: &Actor,
        notice: Notice,
        seen: i64,
    ) -> Result<u64, AppError> {
        may(actor, Care::Calendar)?;
        self.load_table(&actor.label(), notice, Some(seen)).await
    }
}

/// Days of the year and of the weeks around it that would be others.
fn changed_days(now: &Calendar, then: &Calendar, year: i16) -> Result<Vec<ChangedDay>, Refusal> {
    let edge = |year, month, day| Date::new(year, month, day).map_err(|_| Code::OutOfCalendar);
    let (mut date, last) = (edge(year - 1, 12, 1)?, edge(year + 1, 1, 31)?);
    let mut days = Vec::new();
    while date <= last {
        if let (Some(before), Some(after)) = (now.day(date), then.day(date))
            && before != after
        {
            days.push(ChangedDay {
                date,
                before,
                after,
            });
        }
        date = date.tomorrow().map_err(|_| Code::OutOfCalendar)?;
    }
    Ok(days)
}
