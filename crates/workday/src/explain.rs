//! Why a day counts or does not count, in sentences that a citizen can check.

use std::sync::Arc;

use jiff::civil::Date;

use crate::calendar::{Calendar, DayKind};
use crate::day_number;
use crate::instant::Instant;

/// One day of a count, as the clock ledger shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayLine {
    /// The day.
    pub date: Date,
    /// True if the day counts as a working day of the promise.
    pub counts: bool,
    /// The reason, as a sentence.
    pub why: Why,
    /// True if no notice covers the day yet.
    pub provisional: bool,
}

/// Why a day counts or does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The day of acceptance itself, which never counts (民法典 201).
    Accepted,
    /// An ordinary working day, the n-th counted.
    Workday(u32),
    /// A make-up working day (调休上班) of the holiday named, the n-th counted.
    MakeUp(Arc<str>, u32),
    /// A Saturday or Sunday.
    Weekend,
    /// A day off of the holiday named.
    Holiday(Arc<str>),
    /// A weekday of a year without a notice, the n-th counted; the notice may still turn it.
    ProvisionalWorkday(u32),
    /// A weekend of a year without a notice; the notice may still turn it.
    ProvisionalWeekend,
}

impl Why {
    /// The sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Accepted => "受理当天，不计".to_owned(),
            Self::Workday(n) => format!("工作日，第 {n} 天"),
            Self::MakeUp(name, n) => format!("{name}调休上班，第 {n} 天"),
            Self::Weekend => "休息日，不计".to_owned(),
            Self::Holiday(name) => format!("{name}放假，不计"),
            Self::ProvisionalWorkday(n) => {
                format!("工作日，第 {n} 天（放假通知未发布，暂按周末推算）")
            }
            Self::ProvisionalWeekend => "休息日，不计（放假通知未发布，暂按周末推算）".to_owned(),
        }
    }

    /// The sentence in English.
    pub fn en(&self) -> String {
        match self {
            Self::Accepted => "day of acceptance, not counted".to_owned(),
            Self::Workday(n) => format!("working day, day {n}"),
            Self::MakeUp(name, n) => format!("make-up working day for {name}, day {n}"),
            Self::Weekend => "weekend, not counted".to_owned(),
            Self::Holiday(name) => format!("holiday {name}, not counted"),
            Self::ProvisionalWorkday(n) => {
                format!("working day, day {n} (no holiday notice yet, reckoned by weekends)")
            }
            Self::ProvisionalWeekend => {
                "weekend, not counted (no holiday notice yet, reckoned by weekends)".to_owned()
            }
        }
    }
}

impl Calendar {
    /// The count from the day of `from` to `last`, both included, day by day. The first line is
    /// the day of acceptance, which does not count. Empty if `last` is earlier; days that the
    /// calendar does not answer for are left out.
    pub fn explain(&self, from: Instant, last: Date) -> Vec<DayLine> {
        let accepted = from.date();
        let first = day_number::number_of(accepted.max(self.first_day()));
        let end = day_number::number_of(last.min(self.last_day()));
        let mut counted = 0;
        (first..=end)
            .filter_map(|number| {
                let date = day_number::date_of(number);
                let kind = self.day(date)?;
                let provisional = self.is_provisional(date);
                let counts = date != accepted && kind.is_working();
                counted += u32::from(counts);
                let why = match kind {
                    _ if date == accepted => Why::Accepted,
                    DayKind::Workday if provisional => Why::ProvisionalWorkday(counted),
                    DayKind::Weekend if provisional => Why::ProvisionalWeekend,
                    DayKind::Workday => Why::Workday(counted),
                    DayKind::Weekend => Why::Weekend,
                    DayKind::Holiday(name) => Why::Holiday(name),
                    DayKind::MakeUp(name) => Why::MakeUp(name, counted),
                };
                Some(DayLine {
                    date,
                    counts,
                    why,
                    provisional,
                })
            })
            .collect()
    }
}
