//! What one chose at the desk, kept for oneself.

use crate::Api;
use crate::extract::Json;
use crate::problem::Problem;
use crate::session::Signed;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A choice.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Choice {
    /// What it is about: `columns:cases`, `filters` …; lower-case letters, digits and `: . _ -`.
    #[schema(min_length = 1, max_length = 60)]
    name: String,
    /// Any JSON of at most 16 KB; null forgets the choice.
    #[serde(default)]
    value: Value,
}

/// 自己的选择 · What you chose, by name
#[utoipa::path(get, path = "/api/me/preferences", tag = "session", operation_id = "preferences", security(("session" = []), ("token" = [])),
    responses((status = 200, body = BTreeMap<String, Value>)))]
pub(crate) async fn all(
    State(api): State<Api>,
    signed: Signed,
) -> Result<axum::Json<BTreeMap<String, Value>>, Problem> {
    Ok(axum::Json(api.app.preferences(&signed.staff.person).await?))
}

/// 记下选择 · Keep a choice of your own
///
/// At most 50 a person. Nobody reads or changes those of others.
#[utoipa::path(post, path = "/api/me/preferences", tag = "session", operation_id = "prefer", security(("session" = []), ("token" = [])),
    request_body = Choice, responses((status = 204, description = "It is kept.")))]
pub(crate) async fn prefer(
    State(api): State<Api>,
    signed: Signed,
    Json(choice): Json<Choice>,
) -> Result<StatusCode, Problem> {
    let person = &signed.staff.person;
    api.app.prefer(person, &choice.name, &choice.value).await?;
    Ok(StatusCode::NO_CONTENT)
}
