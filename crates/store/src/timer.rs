//! `timers`: which instants cases wait for. The due ones are read plainly; each is then decided in a
//! transaction of its own case, which deletes it.

use crate::{Store, StoreError};
use db::{DbError, Record, Row, Sql};
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

/// A timer that is due, as its row says it: one that this program does not know keeps nobody from the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueRow {
    /// The case.
    pub case: i64,
    /// Since when.
    pub at: Instant,
    key: String,
}

impl DueRow {
    /// The timer.
    ///
    /// # Errors
    /// It is none that this program knows.
    pub fn timer(&self) -> Result<DueTimer, StoreError> {
        let key = self.key.parse();
        let key = key.map_err(|error: String| StoreError::unreadable("timers.timer", error))?;
        Ok(DueTimer {
            case: self.case,
            key,
            at: self.at,
        })
    }
}

impl Record for DueRow {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            case: row.get("case_id")?,
            at: Instant::from_millis(row.get("at")?),
            key: row.get("timer")?,
        })
    }
}

const DUE: &str = "select case_id, timer, at from timers where at <= {}";

impl Store {
    /// Timers due at an instant, the earliest first, those behind one of them.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn due_timers_after(
        &self,
        now: Instant,
        after: Option<&DueRow>,
        limit: u32,
    ) -> Result<Vec<DueRow>, StoreError> {
        let mut sql = Sql::new(DUE).bind(now.as_millis());
        if let Some(after) = after {
            let further = sql.push("and (at, case_id, timer) > ({}, {}, {})");
            sql = further.bind(after.at.as_millis()).bind(after.case);
            sql = sql.bind(after.key.as_str());
        }
        Ok(self
            .db
            .all(sql.order("at, case_id, timer").limit(limit))
            .await?)
    }

    /// Numbers of cases whose timers were due long ago, those that wait longest first; so many timers are
    /// looked at, at the most.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn cases_not_fired(
        &self,
        before: Instant,
        most: u32,
    ) -> Result<Vec<String>, StoreError> {
        let late =
            Sql::new("select case_id, at from timers where at < {}").bind(before.as_millis());
        let sql = Sql::new("select c.no from (select case_id, min(at) as since from (")
            .push_sql(late.order("at, case_id").limit(most))
            .push(") late group by case_id) t join cases c on c.case_id = t.case_id");
        Ok(self.db.all(sql.order("t.since, c.no")).await?)
    }

    /// Timers due at an instant, the earliest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn due_timers(&self, now: Instant, limit: u32) -> Result<Vec<DueTimer>, StoreError> {
        let sql = Sql::new(DUE).bind(now.as_millis());
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
        let rows: Vec<DueRow> = self.db.all(sql).await?;
        rows.iter().map(DueRow::timer).collect()
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
