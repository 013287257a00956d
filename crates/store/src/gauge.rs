//! Gauges: how much waits, and since when; for the operator's figures and for the doctor. Counts stop
//! at a limit, so that asking stays cheap also when something has piled up.

use crate::{Store, StoreError};
use db::Sql;
use workday::Instant;

/// Counting stops here.
pub const MOST: i64 = 10_000;

/// How much waits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gauges {
    /// Timers that are due, at most [`MOST`].
    pub timers_due: i64,
    /// Since when the first of them is.
    pub timer_since: Option<Instant>,
    /// Messages that are not delivered, at most [`MOST`].
    pub messages: i64,
    /// Since when the first of them waits.
    pub message_since: Option<Instant>,
    /// Messages whose delivery failed at least once, at most [`MOST`].
    pub messages_failed: i64,
    /// Events that wait for their place in the feed, at most [`MOST`].
    pub feed_waiting: i64,
    /// Entries that the slowest follower has not seen, and who it is.
    pub feed_behind: Option<(String, i64)>,
    /// Sessions that have not ended.
    pub sessions: i64,
    /// Open cases by status.
    pub open: Vec<(String, i64)>,
}

impl Store {
    /// Everything that waits, as of now.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn gauges(&self, now: Instant) -> Result<Gauges, StoreError> {
        let at = now.as_millis();
        let due = Sql::new(
            "select count(*), min(at) from (select at from timers where at <= {} order by at limit {}) t",
        );
        let (timers_due, timer_since): (i64, Option<i64>) =
            self.db.one(due.bind(at).bind(MOST)).await?;
        let waiting = Sql::new(
            "select count(*), min(created_at), cast(coalesce(sum(case when tries > 0 then 1 else 0 end), 0) as BIGINT) \
             from (select created_at, tries from outbox where sent_at is null limit {}) m",
        );
        let (messages, message_since, messages_failed): (i64, Option<i64>, i64) =
            self.db.one(waiting.bind(MOST)).await?;
        let head = self.feed_head().await?;
        let slowest = self
            .followers()
            .await?
            .into_iter()
            .min_by_key(|(_, position)| *position);
        let sessions = Sql::new("select count(*) from sessions where expires_at > {}").bind(at);
        let open = Sql::new(
            "select status, count(*) from cases where status in ('submitted', 'accepted', 'in_progress', 'answered') group by status",
        );
        Ok(Gauges {
            timers_due,
            timer_since: timer_since.map(Instant::from_millis),
            messages,
            message_since: message_since.map(Instant::from_millis),
            messages_failed,
            feed_waiting: self
                .feed_backlog(u32::try_from(MOST).unwrap_or(u32::MAX))
                .await?,
            feed_behind: slowest.map(|(name, position)| (name, head - position)),
            sessions: self.db.one(sessions).await?,
            open: self.db.all(open.order("status")).await?,
        })
    }
}
