//! `outbox` as an administrator looks at it: what left, what waits, what was tried in vain; and sending a
//! message again.

use crate::audit::AuditRow;
use crate::outbox::Message;
use crate::{Store, StoreError};
use db::{Abort, DbError, Never, Record, Row, Sql};
use workday::Instant;

/// A message and what became of it.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The message.
    pub message: Message,
    /// Number of its case.
    pub no: String,
    /// When it was written.
    pub created_at: Instant,
    /// When it left.
    pub sent_at: Option<Instant>,
    /// Tries so far.
    pub tries: i64,
    /// When it is tried next, if it has not left.
    pub next_at: Instant,
}

/// How a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageState {
    /// Not tried yet.
    Waiting,
    /// Tried in vain; it is tried again.
    Failed,
    /// It left.
    Sent,
}

/// Case and id of a message: where a page goes on.
pub type Place = (i64, i64);

impl Record for Sent {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            message: Message::read(row)?,
            no: row.get("no")?,
            created_at: Instant::from_millis(row.get("created_at")?),
            sent_at: row.get::<Option<i64>>("sent_at")?.map(Instant::from_millis),
            tries: row.get("tries")?,
            next_at: Instant::from_millis(row.get("next_at")?),
        })
    }
}

const MESSAGES: &str = "select o.case_id, o.message_id, o.addressee, o.template, o.body, o.created_at, o.sent_at, o.tries, o.next_at, c.no \
     from outbox o join cases c on c.case_id = o.case_id where 1 = 1";

impl Store {
    /// Messages of the newest cases first; of one case the newest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn messages(
        &self,
        state: Option<MessageState>,
        no: Option<&str>,
        before: Option<Place>,
        limit: u32,
    ) -> Result<Vec<Sent>, StoreError> {
        let sql = narrowed(MESSAGES, state, no);
        let sql = match before {
            None => sql,
            Some((case, message)) => sql
                .push("and (o.case_id < {}")
                .bind(case)
                .push("or o.case_id = {}")
                .bind(case)
                .push("and o.message_id < {})")
                .bind(message),
        };
        Ok(self
            .db
            .all(sql.order("o.case_id desc, o.message_id desc").limit(limit))
            .await?)
    }

    /// How many messages there are.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn count_messages(
        &self,
        state: Option<MessageState>,
        no: Option<&str>,
    ) -> Result<i64, StoreError> {
        let rows =
            "select count(*) from outbox o join cases c on c.case_id = o.case_id where 1 = 1";
        Ok(self.db.one(narrowed(rows, state, no)).await?)
    }

    /// Lets a message leave now, whether it waits or has left already. Gives whether there is such a one.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn send_again(&self, place: Place, audit: AuditRow) -> Result<bool, StoreError> {
        let done = self.db.write((place, audit), |((case, message), audit), tx| {
            Box::pin(async move {
                let sql = Sql::new("update outbox set sent_at = null, tries = 0, next_at = {} where case_id = {} and message_id = {}");
                let sql = sql.bind(audit.at.as_millis()).bind(*case).bind(*message);
                if tx.run(sql).await? == 0 {
                    return Ok(false);
                }
                crate::audit::add(tx, audit)?;
                Ok::<bool, Abort<Never>>(true)
            })
        });
        Ok(done.await?)
    }
}

fn narrowed(rows: &'static str, state: Option<MessageState>, no: Option<&str>) -> Sql {
    let sql = Sql::new(rows).and_some("c.no = {}", no);
    match state {
        None => sql,
        Some(MessageState::Waiting) => sql.push("and o.sent_at is null and o.tries = 0"),
        Some(MessageState::Failed) => sql.push("and o.sent_at is null and o.tries > 0"),
        Some(MessageState::Sent) => sql.push("and o.sent_at is not null"),
    }
}
