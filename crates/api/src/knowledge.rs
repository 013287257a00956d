//! 知识库: entries with their dated versions; proposing, reviewing, withdrawing; what may answer a call.

use crate::Api;
use crate::export::Format;
use crate::extract::{Json, Path, Query};
use crate::inbox::unit_of;
use crate::page::{bad_cursor, page_size, paged, said, whole};
use crate::problem::Problem;
use crate::session::Signed;
use app::export::List;
use app::knowledge::{Narrowed, Offered};
use axum::extract::State;
use axum::http::StatusCode;
use hotline::actor::Actor;
use hotline::codes::{ItemCode, UnitCode};
use hotline::knowledge::{Entry, Mark, Proposal, ReviewOutcome, Standing, Version};
use hotline::refusal::Code;
use hotline::scope::knowledge as rights;
use hotline::text::Words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use workday::Date;

/// Entries that are offered while somebody types.
const OFFERED: usize = 5;

/// Who did something to a version, and when.
#[derive(Serialize, ToSchema)]
pub(crate) struct MarkView {
    /// Name on the screen; the account's id if it is gone.
    by: String,
    at: String,
    reason: Option<String>,
}

/// One dated version. Its words never change.
#[derive(Serialize, ToSchema)]
pub(crate) struct KnowledgeVersion {
    version: u32,
    question: String,
    answer: String,
    /// Where it comes from.
    source: String,
    /// The last day on which it may be used.
    #[schema(value_type = String, format = Date)]
    valid_until: Date,
    owner: UnitCode,
    owner_name: String,
    item: Option<ItemCode>,
    /// Invented; officials have not confirmed it.
    composed: bool,
    written: MarkView,
    /// How the review ended; none while it waits.
    outcome: Option<ReviewOutcome>,
    reviewed: Option<MarkView>,
    withdrawn: Option<MarkView>,
}

/// An entry of the knowledge base.
#[derive(Serialize, ToSchema)]
pub(crate) struct KnowledgeView {
    /// Id, in a command `answer_directly` as `knowledge.entry`.
    entry: String,
    /// How it stands today; only `in_force` may be used for answers.
    standing: Standing,
    /// The newest version waits for a librarian.
    waiting: bool,
    /// The version that holds, or held until its last day.
    holding: Option<u32>,
    /// The newest version; of a list the only one told besides the one that holds.
    newest: u32,
    /// The first first; in lists only the newest and the one that holds.
    versions: Vec<KnowledgeVersion>,
    /// What the reader may do: `revise`, `review`, `withdraw`.
    actions: Vec<&'static str>,
}

/// A page of entries, the newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct KnowledgePage {
    entries: Vec<KnowledgeView>,
    /// Give it as `cursor` for the next page; none on the last.
    next: Option<String>,
}

/// What a list of entries is narrowed to.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct KnowledgeQuery {
    /// Words that must all be there.
    q: Option<String>,
    standing: Option<Standing>,
    /// Only what waits for a librarian.
    #[serde(default)]
    waiting: bool,
    /// Code, name or alias of the unit that answers for it.
    owner: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Rows, 1 to 200; 50 if missing.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Of an export.
    #[param(ignore)]
    format: Option<Format>,
}

impl KnowledgeQuery {
    fn narrowed(&self, api: &Api) -> Result<Narrowed, Problem> {
        let owner = said(self.owner.as_deref()).map(|owner| unit_of(api, owner));
        let before = self.cursor.as_deref().map(str::parse).transpose();
        Ok(Narrowed {
            standing: self.standing,
            waiting: self.waiting,
            owner: owner.transpose()?,
            before: before.map_err(|_| bad_cursor())?,
        })
    }

    fn typed(&self) -> Option<&str> {
        said(self.q.as_deref())
    }

    /// The same entries as a whole list, and the form in which it goes out.
    pub(crate) fn whole(
        &self,
        api: &Api,
        words: String,
    ) -> Result<(List, Option<Format>), Problem> {
        whole(self.cursor.as_ref(), self.limit)?;
        let typed = self.typed().map(str::to_owned);
        let by = Box::new(self.narrowed(api)?);
        Ok((List::Knowledge(typed, by, words), self.format))
    }
}

/// The next version of an entry.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Revision {
    /// The newest version that was seen.
    seen: u32,
    /// The new words.
    proposal: Proposal,
}

/// A librarian's review.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct KnowledgeReview {
    /// The version that was read.
    version: u32,
    outcome: ReviewOutcome,
    /// Needed to send back.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    reason: Option<Words>,
}

/// Why an entry is taken out of use.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Withdrawal {
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    reason: Option<Words>,
}

/// What somebody is writing down.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Typed {
    #[schema(value_type = String)]
    text: Words,
    /// The item, if chosen.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    item: Option<ItemCode>,
}

/// An entry in force that may answer it.
#[derive(Serialize, ToSchema)]
pub(crate) struct KnowledgeOffered {
    entry: String,
    version: u32,
    question: String,
    answer: String,
    source: String,
    #[schema(value_type = String, format = Date)]
    valid_until: Date,
    owner_name: String,
    composed: bool,
    /// Words that both say.
    words: Vec<String>,
    /// It belongs to the item that was chosen.
    same_item: bool,
}

