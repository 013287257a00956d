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
        self.read_timers(sql.order("at, case_id, timer").limit(limit))
            .await
    }

    /// Timers of one case, as they stand.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn timers_of(&self, case: i64) -> Result<Vec<DueTimer>, StoreError> {
        let sql = Sql::new("select case_id, timer, at from timers where case_id = {}").bind(case);
        self.read_timers(sql.order("timer")).await
    }

    async fn read_timers(&self, sql: Sql) -> Result<Vec<DueTimer>, StoreError> {
        let rows: Vec<(i64, String, i64)> = self.db.all(sql).await?;
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

    /// Moves a timer to another instant, if it still stands where it was read.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn move_timer(&self, timer: &DueTimer, to: Instant) -> Result<(), StoreError> {
        let key = (
            timer.case,
            timer.key.to_string(),
            timer.at.as_millis(),
            to.as_millis(),
        );
        let done = self.db.write(key, |(case, key, from, to), tx| {
            Box::pin(async move {
                let sql = Sql::new(
                    "update timers set at = {} where case_id = {} and timer = {} and at = {}",
                );
                tx.run(sql.bind(*to).bind(*case).bind(key).bind(*from))
                    .await?;
                Ok::<(), db::Abort<db::Never>>(())
            })
        });
        Ok(done.await?)
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
