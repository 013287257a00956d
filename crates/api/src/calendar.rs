//! 放假安排: what kind of day each is, and loading a new table.

use crate::Api;
use crate::extract::{Json, Path};
use crate::problem::Problem;
use crate::session::Signed;
use axum::extract::State;
use hotline::actor::Role;
use hotline::refusal::Code;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use workday::{Date, DayKind, Notice};

/// A State Council notice to be loaded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Table {
    /// How it is written.
    format: Format,
    /// The table itself.
    text: String,
    /// Date of issue, for `ics`, which does not tell it.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    issued: Option<Date>,
}

/// How a table is written.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
    /// As in `profiles/fuzhou/holidays`.
    Toml,
    /// iCalendar.
    Ics,
}

/// What came of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Loaded {
    /// The year of the table.
    year: i16,
    /// Open cases whose promise moved or became definite.
    redated: u64,
}

/// A year, day by day.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the year of a year")]
pub(crate) struct Year {
    year: i16,
    /// Whether some days rest on no notice yet.
    provisional: bool,
    days: Vec<Day>,
}

/// A day.
#[derive(Serialize, ToSchema)]
pub(crate) struct Day {
    #[schema(value_type = String, format = Date)]
    date: Date,
    working: bool,
    /// `workday`, `weekend`, `holiday` or `makeup`.
    kind: &'static str,
    provisional: bool,
}

/// 日历 · A year's working days
#[utoipa::path(get, path = "/api/calendar/{year}", tag = "reference",
    params(("year" = i16, Path, description = "2004 to 2100.", minimum = 2004, maximum = 2100)),
    responses((status = 200, body = Year)))]
pub(crate) async fn year(
    State(api): State<Api>,
    Path(year): Path<String>,
) -> Result<axum::Json<Year>, Problem> {
    let calendar = api.app.working_days();
    let first = year
        .parse()
        .ok()
        .filter(|year| (2004..=2100).contains(year));
    let year: i16 = first.ok_or(Code::OutOfCalendar)?;
    let first = Date::new(year, 1, 1).map_err(|_| Code::OutOfCalendar)?;
    let dates = std::iter::successors(Some(first), |date| {
        date.tomorrow().ok().filter(|date| date.year() == year)
    });
    let day = |date: Date| Day {
        date,
        working: calendar.is_working(date),
        kind: calendar.day(date).map_or("weekend", |kind| word(&kind)),
        provisional: calendar.is_provisional(date),
    };
    let days: Vec<_> = dates.map(day).collect();
    Ok(axum::Json(Year {
        year,
        provisional: days.iter().any(|day| day.provisional),
        days,
    }))
}

fn word(kind: &DayKind) -> &'static str {
    match kind {
        DayKind::Workday => "workday",
        DayKind::Weekend => "weekend",
        DayKind::Holiday(_) => "holiday",
        DayKind::MakeUp(_) => "makeup",
    }
}

/// 导入放假安排 · Load a holiday table and re-date open cases
///
/// For 系统管理员. A newer notice wins over an older one day by day.
#[utoipa::path(post, path = "/api/calendar", tag = "administration", security(("session" = []), ("token" = [])), request_body = Table,
    responses((status = 200, body = Loaded)))]
pub(crate) async fn load(
    State(api): State<Api>,
    signed: Signed,
    Json(table): Json<Table>,
) -> Result<axum::Json<Loaded>, Problem> {
    if signed.actor().post_in(&[Role::SystemAdmin]).is_none() {
        return Err(Code::NotYours.into());
    }
    let notice = read(&table)?;
    let year = notice.year;
    let redated = api.app.load_notice(notice).await?;
    Ok(axum::Json(Loaded { year, redated }))
}

fn read(table: &Table) -> Result<Notice, Problem> {
    let read = match (table.format, table.issued) {
        (Format::Toml, _) => Notice::from_toml(&table.text),
        (Format::Ics, Some(issued)) => Notice::from_ics(&table.text, issued),
        (Format::Ics, None) => return Err(Problem::bad_value("issued：没有填写 (missing)")),
    };
    read.map_err(|error| Problem::bad_value(format!("text：{} ({})", error.zh(), error.en())))
}
