//! 工作日历 as a list: a year, day by day, as deadlines count it today.

use crate::{App, AppError};
use hotline::refusal::Code;
use workday::{Date, DayKind};

/// A day of the calendar.
#[derive(Debug)]
pub struct DayRow {
    /// The day.
    pub date: Date,
    /// What kind of day.
    pub kind: DayKind,
    /// A notice still to come may turn it.
    pub provisional: bool,
}

impl App {
    /// Every day of a year.
    ///
    /// # Errors
    /// `out_of_calendar`.
    pub(super) fn days_of(&self, year: i16) -> Result<Vec<DayRow>, AppError> {
        let calendar = self.working_days();
        let first = Date::new(year, 1, 1).map_err(|_| Code::OutOfCalendar)?;
        let dates = std::iter::successors(Some(first), |date| {
            date.tomorrow().ok().filter(|date| date.year() == year)
        });
        let row = |date: Date| -> Result<DayRow, AppError> {
            let kind = calendar.day(date).ok_or(Code::OutOfCalendar)?;
            Ok(DayRow {
                date,
                kind,
                provisional: calendar.is_provisional(date),
            })
        };
        dates.map(row).collect()
    }
}
