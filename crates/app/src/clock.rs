//! The only clock of the house; everything below is handed the time.

use std::sync::atomic::{AtomicI64, Ordering};
use workday::Instant;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Instant;
}

/// So far back a clock is corrected now and then; further, and it was wrong before.
const CORRECTED: i64 = 60_000;

/// The machine's clock. One that is set back a little stands still within a process until the time is caught
/// up with. One that is set back by more than a minute had run ahead: it is followed, or this process would
/// live in the future until it is started anew.
#[derive(Debug, Default)]
pub struct SystemClock(AtomicI64);

impl SystemClock {
    fn told_by(&self, machine: impl Fn() -> i64) -> i64 {
        loop {
            // Read before the machine is asked: whoever is held up in between finds another value here.
            let last = self.0.load(Ordering::Relaxed);
            let now = machine();
            if (last - CORRECTED..=last).contains(&now) {
                return last;
            }
            let next =
                self.0
                    .compare_exchange_weak(last, now, Ordering::Relaxed, Ordering::Relaxed);
            if next.is_ok() {
                if now < last {
                    let seconds = (last - now) / 1000;
                    tracing::warn!(seconds, "the machine's clock was set back, and is followed");
                }
                return now;
            }
        }
    }
}

impl Clock for SystemClock {
    #[allow(
        clippy::disallowed_methods,
        reason = "this is the one place that asks the machine"
    )]
    fn now(&self) -> Instant {
        let told = self.told_by(|| {
            let since = std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .unwrap_or_default();
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        });
        Instant::from_millis(told)
    }
}

/// A clock that stands where it was set, for stories and demonstrations.
#[derive(Debug)]
pub struct SetClock(AtomicI64);

impl SetClock {
    /// A clock that stands at an instant.
    pub const fn at(instant: Instant) -> Self {
        Self(AtomicI64::new(instant.as_millis()))
    }
    /// Sets it.
    pub fn set(&self, instant: Instant) {
        self.0.store(instant.as_millis(), Ordering::Relaxed);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Instant {
        Instant::from_millis(self.0.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_stands_still_for_a_correction_and_follows_one_that_ran_ahead() {
        const YEAR: i64 = 365 * 86_400_000;
        let (clock, start) = (SystemClock::default(), 1_700_000_000_000);
        for (machine, told) in [
            (start, start),
            (start + 5, start + 5),
            // Set right by a few seconds, and by a minute.
            (start + 2, start + 5),
            (start + 5 - CORRECTED, start + 5),
            (start + 6, start + 6),
            (start + YEAR, start + YEAR),
            (start + YEAR - 1, start + YEAR),
            // And back: it goes on from there.
            (start + 7, start + 7),
            (start + 6, start + 7),
            (start + 8, start + 8),
            // Set back wrongly, and set right.
            (start - YEAR, start - YEAR),
            (start + 9, start + 9),
        ] {
            assert_eq!(clock.told_by(|| machine), told, "{}", machine - start);
        }
    }
}