/// Entries that may answer it, the likeliest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct KnowledgeSuggested {
    entries: Vec<KnowledgeOffered>,
}

fn unit_name(api: &Api, unit: &UnitCode) -> String {
    api.app.profile().directory.name_of(unit).to_owned()
}

struct Reader<'a> {
    api: &'a Api,
    actor: Actor,
    names: BTreeMap<String, String>,
}

impl Reader<'_> {
    fn mark(&self, mark: Mark) -> MarkView {
        let name = self.names.get(&mark.by).cloned();
        MarkView {
            by: name.unwrap_or(mark.by),
            at: mark.at.to_string(),
            reason: mark.reason,
        }
    }

    fn version(&self, version: Version) -> KnowledgeVersion {
        let (outcome, reviewed) = version.reviewed.unzip();
        KnowledgeVersion {
            version: version.number,
            question: version.question,
            answer: version.answer,
            source: version.source,
            valid_until: version.valid_until,
            owner_name: unit_name(self.api, &version.owner),
            owner: version.owner,
            item: version.item,
            composed: version.composed,
            written: self.mark(version.written),
            outcome,
            reviewed: reviewed.map(|mark| self.mark(mark)),
            withdrawn: version.withdrawn.map(|mark| self.mark(mark)),
        }
    }

    fn entry(&self, entry: Entry, whole: bool) -> KnowledgeView {
        let directory = &self.api.app.profile().directory;
        let holding = entry.holding().map(|version| version.number);
        let newest = entry.newest();
        let (number, waiting) = (newest.number, newest.waits());
        let keeps = rights::keeps(&self.actor, &newest.owner, directory);
        let mut actions = Vec::new();
        if rights::may_write(&self.actor, &newest.owner, directory) {
            actions.push("revise");
        }
        if keeps && waiting && newest.written.by != self.actor.label() {
            actions.push("review");
        }
        if keeps && holding.is_some() {
            actions.push("withdraw");
        }
        let told = |version: &Version| {
            whole || version.number == number || Some(version.number) == holding
        };
        KnowledgeView {
            entry: entry.id.to_string(),
            standing: entry.standing(self.api.app.now().date()),
            waiting,
            holding,
            newest: number,
            actions,
            versions: entry
                .versions
                .into_iter()
                .filter(told)
                .map(|version| self.version(version))
                .collect(),
        }
    }
}

async fn views(
    api: &Api,
    signed: &Signed,
    entries: Vec<Entry>,
    whole: bool,
) -> Result<Vec<KnowledgeView>, Problem> {
    let reader = Reader {
        api,
        actor: signed.actor(),
        names: api.app.names_in(&entries).await?,
    };
    let views = entries.into_iter().map(|entry| reader.entry(entry, whole));
    Ok(views.collect())
}

async fn view(
    api: &Api,
    signed: &Signed,
    entry: Entry,
) -> Result<axum::Json<KnowledgeView>, Problem> {
    let mut views = views(api, signed, vec![entry], true).await?;
    let view = views.pop().ok_or(Code::NotFound)?;
    Ok(axum::Json(view))
}

fn id(text: &str) -> Result<i64, Problem> {
    text.parse().map_err(|_| Code::NotFound.into())
}

/// 知识清单 · Entries of the knowledge base
///
/// For all staff. With `q` the entries that say all of its words.
#[utoipa::path(get, path = "/api/knowledge", tag = "knowledge", operation_id = "list_knowledge", security(("session" = []), ("token" = [])),
    params(KnowledgeQuery), responses((status = 200, body = KnowledgePage)))]
pub(crate) async fn list(
    State(api): State<Api>,
    signed: Signed,
    Query(asked): Query<KnowledgeQuery>,
) -> Result<axum::Json<KnowledgePage>, Problem> {
    paged(asked.format, "/api/knowledge/export")?;
    let (by, limit) = (asked.narrowed(&api)?, page_size(asked.limit)?);
    let found = api
        .app
        .knowledge_list(&signed.actor(), asked.typed(), &by, limit)
        .await?;
    let full = u32::try_from(found.len()).is_ok_and(|rows| rows >= limit);
    let next = found
        .last()
        .filter(|_| full)
        .map(|last| last.id.to_string());
    let entries = views(&api, &signed, found, false).await?;
    Ok(axum::Json(KnowledgePage { entries, next }))
}

/// 看一条知识 · An entry with all its versions
#[utoipa::path(get, path = "/api/knowledge/{entry}", tag = "knowledge", operation_id = "one_knowledge", security(("session" = []), ("token" = [])),
    params(("entry" = String, Path, description = "Id of the entry.")),
    responses((status = 200, body = KnowledgeView), (status = 404, description = "`not_found`")))]
pub(crate) async fn one(
    State(api): State<Api>,
    signed: Signed,
    Path(entry): Path<String>,
) -> Result<axum::Json<KnowledgeView>, Problem> {
    let entry = api
        .app
        .knowledge_entry(&signed.actor(), id(&entry)?)
        .await?;
    view(&api, &signed, entry).await
}

