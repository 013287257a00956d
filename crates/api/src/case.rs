//! 诉求件: registering, lists, one case with its history and what may be done.

use crate::Api;
use crate::command::Outcome;
use crate::export::Format;
use crate::extract::{Conditions, Json, No, Query};
use crate::figures::Figure;
use crate::language::Language;
use crate::page::{Page, bad_cursor, page_size, paged, whole};
use crate::problem::Problem;
use crate::session::Signed;
use app::export::List;
use app::figures::FigureAsk;
use app::reading::{CasePage, Filter};
use axum::extract::State;
use axum::http::header::{ETAG, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use hotline::actor::Actor;
use hotline::case::actions::Action;
use hotline::case::command::Register;
use hotline::case::status::Status;
use hotline::codes::{AreaCode, ItemCode, UnitCode};
use hotline::kind::Kind;
use hotline::refusal::{Code, Refusal};
use hotline::scope::view::{CaseView, HistoryLine};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use workday::{Date, Instant};

/// A command that concerns the reader, and whether it may be given now.
#[derive(Serialize, ToSchema)]
pub(crate) struct ActionView {
    /// The command, as in the path.
    command: &'static str,
    /// 办什么.
    name: &'static str,
    /// Whether it may be given now.
    allowed: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<RefusalView>,
    /// Of `request_extension` and `decide_extension`, while allowed: how many working days at most, as the
    /// case's rulebook and earlier extensions have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    most_days: Option<u32>,
}

/// Why something may not be done.
#[derive(Serialize, ToSchema)]
pub(crate) struct RefusalView {
    /// The stable code.
    code: Code,
    /// The sentence in Chinese.
    zh: String,
    /// The sentence in English.
    en: String,
}

impl From<Refusal> for RefusalView {
    fn from(refusal: Refusal) -> Self {
        let code = refusal.code;
        let said = |language: Language| {
            let title = language.pick(code.zh(), code.en());
            let detail = refusal.detail.as_deref().map(|both| language.half(both));
            detail.map_or_else(
                || title.to_owned(),
                |detail| match language {
                    Language::Chinese => format!("{title}{detail}"),
                    Language::English => format!("{title} {detail}"),
                },
            )
        };
        Self {
            code,
            zh: said(Language::Chinese),
            en: said(Language::English),
        }
    }
}

impl From<Action> for ActionView {
    fn from(action: Action) -> Self {
        Self {
            command: action.verb.as_str(),
            name: action.verb.zh(),
            allowed: action.refused.is_none(),
            most_days: action.most_days,
            refused: action.refused.map(RefusalView::from),
        }
    }
}

/// A case with its history and what the reader may do.
#[derive(Serialize, ToSchema)]
pub(crate) struct FullCase {
    #[serde(flatten)]
    case: CaseView,
    /// What may be done, and why not the rest.
    actions: Vec<ActionView>,
    /// What happened, as far as the reader may know.
    history: Vec<HistoryLine>,
}

impl From<CasePage> for FullCase {
    fn from(page: CasePage) -> Self {
        let actions = page.actions.into_iter().map(ActionView::from).collect();
        Self {
            case: page.view,
            actions,
            history: page.history,
        }
    }
}

impl IntoResponse for FullCase {
    fn into_response(self) -> Response {
        let etag = etag(self.case.version);
        ([(ETAG, etag)], axum::Json(self)).into_response()
    }
}

/// The version as an ETag.
pub(crate) fn etag(version: u64) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
}

/// What a list is narrowed to.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// A number, or words that must all be there; at most 200 characters, all of it plain text.
    #[param(max_length = 200)]
    q: Option<String>,
    status: Option<Status>,
    kind: Option<Kind>,
    /// 便民服务事项; with `figure` also `-` for none.
    #[param(value_type = Option<String>)]
    item: Option<ItemCode>,
    /// 渠道.
    channel: Option<String>,
    /// Area with everything inside it; with `figure` a county-level one, or `-` for none.
    #[param(value_type = Option<String>)]
    area: Option<AreaCode>,
    /// Code, name or alias of a unit: cases whose lead is it or a unit below it.
    #[param(value_type = Option<String>)]
    unit: Option<UnitCode>,
    /// Submitted on this day or later.
    #[param(value_type = Option<String>, format = Date)]
    submitted_from: Option<Date>,
    /// Submitted on this day or earlier.
    #[param(value_type = Option<String>, format = Date)]
    submitted_to: Option<Date>,
    /// Whether the promise of the current round is broken.
    late: Option<bool>,
    /// The cases that this figure counts, each once; the other filters mean what they mean for figures.
    #[param(inline)]
    figure: Option<Figure>,
    /// With `figure`: first day.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// With `figure`: last day.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Date>,
    /// With `figure` and `unit`: without the units below it.
    alone: Option<bool>,
    /// With `figure`: hour of the day of submission, 0 to 23.
    #[param(maximum = 23)]
    hour: Option<u8>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Rows, 1 to 200; 50 if missing.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Of an export.
    #[param(ignore)]
    format: Option<Format>,
}

