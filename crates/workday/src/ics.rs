//! A small strict reader of iCalendar files (RFC 5545), see [`Notice::from_ics`].

use jiff::civil::Date;

use crate::day_number;
use crate::notice::{Notice, NoticeDay, NoticeError, NoticeFault, checked};

/// What an iCalendar file may have that this reader does not accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IcsFault {
    /// Does not begin with `BEGIN:VCALENDAR`.
    NotACalendar,
    /// The file ends within an event, or events are nested.
    Unfinished,
    /// A line without a colon.
    NoColon,
    /// A date not of the form `DTSTART;VALUE=DATE:20260101`.
    NotAllDay,
    /// A recurring event (`RRULE`, `RDATE`, `EXDATE`).
    Recurring,
    /// An event without `SUMMARY` or `DTSTART`, or with two.
    Incomplete,
    /// `DTEND` not after `DTSTART`, or more than sixty days after it.
    Span,
    /// No event at all.
    NoEvent,
    /// Events of several years.
    SeveralYears,
}

impl IcsFault {
    pub(crate) fn zh(self) -> &'static str {
        match self {
            Self::NotACalendar => "不是日历文件，第一行应为 BEGIN:VCALENDAR",
            Self::Unfinished => "日程没有正常结束，文件可能不完整，请重新导出",
            Self::NoColon => "这一行缺少冒号，文件可能已损坏，请重新导出",
            Self::NotAllDay => "日期应写作 DTSTART;VALUE=DATE:20260101，请改为全天日程",
            Self::Recurring => "不接受重复日程，请逐日列出",
            Self::Incomplete => "日程的名称或开始日期缺少或重复，请补全",
            Self::Span => "结束日期应在开始日期之后六十天以内，请核对",
            Self::NoEvent => "文件中没有日程，请核对是否选对文件",
            Self::SeveralYears => "文件含有几个年份的日程，请按年份分开导入",
        }
    }

    pub(crate) fn en(self) -> &'static str {
        match self {
            Self::NotACalendar => "not a calendar file: the first line should be BEGIN:VCALENDAR",
            Self::Unfinished => "an event does not end; the file may be cut off, export it again",
            Self::NoColon => "no colon on this line; the file may be damaged, export it again",
            Self::NotAllDay => {
                "dates are written DTSTART;VALUE=DATE:20260101; make it an all-day event"
            }
            Self::Recurring => "recurring events are not accepted; list each day",
            Self::Incomplete => "the event's SUMMARY or DTSTART is missing or given twice",
            Self::Span => "DTEND must be after DTSTART, by sixty days at most",
            Self::NoEvent => "there is no event in this file; is it the right one?",
            Self::SeveralYears => "events of several years; import each year by itself",
        }
    }
}

/// The longest event accepted, in days.
const LONGEST: i64 = 60;

/// Words before or after a holiday's name that make its days working days. Longer words come
/// first, so that none is cut short.
const WORKING: [&str; 5] = ["调休上班", "调休补班", "补班", "上班", "班"];

/// Words before or after a holiday's name that make its days days off.
const OFF: [&str; 6] = ["放假", "休假", "假期", "休息", "补休", "休"];

/// What an event has said so far.
#[derive(Default)]
struct Event {
    line: usize,
    summary: Option<String>,
    start: Option<Date>,
    end: Option<Date>,
}

pub(crate) fn read(text: &str, issued: Date) -> Result<Notice, NoticeError> {
    let lines = unfolded(text);
    let at = |line, fault| NoticeError::new(line, NoticeFault::Ics(fault));
    if lines
        .first()
        .is_none_or(|(_, line)| !line.eq_ignore_ascii_case("BEGIN:VCALENDAR"))
    {
        return Err(at(1, IcsFault::NotACalendar));
    }
    let mut title = None;
    let mut event: Option<Event> = None;
    let mut nested: Option<String> = None;
    let mut days = Vec::new();
    for (number, line) in &lines {
        let number = *number;
        let (head, value) = line
            .split_once(':')
            .ok_or_else(|| at(number, IcsFault::NoColon))?;
        let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
        let name = name.to_ascii_uppercase();
        if let Some(inner) = &nested {
            if name == "END" && value.eq_ignore_ascii_case(inner) {
                nested = None;
            }
            continue;
        }
        match (name.as_str(), &mut event) {
            ("BEGIN", open) if value.eq_ignore_ascii_case("VEVENT") => {
                if open.is_some() {
                    return Err(at(number, IcsFault::Unfinished));
                }
                event = Some(Event {
                    line: number,
                    ..Event::default()
                });
            }
            ("END", open) if value.eq_ignore_ascii_case("VEVENT") => {
                let event = open
                    .take()
                    .ok_or_else(|| at(number, IcsFault::Unfinished))?;
                finish(event, &mut days)?;
            }
            // An alarm within an event has lines of the same names.
            ("BEGIN", Some(_)) => nested = Some(value.to_owned()),
            ("SUMMARY", Some(event)) => {
                once(&mut event.summary, plain(value), number)?;
            }
            ("DTSTART", Some(event)) => {
                once(
                    &mut event.start,
                    all_day(number, parameters, value)?,
                    number,
                )?;
            }
            ("DTEND", Some(event)) => {
                once(&mut event.end, all_day(number, parameters, value)?, number)?;
            }
            ("RRULE" | "RDATE" | "EXDATE", Some(_)) => {
                return Err(at(number, IcsFault::Recurring));
            }
            ("X-WR-CALNAME", None) => title = Some(plain(value)),
            _ => {}
        }
    }
    if event.is_some() {
        let last = lines.last().map(|(number, _)| *number);
        return Err(NoticeError::new(
            last,
            NoticeFault::Ics(IcsFault::Unfinished),
        ));
    }
    let year = main_year(&days)?;
    Ok(Notice {
        year,
        issued,
        title: title.unwrap_or_else(|| format!("{year}年放假安排")),
        source: "iCalendar".to_owned(),
        composed: false,
        days: checked(year, days)?,
    })
}

