//! 建议 for a desk: earlier cases of a caller, cases that may be the same matter, items and units for it.

use crate::Api;
use crate::extract::Json;
use crate::page::CaseLine;
use crate::problem::Problem;
use crate::session::Signed;
use app::nearby::Middle;
use app::suggest::{Candidate, Draft, Reason};
use axum::extract::State;
use hotline::codes::{AreaCode, ItemCode, UnitCode};
use hotline::person::Phone;
use hotline::point::Point;
use hotline::refusal::Code;
use hotline::scope::view::CaseView;
use hotline::text::{Line, Words};
use serde::{Deserialize, Serialize};
use text::suggest::Suggestion;
use utoipa::ToSchema;

/// Candidates that are shown.
const CANDIDATES: usize = 10;
/// Cases around a point that are shown.
const NEARBY: u32 = 50;
/// Earlier cases of a caller that are shown.
const EARLIER: u32 = 20;

/// The number that calls. In the body, as logs keep addresses.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Caller {
    /// 3 to 20 digits.
    #[schema(value_type = String)]
    phone: Phone,
}

/// Cases of a caller.
#[derive(Serialize, ToSchema)]
pub(crate) struct OfCaller {
    /// The newest first, at most 20.
    cases: Vec<CaseLine>,
    /// How many of them are open.
    open: usize,
}

/// What is being written down; whatever is known so far.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    title: Option<Line>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    text: Option<Words>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    place: Option<Line>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    area: Option<AreaCode>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    item: Option<ItemCode>,
    /// 坐标 (WGS-84); with it places are compared by metres.
    #[serde(default)]
    point: Option<Point>,
}

/// A reason in both languages.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReasonView {
    zh: String,
    en: String,
}

impl From<Reason> for ReasonView {
    fn from(reason: Reason) -> Self {
        let Reason { zh, en } = reason;
        Self { zh, en }
    }
}

/// A case that may be the same matter.
#[derive(Serialize, ToSchema)]
pub(crate) struct Alike {
    case: CaseLine,
    /// What both have in common.
    reasons: Vec<ReasonView>,
    /// What tells them apart.
    differences: Vec<ReasonView>,
}

/// Cases that may be the same matter, the most alike first.
#[derive(Serialize, ToSchema)]
pub(crate) struct Duplicates {
    candidates: Vec<Alike>,
}

/// An item that is suggested.
#[derive(Serialize, ToSchema)]
pub(crate) struct ItemSuggested {
    item: ItemCode,
    name: String,
    reasons: Vec<ReasonView>,
}

/// A unit that is suggested.
#[derive(Serialize, ToSchema)]
pub(crate) struct UnitSuggested {
    unit: UnitCode,
    name: String,
    reasons: Vec<ReasonView>,
}

/// Items and units that are suggested, the best first. The order is all the confidence there is.
#[derive(Serialize, ToSchema)]
pub(crate) struct DispatchSuggested {
    items: Vec<ItemSuggested>,
    units: Vec<UnitSuggested>,
}

impl Written {
    fn draft(self, api: &Api) -> Result<Draft, Problem> {
        let profile = api.app.profile();
        let item = self.item.filter(|item| !item.as_str().is_empty());
        // Also one that has ended: a case that has it may still be given to a unit.
        if item
            .as_ref()
            .is_some_and(|item| profile.catalogue.item(item).is_none())
        {
            return Err(Code::UnknownItem.into());
        }
        let area = self.area.filter(|area| !area.as_str().is_empty());
        if area
            .as_ref()
            .is_some_and(|area| profile.directory.area(area).is_none())
        {
            return Err(Problem::bad_value("area：没有这个区域 (no such area)"));
        }
        let title = self.title.as_ref().map_or("", Line::as_str);
        let text = self.text.as_ref().map_or("", Words::as_str);
        Ok(Draft {
            words: format!("{title}\n{text}"),
            place: self.place.map(|place| place.as_str().to_owned()),
            area,
            item,
            point: self.point,
        })
    }
}

fn views(reasons: Vec<Reason>) -> Vec<ReasonView> {
    reasons.into_iter().map(ReasonView::from).collect()
}

/// 来电人的诉求件 · Cases of the number that calls
///
/// For people at a centre; only cases that they see, never secret ones, particulars masked. Every look
/// goes to the audit trail.
#[utoipa::path(post, path = "/api/callers", tag = "cases", operation_id = "cases_of_caller", security(("session" = []), ("token" = [])),
    request_body = Caller, responses((status = 200, body = OfCaller)))]
pub(crate) async fn caller(
    State(api): State<Api>,
    signed: Signed,
    Json(Caller { phone }): Json<Caller>,
) -> Result<axum::Json<OfCaller>, Problem> {
    let actor = signed.actor();
    let found = api.app.cases_of_caller(&actor, &phone, EARLIER).await?;
    let open = found.iter().filter(|view| view.status.is_open()).count();
    let cases = found.into_iter().map(CaseLine::from).collect();
    Ok(axum::Json(OfCaller { cases, open }))
}

