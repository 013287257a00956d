//! 推送: endpoints of other programs that are told what happens within their owner's reach.

use crate::Api;
use crate::export::Format;
use crate::extract::{Json, Path, Query};
use crate::language::Language;
use crate::page::{bad_cursor, page_size, paged, whole};
use crate::problem::Problem;
use crate::session::Signed;
use app::export::{List, Reach};
use app::webhooks::{Again, Delivery, NewWebhook, Webhook, Which, Whose, delivery::message_id};
use axum::extract::State;
use axum::http::StatusCode;
use hotline::actor::Role;
use hotline::refusal::Code;
use hotline::scope::office::{Care, may};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use workday::Instant;

/// People who may have endpoints; keys need the scope `webhooks`.
const PEOPLE: [Role; 2] = [Role::ShiftLead, Role::UnitAdmin];

/// An endpoint to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookWanted {
    /// Where it is told: `https`, of a public address; other blocks only where the operator allows them.
    #[schema(max_length = 500)]
    url: String,
    /// Kinds of events, such as `dispatched`, `answered`; all if missing or empty.
    #[serde(default)]
    #[schema(max_items = 100)]
    kinds: Vec<String>,
}

/// An endpoint as it is to be from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookChange {
    /// Where it is told: `https`, of a public address; other blocks only where the operator allows them.
    #[schema(max_length = 500)]
    url: String,
    /// Kinds of events, such as `dispatched`, `answered`; all if missing or empty.
    #[serde(default)]
    #[schema(max_items = 100)]
    kinds: Vec<String>,
    /// As it was when the change was written: `stale` if somebody changed it since.
    seen: WebhookWanted,
}

impl From<WebhookWanted> for NewWebhook {
    fn from(WebhookWanted { url, kinds }: WebhookWanted) -> Self {
        Self { url, kinds }
    }
}

/// An endpoint.
#[derive(Serialize, ToSchema)]
pub(crate) struct WebhookView {
    id: String,
    /// Whose it is: a login, or `key:NAME`.
    owner: String,
    url: String,
    /// Kinds of events; empty means all.
    kinds: Vec<String>,
    created_at: String,
    /// Whether it is told anything.
    enabled: bool,
    /// Closed since then.
    disabled_at: Option<String>,
    /// Why it was closed.
    disabled_why: Option<String>,
    /// Failures since the last success.
    failures: i64,
    /// The first of them.
    failing_since: Option<String>,
    /// Of a new endpoint or a changed secret: `whsec_…`, told once.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    /// The secrets before are used as well until then.
    old_secret_until: Option<String>,
}

impl WebhookView {
    fn new(webhook: Webhook, told: bool, language: Language) -> Self {
        let text = |at: Option<Instant>| at.map(|at| at.to_string());
        let kinds = webhook.kinds.split_whitespace().map(ToOwned::to_owned);
        Self {
            id: webhook.id,
            owner: webhook.owner,
            url: webhook.url,
            kinds: kinds.collect(),
            created_at: webhook.created_at.to_string(),
            enabled: webhook.disabled_at.is_none(),
            disabled_at: text(webhook.disabled_at),
            disabled_why: webhook
                .disabled_why
                .map(|why| language.half(&why).to_owned()),
            failures: webhook.failures,
            failing_since: text(webhook.failing_since),
            secret: told.then_some(webhook.secret),
            old_secret_until: text(webhook.old_secrets_until),
        }
    }
}

/// How a delivery stands.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DeliveryState {
    /// It waits for a try.
    Waiting,
    /// It was heard.
    Heard,
    /// It was given up.
    Failed,
}

impl DeliveryState {
    pub(crate) const fn of(delivery: &Delivery) -> Self {
        match (delivery.next_at, delivery.sent_at) {
            (Some(_), _) => Self::Waiting,
            (None, Some(_)) => Self::Heard,
            (None, None) => Self::Failed,
        }
    }

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Heard => "heard",
            Self::Failed => "failed",
        }
    }
}

