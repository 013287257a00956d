//! 算期限: until when an answer would be promised, and why.

use crate::Api;
use crate::extract::Query;
use crate::language::Language;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use hotline::codes::ItemCode;
use hotline::deadline::{Deadline, DeadlineView, Question, instant};
use hotline::kind::Kind;
use serde::Deserialize;
use utoipa::IntoParams;
use workday::Date;

/// The most working days that are counted out day by day.
const DAYS_MAX: u32 = 1000;

/// What somebody wants to know.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DueQuery {
    /// 类别; its limit decides.
    kind: Option<Kind>,
    /// So many working days instead, at most 1000.
    days: Option<u32>,
    /// When the case was accepted: RFC 3339, or Shanghai time as `2017-11-18 15:21`; now if missing.
    accepted: Option<String>,
    /// 便民服务事项, such as B15.
    #[param(value_type = Option<String>)]
    item: Option<ItemCode>,
    /// 情况紧急: the same day.
    #[serde(default)]
    #[param(required = false)]
    urgent: bool,
    /// The rulebook in force on this day; otherwise the day of acceptance decides.
    #[param(value_type = Option<String>, format = Date)]
    rulebook: Option<Date>,
}

/// 算期限 · Count a deadline day by day
#[utoipa::path(get, path = "/api/due", tag = "reference", params(DueQuery), responses((status = 200, body = DeadlineView)))]
pub(crate) async fn due(
    State(api): State<Api>,
    language: Language,
    Query(query): Query<DueQuery>,
) -> Result<Json<DeadlineView>, Problem> {
    if query.days.is_some_and(|days| days > DAYS_MAX) {
        return Err(Problem::bad_value("days：最多 1000 (at most 1000)"));
    }
    let accepted = query
        .accepted
        .as_deref()
        .map(instant)
        .transpose()?
        .unwrap_or(api.app.now());
    let question = Question {
        kind: query.kind,
        days: query.days,
        item: query.item,
        urgent: query.urgent,
        accepted,
        rulebook: query.rulebook,
    };
    let deadline = Deadline::count(&question, &api.app.profile(), &api.app.working_days())?;
    Ok(Json(deadline.view(language.is_english())))
}