/// 可能重复的诉求件 · Cases of the last 30 days that may be the same matter
///
/// By words, place and time, by metres where both have a point; with a place alone, what else happens there. Each with its reasons and with
/// what tells it apart. Only cases that the reader sees, never secret ones.
#[utoipa::path(post, path = "/api/suggest/duplicates", tag = "cases", operation_id = "suggest_duplicates", security(("session" = []), ("token" = [])),
    request_body = Written, responses((status = 200, body = Duplicates)))]
pub(crate) async fn duplicates(
    State(api): State<Api>,
    signed: Signed,
    Json(written): Json<Written>,
) -> Result<axum::Json<Duplicates>, Problem> {
    let draft = written.draft(&api)?;
    let found = api
        .app
        .duplicates(&signed.actor(), &draft, CANDIDATES)
        .await?;
    let alike = |candidate: Candidate| Alike {
        case: candidate.view.into(),
        reasons: views(candidate.reasons),
        differences: views(candidate.differences),
    };
    let candidates = found.into_iter().map(alike).collect();
    Ok(axum::Json(Duplicates { candidates }))
}

/// Around what, and how far. In the body, as logs keep addresses.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    /// Around this point (WGS-84).
    #[serde(default)]
    point: Option<Point>,
    /// Or around the point of the case of this number, which is itself left out.
    #[serde(default)]
    case: Option<String>,
    /// At most so many metres away: 300 unless told, 2000 at most.
    #[serde(default = "metres")]
    #[schema(maximum = 2000)]
    metres: u32,
    /// Of the last so many days: 30 unless told, 3660 at most.
    #[serde(default = "days")]
    #[schema(maximum = 3660)]
    days: u32,
}

const fn metres() -> u32 {
    300
}

const fn days() -> u32 {
    30
}

/// A case around the point.
#[derive(Serialize, ToSchema)]
pub(crate) struct NearbyCase {
    /// How far from the point.
    metres: u32,
    case: CaseLine,
}

/// Cases around a point, the nearest first, at most 50.
#[derive(Serialize, ToSchema)]
pub(crate) struct NearbyCases {
    cases: Vec<NearbyCase>,
}

/// 附近的件 · Cases around a point, by metres
///
/// Around `point`, or around the point of `case`: exactly one of them. Only cases that the reader sees and whose
/// place he reads, never secret ones, nor such whose words were erased.
#[utoipa::path(post, path = "/api/suggest/nearby", tag = "cases", operation_id = "suggest_nearby", security(("session" = []), ("token" = [])),
    request_body = Asked, responses((status = 200, body = NearbyCases)))]
pub(crate) async fn nearby(
    State(api): State<Api>,
    signed: Signed,
    Json(asked): Json<Asked>,
) -> Result<axum::Json<NearbyCases>, Problem> {
    let middle = match (asked.point, asked.case) {
        (Some(point), None) => Middle::Point(point),
        (None, Some(no)) => Middle::Case(no),
        _ => {
            return Err(Problem::bad_value(
                "point、case：写其中一个 (one of the two, and not both)",
            ));
        }
    };
    let actor = signed.actor();
    let found = api
        .app
        .nearby(&actor, &middle, asked.metres, asked.days, NEARBY);
    let row = |(metres, view): (u32, CaseView)| NearbyCase {
        metres,
        case: view.into(),
    };
    let cases = found.await?.into_iter().map(row).collect();
    Ok(axum::Json(NearbyCases { cases }))
}

/// 建议事项和单位 · Items and units for a matter
///
/// By the duty list, by words in common, by units that are named, by what became of matters like it, and by who led
/// what happened at the same place within a year: by its words, or within 200 metres of the point. Each with its reasons.
/// Cases and units of another area have no say about units; without `area` the point tells it.
#[utoipa::path(post, path = "/api/suggest/dispatch", tag = "cases", operation_id = "suggest_dispatch", security(("session" = []), ("token" = [])),
    request_body = Written, responses((status = 200, body = DispatchSuggested)))]
pub(crate) async fn dispatch(
    State(api): State<Api>,
    signed: Signed,
    Json(written): Json<Written>,
) -> Result<axum::Json<DispatchSuggested>, Problem> {
    let draft = written.draft(&api)?;
    let found = api.app.dispatch_for(&signed.actor(), &draft).await?;
    let profile = api.app.profile();
    let item = |Suggestion { code, reasons }: Suggestion<Reason>| {
        let item = ItemCode::from(code);
        let known = profile.catalogue.item(&item);
        ItemSuggested {
            name: known.map_or_else(String::new, |item| item.name.clone()),
            reasons: views(reasons),
            item,
        }
    };
    let unit = |Suggestion { code, reasons }: Suggestion<Reason>| {
        let unit = UnitCode::from(code);
        let known = profile.directory.unit(&unit);
        UnitSuggested {
            name: known.map_or_else(String::new, |unit| unit.name.clone()),
            reasons: views(reasons),
            unit,
        }
    };
    Ok(axum::Json(DispatchSuggested {
        items: found.items.into_iter().map(item).collect(),
        units: found.units.into_iter().map(unit).collect(),
    }))
}
