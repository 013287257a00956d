//! Running totals over the days of 2004 to 2100, so that adding and counting are look-ups.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::{Date, Weekday};

use super::CalendarError;
use crate::day_number;
use crate::notice::Notice;

pub(super) const FIRST_DAY: Date = Date::constant(2004, 1, 1);
pub(super) const LAST_DAY: Date = Date::constant(2100, 12, 31);

#[derive(Debug)]
pub(super) struct Table {
    /// Oldest first.
    pub(super) notices: Vec<Notice>,
    /// Years with their yearly notice.
    pub(super) years: BTreeSet<i16>,
    /// Days that the notices speak of: worked or not, and the holiday's name.
    pub(super) special: BTreeMap<Date, (bool, Arc<str>)>,
    /// `worked[i]`: working days among the first i days. One longer than there are days.
    worked: Vec<u32>,
    /// `open[i]`: provisional days among the first i days.
    open: Vec<u32>,
    /// The index of each working day, in order.
    working_days: Vec<u32>,
    /// The date of each day.
    dates: Vec<Date>,
}

/// The index of a day, 0 for the first; `None` outside the range.
pub(super) fn index_of(date: Date) -> Option<usize> {
    if date > LAST_DAY {
        return None;
    }
    usize::try_from(day_number::number_of(date) - day_number::number_of(FIRST_DAY)).ok()
}

pub(super) fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

impl Table {
    pub(super) fn build(notices: &[Notice]) -> Result<Self, CalendarError> {
        let notices = in_order(notices);
        let mut table = Self {
            years: notices
                .iter()
                .filter(|notice| notice.covers_its_year())
                .map(|notice| notice.year)
                .collect(),
            special: layered(&notices)?,
            notices,
            worked: vec![0],
            open: vec![0],
            working_days: Vec::new(),
            dates: Vec::new(),
        };
        let (mut worked, mut open) = (0, 0);
        let mut index = 0;
        let mut date = FIRST_DAY;
        while date <= LAST_DAY {
            let works = match table.special.get(&date) {
                Some((working, _)) => *working,
                None => !is_weekend(date),
            };
            if works {
                worked += 1;
                table.working_days.push(index);
            }
            open += u32::from(table.lacks_notice(date));
            table.worked.push(worked);
            table.open.push(open);
            table.dates.push(date);
            index += 1;
            date = day_number::next(date);
        }
        Ok(table)
    }

    fn lacks_notice(&self, date: Date) -> bool {
        let year = date.year();
        let year_end = date.month() == 12 && date.day() >= 26;
        !self.years.contains(&year) || year_end && !self.years.contains(&(year + 1))
    }

    /// Working days among the first `index` days.
    fn worked_before(&self, index: usize) -> u32 {
        self.worked.get(index).copied().unwrap_or_default()
    }

    pub(super) fn is_working(&self, index: usize) -> bool {
        self.worked_before(index + 1) > self.worked_before(index)
    }

    /// True if a day from index `first` up to and excluding `end` is provisional.
    pub(super) fn provisional_between(&self, first: usize, end: usize) -> bool {
        let before = |index: usize| self.open.get(index).copied().unwrap_or_default();
        before(end) > before(first)
    }

    /// The index of the n-th working day at or after index `start`, n from 1.
    pub(super) fn nth_working(&self, start: usize, n: u32) -> Option<usize> {
        let rank = self.worked.get(start)?.checked_add(n)?.checked_sub(1)?;
        let index = self.working_days.get(usize::try_from(rank).ok()?)?;
        usize::try_from(*index).ok()
    }

    pub(super) fn date(&self, index: usize) -> Date {
        self.dates.get(index).copied().unwrap_or(LAST_DAY)
    }

    pub(super) fn count(&self, first: Date, last: Date) -> u32 {
        let (first, last) = (first.max(FIRST_DAY), last.min(LAST_DAY));
        match (index_of(first), index_of(last)) {
            (Some(first), Some(last)) if first <= last => {
                self.worked_before(last + 1) - self.worked_before(first)
            }
            _ => 0,
        }
    }
}

/// The notices by date of issue, each once. The order of equal dates is that in which they came,
/// which is of no consequence: they may not disagree.
fn in_order(notices: &[Notice]) -> Vec<Notice> {
    let mut ordered: Vec<Notice> = Vec::with_capacity(notices.len());
    for notice in notices {
        if !ordered.contains(notice) {
            ordered.push(notice.clone());
        }
    }
    ordered.sort_by_key(|notice| notice.issued);
    ordered
}

/// What holds for each day that a notice speaks of, the newest notice winning.
fn layered(notices: &[Notice]) -> Result<BTreeMap<Date, (bool, Arc<str>)>, CalendarError> {
    let mut special: BTreeMap<Date, (bool, Arc<str>)> = BTreeMap::new();
    let mut spoken_by: BTreeMap<Date, &Notice> = BTreeMap::new();
    for notice in notices {
        let mut seen = BTreeSet::new();
        for day in &notice.days {
            if index_of(day.date).is_none() {
                return Err(CalendarError::OutOfRange {
                    date: day.date,
                    title: notice.title.clone(),
                });
            }
            if !seen.insert(day.date) {
                return Err(CalendarError::Twice {
                    date: day.date,
                    title: notice.title.clone(),
                });
            }
            let earlier = spoken_by.insert(day.date, notice);
            let before = special.insert(day.date, (day.working, day.name.as_str().into()));
            if let (Some(earlier), Some((working, _))) = (earlier, before)
                && earlier.issued == notice.issued
                && working != day.working
            {
                return Err(CalendarError::Disagree {
                    date: day.date,
                    issued: notice.issued,
                    first: earlier.title.clone(),
                    second: notice.title.clone(),
                });
            }
        }
    }
    Ok(special)
}
