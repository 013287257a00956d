//! Inboxes of a unit, the most urgent first, and how much waits in each.

use crate::Api;
use crate::export::Format;
use crate::extract::{Path, Query};
use crate::page::{CaseLine, Page, bad_cursor, page_size, paged, whole};
use crate::problem::Problem;
use crate::session::Signed;
use app::export::List;
use app::reading::{After, Inbox, InboxAsk};
use axum::Json;
use axum::extract::State;
use hotline::codes::{AreaCode, ItemCode, UnitCode};
use hotline::kind::Kind;
use hotline::refusal::Code;
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{IntoParams, PartialSchema, ToSchema};

/// The names of the lists, for the documentation.
pub(crate) struct ListName;

impl PartialSchema for ListName {
    fn schema() -> RefOr<Schema> {
        let names = Inbox::ALL.map(Inbox::as_str);
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(names))
            .into()
    }
}

impl ToSchema for ListName {}

/// What a list is narrowed to, and where it goes on.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct InboxQuery {
    kind: Option<Kind>,
    /// 便民服务事项.
    #[param(value_type = Option<String>)]
    item: Option<ItemCode>,
    /// Area with everything inside it.
    #[param(value_type = Option<String>)]
    area: Option<AreaCode>,
    /// 紧急.
    urgent: Option<bool>,
    /// 督办.
    supervised: Option<bool>,
    /// Only cases that you have in hand in the unit: its 经办人 (`take`) is you, by id or by name. Not of lists of
    /// a centre's own steps, which nobody has in hand.
    mine: Option<bool>,
    /// Only cases that your unit has delegated (下派) to this one, this round: code, name or alias. Not of lists of
    /// a centre's own steps.
    below: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Rows, 1 to 200; 50 if missing.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Of an export.
    #[param(ignore)]
    format: Option<Format>,
}

impl InboxQuery {
    /// The same list as a whole, and the form in which it goes out.
    pub(crate) fn whole(
        self,
        api: &Api,
        unit: &str,
        list: &str,
        words: String,
    ) -> Result<(List, Inbox, Option<Format>), Problem> {
        whole(self.cursor.as_ref(), self.limit)?;
        let format = self.format;
        let ask = self.ask(api, unit, list)?;
        let inbox = ask.inbox;
        Ok((List::Inbox(Box::new(ask), words), inbox, format))
    }

    fn ask(self, api: &Api, unit: &str, list: &str) -> Result<InboxAsk, Problem> {
        let (unit, inbox) = (unit_of(api, unit)?, list_of(list)?);
        let profile = api.app.profile();
        let item = self.item.filter(|item| !item.as_str().is_empty());
        if let Some(item) = &item
            && profile.catalogue.item(item).is_none()
        {
            return Err(Code::UnknownItem.into());
        }
        let area = self.area.filter(|area| !area.as_str().is_empty());
        if let Some(area) = &area
            && profile.directory.area(area).is_none()
        {
            return Err(Problem::bad_value("area：没有这个区域 (no such area)"));
        }
        let mine = self.mine.unwrap_or_default();
        if mine && !inbox.lies_with_units() {
            let why = "mine：这个清单里的件没有经办人 (nobody has the cases of this list in hand)";
            return Err(Problem::bad_value(why));
        }
        let below = self.below.filter(|below| !below.is_empty());
        if below.is_some() && !inbox.lies_with_units() {
            let why =
                "below：这个清单里的件还没有下派 (nobody has delegated the cases of this list)";
            return Err(Problem::bad_value(why));
        }
        let below = below.map(|below| unit_of(api, &below)).transpose()?;
        Ok(InboxAsk {
            unit,
            inbox,
            kind: self.kind,
            item,
            area,
            urgent: self.urgent,
            supervised: self.supervised,
            mine,
            below,
        })
    }
}

