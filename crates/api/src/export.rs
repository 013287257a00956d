//! 导出: lists as files for a spreadsheet, written while they are read.

mod columns;
mod csv;
mod rules;
mod xlsx;

pub(crate) use rules::*;

use crate::Api;
use crate::case::ListQuery;
use crate::extract::{Path, Query};
use crate::figures::FigureQuery;
use crate::inbox::{InboxQuery, ListName};
use crate::knowledge::KnowledgeQuery;
use crate::oversight::{MessageQuery, TrailQuery};
use crate::overview::OpenQuery;
use crate::people::PeopleQuery;
use crate::problem::Problem;
use crate::session::Signed;
use crate::webhooks::{LogQuery, reach};
use app::export::{Export, List};
use axum::body::Body;
use axum::extract::{FromRequestParts, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use hotline::actor::Actor;
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::response::{self, ResponseBuilder};
use utoipa::openapi::{Content, RefOr};
use utoipa::{IntoParams, IntoResponses, PartialSchema, ToSchema};

/// Lists taken out side by side, and by one person.
pub(crate) const AT_ONCE: usize = 4;
pub(crate) const OF_ONE: usize = 2;
/// Rows of a list that a workbook holds: a worksheet has 1,048,576.
pub(crate) const SHEET_ROWS: u64 = 1_000_000;
/// `Total-Count`: how many rows there were when the export began, for a bar of progress; not told of a list
/// that is counted only while it is read.
const TOTAL_COUNT: HeaderName = HeaderName::from_static("total-count");

/// The form of the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// UTF-8 with a byte order mark, so that Excel reads it; sent while it is read.
    #[default]
    Csv,
    /// An Excel workbook, sent when it is whole. It has the first million rows; where there are more, its last
    /// line does not say 完 but 未完, how many there are and what to do: take CSV, or narrow the list.
    Xlsx,
    /// The workbook behind its progress: a line `rows N` for each page that is written, a line `of N` if it has
    /// only the first rows of so many, a line `bytes N`, then so many bytes. A bar of progress moves by it, and
    /// what is not whole is noticed.
    #[serde(rename = "xlsx-progress")]
    XlsxProgress,
}

/// In which form.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FormatQuery {
    /// The form of the file; csv if missing.
    #[param(inline)]
    format: Option<Format>,
}

/// A list as a file.
struct ListFile;

impl IntoResponses for ListFile {
    fn responses() -> BTreeMap<String, RefOr<response::Response>> {
        let types = [
            "text/csv",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/octet-stream",
        ];
        let total = HeaderBuilder::new()
            .schema(Some(i64::schema()))
            .description(Some(
                "Rows there were when the export began; not told of what words find.",
            ));
        let mut file = ResponseBuilder::new()
            .description("The list.")
            .header("Total-Count", total.build());
        for kind in types {
            file = file.content(kind, Content::new(Some(String::schema())));
        }
        BTreeMap::from([("200".to_owned(), file.build().into())])
    }
}

/// What was asked for, as it stands in the file and in the audit trail: all but the form of the file.
pub(crate) struct Asked(String);

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let pairs = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await?;
        let asked = pairs.0.into_iter().filter(|(name, _)| name != "format");
        let asked = asked.map(|(name, value)| format!("{name}={value}"));
        Ok(Self(asked.collect::<Vec<_>>().join("&")))
    }
}

/// 导出诉求件清单 · Take the list of cases out
///
/// The same cases with the same masks as `GET /api/cases`; the first line says who took it out and when,
/// the last how many rows there are: a file without it was broken off. Written to the audit trail.
#[utoipa::path(get, path = "/api/cases/export", tag = "cases", operation_id = "export_cases", security(("session" = []), ("token" = [])), params(ListQuery, FormatQuery), responses(ListFile))]
pub(crate) async fn cases(
    State(api): State<Api>,
    signed: Signed,
    Asked(words): Asked,
    Query(query): Query<ListQuery>,
) -> Result<Response, Problem> {
    let (list, format) = query.whole(&api, &signed.actor(), words)?;
    take_out(&api, &signed.actor(), list, format, "cases").await
}