impl ListQuery {
    /// The same cases as a whole list, and the form in which it goes out.
    pub(crate) fn whole(
        &self,
        api: &Api,
        actor: &Actor,
        words: String,
    ) -> Result<(List, Option<Format>), Problem> {
        whole(self.cursor.as_ref(), self.limit)?;
        let filter = Box::new(self.filter(api, actor)?);
        let list = match self.typed() {
            Some(typed) => List::Found(filter, typed.to_owned(), words),
            None => List::Cases(filter, words),
        };
        Ok((list, self.format))
    }

    /// What is to be looked for.
    fn typed(&self) -> Option<&str> {
        self.q.as_deref().filter(|typed| !typed.trim().is_empty())
    }

    fn filter(&self, api: &Api, actor: &Actor) -> Result<Filter, Problem> {
        let submitted = (
            self.submitted_from.map(Instant::start_of),
            self.submitted_to.map(Instant::end_of),
        );
        let filter = Filter {
            status: self.status.map(|status| status.as_str().to_owned()),
            submitted,
            late: self.late.map(|late| (late, api.app.now())),
            ..Filter::default()
        };
        match self.figure {
            Some(figure) => self.counted(api, actor, figure, filter),
            None => self.plain(api, filter),
        }
    }

    fn plain(&self, api: &Api, filter: Filter) -> Result<Filter, Problem> {
        let profile = api.app.profile();
        let of_figures = [
            ("from", self.from.is_some()),
            ("to", self.to.is_some()),
            ("alone", self.alone.is_some()),
            ("hour", self.hour.is_some()),
        ];
        if let Some((name, _)) = of_figures.iter().find(|(_, given)| *given) {
            let why = format!("{name}：只和 figure 一起用 (only together with figure)");
            return Err(Problem::bad_value(why));
        }
        let item = self.item.as_ref().filter(|item| !item.as_str().is_empty());
        if item.is_some_and(|item| profile.catalogue.item(item).is_none()) {
            return Err(Code::UnknownItem.into());
        }
        let channel = self.channel.as_ref().filter(|channel| !channel.is_empty());
        if channel.is_some_and(|channel| profile.catalogue.channel(channel).is_none()) {
            return Err(Problem::bad_value(
                "channel：没有这个渠道 (no such channel)",
            ));
        }
        let area = self.area.as_ref().filter(|area| !area.as_str().is_empty());
        if area.is_some_and(|area| profile.directory.area(area).is_none()) {
            return Err(Problem::bad_value("area：没有这个区域 (no such area)"));
        }
        let unit = self.unit.as_ref().filter(|unit| !unit.as_str().is_empty());
        let lead = unit
            .map(|unit| api.app.with_below(unit.as_str()))
            .transpose()?;
        Ok(Filter {
            kind: self.kind.map(|kind| kind.as_str().to_owned()),
            item: item.map(ToString::to_string),
            channel: channel.cloned(),
            area: area.cloned(),
            lead,
            ..filter
        })
    }

    fn counted(
        &self,
        api: &Api,
        actor: &Actor,
        figure: Figure,
        filter: Filter,
    ) -> Result<Filter, Problem> {
        let ask = FigureAsk {
            from: self.from,
            to: self.to,
            unit: self.unit.clone().filter(|unit| !unit.as_str().is_empty()),
            alone: self.alone.unwrap_or_default(),
            kind: self.kind,
            item: self.item.clone().filter(|item| !item.as_str().is_empty()),
            area: self.area.clone().filter(|area| !area.as_str().is_empty()),
            channel: self.channel.clone().filter(|channel| !channel.is_empty()),
            hour: self.hour,
        };
        let (query, _) = api.app.figure_query(actor, &ask)?;
        Ok(Filter {
            figure: Some((query, figure.measures())),
            ..filter
        })
    }
}

