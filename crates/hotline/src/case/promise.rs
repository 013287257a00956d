//! 期限: until when the citizen is promised an answer, and what may move that (`design.md §3`).

use crate::kind::Kind;
use crate::rulebook::Rulebook;
use serde::{Deserialize, Serialize};
use workday::{Calendar, Date, Instant, OutOfRange};

/// Where the count starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// So many working days after the day of `from`; that day itself is not counted.
    Counted {
        /// Acceptance, or submission + accept limit if acceptance came later.
        from: Instant,
        /// Working days.
        days: u32,
    },
    /// 当天答复: 24:00 of this calendar day, rest days included.
    SameDay {
        /// The day.
        date: Date,
    },
    /// A correction came when the corrected limit had passed: 24:00 of the day of correction.
    Corrected {
        /// The day of correction.
        date: Date,
        /// The limit it stands for, in working days; 0 = same day.
        days: u32,
    },
}

/// The promise of one round. Results only: nothing here is computed again from a rulebook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// First instant that is late (exclusive).
    pub due: Instant,
    /// The last day, in time until its 24:00.
    pub last_day: Date,
    /// Where the count started.
    pub base: Base,
    /// Working days granted by extensions.
    pub extended: u32,
    /// Working days granted for waiting on the requester.
    pub waited: u32,
    /// 暂定: rests on a year whose holidays are not announced yet.
    pub provisional: bool,
}

impl Promise {
    /// Counts a promise.
    ///
    /// # Errors
    /// The dates lie outside the calendar.
    pub fn count(
        base: Base,
        extended: u32,
        waited: u32,
        calendar: &Calendar,
    ) -> Result<Self, OutOfRange> {
        let (mut last_day, mut provisional) = match base {
            Base::Counted { from, days } => {
                let last = calendar.add(from.date(), days)?;
                // What counts is every day on the way, not the last alone.
                (last.date, calendar.due(from, days)?.provisional)
            }
            Base::SameDay { date } | Base::Corrected { date, .. } => (date, false),
        };
        let more = extended + waited;
        if more > 0 {
            let moved = calendar.due(Instant::start_of(last_day), more)?;
            last_day = moved.last_day;
            provisional |= moved.provisional;
        }
        Ok(Self {
            due: Instant::end_of(last_day),
            last_day,
            base,
            extended,
            waited,
            provisional,
        })
    }

    /// The limit first promised, in working days; 0 = same day.
    pub const fn limit(&self) -> u32 {
        match self.base {
            Base::Counted { days, .. } | Base::Corrected { days, .. } => days,
            Base::SameDay { .. } => 0,
        }
    }

    /// The instant whose day the count begins after; none where no days are counted.
    pub const fn counted_from(&self) -> Option<Instant> {
        match self.base {
            Base::Counted { from, .. } => Some(from),
            Base::SameDay { .. } | Base::Corrected { .. } => None,
        }
    }

    /// Whether the answer is owed the same day.
    pub const fn same_day(&self) -> bool {
        matches!(
            self.base,
            Base::SameDay { .. } | Base::Corrected { days: 0, .. }
        )
    }

    /// What the lamp is a share of: the limit with everything granted, in working days; 0 for a same-day
    /// answer, which is never green.
    pub const fn lamp_days(&self) -> u32 {
        if self.same_day() {
            0
        } else {
            self.limit() + self.extended + self.waited
        }
    }

    /// The lamp at an instant: the present, or when the counted reply was handed up.
    pub fn lamp(&self, at: Instant, rules: &Rulebook, calendar: &Calendar) -> Lamp {
        Lamp::at(at, self.due, self.lamp_days(), rules, calendar)
    }
}

/// 灯: time left at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Lamp {
    /// More than half of the limit is left.
    Green,
    /// At most half, or the last day, or a same-day case.
    Yellow,
    /// Late.
    Red,
}

impl Lamp {
    /// The lamp at an instant, from a promise's due and its [`Promise::lamp_days`] alone.
    pub fn at(at: Instant, due: Instant, days: u32, rules: &Rulebook, calendar: &Calendar) -> Self {
        if at >= due {
            return Self::Red;
        }
        let (today, last_day) = (at.date(), due.plus_millis(-1).date());
        if days == 0 || today >= last_day {
            return Self::Yellow;
        }
        let left = u64::from(calendar.count(today, last_day));
        if left * 100 > u64::from(days) * u64::from(rules.lamp_green_share_percent) {
            Self::Green
        } else {
            Self::Yellow
        }
    }

    /// The name in stories, API and database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }
}

/// What decides the limit of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Matter {
    /// 类别.
    pub kind: Kind,
    /// Whether it is on the convenience list.
    pub listed: bool,
    /// Urgent or simple, by itself or because its item is.
    pub same_day: bool,
}

impl Matter {
    /// The limit in working days: the shorter of the kind's and the list's.
    pub fn limit(self, rules: &Rulebook) -> u32 {
        let by_kind = rules.limit(self.kind);
        match rules.list_limit {
            Some(listed) if self.listed => by_kind.min(listed),
            _ => by_kind,
        }
    }

    /// Where the count starts, given the instant that it counts from.
    pub fn base(self, from: Instant, rules: &Rulebook) -> Base {
        if self.same_day {
            Base::SameDay { date: from.date() }
        } else {
            Base::Counted {
                from,
                days: self.limit(rules),
            }
        }
    }
}
