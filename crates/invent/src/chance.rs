//! Chance that repeats itself: a case's own number and the seed decide all that happens to it, on
//! however many cores.

/// A source of chance (splitmix64).
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// The chance of the n-th case.
    pub const fn of(seed: u64, n: usize) -> Self {
        Self(mixed(seed ^ mixed(n as u64)))
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }

    /// A number below `bound` (at least 1).
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    /// Whether something happens that happens so many times in a thousand.
    pub(crate) fn in_thousand(&mut self, times: usize) -> bool {
        self.below(1000) < times
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// A place in a list of weights.
    pub(crate) fn weighed(&mut self, weights: &[usize]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (at, weight) in weights.iter().enumerate() {
            if left < *weight {
                return at;
            }
            left -= weight;
        }
        0
    }

    /// A whole number between two bounds, more often a small one.
    pub(crate) fn skewed(&mut self, least: i64, most: i64) -> i64 {
        let share = self.below(1001) * self.below(1001);
        let span = u64::try_from(most - least).unwrap_or(0);
        least + i64::try_from(span * share as u64 / 1_000_000).unwrap_or(0)
    }

    /// A share from 0 up to, not including, 1.
    #[allow(clippy::cast_precision_loss, reason = "32 bits fit")]
    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 32) as f64 / f64::from(u32::MAX).next_up()
    }
}

const fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
