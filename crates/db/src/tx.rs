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
/// What a job of [`crate::Db::write`] works with.
///
/// A statement sees everything the job did before it, also rows that wait: they are sent first. After an
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
    /// Carried rows were sent: COMMIT also answers for them.
    mixed: bool,
    /// Carried rows failed.
    clash: bool,
    /// Rows of this job that wait.
    rows: Rows,
    spoilt: Option<DbError>,
}

/// SQLite: the savepoint `job`, set before the first write of a job.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Savepoint {
    None,
    /// Of a job that was kept; released by the next, or by COMMIT.
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
        let sql = self.ready(sql).await?;
        let (place, start) = (sql.place, Instant::now());
        let rows = self.conn.all(sql).await;
        let rows = self.done(place, start, rows)?;
        rows.into_iter().map(|row| R::read(&Row(row))).collect()
    }

    /// The first row, if there is one.
    pub async fn opt<R: Record>(&mut self, sql: Sql) -> Result<Option<R>, DbError> {
        let sql = self.ready(sql).await?;
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

    /// Waits until no other transaction does what this number stands for, and keeps others from it to the end
    /// of this one: what is read from here on, nobody else changes by the same way.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn alone(&mut self, what: i64) -> Result<(), DbError> {
        match self.dialect().alone() {
            Some(lock) => self.run(Sql::new(lock).bind(what)).await.map(drop),
            None => Ok(()),
        }
    }

    /// Runs a statement; answers the rows affected.
    pub async fn run(&mut self, sql: Sql) -> Result<u64, DbError> {
        let sql = self.ready(sql).await?;
        self.send(sql).await
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
        self.send_rows().await?;
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

    /// Makes a statement ready to run: what waits is sent, so that it sees it.
    async fn ready(&mut self, sql: Sql) -> Result<Rendered, DbError> {
        self.check(Some(&sql))?;
        self.send_carried()?;
        if !sql.is_select() {
            self.mark().await?;
        }
        self.send_rows().await?;
        let rendered = sql.render(self.dialect);
        rendered.map_err(|error| self.spoil(error))
    }

    /// Sends the rows of this job.
    async fn send_rows(&mut self) -> Result<(), DbError> {
        if !self.rows.is_empty() {
            self.mark().await?;
            if self.dialect == Dialect::Sqlite {
                for rows in self.rows.take_each() {
                    self.send_each(&rows)?;
                }
            } else {
                for rows in self.rows.take_together() {
                    self.send(rows).await?;
                }
            }
        }
        Ok(())
    }

    /// Sends the rows of earlier jobs.
    fn send_carried(&mut self) -> Result<(), DbError> {
        for rows in self.carried.take_each() {
            self.mixed = true;
            let sent = self.send_each(&rows);
            self.clash |= sent.is_err();
            sent?;
        }
        Ok(())
    }

    async fn send(&mut self, sql: Rendered) -> Result<u64, DbError> {
        let (place, start) = (sql.place, Instant::now());
        let rows = self.conn.run(sql).await;
        self.done(place, start, rows)
    }

    /// SQLite: runs a statement with the values of one row after another.
    fn send_each(&mut self, rows: &Rendered) -> Result<(), DbError> {
        let (place, start) = (rows.place, Instant::now());
        let sent = self.conn.run_each(rows);
        self.done(place, start, sent)
    }

    /// Sets the savepoint before the first write.
    async fn mark(&mut self) -> Result<(), DbError> {
        if self.dialect == Dialect::Postgres {
            return Ok(());
        }
        let before = std::mem::replace(&mut self.savepoint, Savepoint::Own);
        if before == Savepoint::Kept {
            self.send(Rendered::words("release job")).await?;
        }
        if before != Savepoint::Own {
            self.send(Rendered::words("savepoint job")).await?;
        }
        Ok(())
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
        result.map_err(|error| self.spoil(error))
    }
}

/// What only writers do.
impl Tx {
    /// The job is done: sends what cannot wait any longer. Fails if any statement did.
    pub(crate) async fn keep(&mut self) -> Result<(), DbError> {
        self.check(None)?;
        if self.carry {
            self.carried.append(&mut self.rows);
        } else {
            self.send_rows().await?;
        }
        if self.savepoint == Savepoint::Own {
            self.savepoint = Savepoint::Kept;
        }
        Ok(())
    }

    /// The job is off: takes back what it did. On PostgreSQL the caller rolls everything back.
    pub(crate) async fn undo(&mut self) -> Result<(), DbError> {
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
        self.check(None)?;
        self.send_carried()?;
        self.send_rows().await?;
        let committed = self.send(Rendered::words("commit")).await;
        self.clash |= committed.is_err() && self.mixed;
        match committed {
            // Whether it was stored before the answer was lost, nobody can tell.
            Err(DbError::Unavailable(why)) => Err(DbError::Unconfirmed(why)),
            told => told.map(drop),
        }
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
