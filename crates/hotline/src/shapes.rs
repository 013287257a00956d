//! 轮廓: the shapes of a city's county-level areas, simplified for maps on screens. Drawn in units of their
//! own, from the top left corner; a profile may have none, and then there is no map. Where the drawing says
//! how it lies on the ground, a point finds its area.

mod outline;

use crate::codes::AreaCode;
use crate::directory::Directory;
use crate::point::Point;
use crate::profile::{ProfileError, Source};
use outline::Ring;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use toml::Spanned;

/// Longest text of all shapes together, in bytes: they are part of pages.
const LONGEST: usize = 60_000;
/// Widest drawing.
const WIDEST: u32 = 10_000;

/// A rectangle in the drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// Left.
    pub x: u32,
    /// Top.
    pub y: u32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

/// A part that is drawn once more, larger: the middle of a city, whose areas are small.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Zoom {
    /// What is drawn larger.
    pub from: Frame,
    /// Where, in the same proportions.
    pub into: Frame,
    /// Areas that are named there and not in the whole.
    pub areas: Vec<AreaCode>,
}

/// How the drawing lies on the ground: degrees grow evenly from its top left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// Longitude of the left edge.
    pub west: f64,
    /// Latitude of the top.
    pub north: f64,
    /// Degrees of longitude that a unit is wide.
    pub lng: f64,
    /// Degrees of latitude that a unit is high.
    pub lat: f64,
    /// Metres by which a border may lie off.
    pub off: u32,
}

/// Where a point lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Located {
    /// Nobody knows: the profile has no shapes, or they do not say where they lie.
    Unknown,
    /// Not in the city.
    Outside,
    /// In the city: in which county-level area, if it is inside exactly one. None on a coast and on
    /// islets that the simplified shapes leave out.
    Inside(Option<AreaCode>),
}

/// One area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Shape {
    /// Its code.
    pub code: AreaCode,
    /// Its outline as an SVG path: `M`, `l` and `z` with whole numbers.
    pub path: String,
    /// Where its name stands: the middle of the text.
    pub x: u32,
    /// The same, from the top.
    pub y: u32,
    /// The corners of the outline, for points to be found in it.
    #[serde(skip)]
    rings: Vec<Ring>,
}

/// The drawing.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Shapes {
    /// Its width; 0 if there is none.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// What is drawn once more, larger.
    pub zoom: Option<Zoom>,
    /// How it lies on the ground; none if nobody said.
    pub ground: Option<Ground>,
    /// The areas.
    pub areas: Vec<Shape>,
}

impl Shapes {
    /// Where a point lies.
    pub fn locate(&self, point: Point) -> Located {
        let Some(ground) = self.ground else {
            return Located::Unknown;
        };
        let at = ground.drawn(point);
        let mut inside = self.areas.iter().filter(|shape| shape.contains(at));
        match (inside.next(), inside.next()) {
            (Some(one), None) => Located::Inside(Some(one.code.clone())),
            (Some(_), Some(_)) => Located::Inside(None),
            (None, _) => {
                let (lng, lat) = point.metres();
                let unit = (ground.lng * lng, ground.lat * lat);
                let near = f64::from(ground.off);
                let mut rings = self.areas.iter().flat_map(|shape| &shape.rings);
                if rings.any(|ring| ring.distance(at, unit) <= near) {
                    Located::Inside(None)
                } else {
                    Located::Outside
                }
            }
        }
    }
}

impl Shapes {
    /// Some point inside an area alone, for invented cases: `draw` gives shares from 0 to 1. None if the
    /// area is not drawn, or hardly any of it is its alone.
    pub fn scattered(&self, area: &AreaCode, mut draw: impl FnMut() -> f64) -> Option<Point> {
        const TRIES: usize = 300;
        let ground = self.ground?;
        let shape = self.areas.iter().find(|shape| shape.code == *area)?;
        let (from, to) = outline::bounds(&shape.rings)?;
        let here = Located::Inside(Some(area.clone()));
        (0..TRIES).find_map(|_| {
            let x = from.0 + (to.0 - from.0) * draw();
            let y = from.1 + (to.1 - from.1) * draw();
            let lng = ground.west + x * ground.lng;
            let point = Point::new(lng, ground.north - y * ground.lat).ok()?;
            (self.locate(point) == here).then_some(point)
        })
    }
}