/// The lines with their numbers, continuation lines (those that begin with a blank) joined on.
fn unfolded(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(more), Some((_, last))) => last.push_str(more),
            _ if line.trim().is_empty() => {}
            _ => lines.push((index + 1, line.to_owned())),
        }
    }
    lines
}

/// A text value without its backslashes.
fn plain(value: &str) -> String {
    let mut out = String::new();
    let mut escaped = false;
    for c in value.chars() {
        match c {
            '\\' if !escaped => escaped = true,
            'n' | 'N' if escaped => {
                out.push(' ');
                escaped = false;
            }
            _ => {
                out.push(c);
                escaped = false;
            }
        }
    }
    out
}

fn once<T>(place: &mut Option<T>, value: T, line: usize) -> Result<(), NoticeError> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(NoticeError::new(
            line,
            NoticeFault::Ics(IcsFault::Incomplete),
        )),
    }
}

/// `20260101` with the parameter `VALUE=DATE`.
fn all_day(line: usize, parameters: &str, value: &str) -> Result<Date, NoticeError> {
    let marked = parameters
        .split(';')
        .any(|parameter| parameter.eq_ignore_ascii_case("VALUE=DATE"));
    let digits = value.trim();
    let plain = digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let date = || {
        let (year, rest) = digits.split_at_checked(4)?;
        let (month, day) = rest.split_at_checked(2)?;
        Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
    };
    if marked
        && plain
        && let Some(date) = date()
    {
        Ok(date)
    } else {
        Err(NoticeError::new(
            line,
            NoticeFault::Ics(IcsFault::NotAllDay),
        ))
    }
}

fn finish(event: Event, days: &mut Vec<(Option<usize>, NoticeDay)>) -> Result<(), NoticeError> {
    let line = event.line;
    let at = |fault| NoticeError::new(line, NoticeFault::Ics(fault));
    let (Some(summary), Some(start)) = (event.summary, event.start) else {
        return Err(at(IcsFault::Incomplete));
    };
    let (name, working) = marked(&summary)
        .ok_or_else(|| NoticeError::new(line, NoticeFault::NoMark(summary.clone())))?;
    let first = day_number::number_of(start);
    let end = event.end.map_or(first + 1, day_number::number_of);
    if end <= first || end - first > LONGEST {
        return Err(at(IcsFault::Span));
    }
    for number in first..end {
        let day = NoticeDay {
            date: day_number::date_of(number),
            working,
            name: name.to_owned(),
        };
        days.push((Some(line), day));
    }
    Ok(())
}

/// The holiday's name and whether it is about working days; `None` without a clear mark.
fn marked(summary: &str) -> Option<(&str, bool)> {
    let text = trimmed(summary);
    let clear = |name: &str| {
        !name.is_empty() && without(name, &WORKING).is_none() && without(name, &OFF).is_none()
    };
    if let Some(rest) = without(text, &WORKING) {
        // 上班(补春节假期) names the holiday it makes up for.
        let name = trimmed(rest.strip_prefix('补').unwrap_or(rest));
        let name = trimmed(name.strip_suffix("假期").unwrap_or(name));
        let name = trimmed(name.strip_suffix("调休").unwrap_or(name));
        return clear(name).then_some((name, true));
    }
    // 调休 alone is said of either day.
    if text.ends_with("调休") {
        return None;
    }
    let mut name = without(text, &OFF)?;
    name = trimmed(name.strip_suffix("调休").unwrap_or(name));
    while let Some(rest) = without(name, &OFF) {
        name = rest;
    }
    clear(name).then_some((name, false))
}

/// `text` without a mark at its end or beginning; `None` if there is none.
fn without<'a>(text: &'a str, marks: &[&str]) -> Option<&'a str> {
    let end = marks.iter().find_map(|mark| text.strip_suffix(mark));
    let rest = end.or_else(|| marks.iter().find_map(|mark| text.strip_prefix(mark)))?;
    Some(trimmed(rest))
}

/// `text` without the blanks, brackets and dashes around it.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace() || "()（）[]［］【】〔〕<>《》「」·-—:：,，".contains(c)
    })
}

/// The year in which most days lie; the others may only spill over into its neighbours' edges.
fn main_year(days: &[(Option<usize>, NoticeDay)]) -> Result<i16, NoticeError> {
    let mut counts = std::collections::BTreeMap::<i16, usize>::new();
    for (_, day) in days {
        *counts.entry(day.date.year()).or_default() += 1;
    }
    let (year, _) = counts
        .iter()
        .max_by_key(|(_, count)| **count)
        .ok_or_else(|| NoticeError::new(None, NoticeFault::Ics(IcsFault::NoEvent)))?;
    let stray = days.iter().find(|(_, day)| {
        let (date, month) = (day.date.year(), day.date.month());
        date != *year && !(date == year - 1 && month == 12 || date == year + 1 && month == 1)
    });
    match stray {
        Some((line, _)) => Err(NoticeError::new(
            *line,
            NoticeFault::Ics(IcsFault::SeveralYears),
        )),
        None => Ok(*year),
    }
}
