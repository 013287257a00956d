//! One job's view of a transaction.

use std::panic::Location;
use std::time::{Duration, Instant};

use crate::dialect::{Conn, Dialect};
use crate::error::{DbError, Place};
use crate::row::{Record, Row};
use crate::rows::Rows;
use crate::sql::{Rendered, Sql};
use crate::value::Val;

/// A statement slower than this is written to the log, without its arguments.
const SLOW: Duration = Duration::from_millis(100);
/// Arguments that may wait in [`Tx::later`] before they are sent.
const MOST_WAITING: usize = 8_000;

/// What a job of [`crate::Db::write`] works with.
///
/// A statement sees everything the job did before it, also what waits: it is sent first. After an
/// error of the database the transaction is spoilt, on both databases: every later call repeats the
/// error, and the job fails even if it answers `Ok`. Use `on conflict do nothing` where a conflict is
/// expected.
pub struct Tx {
    conn: Conn,
    dialect: Dialect,
    savepoint: Savepoint,
    /// SQLite: rows of this job may wait for those of the jobs after it.
    carry: bool,
    /// Rows of earlier jobs of the group. All of them stand outside savepoints, so if they fail, nobody
    /// can tell whose fault it is.
    carried: Rows,
    /// Carried rows were part of the last trip.
    mixed: bool,
    /// A trip with carried rows failed.
    clash: bool,
    /// Statements of this job that wait, and after them its rows.
    waiting: Vec<Sql>,
    rows: Rows,
    spoilt: Option<DbError>,
}

/// SQLite: the savepoint `job`, set with the first write of a job, in the same trip.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Savepoint {
    None,
    /// Of a job that was kept; released in the next trip, or by COMMIT.
    Kept,
    /// Of the job that runs.
    Own,
}

impl Tx {
    pub(crate) fn new(conn: Conn, dialect: Dialect, carry: bool) -> Tx {
        Tx {
            conn,
            dialect,
            savepoint: Savepoint::None,
            carry,
            carried: Rows::default(),
            mixed: false,
            clash: false,
            waiting: Vec::new(),
            rows: Rows::default(),
            spoilt: None,
        }
    }

    /// Which database it is, for the rare statement that differs.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// All rows. Without `order by` PostgreSQL gives them in any order.
    pub async fn all<R: Record>(&mut self, sql: Sql) -> Result<Vec<R>, DbError> {
        let sql = self.gather(Some(sql)).await?;
        let (place, start) = (sql.place, Instant::now());
        let rows = self.conn.all(sql).await;
        let rows = self.done(place, start, rows)?;
        rows.into_iter().map(|row| R::read(&Row(row))).collect()
    }

    /// The first row, if there is one.
    pub async fn opt<R: Record>(&mut self, sql: Sql) -> Result<Option<R>, DbError> {
        let sql = self.gather(Some(sql)).await?;
        let (place, start) = (sql.place, Instant::now());
        let row = self.conn.first(sql).await;
        let row = self.done(place, start, row)?;
        row.map(|row| R::read(&Row(row))).transpose()
    }

    /// The first row, which must exist.
    pub async fn one<R: Record>(&mut self, sql: Sql) -> Result<R, DbError> {
        let place = sql.place();
        self.opt(sql).await?.ok_or(DbError::Missing { place })
    }

    /// Runs a statement; answers the rows affected.
    pub async fn run(&mut self, sql: Sql) -> Result<u64, DbError> {
        let sql = self.gather(Some(sql)).await?;
        self.send(sql).await
    }

    /// Runs a statement whose answer nobody needs, in order with the others, at the latest when the
    /// job ends. An error comes out of a later call, or of the job.
    ///
    /// SQLite works in a thread of its own, and each trip there costs more than most statements;
    /// statements that wait go together, with the next that does not. On PostgreSQL it is sent at once.
    pub async fn later(&mut self, sql: Sql) -> Result<(), DbError> {
        self.check(Some(&sql))?;
        let waiting: usize = self.waiting.iter().map(Sql::args).sum();
        if self.dialect == Dialect::Postgres {
            self.run(sql).await?;
        } else if self.rows.is_empty() && waiting + sql.args() < MOST_WAITING {
            self.waiting.push(sql);
        } else {
            // Rows go after the statements that wait, and these came before this one.
            let before = self.gather(None).await?;
            self.send(before).await?;
            self.waiting.push(sql);
        }
        Ok(())
    }

