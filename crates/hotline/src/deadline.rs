//! 算期限: until when an answer would be promised, and how the days are counted. Answers questions of
//! people and programs; a case's own promise is made of the same parts.

use crate::case::promise::{Base, Matter, Promise};
use crate::codes::ItemCode;
use crate::kind::Kind;
use crate::profile::Profile;
use crate::refusal::{Code, Refusal};
use serde::Serialize;
use workday::{Calendar, Date, DayLine, Instant};

/// What somebody wants to know.
#[derive(Debug, Clone)]
pub struct Question {
    /// 类别; its limit decides unless `days` is given.
    pub kind: Option<Kind>,
    /// So many working days instead of a kind's limit.
    pub days: Option<u32>,
    /// 便民服务事项.
    pub item: Option<ItemCode>,
    /// 情况紧急: the same day.
    pub urgent: bool,
    /// When the case was accepted.
    pub accepted: Instant,
    /// The rulebook in force on this day; otherwise the day of acceptance decides.
    pub rulebook: Option<Date>,
}

/// A deadline and how it is counted.
#[derive(Debug, Clone)]
pub struct Deadline {
    /// Until when.
    pub promise: Promise,
    /// Day of effect of the rulebook, if there was one.
    pub rulebook: Option<Date>,
    /// Day by day.
    pub days: Vec<DayLine>,
}

/// A deadline as programs read it. Times are RFC 3339 with +08:00.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DeadlineView {
    /// First instant that is late.
    pub due: String,
    /// Last day in time, until its 24:00.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub last_day: Date,
    /// The limit; 0 = the same day.
    pub working_days: u32,
    /// 暂定: rests on a year whose holidays are not announced yet.
    pub provisional: bool,
    /// Day of effect of the rulebook.
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = Date))]
    pub rulebook: Option<Date>,
    /// Day by day, from the day of acceptance.
    pub days: Vec<DayView>,
}

/// One day of a count.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DayView {
    /// The day.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub date: Date,
    /// Whether it counts.
    pub counts: bool,
    /// Why, or why not.
    pub why: String,
}

impl Deadline {
    /// Counts a deadline.
    ///
    /// # Errors
    /// An unknown item, neither kind nor days, no rulebook in force, dates outside the calendar.
    pub fn count(
        question: &Question,
        profile: &Profile,
        calendar: &Calendar,
    ) -> Result<Self, Refusal> {
        let accepted = question.accepted;
        if calendar.day(accepted.date()).is_none() {
            return Err(Code::OutOfCalendar.into());
        }
        let day = question.rulebook.unwrap_or(accepted.date());
        let rules = profile.rulebooks.on(day);
        let unknown = |code: &ItemCode| Refusal::because(Code::UnknownItem, code.as_str());
        let item = question.item.as_ref().map(|code| {
            let item = profile.catalogue.item(code);
            let item = item.filter(|item| item.in_force(accepted.date()));
            item.ok_or_else(|| unknown(code))
        });
        let item = item.transpose()?;
        let same_day = question.urgent || item.is_some_and(|item| item.urgent_on(accepted.date()));
        let none = || Refusal::because(Code::NoRulebook, day.to_string());
        let base = match (question.kind, question.days) {
            (None, None) => {
                let why = "kind：请给出类别，或用 days 给出天数 (give a kind, or a number of days)";
                return Err(Refusal::because(Code::BadValue, why));
            }
            _ if same_day => Base::SameDay {
                date: accepted.date(),
            },
            (_, Some(days)) => Base::Counted {
                from: accepted,
                days,
            },
            (Some(kind), None) => {
                let matter = Matter {
                    kind,
                    listed: item.is_some(),
                    same_day,
                };
                matter.base(accepted, rules.ok_or_else(none)?)
            }
        };
        let promise = Promise::count(base, 0, 0, calendar)?;
        let days = calendar.explain(accepted, promise.last_day);
        Ok(Self {
            promise,
            rulebook: rules.map(|rules| rules.effective),
            days,
        })
    }

    /// As programs read it, with the reasons in English or in Chinese.
    pub fn view(&self, english: bool) -> DeadlineView {
        let day = |line: &DayLine| DayView {
            date: line.date,
            counts: line.counts,
            why: if english {
                line.why.en()
            } else {
                line.why.zh()
            },
        };
        DeadlineView {
            due: self.promise.due.to_string(),
            last_day: self.promise.last_day,
            working_days: self.promise.limit(),
            provisional: self.promise.provisional,
            rulebook: self.rulebook,
            days: self.days.iter().map(day).collect(),
        }
    }
}

/// An instant as people type it: RFC 3339, or Shanghai time as `2017-11-18 15:21` or `2017-11-18`.
///
/// # Errors
/// A sentence that shows how to write it.
pub fn instant(text: &str) -> Result<Instant, Refusal> {
    let text = text.trim();
    if let Ok(instant) = text.parse() {
        return Ok(instant);
    }
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00"));
    let time = if time.len() == 5 {
        format!("{time}:00")
    } else {
        time.to_owned()
    };
    let why = "accepted：看不懂这个时间，请写成 2017-11-18T15:21:00+08:00 (time not understood)";
    format!("{day}T{time}+08:00")
        .parse()
        .map_err(|_| Refusal::because(Code::BadValue, why))
}