/// One thing that an endpoint was or is to be told.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeliveryView {
    /// `webhook-id` of the message, the same at every try.
    id: String,
    /// The event's place in the feed.
    position: i64,
    state: DeliveryState,
    created_at: String,
    tries: i64,
    /// When it is tried next.
    next_at: Option<String>,
    tried_at: Option<String>,
    heard_at: Option<String>,
    /// Status of the last answer.
    status: Option<i64>,
    /// How long the last answer took, in milliseconds.
    millis: Option<i64>,
    /// Why there was no answer.
    error: Option<String>,
    /// The message as it is sent, JSON in a text: signatures are over these bytes.
    body: String,
}

impl DeliveryView {
    fn new(delivery: Delivery, language: Language) -> Self {
        let text = |at: Option<Instant>| at.map(|at| at.to_string());
        Self {
            id: message_id(&delivery.told.webhook, delivery.told.position),
            position: delivery.told.position,
            state: DeliveryState::of(&delivery),
            created_at: delivery.created_at.to_string(),
            tries: delivery.tries,
            next_at: text(delivery.next_at),
            tried_at: text(delivery.tried_at),
            heard_at: text(delivery.sent_at),
            status: delivery.status,
            millis: delivery.millis,
            error: delivery.error.map(|why| language.half(&why).to_owned()),
            body: delivery.told.body,
        }
    }
}

/// A page of a delivery log, the newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeliveryPage {
    deliveries: Vec<DeliveryView>,
    /// Give it as `cursor` for the next page; none on the last.
    next: Option<String>,
}

/// What a delivery log is narrowed to.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LogQuery {
    state: Option<DeliveryState>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Rows, 1 to 200; 50 if missing.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Of an export.
    #[param(ignore)]
    format: Option<Format>,
}

impl LogQuery {
    fn which(&self) -> Which {
        match self.state {
            None => Which::All,
            Some(DeliveryState::Waiting) => Which::Waiting,
            Some(DeliveryState::Heard) => Which::Heard,
            Some(DeliveryState::Failed) => Which::Failed,
        }
    }

    /// The same log of an endpoint as a whole list, and the form in which it goes out.
    pub(crate) fn whole(
        &self,
        signed: &Signed,
        id: String,
        words: String,
    ) -> Result<(List, Option<Format>), Problem> {
        whole(self.cursor.as_ref(), self.limit)?;
        let list = List::Deliveries(reach(signed)?, id, self.which(), words);
        Ok((list, self.format))
    }
}

/// What to tell again: one of the two.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResendWanted {
    /// One event, by its place in the feed.
    #[serde(default)]
    #[schema(minimum = 1)]
    position: Option<i64>,
    /// Every event after this place, also what was missed while the endpoint was closed.
    #[serde(default)]
    #[schema(minimum = 0)]
    after: Option<i64>,
}

/// What came of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Resent {
    /// So many messages are due now.
    count: u64,
    /// There are more: ask again with `after` = this.
    after: Option<i64>,
}

/// Whose endpoints: a key's (its scope is checked already) or those of people who may have some.
fn owner(signed: &Signed) -> Result<&hotline::actor::Staff, Problem> {
    if signed.key.is_some() || signed.actor().post_in(&PEOPLE).is_some() {
        Ok(&signed.staff)
    } else {
        Err(Code::NotYours.into())
    }
}

/// Whose endpoints may be looked at and seen to: one's own; everybody's for an administrator.
fn whose(signed: &Signed, care: Care) -> Result<Whose<'_>, Problem> {
    if signed.key.is_none() && may(&signed.actor(), care).is_ok() {
        return Ok(Whose::Everybodys(&signed.staff));
    }
    owner(signed).map(Whose::Own)
}

/// Whose endpoints go out as a list: those that may be looked at.
pub(crate) fn reach(signed: &Signed) -> Result<Reach, Problem> {
    Ok(match whose(signed, Care::Look)? {
        Whose::Own(_) => Reach::Own,
        Whose::Everybodys(_) => Reach::Everybodys,
    })
}

/// 推送地址清单 · Your endpoints
///
/// For keys with `webhooks`, 班长 and 单位管理员; everybody has endpoints of his own. Administrators see
/// everybody's, may close and open them and tell them again, and see no secret.
#[utoipa::path(get, path = "/api/webhooks", tag = "webhooks", security(("session" = []), ("token" = [])),
    responses((status = 200, body = Vec<WebhookView>)))]
