//! `webhook_deliveries`: each thing that an endpoint is told, until it has heard it, and how it answered.

use crate::feed::Effect;
use crate::lease::Lost;
use crate::wait::{Wait, latest_written};
use crate::{Store, StoreError};
use db::{Abort, DbError, Never, Record, Row, Sql, Tx, Val, Work};
use workday::Instant;

/// One thing to tell one endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The endpoint.
    pub webhook: String,
    /// The event's place in the feed.
    pub position: i64,
    /// The message as it is sent, the same at every try.
    pub body: String,
}

/// What waits for an endpoint, and how it went so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// What.
    pub told: Told,
    /// When it was made.
    pub created_at: Instant,
    /// Tries so far.
    pub tries: i64,
    /// When it is tried next; none if it was heard or given up.
    pub next_at: Option<Instant>,
    /// The last try.
    pub tried_at: Option<Instant>,
    /// When it was heard.
    pub sent_at: Option<Instant>,
    /// Status of the last answer.
    pub status: Option<i64>,
    /// How long the last answer took.
    pub millis: Option<i64>,
    /// Why there was no answer.
    pub error: Option<String>,
}

impl Record for Delivery {
    fn read(row: &Row) -> Result<Self, DbError> {
        let at = |column| -> Result<Option<Instant>, DbError> {
            Ok(row.get::<Option<i64>>(column)?.map(Instant::from_millis))
        };
        Ok(Self {
            told: Told {
                webhook: row.get("webhook_id")?,
                position: row.get("position")?,
                body: row.get("body")?,
            },
            created_at: Instant::from_millis(row.get("created_at")?),
            tries: row.get("tries")?,
            next_at: at("next_at")?,
            tried_at: at("tried_at")?,
            sent_at: at("sent_at")?,
            status: row.get("status")?,
            millis: row.get("millis")?,
            error: row.get("error")?,
        })
    }
}

const COLUMNS: &[&str] = &[
    "webhook_id",
    "position",
    "body",
    "created_at",
    "tries",
    "next_at",
    "tried_at",
    "sent_at",
    "status",
    "millis",
    "error",
];

const DELIVERIES: &str = "select d.webhook_id, d.position, d.body, d.created_at, d.tries, d.next_at, d.tried_at, \
     d.sent_at, d.status, d.millis, d.error from webhook_deliveries d";

fn narrowed(rows: &'static str, webhook: &str, which: Which) -> Sql {
    let sql = Sql::new(rows).push("where d.webhook_id = {}").bind(webhook);
    match which {
        Which::All => sql,
        Which::Waiting => sql.push("and d.next_at is not null"),
        Which::Heard => sql.push("and d.next_at is null and d.sent_at is not null"),
        Which::Failed => sql.push("and d.next_at is null and d.sent_at is null"),
    }
}

fn row(told: &Told, now: i64) -> Vec<Val> {
    vec![
        told.webhook.as_str().into(),
        told.position.into(),
        told.body.as_str().into(),
        now.into(),
        0_i64.into(),
        now.into(),
        Val::Null,
        Val::Null,
        Val::Null,
        Val::Null,
        Val::Null,
    ]
}

/// What a step along the feed adds.
pub struct Telling {
    /// What is to be told.
    pub told: Vec<Told>,
    /// Now.
    pub now: Instant,
}

impl Effect for Telling {
    fn write<'t>(&'t self, tx: &'t mut Tx) -> Work<'t, (), Lost> {
        Box::pin(async move {
            let rows: Vec<_> = self
                .told
                .iter()
                .map(|told| row(told, self.now.as_millis()))
                .collect();
            tx.insert_many("webhook_deliveries", COLUMNS, rows)?;
            Ok(())
        })
    }
}

/// Which deliveries of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All.
    All,
    /// Those that wait for a try.
    Waiting,
    /// Those that were heard.
    Heard,
    /// Those that were given up.
    Failed,
}

/// How a try ended.
#[derive(Debug, Clone)]
pub struct Tried {
    /// The endpoint.
    pub webhook: String,
    /// The event.
    pub position: i64,
    /// When the try ended.
    pub at: Instant,
    /// How long it took.
    pub millis: i64,
    /// Status of the answer.
    pub status: Option<i64>,
    /// Why there was none.
    pub error: Option<String>,
    /// What follows.
    pub outcome: Outcome,
}

/// What follows from a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was heard.
    Heard,
    /// Tried again then; the endpoint is left in peace for a while.
    Again {
        /// The next try of this one.
        next: Instant,
        /// The endpoint after it.
        failing: Failing,
    },
    /// Given up; the endpoint goes on.
    GivenUp {
        /// The endpoint after it.
        failing: Failing,
    },
}

/// An endpoint after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failing {
    /// No try of any delivery before then.
    pub pause: Instant,
    /// What the endpoint's row said before the try: since when it has heard nothing.
    pub known: Option<Instant>,
    /// What it says now, if nobody else has changed it meanwhile.
    pub since: Instant,
}

/// Deliveries to an endpoint whose time has come, and those that a clock which ran ahead has put off:
/// they lie beyond every wait, or were never tried, or the last try lies ahead.
pub(crate) fn due(webhook: &str, now: Instant, wait: Wait) -> [Sql; 2] {
    let of = || {
        Sql::new(DELIVERIES)
            .push("where d.webhook_id = {}")
            .bind(webhook)
    };
    [
        of().and("d.next_at <= {}", now.as_millis()),
        of().and_sql(put_off(now, wait)),
    ]
    .map(|sql| sql.order("d.next_at, d.position"))
}