    /// Inserts a row, at the latest when the transaction commits. On SQLite rows of all jobs of a
    /// group go together, table by table, which is by far the fastest way to write. An error comes out
    /// of a later call, or of the job; if rows of several tables break constraints, either is told.
    ///
    /// # Errors
    /// [`DbError::Nul`]; [`DbError::Statement`] if there are not as many values as columns.
    #[track_caller]
    pub fn insert(
        &mut self,
        table: &'static str,
        columns: &'static [&'static str],
        row: Vec<Val>,
    ) -> Result<(), DbError> {
        self.check(None)?;
        let place = Place(Location::caller());
        let added = self.rows.add(place, table, columns, row);
        added.map_err(|error| self.spoil(error))
    }

    /// [`Tx::insert`] of many rows.
    #[track_caller]
    pub fn insert_many(
        &mut self,
        table: &'static str,
        columns: &'static [&'static str],
        rows: impl IntoIterator<Item = Vec<Val>>,
    ) -> Result<(), DbError> {
        for row in rows {
            self.insert(table, columns, row)?;
        }
        Ok(())
    }

    /// Inserts rows of one table as fast as the database takes them: COPY on PostgreSQL, sent at once;
    /// [`Tx::insert_many`] on SQLite. For loading much at a time, not for a case's ordinary life.
    ///
    /// # Errors
    /// As [`Tx::insert`].
    pub async fn load(
        &mut self,
        table: &'static str,
        columns: &'static [&'static str],
        rows: Vec<Vec<Val>>,
    ) -> Result<(), DbError> {
        if self.dialect == Dialect::Sqlite || rows.is_empty() {
            return self.insert_many(table, columns, rows);
        }
        let before = self.gather(None).await?;
        self.send(before).await?;
        let mut copied = Rows::default();
        let place = Place(Location::caller());
        for row in rows {
            let added = copied.add(place, table, columns, row);
            added.map_err(|error| self.spoil(error))?;
        }
        let start = Instant::now();
        let done = self.conn.copy(place, copied.take_copy()).await;
        self.done(place, start, done)
    }

    /// Puts a statement behind everything that waits before it, for one trip. What is too much for one
    /// trip is sent at once.
    async fn gather(&mut self, sql: Option<Sql>) -> Result<Rendered, DbError> {
        self.check(sql.as_ref())?;
        let mut trip = Rendered::empty();
        self.mixed = false;
        if self.carried.are_few() {
            for rows in self.carried.take(self.dialect) {
                trip.push(rows);
                self.mixed = true;
            }
        } else {
            self.send_carried().await?;
        }
        let waits = !self.waiting.is_empty() || !self.rows.is_empty();
        if waits || !sql.as_ref().is_none_or(Sql::is_select) {
            trip.push_words(self.mark());
        }
        for sql in std::mem::take(&mut self.waiting) {
            self.add(&mut trip, sql).await?;
        }
        if self.dialect == Dialect::Sqlite && self.rows.are_few() {
            for rows in self.rows.take(self.dialect) {
                trip.push(rows);
            }
        } else if !self.rows.is_empty() {
            if !trip.is_empty() {
                let before = std::mem::replace(&mut trip, Rendered::empty());
                self.send(before).await?;
            }
            for rows in self.rows.take(self.dialect) {
                self.send(rows).await?;
            }
        }
        if let Some(sql) = sql {
            self.add(&mut trip, sql).await?;
        }
        Ok(trip)
    }

    /// Adds a statement to a trip. PostgreSQL takes one at a time.
    async fn add(&mut self, trip: &mut Rendered, sql: Sql) -> Result<(), DbError> {
        if self.dialect == Dialect::Postgres && !trip.is_empty() {
            let before = std::mem::replace(trip, Rendered::empty());
            self.send(before).await?;
        }
        match sql.render(self.dialect) {
            Ok(sql) => trip.push(sql),
            Err(error) => return Err(self.spoil(error)),
        }
        Ok(())
    }

    async fn send(&mut self, sql: Rendered) -> Result<u64, DbError> {
        if sql.is_empty() {
            return Ok(0);
        }
        let (place, start) = (sql.place, Instant::now());
        let rows = self.conn.run(sql).await;
        self.done(place, start, rows)
    }

    /// Sends the rows of earlier jobs by themselves.
    async fn send_carried(&mut self) -> Result<(), DbError> {
        self.mixed = true;
        for sql in self.carried.take(self.dialect) {
            self.send(sql).await?;
        }
        self.mixed = false;
        Ok(())
    }

    /// The words that set the savepoint before the first write.
    fn mark(&mut self) -> &'static str {
        if self.dialect == Dialect::Postgres {
            return "";
        }
        match std::mem::replace(&mut self.savepoint, Savepoint::Own) {
            Savepoint::None => "savepoint job",
            Savepoint::Kept => "release job;\nsavepoint job",
            Savepoint::Own => "",
        }
    }

    fn check(&mut self, sql: Option<&Sql>) -> Result<(), DbError> {
        if let Some(error) = &self.spoilt {
            return Err(error.clone());
        }
        let checked = sql.map_or(Ok(()), Sql::check);
        checked.map_err(|error| self.spoil(error))
    }

    fn spoil(&mut self, error: DbError) -> DbError {
        self.spoilt = Some(error.clone());
        error
    }

    fn done<T>(
        &mut self,
        place: Place,
        start: Instant,
        result: Result<T, DbError>,
    ) -> Result<T, DbError> {
        log_slow(place, start);
        result.map_err(|error| {
            self.clash |= self.mixed;
            self.spoil(error)
        })
    }
}

