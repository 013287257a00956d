//! Lists that everything else refers to, as the city's profile has them. Open to all.

use crate::Api;
use crate::extract::{Path, Query};
use crate::problem::{Fault, Problem, status_of};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderName;
use axum::http::header::CACHE_CONTROL;
use hotline::catalogue::{Category, Channel, Item, Line, Reason};
use hotline::codes::{AreaCode, ItemCode, UnitCode};
use hotline::directory::{Area, Duty, Unit, UnitKind};
use hotline::kind::Kind;
use hotline::profile::Profile;
use hotline::refusal::Code;
use hotline::rulebook::{KeyInfo, Rulebook};
use hotline::shapes::Shapes;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use text::pinyin::Spelled;
use utoipa::{IntoParams, ToSchema};
use workday::Date;

/// An answer that may be kept for a while: profiles change with the program, and at midnight.
type Kept<T> = ([(HeaderName, &'static str); 1], Json<T>);

fn kept<T>(list: T) -> Kept<T> {
    ([(CACHE_CONTROL, "public, max-age=300")], Json(list))
}

/// The day of a list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DayQuery {
    /// The list as it will be on a later day by the versions kept now; today's if missing or over.
    #[param(value_type = Option<String>, format = Date)]
    on: Option<Date>,
}

impl DayQuery {
    fn profile(&self, api: &Api) -> Arc<Profile> {
        self.on
            .map_or_else(|| api.app.profile(), |day| api.app.profile_on(day))
    }
}

/// A kind of case.
#[derive(Serialize, ToSchema)]
pub(crate) struct KindView {
    code: Kind,
    /// 类别.
    name: &'static str,
    /// Working days in which it is answered, by the rulebook in force today.
    limit: Option<u32>,
}

/// 便民服务事项, in their categories.
#[derive(Serialize, ToSchema)]
pub(crate) struct Items {
    categories: Vec<Category>,
    items: Vec<Item>,
}

/// A unit.
#[derive(Serialize, ToSchema)]
pub(crate) struct UnitView {
    code: UnitCode,
    name: String,
    aliases: Vec<String>,
    /// Pinyin initials of name and aliases in lower case, one for each combination of readings.
    initials: Vec<String>,
    kind: UnitKind,
    /// 类型.
    kind_name: &'static str,
    parent: Option<UnitCode>,
    area: AreaCode,
    /// When it acts, such as `8:30-12:00,14:30-17:30` or `24h`.
    hours: String,
    /// Whether replies written in it pass its own reviewer.
    review: bool,
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Date>,
    /// Still to be confirmed by officials.
    composed: bool,
}

impl From<&Unit> for UnitView {
    fn from(unit: &Unit) -> Self {
        Self {
            code: unit.code.clone(),
            name: unit.name.clone(),
            aliases: unit.aliases.clone(),
            initials: initials(std::iter::once(&unit.name).chain(&unit.aliases)),
            kind: unit.kind,
            kind_name: unit.kind.zh(),
            parent: unit.parent.clone(),
            area: unit.area.clone(),
            hours: unit.hours.to_string(),
            review: unit.review,
            from: unit.from,
            until: unit.until,
            composed: unit.composed,
        }
    }
}

/// Combinations of readings that are told for a name.
const READINGS: usize = 8;

fn initials<'a>(names: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for name in names {
        all.extend(Spelled::new(name).initials(READINGS));
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// An area.
#[derive(Serialize, ToSchema)]
pub(crate) struct AreaView {
    #[serde(flatten)]
    area: Area,
    /// Pinyin initials of its name in lower case, one for each combination of readings.
    initials: Vec<String>,
}

/// Reasons that `decline` and `return` take as codes.
#[derive(Serialize, ToSchema)]
pub(crate) struct Reasons {
    /// 不予受理.
    decline: Vec<Reason>,
    /// 退件.
    r#return: Vec<Reason>,
}

/// A rulebook with every key, its value and where that comes from.
#[derive(Serialize, ToSchema)]
pub(crate) struct RulebookView {
    #[schema(value_type = String, format = Date)]
    effective: Date,
    title: String,
    source: String,
    /// Title or day of effect are still to be confirmed by officials.
    composed: bool,
    keys: Vec<KeyInfo>,
}

impl From<&Rulebook> for RulebookView {
    fn from(book: &Rulebook) -> Self {
        Self {
            effective: book.effective,
            title: book.title.clone(),
            source: book.source.clone(),
            composed: book.composed,
            keys: book.keys(),
        }
    }
}

/// A code of a problem document.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProblemView {
    code: &'static str,
    status: u16,
    zh: &'static str,
    en: &'static str,
}

/// 类别 · Kinds of cases
#[utoipa::path(get, path = "/api/reference/kinds", tag = "reference", responses((status = 200, body = Vec<KindView>)))]
pub(crate) async fn kinds(State(api): State<Api>) -> Kept<Vec<KindView>> {
    let rules = api.app.rules_of(None, api.app.now()).ok();
    let kind = |kind: Kind| KindView {
        code: kind,
        name: kind.zh(),
        limit: rules.as_ref().map(|rules| rules.limit(kind)),
    };
    kept(Kind::ALL.map(kind).into())
}

/// 便民服务事项 · Convenience items
///
/// Also those that are no longer, or not yet, on the list: `from` and `until` tell; cases go on naming them.
#[utoipa::path(get, path = "/api/reference/items", tag = "reference", params(DayQuery), responses((status = 200, body = Items)))]
pub(crate) async fn items(
    State(api): State<Api>,
    Query(day): Query<DayQuery>,
) -> Result<Kept<Items>, Problem> {
    let catalogue = &day.profile(&api).catalogue;
    Ok(kept(Items {
        categories: catalogue.categories().to_vec(),
        items: catalogue.items().to_vec(),
    }))
}

/// 承办单位 · Units
///
/// Also those that are no longer, or not yet, given cases: `from` and `until` tell; cases go on naming them.
#[utoipa::path(get, path = "/api/reference/units", tag = "reference", params(DayQuery), responses((status = 200, body = Vec<UnitView>)))]
pub(crate) async fn units(
    State(api): State<Api>,
    Query(day): Query<DayQuery>,
) -> Result<Kept<Vec<UnitView>>, Problem> {
    let directory = &day.profile(&api).directory;
    Ok(kept(directory.units().map(UnitView::from).collect()))
}

/// That an item is a unit's business.
#[derive(Serialize, ToSchema)]
pub(crate) struct DutyView {
    unit: UnitCode,
    item: ItemCode,
    /// Where; nothing for the unit's own area.
    area: Option<AreaCode>,
    /// Still to be confirmed by officials.
    composed: bool,
}

/// 职责清单 · Duties of all units
#[utoipa::path(get, path = "/api/reference/duties", tag = "reference", operation_id = "all_duties", params(DayQuery), responses((status = 200, body = Vec<DutyView>)))]
pub(crate) async fn all_duties(
    State(api): State<Api>,
    Query(day): Query<DayQuery>,
) -> Result<Kept<Vec<DutyView>>, Problem> {
    let directory = &day.profile(&api).directory;
    let of = |unit: &Unit| {
        let view = |duty: &Duty| DutyView {
            unit: unit.code.clone(),
            item: duty.item.clone(),
            area: duty.area.clone(),
            composed: duty.composed || unit.composed,
        };
        unit.duties.iter().map(view).collect::<Vec<_>>()
    };
    Ok(kept(directory.units().flat_map(of).collect()))
}

/// Whose duty is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DutyQuery {
    /// Where; the whole city if missing.
    #[param(value_type = Option<String>)]
    area: Option<AreaCode>,
}

