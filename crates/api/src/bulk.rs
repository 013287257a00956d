//! 批量办理: one command on many cases, each carried out by itself.

use crate::Api;
use crate::command::{Outcome, of_staff, refused};
use crate::extract::{Conditions, Json, number};
use crate::language::Language;
use crate::problem::{Document, Problem};
use crate::session::Signed;
use app::chance;
use app::execute::Ask;
use axum::extract::State;
use futures_util::{StreamExt as _, stream};
use hotline::case::command::{Command, Verb};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// The most cases of one request.
const MOST: usize = 200;
/// Carried out side by side; the database writes them together.
const AT_ONCE: usize = 8;

/// A command on many cases.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bulk {
    /// The command, as in the path: `sign`, `dispatch` … Not `reveal_identity` and not `attach`.
    command: String,
    /// Its fields, the same for every case.
    #[serde(default)]
    #[schema(value_type = Object)]
    with: serde_json::Value,
    /// The cases, each once.
    #[schema(min_items = 1, max_items = 200)]
    cases: Vec<BulkCase>,
}

/// A case of many.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BulkCase {
    /// Number of the case.
    no: String,
    /// The version that was read; another one is refused as `stale`.
    #[serde(default)]
    version: Option<u64>,
}

/// What came of it, case by case, in the order of the request.
#[derive(Serialize, ToSchema)]
pub(crate) struct BulkOutcome {
    /// How many were done.
    done: usize,
    /// How many were refused.
    refused: usize,
    /// One entry a case.
    results: Vec<BulkResult>,
}

/// What came of one case: `outcome` or `problem`.
#[derive(Serialize, ToSchema)]
pub(crate) struct BulkResult {
    /// Number of the case.
    no: String,
    /// It was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<Outcome>,
    /// It was not done, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Document>,
}

/// 批量办理 · One command on many cases
///
/// Each case is a transaction of its own: what is refused for one stops no other. With an
/// `Idempotency-Key` a repeat of the request, also after half of it was carried out, does each case once
/// and returns the first result for those that were done.
#[utoipa::path(post, path = "/api/cases/bulk", tag = "commands", operation_id = "bulk", security(("session" = []), ("token" = [])), request_body = Bulk,
    params(("Idempotency-Key" = Option<String>, Header, description = "Holds for each case by itself.", max_length = 200)),
    responses((status = 200, body = BulkOutcome)))]
pub(crate) async fn bulk(
    State(api): State<Api>,
    signed: Signed,
    language: Language,
    Conditions(ask): Conditions,
    Json(bulk): Json<Bulk>,
) -> Result<axum::Json<BulkOutcome>, Problem> {
    let command = read(&bulk)?;
    let key = match ask.command_id {
        Some(key) => key,
        None => chance::token()?,
    };
    let actor = signed.actor();
    let one = async |(no, version): (String, Option<u64>)| {
        let ask = Ask {
            command_id: Some(key.clone()),
            if_match: version,
        };
        let done = api.app.execute(&actor, &no, &command, &ask).await;
        let (outcome, problem) = match done {
            Ok(done) => (Some(done.into()), None),
            Err(error) => {
                let problem = refused(&api, &actor, &no, &ask, error).await;
                (None, Some(problem.document(language)))
            }
        };
        BulkResult {
            no,
            outcome,
            problem,
        }
    };
    let cases = bulk.cases.into_iter();
    let cases: Vec<_> = cases.map(|case| (number(&case.no), case.version)).collect();
    let running: Vec<_> = cases.into_iter().map(one).collect();
    let results: Vec<_> = stream::iter(running).buffered(AT_ONCE).collect().await;
    let done = results.iter().filter(|it| it.outcome.is_some()).count();
    Ok(axum::Json(BulkOutcome {
        done,
        refused: results.len() - done,
        results,
    }))
}

fn read(bulk: &Bulk) -> Result<Command, Problem> {
    if bulk.cases.is_empty() || bulk.cases.len() > MOST {
        let why = format!("cases：1 到 {MOST} 件 (1 to {MOST} cases)");
        return Err(Problem::bad_value(why));
    }
    let numbers: BTreeSet<_> = bulk.cases.iter().map(|case| number(&case.no)).collect();
    if numbers.len() < bulk.cases.len() {
        let why = "cases：同一件写了两次 (a case stands there twice)";
        return Err(Problem::bad_value(why));
    }
    let verb = of_staff().find(|verb| verb.as_str() == bulk.command);
    // Whoever looks at an identity looks at one, and says why.
    if verb.is_none_or(|verb| verb == Verb::RevealIdentity) {
        let why = "command：没有这个命令，或不能批量办 (no such command, or not for many at once)";
        return Err(Problem::bad_value(why));
    }
    Ok(Command::read(&bulk.command, bulk.with.clone())?)
}
