//! 附近: what lies within so many metres of a point. In whole numbers, so that a database counts the same.

use super::Point;

/// The most metres around a point.
pub const METRES_MAX: u32 = 2000;
/// Parts of a degree that a cell of the grid is wide and high: about 500 m.
const CELL: i64 = 500;
/// Cells of a parallel, and more.
const ROW: i64 = 1_000_000;
/// Metres of a part of a degree of latitude.
const METRES: f64 = 1.111_95;
/// What is one, in the weights of squares: so small that no two points of the earth are too far apart to be
/// counted.
const ONE: i64 = 1000;

/// A circle on the ground, small enough to be flat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circle {
    middle: Point,
    metres: u32,
    /// The square of how much shorter a degree of longitude is there, in thousandths.
    narrow: i64,
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "squares of distances on the earth, in parts of a degree"
)]
impl Circle {
    /// The circle around a point; at most [`METRES_MAX`].
    pub fn new(middle: Point, metres: u32) -> Self {
        let cos = middle.lat().to_radians().cos();
        Self {
            middle,
            metres: metres.min(METRES_MAX),
            narrow: (cos * cos * ONE as f64).round() as i64,
        }
    }

    /// The middle, in parts of a degree: longitude, latitude.
    pub const fn middle(self) -> (i64, i64) {
        self.middle.parts()
    }

    /// What squares of longitude and of latitude are multiplied by before they are added.
    pub const fn weights(self) -> (i64, i64) {
        (self.narrow, ONE)
    }

    /// The largest sum that is inside.
    pub fn most(self) -> i64 {
        let parts = f64::from(self.metres) / METRES;
        (parts * parts * ONE as f64) as i64
    }

    /// The sum for a point: grows with its distance.
    const fn sum(self, point: Point) -> i64 {
        let ((x, y), (east, north)) = (self.middle(), point.parts());
        (east - x) * (east - x) * self.narrow + (north - y) * (north - y) * ONE
    }

    /// Whether a point is inside.
    pub fn covers(self, point: Point) -> bool {
        self.sum(point) <= self.most()
    }

    /// Metres to a point.
    pub fn metres_to(self, point: Point) -> u32 {
        ((self.sum(point) as f64 / ONE as f64).sqrt() * METRES).round() as u32
    }

    /// The cells of the grid that it touches.
    pub fn cells(self) -> Vec<i64> {
        let (x, y) = self.middle();
        let north = (f64::from(self.metres) / METRES).ceil();
        // Near a pole a circle is as wide as its parallel; no city lies there.
        let cos = (self.narrow as f64 / ONE as f64).sqrt().max(0.05);
        let (east, north) = ((north / cos).ceil() as i64, north as i64);
        let rows = (y - north).div_euclid(CELL)..=(y + north).div_euclid(CELL);
        rows.flat_map(|row| {
            let columns = (x - east).div_euclid(CELL)..=(x + east).div_euclid(CELL);
            columns.map(move |column| row * ROW + column)
        })
        .collect()
    }
}

impl Point {
    /// Hundred-thousandths of a degree: longitude, latitude.
    pub const fn parts(self) -> (i64, i64) {
        (self.lng as i64, self.lat as i64)
    }

    /// The cell of the grid that it lies in.
    pub const fn cell(self) -> i64 {
        let (lng, lat) = self.parts();
        lat.div_euclid(CELL) * ROW + lng.div_euclid(CELL)
    }

    /// The point of these [`Point::parts`]; none if there is no such point.
    pub fn of_parts(lng: i64, lat: i64) -> Option<Self> {
        let (lng, lat) = (i32::try_from(lng).ok()?, i32::try_from(lat).ok()?);
        let degrees = |parts| f64::from(parts) / super::PARTS;
        Self::new(degrees(lng), degrees(lat)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(lng: f64, lat: f64) -> Point {
        Point::new(lng, lat).unwrap()
    }

    #[test]
    fn metres_are_metres() {
        let here = Circle::new(point(119.3, 26.08), 500);
        assert_eq!(here.metres_to(point(119.3, 26.08)), 0);
        assert_eq!(here.metres_to(point(119.3, 26.081)), 111);
        // A degree of longitude is 0.898 of one of latitude there.
        assert_eq!(here.metres_to(point(119.301, 26.08)), 100);
        assert!(here.covers(point(119.304_9, 26.08)) && !here.covers(point(119.305_1, 26.08)));
        assert!(here.covers(point(119.3, 26.084_4)) && !here.covers(point(119.3, 26.084_6)));
        assert!(!here.covers(point(-119.3, -26.08)));
        let (east, west) = (point(180.0, 90.0), point(-180.0, -90.0));
        assert!(
            !Circle::new(east, METRES_MAX).covers(west),
            "nothing overflows"
        );
    }

    #[test]
    fn whatever_is_inside_lies_in_one_of_the_cells() {
        for (lng, lat) in [(119.3, 26.08), (-70.5, -33.4), (0.0, 0.0), (20.0, 69.9)] {
            for metres in [0, 1, 50, 499, METRES_MAX] {
                let circle = Circle::new(point(lng, lat), metres);
                let cells = circle.cells();
                for (step, other) in (-60..=60).flat_map(|a| (-60..=60).map(move |b| (a, b))) {
                    let (east, north) = (f64::from(step) * 0.001, f64::from(other) * 0.0005);
                    let there = point(lng + east, lat + north);
                    assert!(!circle.covers(there) || cells.contains(&there.cell()));
                }
            }
        }
    }

    #[test]
    fn parts_are_the_point() {
        let here = point(119.306_2, 26.075_3);
        let (lng, lat) = here.parts();
        assert_eq!(Point::of_parts(lng, lat), Some(here));
        assert_eq!(Point::of_parts(i64::MAX, 0), None);
    }
}
