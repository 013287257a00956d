//! `timers`: which instants cases wait for. The due ones are read plainly; each is then decided in a
//! transaction of its own case, which deletes it.

use crate::{Store, StoreError};
use db::Sql;
use hotline::case::timer::TimerKey;
use workday::Instant;

/// A timer that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueTimer {
    /// The case.
    pub case: i64,
    /// The timer.
    pub key: TimerKey,
    /// Since when.
    pub at: Instant,
}

impl Store {
    /// Timers due at an instant, the earliest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn due_timers(&self, now: Instant, limit: u32) -> Result<Vec<DueTimer>, StoreError> {
        let sql =
            Sql::new("select case_id, timer, at from timers where at <= {}").bind(now.as_millis());
        let rows: Vec<(i64, String, i64)> = self
            .db
            .all(sql.order("at, case_id, timer").limit(limit))
            .await?;
        let timer = |(case, key, at): (i64, String, i64)| {
            let key = key
                .parse()
                .map_err(|error: String| StoreError::unreadable("timers.timer", error))?;
            Ok(DueTimer {
                case,
                key,
                at: Instant::from_millis(at),
            })
        };
        rows.into_iter().map(timer).collect()
    }

    /// Forgets a timer that its case does not wait for any more.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn drop_timer(&self, timer: &DueTimer) -> Result<(), StoreError> {
        let key = (timer.case, timer.key.to_string());
        let done = self.db.write(key, |(case, key), tx| {
            Box::pin(async move {
                tx.run(
                    Sql::new("delete from timers where case_id = {} and timer = {}")
                        .bind(*case)
                        .bind(key),
                )
                .await?;
                Ok::<(), db::Abort<db::Never>>(())
            })
        });
        Ok(done.await?)
    }
}
