//! The columns of a list that is taken out: those of the list on the screen.

mod cases;
mod figures;
mod house;
mod knowledge;
mod rules;
mod words;

use app::export::{Export, List, Rows, RulesList};
use workday::Instant;

/// A column: its head, and what stands in it.
type Column<Row> = (&'static str, fn(&Row) -> String);

/// The heads of a list's columns.
pub(super) fn heads(list: &List) -> Vec<&'static str> {
    match list {
        List::Cases(..) | List::Found(..) | List::Inbox(..) | List::Open(..) => of(&cases::CASES),
        List::Trail(..) => of(&house::TRAIL),
        List::Messages(..) => of(&house::MESSAGES),
        List::People(..) => of(&house::PEOPLE),
        List::Keys => of(&house::KEYS),
        List::Webhooks(..) => of(&house::WEBHOOKS),
        List::Deliveries(..) => of(&house::DELIVERIES),
        List::Knowledge(..) => of(&knowledge::KNOWLEDGE),
        List::Templates => of(&knowledge::TEMPLATES),
        List::Versions => of(&rules::VERSIONS),
        List::Days(..) => of(&rules::DAYS),
        List::Figures(..) => of(figures::FIGURES),
        List::Rules(RulesList::Books, ..) => of(&rules::BOOKS),
        List::Rules(RulesList::Items, ..) => of(&rules::ITEMS),
        List::Rules(RulesList::Units, ..) => of(&rules::UNITS),
        List::Rules(RulesList::Duties, ..) => of(&rules::DUTIES),
        List::Rules(RulesList::Reasons, ..) => of(&rules::REASONS),
        List::Rules(RulesList::Channels, ..) => of(&rules::CHANNELS),
        List::Rules(RulesList::Lines, ..) => of(&rules::LINES),
    }
}

/// The cells of some rows, row by row.
pub(super) fn cells(rows: &Rows) -> Vec<Vec<String>> {
    match rows {
        Rows::Cases(rows) => filled(&cases::CASES, rows),
        Rows::Trail(rows) => filled(&house::TRAIL, rows),
        Rows::Messages(rows) => filled(&house::MESSAGES, rows),
        Rows::People(rows) => filled(&house::PEOPLE, rows),
        Rows::Keys(rows) => filled(&house::KEYS, rows),
        Rows::Webhooks(rows) => filled(&house::WEBHOOKS, rows),
        Rows::Deliveries(rows) => filled(&house::DELIVERIES, rows),
        Rows::Knowledge(rows) => filled(&knowledge::KNOWLEDGE, rows),
        Rows::Templates(rows) => filled(&knowledge::TEMPLATES, rows),
        Rows::Books(rows) => filled(&rules::BOOKS, rows),
        Rows::Items(rows) => filled(&rules::ITEMS, rows),
        Rows::Units(rows) => filled(&rules::UNITS, rows),
        Rows::Duties(rows) => filled(&rules::DUTIES, rows),
        Rows::Reasons(rows) => filled(&rules::REASONS, rows),
        Rows::Channels(rows) => filled(&rules::CHANNELS, rows),
        Rows::Lines(rows) => filled(&rules::LINES, rows),
        Rows::Versions(rows) => filled(&rules::VERSIONS, rows),
        Rows::Days(rows) => filled(&rules::DAYS, rows),
        Rows::Figures(rows) => filled(figures::FIGURES, rows),
    }
}

fn of<Row>(columns: &[Column<Row>]) -> Vec<&'static str> {
    columns.iter().map(|column| column.0).collect()
}

fn filled<Row>(columns: &[Column<Row>], rows: &[Row]) -> Vec<Vec<String>> {
    let line = |row| columns.iter().map(|column| (column.1)(row)).collect();
    rows.iter().map(line).collect()
}

fn yes(flag: bool) -> String {
    if flag { "是" } else { "" }.to_owned()
}

fn text(value: Option<&impl ToString>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

/// A time as people read it in a table: `2026-11-20 10:30`.
fn minute(time: Option<&String>) -> String {
    time.map_or_else(String::new, |at| self::time(at, 16))
}

fn minutes(at: Instant) -> String {
    time(&at.to_string(), 16)
}

fn at(at: Option<Instant>) -> String {
    at.map_or_else(String::new, minutes)
}

/// To the second: `2026-11-20 10:30:05`.
fn seconds(at: Instant) -> String {
    time(&at.to_string(), 19)
}

fn time(at: &str, long: usize) -> String {
    at.get(..long).unwrap_or(at).replace('T', " ")
}

/// The last line: how many there are, and whether that is all of them.
pub(super) fn last_line(export: &Export) -> String {
    let of = match export.list() {
        List::Cases(..) | List::Found(..) | List::Inbox(..) | List::Open(..) => "件",
        List::People(..) => "人",
        _ => "条",
    };
    let (rows, watermark) = (export.rows, &export.watermark);
    match export.cut_of() {
        None => format!("完，共 {rows} {of}；{watermark}"),
        Some(there_are) => format!(
            "未完：一共 {there_are} {of}，这张表只放得下前 {rows} {of}。要全部的，请导出 CSV，或者把清单收窄再导；{watermark}"
        ),
    }
}