/// 单位的清单 · A list of a unit's open work, the most urgent first
///
/// 待签收 to_sign · 在办 in_hand · 退件待裁定 return_asked · 今日到期 due_today · 超期 overdue · 重办
/// rework · 协办 assisting · 待审核 to_review; at a centre also 待受理 to_accept · 待批转 to_dispatch ·
/// 退件裁定 to_rule · 延期 extensions · 等候 waiting · 重办申请 rework_asked · 回访 call_back. A narrowed list
/// has the same rows in the same order, without the others; the numbers of `…/badges` stay those of whole lists.
#[utoipa::path(get, path = "/api/units/{unit}/inbox/{list}", tag = "inboxes", security(("session" = []), ("token" = [])),
    params(("unit" = String, Path, description = "Code, name or alias of a unit in which you have a post."), ("list" = inline(ListName), Path), InboxQuery),
    responses((status = 200, body = Page)))]
pub(crate) async fn inbox(
    State(api): State<Api>,
    signed: Signed,
    Path((unit, list)): Path<(String, String)>,
    Query(query): Query<InboxQuery>,
) -> Result<Json<Page>, Problem> {
    paged(query.format, "/api/units/{unit}/inbox/{list}/export")?;
    let after = query.cursor.as_deref().map(read).transpose()?;
    let limit = page_size(query.limit)?;
    let ask = query.ask(&api, &unit, &list)?;
    let rows = api.app.inbox(&signed.actor(), &ask, after, limit).await?;
    let rows = rows.into_iter().map(|row| {
        let mut line = CaseLine::from(row.view);
        line.by = row.by.map(|by| by.to_string());
        (write(row.after), line)
    });
    Ok(Json(Page::of(rows.collect(), limit)))
}

/// 单位的待办数 · How much waits in each list of a unit
#[utoipa::path(get, path = "/api/units/{unit}/badges", tag = "inboxes", security(("session" = []), ("token" = [])),
    params(("unit" = String, Path, description = "Code, name or alias of a unit in which you have a post.")),
    responses((status = 200, body = BTreeMap<String, i64>)))]
pub(crate) async fn badges(
    State(api): State<Api>,
    signed: Signed,
    Path(unit): Path<String>,
) -> Result<Json<BTreeMap<&'static str, i64>>, Problem> {
    let unit = unit_of(&api, &unit)?;
    let badges = api.app.badges(&signed.actor(), &unit).await?;
    let badges = badges
        .into_iter()
        .map(|(list, count)| (list.as_str(), count));
    Ok(Json(badges.collect()))
}

/// 单位的同事 · Who may be named as having a case in hand, and finds it among his own: people of a unit who may sign in
#[utoipa::path(get, path = "/api/units/{unit}/colleagues", tag = "inboxes", security(("session" = []), ("token" = [])),
    params(("unit" = String, Path, description = "Code, name or alias of a unit in which you have a post.")),
    responses((status = 200, body = Vec<String>, description = "Names, each once; at most 500.")))]
pub(crate) async fn colleagues(
    State(api): State<Api>,
    signed: Signed,
    Path(unit): Path<String>,
) -> Result<Json<Vec<String>>, Problem> {
    let unit = unit_of(&api, &unit)?;
    Ok(Json(api.app.colleagues(&signed.actor(), &unit).await?))
}

pub(crate) fn unit_of(api: &Api, name: &str) -> Result<UnitCode, Problem> {
    let directory = &api.app.profile().directory;
    let unit = directory.find(name.trim());
    Ok(unit.ok_or(Code::UnknownUnit)?.code.clone())
}

fn list_of(name: &str) -> Result<Inbox, Problem> {
    let found = Inbox::ALL.into_iter().find(|list| list.as_str() == name);
    found.ok_or_else(|| no_such_list(&Inbox::ALL.map(Inbox::as_str)))
}

/// What is told of a list that is none, and which there are.
pub(crate) fn no_such_list(lists: &[&str]) -> Problem {
    let (zh, en) = (lists.join("、"), lists.join(", "));
    Problem::bad_value(format!(
        "list：没有这个清单，可以填：{zh} (no such list; one of: {en})"
    ))
}

fn write(after: After) -> String {
    format!("{}.{}", after.key, after.case)
}

fn read(cursor: &str) -> Result<After, Problem> {
    let (key, case) = cursor.split_once('.').ok_or_else(bad_cursor)?;
    match (key.parse(), case.parse()) {
        (Ok(key), Ok(case)) => Ok(After { key, case }),
        _ => Err(bad_cursor()),
    }
}
