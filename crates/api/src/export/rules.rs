//! 导出 of what everything else stands on: lists of the rules, their versions, the calendar.

use super::{Asked, Format, FormatQuery, ListFile, take_out};
use crate::Api;
use crate::extract::{Path, Query};
use crate::inbox::no_such_list;
use crate::page::part;
use crate::problem::Problem;
use crate::session::Signed;
use app::export::{List, RulesList, RulesNarrowed};
use axum::extract::State;
use axum::response::Response;
use hotline::refusal::Code;
use serde::Deserialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{IntoParams, PartialSchema, ToSchema};

/// The names of the lists of the rules, for the documentation.
struct RulesListName;

impl PartialSchema for RulesListName {
    fn schema() -> RefOr<Schema> {
        let names = RulesList::ALL.map(RulesList::as_str);
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(names))
            .into()
    }
}

impl ToSchema for RulesListName {}

/// What a list of the rules is narrowed to, and in which form it goes out.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RulesQuery {
    /// A part of code or name, or of the pinyin initials of a name.
    #[param(max_length = 60)]
    q: Option<String>,
    /// Only what officials must still confirm.
    #[serde(default)]
    composed: bool,
    /// The form of the file; csv if missing.
    #[param(inline)]
    format: Option<Format>,
}

/// 导出规则的表 · Take a list of the rules out
///
/// For officials who confirm them in a spreadsheet: rulebooks key by key, items, units, duties, reasons,
/// channels, lines.
#[utoipa::path(get, path = "/api/lists/{list}/export", tag = "reference", operation_id = "export_rules", security(("session" = []), ("token" = [])),
    params(("list" = inline(RulesListName), Path), RulesQuery), responses(ListFile))]
pub(crate) async fn rules(
    State(api): State<Api>,
    signed: Signed,
    Path(list): Path<String>,
    Asked(words): Asked,
    Query(query): Query<RulesQuery>,
) -> Result<Response, Problem> {
    let known = RulesList::ALL.into_iter().find(|one| one.as_str() == list);
    let list = known.ok_or_else(|| no_such_list(&RulesList::ALL.map(RulesList::as_str)))?;
    let by = RulesNarrowed {
        part: part(query.q.as_deref())?.map(str::to_lowercase),
        composed: query.composed,
    };
    let rules = List::Rules(list, by, words);
    take_out(&api, &signed.actor(), rules, query.format, list.as_str()).await
}

/// 导出规则的修订 · Take the versions of the rules out
///
/// The same versions as `GET /api/rules`, the newest first.
#[utoipa::path(get, path = "/api/rules/export", tag = "administration", operation_id = "export_versions", security(("session" = []), ("token" = [])), params(FormatQuery), responses(ListFile))]
pub(crate) async fn versions(
    State(api): State<Api>,
    signed: Signed,
    Query(query): Query<FormatQuery>,
) -> Result<Response, Problem> {
    let list = List::Versions;
    take_out(&api, &signed.actor(), list, query.format, "rules").await
}

/// 导出工作日历 · Take a year of the calendar out, day by day
#[utoipa::path(get, path = "/api/calendar/{year}/export", tag = "reference", operation_id = "export_calendar", security(("session" = []), ("token" = [])),
    params(("year" = i16, Path, description = "2004 to 2100.", minimum = 2004, maximum = 2100), FormatQuery), responses(ListFile))]
pub(crate) async fn days(
    State(api): State<Api>,
    signed: Signed,
    Path(year): Path<String>,
    Query(query): Query<FormatQuery>,
) -> Result<Response, Problem> {
    let year = year.parse().map_err(|_| Code::OutOfCalendar)?;
    let list = List::Days(year);
    take_out(&api, &signed.actor(), list, query.format, "calendar").await
}
