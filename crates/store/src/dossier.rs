//! Dossiers: a case with everything that belongs to it, as it is taken out of one database and put
//! into another. What can be computed from the events (row, assignments, timers) is not in it.

use crate::commit::{CODE_COLUMNS, CaseRows, CodeWrite, Conflict, StreamWrite, code_row, conflict};
use crate::sealed::{SealedPerson, SealedText};
use crate::{Store, StoreError, event, line_case};
use db::{Abort, DbError, Record, Row, Sql, Tx, Val};
use std::collections::{BTreeMap, HashMap};
use workday::Instant;

/// An event as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Its place in the stream, from 1.
    pub seq: u64,
    /// Its kind.
    pub kind: String,
    /// The version of its body.
    pub v: i64,
    /// When it holds.
    pub at: Instant,
    /// When it was written down.
    pub recorded_at: Instant,
    /// By whom.
    pub actor: String,
    /// The command that it came of.
    pub command: String,
    /// The body: canonical JSON.
    pub body: String,
}

/// A case with everything that belongs to it.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// Id of the case.
    pub id: i64,
    /// Its number.
    pub no: String,
    /// Number of its events.
    pub version: u64,
    /// How its query code is kept.
    pub code: Option<CodeWrite>,
    /// Its events, in order.
    pub events: Vec<StoredEvent>,
    /// Words, by id.
    pub texts: Vec<SealedText>,
    /// Persons, by id.
    pub persons: Vec<SealedPerson>,
}

/// A dossier to be put in: the case as its events leave it, and the events as they were stored.
#[derive(Debug, Clone)]
pub struct Intake {
    /// The case with its events, words and persons, and the timers that it shall wait for.
    pub stream: StreamWrite,
    /// The same events as stored elsewhere: who wrote them down when is kept.
    pub events: Vec<StoredEvent>,
    /// How its query code is kept.
    pub code: Option<CodeWrite>,
    /// The event from which on files are wanted: those before were erased; 0 for none.
    pub files_from: u64,
    /// Its number's day and place in the day, which nobody else may get again.
    pub number: Option<(String, i64)>,
}

/// A row with the id of its case.
struct OfCase<T>(i64, T);

impl<T: Record> Record for OfCase<T> {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self(row.get("case_id")?, T::read(row)?))
    }
}

impl Record for StoredEvent {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            seq: u64::try_from(row.get::<i64>("seq")?).unwrap_or_default(),
            kind: row.get("kind")?,
            v: row.get("v")?,
            at: Instant::from_millis(row.get("at")?),
            recorded_at: Instant::from_millis(row.get("recorded_at")?),
            actor: row.get("actor")?,
            command: row.get("command_id")?,
            body: row.get("body")?,
        })
    }
}

impl Record for CodeWrite {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            case: row.get("case_id")?,
            salt: row.get("salt")?,
            digest: row.get("digest")?,
        })
    }
}

fn by_case<T>(rows: Vec<OfCase<T>>) -> HashMap<i64, Vec<T>> {
    let mut map: HashMap<i64, Vec<T>> = HashMap::new();
    for OfCase(case, row) in rows {
        map.entry(case).or_default().push(row);
    }
    map
}

impl Store {
    /// How many cases there are.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn count_cases(&self) -> Result<u64, StoreError> {
        let count: i64 = self.db.one(Sql::new("select count(*) from cases")).await?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// Dossiers in the order of their ids, from an id on.
    ///
    /// Each is whole as of the instant at which its case was read: later events are left out.
    ///
    /// # Errors
    /// The database does not answer, or holds a person that is not understood.
    pub async fn dossiers_after(&self, id: i64, limit: u32) -> Result<Vec<Dossier>, StoreError> {
        let sql = Sql::new("select case_id, no, version from cases where case_id > {}").bind(id);
        let cases: Vec<(i64, String, i64)> = self.db.all(sql.order("case_id").limit(limit)).await?;
        let (Some(first), Some(last)) = (cases.first(), cases.last()) else {
            return Ok(Vec::new());
        };
        let between = |columns: &str, table: &str, key: &str, order: &str| {
            Sql::made(format!(
                "select {columns} from {table} where {key} >= {{}} and {key} <= {{}} order by {order}"
            ))
            .bind(first.0)
            .bind(last.0)
        };
        let events: Vec<OfCase<StoredEvent>> = self
            .db
            .all(between(
                "stream_id as case_id, seq, kind, v, at, recorded_at, actor, command_id, body",
                "events",
                "stream_id",
                "stream_id, seq",
            ))
            .await?;
        let texts: Vec<OfCase<SealedText>> = self
            .db
            .all(between(
                "case_id, text_id, salt, body",
                "texts",
                "case_id",
                "case_id, text_id",
            ))
            .await?;
        let persons: Vec<OfCase<SealedPerson>> = self
            .db
            .all(between(
                "case_id, person_id, salt, body",
                "persons",
                "case_id",
                "case_id, person_id",
            ))
            .await?;
        let codes: Vec<CodeWrite> = self
            .db
            .all(between(
                "case_id, salt, digest",
                "query_codes",
                "case_id",
                "case_id",
            ))
            .await?;
        let (mut events, mut texts, mut persons) =
            (by_case(events), by_case(texts), by_case(persons));
        let mut codes: HashMap<i64, CodeWrite> =
            codes.into_iter().map(|code| (code.case, code)).collect();
        let dossier = |(id, no, version): (i64, String, i64)| {
            let version = u64::try_from(version).unwrap_or_default();
            let mut events = events.remove(&id).unwrap_or_default();
            events.retain(|event| event.seq <= version);
            Dossier {
                id,
                no,
                version,
                code: codes.remove(&id),
                events,
                texts: texts.remove(&id).unwrap_or_default(),
                persons: persons.remove(&id).unwrap_or_default(),
            }
        };
        Ok(cases.into_iter().map(dossier).collect())
    }

