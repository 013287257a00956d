//! 速查 for a desk: items and units while they are being typed. Open to all.

use crate::Api;
use crate::extract::Query;
use crate::page::rows_of;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use hotline::catalogue::Item;
use hotline::codes::{AreaCode, ItemCode, UnitCode};
use serde::{Deserialize, Serialize};
use text::lookup::Hit;
use utoipa::{IntoParams, ToSchema};

/// Rows, if the caller does not say.
const ROWS: u32 = 10;
const ROWS_MAX: u32 = 50;
/// Characters that may be typed.
const TYPED_MAX: usize = 100;

/// What was typed so far.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Typed {
    /// Code, name, other name, initials or pinyin, in part; at most 100 characters.
    #[param(max_length = 100)]
    #[serde(default)]
    q: String,
    /// Rows, 1 to 50; 10 if missing.
    #[param(minimum = 1, maximum = 50)]
    limit: Option<u32>,
}

/// What was typed so far, and where.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TypedWithin {
    /// Code, name, other name, initials or pinyin, in part; at most 100 characters.
    #[param(max_length = 100)]
    #[serde(default)]
    q: String,
    /// Only units of this area and inside it.
    #[param(value_type = Option<String>)]
    area: Option<AreaCode>,
    /// Rows, 1 to 50; 10 if missing.
    #[param(minimum = 1, maximum = 50)]
    limit: Option<u32>,
}

/// An item that fits.
#[derive(Serialize, ToSchema)]
pub(crate) struct ItemFound {
    #[serde(flatten)]
    item: Item,
    /// How it was found.
    #[schema(value_type = String)]
    by: &'static str,
}

/// A unit that fits, with what it does and where.
#[derive(Serialize, ToSchema)]
pub(crate) struct UnitFound {
    code: UnitCode,
    name: String,
    aliases: Vec<String>,
    /// 类型.
    kind_name: &'static str,
    area: AreaCode,
    /// Name of the area.
    area_name: Option<String>,
    /// 职责: items that are its business.
    duties: Vec<DutyFound>,
    /// How it was found.
    #[schema(value_type = String)]
    by: &'static str,
}

/// A duty of a unit.
#[derive(Serialize, ToSchema)]
pub(crate) struct DutyFound {
    item: ItemCode,
    name: String,
    /// Where, if not in the unit's own area.
    area: Option<AreaCode>,
}

const fn by(hit: Hit) -> &'static str {
    match hit {
        Hit::Exact => "exact",
        Hit::Beginning | Hit::OtherBeginning => "beginning",
        Hit::Inside | Hit::Apart => "inside",
        Hit::SpelledWhole | Hit::SpelledBeginning | Hit::SpelledInside => "pinyin",
    }
}

fn checked(typed: &str, limit: Option<u32>) -> Result<usize, Problem> {
    if typed.len() > TYPED_MAX * 4 || typed.chars().count() > TYPED_MAX {
        let why = format!("q：最多 {TYPED_MAX} 字 (at most {TYPED_MAX} characters)");
        return Err(Problem::bad_value(why));
    }
    let rows = rows_of(limit.unwrap_or(ROWS), ROWS_MAX)?;
    Ok(usize::try_from(rows).unwrap_or(usize::MAX))
}

/// 查事项 · Items by code, name, initials or pinyin, the best first
///
/// Every reading of a character counts: 车 is `c` and `j`. `lb` finds 商业喇叭噪声.
#[utoipa::path(get, path = "/api/items", tag = "reference", operation_id = "find_items", params(Typed),
    responses((status = 200, body = Vec<ItemFound>)))]
pub(crate) async fn items(
    State(api): State<Api>,
    Query(typed): Query<Typed>,
) -> Result<Json<Vec<ItemFound>>, Problem> {
    let most = checked(&typed.q, typed.limit)?;
    let found = api.app.find_items(&typed.q, most).into_iter();
    let row = |(item, hit): (Item, Hit)| ItemFound { item, by: by(hit) };
    Ok(Json(found.map(row).collect()))
}

/// 查单位 · Units by code, name, other name, initials or pinyin, the best first
#[utoipa::path(get, path = "/api/units", tag = "reference", operation_id = "find_units", params(TypedWithin),
    responses((status = 200, body = Vec<UnitFound>)))]
pub(crate) async fn units(
    State(api): State<Api>,
    Query(typed): Query<TypedWithin>,
) -> Result<Json<Vec<UnitFound>>, Problem> {
    let most = checked(&typed.q, typed.limit)?;
    let profile = api.app.profile();
    let area = typed.area.as_ref().filter(|area| !area.as_str().is_empty());
    if area.is_some_and(|area| profile.directory.area(area).is_none()) {
        return Err(Problem::bad_value("area：没有这个区域 (no such area)"));
    }
    let today = api.app.now().date();
    let found = api.app.find_units(&typed.q, area, most).into_iter();
    let row = |(unit, hit): (hotline::directory::Unit, Hit)| {
        // The duty for an item that has ended is nobody's business any more.
        let duties = unit.duties.iter().filter_map(|duty| {
            let item = profile.catalogue.item(&duty.item);
            let item = item.filter(|item| item.in_force(today))?;
            Some(DutyFound {
                item: duty.item.clone(),
                name: item.name.clone(),
                area: duty.area.clone(),
            })
        });
        UnitFound {
            code: unit.code.clone(),
            name: unit.name.clone(),
            aliases: unit.aliases.clone(),
            kind_name: unit.kind.zh(),
            area: unit.area.clone(),
            area_name: profile
                .directory
                .area(&unit.area)
                .map(|area| area.name.clone()),
            duties: duties.collect(),
            by: by(hit),
        }
    };
    Ok(Json(found.map(row).collect()))
}
