//! 轮廓: the shapes of a city's county-level areas, simplified for maps on screens. Drawn in units of their
//! own, from the top left corner; a profile may have none, and then there is no map.

use crate::codes::AreaCode;
use crate::directory::Directory;
use crate::profile::{ProfileError, Source};
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
}

/// The drawing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Shapes {
    /// Its width; 0 if there is none.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// What is drawn once more, larger.
    pub zoom: Option<Zoom>,
    /// The areas.
    pub areas: Vec<Shape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    width: Spanned<u32>,
    height: Spanned<u32>,
    zoom: Option<Spanned<RawZoom>>,
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
                format!("“{code}”应是县级区划代码，每个只写一次"),
                format!("{code:?} must be the code of a county-level area, each once"),
            ));
        }
        let path = shape.path.get_ref();
        long += path.len();
        // The text becomes part of pages: only numbers and these three letters.
        let plain = |c: char| c.is_ascii_digit() || matches!(c, 'M' | 'l' | 'z' | ' ' | '-');
        if !path.starts_with('M') || !path.chars().all(plain) || long > LONGEST {
            return Err(source.refuse(
                &shape.path.span(),
                format!("轮廓只能用 M、l、z 和整数，总长不超过 {LONGEST} 字节"),
                format!("a path has only M, l, z and whole numbers; {LONGEST} bytes in all"),
            ));
        }
        areas.push(Shape {
            code,
            path: path.clone(),
            x: shape.x,
            y: shape.y,
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
                    "放大的框不能没有宽高，区划要有轮廓",
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
    Ok(Shapes {
        width: raw.width.into_inner(),
        height: raw.height.into_inner(),
        zoom,
        areas,
    })
}