/// What only writers do.
impl Tx {
    /// The job is done: sends what cannot wait any longer. Fails if any statement did.
    pub(crate) async fn keep(&mut self) -> Result<(), DbError> {
        self.check(None)?;
        let mut rows = Rows::default();
        if self.carry {
            rows = std::mem::take(&mut self.rows);
        }
        if !self.waiting.is_empty() || !self.rows.is_empty() {
            let sql = self.gather(None).await?;
            self.send(sql).await?;
        }
        self.carried.append(&mut rows);
        if self.savepoint == Savepoint::Own {
            self.savepoint = Savepoint::Kept;
        }
        Ok(())
    }

    /// The job is off: takes back what it did. On PostgreSQL the caller rolls everything back.
    pub(crate) async fn undo(&mut self) -> Result<(), DbError> {
        self.waiting.clear();
        self.rows.clear();
        self.spoilt = None;
        if self.savepoint == Savepoint::Own {
            self.savepoint = Savepoint::None;
            self.conn.script("rollback to job; release job").await?;
        }
        Ok(())
    }

    /// The error that no savepoint can mend, if there was one.
    pub(crate) fn unsound(&self) -> Option<DbError> {
        let mends = |error: &DbError| error.is_sound() && !self.clash;
        self.spoilt.clone().filter(|error| !mends(error))
    }

    /// Whether carried rows broke a constraint: then the connection is good, and each member of the
    /// group can be told its own answer if it does not wait for the others.
    pub(crate) fn clashed(&self) -> bool {
        self.clash && self.spoilt.as_ref().is_some_and(DbError::is_sound)
    }

    pub(crate) async fn commit(&mut self) -> Result<(), DbError> {
        let mut sql = self.gather(None).await?;
        sql.push_words("commit");
        self.send(sql).await.map(drop)
    }

    pub(crate) async fn rollback(&mut self) -> Result<(), DbError> {
        self.conn.script("rollback").await
    }

    pub(crate) fn into_conn(self) -> Conn {
        self.conn
    }
}

pub(crate) fn log_slow(place: Place, start: Instant) {
    if start.elapsed() > SLOW {
        tracing::debug!(%place, elapsed_ms = millis(start), "slow statement");
    }
}

fn millis(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX)
}
