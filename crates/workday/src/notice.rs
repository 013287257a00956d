//! Notices of the State Council's office about days off and make-up working days
//! (国务院办公厅关于部分节假日安排的通知).

use jiff::civil::Date;
use thiserror::Error;

use crate::ics::IcsFault;

mod toml_form;

/// One day that a notice speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeDay {
    /// The day.
    pub date: Date,
    /// True: people work on it (调休上班, or a day off taken back). False: a day off (放假).
    pub working: bool,
    /// The holiday it belongs to, such as 春节.
    pub name: String,
}

/// One notice. The yearly one and each later change to it are notices of their own; where two
/// speak of the same day, the one issued later holds (domain.md §6).
///
/// A year counts as known once a notice of that year gives 1 January off, as every yearly notice
/// does: a change notice alone does not silence the alarm about a missing table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The year in its title. Single days may lie in the year before or after.
    pub year: i16,
    /// The date under the notice.
    pub issued: Date,
    /// Its title, 国务院办公厅关于2026年部分节假日安排的通知.
    pub title: String,
    /// Where it can be read up: document number or publisher.
    pub source: String,
    /// True: the date of issue still has to be confirmed by an official.
    pub composed: bool,
    /// The days it lists, in any order, each once.
    pub days: Vec<NoticeDay>,
}

impl Notice {
    /// Reads a table of `profiles/*/holidays/`:
    ///
    /// ```
    /// let notice = workday::Notice::from_toml(r#"
    /// year = 2026
    /// issued = 2025-11-04
    /// title = "国务院办公厅关于2026年部分节假日安排的通知"
    /// source = "国务院办公厅"
    ///
    /// [[holiday]]
    /// name = "元旦"
    /// first = 2026-01-01     # first and last day off
    /// last = 2026-01-03      # may be left out: one day
    /// work = [2026-01-04]    # make-up working days; may be left out
    /// "#)?;
    /// assert_eq!(notice.days.len(), 4);
    /// # Ok::<(), workday::NoticeError>(())
    /// ```
    ///
    /// `title` and `source` may be left out. `composed = true` marks a date of issue that is not certain. Days come out in order of
    /// date. Unknown keys, a day listed twice and days outside the neighbouring years are refused.
    pub fn from_toml(text: &str) -> Result<Self, NoticeError> {
        toml_form::read(text)
    }

    /// Writes the table that [`Notice::from_toml`] reads, the days in order of date.
    pub fn to_toml(&self) -> String {
        toml_form::write(self)
    }

    /// Reads an iCalendar file such as Chinese calendar programmes export, as the notice of the
    /// year in which most of its days lie, issued on `issued`.
    ///
    /// Accepted are all-day events (`VEVENT`):
    /// * `DTSTART;VALUE=DATE:20260215`, and `DTEND;VALUE=DATE:20260224`, the first day after; a
    ///   missing `DTEND` means one day;
    /// * `SUMMARY` with the holiday's name and a mark before or after it, apart by a space or
    ///   brackets or not at all: 休, 放假, 休假, 假期, 休息, 补休 for days off; 班, 补班, 上班,
    ///   调休上班, 调休补班 for make-up working days, as in `春节 休`, `春节（班）`, `[班] 国庆节`,
    ///   `元旦假期`, `上班(补元旦假期)`.
    ///
    /// An event without a mark, with both, or with the bare word 调休, which is used for either,
    /// is refused, as are times of day, recurring events and files of several years: a guess
    /// would move promises.
    pub fn from_ics(text: &str, issued: Date) -> Result<Self, NoticeError> {
        crate::ics::read(text, issued)
    }

    /// True if this is the yearly notice of its year: it gives 1 January off.
    pub fn covers_its_year(&self) -> bool {
        self.days.iter().any(|day| {
            !day.working
                && day.date.year() == self.year
                && day.date.month() == 1
                && day.date.day() == 1
        })
    }
}

/// Why a text is not a notice, and on which line.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", self.en())]
pub struct NoticeError {
    /// The line, counted from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong there.
    pub fault: NoticeFault,
}

/// What can be wrong with a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoticeFault {
    /// Not TOML, or a key missing, unknown or of the wrong type; the reader's words.
    Toml(String),
    /// A value that is not a plain date.
    NotADate(String),
    /// `last` before `first`.
    Span,
    /// `last` without `first`.
    NoFirst,
    /// More days off in one run than a notice ever gave; the most that are taken.
    TooLong(i64),
    /// An entry with neither a day off nor a working day.
    Empty,
    /// The same day twice.
    Twice(Date),
    /// A day further from the notice's year than the neighbouring year.
    FarOff(Date),
    /// A year outside 1 to 9999.
    Year(i64),
    /// iCalendar: an event that does not say whether it is a day off or a working day.
    NoMark(String),
    /// iCalendar: a line or event that this reader does not accept; what it is.
    Ics(IcsFault),
}

