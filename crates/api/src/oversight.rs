//! 管理: messages with sending again, the audit trail, how the system stands.

use crate::Api;
use crate::export::Format;
use crate::extract::{Path, Query};
use crate::language::Language;
use crate::page::{bad_cursor, page_size, paged, said, whole};
use crate::problem::Problem;
use crate::session::Signed;
use app::doctor::Finding;
use app::export::List;
use app::oversight::messages::{MessageState, Sent};
use app::oversight::trail::{TrailNarrowed, TrailRow};
use axum::extract::State;
use axum::http::StatusCode;
use hotline::refusal::Code;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::{IntoParams, ToSchema};
use workday::{Date, Instant};

/// Every act that the trail knows, with its name on the desk.
pub(crate) const ACTS: &[(&str, &str)] = &[
    ("reveal_identity", "查看身份"),
    ("look_up_caller", "查来电人"),
    ("export", "开始导出"),
    ("exported", "导出完成"),
    ("erase", "清除"),
    ("add_person", "加人员"),
    ("set_posts", "改岗位"),
    ("reset_password", "重置密码"),
    ("block_person", "停用人员"),
    ("unblock_person", "启用人员"),
    ("add_key", "新建密钥"),
    ("revoke_key", "收回密钥"),
    ("add_webhook", "新增推送"),
    ("disable_webhook", "停用推送"),
    ("close_webhook", "自动停用推送"),
    ("enable_webhook", "启用推送"),
    ("change_webhook", "改推送"),
    ("rotate_webhook", "换推送密钥"),
    ("remove_webhook", "删推送"),
    ("send_again", "重发消息"),
    ("load_calendar", "导入放假安排"),
    ("write_template", "写答复模板"),
    ("end_template", "停用答复模板"),
    ("amend_rules", "定下规则"),
    ("withdraw_rules", "撤下规则"),
];

/// How a message stands.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MessageStanding {
    /// Not tried yet.
    Waiting,
    /// Tried in vain; it is tried again.
    Failed,
    /// It left.
    Sent,
}

/// A message; it holds no person's words, no number and no link.
#[derive(Serialize, ToSchema)]
pub(crate) struct MessageView {
    /// Id.
    message: String,
    /// Number of its case.
    no: String,
    /// `requester`, `joined` (somebody who said 同遇 and left a number), or the unit's code.
    to: String,
    /// Name of the unit.
    unit: Option<String>,
    /// Which text.
    template: String,
    state: MessageStanding,
    created_at: String,
    sent_at: Option<String>,
    tries: i64,
    /// When it is tried next, if it has not left.
    next_at: Option<String>,
}

impl MessageView {
    fn new(api: &Api, sent: Sent) -> Self {
        let message = sent.message;
        // Of one who joined, not even which row of the vault has his number.
        let to = message.addressee.split_once(':');
        let to = match to {
            Some(("unit", code)) => code,
            Some((whom, _)) => whom,
            None => &message.addressee,
        };
        Self {
            message: format!("{}-{}", message.case, message.id),
            no: sent.no,
            to: to.to_owned(),
            unit: api.app.addressee(&message.addressee),
            template: message.template,
            state: match sent.sent_at {
                Some(_) => MessageStanding::Sent,
                None if sent.tries > 0 => MessageStanding::Failed,
                None => MessageStanding::Waiting,
            },
            created_at: sent.created_at.to_string(),
            next_at: sent.sent_at.is_none().then(|| sent.next_at.to_string()),
            sent_at: sent.sent_at.map(|at| at.to_string()),
            tries: sent.tries,
        }
    }
}

/// A page of messages.
#[derive(Serialize, ToSchema)]
pub(crate) struct MessagePage {
    messages: Vec<MessageView>,
    /// Give it as `cursor` for the next page; none on the last.
    next: Option<String>,
}

/// Which messages.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MessageQuery {
    state: Option<MessageStanding>,
    /// Number of a case.
    no: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Rows, 1 to 200; 50 if missing.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Of an export.
    #[param(ignore)]
    format: Option<Format>,
}

impl MessageQuery {
    fn state(&self) -> Option<MessageState> {
        self.state.map(|state| match state {
            MessageStanding::Waiting => MessageState::Waiting,
            MessageStanding::Failed => MessageState::Failed,
            MessageStanding::Sent => MessageState::Sent,
        })
    }

