//! What stands in the future: written by a clock that ran ahead, or looked at by one that was set back.

use crate::wait::{Wait, latest_written};
use crate::{Store, StoreError};
use db::Sql;
use workday::Instant;

/// How long things wait at the most, each sort by itself.
#[derive(Debug, Clone, Copy)]
pub struct Waits {
    /// A message until its next try.
    pub message: Wait,
    /// A delivery until its next try.
    pub delivery: Wait,
    /// An endpoint that is left in peace.
    pub pause: Wait,
    /// An account that is locked.
    pub lock: Wait,
    /// A session.
    pub session: Wait,
}

/// How much lies further off than it ever waits. None of it is waited for any more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ahead {
    /// Messages.
    pub messages: i64,
    /// Deliveries to endpoints.
    pub deliveries: i64,
    /// Endpoints left in peace.
    pub endpoints: i64,
    /// Locked accounts.
    pub accounts: i64,
    /// Sessions.
    pub sessions: i64,
}

impl Store {
    /// What lies further off than it ever waits.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn ahead(&self, now: Instant, waits: Waits) -> Result<Ahead, StoreError> {
        let count = async |rows: &'static str, wait: Wait| {
            let sql = Sql::new(rows).bind(wait.latest(now).as_millis());
            self.db.one::<i64>(sql).await
        };
        Ok(Ahead {
            messages: count(
                "select count(*) from outbox where sent_at is null and next_at > {}",
                waits.message,
            )
            .await?,
            deliveries: count(
                "select count(*) from webhook_deliveries where next_at > {}",
                waits.delivery,
            )
            .await?,
            endpoints: count(
                "select count(*) from webhooks where pause_until > {}",
                waits.pause,
            )
            .await?,
            accounts: count(
                "select count(*) from staff where locked_until > {}",
                waits.lock,
            )
            .await?,
            sessions: count(
                "select count(*) from sessions where expires_at > {}",
                waits.session,
            )
            .await?,
        })
    }

    /// Numbers of open cases whose last step lies in the future, the oldest first: further steps are written
    /// down at that instant. Every open case is looked at.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn cases_ahead(&self, now: Instant, limit: u32) -> Result<Vec<String>, StoreError> {
        let sql = Sql::new(
            "select c.no from cases c join events e on e.stream_id = c.case_id and e.seq = c.version \
             where c.ended_at is null and e.at > {}",
        );
        let sql = sql.bind(latest_written(now).as_millis());
        Ok(self.db.all(sql.order("c.case_id").limit(limit)).await?)
    }
}