impl Ground {
    /// A point in units of the drawing.
    fn drawn(&self, point: Point) -> (f64, f64) {
        let (lng, lat) = (point.lng(), point.lat());
        ((lng - self.west) / self.lng, (self.north - lat) / self.lat)
    }

    fn is_sound(&self) -> bool {
        let step = |degrees: f64| degrees > 0.0 && degrees < 1.0;
        Point::new(self.west, self.north).is_ok() && step(self.lng) && step(self.lat)
    }
}

impl Shape {
    /// Rings are even and odd: a hole is a ring inside another.
    fn contains(&self, at: (f64, f64)) -> bool {
        let around = self.rings.iter().filter(|ring| ring.contains(at));
        around.count() % 2 == 1
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    width: Spanned<u32>,
    height: Spanned<u32>,
    zoom: Option<Spanned<RawZoom>>,
    ground: Option<Spanned<Ground>>,
    area: Vec<RawShape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawZoom {
    from: Frame,
    into: Frame,
    areas: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawShape {
    code: Spanned<String>,
    x: u32,
    y: u32,
    path: Spanned<String>,
}

/// Reads `shapes.toml`.
pub(crate) fn load(source: &Source<'_>, directory: &Directory) -> Result<Shapes, ProfileError> {
    let raw: Raw = source.parse()?;
    for side in [&raw.width, &raw.height] {
        if !(1..=WIDEST).contains(side.get_ref()) {
            return Err(source.refuse(
                &side.span(),
                format!("宽和高应为 1 到 {WIDEST}"),
                format!("width and height must be 1 to {WIDEST}"),
            ));
        }
    }
    let (mut seen, mut long) = (BTreeSet::new(), 0);
    let mut areas = Vec::with_capacity(raw.area.len());
    for shape in raw.area {
        let code = AreaCode::from(shape.code.get_ref().as_str());
        let county = code.as_str().len() == 6 && directory.area(&code).is_some();
        if !county || !seen.insert(code.clone()) {
            return Err(source.refuse(
                &shape.code.span(),
                format!("“{code}”应是县级区域代码，每个只写一次"),
                format!("{code:?} must be the code of a county-level area, each once"),
            ));
        }
        let path = shape.path.get_ref();
        long += path.len();
        let Some(rings) = outline::rings(path).filter(|_| long <= LONGEST) else {
            return Err(source.refuse(
                &shape.path.span(),
                format!("轮廓只能用 M、l、z 和整数，总长不超过 {LONGEST} 字节"),
                format!("a path has only M, l, z and whole numbers; {LONGEST} bytes in all"),
            ));
        };
        areas.push(Shape {
            code,
            path: path.clone(),
            x: shape.x,
            y: shape.y,
            rings,
        });
    }
    let zoom = match raw.zoom {
        None => None,
        Some(zoom) => {
            let span = zoom.span();
            let zoom = zoom.into_inner();
            let named: Vec<_> = zoom
                .areas
                .iter()
                .map(|code| AreaCode::from(code.as_str()))
                .collect();
            let empty = |frame: &Frame| frame.width == 0 || frame.height == 0;
            let unknown = named.iter().any(|code| !seen.contains(code));
            if empty(&zoom.from) || empty(&zoom.into) || unknown {
                return Err(source.refuse(
                    &span,
                    "放大的框不能没有宽高，区域要有轮廓",
                    "a frame needs a width and a height, and its areas need shapes",
                ));
            }
            Some(Zoom {
                from: zoom.from,
                into: zoom.into,
                areas: named,
            })
        }
    };
    if let Some(ground) = raw.ground.as_ref().filter(|it| !it.get_ref().is_sound()) {
        return Err(source.refuse(
            &ground.span(),
            "west、north 是左上角的经纬度，lng、lat 是一格合多少度，应大于 0、小于 1",
            "west and north are the corner's degrees; lng and lat, those of a unit, lie between 0 and 1",
        ));
    }
    Ok(Shapes {
        width: raw.width.into_inner(),
        height: raw.height.into_inner(),
        zoom,
        ground: raw.ground.map(Spanned::into_inner),
        areas,
    })
}
