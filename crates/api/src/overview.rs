//! 全局: open work within reach by lamp, status and lead, and the cases behind each number.

use crate::Api;
use crate::extract::Query;
use crate::page::{Page, bad_cursor, page_size};
use crate::problem::Problem;
use crate::session::Signed;
use app::overview::{OpenAfter, OpenAsk, Tally};
use axum::Json;
use axum::extract::State;
use hotline::case::promise::Lamp;
use hotline::case::status::Status;
use hotline::codes::UnitCode;
use hotline::refusal::Code;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Numbers of open work: waiting to be accepted, to be dispatched, or in progress.
#[derive(Serialize, ToSchema)]
pub(crate) struct OpenCounts {
    /// All of it.
    open: i64,
    /// 红灯: late.
    red: i64,
    /// 黄灯: at most half of the limit is left, or the last day, or a same-day case.
    yellow: i64,
    /// 绿灯: more than half of the limit is left.
    green: i64,
    /// When the oldest was submitted.
    since: Option<String>,
}

impl From<Tally> for OpenCounts {
    fn from(tally: Tally) -> Self {
        Self {
            open: tally.open,
            red: tally.red,
            yellow: tally.yellow,
            green: tally.green,
            since: tally.since.map(|since| since.to_string()),
        }
    }
}

/// Open work in a status.
#[derive(Serialize, ToSchema)]
pub(crate) struct OpenOfStatus {
    status: Status,
    #[serde(flatten)]
    counts: OpenCounts,
}

/// Open work of a lead.
#[derive(Serialize, ToSchema)]
pub(crate) struct OpenOfLead {
    /// Code of the lead; `-` for what no unit leads.
    lead: String,
    /// Its name; empty for none.
    name: String,
    #[serde(flatten)]
    counts: OpenCounts,
}

/// Open work within reach, as of now.
#[derive(Serialize, ToSchema)]
pub(crate) struct OverviewPage {
    /// When it was counted.
    at: String,
    /// In all.
    total: OpenCounts,
    /// By status.
    statuses: Vec<OpenOfStatus>,
    /// By lead, most red first.
    leads: Vec<OpenOfLead>,
}

/// Which open cases.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OpenQuery {
    lamp: Option<Lamp>,
    /// `submitted`, `accepted` or `in_progress`; others are not open and find nothing.
    status: Option<Status>,
    /// Code, name or alias of the lead itself, without the units below it; `-` for cases that no unit leads.
    lead: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Rows, 1 to 200; 50 if missing.
    limit: Option<u32>,
}

/// 全局 · Open work within reach by lamp, status and lead
///
/// Counted when asked, over open cases only. The lists behind the numbers: `GET /api/overview/cases`.
#[utoipa::path(get, path = "/api/overview", tag = "figures", security(("session" = []), ("token" = [])),
    responses((status = 200, body = OverviewPage)))]
pub(crate) async fn overview(
    State(api): State<Api>,
    signed: Signed,
) -> Result<Json<OverviewPage>, Problem> {
    let at = api.app.now();
    let found = api.app.overview(&signed.actor()).await?;
    let directory = &api.app.profile().directory;
    let name = |unit: &UnitCode| {
        let known = directory.unit(unit).map(|unit| unit.name.clone());
        known.unwrap_or_else(|| unit.to_string())
    };
    let mut leads: Vec<_> = found.leads.into_iter().collect();
    leads.sort_by_key(|(_, tally)| (-tally.red, -tally.yellow, -tally.open));
    let lead = |(lead, tally): (Option<UnitCode>, Tally)| OpenOfLead {
        name: lead.as_ref().map(name).unwrap_or_default(),
        lead: lead.map_or_else(|| "-".to_owned(), |lead| lead.to_string()),
        counts: tally.into(),
    };
    let statuses = found
        .statuses
        .into_iter()
        .map(|(status, tally)| OpenOfStatus {
            status,
            counts: tally.into(),
        });
    Ok(Json(OverviewPage {
        at: at.to_string(),
        total: found.total.into(),
        statuses: statuses.collect(),
        leads: leads.into_iter().map(lead).collect(),
    }))
}

/// 全局各数的件 · The cases behind a number of the overview
///
/// Status by status, the newest first: exactly the cases that the number counts, as of now.
#[utoipa::path(get, path = "/api/overview/cases", tag = "figures", security(("session" = []), ("token" = [])),
    params(OpenQuery), responses((status = 200, body = Page)))]
pub(crate) async fn open_cases(
    State(api): State<Api>,
    signed: Signed,
    Query(query): Query<OpenQuery>,
) -> Result<Json<Page>, Problem> {
    let lead = query
        .lead
        .as_deref()
        .map(str::trim)
        .filter(|lead| !lead.is_empty());
    let lead = match lead {
        None => None,
        Some("-") => Some(None),
        Some(lead) => {
            let unit = api.app.profile().directory.find(lead);
            Some(Some(unit.ok_or(Code::UnknownUnit)?.code.clone()))
        }
    };
    let ask = OpenAsk {
        lamp: query.lamp,
        status: query.status,
        lead,
    };
    let after = query.cursor.as_deref().map(after).transpose()?;
    let limit = page_size(query.limit);
    let rows = api
        .app
        .open_cases(&signed.actor(), &ask, after, limit)
        .await?;
    let rows = rows.into_iter().map(|(at, view)| {
        let cursor = format!("{}.{}", at.place, at.case);
        (cursor, view.into())
    });
    Ok(Json(Page::of(rows.collect(), limit)))
}

fn after(cursor: &str) -> Result<OpenAfter, Problem> {
    let (place, case) = cursor.split_once('.').ok_or_else(bad_cursor)?;
    match (place.parse(), case.parse()) {
        (Ok(place), Ok(case)) => Ok(OpenAfter { place, case }),
        _ => Err(bad_cursor()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_and_nothing_else_is() {
        assert!(after("2.77").is_ok_and(|at| at == OpenAfter { place: 2, case: 77 }));
        for bad in ["", "2", ".", "2.", "-1.5", "a.b"] {
            assert!(after(bad).is_err(), "{bad}");
        }
    }
}