/// 职责清单 · Units whose duty an item is in an area, the closest first
#[utoipa::path(get, path = "/api/reference/duties/{item}", tag = "reference",
    params(("item" = String, Path, description = "便民服务事项, such as B15."), DutyQuery), responses((status = 200, body = Vec<UnitView>)))]
pub(crate) async fn duties(
    State(api): State<Api>,
    Path(item): Path<String>,
    Query(query): Query<DutyQuery>,
) -> Result<Kept<Vec<UnitView>>, Problem> {
    let profile = api.app.profile();
    let item = ItemCode::from(item);
    if profile.catalogue.item(&item).is_none() {
        return Err(Code::UnknownItem.into());
    }
    let directory = &profile.directory;
    let area = query.area.as_ref();
    let area = area.unwrap_or(&directory.city_centre().area);
    let today = api.app.now().date();
    let found = directory.with_duty(&item, area).into_iter();
    let serving = found.filter(|unit| unit.in_force(today));
    Ok(kept(serving.map(UnitView::from).collect()))
}

/// 一个单位 · A unit by code, name or alias
#[utoipa::path(get, path = "/api/reference/units/{unit}", tag = "reference",
    params(("unit" = String, Path, description = "Code, name or alias.")), responses((status = 200, body = UnitView)))]
pub(crate) async fn unit(
    State(api): State<Api>,
    Path(unit): Path<String>,
) -> Result<Kept<UnitView>, Problem> {
    let directory = &api.app.profile().directory;
    let found = directory.find(unit.trim()).ok_or(Code::UnknownUnit)?;
    Ok(kept(found.into()))
}