/// 导出单位清单 · Take a list of a unit's open work out
///
/// The same rows as `GET /api/units/{unit}/inbox/{list}`, narrowed by the same.
#[utoipa::path(get, path = "/api/units/{unit}/inbox/{list}/export", tag = "inboxes", operation_id = "export_inbox", security(("session" = []), ("token" = [])),
    params(("unit" = String, Path, description = "Code, name or alias of a unit in which you have a post."), ("list" = inline(ListName), Path), InboxQuery, FormatQuery), responses(ListFile))]
pub(crate) async fn inbox(
    State(api): State<Api>,
    signed: Signed,
    Path((unit, list)): Path<(String, String)>,
    Asked(words): Asked,
    Query(query): Query<InboxQuery>,
) -> Result<Response, Problem> {
    let (list, inbox, format) = query.whole(&api, &unit, &list, words)?;
    take_out(&api, &signed.actor(), list, format, inbox.as_str()).await
}

/// 导出全局各数的件 · Take the cases behind a number of the overview out
#[utoipa::path(get, path = "/api/overview/cases/export", tag = "figures", operation_id = "export_open_cases", security(("session" = []), ("token" = [])), params(OpenQuery, FormatQuery), responses(ListFile))]
pub(crate) async fn open(
    State(api): State<Api>,
    signed: Signed,
    Asked(words): Asked,
    Query(query): Query<OpenQuery>,
) -> Result<Response, Problem> {
    let (ask, format) = query.whole(&api)?;
    let list = List::Open(Box::new(ask), words);
    take_out(&api, &signed.actor(), list, format, "open").await
}

/// 导出审计记录 · Take the audit trail out
///
/// The same rows as `GET /api/audit`. That they were taken out is a row itself.
#[utoipa::path(get, path = "/api/audit/export", tag = "administration", operation_id = "export_audit", security(("session" = []), ("token" = [])), params(TrailQuery, FormatQuery), responses(ListFile))]
pub(crate) async fn audit(
    State(api): State<Api>,
    signed: Signed,
    Asked(words): Asked,
    Query(query): Query<TrailQuery>,
) -> Result<Response, Problem> {
    let (list, format) = query.whole(words)?;
    take_out(&api, &signed.actor(), list, format, "audit").await
}

/// 导出消息清单 · Take the list of messages out
#[utoipa::path(get, path = "/api/messages/export", tag = "administration", operation_id = "export_messages", security(("session" = []), ("token" = [])), params(MessageQuery, FormatQuery), responses(ListFile))]
pub(crate) async fn messages(
    State(api): State<Api>,
    signed: Signed,
    Asked(words): Asked,
    Query(query): Query<MessageQuery>,
) -> Result<Response, Problem> {
    let (list, format) = query.whole(words)?;
    take_out(&api, &signed.actor(), list, format, "messages").await
}

/// 导出人员清单 · Take the list of people out
#[utoipa::path(get, path = "/api/people/export", tag = "administration", operation_id = "export_people", security(("session" = []), ("token" = [])), params(PeopleQuery, FormatQuery), responses(ListFile))]
pub(crate) async fn people(
    State(api): State<Api>,
    signed: Signed,
    Asked(words): Asked,
    Query(query): Query<PeopleQuery>,
) -> Result<Response, Problem> {
    let (list, format) = query.whole(&api, words)?;
    take_out(&api, &signed.actor(), list, format, "people").await
}

/// 导出密钥清单 · Take the list of keys out
///
/// No token is in it.
#[utoipa::path(get, path = "/api/keys/export", tag = "administration", operation_id = "export_keys", security(("session" = []), ("token" = [])), params(FormatQuery), responses(ListFile))]
pub(crate) async fn keys(
    State(api): State<Api>,
    signed: Signed,
    Query(query): Query<FormatQuery>,
) -> Result<Response, Problem> {
    take_out(&api, &signed.actor(), List::Keys, query.format, "keys").await
}

/// 导出推送地址清单 · Take the list of endpoints out
///
/// The same endpoints as `GET /api/webhooks`; no secret is in it.
#[utoipa::path(get, path = "/api/webhooks/export", tag = "webhooks", operation_id = "export_webhooks", security(("session" = []), ("token" = [])), params(FormatQuery), responses(ListFile))]
pub(crate) async fn webhooks(
    State(api): State<Api>,
    signed: Signed,
    Query(query): Query<FormatQuery>,
) -> Result<Response, Problem> {
    let list = List::Webhooks(reach(&signed)?);
    take_out(&api, &signed.actor(), list, query.format, "webhooks").await
}