impl NoticeError {
    pub(crate) fn new(line: impl Into<Option<usize>>, fault: NoticeFault) -> Self {
        Self {
            line: line.into(),
            fault,
        }
    }

    /// The sentence in Chinese, with the line.
    pub fn zh(&self) -> String {
        let sentence = match &self.fault {
            NoticeFault::Toml(words) => not_toml(words),
            NoticeFault::NotADate(text) => format!("“{text}”不是日期，请写作 2026-01-01"),
            NoticeFault::Span => "最后一天早于第一天，请核对通知".to_owned(),
            NoticeFault::NoFirst => "有最后一天，缺少第一天，请核对通知".to_owned(),
            NoticeFault::TooLong(most) => format!("连放的日子太长，最多 {most} 天，请核对最后一天"),
            NoticeFault::Empty => "这一节既无放假日也无上班日，请补全或删去".to_owned(),
            NoticeFault::Twice(date) => format!("{date} 列了两次，请只保留一处"),
            NoticeFault::FarOff(date) => {
                format!("{date} 离通知的年份太远，只能是当年或相邻年份，请核对")
            }
            NoticeFault::Year(year) => format!("没有 {year} 这样的年份"),
            NoticeFault::NoMark(name) => {
                format!("看不出“{name}”是放假还是上班，请在名称后注明“休”或“班”")
            }
            NoticeFault::Ics(fault) => fault.zh().to_owned(),
        };
        match self.line {
            Some(line) => format!("第 {line} 行：{sentence}"),
            None => sentence,
        }
    }

    /// The sentence in English, with the line.
    pub fn en(&self) -> String {
        let sentence = match &self.fault {
            NoticeFault::Toml(words) => format!("the table cannot be read: {words}"),
            NoticeFault::NotADate(text) => {
                format!("{text:?} is not a date; write it like 2026-01-01")
            }
            NoticeFault::Span => "the last day is before the first; compare the notice".to_owned(),
            NoticeFault::NoFirst => {
                "there is a last day and no first; compare the notice".to_owned()
            }
            NoticeFault::TooLong(most) => {
                format!("too many days off in one run, at most {most}; compare the last day")
            }
            NoticeFault::Empty => {
                "this entry lists neither a day off nor a working day; complete or remove it"
                    .to_owned()
            }
            NoticeFault::Twice(date) => format!("{date} is listed twice; keep one"),
            NoticeFault::FarOff(date) => {
                format!("{date} is neither in the notice's year nor in a neighbouring one")
            }
            NoticeFault::Year(year) => format!("there is no year {year}"),
            NoticeFault::NoMark(name) => format!(
                "{name:?} does not say whether it is a day off or a working day; add 休 or 班"
            ),
            NoticeFault::Ics(fault) => fault.en().to_owned(),
        };
        match self.line {
            Some(line) => format!("line {line}: {sentence}"),
            None => sentence,
        }
    }
}

/// Checks that no day is far from the notice's year and none is listed twice; the days come with
/// the line they stand on, and go out in order of date.
pub(crate) fn checked(
    year: i16,
    mut days: Vec<(Option<usize>, NoticeDay)>,
) -> Result<Vec<NoticeDay>, NoticeError> {
    days.sort_by_key(|(_, day)| day.date);
    for pair in days.windows(2) {
        if let [(first, a), (second, b)] = pair
            && a.date == b.date
        {
            return Err(NoticeError::new(
                *first.max(second),
                NoticeFault::Twice(a.date),
            ));
        }
    }
    if let Some((line, day)) = days
        .iter()
        .find(|(_, day)| day.date.year().abs_diff(year) > 1)
    {
        return Err(NoticeError::new(*line, NoticeFault::FarOff(day.date)));
    }
    Ok(days.into_iter().map(|(_, day)| day).collect())
}

/// The reader's words in Chinese: which key is missing or unknown, else what to look at.
fn not_toml(words: &str) -> String {
    let key = words.split('`').nth(1);
    match key {
        Some(key) if words.starts_with("missing field") => format!("缺少 {key} 这一项"),
        Some(key) if words.starts_with("unknown field") => format!("没有 {key} 这一项，请删去"),
        _ => "写法不对，请核对引号、括号和逗号".to_owned(),
    }
}
