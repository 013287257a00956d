//! Whether the clock goes at the pace of time. What a timer writes stays written, so one that jumps ahead is not
//! believed at once: most are set right within minutes, and then nothing has happened.

use std::time::Duration;
use workday::Instant;

/// A clock gains no more than this at once by being corrected.
const CORRECTED: i64 = 10 * 60_000;
/// A clock that has jumped further is believed when it has gone on for so long.
const DOUBT: Duration = Duration::from_mins(15);

/// Compares the clock with the time that has passed, which nobody sets.
#[derive(Debug, Default)]
pub struct Pace {
    last: Option<(Instant, Duration)>,
    /// It is believed again when so much time has passed.
    doubted: Option<Duration>,
}

impl Pace {
    /// Whether the clock is believed. `passed`: since some beginning.
    pub fn believes(&mut self, clock: Instant, passed: Duration) -> bool {
        let last = self.last.replace((clock, passed));
        let gained = last.map_or(0, |(last, before)| {
            let passed = passed.saturating_sub(before).as_millis();
            clock.as_millis() - last.as_millis() - i64::try_from(passed).unwrap_or(i64::MAX)
        });
        if gained > CORRECTED {
            let minutes = gained / 60_000;
            tracing::warn!(
                minutes,
                "the clock jumped ahead; timers wait a quarter of an hour, in case it is set right"
            );
            self.doubted = Some(passed + DOUBT);
        } else if gained < -CORRECTED {
            self.doubted = None;
        }
        if self.doubted.is_some_and(|until| passed >= until) {
            self.doubted = None;
        }
        self.doubted.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Minutes by the clock, minutes that have passed, and whether the clock is believed.
    fn told(steps: &[(i64, u64, bool)]) {
        let (start, mut pace) = (Instant::from_millis(1_700_000_000_000), Pace::default());
        for (clock, passed, believed) in steps {
            let told = pace.believes(
                start.plus_millis(clock * 60_000),
                Duration::from_secs(passed * 60),
            );
            assert_eq!(told, *believed, "{clock} {passed} of {steps:?}");
        }
    }

    #[test]
    fn a_clock_that_jumps_ahead_is_believed_when_it_stays_there() {
        const YEAR: i64 = 365 * 24 * 60;
        told(&[(0, 0, true), (5, 5, true), (15, 6, true), (14, 7, true)]);
        // Set right in time.
        told(&[
            (0, 0, true),
            (YEAR, 1, false),
            (YEAR + 8, 9, false),
            (10, 10, true),
        ]);
        // It stays: the machine had slept, or the clock was wrong before.
        told(&[
            (0, 0, true),
            (600, 1, false),
            (614, 15, false),
            (615, 16, true),
            (616, 17, true),
        ]);
        // Behind all is well, and a second jump begins anew.
        told(&[
            (0, 0, true),
            (-600, 1, true),
            (0, 2, false),
            (YEAR, 3, false),
            (YEAR + 14, 17, false),
        ]);
    }
}
