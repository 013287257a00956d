//! 全局: open work within reach by lamp, status, lead, area and step, and the cases behind each number.

use crate::Api;
use crate::export::Format;
use crate::extract::Query;
use crate::page::{Page, bad_cursor, page_size, paged, whole};
use crate::problem::Problem;
use crate::session::Signed;
use app::overview::{OpenAfter, OpenAsk, OpenWork, Step, Tally};
use axum::Json;
use axum::extract::State;
use hotline::case::promise::Lamp;
use hotline::case::status::Status;
use hotline::codes::{AreaCode, UnitCode};
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

/// Open work of an area.
#[derive(Serialize, ToSchema)]
pub(crate) struct OpenOfArea {
    /// Code of the county-level area; the city's own where only the city is known, `-` where nothing is.
    area: String,
    /// Its name; empty for none.
    name: String,
    #[serde(flatten)]
    counts: OpenCounts,
}

/// What is waited for. A case may wait for several steps.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OpenStep {
    /// 待受理.
    ToAccept,
    /// 待批转.
    ToDispatch,
    /// 待签收.
    ToSign,
    /// 退件待裁定.
    ToRule,
    /// 延期待决定.
    Extensions,
    /// 等候待决定.
    Waiting,
    /// 待审核.
    ToReview,
    /// 重办.
    Rework,
}

impl OpenStep {
    const ALL: [Self; 8] = [
        Self::ToAccept,
        Self::ToDispatch,
        Self::ToSign,
        Self::ToRule,
        Self::Extensions,
        Self::Waiting,
        Self::ToReview,
        Self::Rework,
    ];

    const fn step(self) -> Step {
        match self {
            Self::ToAccept => Step::ToAccept,
            Self::ToDispatch => Step::ToDispatch,
            Self::ToSign => Step::ToSign,
            Self::ToRule => Step::ToRule,
            Self::Extensions => Step::Extension,
            Self::Waiting => Step::Waiting,
            Self::ToReview => Step::ToReview,
            Self::Rework => Step::Rework,
        }
    }
}

/// Open work that waits for a step.
#[derive(Serialize, ToSchema)]
pub(crate) struct OpenOfStep {
    step: OpenStep,
    /// Beyond the step's own limit; null where the step has none that is counted here.
    over: Option<i64>,
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
    /// 今日到期: due until 24:00 and not late yet.
    due_today: OpenCounts,
    /// By status.
    statuses: Vec<OpenOfStatus>,
    /// By lead, most red first.
    leads: Vec<OpenOfLead>,
    /// By county-level area.
    areas: Vec<OpenOfArea>,
    /// By the step that is waited for.
    steps: Vec<OpenOfStep>,
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
    /// Code of a county-level area; the city's own for cases of which only the city is known, `-` for none.
    area: Option<String>,
    /// What is waited for.
    step: Option<OpenStep>,
    /// Only with `step`: what is beyond the step's own limit.
    #[serde(default)]
    #[param(required = false)]
    over: bool,
    /// Due until 24:00 and not late yet.
    #[serde(default)]
    #[param(required = false)]
    due_today: bool,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Rows, 1 to 200; 50 if missing.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Of an export.
    #[param(ignore)]
    format: Option<Format>,
}

impl OpenQuery {
    /// What is asked for, without where a page begins.
    fn ask(&self, api: &Api) -> Result<OpenAsk, Problem> {
        if self.over && self.step.is_none() {
            return Err(Problem::bad_value(
                "over：只和 step 一起用 (only together with step)",
            ));
        }
        let lead = self
            .lead
            .as_deref()
            .map(str::trim)
            .filter(|lead| !lead.is_empty());
        let directory = &api.app.profile().directory;
        let lead = match lead {
            None => None,
            Some("-") => Some(None),
            Some(lead) => {
                let unit = directory.find(lead);
                Some(Some(unit.ok_or(Code::UnknownUnit)?.code.clone()))
            }
        };
        let area = match self.area.as_deref().filter(|area| !area.is_empty()) {
            None => None,
            Some("-") => Some(None),
            Some(code) => {
                let area = AreaCode::from(code);
                if code.len() != 6 || directory.area(&area).is_none() {
                    return Err(Problem::bad_value(
                        "area：应当是县级区域代码，如 350104 (expected the code of a county-level area)",
                    ));
                }
                Some(Some(area))
            }
        };
        Ok(OpenAsk {
            lamp: self.lamp,
            due_today: self.due_today,
            work: OpenWork {
                status: self.status,
                lead,
                area,
                step: self.step.map(|step| (step.step(), self.over)),
                due: None,
            },
        })
    }

    /// The same for a whole list, and the form in which it goes out.
    pub(crate) fn whole(&self, api: &Api) -> Result<(OpenAsk, Option<Format>), Problem> {
        whole(self.cursor.as_ref(), self.limit)?;
        Ok((self.ask(api)?, self.format))
    }
}

/// 全局 · Open work within reach by lamp, status, lead, area and step
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
    let area = |(area, tally): (Option<AreaCode>, Tally)| OpenOfArea {
        name: area.as_ref().map_or_else(String::new, |area| {
            let known = directory.area(area).map(|area| area.name.clone());
            known.unwrap_or_else(|| area.to_string())
        }),
        area: area.map_or_else(|| "-".to_owned(), |area| area.to_string()),
        counts: tally.into(),
    };
    let steps = found.steps.into_iter().filter_map(|(step, tally, over)| {
        let known = OpenStep::ALL.into_iter().find(|one| one.step() == step)?;
        Some(OpenOfStep {
            step: known,
            over,
            counts: tally.into(),
        })
    });
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
        due_today: found.due_today.into(),
        statuses: statuses.collect(),
        leads: leads.into_iter().map(lead).collect(),
        areas: found.areas.into_iter().map(area).collect(),
        steps: steps.collect(),
    }))
}

/// 全局各数的件 · The cases behind a number of the overview
///
/// The most urgent first: exactly the cases that the number counts, as of now.
#[utoipa::path(get, path = "/api/overview/cases", tag = "figures", security(("session" = []), ("token" = [])),
    params(OpenQuery), responses((status = 200, body = Page)))]
pub(crate) async fn open_cases(
    State(api): State<Api>,
    signed: Signed,
    Query(query): Query<OpenQuery>,
) -> Result<Json<Page>, Problem> {
    paged(query.format, "/api/overview/cases/export")?;
    let ask = query.ask(&api)?;
    let after = query.cursor.as_deref().map(after).transpose()?;
    let limit = page_size(query.limit)?;
    let rows = api
        .app
        .open_cases(&signed.actor(), &ask, after, limit)
        .await?;
    let rows = rows.into_iter().map(|(at, view)| {
        let cursor = format!("{}.{}", at.key, at.case);
        (cursor, view.into())
    });
    Ok(Json(Page::of(rows.collect(), limit)))
}

fn after(cursor: &str) -> Result<OpenAfter, Problem> {
    let (key, case) = cursor.split_once('.').ok_or_else(bad_cursor)?;
    match (key.parse(), case.parse()) {
        (Ok(key), Ok(case)) => Ok(OpenAfter { key, case }),
        _ => Err(bad_cursor()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_and_nothing_else_is() {
        assert!(after("2.77").is_ok_and(|at| at == OpenAfter { key: 2, case: 77 }));
        for bad in ["", "2", ".", "2.", "1.5.6", "a.b"] {
            assert!(after(bad).is_err(), "{bad}");
        }
    }
}
