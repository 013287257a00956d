//! The only clock of the house; everything below is handed the time.

use std::sync::atomic::{AtomicI64, Ordering};
use workday::Instant;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Instant;
}

/// The machine's clock. It never runs backwards within a process: a clock that is set back stands
/// still until the time is caught up with.
#[derive(Debug, Default)]
pub struct SystemClock(AtomicI64);

impl Clock for SystemClock {
    #[allow(
        clippy::disallowed_methods,
        reason = "this is the one place that asks the machine"
    )]
    fn now(&self) -> Instant {
        let since = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default();
        let now = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        Instant::from_millis(self.0.fetch_max(now, Ordering::Relaxed).max(now))
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
