//! What a calendar cannot answer or cannot be made of, and what to do about it.

use jiff::civil::Date;
use thiserror::Error;

use super::table::{FIRST_DAY, LAST_DAY};

/// A question about days that the calendar does not answer for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{}", self.en())]
pub enum OutOfRange {
    /// The count starts on a day outside the range.
    Day(Date),
    /// The count ends after the range.
    Count {
        /// The day the count starts from.
        from: Date,
        /// The working days to be counted.
        working_days: u32,
    },
    /// The hours end after the range.
    Hours {
        /// The day the count starts from.
        from: Date,
        /// The working minutes to be counted.
        minutes: u32,
    },
}

impl OutOfRange {
    /// The sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Day(date) => {
                format!("{date} 不在工作日历的范围（{FIRST_DAY} 至 {LAST_DAY}）之内，请核对日期")
            }
            Self::Count { from, working_days } => format!(
                "从 {from} 起数 {working_days} 个工作日，超出了工作日历的最后一天 {LAST_DAY}，请缩短期限"
            ),
            Self::Hours { from, minutes } => format!(
                "从 {from} 起数 {minutes} 个工作分钟，超出了工作日历的最后一天 {LAST_DAY}，请缩短期限"
            ),
        }
    }

    /// The sentence in English.
    pub fn en(&self) -> String {
        match self {
            Self::Day(date) => format!(
                "the working calendar knows {FIRST_DAY} to {LAST_DAY}, not {date}; check the date"
            ),
            Self::Count { from, working_days } => format!(
                "{working_days} working days from {from} end after {LAST_DAY}, the last day of the \
                 working calendar; shorten the limit"
            ),
            Self::Hours { from, minutes } => format!(
                "{minutes} working minutes from {from} end after {LAST_DAY}, the last day of the \
                 working calendar; shorten the limit"
            ),
        }
    }
}

/// Why notices do not make a calendar.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", self.en())]
pub enum CalendarError {
    /// Two notices of one date of issue say different things about a day.
    Disagree {
        /// The day.
        date: Date,
        /// Their date of issue.
        issued: Date,
        /// The title of the one.
        first: String,
        /// The title of the other.
        second: String,
    },
    /// A notice lists a day twice.
    Twice {
        /// The day.
        date: Date,
        /// The title of the notice.
        title: String,
    },
    /// A notice lists a day that no calendar answers for.
    OutOfRange {
        /// The day.
        date: Date,
        /// The title of the notice.
        title: String,
    },
}

impl CalendarError {
    /// The sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Disagree {
                date,
                issued,
                first,
                second,
            } => format!(
                "同为 {issued} 发布的《{first}》与《{second}》对 {date} 的规定不一致，请核对发布日期"
            ),
            Self::Twice { date, title } => format!("《{title}》把 {date} 列了两次，请只保留一处"),
            Self::OutOfRange { date, title } => format!(
                "《{title}》列出的 {date} 不在工作日历的范围（{FIRST_DAY} 至 {LAST_DAY}）之内，请核对"
            ),
        }
    }

    /// The sentence in English.
    pub fn en(&self) -> String {
        match self {
            Self::Disagree {
                date,
                issued,
                first,
                second,
            } => format!(
                "“{first}” and “{second}”, both issued on {issued}, disagree about {date}; check \
                 their dates of issue"
            ),
            Self::Twice { date, title } => format!("“{title}” lists {date} twice; keep one"),
            Self::OutOfRange { date, title } => format!(
                "“{title}” lists {date}, but the working calendar knows {FIRST_DAY} to {LAST_DAY}; \
                 check the date"
            ),
        }
    }
}
