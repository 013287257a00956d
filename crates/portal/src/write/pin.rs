//! 标位置: what is said of a position that somebody marked, and the drawing to point at. Both are
//! enhancements; plain words do as well.

use super::places;
use crate::Portal;
use crate::frame::Frame;
use axum::Json;
use axum::extract::{Form, State};
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use hotline::point::Point;
use hotline::profile::Profile;
use hotline::shapes::{Ground, Located};
use serde::{Deserialize, Serialize};

/// Whether the city has a drawing that says where it lies.
pub(crate) fn mapped(profile: &Profile) -> bool {
    profile.shapes.ground.is_some()
}

/// What is said of a position that is not in the city, in Chinese and English.
pub(crate) fn outside(profile: &Profile) -> (String, String) {
    let city = &profile.city;
    (
        format!("这个位置不在{city}内，请写地点。"),
        format!("This position is outside {city}. Please write the place in words."),
    )
}

/// A position, and what is said of it.
#[derive(Serialize)]
pub(crate) struct Told {
    /// Whether it may stay.
    inside: bool,
    /// The county-level area around it, if one is known.
    area: Option<String>,
    pub(crate) said: String,
}

pub(crate) fn told(profile: &Profile, point: Point, frame: &Frame) -> Told {
    let pick = |(zh, en): (String, String)| frame.language().pick(zh, en);
    match profile.shapes.locate(point) {
        Located::Outside => Told {
            inside: false,
            area: None,
            said: pick(outside(profile)),
        },
        Located::Inside(Some(area)) => {
            let name = places::name(&profile.directory, area.as_str());
            Told {
                inside: true,
                area: Some(area.to_string()),
                said: pick((
                    format!("位置标好了，在{name}。请再写清楚门牌或旁边的标志物。"),
                    format!("Marked, in {name}. Please add the number or what stands beside it."),
                )),
            }
        }
        Located::Inside(None) | Located::Unknown => Told {
            inside: true,
            area: None,
            said: pick((
                "位置标好了。区县请在下面选，再写清楚门牌或旁边的标志物。".to_owned(),
                "Marked. Please choose the area below and add what stands beside it.".to_owned(),
            )),
        },
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Marked {
    point: String,
}

/// Where a position lies. Asked by POST, so that nobody's position stands in an address or a log.
pub(crate) async fn at(
    State(portal): State<Portal>,
    frame: Frame,
    marked: Result<Form<Marked>, axum::extract::rejection::FormRejection>,
) -> impl IntoResponse {
    let marked = marked.map(|form| form.0.point).unwrap_or_default();
    let said = match marked.parse() {
        Ok(point) => told(&portal.app().profile(), point, &frame),
        Err(_) => Told {
            inside: false,
            area: None,
            said: frame
                .t(
                    "这不是一个位置，请写地点。",
                    "That is no position. Please write the place.",
                )
                .to_owned(),
        },
    };
    ([(CACHE_CONTROL, "no-store")], Json(said))
}

/// An area of the drawing.
#[derive(Serialize)]
struct District {
    code: String,
    name: String,
    path: String,
    x: u32,
    y: u32,
}

/// The drawing: outlines and names, without roads, from the profile alone.
#[derive(Serialize)]
struct Map {
    city: String,
    ground: Option<Ground>,
    areas: Vec<District>,
}

/// The drawing for the script; kept by browsers for an hour.
pub(crate) async fn map(State(portal): State<Portal>) -> impl IntoResponse {
    let profile = portal.app().profile();
    let district = |shape: &hotline::shapes::Shape| District {
        code: shape.code.to_string(),
        name: places::name(&profile.directory, shape.code.as_str()),
        path: shape.path.clone(),
        x: shape.x,
        y: shape.y,
    };
    let map = Map {
        city: profile.city.clone(),
        ground: profile.shapes.ground,
        areas: profile.shapes.areas.iter().map(district).collect(),
    };
    ([(CACHE_CONTROL, "public, max-age=3600")], Json(map))
}