pub(crate) async fn list_webhooks(
    State(api): State<Api>,
    signed: Signed,
    language: Language,
) -> Result<axum::Json<Vec<WebhookView>>, Problem> {
    let own = api.app.webhooks_of(whose(&signed, Care::Look)?).await?;
    let own = own
        .into_iter()
        .map(|own| WebhookView::new(own, false, language));
    Ok(axum::Json(own.collect()))
}

/// 新增推送地址 · Add an endpoint
///
/// It is told of every event of the cases within your reach from now on, as Standard Webhooks: headers
/// `webhook-id`, `webhook-timestamp`, `webhook-signature`; a body with number, version, position, status
/// and due, without words. The secret is told once.
#[utoipa::path(post, path = "/api/webhooks", tag = "webhooks", security(("session" = []), ("token" = [])), request_body = WebhookWanted,
    responses((status = 201, body = WebhookView)))]
pub(crate) async fn add_webhook(
    State(api): State<Api>,
    signed: Signed,
    language: Language,
    Json(wanted): Json<WebhookWanted>,
) -> Result<(StatusCode, axum::Json<WebhookView>), Problem> {
    let made = api
        .app
        .add_webhook(&api.courier, owner(&signed)?, wanted.into())
        .await?;
    Ok((
        StatusCode::CREATED,
        axum::Json(WebhookView::new(made, true, language)),
    ))
}

/// 看推送地址 · One of your endpoints
#[utoipa::path(get, path = "/api/webhooks/{webhook}", tag = "webhooks", security(("session" = []), ("token" = [])),
    params(("webhook" = String, Path, description = "Id of the endpoint.")),
    responses((status = 200, body = WebhookView)))]
pub(crate) async fn one_webhook(
    State(api): State<Api>,
    signed: Signed,
    language: Language,
    Path(id): Path<String>,
) -> Result<axum::Json<WebhookView>, Problem> {
    let own = api.app.webhook_of(whose(&signed, Care::Look)?, &id).await?;
    Ok(axum::Json(WebhookView::new(own, false, language)))
}

/// 改推送地址 · Tell an endpoint elsewhere, or of other kinds
///
/// The secret stays. What waits goes to the new address, at once even if the old one was not heard.
#[utoipa::path(post, path = "/api/webhooks/{webhook}/change", tag = "webhooks", security(("session" = []), ("token" = [])),
    params(("webhook" = String, Path, description = "Id of the endpoint.")), request_body = WebhookChange,
    responses((status = 200, body = WebhookView),
        (status = 409, description = "`stale`: somebody changed it since; the detail says what it is now.")))]
pub(crate) async fn change_webhook(
    State(api): State<Api>,
    signed: Signed,
    language: Language,
    Path(id): Path<String>,
    Json(WebhookChange { url, kinds, seen }): Json<WebhookChange>,
) -> Result<axum::Json<WebhookView>, Problem> {
    let (new, seen) = (NewWebhook { url, kinds }, seen.into());
    let owner = owner(&signed)?;
    let changed = api.app.set_webhook(&api.courier, owner, &id, new, seen);
    let own = changed.await?;
    Ok(axum::Json(WebhookView::new(own, false, language)))
}

/// 更换签名密钥 · Another secret
///
/// For a day messages carry the signatures of those before as well, so that nothing is lost while you change
/// yours. While five old ones are used the secret is not changed again: `bad_value` says until when.
#[utoipa::path(post, path = "/api/webhooks/{webhook}/rotate", tag = "webhooks", security(("session" = []), ("token" = [])),
    params(("webhook" = String, Path, description = "Id of the endpoint.")),
    responses((status = 200, body = WebhookView)))]
pub(crate) async fn rotate_webhook(
    State(api): State<Api>,
    signed: Signed,
    language: Language,
    Path(id): Path<String>,
) -> Result<axum::Json<WebhookView>, Problem> {
    let own = api.app.rotate_webhook(owner(&signed)?, &id).await?;
    Ok(axum::Json(WebhookView::new(own, true, language)))
}

/// 停用推送 · Close an endpoint for now
///
/// Nothing is told, nor kept to be told, until it is opened again; `resend` brings what was missed.
#[utoipa::path(post, path = "/api/webhooks/{webhook}/disable", tag = "webhooks", security(("session" = []), ("token" = [])),
    params(("webhook" = String, Path, description = "Id of the endpoint.")),
    responses((status = 200, body = WebhookView)))]