/// 登记诉求 · Register a case
///
/// Answers number and, once, the query code for the requester. With `accept` the case is accepted in
/// the same act.
#[utoipa::path(post, path = "/api/cases", tag = "cases", security(("session" = []), ("token" = [])), request_body = Register,
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key returns the first result.", max_length = 200)),
    responses((status = 201, body = Outcome), (status = 200, body = Outcome, description = "A line had sent this case before; nothing happened.")))]
pub(crate) async fn register(
    State(api): State<Api>,
    signed: Signed,
    Conditions(ask): Conditions,
    Json(register): Json<Register>,
) -> Result<Response, Problem> {
    let actor = signed.actor();
    let done = api
        .app
        .register(&actor, &actor.label(), &register, &ask)
        .await?;
    let place = [(LOCATION, format!("/api/cases/{}", done.no))];
    // A case that a line had sent before is told as what it is.
    let status = if done.events.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    Ok((status, place, Outcome::from(done)).into_response())
}

/// 诉求件清单 · Cases within reach, the newest first
///
/// With `q` those found by number or by words. A number finds its case at once. Words are looked for in
/// title, text, place, progress and answer, as far as the reader reads them: a secret case is found by
/// its original words at its own centre only, and nobody is found by name or telephone number.
#[utoipa::path(get, path = "/api/cases", tag = "cases", operation_id = "list_cases", security(("session" = []), ("token" = [])), params(ListQuery),
    responses((status = 200, body = Page)))]
pub(crate) async fn list(
    State(api): State<Api>,
    signed: Signed,
    Query(query): Query<ListQuery>,
) -> Result<axum::Json<Page>, Problem> {
    paged(query.format, "/api/cases/export")?;
    let (app, actor) = (&api.app, signed.actor());
    let filter = query.filter(&api, &actor)?;
    let before = query.cursor.as_deref().map(cursor).transpose()?;
    let limit = page_size(query.limit)?;
    let rows = match query.typed() {
        Some(typed) => app.search(&actor, typed, &filter, before, limit).await?,
        None => app.cases(&actor, &filter, before, limit).await?,
    };
    let rows = rows
        .into_iter()
        .map(|(id, view)| (id.to_string(), view.into()));
    Ok(axum::Json(Page::of(rows.collect(), limit)))
}

fn cursor(given: &str) -> Result<i64, Problem> {
    given.parse().map_err(|_| bad_cursor())
}

/// 看一件 · A case with facts, assignments, ledger, history and actions
///
/// Personal particulars are masked; `reveal_identity` shows them for a reason.
#[utoipa::path(get, path = "/api/cases/{no}", tag = "cases", operation_id = "one_case", security(("session" = []), ("token" = [])),
    params(("no" = String, Path, description = "Number of the case.")),
    responses((status = 200, body = FullCase, headers(("ETag" = String, description = "The version, for If-Match.")))))]
pub(crate) async fn one(
    State(api): State<Api>,
    signed: Signed,
    No(no): No,
) -> Result<FullCase, Problem> {
    Ok(api.app.page(&signed.actor(), &no).await?.into())
}

/// 办理经过 · What happened to a case
#[utoipa::path(get, path = "/api/cases/{no}/history", tag = "cases", security(("session" = []), ("token" = [])),
    params(("no" = String, Path, description = "Number of the case.")),
    responses((status = 200, body = Vec<HistoryLine>)))]
pub(crate) async fn history(
    State(api): State<Api>,
    signed: Signed,
    No(no): No,
) -> Result<axum::Json<Vec<HistoryLine>>, Problem> {
    Ok(axum::Json(api.app.history(&signed.actor(), &no).await?))
}

/// 能办的事 · What may be done with a case, and why not the rest
#[utoipa::path(get, path = "/api/cases/{no}/actions", tag = "cases", security(("session" = []), ("token" = [])),
    params(("no" = String, Path, description = "Number of the case.")),
    responses((status = 200, body = Vec<ActionView>)))]
pub(crate) async fn actions(
    State(api): State<Api>,
    signed: Signed,
    No(no): No,
) -> Result<axum::Json<Vec<ActionView>>, Problem> {
    let actions = api.app.actions(&signed.actor(), &no).await?;
    Ok(axum::Json(
        actions.into_iter().map(ActionView::from).collect(),
    ))
}