    fn no(&self) -> Option<String> {
        said(self.no.as_deref()).map(str::to_ascii_uppercase)
    }

    /// The same messages as a whole list, and the form in which it goes out.
    pub(crate) fn whole(&self, words: String) -> Result<(List, Option<Format>), Problem> {
        whole(self.cursor.as_ref(), self.limit)?;
        Ok((List::Messages(self.state(), self.no(), words), self.format))
    }
}

fn place(text: &str) -> Option<(i64, i64)> {
    let (case, message) = text.split_once('-')?;
    Some((case.parse().ok()?, message.parse().ok()?))
}

fn full<T>(rows: &[T], limit: u32) -> bool {
    u32::try_from(rows.len()).is_ok_and(|rows| rows >= limit)
}

/// 消息 · Messages to citizens and units, those of the newest cases first
///
/// For 系统管理员, 安全管理员 and 审计管理员.
#[utoipa::path(get, path = "/api/messages", tag = "administration", operation_id = "list_messages", security(("session" = []), ("token" = [])),
    params(MessageQuery), responses((status = 200, body = MessagePage)))]
pub(crate) async fn messages(
    State(api): State<Api>,
    signed: Signed,
    Query(asked): Query<MessageQuery>,
) -> Result<axum::Json<MessagePage>, Problem> {
    paged(asked.format, "/api/messages/export")?;
    let (state, no) = (asked.state(), asked.no());
    let before = asked.cursor.as_deref();
    let before = before.map(|cursor| place(cursor).ok_or_else(bad_cursor));
    let limit = page_size(asked.limit)?;
    let rows = api
        .app
        .messages_sent(
            &signed.actor(),
            state,
            no.as_deref(),
            before.transpose()?,
            limit,
        )
        .await?;
    let more = full(&rows, limit);
    let messages: Vec<_> = rows
        .into_iter()
        .map(|sent| MessageView::new(&api, sent))
        .collect();
    let next = messages.last().filter(|_| more);
    let next = next.map(|last| last.message.clone());
    Ok(axum::Json(MessagePage { messages, next }))
}

/// 重发消息 · Let a message leave now, also one that has left
///
/// For 系统管理员. A message to a citizen carries a new link.
#[utoipa::path(post, path = "/api/messages/{message}/send", tag = "administration", operation_id = "send_again", security(("session" = []), ("token" = [])),
    params(("message" = String, Path, description = "Id of the message.")),
    responses((status = 204, description = "It leaves within seconds."), (status = 404, description = "`not_found`")))]
pub(crate) async fn send_again(
    State(api): State<Api>,
    signed: Signed,
    Path(message): Path<String>,
) -> Result<StatusCode, Problem> {
    // Whoever may not send learns nothing about which messages there are.
    let place = place(&message).unwrap_or_default();
    api.app.send_again(&signed.actor(), place).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A row of the audit trail.
#[derive(Serialize, ToSchema)]
pub(crate) struct TrailView {
    id: String,
    at: String,
    /// Id of whoever did it.
    actor: String,
    /// His name on the screen, if he has an account.
    name: Option<String>,
    /// What was done.
    act: String,
    /// Number of the case that it was about.
    no: Option<String>,
    /// The reason given, or what exactly.
    note: String,
}

/// A page of the audit trail, the newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct TrailPage {
    rows: Vec<TrailView>,
    /// Give it as `cursor` for the next page; none on the last.
    next: Option<String>,
}

/// Which rows.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TrailQuery {
    /// Acts, separated by commas, such as `reveal_identity,exported`; one that the trail does not know is
    /// refused.
    act: Option<String>,
    /// Login of whoever did it, or `key:NAME`.
    person: Option<String>,
    /// Number of a case.
    no: Option<String>,
    /// From this day on.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// Up to this day.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Date>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Rows, 1 to 200; 50 if missing.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Of an export.
    #[param(ignore)]
    format: Option<Format>,
}

