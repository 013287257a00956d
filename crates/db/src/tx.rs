//! One job's view of a transaction.

use std::time::{Duration, Instant};

use crate::dialect::{Conn, Dialect};
use crate::error::{DbError, Place};
use crate::row::{Record, Row};
use crate::sql::{Rendered, Sql};
use crate::value::Val;

/// A statement slower than this is written to the log, without its arguments.
const SLOW: Duration = Duration::from_millis(100);
/// Arguments that may wait in [`Tx::later`] before they are sent.
const MOST_WAITING: usize = 8_000;
/// Rows of one INSERT in [`Tx::insert_many`].
const MOST_ROWS: usize = 64;

/// What a job of [`crate::Db::write`] works with.
///
/// After an error of the database the transaction is spoilt on both databases: every later call
/// repeats the error, and the job fails even if it answers `Ok`. Use `on conflict do nothing` where a
/// conflict is expected.
pub struct Tx {
    conn: Conn,
    dialect: Dialect,
    /// SQLite: this job's savepoint is set. Set before its first write.
    marked: bool,
    waiting: Option<Rendered>,
    spoilt: Option<DbError>,
}

impl Tx {
    pub(crate) fn new(conn: Conn, dialect: Dialect) -> Tx {
        Tx {
            conn,
            dialect,
            marked: false,
            waiting: None,
            spoilt: None,
        }
    }

    /// Which database it is, for the rare statement that differs.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// All rows. PostgreSQL gives rows of `returning` and of queries without `order by` in any order.
    pub async fn all<R: Record>(&mut self, sql: Sql) -> Result<Vec<R>, DbError> {
        let sql = self.prepare(sql, true).await?;
        let (place, start) = (sql.place, Instant::now());
        let rows = self.conn.all(sql).await;
        let rows = self.done(place, start, rows)?;
        rows.into_iter().map(|row| R::read(&Row(row))).collect()
    }

    /// The first row, if there is one.
    pub async fn opt<R: Record>(&mut self, sql: Sql) -> Result<Option<R>, DbError> {
        let sql = self.prepare(sql, true).await?;
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
        let sql = self.prepare(sql, false).await?;
        let (place, start) = (sql.place, Instant::now());
        let rows = self.conn.run(sql).await;
        self.done(place, start, rows)
    }

    /// Runs a statement some time before the transaction commits, in order with the others, when
    /// nobody needs its answer. An error comes out of a later call, or of the job.
    ///
    /// SQLite works in a thread of its own and each statement goes there and back; statements that
    /// wait go together.
    pub async fn later(&mut self, sql: Sql) -> Result<(), DbError> {
        self.check()?;
        if self.dialect == Dialect::Postgres {
            self.run(sql).await?;
            return Ok(());
        }
        let first = self.waiting.as_ref().map_or(0, |sql| sql.args.len());
        let sql = match sql.render(first) {
            Ok(sql) => sql,
            Err(error) => return Err(self.spoil(error)),
        };
        match &mut self.waiting {
            None => self.waiting = Some(sql),
            Some(waiting) => {
                waiting.text.push_str(";\n");
                waiting.text.push_str(&sql.text);
                waiting.args.extend(sql.args);
            }
        }
        let waiting = self.waiting.as_ref().map_or(0, |sql| sql.args.len());
        if waiting > MOST_WAITING {
            self.flush().await?;
        }
        Ok(())
    }

