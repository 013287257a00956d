//! The one transaction of a command: events, the case's row and assignments, words, timers,
//! messages and the command's id are written together or not at all.

use crate::outbox::Message;
use crate::sealed::{SealedPerson, SealedText};
use crate::search::{self, FoundBy, Tokens};
use crate::{
    Store, StoreError, attachment, case_row, event, feed, line_case, outbox, sealed, spot,
};
use db::{Abort, ConstraintKind, DbError, Sql, Tx, Val, vals};
use hotline::case::Case;
use hotline::case::event::{Erasure, Recorded};
use hotline::case::timer::{Timer, TimerKey};
use workday::Instant;

/// What is written to one case.
#[derive(Debug, Clone)]
pub struct StreamWrite {
    /// The case as its events leave it.
    pub case: Case,
    /// The version that was decided on; 0 for a new case.
    pub expected: u64,
    /// The new events.
    pub events: Vec<Recorded>,
    /// Words that they refer to.
    pub texts: Vec<SealedText>,
    /// Persons that they refer to.
    pub persons: Vec<SealedPerson>,
    /// Whether the centre should call the requester back.
    pub call_back: bool,
    /// Every timer that the case waits for now.
    pub timers: Vec<Timer>,
    /// By which tokens the case is found from now on, for each shelf; none if that does not change.
    pub found_by: Option<Tokens>,
}

/// How a query code is kept.
#[derive(Debug, Clone)]
pub struct CodeWrite {
    /// The case.
    pub case: i64,
    /// Salt.
    pub salt: [u8; 16],
    /// SHA-256 over salt and code.
    pub digest: [u8; 32],
}

/// By what a repeat of the command is known.
#[derive(Debug, Clone)]
pub enum CommandKey {
    /// A command on a case.
    OnCase {
        /// The case.
        case: i64,
        /// Idempotency-Key, or a fresh id.
        id: String,
    },
    /// A registration, known by its sender.
    Registration {
        /// The sender's label.
        actor: String,
        /// Idempotency-Key, or a fresh id.
        id: String,
        /// The new case.
        case: i64,
    },
    /// A timer that fired; it is deleted with what it did.
    Timer {
        /// The case.
        case: i64,
        /// The timer.
        key: TimerKey,
    },
    /// The platform's own order, such as a new calendar.
    Order {
        /// Id of the order.
        id: String,
    },
}

impl CommandKey {
    pub(crate) fn id(&self) -> String {
        match self {
            Self::OnCase { id, .. } | Self::Registration { id, .. } | Self::Order { id } => {
                id.clone()
            }
            Self::Timer { key, .. } => key.to_string(),
        }
    }
}

/// A command's whole effect.
#[derive(Debug, Clone)]
pub struct Commit {
    /// By what a repeat is known.
    pub key: CommandKey,
    /// When it is recorded.
    pub now: Instant,
    /// Cases written to.
    pub streams: Vec<StreamWrite>,
    /// A new case's query code.
    pub code: Option<CodeWrite>,
    /// 清除: what is deleted of a case that is written to.
    pub erase: Option<(i64, Erasure)>,
    /// Cases that have to look at their parent now.
    pub wake: Vec<i64>,
    /// Messages to go out.
    pub messages: Vec<Message>,
    /// What a repeat of the command is answered.
    pub result: String,
}

impl Commit {
    /// A commit without query code, waking nobody; its result is the command's first answer.
    pub fn new(
        key: CommandKey,
        now: Instant,
        streams: Vec<StreamWrite>,
        messages: Vec<Message>,
        result: String,
    ) -> Self {
        Self {
            key,
            now,
            streams,
            code: None,
            erase: None,
            wake: Vec::new(),
            messages,
            result,
        }
    }
}

/// Why a commit did not happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conflict {
    /// Somebody else wrote to one of the cases in between.
    Stale,
    /// The same command was carried out already; its result stands in `commands`.
    Repeated,
    /// The id or number of a new case is taken.
    Taken,
}

