//! The working calendar: notices laid over weekends, prepared for counting.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::instant::Instant;
use crate::notice::Notice;

mod refusal;
mod table;

pub use refusal::{CalendarError, OutOfRange};
use table::Table;

/// What kind of day a day is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// An ordinary working day (工作日).
    Workday,
    /// A Saturday or Sunday on which nobody works (休息日).
    Weekend,
    /// A day off by a notice (放假), with the holiday's name; also on a weekend.
    Holiday(Arc<str>),
    /// A Saturday or Sunday on which people work (调休上班), with the holiday it makes up for.
    MakeUp(Arc<str>),
}

impl DayKind {
    /// True for [`DayKind::Workday`] and [`DayKind::MakeUp`].
    pub fn is_working(&self) -> bool {
        matches!(self, Self::Workday | Self::MakeUp(_))
    }

    /// `workday`, `weekend`, `holiday` or `makeup`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Workday => "workday",
            Self::Weekend => "weekend",
            Self::Holiday(_) => "holiday",
            Self::MakeUp(_) => "makeup",
        }
    }
}

/// The last day of a count of working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastDay {
    /// The day.
    pub date: Date,
    /// True if a notice still to come may move it: one of the days after the first, up to and
    /// including this one, is covered by none.
    pub provisional: bool,
}

/// A promise (期限) given in working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// The first instant that is too late: 24:00 of the last day.
    pub due: Instant,
    /// The last day in time, in Asia/Shanghai.
    pub last_day: Date,
    /// How many working days were promised.
    pub working_days: u32,
    /// True if a notice still to come may move it.
    pub provisional: bool,
}

/// Which days of 2004 to 2100 are worked. Immutable, cheap to clone.
///
/// Weekdays are worked and weekends are not, unless a notice says otherwise; of several notices
/// that speak of a day, the one issued last holds. Days that no notice covers yet are
/// *provisional*: those of a year without its yearly notice, and 26 to 31 December of a year
/// whose successor has none, because next year's notice may still take them for 元旦.
#[derive(Clone, Debug)]
pub struct Calendar(Arc<Table>);

impl Calendar {
    /// The calendar of these notices, given in any order. A notice given twice counts once.
    ///
    /// Refused are two notices of the same date of issue that disagree about a day, a notice that
    /// lists a day twice, and days outside 2004 to 2100.
    pub fn new(notices: &[Notice]) -> Result<Self, CalendarError> {
        Table::build(notices).map(|table| Self(Arc::new(table)))
    }

    /// This calendar and one notice more.
    pub fn with(&self, notice: Notice) -> Result<Self, CalendarError> {
        let mut notices = self.0.notices.clone();
        notices.push(notice);
        Self::new(&notices)
    }

    /// The notices, oldest first.
    pub fn notices(&self) -> &[Notice] {
        &self.0.notices
    }

    /// The years whose yearly notice is there, in order
    /// ([`Notice::covers_its_year`]).
    pub fn years(&self) -> Vec<i16> {
        self.0.years.iter().copied().collect()
    }

    /// The first day this calendar answers for, 2004-01-01.
    pub fn first_day(&self) -> Date {
        table::FIRST_DAY
    }

    /// The last day this calendar answers for, 2100-12-31.
    pub fn last_day(&self) -> Date {
        table::LAST_DAY
    }

    /// What kind of day `date` is; `None` outside the range.
    pub fn day(&self, date: Date) -> Option<DayKind> {
        let index = table::index_of(date)?;
        let weekend = table::is_weekend(date);
        let kind = match (self.0.special.get(&date), self.0.is_working(index)) {
            (Some((false, name)), _) => DayKind::Holiday(name.clone()),
            (Some((true, name)), _) if weekend => DayKind::MakeUp(name.clone()),
            (_, true) => DayKind::Workday,
            (_, false) => DayKind::Weekend,
        };
        Some(kind)
    }

    /// True if people work on `date`; false outside the range.
    pub fn is_working(&self, date: Date) -> bool {
        table::index_of(date).is_some_and(|index| self.0.is_working(index))
    }

    /// True if a notice still to come may turn `date`; also outside the range.
    pub fn is_provisional(&self, date: Date) -> bool {
        table::index_of(date).is_none_or(|index| self.0.provisional_between(index, index + 1))
    }

    /// The n-th working day strictly after `from`; `from` itself for n = 0.
    pub fn add(&self, from: Date, working_days: u32) -> Result<LastDay, OutOfRange> {
        let table = &*self.0;
        let start = table::index_of(from).ok_or(OutOfRange::Day(from))?;
        if working_days == 0 {
            return Ok(LastDay {
                date: from,
                provisional: false,
            });
        }
        let end = table
            .nth_working(start + 1, working_days)
            .ok_or(OutOfRange::Count { from, working_days })?;
        Ok(LastDay {
            date: table.date(end),
            provisional: table.provisional_between(start + 1, end + 1),
        })
    }

    /// The promise of so many working days given at `from`: the first counted is the next working
    /// day, it lapses at 24:00 of the last (民法典 201, 203; domain.md §6). With 0 working days it
    /// lapses at 24:00 of the same calendar day (当天答复), rest day or not.
    pub fn due(&self, from: Instant, working_days: u32) -> Result<Promise, OutOfRange> {
        let LastDay { date, provisional } = self.add(from.date(), working_days)?;
        Ok(Promise {
            due: Instant::end_of(date),
            last_day: date,
            working_days,
            provisional,
        })
    }

    /// How many working days there are from `first` to `last`, both included; 0 if `last` is
    /// earlier. Days outside the range are none.
    pub fn count(&self, first: Date, last: Date) -> u32 {
        self.0.count(first, last)
    }

    /// How many working days end within (`from`, `to`]: their 24:00 lies after `from` and not
    /// after `to`.
    pub fn midnights(&self, from: Instant, to: Instant) -> u32 {
        // The day of `from` ends after `from`; the last day over by `to` is the one before it.
        match to.date().yesterday() {
            Ok(last) => self.count(from.date(), last),
            Err(_) => 0,
        }
    }
}
