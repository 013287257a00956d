//! Budgets that fill up again with time, in memory of fixed size: one number a slot, no locks, nothing
//! to sweep. Two senders may share a slot by chance; a secret seed keeps anybody from choosing to.

use std::hash::{BuildHasher as _, Hash, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Slots of a kind of budget: 512 KiB.
const SLOTS: usize = 1 << 16;

/// How fast a budget fills up, and how much it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    per_minute: u32,
    burst: u32,
}

impl Rate {
    /// So many requests a minute for long, and so many at once. Zero a minute is no limit.
    pub const fn per_minute(per_minute: u32, burst: u32) -> Self {
        Self { per_minute, burst }
    }

    /// Nanoseconds between two requests.
    fn interval(self) -> u64 {
        60_000_000_000 / u64::from(self.per_minute.max(1))
    }
}

/// Budgets of one kind.
pub(super) struct Buckets {
    rate: Rate,
    seed: RandomState,
    began: Instant,
    /// When each budget will be full again, in nanoseconds since the beginning.
    slots: Box<[AtomicU64]>,
}

impl Buckets {
    pub(super) fn new(rate: Rate) -> Self {
        Self {
            rate,
            seed: RandomState::new(),
            began: Instant::now(),
            slots: slots(),
        }
    }

    /// Takes one request from somebody's budget; else the seconds until there is one.
    pub(super) fn take(&self, whose: impl Hash) -> Result<(), u32> {
        let now = u64::try_from(self.began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.take_at(whose, now)
    }

    fn take_at(&self, whose: impl Hash, now: u64) -> Result<(), u32> {
        if self.rate.per_minute == 0 {
            return Ok(());
        }
        let (interval, burst) = (self.rate.interval(), u64::from(self.rate.burst.max(1)));
        let slot = slot(&self.slots, self.seed.hash_one(whose));
        let taken = slot.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |full_at| {
            let next = full_at.max(now) + interval;
            (next <= now + interval * burst).then_some(next)
        });
        taken.map(|_| ()).map_err(|full_at| {
            let wait = (full_at + interval).saturating_sub(now + interval * burst);
            u32::try_from(wait.div_ceil(1_000_000_000).max(1)).unwrap_or(u32::MAX)
        })
    }
}

/// What was seen not long ago: each slot remembers the last.
pub(super) struct Marks {
    seed: RandomState,
    slots: Box<[AtomicU64]>,
}

impl Default for Marks {
    fn default() -> Self {
        Self {
            seed: RandomState::new(),
            slots: slots(),
        }
    }
}

impl Marks {
    pub(super) fn set(&self, what: &str) {
        let hash = self.seed.hash_one(what);
        slot(&self.slots, hash).store(hash, Ordering::Relaxed);
    }

    pub(super) fn has(&self, what: &str) -> bool {
        let hash = self.seed.hash_one(what);
        slot(&self.slots, hash).load(Ordering::Relaxed) == hash
    }
}

fn slots() -> Box<[AtomicU64]> {
    (0..SLOTS).map(|_| AtomicU64::new(0)).collect()
}

fn slot(slots: &[AtomicU64], hash: u64) -> &AtomicU64 {
    // The low bits; there are fewer slots than they can say.
    &slots[usize::try_from(hash % SLOTS as u64).unwrap_or_default()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000_000;

    #[test]
    fn a_budget_is_spent_and_fills_up_again() {
        let buckets = Buckets::new(Rate::per_minute(60, 3));
        let start = 5 * SECOND;
        for _ in 0..3 {
            assert_eq!(buckets.take_at("x", start), Ok(()));
        }
        assert_eq!(buckets.take_at("x", start), Err(1));
        assert_eq!(buckets.take_at("x", start + SECOND - 1), Err(1));
        assert_eq!(buckets.take_at("x", start + SECOND), Ok(()));
        assert_eq!(buckets.take_at("x", start + SECOND), Err(1));
        // Never more than the burst, however long nobody came.
        let later = start + 3600 * SECOND;
        let taken = (0..10).filter(|_| buckets.take_at("x", later).is_ok());
        assert_eq!(taken.count(), 3);
    }

    #[test]
    fn one_sender_does_not_spend_what_is_anothers() {
        let buckets = Buckets::new(Rate::per_minute(1, 1));
        let mut refused = 0;
        for sender in 0..200 {
            assert!(buckets.take_at(sender, SECOND).is_ok() || sender > 0);
            refused += u32::from(buckets.take_at(sender, SECOND).is_err());
        }
        assert_eq!(refused, 200);
    }

    #[test]
    fn a_slow_rate_tells_how_long() {
        let buckets = Buckets::new(Rate::per_minute(2, 1));
        assert_eq!(buckets.take_at("x", 0), Ok(()));
        assert_eq!(buckets.take_at("x", 0), Err(30));
        assert_eq!(buckets.take_at("x", 29 * SECOND), Err(1));
        assert_eq!(buckets.take_at("x", 30 * SECOND), Ok(()));
    }

    #[test]
    fn no_rate_is_no_limit() {
        let buckets = Buckets::new(Rate::per_minute(0, 0));
        assert!((0..1000).all(|_| buckets.take_at("x", 0) == Ok(())));
    }

    #[test]
    fn marks_remember() {
        let marks = Marks::default();
        assert!(!marks.has("a"));
        marks.set("a");
        assert!(marks.has("a") && !marks.has("b"));
    }
}
