//! Whether the program runs, and whether it can work.

use crate::Api;
use crate::problem::{Fault, Problem};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use std::time::Duration;
use tokio::time::timeout;
use utoipa::ToSchema;

/// How it stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// `ok`.
    status: &'static str,
    /// Version of the program.
    version: &'static str,
}

/// A database that hangs is as good as away; a proxy that probes waits a few seconds at most.
const ANSWERS_WITHIN: Duration = Duration::from_secs(2);

const OK: Health = Health {
    status: "ok",
    version: env!("CARGO_PKG_VERSION"),
};

/// 程序在运行 · The program runs
#[utoipa::path(get, path = "/api/health", tag = "health", responses((status = 200, body = Health)))]
pub(crate) async fn health() -> Json<Health> {
    Json(OK)
}

/// 可以受理 · The database answers, and the server is not about to stop
#[utoipa::path(get, path = "/api/ready", tag = "health",
    responses((status = 200, body = Health), (status = 503, description = "`unavailable`")))]
pub(crate) async fn ready(State(api): State<Api>) -> Result<Json<Health>, Problem> {
    if !api.life().is_ready() {
        // The server is about to stop: a proxy should turn to another.
        return Err(Fault::Unavailable.into());
    }
    let Ok(answered) = timeout(ANSWERS_WITHIN, api.app.ping()).await else {
        tracing::warn!("the database does not answer");
        return Err(Fault::Unavailable.into());
    };
    answered?;
    Ok(Json(OK))
}
