//! 诉求人: submitting, following and answering by number and query code, without an account. The code
//! comes in a header, never in an address.

use crate::Api;
use crate::case::FullCase;
use crate::command::{Outcome, carry_out};
use crate::extract::{Conditions, Fields, Json, No, QueryCode};
use crate::language::Language;
use crate::problem::Problem;
use app::execute::Done;
use axum::extract::State;
use axum::http::StatusCode;
use hotline::actor::Actor;
use hotline::case::command::{Register, Verb};
use hotline::case::status::Status;
use hotline::case::transition::{Party, row_of};
use hotline::deadline::Deadline;
use hotline::refusal::Code;
use serde::Serialize;
use utoipa::ToSchema;
use workday::Date;

/// The shortest Idempotency-Key of a citizen: all citizens share one space of keys.
const KEY_MIN: usize = 16;

/// What a citizen gets for what he submitted.
#[derive(Serialize, ToSchema)]
pub(crate) struct Receipt {
    /// Number of the case.
    no: String,
    /// The six digits with which to follow it; keep them.
    code: Option<String>,
    status: Status,
    /// The promise; none until the case is accepted.
    promise: Option<PromiseView>,
    /// Accepted (or declined with the reason) by then; the promise counts from then at the latest.
    accept_by: String,
    /// How it will be counted.
    counting: Counting,
}

/// Until when an answer is promised.
#[derive(Serialize, ToSchema)]
pub(crate) struct PromiseView {
    /// First instant that is late.
    due: String,
    /// Last day in time.
    #[schema(value_type = String, format = Date)]
    last_day: Date,
}

/// How a promise will be counted.
#[derive(Serialize, ToSchema)]
pub(crate) struct Counting {
    /// The limit in working days; 0 = the same day.
    working_days: u32,
    /// The last day if it is accepted at the last moment.
    #[schema(value_type = String, format = Date)]
    latest_last_day: Date,
    /// 暂定: rests on holidays that are not announced yet.
    provisional: bool,
    /// In words.
    text: String,
}

/// 提交诉求 · Submit a case
///
/// Needs no account. Answers the number and a query code of six digits; both are needed to follow it.
#[utoipa::path(post, path = "/api/public/cases", tag = "citizens", request_body = Register,
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key returns the first result.", min_length = 16, max_length = 200)),
    responses((status = 201, body = Receipt)))]
pub(crate) async fn submit(
    State(api): State<Api>,
    language: Language,
    Conditions(ask): Conditions,
    Json(register): Json<Register>,
) -> Result<(StatusCode, axum::Json<Receipt>), Problem> {
    if ask
        .command_id
        .as_ref()
        .is_some_and(|key| key.len() < KEY_MIN)
    {
        return Err(Problem::bad_value(
            "Idempotency-Key：至少 16 个字符，请随机生成 (at least 16 random characters)",
        ));
    }
    let done = api
        .app
        .register(&Actor::Requester, "requester", &register, &ask)
        .await?;
    let receipt = receipt(&api, done, &register, language).await?;
    Ok((StatusCode::CREATED, axum::Json(receipt)))
}

async fn receipt(
    api: &Api,
    done: Done,
    register: &Register,
    language: Language,
) -> Result<Receipt, Problem> {
    // The case is stored: whatever cannot be read now must not keep number and code from the citizen.
    let view = api.app.view(&Actor::Requester, &done.no).await.ok();
    let submitted = view
        .as_ref()
        .and_then(|view| view.submitted_at.parse().ok())
        .unwrap_or(api.app.now());
    let same_day = register.urgent || register.simple;
    let outlook = api
        .app
        .outlook(register.kind, register.item.clone(), same_day, submitted)?;
    let promise = view.as_ref().and_then(|view| {
        Some(PromiseView {
            due: view.due.clone()?,
            last_day: view.last_day?,
        })
    });
    Ok(Receipt {
        no: done.no,
        code: done.code,
        status: view.map_or(Status::Submitted, |view| view.status),
        promise,
        accept_by: outlook.accept_by.to_string(),
        counting: counting(&outlook.deadline, language),
    })
}

fn counting(deadline: &Deadline, language: Language) -> Counting {
    let promise = &deadline.promise;
    let (days, last) = (promise.limit(), promise.last_day);
    let zh = match days {
        0 => format!("先受理；受理当天 24:00 前答复，最晚 {last}。"),
        _ => {
            format!("先受理；受理的次日起算 {days} 个工作日，到最后一天 24:00 为止，最晚 {last}。")
        }
    };
    let en = match days {
        0 => format!(
            "Acceptance comes first; the answer comes by 24:00 of that day, {last} at the latest."
        ),
        _ => format!(
            "Acceptance comes first; then {days} working days count from the next day, until 24:00 of the last, {last} at the latest."
        ),
    };
    Counting {
        working_days: days,
        latest_last_day: last,
        provisional: promise.provisional,
        text: language.pick(zh, en),
    }
}

/// 查进度 · Follow a case
///
/// With `Query-Code` the requester's own view; without it the published copy. An unknown number and a
/// wrong code get the same answer; after 10 wrong codes the number is locked for an hour.
#[utoipa::path(get, path = "/api/public/cases/{no}", tag = "citizens", security((), ("query_code" = [])),
    params(("no" = String, Path, description = "Number of the case.")),
    responses((status = 200, body = FullCase), (status = 404, description = "`bad_code` with a code, `not_found` without.")))]
pub(crate) async fn follow(
    State(api): State<Api>,
    No(no): No,
    QueryCode(code): QueryCode,
) -> Result<FullCase, Problem> {
    let actor = match code {
        Some(code) => api.app.requester(&no, &code).await?,
        None => Actor::Public,
    };
    Ok(api.app.page(&actor, &no).await?.into())
}

/// A command by a citizen: the requester by his code, or anybody where the table says so.
pub(crate) async fn by_citizen(
    verb: Verb,
    State(api): State<Api>,
    No(no): No,
    QueryCode(code): QueryCode,
    Conditions(ask): Conditions,
    fields: Fields,
) -> Result<Outcome, Problem> {
    let actor = match code {
        Some(code) => api.app.requester(&no, &code).await?,
        None if row_of(verb).by.contains(&Party::Public) => Actor::Public,
        None => return Err(Code::BadCode.into()),
    };
    carry_out(&api, &actor, verb, &no, &ask, fields).await
}
