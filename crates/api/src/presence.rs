//! 谁在看: who else has a case open.

use crate::Api;
use crate::extract::{Json, Path, number};
use crate::problem::Problem;
use crate::session::Signed;
use app::presence::Doing;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What somebody does at a case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AtCase {
    /// Whether a form with words of his is open.
    #[serde(default)]
    writing: bool,
    /// Whether he leaves.
    #[serde(default)]
    leaving: bool,
}

/// Somebody else who has the case open.
#[derive(Serialize, ToSchema)]
pub(crate) struct PresentView {
    /// Name on the screen.
    name: String,
    /// Name of the unit.
    unit: String,
    /// Whether he writes.
    writing: bool,
    /// Since when.
    since: String,
}

/// 谁在看 · Say that you have the case open, and read who else has
///
/// A screen says so every 15 s, at once when its reader begins to write, and when he leaves; whoever was not
/// heard of for 75 s is gone. Nothing of it is kept with the case. `GET /api/live` tells with `event: here`
/// that it is worth asking again.
#[utoipa::path(post, path = "/api/cases/{no}/here", tag = "inboxes", operation_id = "at_case", security(("session" = []), ("token" = [])),
    request_body = AtCase, params(("no" = String, Path, max_length = 100)), responses((status = 200, body = Vec<PresentView>)))]
pub(crate) async fn at_case(
    State(api): State<Api>,
    signed: Signed,
    Path(no): Path<String>,
    Json(said): Json<AtCase>,
) -> Result<axum::Json<Vec<PresentView>>, Problem> {
    let doing = match said {
        AtCase { leaving: true, .. } => Doing::Leaving,
        AtCase { writing: true, .. } => Doing::Writing,
        AtCase { .. } => Doing::Reading,
    };
    let others = api
        .app
        .at_case(&signed.actor(), &number(&no), doing)
        .await?;
    let directory = &api.app.profile().directory;
    let shown = others.into_iter().map(|one| PresentView {
        name: one.name,
        unit: directory.name_of(&one.unit).to_owned(),
        writing: one.writing,
        since: one.since.to_string(),
    });
    Ok(axum::Json(shown.collect()))
}
