//! 答复模板: words that a unit begins its replies with.

use crate::Api;
use crate::extract::{Json, Path};
use crate::problem::Problem;
use crate::session::Signed;
use axum::extract::State;
use axum::http::StatusCode;
use hotline::actor::Actor;
use hotline::codes::UnitCode;
use hotline::refusal::Code;
use hotline::scope::templates as rights;
use hotline::template::{Draft, Template};
use hotline::text::{Line, Words};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A version of a template.
#[derive(Serialize, ToSchema)]
pub(crate) struct TemplateView {
    /// Id, the same for all versions.
    template: String,
    version: u32,
    unit: UnitCode,
    unit_name: String,
    name: String,
    text: String,
    /// Who wrote it, such as `staff:LOGIN`.
    by: String,
    /// His name, if he is known.
    by_name: Option<String>,
    /// It holds from then on.
    from: String,
    /// It held until then.
    until: Option<String>,
    /// Whether the reader may write the next version and take it out of use.
    may_change: bool,
}

impl TemplateView {
    /// Templates as the actor sees them: all names in one look.
    async fn all(api: &Api, actor: &Actor, found: Vec<Template>) -> Result<Vec<Self>, Problem> {
        let labels: Vec<_> = found.iter().map(|template| template.by.clone()).collect();
        let names = api.app.names_of(labels).await?;
        let view = |template: Template| {
            let name = names.get(&template.by).cloned();
            Self::new(api, actor, template, name)
        };
        Ok(found.into_iter().map(view).collect())
    }

    async fn one(api: &Api, actor: &Actor, template: Template) -> Result<Self, Problem> {
        let mut names = api.app.names_of([template.by.clone()]).await?;
        let name = names.remove(&template.by);
        Ok(Self::new(api, actor, template, name))
    }

    fn new(api: &Api, actor: &Actor, template: Template, by_name: Option<String>) -> Self {
        let directory = &api.app.profile().directory;
        Self {
            template: template.id.to_string(),
            version: template.version,
            unit_name: directory.name_of(&template.unit).to_owned(),
            may_change: template.until.is_none()
                && rights::may_write(actor, &template.unit, directory),
            unit: template.unit,
            name: template.name,
            text: template.text,
            by: template.by,
            by_name,
            from: template.from.to_string(),
            until: template.until.map(|until| until.to_string()),
        }
    }
}

/// A template to be written.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TemplateWanted {
    /// Whose: code, name or alias; units below it use it too.
    unit: String,
    #[schema(value_type = String, max_length = 200)]
    name: Line,
    #[schema(value_type = String, max_length = 10_000)]
    text: Words,
}

/// The next version of a template.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TemplateRevision {
    /// The version that was seen.
    seen: u32,
    #[schema(value_type = String, max_length = 200)]
    name: Line,
    #[schema(value_type = String, max_length = 10_000)]
    text: Words,
}

/// Which version is to end.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TemplateEnd {
    /// The version that was seen.
    seen: u32,
}

fn id(text: &str) -> Result<i64, Problem> {
    text.parse().map_err(|_| Code::NotFound.into())
}

/// 答复模板清单 · Templates that hold, of your units and those above them
///
/// A 单位管理员 also reads those of the units below; administrators read all.
#[utoipa::path(get, path = "/api/templates", tag = "templates", operation_id = "list_templates", security(("session" = []), ("token" = [])),
    responses((status = 200, body = Vec<TemplateView>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    signed: Signed,
) -> Result<axum::Json<Vec<TemplateView>>, Problem> {
    let actor = signed.actor();
    let found = api.app.templates(&actor).await?;
    Ok(axum::Json(TemplateView::all(&api, &actor, found).await?))
}

/// 一个模板的各版 · Every version of a template, the first first
#[utoipa::path(get, path = "/api/templates/{template}", tag = "templates", operation_id = "one_template", security(("session" = []), ("token" = [])),
    params(("template" = String, Path, description = "Id of the template.")),
    responses((status = 200, body = Vec<TemplateView>), (status = 404, description = "`not_found`")))]
pub(crate) async fn one(
    State(api): State<Api>,
    signed: Signed,
    Path(template): Path<String>,
) -> Result<axum::Json<Vec<TemplateView>>, Problem> {
    let actor = signed.actor();
    let found = api.app.template(&actor, id(&template)?).await?;
    Ok(axum::Json(TemplateView::all(&api, &actor, found).await?))
}

/// 写模板 · Write a template
///
/// For the 单位管理员 of the unit or of one above it, and for 系统管理员.
#[utoipa::path(post, path = "/api/templates", tag = "templates", operation_id = "write_template", security(("session" = []), ("token" = [])),
    request_body = TemplateWanted, responses((status = 201, body = TemplateView)))]
pub(crate) async fn write(
    State(api): State<Api>,
    signed: Signed,
    Json(TemplateWanted { unit, name, text }): Json<TemplateWanted>,
) -> Result<(StatusCode, axum::Json<TemplateView>), Problem> {
    let actor = signed.actor();
    let draft = Draft { name, text };
    let template = api.app.write_template(&actor, &unit, &draft).await?;
    let view = TemplateView::one(&api, &actor, template).await?;
    Ok((StatusCode::CREATED, axum::Json(view)))
}

/// 写新的一版模板 · Write the next version of a template
///
/// It holds at once; the one before stays as it was.
#[utoipa::path(post, path = "/api/templates/{template}/revise", tag = "templates", operation_id = "revise_template", security(("session" = []), ("token" = [])),
    params(("template" = String, Path, description = "Id of the template.")), request_body = TemplateRevision,
    responses((status = 200, body = TemplateView)))]
pub(crate) async fn revise(
    State(api): State<Api>,
    signed: Signed,
    Path(template): Path<String>,
    Json(TemplateRevision { seen, name, text }): Json<TemplateRevision>,
) -> Result<axum::Json<TemplateView>, Problem> {
    let actor = signed.actor();
    let draft = Draft { name, text };
    let id = id(&template)?;
    let next = api.app.revise_template(&actor, id, seen, &draft).await?;
    Ok(axum::Json(TemplateView::one(&api, &actor, next).await?))
}

/// 停用模板 · Take a template out of use
#[utoipa::path(post, path = "/api/templates/{template}/end", tag = "templates", operation_id = "end_template", security(("session" = []), ("token" = [])),
    params(("template" = String, Path, description = "Id of the template.")), request_body = TemplateEnd,
    responses((status = 204, description = "It is offered no more.")))]
pub(crate) async fn end(
    State(api): State<Api>,
    signed: Signed,
    Path(template): Path<String>,
    Json(TemplateEnd { seen }): Json<TemplateEnd>,
) -> Result<StatusCode, Problem> {
    let actor = signed.actor();
    api.app.end_template(&actor, id(&template)?, seen).await?;
    Ok(StatusCode::NO_CONTENT)
}