    /// A case's number and its stored events, if there is a case with this id.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn stored_events(
        &self,
        case: i64,
    ) -> Result<Option<(String, Vec<StoredEvent>)>, StoreError> {
        let no: Option<String> = self
            .db
            .opt(Sql::new("select no from cases where case_id = {}").bind(case))
            .await?;
        let Some(no) = no else { return Ok(None) };
        let sql = Sql::new(
            "select seq, kind, v, at, recorded_at, actor, command_id, body from events where stream_id = {}",
        );
        Ok(Some((no, self.db.all(sql.bind(case).order("seq")).await?)))
    }

    /// Which of these ids are cases already.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn known_cases(&self, ids: &[i64]) -> Result<Vec<i64>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql =
            Sql::new("select case_id from cases where case_id in ({})").list(ids.iter().copied());
        Ok(self.db.all(sql).await?)
    }

    /// Puts dossiers in, all or none, in one transaction. Nothing is sent, nobody is woken.
    ///
    /// # Errors
    /// `Taken`: an id or a number is there already; or the database does not answer.
    pub async fn take_in(&self, intakes: Vec<Intake>, now: Instant) -> Result<(), Abort<Conflict>> {
        let prepared = Prepared::new(intakes, now)?;
        let written = self
            .db
            .write(prepared, |prepared, tx| Box::pin(prepared.write(tx)));
        written.await.map_err(conflict)
    }
}

struct Prepared {
    cases: Vec<CaseRows>,
    codes: Vec<Vec<Val>>,
    /// Cases whose files before an event are not wanted.
    erased: Vec<(i64, i64)>,
    /// The next free number of each day.
    days: BTreeMap<String, i64>,
}

impl Prepared {
    fn new(intakes: Vec<Intake>, now: Instant) -> Result<Self, StoreError> {
        let mut all = Self {
            cases: Vec::with_capacity(intakes.len()),
            codes: Vec::new(),
            erased: Vec::new(),
            days: BTreeMap::new(),
        };
        for intake in intakes {
            let mut rows = CaseRows::of(&intake.stream, now, "")?;
            // Where numbers were taken as they stood, two cases may differ in case and width alone.
            rows.line = line_case::as_written(&intake.stream.case);
            rows.events = intake
                .events
                .iter()
                .map(|stored| row(intake.stream.case.id, stored))
                .collect();
            all.cases.push(rows);
            if intake.files_from > 0 {
                let from = i64::try_from(intake.files_from).unwrap_or(i64::MAX);
                all.erased.push((intake.stream.case.id, from));
            }
            if let Some(code) = intake.code {
                all.codes.push(code_row(&code));
            }
            if let Some((day, place)) = intake.number {
                let next = all.days.entry(day).or_default();
                *next = (*next).max(place + 1);
            }
        }
        Ok(all)
    }

    async fn write(&self, tx: &mut Tx) -> Result<(), Abort<Conflict>> {
        for case in &self.cases {
            case.write(tx).await?;
        }
        if !self.codes.is_empty() {
            tx.insert_many("query_codes", CODE_COLUMNS, self.codes.clone())?;
        }
        for (case, from) in &self.erased {
            let sql = Sql::new("delete from attachments where case_id = {} and seq < {}");
            tx.run(sql.bind(*case).bind(*from)).await?;
        }
        for (day, next) in &self.days {
            let sql = Sql::new(
                "insert into number_blocks (day, next) values ({}, {}) on conflict (day) do update set \
                 next = case when number_blocks.next > excluded.next then number_blocks.next else excluded.next end",
            );
            tx.run(sql.bind(day).bind(*next)).await?;
        }
        Ok(())
    }
}

fn row(case: i64, stored: &StoredEvent) -> Vec<Val> {
    vec![
        case.into(),
        Val::Int(i64::try_from(stored.seq).unwrap_or(i64::MAX)),
        stored.kind.as_str().into(),
        stored.v.into(),
        stored.at.as_millis().into(),
        stored.recorded_at.as_millis().into(),
        stored.actor.as_str().into(),
        stored.command.as_str().into(),
        stored.body.as_str().into(),
    ]
}

const _: () = assert!(
    event::COLUMNS.len() == 9,
    "a row of events has as many values"
);