/// 导出推送记录 · Take the delivery log of an endpoint out
#[utoipa::path(get, path = "/api/webhooks/{webhook}/deliveries/export", tag = "webhooks", operation_id = "export_deliveries", security(("session" = []), ("token" = [])),
    params(("webhook" = String, Path, description = "Id of the endpoint."), LogQuery, FormatQuery), responses(ListFile))]
pub(crate) async fn deliveries(
    State(api): State<Api>,
    signed: Signed,
    Path(id): Path<String>,
    Asked(words): Asked,
    Query(query): Query<LogQuery>,
) -> Result<Response, Problem> {
    let (list, format) = query.whole(&signed, id, words)?;
    take_out(&api, &signed.actor(), list, format, "deliveries").await
}

/// 导出知识清单 · Take the knowledge base out
///
/// Of each entry the version that holds, else the newest.
#[utoipa::path(get, path = "/api/knowledge/export", tag = "knowledge", operation_id = "export_knowledge", security(("session" = []), ("token" = [])), params(KnowledgeQuery, FormatQuery), responses(ListFile))]
pub(crate) async fn knowledge(
    State(api): State<Api>,
    signed: Signed,
    Asked(words): Asked,
    Query(query): Query<KnowledgeQuery>,
) -> Result<Response, Problem> {
    let (list, format) = query.whole(&api, words)?;
    take_out(&api, &signed.actor(), list, format, "knowledge").await
}

/// 导出答复模板清单 · Take the templates that hold out
#[utoipa::path(get, path = "/api/templates/export", tag = "templates", operation_id = "export_templates", security(("session" = []), ("token" = [])), params(FormatQuery), responses(ListFile))]
pub(crate) async fn templates(
    State(api): State<Api>,
    signed: Signed,
    Query(query): Query<FormatQuery>,
) -> Result<Response, Problem> {
    let list = List::Templates;
    take_out(&api, &signed.actor(), list, query.format, "templates").await
}

/// 导出统计 · Take figures out
///
/// The rows of `GET /api/figures` below their total, each beside the period before, within the same reach.
#[utoipa::path(get, path = "/api/figures/export", tag = "figures", operation_id = "export_figures", security(("session" = []), ("token" = [])), params(FigureQuery, FormatQuery), responses(ListFile))]
pub(crate) async fn figures(
    State(api): State<Api>,
    signed: Signed,
    Asked(words): Asked,
    Query(query): Query<FigureQuery>,
) -> Result<Response, Problem> {
    let (list, format) = query.whole(&api, &signed.actor(), words)?;
    take_out(&api, &signed.actor(), list, format, "figures").await
}

async fn take_out(
    api: &Api,
    actor: &Actor,
    list: List,
    format: Option<Format>,
    name: &str,
) -> Result<Response, Problem> {
    let format = format.unwrap_or_default();
    let person = actor.person().unwrap_or_default().to_owned();
    let slot = api.exports.enter(Some(person)).await?;
    let end = match format {
        Format::Csv => "csv",
        Format::Xlsx | Format::XlsxProgress => "xlsx",
    };
    let mut export: Export = api.app.export(actor, list, end).await?;
    if end == "xlsx" {
        export = export.of_at_most(api.sheet);
    }
    let total = export.total;
    let day = export.at.date();
    let (kind, body) = match format {
        Format::Csv => ("text/csv; charset=utf-8", csv::body(export, slot)),
        Format::Xlsx => (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            xlsx::body(export, slot).await?,
        ),
        Format::XlsxProgress => ("application/octet-stream", xlsx::told(export, slot)?),
    };
    let disposition = format!("attachment; filename=\"{name}-{day}.{end}\"");
    let disposition = HeaderValue::from_str(&disposition);
    let mut headers = HeaderMap::from_iter([
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (
            CONTENT_DISPOSITION,
            disposition.unwrap_or(HeaderValue::from_static("attachment")),
        ),
    ]);
    if let Some(total) = total {
        headers.insert(TOTAL_COUNT, total.into());
    }
    let body: Body = body;
    Ok((headers, body).into_response())
}