impl TrailQuery {
    fn narrowed(&self) -> Result<TrailNarrowed, Problem> {
        let acts = self.act.as_deref().unwrap_or_default().split(',');
        let acts = acts.map(str::trim).filter(|act| !act.is_empty());
        // A name that no row can have would find nothing, as if nobody had done anything.
        let known = |act| match ACTS.iter().find(|(code, _)| *code == act) {
            Some((code, _)) => Ok((*code).to_owned()),
            None => Err(Problem::bad_value("act：没有这种操作 (no such act)")),
        };
        let acts: BTreeSet<String> = acts.map(known).collect::<Result<_, _>>()?;
        let before = self.cursor.as_deref().map(str::parse).transpose();
        let until = match self.to {
            Some(day) => Some(Instant::start_of(
                day.tomorrow().map_err(|_| Code::OutOfCalendar)?,
            )),
            None => None,
        };
        Ok(TrailNarrowed {
            acts: acts.into_iter().collect(),
            actor: said(self.person.as_deref()).map(|person| format!("staff:{person}")),
            no: said(self.no.as_deref()).map(str::to_ascii_uppercase),
            from: self.from.map(Instant::start_of),
            until,
            before: before.map_err(|_| bad_cursor())?,
        })
    }

    /// The same rows as a whole list, and the form in which it goes out.
    pub(crate) fn whole(&self, words: String) -> Result<(List, Option<Format>), Problem> {
        whole(self.cursor.as_ref(), self.limit)?;
        Ok((List::Trail(Box::new(self.narrowed()?), words), self.format))
    }
}

/// 审计 · Who looked at what, took what out, administered what
///
/// For 系统管理员, 安全管理员 and 审计管理员. Rows are added, never changed.
#[utoipa::path(get, path = "/api/audit", tag = "administration", operation_id = "audit_trail", security(("session" = []), ("token" = [])),
    params(TrailQuery), responses((status = 200, body = TrailPage)))]
pub(crate) async fn trail(
    State(api): State<Api>,
    signed: Signed,
    Query(asked): Query<TrailQuery>,
) -> Result<axum::Json<TrailPage>, Problem> {
    paged(asked.format, "/api/audit/export")?;
    let (by, limit) = (asked.narrowed()?, page_size(asked.limit)?);
    let rows = api.app.trail(&signed.actor(), &by, limit).await?;
    let next = rows.last().filter(|_| full(&rows, limit));
    let next = next.map(|last| last.row.id.to_string());
    let actors: Vec<_> = rows.iter().map(|one| one.row.actor.clone()).collect();
    let names: BTreeMap<String, String> = api.app.names_of(actors).await?;
    let view = |TrailRow { row, no }: TrailRow| TrailView {
        id: row.id.to_string(),
        at: row.at.to_string(),
        name: names.get(&row.actor).cloned(),
        actor: row.actor,
        act: row.act,
        no,
        note: row.note,
    };
    let rows = rows.into_iter().map(view).collect();
    Ok(axum::Json(TrailPage { rows, next }))
}

/// One thing that was looked at.
#[derive(Serialize, ToSchema)]
pub(crate) struct FindingView {
    /// What it is about.
    topic: &'static str,
    /// `fine`, `warning` or `wrong`.
    weight: &'static str,
    /// What was found, in Chinese.
    what: String,
    /// What to do about it, in Chinese.
    todo: Option<String>,
}

/// How the system stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct Condition {
    /// Version of the program.
    version: &'static str,
    /// The server's time.
    now: String,
    findings: Vec<FindingView>,
    /// Entries of rules, items, units, reasons that officials must still confirm.
    composed: Vec<String>,
}

/// 系统状况 · What the doctor knows and can ask while others work
///
/// For 系统管理员, 安全管理员 and 审计管理员. `minsheng doctor` also reads the whole database and tries the
/// demonstration's password.
#[utoipa::path(get, path = "/api/condition", tag = "administration", operation_id = "condition", security(("session" = []), ("token" = [])),
    responses((status = 200, body = Condition)))]
pub(crate) async fn condition(
    State(api): State<Api>,
    signed: Signed,
    language: Language,
) -> Result<axum::Json<Condition>, Problem> {
    let findings = api.app.condition(&signed.actor()).await?;
    let view = |finding: Finding| FindingView {
        topic: finding.topic,
        weight: finding.weight.as_str(),
        what: language.half(&finding.what).to_owned(),
        todo: finding.todo.map(|todo| language.half(&todo).to_owned()),
    };
    Ok(axum::Json(Condition {
        version: env!("CARGO_PKG_VERSION"),
        now: api.app.now().to_string(),
        findings: findings.into_iter().map(view).collect(),
        composed: api.app.profile().composed(),
    }))
}