    /// Inserts many rows with few statements, as [`Tx::later`].
    ///
    /// # Errors
    /// As `later`; [`DbError::Statement`] if a row has not as many values as there are columns.
    #[track_caller]
    pub fn insert_many(
        &mut self,
        table: &'static str,
        columns: &'static [&'static str],
        rows: Vec<Vec<Val>>,
    ) -> impl Future<Output = Result<(), DbError>> + Send + '_ {
        let place = Place(std::panic::Location::caller());
        async move {
            if columns.is_empty() || rows.iter().any(|row| row.len() != columns.len()) {
                return Err(self.spoil(DbError::Statement {
                    place,
                    why: format!("rows for {table} must have {} values", columns.len()),
                }));
            }
            let most = (self.dialect.most_args() / columns.len()).clamp(1, MOST_ROWS);
            let mut rows = rows.into_iter();
            while rows.len() > 0 {
                // Powers of two, so that few texts are prepared.
                let left = rows.len().min(most);
                let chunk = 1 << left.ilog2();
                let mut sql = Sql::insert(place, table, columns, chunk);
                for value in rows.by_ref().take(chunk).flatten() {
                    sql = sql.bind(value);
                }
                self.later(sql).await?;
            }
            Ok(())
        }
    }

    /// Sends what waits.
    async fn flush(&mut self) -> Result<(), DbError> {
        let Some(sql) = self.waiting.take() else {
            return Ok(());
        };
        let sql = self.mark(sql);
        let (place, start) = (sql.place, Instant::now());
        let rows = self.conn.run(sql).await;
        self.done(place, start, rows).map(drop)
    }

    /// Renders a statement, after what waits was sent.
    async fn prepare(&mut self, sql: Sql, may_read: bool) -> Result<Rendered, DbError> {
        self.check()?;
        self.flush().await?;
        match sql.render(0) {
            Ok(sql) if may_read && is_select(&sql.text) => Ok(sql),
            Ok(sql) => Ok(self.mark(sql)),
            Err(error) => Err(self.spoil(error)),
        }
    }

    /// Sets the savepoint before the first write, with the same trip to SQLite's thread.
    fn mark(&mut self, mut sql: Rendered) -> Rendered {
        if self.dialect == Dialect::Sqlite && !self.marked {
            sql.text.insert_str(0, "savepoint job;\n");
            self.marked = true;
        }
        sql
    }

    fn check(&self) -> Result<(), DbError> {
        self.spoilt.clone().map_or(Ok(()), Err)
    }

    /// The error that spoilt the transaction, if it is one no savepoint can mend.
    pub(crate) fn unsound(&self) -> Option<DbError> {
        self.spoilt.clone().filter(|error| !error.is_sound())
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

    /// The job is done: sends what waits and releases the savepoint. Fails if any statement did.
    pub(crate) async fn keep(&mut self) -> Result<(), DbError> {
        self.check()?;
        if let Some(waiting) = &mut self.waiting {
            if self.dialect == Dialect::Sqlite {
                waiting.text.push_str(";\nrelease job");
            }
            self.flush().await?;
        } else if self.marked {
            self.conn.script("release job").await?;
        }
        self.marked = false;
        Ok(())
    }

    /// The job is off: takes back what it did. On PostgreSQL the caller rolls everything back.
    pub(crate) async fn undo(&mut self) -> Result<(), DbError> {
        self.waiting = None;
        self.spoilt = None;
        if std::mem::take(&mut self.marked) {
            self.conn.script("rollback to job; release job").await?;
        }
        Ok(())
    }

    pub(crate) async fn commit(&mut self) -> Result<(), DbError> {
        let start = Instant::now();
        let done = self.conn.script("commit").await;
        if start.elapsed() > SLOW {
            tracing::debug!(elapsed_ms = millis(start), "slow commit");
        }
        done
    }

    pub(crate) async fn rollback(&mut self) -> Result<(), DbError> {
        self.conn.script("rollback").await
    }

    pub(crate) fn into_conn(self) -> Conn {
        self.conn
    }
}

/// Whether the statement surely writes nothing. `with` may hold an insert, so it counts as a write.
fn is_select(text: &str) -> bool {
    let word = text.trim_start().get(..6).unwrap_or_default();
    word.eq_ignore_ascii_case("select")
}

pub(crate) fn log_slow(place: Place, start: Instant) {
    if start.elapsed() > SLOW {
        tracing::debug!(%place, elapsed_ms = millis(start), "slow statement");
    }
}

fn millis(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX)
}
