//! 密钥: keys of programs, made and taken back by the system's administrator.

use crate::Api;
use crate::extract::{Json, Path};
use crate::problem::Problem;
use crate::session::Signed;
use crate::sign_in::PostView;
use app::keys::{KnownKey, NewKey, Scope};
use axum::extract::State;
use axum::http::StatusCode;
use hotline::actor::{Post, Role};
use hotline::refusal::Code;
use hotline::scope::office::{Care, may};
use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};
use workday::Instant;

/// The names of the scopes, for the documentation.
pub(crate) struct ScopeName;

impl PartialSchema for ScopeName {
    fn schema() -> RefOr<Schema> {
        let names = Scope::ALL.iter().map(|scope| scope.as_str());
        let words = Scope::ALL.iter().map(|scope| {
            let (name, zh) = (scope.as_str(), scope.zh());
            format!("`{name}` {zh}")
        });
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(names))
            .description(Some(words.collect::<Vec<_>>().join("；")))
            .into()
    }
}

impl ToSchema for ScopeName {}

/// A key to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyWanted {
    /// Name, never used before; histories show it.
    #[schema(min_length = 1, max_length = 60)]
    name: String,
    /// In which roles, of which units; administrators' roles are refused.
    #[schema(min_items = 1)]
    posts: Vec<PostWanted>,
    /// What it may be used for.
    #[schema(value_type = Vec<ScopeName>, min_items = 1)]
    scopes: Vec<String>,
    /// It ends then (RFC 3339); if missing, only when it is taken back.
    #[serde(default)]
    #[schema(format = DateTime)]
    expires_at: Option<String>,
}

/// A role in a unit.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PostWanted {
    role: Role,
    /// Code, name or alias; the city's centre if missing.
    #[serde(default)]
    unit: Option<String>,
}

impl PostWanted {
    pub(crate) fn read(self, api: &Api) -> Result<Post, Problem> {
        let directory = &api.app.profile().directory;
        let unit = match self.unit {
            Some(name) => directory.find(name.trim()).ok_or(Code::UnknownUnit)?,
            None => directory.city_centre(),
        };
        Ok(Post {
            role: self.role,
            unit: unit.code.clone(),
        })
    }
}

/// A key.
#[derive(Serialize, ToSchema)]
pub(crate) struct KeyView {
    /// The part of the token by which the key is recognised; no secret.
    id: String,
    /// Name.
    name: String,
    /// `staff:key:NAME`, as histories name it.
    actor: String,
    /// In which roles, of which units.
    posts: Vec<PostView>,
    /// What it may be used for.
    #[schema(value_type = Vec<ScopeName>)]
    scopes: Vec<&'static str>,
    /// Who made it.
    created_by: String,
    created_at: String,
    /// It ends then.
    expires_at: Option<String>,
    /// It was taken back then.
    revoked_at: Option<String>,
    /// It was last used then, to the minute.
    used_at: Option<String>,
    /// Of a new key: the token for `Authorization: Bearer`, told once.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

impl KeyView {
    fn new(api: &Api, known: KnownKey, token: Option<String>) -> Self {
        let KnownKey { key, scopes, posts } = known;
        let text = |at: Option<Instant>| at.map(|at| at.to_string());
        Self {
            id: key.id,
            actor: format!("staff:key:{}", key.name),
            name: key.name,
            posts: PostView::all(api, posts),
            scopes: scopes.into_iter().map(Scope::as_str).collect(),
            created_by: key.created_by,
            created_at: key.created_at.to_string(),
            expires_at: text(key.expires_at),
            revoked_at: text(key.revoked_at),
            used_at: text(key.used_at),
            token,
        }
    }
}

/// Whoever takes care of it, or `not_yours`.
fn administrator(signed: &Signed, care: Care) -> Result<String, Problem> {
    let actor = signed.actor();
    may(&actor, care)?;
    Ok(actor.label())
}

/// 密钥清单 · Keys of programs
///
/// For 系统管理员, 安全管理员 and 审计管理员. Tokens are not told again.
#[utoipa::path(get, path = "/api/keys", tag = "administration", security(("session" = []), ("token" = [])),
    responses((status = 200, body = Vec<KeyView>)))]
pub(crate) async fn list_keys(
    State(api): State<Api>,
    signed: Signed,
) -> Result<axum::Json<Vec<KeyView>>, Problem> {
    administrator(&signed, Care::Look)?;
    let keys = api.app.keys().await?;
    let keys = keys.into_iter().map(|key| KeyView::new(&api, key, None));
    Ok(axum::Json(keys.collect()))
}

/// 新建密钥 · Make a key for a program
///
/// For 系统管理员. The token is told once and stored as a digest; the act is audited.
#[utoipa::path(post, path = "/api/keys", tag = "administration", security(("session" = []), ("token" = [])), request_body = KeyWanted,
    responses((status = 201, body = KeyView)))]
pub(crate) async fn add_key(
    State(api): State<Api>,
    signed: Signed,
    Json(wanted): Json<KeyWanted>,
) -> Result<(StatusCode, axum::Json<KeyView>), Problem> {
    let by = administrator(&signed, Care::Keys)?;
    let new = NewKey {
        name: wanted.name,
        posts: wanted
            .posts
            .into_iter()
            .map(|post| post.read(&api))
            .collect::<Result<_, _>>()?,
        scopes: wanted
            .scopes
            .iter()
            .map(|scope| scope.parse())
            .collect::<Result<_, _>>()?,
        expires_at: wanted
            .expires_at
            .as_deref()
            .map(hotline::deadline::instant)
            .transpose()?,
    };
    let (known, token) = api.app.add_key(&by, new).await?;
    let view = KeyView::new(&api, known, Some(token));
    Ok((StatusCode::CREATED, axum::Json(view)))
}

/// 收回密钥 · Take a key back, for good
///
/// For 系统管理员 and 安全管理员. What it did stays.
#[utoipa::path(post, path = "/api/keys/{key}/revoke", tag = "administration", security(("session" = []), ("token" = [])),
    params(("key" = String, Path, description = "Id of the key.")),
    responses((status = 204, description = "The key is refused from now on."), (status = 404, description = "`not_found`")))]
pub(crate) async fn revoke_key(
    State(api): State<Api>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<StatusCode, Problem> {
    let by = administrator(&signed, Care::Block)?;
    if api.app.revoke_key(&by, &key).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::from(Code::NotFound))
    }
}
