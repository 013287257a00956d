//! An outline taken apart: from the text that a page draws to corners in which a point can be looked for.

/// Corners farther out than this are no drawing of ours.
const FARTHEST: i32 = 100_000;

/// A closed line through these corners, in units of the drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ring(Vec<(i32, i32)>);

/// Reads `M1 2l3-4 5 6zM…`: from a first corner on, each relative to the one before. The text becomes part
/// of pages, so nothing else is taken.
pub(super) fn rings(path: &str) -> Option<Vec<Ring>> {
    let mut rings = Vec::new();
    for ring in path.strip_suffix('z')?.split('z') {
        let (first, steps) = ring.strip_prefix('M')?.split_once('l')?;
        let [first] = pairs(first)?.try_into().ok()?;
        let (mut x, mut y): (i32, i32) = first;
        let mut corners = vec![first];
        for (right, down) in pairs(steps)? {
            (x, y) = (x.checked_add(right)?, y.checked_add(down)?);
            if x.abs() > FARTHEST || y.abs() > FARTHEST {
                return None;
            }
            corners.push((x, y));
        }
        rings.push(Ring(corners));
    }
    Some(rings)
}

/// Whole numbers two by two, with a blank or the minus sign between them.
fn pairs(text: &str) -> Option<Vec<(i32, i32)>> {
    let plain = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-');
    if !text.chars().all(plain) {
        return None;
    }
    let spaced = text.replace('-', " -");
    let numbers: Option<Vec<i32>> = spaced
        .split_whitespace()
        .map(|number| number.parse().ok())
        .collect();
    let numbers = numbers?;
    let whole = numbers.len() % 2 == 0 && !numbers.is_empty();
    whole.then(|| numbers.chunks(2).map(|pair| (pair[0], pair[1])).collect())
}

/// The smallest and the largest of the corners, across and down.
pub(super) fn bounds(rings: &[Ring]) -> Option<((f64, f64), (f64, f64))> {
    let corners = || rings.iter().flat_map(|ring| &ring.0);
    let across = |find: fn(i32, i32) -> i32| corners().map(|corner| corner.0).reduce(find);
    let down = |find: fn(i32, i32) -> i32| corners().map(|corner| corner.1).reduce(find);
    let (left, right) = (across(i32::min)?, across(i32::max)?);
    let (top, bottom) = (down(i32::min)?, down(i32::max)?);
    Some((
        (f64::from(left), f64::from(top)),
        (f64::from(right), f64::from(bottom)),
    ))
}

impl Ring {
    /// The sides, from corner to corner and back to the first.
    fn sides(&self) -> impl Iterator<Item = ((f64, f64), (f64, f64))> {
        let corner = |at: usize| {
            let (x, y) = self.0[at % self.0.len()];
            (f64::from(x), f64::from(y))
        };
        (0..self.0.len()).map(move |at| (corner(at), corner(at + 1)))
    }

    /// Whether a point lies inside: a line from it to the right crosses an odd number of sides.
    pub(super) fn contains(&self, (x, y): (f64, f64)) -> bool {
        let crossed = self.sides().filter(|((ax, ay), (bx, by))| {
            (*ay > y) != (*by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax
        });
        crossed.count() % 2 == 1
    }

    /// Metres from a point to the line, where a unit is so many metres wide and high.
    pub(super) fn distance(&self, (x, y): (f64, f64), (wide, high): (f64, f64)) -> f64 {
        let metres = |(u, v): (f64, f64)| ((u - x) * wide, (v - y) * high);
        let far = |(a, b)| {
            let ((ax, ay), (bx, by)) = (metres(a), metres(b));
            let (along, up) = (bx - ax, by - ay);
            let length = along * along + up * up;
            let part = if length > 0.0 {
                (-(ax * along + ay * up) / length).clamp(0.0, 1.0)
            } else {
                0.0
            };
            (ax + part * along).hypot(ay + part * up)
        };
        self.sides().map(far).fold(f64::INFINITY, f64::min)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlines_are_read_and_nothing_else() {
        let square = rings("M1 2l10 0 0 10-10 0z").unwrap();
        assert_eq!(square, [Ring(vec![(1, 2), (11, 2), (11, 12), (1, 12)])]);
        assert_eq!(rings("M0 0l9 0 0 9zM1 1l2 0 0 2z").unwrap().len(), 2);
        for odd in [
            "",
            "z",
            "M1 2",
            "M1 2l3",
            "M1 2l3 4",
            "M1l2 3z",
            "M1 2l3 4zl1 2z",
            "M1 2l3 4x5z",
            "M1 2 3 4l5 6z",
            "M1 2l99999999999 1z",
            "M1 2l99999 99999 99999 1z",
            "M1 2l--3 4z",
        ] {
            assert_eq!(rings(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_point_is_inside_or_so_far_away() {
        let square = &rings("M0 0l10 0 0 10-10 0z").unwrap()[0];
        assert!(square.contains((5.0, 5.0)) && square.contains((0.1, 9.9)));
        assert!(!square.contains((10.1, 5.0)) && !square.contains((-1.0, 5.0)));
        // To the side, and round the corner.
        let side = square.distance((13.0, 5.0), (100.0, 100.0));
        let corner = square.distance((13.0, 14.0), (100.0, 100.0));
        assert!((side - 300.0).abs() < 1e-6 && (corner - 500.0).abs() < 1e-6);
    }
}
