//! Inboxes of a unit, the most urgent first, and how much waits in each.

use crate::Api;
use crate::extract::{Path, Query};
use crate::page::{CaseLine, Page, bad_cursor, page_size};
use crate::problem::Problem;
use crate::session::Signed;
use app::reading::{After, Inbox};
use axum::Json;
use axum::extract::State;
use hotline::codes::UnitCode;
use hotline::refusal::Code;
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{IntoParams, PartialSchema, ToSchema};

/// The names of the lists, for the documentation.
pub(crate) struct ListName;

impl PartialSchema for ListName {
    fn schema() -> RefOr<Schema> {
        let names = Inbox::ALL.map(Inbox::as_str);
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(names))
            .into()
    }
}

impl ToSchema for ListName {}

/// Where a list goes on.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// `next` of the page before.
    cursor: Option<String>,
    /// Rows, 1 to 200; 50 if missing.
    limit: Option<u32>,
}

/// 单位的清单 · A list of a unit's open work, the most urgent first
///
/// 待签收 to_sign · 在办 in_hand · 退件待裁定 return_asked · 今日到期 due_today · 超期 overdue · 重办
/// rework · 协办 assisting · 待审核 to_review; at a centre also 待受理 to_accept · 待批转 to_dispatch ·
/// 退件裁定 to_rule · 延期 extensions · 等候 waiting · 重办申请 rework_asked · 回访 call_back.
#[utoipa::path(get, path = "/api/units/{unit}/inbox/{list}", tag = "inboxes", security(("session" = []), ("token" = [])),
    params(("unit" = String, Path, description = "Code, name or alias of a unit in which you have a post."), ("list" = inline(ListName), Path), PageQuery),
    responses((status = 200, body = Page)))]
pub(crate) async fn inbox(
    State(api): State<Api>,
    signed: Signed,
    Path((unit, list)): Path<(String, String)>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page>, Problem> {
    let unit = unit_of(&api, &unit)?;
    let list = list_of(&list)?;
    let after = query.cursor.as_deref().map(read).transpose()?;
    let limit = page_size(query.limit);
    let rows = api
        .app
        .inbox(&signed.actor(), &unit, list, after, limit)
        .await?;
    let rows = rows.into_iter().map(|row| {
        let mut line = CaseLine::from(row.view);
        line.by = row.by.map(|by| by.to_string());
        (write(row.after), line)
    });
    Ok(Json(Page::of(rows.collect(), limit)))
}

/// 单位的待办数 · How much waits in each list of a unit
#[utoipa::path(get, path = "/api/units/{unit}/badges", tag = "inboxes", security(("session" = []), ("token" = [])),
    params(("unit" = String, Path, description = "Code, name or alias of a unit in which you have a post.")),
    responses((status = 200, body = BTreeMap<String, i64>)))]
pub(crate) async fn badges(
    State(api): State<Api>,
    signed: Signed,
    Path(unit): Path<String>,
) -> Result<Json<BTreeMap<&'static str, i64>>, Problem> {
    let unit = unit_of(&api, &unit)?;
    let badges = api.app.badges(&signed.actor(), &unit).await?;
    let badges = badges
        .into_iter()
        .map(|(list, count)| (list.as_str(), count));
    Ok(Json(badges.collect()))
}

pub(crate) fn unit_of(api: &Api, name: &str) -> Result<UnitCode, Problem> {
    let directory = &api.app.profile().directory;
    let unit = directory.find(name.trim());
    Ok(unit.ok_or(Code::UnknownUnit)?.code.clone())
}

pub(crate) fn list_of(name: &str) -> Result<Inbox, Problem> {
    let found = Inbox::ALL.into_iter().find(|list| list.as_str() == name);
    found.ok_or_else(no_such_list)
}

pub(crate) fn no_such_list() -> Problem {
    Problem::bad_value("list：没有这个清单，请看接口文档 (no such list, see the documentation)")
}

fn write(after: After) -> String {
    format!("{}.{}", after.key, after.case)
}

fn read(cursor: &str) -> Result<After, Problem> {
    let (key, case) = cursor.split_once('.').ok_or_else(bad_cursor)?;
    match (key.parse(), case.parse()) {
        (Ok(key), Ok(case)) => Ok(After { key, case }),
        _ => Err(bad_cursor()),
    }
}
