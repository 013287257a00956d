//! Where: areas of the profile, as a list to choose from, as a completion while typing, and found in
//! what somebody wrote.

use crate::Portal;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use hotline::codes::AreaCode;
use hotline::directory::{Area, Directory};
use serde::{Deserialize, Serialize};

/// So many suggestions at once.
const MOST: usize = 8;

/// A county with its streets and towns, for a list to choose from.
pub(crate) struct County {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) chosen: bool,
    pub(crate) towns: Vec<Town>,
}

/// A street or town.
pub(crate) struct Town {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) chosen: bool,
}

/// The areas directly below another.
fn below<'a>(directory: &'a Directory, upper: &'a AreaCode) -> impl Iterator<Item = &'a Area> {
    let areas = directory.areas().iter();
    areas.filter(move |area| area.parent.as_ref() == Some(upper))
}

pub(crate) fn counties(directory: &Directory, chosen: &str) -> Vec<County> {
    let city = &directory.city_centre().area;
    let town = |area: &Area| Town {
        code: area.code.to_string(),
        name: area.name.clone(),
        chosen: area.code.as_str() == chosen,
    };
    let county = |area: &Area| County {
        code: area.code.to_string(),
        name: area.name.clone(),
        chosen: area.code.as_str() == chosen,
        towns: below(directory, &area.code).map(town).collect(),
    };
    below(directory, city).map(county).collect()
}

/// Code and name of every county.
pub(crate) fn county_names(directory: &Directory) -> Vec<(String, String)> {
    let city = &directory.city_centre().area;
    let names = below(directory, city);
    names
        .map(|area| (area.code.to_string(), area.name.clone()))
        .collect()
}

/// 仓山区 对湖街道: an area with the county around it.
pub(crate) fn name(directory: &Directory, code: &str) -> String {
    let Some(area) = directory.area(&AreaCode::from(code)) else {
        return String::new();
    };
    let city = &directory.city_centre().area;
    let around = area
        .parent
        .as_ref()
        .filter(|parent| *parent != city)
        .and_then(|parent| directory.area(parent))
        .filter(|around| city.covers(&around.code));
    around.map_or_else(
        || area.name.clone(),
        |around| format!("{} {}", around.name, area.name),
    )
}

/// The area that the words of a place name, if it is exactly one: the narrowest that is named.
pub(crate) fn named_in(directory: &Directory, place: &str) -> Option<String> {
    let city = &directory.city_centre().area;
    let named: Vec<&Area> = directory
        .areas()
        .iter()
        .filter(|area| &area.code != city && city.covers(&area.code))
        .filter(|area| place.contains(&area.name))
        .collect();
    // 仓山区对湖街道 names both; the street lies in the county.
    let narrowest = named.iter().filter(|area| {
        !named
            .iter()
            .any(|other| other.code != area.code && area.code.covers(&other.code))
    });
    let narrowest: Vec<_> = narrowest.collect();
    match narrowest.as_slice() {
        [one] => Some(one.code.to_string()),
        _ => None,
    }
}

/// What makes a county's short name a street's or a river's: 台江路 is no part of 台江区.
const NO_COUNTY: &str = "路街巷河江桥";

/// The county whose name the words of a place begin with, also without 区, 县 or 市: 仓山学军路.
pub(crate) fn begins_in(directory: &Directory, place: &str) -> Option<String> {
    let city = directory.area(&directory.city_centre().area)?;
    let short = city.name.strip_suffix('市').unwrap_or(&city.name);
    let place = place.trim();
    let place = place.strip_prefix(short).unwrap_or(place);
    let place = place.strip_prefix('市').unwrap_or(place);
    let begins = |area: &&Area| {
        let name = area
            .name
            .strip_suffix(['区', '县', '市'])
            .unwrap_or(&area.name);
        let rest = place.strip_prefix(name);
        let next = rest.and_then(|rest| rest.chars().next());
        rest.is_some() && !next.is_some_and(|next| NO_COUNTY.contains(next))
    };
    below(directory, &city.code)
        .find(begins)
        .map(|area| area.code.to_string())
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Typed {
    q: String,
}

/// A place that fits what is typed.
#[derive(Serialize)]
pub(crate) struct Place {
    code: String,
    name: String,
    around: String,
}

/// Completion while typing; an enhancement.
pub(crate) async fn places(
    State(portal): State<Portal>,
    typed: Result<Query<Typed>, axum::extract::rejection::QueryRejection>,
) -> impl IntoResponse {
    let typed = typed.map(|typed| typed.0.q).unwrap_or_default();
    let typed: String = typed.trim().chars().take(40).collect();
    let directory = &portal.app().profile().directory;
    let city = &directory.city_centre().area;
    let fits = |area: &&Area| {
        &area.code != city && city.covers(&area.code) && !typed.is_empty() && {
            area.name.contains(&typed) || typed.contains(area.name.as_str())
        }
    };
    let mut found: Vec<&Area> = directory.areas().iter().filter(fits).collect();
    found.sort_by_key(|area| (!area.name.starts_with(&typed), area.code.as_str().len()));
    let place = |area: &&Area| {
        let whole = name(directory, area.code.as_str());
        let around = whole.strip_suffix(&area.name).unwrap_or_default().trim();
        Place {
            code: area.code.to_string(),
            name: area.name.clone(),
            around: around.to_owned(),
        }
    };
    let places: Vec<_> = found.iter().take(MOST).map(place).collect();
    ([(CACHE_CONTROL, "public, max-age=3600")], Json(places))
}