impl Store {
    /// Writes a command's effect in one transaction. Nobody is answered before it is durable.
    ///
    /// # Errors
    /// A conflict, after which nothing is written; or the database does not answer.
    pub async fn commit(&self, commit: Commit) -> Result<(), Abort<Conflict>> {
        let prepared = Prepared::new(commit).map_err(|error| match error {
            StoreError::Db(error) => Abort::Db(error),
            StoreError::Unreadable { what, why } => Abort::Db(DbError::Column {
                column: what.to_owned(),
                why,
            }),
        })?;
        let written = self
            .db
            .write(prepared, |prepared, tx| Box::pin(prepared.write(tx)))
            .await;
        if written.is_ok() {
            self.committed.notify_one();
        }
        written.map_err(conflict)
    }

    /// What a repeated command was answered the first time.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn result_of(&self, case: i64, command: &str) -> Result<Option<String>, StoreError> {
        let sql = Sql::new("select result from commands where case_id = {} and command_id = {}");
        Ok(self.db.opt(sql.bind(case).bind(command).quick()).await?)
    }

    /// What a repeated registration was answered the first time: case and result.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn registration(
        &self,
        actor: &str,
        command: &str,
    ) -> Result<Option<(i64, String)>, StoreError> {
        let sql = Sql::new(
            "select case_id, result from registrations where actor = {} and command_id = {}",
        );
        Ok(self.db.opt(sql.bind(actor).bind(command).quick()).await?)
    }
}

/// A unique key that was there already tells which conflict it is.
pub(crate) fn conflict(abort: Abort<Conflict>) -> Abort<Conflict> {
    let Abort::Db(DbError::Constraint {
        kind: ConstraintKind::Unique,
        name,
    }) = &abort
    else {
        return abort;
    };
    let table = name.split(['.', ',']).next().unwrap_or_default();
    Abort::Refused(match table {
        "commands" | "registrations" | "line_cases" => Conflict::Repeated,
        "events" => Conflict::Stale,
        "cases" | "query_codes" => Conflict::Taken,
        _ => return abort,
    })
}

/// Rows made before the writer is entered: JSON costs time that others would wait for.
struct Prepared {
    key: CommandKey,
    now: Instant,
    result: String,
    cases: Vec<CaseRows>,
    code: Option<CodeWrite>,
    erase: Option<(i64, Erasure)>,
    wake: Vec<i64>,
    messages: Vec<Vec<Val>>,
}

/// Everything that is written of one case, as rows.
pub(crate) struct CaseRows {
    id: i64,
    expected: i64,
    row: Vec<Val>,
    pub(crate) events: Vec<Vec<Val>>,
    waiting: Vec<Vec<Val>>,
    texts: Vec<Vec<Val>>,
    persons: Vec<Vec<Val>>,
    assignments: Vec<Vec<Val>>,
    timers: Vec<Vec<Val>>,
    attachments: Vec<Vec<Val>>,
    found_by: Option<Vec<FoundBy>>,
    pub(crate) line: Vec<Vec<Val>>,
    /// Where the case is from now on; none if that does not change.
    spots: Option<Vec<Vec<Val>>>,
}

impl Prepared {
    fn new(commit: Commit) -> Result<Self, StoreError> {
        let command = commit.key.id();
        let rows = |stream: &StreamWrite| CaseRows::of(stream, commit.now, &command);
        let mut cases = commit
            .streams
            .iter()
            .map(rows)
            .collect::<Result<Vec<_>, _>>()?;
        // Always in the same order, so that two commands over the same cases never wait in a circle.
        cases.sort_by_key(|case| case.id);
        Ok(Self {
            messages: commit
                .messages
                .iter()
                .map(|message| outbox::row(message, commit.now))
                .collect(),
            key: commit.key,
            now: commit.now,
            result: commit.result,
            cases,
            code: commit.code,
            erase: commit.erase,
            wake: commit.wake,
        })
    }

