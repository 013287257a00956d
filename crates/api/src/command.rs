//! Commands on a case: one operation each, all carried out by one function. Which there are, and who
//! may give them, stands in the table of `hotline::case::transition`.

use crate::Api;
use crate::case::etag;
use crate::extract::{Conditions, Fields, No};
use crate::problem::Problem;
use crate::session::Signed;
use app::AppError;
use app::execute::{Ask, Done};
use axum::extract::State;
use axum::http::header::ETAG;
use axum::response::{IntoResponse, Response};
use hotline::actor::Actor;
use hotline::case::command::Verb;
use hotline::case::transition::{Party, row_of};
use hotline::person::Requester;
use hotline::refusal::Code;
use serde::Serialize;
use utoipa::ToSchema;

/// What came of a command.
#[derive(Serialize, ToSchema)]
pub(crate) struct Outcome {
    /// Number of the case.
    no: String,
    /// Its version now.
    version: u64,
    /// Kinds of the events added, in order.
    events: Vec<String>,
    /// Of a new case: the query code for the requester, told once.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// Of `reveal_identity`: who asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    identity: Option<Requester>,
    /// Of `split`: numbers of the new cases.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<String>,
    /// True of a case that a line had sent before (200) if this time it says something else: the case stays
    /// as it is, and nothing of what was sent now was taken.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    differs: bool,
}

impl From<Done> for Outcome {
    fn from(done: Done) -> Self {
        let Done {
            no,
            version,
            events,
            code,
            identity,
            parts,
            differs,
        } = done;
        Self {
            no,
            version,
            events,
            code,
            identity,
            parts,
            differs,
        }
    }
}

impl IntoResponse for Outcome {
    fn into_response(self) -> Response {
        ([(ETAG, etag(self.version))], axum::Json(self)).into_response()
    }
}

/// Commands that staff can give on a case.
pub fn of_staff() -> impl Iterator<Item = Verb> {
    let outside = |party: &Party| matches!(party, Party::Requester | Party::Public);
    on_a_case().filter(move |verb| !row_of(*verb).by.iter().all(outside))
}

/// Commands that citizens can give on a case.
pub fn of_citizens() -> impl Iterator<Item = Verb> {
    let outside = |party: &Party| matches!(party, Party::Requester | Party::Public);
    on_a_case().filter(move |verb| row_of(*verb).by.iter().any(outside))
}

fn on_a_case() -> impl Iterator<Item = Verb> {
    Verb::ALL
        .iter()
        .copied()
        // A file comes as a form, not as JSON.
        .filter(|verb| !matches!(verb, Verb::Register | Verb::Attach))
}

/// A command by a member of staff.
pub(crate) async fn by_staff(
    verb: Verb,
    State(api): State<Api>,
    signed: Signed,
    No(no): No,
    Conditions(ask): Conditions,
    fields: Fields,
) -> Result<Outcome, Problem> {
    carry_out(&api, &signed.actor(), verb, &no, &ask, fields).await
}

/// Reads a command and carries it out.
pub(crate) async fn carry_out(
    api: &Api,
    actor: &Actor,
    verb: Verb,
    no: &str,
    ask: &Ask,
    fields: Fields,
) -> Result<Outcome, Problem> {
    match api.app.carry_out(actor, no, (verb, fields.0), ask).await {
        Ok(done) => Ok(done.into()),
        Err(error) => Err(refused(api, actor, no, ask, error).await),
    }
}

/// One who named the version he saw is told what happened since.
pub(crate) async fn refused(
    api: &Api,
    actor: &Actor,
    no: &str,
    ask: &Ask,
    error: AppError,
) -> Problem {
    let stale = matches!(&error, AppError::Refused(refusal) if refusal.code == Code::Stale);
    let problem = Problem::from(error);
    let Some(seen) = ask.if_match.filter(|_| stale) else {
        return problem;
    };
    let mut since = api.app.history(actor, no).await.unwrap_or_default();
    since.retain(|line| line.seq > seen);
    for line in &mut since {
        // Whoever collided talks to the other; lists and histories go on without names.
        if let Some(person) = line.actor.strip_prefix("staff:") {
            line.by = api.app.name_of(person).await.unwrap_or_default();
        }
    }
    problem.stale_since(since)
}
