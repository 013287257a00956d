//! Where an invented place is: a point inside its own county, the same for the same road and number, and
//! never far from one of the county's few crowded corners, so that cases have neighbours.

use hotline::codes::AreaCode;
use hotline::point::Point;
use hotline::shapes::{Located, Shapes};
use std::hash::{DefaultHasher, Hasher as _};

/// Crowded corners of a county.
const CORNERS: u64 = 3;
/// Cases of ten that have a point: the others were told in words alone.
const POINTED: u64 = 6;
/// Degrees around a corner, east and north: some hundred metres.
const WIDE: f64 = 0.004;

/// The point of a place in a county; none where it was told in words alone, or there is no drawing.
pub(super) fn point(shapes: &Shapes, area: &AreaCode, place: &str) -> Option<Point> {
    let mut mark = mark(&(area.as_str(), place));
    if mark % 10 >= POINTED {
        return None;
    }
    let mut draw = || {
        mark = self::mark(&mark);
        share(mark)
    };
    let corner = self::mark(&place) % CORNERS;
    let mut seed = self::mark(&(area.as_str(), corner));
    let heart = shapes.scattered(area, || {
        seed = self::mark(&seed);
        share(seed)
    })?;
    let (east, north) = ((draw() - 0.5) * WIDE, (draw() - 0.5) * WIDE);
    let near = Point::new(heart.lng() + east, heart.lat() + north).ok()?;
    let here = Located::Inside(Some(area.clone()));
    Some(if shapes.locate(near) == here {
        near
    } else {
        heart
    })
}

fn mark(of: &impl std::hash::Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// From 0 up to 1.
fn share(mark: u64) -> f64 {
    f64::from(u32::try_from(mark >> 32).unwrap_or(0)) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_lies_in_its_own_county_and_has_neighbours() {
        let profile = crate::profile::built_in().unwrap();
        let (shapes, area) = (&profile.shapes, AreaCode::from("350104"));
        let points: Vec<Point> = (0..200)
            .filter_map(|n| point(shapes, &area, &format!("施埔路{n}号")))
            .collect();
        assert!((80..160).contains(&points.len()), "{}", points.len());
        let here = Located::Inside(Some(area.clone()));
        assert!(points.iter().all(|point| shapes.locate(*point) == here));
        let around = hotline::point::Circle::new(points[0], 300);
        assert!(points.iter().filter(|point| around.covers(**point)).count() > 5);
    }
}
