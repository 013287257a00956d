//! Waits that a wrong clock cannot make longer. Until when something waits is stored as an instant. While the
//! clock of a server runs ahead, such instants lie ahead too; when it is right again nobody shall wait for
//! them. So every wait has a longest, and whatever lies further off is over.

use crate::{Store, StoreError};
use db::{Record, Sql};
use workday::Instant;

/// So much the clocks of two servers may differ, in milliseconds.
const CLOCKS: i64 = 5 * 60_000;

/// The latest instant that a server whose clock is right may have written by now. What is later was
/// written by a clock that ran ahead, or the own clock was set back.
pub const fn latest_written(now: Instant) -> Instant {
    now.plus_millis(CLOCKS)
}

/// How long things of one sort wait at the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    longest: i64,
}

impl Wait {
    /// At most so many milliseconds.
    pub const fn of_millis(longest: i64) -> Self {
        Self { longest }
    }

    /// At most so many hours.
    pub const fn of_hours(longest: i64) -> Self {
        Self::of_millis(longest * 3_600_000)
    }

    /// The last instant until which anything waits now.
    pub const fn latest(self, now: Instant) -> Instant {
        latest_written(now).plus_millis(self.longest)
    }

    /// Whether what waits until an instant has waited long enough.
    pub fn is_over(self, until: Instant, now: Instant) -> bool {
        until <= now || until > self.latest(now)
    }
}

impl Store {
    /// Rows of two questions, those of the first before those of the second, so many at the most.
    pub(crate) async fn some_of<R: Record>(
        &self,
        [first, second]: [Sql; 2],
        limit: u32,
    ) -> Result<Vec<R>, StoreError> {
        let mut rows: Vec<R> = self.db.all(first.limit(limit)).await?;
        let left = limit.saturating_sub(u32::try_from(rows.len()).unwrap_or(limit));
        if left > 0 {
            rows.extend(self.db.all(second.limit(left)).await?);
        }
        Ok(rows)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::{deliveries, outbox, webhooks};
    use db::Scratch;

    #[test]
    fn a_wait_is_over_when_its_end_has_come_or_lies_beyond_every_wait() {
        let (now, wait) = (Instant::from_millis(1_700_000_000_000), Wait::of_hours(1));
        for (minutes, over) in [
            (-1, true),
            (0, true),
            (1, false),
            (60, false),
            (65, false),
            (66, true),
            (366 * 24 * 60, true),
        ] {
            let until = now.plus_millis(minutes * 60_000);
            assert_eq!(wait.is_over(until, now), over, "{minutes}");
        }
    }

    /// What waits is found by an index, also where it lies beyond every wait.
    #[tokio::test]
    async fn what_waits_is_found_by_its_index() {
        let scratch = Scratch::sqlite().unwrap();
        let store = Store::open(scratch.url()).await.unwrap();
        let (now, wait) = (Instant::from_millis(1_700_000_000_000), Wait::of_hours(1));
        let mut all = Vec::new();
        for sql in outbox::waiting(now, wait) {
            all.push(("outbox_waiting", sql.limit(200)));
        }
        for sql in deliveries::due("a", now, wait) {
            all.push(("webhook_deliveries_of", sql.limit(64)));
        }
        let waiting = webhooks::waiting(now, Wait::of_millis(600_000), wait);
        all.push(("webhook_deliveries_of", waiting));
        for (index, sql) in all {
            let plan = Sql::new("explain query plan").push_sql(sql);
            let plan: Vec<(i64, i64, i64, String)> = store.db().all(plan).await.unwrap();
            let walks = plan.iter().map(|(.., step)| step);
            // Endpoints are few and read as they stand.
            let walks = walks.filter(|step| step.contains("outbox") || step.contains(" d "));
            let walks: Vec<_> = walks.collect();
            assert!(!walks.is_empty(), "{plan:?}");
            for step in walks {
                assert!(step.starts_with("SEARCH") && step.contains(index), "{step}");
            }
            let sorts = plan.iter().any(|(.., step)| step.contains("TEMP B-TREE"));
            assert!(!sorts, "{plan:?}");
        }
        store.close().await;
    }
}
