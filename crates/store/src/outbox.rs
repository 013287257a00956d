//! `outbox`: messages to citizens and units, written with what they tell of, delivered afterwards.

use crate::wait::Wait;
use crate::{Store, StoreError};
use db::{Abort, DbError, Never, Record, Row, Sql, Val};
use workday::Instant;

pub(crate) const COLUMNS: &[&str] = &[
    "case_id",
    "message_id",
    "addressee",
    "template",
    "body",
    "created_at",
    "sent_at",
    "tries",
    "next_at",
];

/// A message to go out. Its body holds what the template needs: no person's words.
#[derive(Debug, Clone)]
pub struct Message {
    /// The case.
    pub case: i64,
    /// Id, unique in the case.
    pub id: i64,
    /// `requester`, `unit:CODE`, or `joined:PERSON` for one who said 同遇 and left where to send word.
    pub addressee: String,
    /// Which text.
    pub template: String,
    /// JSON for the template.
    pub body: String,
}

pub(crate) fn row(message: &Message, now: Instant) -> Vec<Val> {
    vec![
        message.case.into(),
        message.id.into(),
        message.addressee.as_str().into(),
        message.template.as_str().into(),
        message.body.as_str().into(),
        now.as_millis().into(),
        Val::Null,
        0_i64.into(),
        now.as_millis().into(),
    ]
}

/// A message that left when it was written.
pub(crate) fn delivered_row(message: &Message, now: Instant) -> Vec<Val> {
    let mut row = row(message, now);
    for (value, column) in row.iter_mut().zip(COLUMNS) {
        match *column {
            "sent_at" => *value = now.as_millis().into(),
            "tries" => *value = 1_i64.into(),
            _ => {}
        }
    }
    row
}

/// A message that waits for delivery.
#[derive(Debug, Clone)]
pub struct WaitingMessage {
    /// The message.
    pub message: Message,
    /// When it was written.
    pub created_at: Instant,
    /// Tries so far.
    pub tries: i64,
    /// Until when it waited; by it a claim knows that nobody else was faster.
    pub next_at: Instant,
}

/// What came of a try to deliver a message.
#[derive(Debug, Clone, Copy)]
pub struct Delivery {
    /// The case.
    pub case: i64,
    /// The message.
    pub message: i64,
    /// What came of it.
    pub came: Came,
}

/// What came of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// It left then.
    Left(Instant),
    /// It did not leave, and is tried again then.
    Failed(Instant),
    /// There is nobody to tell any more: it is forgotten.
    Gone,
}

impl Record for Message {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            case: row.get("case_id")?,
            id: row.get("message_id")?,
            addressee: row.get("addressee")?,
            template: row.get("template")?,
            body: row.get("body")?,
        })
    }
}

impl Record for WaitingMessage {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            message: Message::read(row)?,
            created_at: Instant::from_millis(row.get("created_at")?),
            tries: row.get("tries")?,
            next_at: Instant::from_millis(row.get("next_at")?),
        })
    }
}

const WAITING: &str = "select case_id, message_id, addressee, template, body, created_at, tries, next_at from outbox where sent_at is null";

/// Messages whose time has come, and those that lie beyond every wait: two questions, so that each is a
/// piece of the index in its order.
pub(crate) fn waiting(now: Instant, wait: Wait) -> [Sql; 2] {
    [
        Sql::new(WAITING).and("next_at <= {}", now.as_millis()),
        Sql::new(WAITING).and("next_at > {}", wait.latest(now).as_millis()),
    ]
    .map(|sql| sql.order("next_at, message_id"))
}

impl Store {
    /// Messages whose wait is over.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn waiting_messages(
        &self,
        now: Instant,
        wait: Wait,
        limit: u32,
    ) -> Result<Vec<WaitingMessage>, StoreError> {
        self.some_of(waiting(now, wait), limit).await
    }

    /// Takes messages for a try: no other server tries them before `until`. Gives those that were still
    /// free, in the order of cases and of what happened to them.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn claim_messages(
        &self,
        mut waiting: Vec<WaitingMessage>,
        until: Instant,
    ) -> Result<Vec<WaitingMessage>, StoreError> {
        // Always in the same order, so that two servers which claim at once do not lock each other out.
        waiting.sort_by_key(|one| (one.message.case, one.message.id));
        let key =
            |one: &WaitingMessage| (one.message.case, one.message.id, one.next_at.as_millis());
        let keys: Vec<_> = waiting.iter().map(key).collect();
        let claimed = self.db.write((keys, until.as_millis()), |(keys, until), tx| {
            Box::pin(async move {
                let mut claimed = Vec::with_capacity(keys.len());
                for (case, message, seen) in keys {
                    let sql = Sql::new("update outbox set next_at = {} where case_id = {} and message_id = {} and next_at = {} and sent_at is null");
                    let sql = sql.bind(*until).bind(*case).bind(*message).bind(*seen);
                    claimed.push(tx.run(sql).await? > 0);
                }
                Ok::<_, Abort<Never>>(claimed)
            })
        });
        let claimed = claimed.await?;
        let free = waiting.into_iter().zip(claimed);
        Ok(free.filter_map(|(one, free)| free.then_some(one)).collect())
    }

    /// Notes deliveries, or when to try again, all in one transaction.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn note_deliveries(&self, deliveries: Vec<Delivery>) -> Result<(), StoreError> {
        let done = self.db.write(deliveries, |deliveries, tx| {
            Box::pin(async move {
                for delivery in deliveries {
                    let noted = |sent: Option<Instant>, next: Instant| {
                        Sql::new("update outbox set sent_at = {}, tries = tries + 1, next_at = {}")
                            .bind(sent.map(Instant::as_millis))
                            .bind(next.as_millis())
                    };
                    let sql = match delivery.came {
                        Came::Left(at) => noted(Some(at), at),
                        Came::Failed(next) => noted(None, next),
                        Came::Gone => Sql::new("delete from outbox"),
                    };
                    let sql = sql.push("where case_id = {}").bind(delivery.case);
                    tx.run(sql.push("and message_id = {}").bind(delivery.message))
                        .await?;
                }
                Ok::<(), Abort<Never>>(())
            })
        });
        Ok(done.await?)
    }
}