/// 区域 · Areas
#[utoipa::path(get, path = "/api/reference/areas", tag = "reference", responses((status = 200, body = Vec<AreaView>)))]
pub(crate) async fn areas(State(api): State<Api>) -> Kept<Vec<AreaView>> {
    let directory = &api.app.profile().directory;
    let areas = directory.areas().iter();
    let view = |area: &Area| AreaView {
        initials: initials([&area.name]),
        area: area.clone(),
    };
    kept(areas.map(view).collect())
}

/// 轮廓 · Shapes of the county-level areas, for maps
///
/// Simplified outlines in units of their own; no areas where the city's profile has none.
#[utoipa::path(get, path = "/api/reference/shapes", tag = "reference", responses((status = 200, body = Shapes)))]
pub(crate) async fn shapes(State(api): State<Api>) -> Kept<Shapes> {
    kept(api.app.profile().shapes.clone())
}

/// 渠道 · Channels
#[utoipa::path(get, path = "/api/reference/channels", tag = "reference", responses((status = 200, body = Vec<Channel>)))]
pub(crate) async fn channels(State(api): State<Api>) -> Kept<Vec<Channel>> {
    kept(api.app.profile().catalogue.channels().to_vec())
}

/// 理由 · Reasons to decline and to return
///
/// Also those that are no longer, or not yet, given: `from` and `until` tell; cases go on naming them.
#[utoipa::path(get, path = "/api/reference/reasons", tag = "reference", params(DayQuery), responses((status = 200, body = Reasons)))]
pub(crate) async fn reasons(
    State(api): State<Api>,
    Query(day): Query<DayQuery>,
) -> Result<Kept<Reasons>, Problem> {
    let catalogue = &day.profile(&api).catalogue;
    Ok(kept(Reasons {
        decline: catalogue.decline_reasons().to_vec(),
        r#return: catalogue.return_reasons().to_vec(),
    }))
}

/// 热线 · Lines merged into the hotline or run beside it
#[utoipa::path(get, path = "/api/reference/lines", tag = "reference", responses((status = 200, body = Vec<Line>)))]
pub(crate) async fn lines(State(api): State<Api>) -> Kept<Vec<Line>> {
    kept(api.app.profile().catalogue.lines().to_vec())
}

/// 规则 · Rulebooks
#[utoipa::path(get, path = "/api/reference/rulebooks", tag = "reference", responses((status = 200, body = Vec<RulebookView>)))]
pub(crate) async fn rulebooks(State(api): State<Api>) -> Kept<Vec<RulebookView>> {
    kept(
        api.app
            .profile()
            .rulebooks
            .all()
            .iter()
            .map(|book| RulebookView::from(&**book))
            .collect(),
    )
}

/// 答复代码 · Codes of problem documents
#[utoipa::path(get, path = "/api/reference/problems", tag = "reference", responses((status = 200, body = Vec<ProblemView>)))]
pub(crate) async fn problems() -> Kept<Vec<ProblemView>> {
    let rule = |code: &Code| ProblemView {
        code: code.as_str(),
        status: status_of(*code).as_u16(),
        zh: code.zh(),
        en: code.en(),
    };
    let wire = |fault: &Fault| ProblemView {
        code: fault.as_str(),
        status: fault.status().as_u16(),
        zh: fault.zh(),
        en: fault.en(),
    };
    kept(
        Code::ALL
            .iter()
            .map(rule)
            .chain(Fault::ALL.iter().map(wire))
            .collect(),
    )
}
