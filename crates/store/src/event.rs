//! `events`: what happened to a case.

use crate::sealed::{CaseWords, SealedPerson, SealedText};
use crate::{Store, StoreError, case_row};
use db::{DbError, Record, Row, Sql, Val};
use hotline::case::Case;
use hotline::case::event::{EVENT_VERSION, Event, Recorded};
use std::collections::BTreeMap;
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

impl EventRow {
    fn recorded(self) -> Result<Recorded, StoreError> {
        let seq =
            u64::try_from(self.seq).map_err(|error| StoreError::unreadable("events.seq", error))?;
        Ok(Recorded {
            seq,
            at: Instant::from_millis(self.at),
            event: read(&self.kind, &self.body)?,
            actor: self.actor,
        })
    }
}

/// A case, or a text, a person or an event of it.
enum Part {
    Case(String),
    Text(SealedText),
    Person(SealedPerson),
    Event(EventRow),
}

impl Record for Part {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(match row.get::<i64>("part")? {
            0 => Self::Case(row.get("body")?),
            1 => Self::Text(SealedText::read(row)?),
            2 => Self::Person(SealedPerson::read(row)?),
            _ => Self::Event(EventRow::read(row)?),
        })
    }
}

struct OfStream(i64, EventRow);

impl Record for OfStream {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self(row.get("stream_id")?, EventRow::read(row)?))
    }
}

/// An event from its stored kind and body.
///
/// # Errors
/// The body does not belong to the kind.
pub fn read(kind: &str, body: &str) -> Result<Event, StoreError> {
    // The kind stands first, so that the body is read into its event at once.
    let kind = serde_json::Value::from(kind);
    let whole = format!("{{\"kind\":{kind},\"body\":{body}}}");
    serde_json::from_str(&whole).map_err(|error| StoreError::unreadable("events.body", error))
}

impl Store {
    /// A case by its number with its words and events, in one trip to the database: what a page of a
    /// case shows.
    ///
    /// # Errors
    /// The database does not answer, or holds an event that is not understood.
    pub async fn story(
        &self,
        no: &str,
    ) -> Result<Option<(Case, CaseWords, Vec<Recorded>)>, StoreError> {
        let sql = Sql::new(
            "select 0 as part, 0 as text_id, 0 as person_id, null as salt, 0 as seq, '' as kind, 0 as at, '' as actor, state as body \
             from cases where no = {} \
             union all select 1, text_id, 0, salt, 0, '', 0, '', body \
             from texts where case_id = (select case_id from cases where no = {}) \
             union all select 2, 0, person_id, salt, 0, '', 0, '', body \
             from persons where case_id = (select case_id from cases where no = {}) \
             union all select 3, 0, 0, null, seq, kind, at, actor, body \
             from events where stream_id = (select case_id from cases where no = {}) \
             order by part, seq",
        );
        let parts: Vec<Part> = self
            .db
            .all(sql.bind(no).bind(no).bind(no).bind(no).quick())
            .await?;
        let (mut texts, mut persons, mut events) = (Vec::new(), Vec::new(), Vec::new());
        let mut case = None;
        for part in parts {
            match part {
                Part::Case(state) => case = Some(case_row::read(&state)?),
                Part::Text(text) => texts.push(text),
                Part::Person(person) => persons.push(person),
                Part::Event(event) => events.push(event.recorded()?),
            }
        }
        Ok(case.map(|case| (case, CaseWords::of(texts, persons), events)))
    }

    /// A case's events, in order.
    ///
    /// # Errors
    /// The database does not answer, or holds an event that is not understood.
    pub async fn events(&self, case: i64) -> Result<Vec<Recorded>, StoreError> {
        let sql = Sql::new(
            "select seq, kind, at, actor, body from events where stream_id = {} order by seq",
        )
        .bind(case)
        .quick();
        let rows: Vec<EventRow> = self.db.all(sql).await?;
        rows.into_iter().map(EventRow::recorded).collect()
    }

    /// The events of several cases, each in order.
    ///
    /// # Errors
    /// The database does not answer, or holds an event that is not understood.
    pub async fn events_of(
        &self,
        cases: &[i64],
    ) -> Result<BTreeMap<i64, Vec<Recorded>>, StoreError> {
        let sql = Sql::new(
            "select stream_id, seq, kind, at, actor, body from events where stream_id in ({})",
        );
        let sql = sql.list(cases.iter().copied()).order("stream_id, seq");
        let rows: Vec<OfStream> = self.db.all(sql).await?;
        let mut streams: BTreeMap<i64, Vec<Recorded>> = BTreeMap::new();
        for OfStream(stream, row) in rows {
            streams.entry(stream).or_default().push(row.recorded()?);
        }
        Ok(streams)
    }
}