    async fn write(&self, tx: &mut Tx) -> Result<(), Abort<Conflict>> {
        for case in &self.cases {
            case.write(tx).await?;
        }
        self.write_key(tx).await?;
        if let Some(code) = &self.code {
            tx.insert_many("query_codes", CODE_COLUMNS, vec![code_row(code)])?;
        }
        if let Some((case, what)) = self.erase {
            sealed::erase(tx, case, what).await?;
            if what == Erasure::Words {
                search::forget(tx, case).await?;
                spot::forget(tx, case).await?;
            }
        }
        for child in &self.wake {
            let sql = Sql::new(
                "insert into timers (case_id, timer, at) values ({}, 'parent/0/', {}) on conflict do nothing",
            );
            tx.run(sql.bind(*child).bind(self.now.as_millis())).await?;
        }
        if !self.messages.is_empty() {
            tx.insert_many("outbox", outbox::COLUMNS, self.messages.clone())?;
        }
        Ok(())
    }

    async fn write_key(&self, tx: &mut Tx) -> Result<(), Abort<Conflict>> {
        if let CommandKey::Timer { case, key } = &self.key {
            // The timers of a case are written anew above; the one that fired is gone by then,
            // unless it belongs to no state of the case itself. How many go says nothing of
            // another server: one that was faster has written to the case, and this commit is `Stale`.
            let sql = Sql::new("delete from timers where case_id = {} and timer = {}");
            tx.run(sql.bind(*case).bind(key.to_string())).await?;
        } else if let Some((table, columns, row)) = key_row(&self.key, &self.result, self.now) {
            tx.insert(table, columns, row)?;
        }
        Ok(())
    }
}

/// The row by which a repeat of the command is known: table, columns, values.
pub(crate) fn key_row(
    key: &CommandKey,
    result: &str,
    now: Instant,
) -> Option<(&'static str, &'static [&'static str], Vec<Val>)> {
    let at = now.as_millis();
    match key {
        CommandKey::OnCase { case, id } => Some((
            "commands",
            &["case_id", "command_id", "result", "at"],
            vals![*case, id, result, at],
        )),
        CommandKey::Registration { actor, id, case } => Some((
            "registrations",
            &["actor", "command_id", "case_id", "result", "at"],
            vals![actor, id, *case, result, at],
        )),
        CommandKey::Timer { .. } | CommandKey::Order { .. } => None,
    }
}

pub(crate) const CODE_COLUMNS: &[&str] = &["case_id", "salt", "digest", "wrong", "locked_until"];

pub(crate) fn code_row(code: &CodeWrite) -> Vec<Val> {
    vals![code.case, code.salt, code.digest, 0_i64, 0_i64]
}

/// A table, its columns, rows to insert.
type Table<'a> = (&'static str, &'static [&'static str], &'a [Vec<Val>]);

impl CaseRows {
    /// The rows of one case in a command.
    pub(crate) fn of(
        stream: &StreamWrite,
        now: Instant,
        command: &str,
    ) -> Result<Self, StoreError> {
        let (texts, persons) = sealed_rows(stream)?;
        Ok(Self {
            id: stream.case.id,
            expected: i64::try_from(stream.expected).unwrap_or(i64::MAX),
            row: case_row::row(&stream.case, stream.call_back)?,
            events: event_rows(stream, now, command)?,
            waiting: feed_rows(stream),
            texts,
            persons,
            assignments: case_row::assignment_rows(&stream.case),
            timers: timer_rows(stream),
            attachments: attachment::rows(stream.case.id, &stream.events),
            found_by: search::rows(stream.case.id, stream.found_by.as_deref()),
            spots: spot::rows(stream),
            line: if stream.expected == 0 {
                line_case::rows(&stream.case)
            } else {
                Vec::new()
            },
        })
    }