pub(crate) async fn disable_webhook(
    State(api): State<Api>,
    signed: Signed,
    language: Language,
    Path(id): Path<String>,
) -> Result<axum::Json<WebhookView>, Problem> {
    let own = api
        .app
        .disable_webhook(whose(&signed, Care::Block)?, &id)
        .await?;
    Ok(axum::Json(WebhookView::new(own, false, language)))
}

/// 启用推送 · Open an endpoint again
///
/// Also one that was closed because nothing was heard for three days. What waited is told.
#[utoipa::path(post, path = "/api/webhooks/{webhook}/enable", tag = "webhooks", security(("session" = []), ("token" = [])),
    params(("webhook" = String, Path, description = "Id of the endpoint.")),
    responses((status = 200, body = WebhookView)))]
pub(crate) async fn enable_webhook(
    State(api): State<Api>,
    signed: Signed,
    language: Language,
    Path(id): Path<String>,
) -> Result<axum::Json<WebhookView>, Problem> {
    let own = api
        .app
        .enable_webhook(whose(&signed, Care::Sending)?, &id)
        .await?;
    Ok(axum::Json(WebhookView::new(own, false, language)))
}

/// 删除推送地址 · Remove an endpoint, with all that waits for it
#[utoipa::path(post, path = "/api/webhooks/{webhook}/remove", tag = "webhooks", security(("session" = []), ("token" = [])),
    params(("webhook" = String, Path, description = "Id of the endpoint.")),
    responses((status = 204, description = "It is gone.")))]
pub(crate) async fn remove_webhook(
    State(api): State<Api>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    api.app.remove_webhook(owner(&signed)?, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// 推送记录 · The delivery log of an endpoint, the newest first
///
/// What ended is kept for thirty days.
#[utoipa::path(get, path = "/api/webhooks/{webhook}/deliveries", tag = "webhooks", security(("session" = []), ("token" = [])),
    params(("webhook" = String, Path, description = "Id of the endpoint."), LogQuery),
    responses((status = 200, body = DeliveryPage)))]
pub(crate) async fn webhook_deliveries(
    State(api): State<Api>,
    signed: Signed,
    language: Language,
    Path(id): Path<String>,
    Query(query): Query<LogQuery>,
) -> Result<axum::Json<DeliveryPage>, Problem> {
    paged(query.format, "/api/webhooks/{webhook}/deliveries/export")?;
    let which = query.which();
    let before = query.cursor.as_deref();
    let before = before.map(|cursor| cursor.parse::<i64>().map_err(|_| bad_cursor()));
    let limit = page_size(query.limit)?;
    let rows = api
        .app
        .webhook_deliveries(
            whose(&signed, Care::Look)?,
            &id,
            which,
            before.transpose()?,
            limit,
        )
        .await?;
    let full = u32::try_from(rows.len()).is_ok_and(|rows| rows >= limit);
    let last = rows.last().map(|row| row.told.position.to_string());
    Ok(axum::Json(DeliveryPage {
        deliveries: rows
            .into_iter()
            .map(|row| DeliveryView::new(row, language))
            .collect(),
        next: last.filter(|_| full),
    }))
}

/// 重新推送 · Tell an endpoint again
///
/// One event (`position`), or all after a place (`after`, at most 10,000 at once). The `webhook-id` of a
/// message stays the same.
#[utoipa::path(post, path = "/api/webhooks/{webhook}/resend", tag = "webhooks", security(("session" = []), ("token" = [])),
    params(("webhook" = String, Path, description = "Id of the endpoint.")), request_body = ResendWanted,
    responses((status = 200, body = Resent)))]
pub(crate) async fn resend_webhook(
    State(api): State<Api>,
    signed: Signed,
    Path(id): Path<String>,
    Json(wanted): Json<ResendWanted>,
) -> Result<axum::Json<Resent>, Problem> {
    let whose = whose(&signed, Care::Sending)?;
    let again = match (wanted.position, wanted.after) {
        (Some(position), None) => Again::One(position),
        (None, Some(after)) => Again::After(after),
        _ => {
            return Err(Problem::bad_value(
                "position：与 after 填一个 (give either position or after)",
            ));
        }
    };
    let (count, after) = api.app.tell_again(whose, &id, again).await?;
    Ok(axum::Json(Resent { count, after }))
}