pub(crate) fn put_off(now: Instant, wait: Wait) -> Sql {
    let written = latest_written(now).as_millis();
    Sql::new("d.next_at > {} and (d.next_at > {} or d.tries = 0 or d.tried_at > {})")
        .bind(written)
        .bind(wait.latest(now).as_millis())
        .bind(written)
}

impl Store {
    /// What is due for an endpoint: what has waited longest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn due_deliveries(
        &self,
        webhook: &str,
        now: Instant,
        wait: Wait,
        limit: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        self.some_of(due(webhook, now, wait), limit).await
    }

    /// Takes a delivery for a try: nobody else tries it before `until`. Whether it was still free.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn claim_delivery(
        &self,
        delivery: &Delivery,
        until: Instant,
    ) -> Result<bool, StoreError> {
        let data = (
            delivery.told.webhook.clone(),
            delivery.told.position,
            delivery.next_at.map(Instant::as_millis),
            until.as_millis(),
        );
        let done = self.db.write(data, |(webhook, position, seen, until), tx| {
            Box::pin(async move {
                let sql = Sql::new("update webhook_deliveries set next_at = {}, tries = tries + 1 where webhook_id = {} and position = {} and next_at = {}");
                let sql = sql.bind(*until).bind(webhook.as_str()).bind(*position).bind(*seen);
                Ok::<bool, Abort<Never>>(tx.run(sql).await? > 0)
            })
        });
        Ok(done.await?)
    }

    /// Notes how a try ended, of the delivery and of its endpoint.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn note_try_of_delivery(&self, tried: Tried) -> Result<(), StoreError> {
        let done = self.db.write(tried, |tried, tx| {
            Box::pin(async move {
                let at = tried.at.as_millis();
                let (next, heard, failing) = match tried.outcome {
                    Outcome::Heard => (None, Some(at), None),
                    Outcome::Again { next, failing } => (Some(next.as_millis()), None, Some(failing)),
                    Outcome::GivenUp { failing } => (None, None, Some(failing)),
                };
                let sql = Sql::new("update webhook_deliveries set next_at = {}, tried_at = {}, sent_at = {}, status = {}, millis = {}, error = {} where webhook_id = {} and position = {}");
                let sql = sql.bind(next).bind(at).bind(heard).bind(tried.status).bind(tried.millis);
                let sql = sql.bind(tried.error.as_deref()).bind(tried.webhook.as_str()).bind(tried.position);
                tx.run(sql).await?;
                let sql = match failing {
                    None => Sql::new("update webhooks set failures = 0, failing_since = null, pause_until = 0"),
                    Some(failing) => Sql::new("update webhooks set failures = failures + 1, pause_until = {}, \
                            failing_since = case when failing_since is null or failing_since = {} then {} else failing_since end")
                        .bind(failing.pause.as_millis())
                        .bind(failing.known.map(Instant::as_millis))
                        .bind(failing.since.as_millis()),
                };
                tx.run(sql.push("where webhook_id = {}").bind(tried.webhook.as_str())).await?;
                Ok::<(), Abort<Never>>(())
            })
        });
        Ok(done.await?)
    }

    /// Deliveries of an endpoint, the newest first, before a position.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn deliveries(
        &self,
        webhook: &str,
        which: Which,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let sql = narrowed(DELIVERIES, webhook, which).and_some("d.position < {}", before);
        Ok(self
            .db
            .all(sql.order("d.position desc").limit(limit))
            .await?)
    }

    /// How many rows the delivery log of an endpoint has.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn count_deliveries(&self, webhook: &str, which: Which) -> Result<i64, StoreError> {
        let rows = "select count(*) from webhook_deliveries d";
        Ok(self.db.one(narrowed(rows, webhook, which)).await?)
    }

    /// Tells again what is there, and adds what is missing: all of it is due now. Gives how many.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn tell_again(&self, told: Vec<Told>, now: Instant) -> Result<u64, StoreError> {
        let done = self.db.write((told, now.as_millis()), |(told, now), tx| {
            Box::pin(async move {
                for told in told {
                    let sql = Sql::new(
                        "insert into webhook_deliveries (webhook_id, position, body, created_at, tries, next_at) values ({}, {}, {}, {}, 0, {}) \
                         on conflict (webhook_id, position) do update set tries = 0, sent_at = null, next_at = excluded.next_at",
                    );
                    let sql = sql.bind(told.webhook.as_str()).bind(told.position).bind(told.body.as_str());
                    tx.run(sql.bind(*now).bind(*now)).await?;
                }
                Ok::<u64, Abort<Never>>(u64::try_from(told.len()).unwrap_or_default())
            })
        });
        Ok(done.await?)
    }

    /// Forgets deliveries that ended long ago.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn forget_deliveries(&self, before: Instant) -> Result<u64, StoreError> {
        let done = self.db.write(before.as_millis(), |before, tx| {
            Box::pin(async move {
                let sql = Sql::new(
                    "delete from webhook_deliveries where next_at is null and created_at < {}",
                );
                Ok::<u64, Abort<Never>>(tx.run(sql.bind(*before)).await?)
            })
        });
        Ok(done.await?)
    }
}