    pub(crate) async fn write(&self, tx: &mut Tx) -> Result<(), Abort<Conflict>> {
        if self.expected == 0 {
            tx.insert_many("cases", case_row::COLUMNS, vec![self.row.clone()])?;
        } else {
            if tx.run(update(&self.row, self.id, self.expected)).await? == 0 {
                return Err(Abort::Refused(Conflict::Stale));
            }
            tx.run(Sql::new("delete from assignments where case_id = {}").bind(self.id))
                .await?;
            // A call to look at the parent is not the case's own timer, and stays.
            tx.run(
                Sql::new("delete from timers where case_id = {} and timer <> 'parent/0/'")
                    .bind(self.id),
            )
            .await?;
            if self.found_by.is_some() {
                search::forget(tx, self.id).await?;
            }
            if self.spots.is_some() {
                spot::forget(tx, self.id).await?;
            }
        }
        tx.insert_many("events", event::COLUMNS, self.events.clone())?;
        tx.insert_many("feed_waiting", feed::WAITING, self.waiting.clone())?;
        let spots = self.spots.as_deref().unwrap_or_default();
        let tables: [Table<'_>; 7] = [
            ("texts", sealed::TEXT_COLUMNS, &self.texts),
            ("persons", sealed::PERSON_COLUMNS, &self.persons),
            (
                "assignments",
                case_row::ASSIGNMENT_COLUMNS,
                &self.assignments,
            ),
            ("timers", TIMER_COLUMNS, &self.timers),
            ("attachments", attachment::COLUMNS, &self.attachments),
            ("line_cases", line_case::COLUMNS, &self.line),
            ("spots", spot::COLUMNS, spots),
        ];
        for (table, columns, rows) in tables {
            if !rows.is_empty() {
                tx.insert_many(table, columns, rows.to_vec())?;
            }
        }
        for (index, row) in self.found_by.iter().flatten() {
            tx.insert(index, search::COLUMNS, row.clone())?;
        }
        Ok(())
    }
}

pub(crate) const TIMER_COLUMNS: &[&str] = &["case_id", "timer", "at"];

pub(crate) fn timer_rows(stream: &StreamWrite) -> Vec<Vec<Val>> {
    let case = stream.case.id;
    let row = |timer: &Timer| vals![case, timer.key.to_string(), timer.at.as_millis()];
    stream.timers.iter().map(row).collect()
}

pub(crate) fn event_rows(
    stream: &StreamWrite,
    now: Instant,
    command: &str,
) -> Result<Vec<Vec<Val>>, StoreError> {
    let case = stream.case.id;
    let row = |recorded: &Recorded| event::row(case, recorded, now, command);
    stream.events.iter().map(row).collect()
}

/// Events that wait for their places in the feed.
pub(crate) fn feed_rows(stream: &StreamWrite) -> Vec<Vec<Val>> {
    let row = |recorded: &Recorded| feed::waiting(stream.case.id, recorded.seq);
    stream.events.iter().map(row).collect()
}

/// Rows of texts and of persons.
type Sealed = (Vec<Vec<Val>>, Vec<Vec<Val>>);

pub(crate) fn sealed_rows(stream: &StreamWrite) -> Result<Sealed, StoreError> {
    let case = stream.case.id;
    let text = |text: &SealedText| sealed::text_row(case, text);
    let person = |person: &SealedPerson| sealed::person_row(case, person);
    let persons: Result<_, _> = stream.persons.iter().map(person).collect();
    Ok((stream.texts.iter().map(text).collect(), persons?))
}

/// Writes a case's row over the one of this version.
pub(crate) fn update(row: &[Val], case: i64, version: i64) -> Sql {
    let columns: Vec<_> = case_row::COLUMNS[1..]
        .iter()
        .map(|column| format!("{column} = {{}}"))
        .collect();
    let mut sql = Sql::made(format!(
        "update cases set {} where case_id = {{}} and version = {{}}",
        columns.join(", ")
    ));
    for value in &row[1..] {
        sql = sql.bind(value.clone());
    }
    sql.bind(case).bind(version)
}
