//! 修订: a part of the profile as it will be from a day on, written while the platform runs.
//!
//! An amendment is one more file of the profile, in the same form and read by the same reader, so
//! what is refused at load is refused here with the same sentence. Nothing that is in force is ever
//! changed: a later day gets a later file, and one whose day has not come may be withdrawn.

mod catalogue;
mod change;
mod difference;
mod directory;
mod lists;

pub use catalogue::{NewItem, NewItems, NewReason, NewReasons, ReasonCode, ReasonList};
pub use change::{Change, NewKey, NewRulebook};
pub use difference::{Difference, differences};
pub use directory::{DutyCode, NewDuties, NewDuty, NewUnit, NewUnits};

use crate::refusal::{Code, Refusal};
use serde::{Deserialize, Serialize};
use workday::{Date, Instant};

/// A part of the profile that may be amended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = RulesPart))]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// 规则: limits, counts, shares.
    Rulebook,
    /// 便民服务事项.
    Items,
    /// 理由, to decline and to return.
    Reasons,
    /// 单位.
    Units,
    /// 职责: whose business an item is.
    Duties,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 5] = [
        Self::Rulebook,
        Self::Items,
        Self::Reasons,
        Self::Units,
        Self::Duties,
    ];

    /// The word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rulebook => "rulebook",
            Self::Items => "items",
            Self::Reasons => "reasons",
            Self::Units => "units",
            Self::Duties => "duties",
        }
    }

    /// The word for people.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Rulebook => "规则",
            Self::Items => "便民服务事项",
            Self::Reasons => "理由",
            Self::Units => "单位",
            Self::Duties => "职责",
        }
    }

    /// The first day that a new version of any part may begin on: tomorrow. A case is bound to the
    /// rulebook of the day of its acceptance, and a list of a day is one for the whole day; today some
    /// cases are accepted already, with items and reasons as they are.
    ///
    /// # Errors
    /// The calendar ends.
    pub fn first_day(self, today: Date) -> Result<Date, Refusal> {
        today.tomorrow().map_err(|_| Code::OutOfCalendar.into())
    }
}

impl std::str::FromStr for Part {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|part| part.as_str() == text);
        found.ok_or_else(|| format!("there is no part {text:?}"))
    }
}

/// Who took a version back before its day came, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// Who, as the audit trail names him.
    pub by: String,
    /// When.
    pub at: Instant,
    /// Why.
    pub why: String,
}

/// A kept version of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// Its number in the order of keeping.
    pub no: i64,
    /// Which part.
    pub part: Part,
    /// First day in force.
    pub effective: Date,
    /// The file.
    pub text: String,
    /// Who wrote it, as the audit trail names him.
    pub by: String,
    /// When.
    pub at: Instant,
    /// Why.
    pub why: String,
    /// Taken back.
    pub withdrawn: Option<Withdrawal>,
}

/// How a kept version stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = AmendmentStanding))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// 未施行: its day has not come.
    Coming,
    /// 已施行: its day has come, and it is not changed any more.
    InForce,
    /// 已撤下: it was taken back before its day.
    Withdrawn,
}

impl Amendment {
    /// Its file inside the profile's folder. Lists may get several versions of one day.
    pub fn path(&self) -> String {
        let (part, day) = (self.part.as_str(), self.effective);
        match self.part {
            Part::Rulebook => format!("{part}-{day}.toml"),
            Part::Items | Part::Reasons | Part::Units | Part::Duties => {
                format!("{part}-{day}-{}.toml", self.no)
            }
        }
    }

    /// How it stands on a day.
    pub fn standing(&self, today: Date) -> Standing {
        if self.withdrawn.is_some() {
            Standing::Withdrawn
        } else if self.effective > today {
            Standing::Coming
        } else {
            Standing::InForce
        }
    }

    /// Whether its file counts for the profile of a day. Rulebooks tell their days themselves, so
    /// that a deadline of next month is counted by next month's.
    pub fn counts_on(&self, day: Date) -> bool {
        self.withdrawn.is_none() && (self.part == Part::Rulebook || self.effective <= day)
    }

    /// Whether it may still be taken back, of all that are kept.
    ///
    /// # Errors
    /// `stale` if it was taken back before; `in_force` if its day has come; `built_upon` if a later one
    /// of the part was written on top of it.
    pub fn may_withdraw(&self, today: Date, kept: &[Amendment]) -> Result<(), Refusal> {
        match self.standing(today) {
            Standing::Coming => {}
            Standing::InForce => return Err(Code::InForce.into()),
            Standing::Withdrawn => {
                let why = "这一版已经撤下 (it was taken back already)";
                return Err(Refusal::because(Code::Stale, why));
            }
        }
        let upon =
            |it: &&Amendment| it.part == self.part && it.no > self.no && it.withdrawn.is_none();
        match kept.iter().rfind(upon) {
            None => Ok(()),
            Some(last) => {
                let (no, day) = (last.no, last.effective);
                let why = format!("{day} 起的第 {no} 号 (number {no}, from {day} on)");
                Err(Refusal::because(Code::BuiltUpon, why))
            }
        }
    }
}

/// Whether a version of a part may begin on a day. Versions of a part are kept in the order of their
/// days, since each begins with the one before it.
///
/// # Errors
/// `day_passed`, with the first day that may be chosen.
pub fn may_begin(
    part: Part,
    effective: Date,
    today: Date,
    kept: &[Amendment],
) -> Result<(), Refusal> {
    let last = kept
        .iter()
        .filter(|it| it.part == part && it.withdrawn.is_none());
    let last = last.map(|it| it.effective).max();
    let free = part.first_day(today)?;
    // Two rulebooks of one day could not be told apart by a case.
    let after = match (part, last) {
        (Part::Rulebook, Some(last)) => last.tomorrow().map_err(|_| Code::OutOfCalendar)?,
        (_, last) => last.unwrap_or(free),
    };
    let first = free.max(after);
    if effective >= first {
        return Ok(());
    }
    let why = if first > free {
        format!(
            "effective：已定下的一版从 {} 起，新的一版最早 {first}；要更早，请先撤下那一版 (a kept version \
             begins on {}; a new one not before {first}, or take that one back first)",
            last.unwrap_or(first),
            last.unwrap_or(first)
        )
    } else {
        format!("effective：最早 {first} (not before {first})")
    };
    Err(Refusal::because(Code::DayPassed, why))
}