/// 写一条知识 · Propose an entry
///
/// For a centre's 知识库管理员, 话务员, 班长 and 批转员, and for people of the owner unit. It waits for a
/// librarian.
#[utoipa::path(post, path = "/api/knowledge", tag = "knowledge", operation_id = "propose_knowledge", security(("session" = []), ("token" = [])),
    request_body = Proposal, responses((status = 201, body = KnowledgeView)))]
pub(crate) async fn propose(
    State(api): State<Api>,
    signed: Signed,
    Json(proposal): Json<Proposal>,
) -> Result<(StatusCode, axum::Json<KnowledgeView>), Problem> {
    let actor = signed.actor();
    let entry = api.app.propose_knowledge(&actor, &proposal, false).await?;
    Ok((StatusCode::CREATED, view(&api, &signed, entry).await?))
}

/// 写新的一版 · Write the next version of an entry
///
/// The version that holds goes on holding until a librarian has passed the new one. With `stale` the detail says
/// who was faster, and when.
#[utoipa::path(post, path = "/api/knowledge/{entry}/revise", tag = "knowledge", operation_id = "revise_knowledge", security(("session" = []), ("token" = [])),
    params(("entry" = String, Path, description = "Id of the entry.")), request_body = Revision,
    responses((status = 200, body = KnowledgeView)))]
pub(crate) async fn revise(
    State(api): State<Api>,
    signed: Signed,
    Path(entry): Path<String>,
    Json(Revision { seen, proposal }): Json<Revision>,
) -> Result<axum::Json<KnowledgeView>, Problem> {
    let actor = signed.actor();
    let entry = api
        .app
        .revise_knowledge(&actor, id(&entry)?, &proposal, seen)
        .await?;
    view(&api, &signed, entry).await
}

/// 审核知识 · Pass the newest version, or send it back
///
/// For the 知识库管理员 of a centre whose area the owner unit lies in; nobody passes his own words.
#[utoipa::path(post, path = "/api/knowledge/{entry}/review", tag = "knowledge", operation_id = "review_knowledge", security(("session" = []), ("token" = [])),
    params(("entry" = String, Path, description = "Id of the entry.")), request_body = KnowledgeReview,
    responses((status = 200, body = KnowledgeView)))]
pub(crate) async fn review(
    State(api): State<Api>,
    signed: Signed,
    Path(entry): Path<String>,
    Json(asked): Json<KnowledgeReview>,
) -> Result<axum::Json<KnowledgeView>, Problem> {
    let KnowledgeReview {
        version,
        outcome,
        reason,
    } = asked;
    let actor = signed.actor();
    let entry = api
        .app
        .review_knowledge(&actor, id(&entry)?, version, outcome, reason.as_ref())
        .await?;
    view(&api, &signed, entry).await
}

/// 停用知识 · Take an entry out of use
///
/// For the same librarian, with a reason. Its versions stay.
#[utoipa::path(post, path = "/api/knowledge/{entry}/withdraw", tag = "knowledge", operation_id = "withdraw_knowledge", security(("session" = []), ("token" = [])),
    params(("entry" = String, Path, description = "Id of the entry.")), request_body = Withdrawal,
    responses((status = 200, body = KnowledgeView)))]
pub(crate) async fn withdraw(
    State(api): State<Api>,
    signed: Signed,
    Path(entry): Path<String>,
    Json(Withdrawal { reason }): Json<Withdrawal>,
) -> Result<axum::Json<KnowledgeView>, Problem> {
    let actor = signed.actor();
    let entry = api
        .app
        .withdraw_knowledge(&actor, id(&entry)?, reason.as_ref())
        .await?;
    view(&api, &signed, entry).await
}

/// 可答的知识 · Entries in force that may answer what is being written down
///
/// Expired, unreviewed and withdrawn ones are never among them.
#[utoipa::path(post, path = "/api/suggest/knowledge", tag = "knowledge", operation_id = "suggest_knowledge", security(("session" = []), ("token" = [])),
    request_body = Typed, responses((status = 200, body = KnowledgeSuggested)))]
pub(crate) async fn suggest(
    State(api): State<Api>,
    signed: Signed,
    Json(Typed { text, item }): Json<Typed>,
) -> Result<axum::Json<KnowledgeSuggested>, Problem> {
    let found = api
        .app
        .knowledge_for(&signed.actor(), text.as_str(), item.as_ref(), OFFERED)
        .await?;
    let offered = |offered: Offered| {
        let holding = offered.entry.holding()?.clone();
        Some(KnowledgeOffered {
            entry: offered.entry.id.to_string(),
            version: holding.number,
            question: holding.question,
            answer: holding.answer,
            source: holding.source,
            valid_until: holding.valid_until,
            owner_name: unit_name(&api, &holding.owner),
            composed: holding.composed,
            words: offered.words,
            same_item: offered.same_item,
        })
    };
    let entries = found.into_iter().filter_map(offered).collect();
    Ok(axum::Json(KnowledgeSuggested { entries }))
}
