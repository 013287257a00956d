//! 放假安排: what kind of day each is, and loading a new table.

use crate::Api;
use crate::extract::{Json, Path};
use crate::problem::Problem;
use crate::session::Signed;
use app::preview::{ChangedDay, Moved};
use app::previewed;
use axum::extract::State;
use hotline::refusal::Code;
use hotline::scope::office::{Care, may};
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

impl Table {
    /// Everything that it says.
    fn whole(&self) -> String {
        format!("{:?}", (self.format, self.issued, &self.text))
    }
}

/// A table that was tried out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TableSeen {
    /// How it is written.
    format: Format,
    /// The table itself.
    text: String,
    /// Date of issue, for `ics`, which does not tell it.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    issued: Option<Date>,
    /// `seen` of the preview, as it was told: `stale` if this is not what was previewed, or if another table was
    /// loaded since.
    #[serde(default)]
    #[schema(required = true)]
    seen: String,
}

/// How a table is written.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
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

/// A day that would be another.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChangedDayView {
    #[schema(value_type = String, format = Date)]
    date: Date,
    /// `workday`, `weekend`, `holiday` or `makeup`, now.
    before: &'static str,
    /// The same, then.
    after: &'static str,
    /// The holiday that it belongs to.
    name: Option<String>,
}

/// An open case whose promise would move or become definite.
#[derive(Serialize, ToSchema)]
pub(crate) struct MovedView {
    no: String,
    /// Its last day now.
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// Its last day then.
    #[schema(value_type = String, format = Date)]
    to: Date,
    /// Whether it would still be provisional.
    provisional: bool,
}

/// What a table would change.
#[derive(Serialize, ToSchema)]
pub(crate) struct CalendarPreview {
    year: i16,
    title: String,
    #[schema(value_type = String, format = Date)]
    issued: Date,
    days: Vec<ChangedDayView>,
    /// How many open cases would change.
    count: u64,
    /// How many of them to another day; the others only become definite.
    moved: u64,
    /// The first hundred of them, those that move before the others.
    cases: Vec<MovedView>,
    /// How many open cases were looked at.
    looked_at: u64,
    /// Whether those were all.
    whole: bool,
    /// Days of the table that stay otherwise, as a notice issued later has them.
    kept: Vec<KeptDayView>,
    /// To be given as it is when this table is loaded.
    seen: String,
}

/// A day of a table on which a notice issued later holds.
#[derive(Serialize, ToSchema)]
pub(crate) struct KeptDayView {
    #[schema(value_type = String, format = Date)]
    date: Date,
    /// The notice that holds.
    title: String,
    /// Its date of issue.
    #[schema(value_type = String, format = Date)]
    issued: Date,
}

/// A notice that the calendar stands on.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoticeView {
    year: i16,
    #[schema(value_type = String, format = Date)]
    issued: Date,
    title: String,
    source: String,
    /// The date of issue is still to be confirmed.
    composed: bool,
    /// How many days it speaks of.
    days: usize,
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
#[utoipa::path(get, path = "/api/calendar/{year}", tag = "reference", operation_id = "days_of_year",
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
/// For 系统管理员, only as it was previewed. A newer notice wins over an older one day by day.
#[utoipa::path(post, path = "/api/calendar", tag = "administration", operation_id = "load_calendar", security(("session" = []), ("token" = [])), request_body = TableSeen,
    responses((status = 200, body = Loaded), (status = 409, description = "`stale`: it was not previewed, is not what was previewed, or another table was loaded since; preview again.")))]
pub(crate) async fn load(
    State(api): State<Api>,
    signed: Signed,
    Json(table): Json<TableSeen>,
) -> Result<axum::Json<Loaded>, Problem> {
    let actor = signed.actor();
    may(&actor, Care::Calendar)?;
    let TableSeen {
        format,
        text,
        issued,
        seen,
    } = table;
    let table = Table {
        format,
        text,
        issued,
    };
    let notice = read(&api, &table)?;
    let seen = previewed::rows(&seen, &table.whole())?;
    let year = notice.year;
    let redated = api.app.load_notice_by(&actor, notice, seen).await?;
    Ok(axum::Json(Loaded { year, redated }))
}

/// 放假安排清单 · The notices that the calendar stands on, the newest year first
#[utoipa::path(get, path = "/api/calendar", tag = "reference", operation_id = "calendar_notices",
    responses((status = 200, body = Vec<NoticeView>)))]
pub(crate) async fn notices(State(api): State<Api>) -> axum::Json<Vec<NoticeView>> {
    let calendar = api.app.working_days();
    let view = |notice: &Notice| NoticeView {
        year: notice.year,
        issued: notice.issued,
        title: notice.title.clone(),
        source: notice.source.clone(),
        composed: notice.composed,
        days: notice.days.len(),
    };
    let mut notices: Vec<_> = calendar.notices().iter().map(view).collect();
    notices.sort_by_key(|notice| std::cmp::Reverse((notice.year, notice.issued)));
    axum::Json(notices)
}

/// 试算放假安排 · What a table would change, before it is loaded
///
/// For 系统管理员. Days that would be others, and open cases that would be re-dated; nothing is changed.
#[utoipa::path(post, path = "/api/calendar/preview", tag = "administration", operation_id = "preview_calendar", security(("session" = []), ("token" = [])), request_body = Table,
    responses((status = 200, body = CalendarPreview)))]
pub(crate) async fn preview(
    State(api): State<Api>,
    signed: Signed,
    Json(table): Json<Table>,
) -> Result<axum::Json<CalendarPreview>, Problem> {
    let actor = signed.actor();
    may(&actor, Care::Calendar)?;
    let notice = read(&api, &table)?;
    // Before the days are compared: a table that comes meanwhile is found out when this one is loaded.
    let seen = previewed::name(api.app.notices_seen(), &table.whole());
    let kept = api.app.kept_by_later(&notice).into_iter();
    let kept = kept.map(|day| KeptDayView {
        date: day.date,
        title: day.title,
        issued: day.issued,
    });
    let kept = kept.collect();
    let (year, title, issued) = (notice.year, notice.title.clone(), notice.issued);
    let preview = api.app.preview_notice(&actor, notice).await?;
    let day = |day: ChangedDay| ChangedDayView {
        date: day.date,
        before: word(&day.before),
        after: word(&day.after),
        name: match day.after {
            DayKind::Holiday(name) | DayKind::MakeUp(name) => Some(name.to_string()),
            DayKind::Workday | DayKind::Weekend => None,
        },
    };
    let case = |case: Moved| MovedView {
        no: case.no,
        from: case.from,
        to: case.to,
        provisional: case.provisional,
    };
    Ok(axum::Json(CalendarPreview {
        year,
        title,
        issued,
        days: preview.days.into_iter().map(day).collect(),
        count: preview.count,
        moved: preview.moved,
        cases: preview.cases.into_iter().map(case).collect(),
        looked_at: preview.looked_at,
        whole: preview.whole,
        kept,
        seen,
    }))
}

fn read(api: &Api, table: &Table) -> Result<Notice, Problem> {
    let read = match (table.format, table.issued) {
        (Format::Toml, _) => Notice::from_toml(&table.text),
        (Format::Ics, Some(issued)) => Notice::from_ics(&table.text, issued),
        (Format::Ics, None) => return Err(Problem::bad_value("issued：没有填写 (missing)")),
    };
    let notice =
        read.map_err(|error| Problem::bad_value(format!("text：{} ({})", error.zh(), error.en())))?;
    api.app.issued_by_now(&notice)?;
    Ok(notice)
}
