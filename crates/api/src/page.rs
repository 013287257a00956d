//! Pages of lists: rows, and where the next page goes on.

use crate::export::Format;
use crate::problem::Problem;
use hotline::case::promise::Lamp;
use hotline::case::status::Status;
use hotline::codes::{AreaCode, ItemCode};
use hotline::kind::Kind;
use hotline::point::Point;
use hotline::scope::view::CaseView;
use serde::Serialize;
use utoipa::ToSchema;
use workday::Date;

/// Rows of a page, if the caller does not say.
const ROWS: u32 = 50;
/// The most rows of a page.
const ROWS_MAX: u32 = 200;

/// Rows of a page: 1 to 200, as the document says.
pub(crate) fn page_size(asked: Option<u32>) -> Result<u32, Problem> {
    match asked {
        None => Ok(ROWS),
        Some(rows) => rows_of(rows, ROWS_MAX),
    }
}

/// A number of rows that somebody asks for.
pub(crate) fn rows_of(asked: u32, most: u32) -> Result<u32, Problem> {
    if (1..=most).contains(&asked) {
        return Ok(asked);
    }
    let why =
        format!("limit：应当是 1 到 {most} 的整数 (expected a whole number from 1 to {most})");
    Err(Problem::bad_value(why))
}

pub(crate) fn bad_cursor() -> Problem {
    Problem::bad_value("cursor：请用上一页给的 next (use `next` of the page before)")
}

/// What a filter asks for, if it says anything.
pub(crate) fn said(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// The longest part of a code or name that is looked for, in characters.
const PART_MAX: usize = 60;

/// A part of a code or name that a list is narrowed to, if `q` says any.
pub(crate) fn part(q: Option<&str>) -> Result<Option<&str>, Problem> {
    let part = said(q);
    if part.is_some_and(|part| part.chars().count() > PART_MAX) {
        let why = format!("q：最多 {PART_MAX} 字 (at most {PART_MAX} characters)");
        return Err(Problem::bad_value(why));
    }
    Ok(part)
}

/// An export has no pages.
pub(crate) fn whole(cursor: Option<&String>, limit: Option<u32>) -> Result<(), Problem> {
    if cursor.is_some() || limit.is_some() {
        let why = "cursor, limit：导出是整个清单 (an export is the whole list)";
        return Err(Problem::bad_value(why));
    }
    Ok(())
}

/// A page has no form of a file.
pub(crate) fn paged(format: Option<Format>, path: &str) -> Result<(), Problem> {
    if format.is_some() {
        let why = format!("format：请用 {path} (use {path})");
        return Err(Problem::bad_value(why));
    }
    Ok(())
}

/// A case as a row of a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseLine {
    /// Number.
    pub(crate) no: String,
    /// Version, for If-Match.
    version: u64,
    status: Status,
    kind: Kind,
    report: bool,
    confidential: bool,
    urgent: bool,
    item: Option<ItemCode>,
    area: Option<AreaCode>,
    /// Title, as far as the reader may read it.
    title: Option<String>,
    place: Option<String>,
    /// 坐标, for whoever reads the place.
    #[serde(skip_serializing_if = "Option::is_none")]
    point: Option<Point>,
    submitted_at: String,
    /// First instant that is late.
    due: Option<String>,
    #[schema(value_type = Option<String>, format = Date)]
    last_day: Option<Date>,
    /// 暂定.
    provisional: bool,
    late: bool,
    lamp: Option<Lamp>,
    round: u32,
    /// 主办单位.
    lead: Option<String>,
    /// Names of the units that hold the next step.
    holders: Vec<String>,
    supervised: bool,
    urged: u32,
    /// Until when the list's own step is due (accepting, dispatching); none where the promise counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) by: Option<String>,
}

impl From<CaseView> for CaseLine {
    fn from(case: CaseView) -> Self {
        Self {
            no: case.no,
            version: case.version,
            status: case.status,
            kind: case.kind,
            report: case.report,
            confidential: case.confidential,
            urgent: case.urgent,
            item: case.item,
            area: case.area,
            title: case.title,
            place: case.place,
            point: case.point,
            submitted_at: case.submitted_at,
            due: case.due,
            last_day: case.last_day,
            provisional: case.provisional,
            late: case.late,
            lamp: case.lamp,
            round: case.round,
            lead: case.lead,
            holders: case.holders,
            supervised: case.supervised,
            urged: case.urged,
            by: None,
        }
    }
}

/// A page of a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct Page {
    /// The rows.
    pub(crate) cases: Vec<CaseLine>,
    /// Give it as `cursor` for the next page; none on the last.
    pub(crate) next: Option<String>,
}

impl Page {
    /// A page of rows, each with the cursor that goes on after it. A full page may have a next one.
    pub(crate) fn of(rows: Vec<(String, CaseLine)>, limit: u32) -> Self {
        let full = u32::try_from(rows.len()).is_ok_and(|rows| rows >= limit);
        let next = rows.last().filter(|_| full).map(|row| row.0.clone());
        let cases = rows.into_iter().map(|(_, line)| line).collect();
        Self { cases, next }
    }
}
