//! Notices as TOML, grouped as the notice itself speaks: a holiday, its days off, its make-up days.

use std::fmt::Write;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::{Notice, NoticeDay, NoticeError, NoticeFault, checked};
use crate::day_number;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    year: Spanned<i64>,
    issued: Spanned<Datetime>,
    title: Option<String>,
    #[serde(default)]
    source: String,
    #[serde(default)]
    composed: bool,
    #[serde(default)]
    holiday: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    first: Option<Spanned<Datetime>>,
    last: Option<Spanned<Datetime>>,
    #[serde(default)]
    work: Vec<Spanned<Datetime>>,
}

/// Longest run of days off that an entry may name; the longest ever was ten. It keeps a slip of
/// the pen in a year from becoming a list of thousands of days.
const LONGEST: i64 = 60;

pub(super) fn read(text: &str) -> Result<Notice, NoticeError> {
    let table: Table = toml::from_str(text).map_err(|error| {
        let line = error.span().map(|span| line_at(text, span.start));
        NoticeError::new(line, NoticeFault::Toml(error.message().to_owned()))
    })?;
    let year = i16::try_from(*table.year.get_ref())
        .ok()
        .filter(|year| (1..=9999).contains(year))
        .ok_or_else(|| {
            let line = line_at(text, table.year.span().start);
            NoticeError::new(line, NoticeFault::Year(*table.year.get_ref()))
        })?;
    let mut days = Vec::new();
    for entry in table.holiday {
        let line = line_at(text, entry.span().start);
        add_entry(text, line, entry.into_inner(), &mut days)?;
    }
    Ok(Notice {
        year,
        issued: date(text, &table.issued)?.1,
        title: table.title.unwrap_or_else(|| format!("{year}年放假安排")),
        source: table.source,
        composed: table.composed,
        days: checked(year, days)?,
    })
}

fn add_entry(
    text: &str,
    line: usize,
    entry: Entry,
    days: &mut Vec<(Option<usize>, NoticeDay)>,
) -> Result<(), NoticeError> {
    let Entry {
        name,
        first,
        last,
        work,
    } = entry;
    let mut add = |line, date, working| {
        let name = name.clone();
        days.push((
            Some(line),
            NoticeDay {
                date,
                working,
                name,
            },
        ));
    };
    match (&first, &last) {
        (None, None) if work.is_empty() => return Err(NoticeError::new(line, NoticeFault::Empty)),
        (None, None) => {}
        (None, Some(_)) => return Err(NoticeError::new(line, NoticeFault::NoFirst)),
        (Some(first), last) => {
            let (line, first) = date(text, first)?;
            let last = last
                .as_ref()
                .map_or(Ok(first), |last| Ok(date(text, last)?.1))?;
            let (from, to) = (day_number::number_of(first), day_number::number_of(last));
            if to < from {
                return Err(NoticeError::new(line, NoticeFault::Span));
            }
            if to - from >= LONGEST {
                return Err(NoticeError::new(line, NoticeFault::TooLong(LONGEST)));
            }
            for number in from..=to {
                add(line, day_number::date_of(number), false);
            }
        }
    }
    for day in &work {
        let (line, day) = date(text, day)?;
        add(line, day, true);
    }
    Ok(())
}

/// A plain TOML date and its line.
fn date(text: &str, value: &Spanned<Datetime>) -> Result<(usize, Date), NoticeError> {
    let line = line_at(text, value.span().start);
    let fault = || NoticeError::new(line, NoticeFault::NotADate(value.get_ref().to_string()));
    let Datetime {
        date: Some(day),
        time: None,
        offset: None,
    } = *value.get_ref()
    else {
        return Err(fault());
    };
    let small = |n: u8| i8::try_from(n).map_err(|_| fault());
    let year = i16::try_from(day.year).map_err(|_| fault())?;
    let date = Date::new(year, small(day.month)?, small(day.day)?).map_err(|_| fault())?;
    Ok((line, date))
}

fn line_at(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|b| *b == b'\n').count()
}

pub(super) fn write(notice: &Notice) -> String {
    let mut out = String::new();
    let quoted = |text: &str| toml::Value::from(text).to_string();
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "year = {}\nissued = {}\ntitle = {}\nsource = {}",
        notice.year,
        notice.issued,
        quoted(&notice.title),
        quoted(&notice.source),
    );
    if notice.composed {
        let _ = writeln!(out, "composed = true");
    }
    for run in runs(&notice.days) {
        let _ = writeln!(out, "\n[[holiday]]\nname = {}", quoted(run.name));
        if let Some((first, last)) = run.off {
            let _ = writeln!(out, "first = {first}");
            if last != first {
                let _ = writeln!(out, "last = {last}");
            }
        }
        if !run.work.is_empty() {
            let work: Vec<String> = run.work.iter().map(Date::to_string).collect();
            let _ = writeln!(out, "work = [{}]", work.join(", "));
        }
    }
    out
}

/// One `[[holiday]]` entry about to be written.
struct Run<'a> {
    name: &'a str,
    off: Option<(Date, Date)>,
    work: Vec<Date>,
}

/// Groups days under their names: each unbroken run of days off becomes an entry, and the working
/// days go to the first entry of their name.
fn runs(days: &[NoticeDay]) -> Vec<Run<'_>> {
    let mut days: Vec<&NoticeDay> = days.iter().collect();
    days.sort_by_key(|day| day.date);
    let mut runs: Vec<Run<'_>> = Vec::new();
    for day in days.iter().filter(|day| !day.working) {
        let growing = runs.iter_mut().find_map(|run| match &mut run.off {
            Some((first, last))
                if run.name == day.name
                    && day_number::next(*last) == day.date
                    && day_number::number_of(day.date) - day_number::number_of(*first)
                        < LONGEST =>
            {
                Some(last)
            }
            _ => None,
        });
        match growing {
            Some(last) => *last = day.date,
            None => runs.push(Run {
                name: &day.name,
                off: Some((day.date, day.date)),
                work: Vec::new(),
            }),
        }
    }
    for day in days.iter().filter(|day| day.working) {
        match runs.iter_mut().find(|run| run.name == day.name) {
            Some(run) => run.work.push(day.date),
            None => runs.push(Run {
                name: &day.name,
                off: None,
                work: vec![day.date],
            }),
        }
    }
    runs
}
