//! `events`: what happened to a case.

use crate::{Store, StoreError};
use db::{DbError, Record, Row, Sql, Val};
use hotline::case::event::{EVENT_VERSION, Event, Recorded};
use workday::Instant;

pub(crate) const COLUMNS: &[&str] = &[
    "stream_id",
    "seq",
    "kind",
    "v",
    "at",
    "recorded_at",
    "actor",
    "command_id",
    "body",
];

/// An event's row. Its body is canonical JSON: keys sorted, no blanks.
pub(crate) fn row(
    case: i64,
    recorded: &Recorded,
    now: Instant,
    command: &str,
) -> Result<Vec<Val>, StoreError> {
    let unreadable = |error| StoreError::unreadable("events.body", error);
    let event = serde_json::to_value(&recorded.event).map_err(unreadable)?;
    let body = event.get("body").cloned().unwrap_or_default();
    Ok(vec![
        case.into(),
        Val::Int(i64::try_from(recorded.seq).unwrap_or(i64::MAX)),
        recorded.event.kind().into(),
        EVENT_VERSION.into(),
        recorded.at.as_millis().into(),
        now.as_millis().into(),
        recorded.actor.as_str().into(),
        command.into(),
        body.to_string().into(),
    ])
}

struct EventRow {
    seq: i64,
    kind: String,
    at: i64,
    actor: String,
    body: String,
}

impl Record for EventRow {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            seq: row.get("seq")?,
            kind: row.get("kind")?,
            at: row.get("at")?,
            actor: row.get("actor")?,
            body: row.get("body")?,
        })
    }
}

/// An event from its stored kind and body.
///
/// # Errors
/// The body does not belong to the kind.
pub fn read(kind: &str, body: &str) -> Result<Event, StoreError> {
    let unreadable = |error| StoreError::unreadable("events.body", error);
    let body: serde_json::Value = serde_json::from_str(body).map_err(unreadable)?;
    serde_json::from_value(serde_json::json!({ "kind": kind, "body": body })).map_err(unreadable)
}

impl Store {
    /// A case's events, in order.
    ///
    /// # Errors
    /// The database does not answer, or holds an event that is not understood.
    pub async fn events(&self, case: i64) -> Result<Vec<Recorded>, StoreError> {
        let sql = Sql::new(
            "select seq, kind, at, actor, body from events where stream_id = {} order by seq",
        )
        .bind(case);
        let rows: Vec<EventRow> = self.db.all(sql).await?;
        let recorded = |row: EventRow| {
            let seq = u64::try_from(row.seq)
                .map_err(|error| StoreError::unreadable("events.seq", error))?;
            let event = read(&row.kind, &row.body)?;
            Ok(Recorded {
                seq,
                at: Instant::from_millis(row.at),
                actor: row.actor,
                event,
            })
        };
        rows.into_iter().map(recorded).collect()
    }
}
