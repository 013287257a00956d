//! 区县图: how many cases came from each district, drawn as plain SVG from the profile's shapes. What it
//! shows stands in the table beside it.

use crate::frame::Frame;
use hotline::codes::AreaCode;
use hotline::directory::Directory;
use hotline::shapes::{Shape, Shapes, Zoom};

/// The drawing of a page.
pub(crate) struct Map {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// What it shows, in a sentence.
    pub(crate) label: String,
    pub(crate) districts: Vec<District>,
    /// The frame of what is drawn once more, larger.
    pub(crate) around: Option<hotline::shapes::Frame>,
    /// What the shades stand for, the lightest first.
    pub(crate) legend: Vec<(usize, String)>,
}

/// A district.
pub(crate) struct District {
    pub(crate) name: String,
    pub(crate) path: String,
    /// 0 to 3, the fullest last.
    pub(crate) shade: usize,
    /// Where its name stands.
    pub(crate) x: u32,
    pub(crate) y: u32,
    pub(crate) count: String,
    /// How it is drawn once more, larger; empty for most.
    pub(crate) larger: String,
}

/// The bounds from which the next shade begins: quarters of the most, rounded to one digit.
fn bounds(most: i64) -> Vec<i64> {
    let mut bounds: Vec<i64> = Vec::new();
    for quarter in 1..=3 {
        let at = (most * quarter / 4).max(1);
        let mut unit = 1;
        while unit * 10 <= at {
            unit *= 10;
        }
        let round = (at + unit / 2) / unit * unit;
        if most > 0 && bounds.last().is_none_or(|last| round > *last) {
            bounds.push(round);
        }
    }
    bounds
}

/// A point of the whole, and the whole, in the larger part.
fn larger(zoom: &Zoom, shape: &Shape) -> (String, u32, u32) {
    let (from, into) = (&zoom.from, &zoom.into);
    // In thousandths: the drawing has whole numbers only.
    let scale = (into.width * 1000 / from.width).min(into.height * 1000 / from.height);
    let moved = |at: u32, from: u32, into: u32| into + at.saturating_sub(from) * scale / 1000;
    let shift = |from: u32, into: u32| i64::from(into) - i64::from(from * scale / 1000);
    (
        format!(
            "translate({} {}) scale({}.{:03})",
            shift(from.x, into.x),
            shift(from.y, into.y),
            scale / 1000,
            scale % 1000
        ),
        moved(shape.x, from.x, into.x),
        moved(shape.y, from.y, into.y),
    )
}

impl Map {
    /// The districts by their numbers; none where the profile has no shapes.
    pub(crate) fn of(
        frame: &Frame,
        shapes: &Shapes,
        directory: &Directory,
        count: &dyn Fn(&AreaCode) -> i64,
    ) -> Option<Self> {
        let most = shapes.areas.iter().map(|shape| count(&shape.code)).max()?;
        let bounds = bounds(most);
        let name = |code: &AreaCode| {
            let area = directory.area(code);
            area.map_or_else(|| code.to_string(), |area| area.name.clone())
        };
        let district = |shape: &Shape| {
            let count = count(&shape.code);
            let zoom = shapes.zoom.as_ref();
            let zoom = zoom.filter(|zoom| zoom.areas.contains(&shape.code));
            let (larger, x, y) = zoom.map_or_else(
                || (String::new(), shape.x, shape.y),
                |zoom| larger(zoom, shape),
            );
            let name = name(&shape.code);
            District {
                name: name.trim_end_matches(['区', '县', '市']).to_owned(),
                path: shape.path.clone(),
                shade: bounds.iter().filter(|bound| count >= **bound).count(),
                x,
                y,
                count: super::thousands(count),
                larger,
            }
        };
        let top = shapes.areas.iter().max_by_key(|shape| count(&shape.code));
        let top = top.map(|shape| name(&shape.code)).unwrap_or_default();
        let most_text = super::thousands(most);
        let label = frame.language().pick(
            format!("各区县收到的件：{top}最多，{most_text} 件。数字也在旁边的表里。"),
            format!("Cases received by district: most in {top}, {most_text}. The table beside has the numbers."),
        );
        let firsts = std::iter::once(0).chain(bounds.iter().copied());
        let legend = firsts.enumerate().map(|(shade, first)| {
            let text = match bounds.get(shade) {
                Some(next) if next - 1 > first => format!("{first}–{}", next - 1),
                Some(_) => first.to_string(),
                None => frame
                    .language()
                    .pick(format!("{first} 以上"), format!("{first} or more")),
            };
            (shade, text)
        });
        Some(Self {
            width: shapes.width,
            height: shapes.height,
            label,
            districts: shapes.areas.iter().map(district).collect(),
            around: shapes.zoom.as_ref().map(|zoom| zoom.into),
            legend: legend.collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_begin_at_round_numbers() {
        assert_eq!(bounds(0), Vec::<i64>::new());
        assert_eq!(bounds(1), [1]);
        assert_eq!(bounds(4), [1, 2, 3]);
        assert_eq!(bounds(1000), [300, 500, 800]);
    }
}
