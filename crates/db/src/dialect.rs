//! Every difference between the two databases: here and in the two files below, nowhere else.

mod postgres;
mod sqlite;
pub(crate) mod text_index;

use std::fmt::Write as _;
use std::path::PathBuf;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};

use crate::error::{DbError, Place};
use crate::listening::Listening;
use crate::sql::Rendered;
use crate::value::Val;

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// SQLite, in a file.
    Sqlite,
    /// PostgreSQL 15 or later.
    Postgres,
}

impl Dialect {
    /// One of two texts, for the rare statement that cannot be the same on both.
    pub fn pick(self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self {
            Dialect::Sqlite => sqlite,
            Dialect::Postgres => postgres,
        }
    }

    /// Writes the place of the `number`th argument. SQLite's has no name: a name is looked for among
    /// all the names of its statement, so that a thousand of them cost a million looks.
    pub(crate) fn place(self, text: &mut String, number: usize) {
        match self {
            Dialect::Sqlite => text.push('?'),
            Dialect::Postgres => {
                let _ = write!(text, "${number}");
            }
        }
    }

    /// Starts a writing transaction. SQLite must take its lock now: a reader that turns writer
    /// later may be refused.
    pub(crate) fn begin(self) -> &'static str {
        self.pick("begin immediate", "begin")
    }

    /// Starts a transaction of SQLite in which rows of several jobs wait for each other: then they are
    /// not inserted in the order in which the jobs gave them, and foreign keys can only be asked about
    /// at the end.
    pub(crate) fn begin_group() -> &'static str {
        "begin immediate; pragma defer_foreign_keys = on"
    }

    /// Keeps two servers from migrating at once, until the transaction ends. On SQLite
    /// `begin immediate` does.
    pub(crate) fn migration_lock(self) -> &'static str {
        // The number is any that no other program on the server is likely to choose.
        self.pick("", "select pg_advisory_xact_lock(4812345067112345)")
    }

    /// Keeps two transactions that do the same from overlapping, until the first ends. On SQLite there is
    /// only one that writes.
    pub(crate) fn alone(self) -> Option<&'static str> {
        (self == Dialect::Postgres).then_some("select pg_advisory_xact_lock({})")
    }

    /// How the database stands: version, size, connections.
    pub(crate) fn standing(self) -> &'static str {
        self.pick(sqlite::STANDING, postgres::STANDING)
    }

    /// The servers that follow this one.
    pub(crate) fn standbys(self) -> &'static str {
        self.pick("", postgres::STANDBYS)
    }

    /// All columns of all tables: table, column, type as declared, nullable, position in the key.
    pub(crate) fn schema(self) -> &'static str {
        self.pick(sqlite::SCHEMA, postgres::SCHEMA)
    }

    /// DDL in this database's words. Types are written in capitals: `BIGINT`, `TEXT`, `BOOLEAN`,
    /// `BYTES`. On SQLite BIGINT becomes INTEGER (so that a lone key is the rowid); on PostgreSQL
    /// TEXT compares by bytes as on SQLite, and `WITHOUT ROWID` is dropped.
    pub(crate) fn ddl(self, text: &str) -> String {
        let word = |word: &str| match (self, word) {
            (Dialect::Sqlite, "BIGINT") => Some("INTEGER"),
            (Dialect::Sqlite, "BYTES") => Some("BLOB"),
            (Dialect::Postgres, "TEXT") => Some("TEXT COLLATE \"C\""),
            (Dialect::Postgres, "BYTES") => Some("BYTEA"),
            (Dialect::Postgres, "WITHOUT" | "ROWID") => Some(""),
            _ => None,
        };
        replace_words(text, word)
    }
}

/// Replaces whole words outside quotes and comments.
fn replace_words(text: &str, with: impl Fn(&str) -> Option<&'static str>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let end = if is_word(first) {
            rest.find(|c| !is_word(c)).unwrap_or(rest.len())
        } else if first == '\'' || first == '"' {
            rest[1..].find(first).map_or(rest.len(), |at| at + 2)
        } else if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (piece, after) = rest.split_at(end);
        out.push_str(with(piece).unwrap_or(piece));
        rest = after;
    }
    out
}

/// The sort of a column or argument, as far as both databases can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TypeClass {
    /// BIGINT.
    Int,
    /// TEXT.
    Text,
    /// BOOLEAN.
    Bool,
    /// BYTES.
    Bytes,
    /// Doubles.
    Real,
    /// Anything else, which no table both databases have should use.
    Other,
}

impl TypeClass {
    /// The class of a type by its declared name.
    pub(crate) fn of(name: &str) -> TypeClass {
        match name.to_ascii_uppercase().as_str() {
            "BIGINT" | "INTEGER" | "INT8" => TypeClass::Int,
            "TEXT" | "VARCHAR" => TypeClass::Text,
            "BOOLEAN" | "BOOL" => TypeClass::Bool,
            "BLOB" | "BYTEA" => TypeClass::Bytes,
            "REAL" | "DOUBLE PRECISION" | "FLOAT8" => TypeClass::Real,
            _ => TypeClass::Other,
        }
    }

    /// The class of an argument; `None` for null.
    pub(crate) fn of_value(value: &Val) -> Option<TypeClass> {
        match value {
            Val::Null => None,
            Val::Int(_) => Some(TypeClass::Int),
            Val::Text(_) | Val::Tokens(_) => Some(TypeClass::Text),
            Val::Bool(_) => Some(TypeClass::Bool),
            Val::Bytes(_) => Some(TypeClass::Bytes),
            Val::Real(_) => Some(TypeClass::Real),
        }
    }
}

/// Where the database is. Never printed: it may hold a password.
#[derive(Clone)]
pub(crate) enum Target {
    Sqlite(sqlite::File),
    Postgres(Box<PgConnectOptions>),
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Read,
    Write,
}

impl Target {
    pub(crate) fn parse(url: &str, max_pages: Option<u32>) -> Result<Target, DbError> {
        let scheme = url.split(':').next().unwrap_or_default();
        match scheme {
            "sqlite" => sqlite::file(url, max_pages).map(Target::Sqlite),
            "postgres" | "postgresql" => {
                postgres::options(url).map(|options| Target::Postgres(Box::new(options)))
            }
            _ => Err(DbError::Url(
                "must begin with sqlite: or postgres:".to_owned(),
            )),
        }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Target::Sqlite(_) => Dialect::Sqlite,
            Target::Postgres(_) => Dialect::Postgres,
        }
    }

    /// SQLite: whether the file has no page yet.
    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Target::Sqlite(file) => file.is_blank(),
            Target::Postgres(_) => false,
        }
    }

    /// SQLite: the folder of the file.
    pub(crate) fn folder(&self) -> PathBuf {
        match self {
            Target::Sqlite(file) => file.folder(),
            Target::Postgres(_) => PathBuf::new(),
        }
    }

    /// Listens to a channel on a connection of its own; nothing on SQLite.
    pub(crate) async fn listen(&self, channel: &str) -> Result<Option<Listening>, DbError> {
        match self {
            Target::Sqlite(_) => Ok(None),
            Target::Postgres(options) => {
                let listener = postgres::listen(options, channel).await?;
                Ok(Some(Listening::new(listener)))
            }
        }
    }

    pub(crate) async fn connect(&self, role: Role) -> Result<Conn, DbError> {
        match self {
            Target::Sqlite(file) => sqlite::connect(file, role).await.map(Conn::Sqlite),
            Target::Postgres(options) => postgres::connect(options).await.map(Conn::Postgres),
        }
    }
}

fn not_here(place: Place) -> DbError {
    DbError::Statement {
        place,
        why: "PostgreSQL does not work in the caller's thread".to_owned(),
    }
}

/// One connection.
pub(crate) enum Conn {
    Sqlite(rusqlite::Connection),
    Postgres(PgConnection),
}

/// A row as it came.
pub(crate) enum RawRow {
    Sqlite(sqlite::SqliteRow),
    Postgres(sqlx::postgres::PgRow),
}

impl RawRow {
    pub(crate) fn named(&self, name: &str) -> Result<Val, String> {
        match self {
            RawRow::Sqlite(row) => row.named(name),
            RawRow::Postgres(row) => postgres::value(row, name),
        }
    }

    pub(crate) fn at(&self, index: usize) -> Result<Val, String> {
        match self {
            RawRow::Sqlite(row) => row.at(index),
            RawRow::Postgres(row) => postgres::value(row, index),
        }
    }
}

/// Breaks off what a connection of SQLite is doing.
pub(crate) struct Interrupt(rusqlite::InterruptHandle);

impl Interrupt {
    /// The statement that runs fails; one that begins later does not.
    pub(crate) fn now(&self) {
        self.0.interrupt();
    }
}

impl Conn {
    /// SQLite: a way to break off what this connection does, from another thread.
    pub(crate) fn interrupt(&self) -> Option<Interrupt> {
        match self {
            Conn::Sqlite(conn) => Some(Interrupt(conn.get_interrupt_handle())),
            Conn::Postgres(_) => None,
        }
    }

    /// SQLite: runs a statement in this thread; answers the rows affected.
    pub(crate) fn run_here(&self, sql: &Rendered) -> Result<u64, DbError> {
        match self {
            Conn::Sqlite(conn) => sqlite::run(conn, sql),
            Conn::Postgres(_) => Err(not_here(sql.place)),
        }
    }

    /// SQLite: the first rows, as many as are asked for, read in this thread.
    pub(crate) fn read_here(&self, sql: &Rendered, most: usize) -> Result<Vec<RawRow>, DbError> {
        match self {
            Conn::Sqlite(conn) => {
                let rows = sqlite::rows(conn, sql, most)?;
                Ok(rows.into_iter().map(RawRow::Sqlite).collect())
            }
            Conn::Postgres(_) => Err(not_here(sql.place)),
        }
    }

    /// All rows.
    pub(crate) async fn all(&mut self, sql: Rendered) -> Result<Vec<RawRow>, DbError> {
        let place = sql.place;
        match self {
            Conn::Sqlite(_) => self.read_here(&sql, usize::MAX),
            Conn::Postgres(conn) => match postgres::query(sql)?.fetch_all(conn).await {
                Ok(rows) => Ok(rows.into_iter().map(RawRow::Postgres).collect()),
                Err(error) => Err(postgres::error(&error, place)),
            },
        }
    }

    /// The first row, if any.
    pub(crate) async fn first(&mut self, sql: Rendered) -> Result<Option<RawRow>, DbError> {
        let place = sql.place;
        match self {
            Conn::Sqlite(_) => Ok(self.read_here(&sql, 1)?.pop()),
            Conn::Postgres(conn) => match postgres::query(sql)?.fetch_optional(conn).await {
                Ok(row) => Ok(row.map(RawRow::Postgres)),
                Err(error) => Err(postgres::error(&error, place)),
            },
        }
    }

    /// Rows affected.
    pub(crate) async fn run(&mut self, sql: Rendered) -> Result<u64, DbError> {
        let place = sql.place;
        match self {
            Conn::Sqlite(_) => self.run_here(&sql),
            Conn::Postgres(conn) => match postgres::query(sql)?.execute(conn).await {
                Ok(done) => Ok(done.rows_affected()),
                Err(error) => Err(postgres::error(&error, place)),
            },
        }
    }

    /// SQLite: runs a statement again and again, each time with the next of its arguments.
    pub(crate) fn run_each(&mut self, sql: &Rendered) -> Result<(), DbError> {
        match self {
            Conn::Sqlite(conn) => sqlite::run_each(conn, sql),
            Conn::Postgres(_) => Err(not_here(sql.place)),
        }
    }

    /// Loads rows by COPY, a statement and its data for each table; only PostgreSQL knows it.
    pub(crate) async fn copy(
        &mut self,
        place: Place,
        tables: Vec<(String, Vec<u8>)>,
    ) -> Result<(), DbError> {
        match self {
            Conn::Sqlite(_) => Err(DbError::Statement {
                place,
                why: "SQLite has no COPY".to_owned(),
            }),
            Conn::Postgres(conn) => {
                for (words, data) in tables {
                    let copied = postgres::copy(conn, &words, data).await;
                    copied.map_err(|error| postgres::error(&error, place))?;
                }
                Ok(())
            }
        }
    }

    /// Statements without arguments or answers: transaction words and migrations.
    #[track_caller]
    pub(crate) fn script(
        &mut self,
        text: &str,
    ) -> impl Future<Output = Result<(), DbError>> + Send + '_ {
        let place = Place(std::panic::Location::caller());
        let text = text.to_owned();
        async move {
            match self {
                Conn::Sqlite(conn) => sqlite::script(conn, &text, place),
                Conn::Postgres(conn) => {
                    match conn.execute(sqlx::raw_sql(AssertSqlSafe(text))).await {
                        Ok(_) => Ok(()),
                        Err(error) => Err(postgres::error(&error, place)),
                    }
                }
            }
        }
    }

    /// Prepares a statement and compares the arguments' types with what the database expects (which
    /// only PostgreSQL tells).
    pub(crate) async fn check(&mut self, sql: Rendered) -> Result<(), DbError> {
        match self {
            Conn::Sqlite(conn) => sqlite::check(conn, &sql),
            Conn::Postgres(conn) => postgres::check(conn, sql).await,
        }
    }

    /// Says good-bye and waits until the connection is gone.
    pub(crate) async fn close(self) {
        let closed = match self {
            Conn::Sqlite(conn) => conn.close().is_ok(),
            Conn::Postgres(conn) => conn.close().await.is_ok(),
        };
        if !closed {
            tracing::debug!("a connection did not close cleanly");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ddl_words() {
        let text =
            "create table t (a BIGINT, b TEXT default 'TEXT', -- TEXT\n c BYTES) WITHOUT ROWID;";
        assert_eq!(
            Dialect::Sqlite.ddl(text),
            "create table t (a INTEGER, b TEXT default 'TEXT', -- TEXT\n c BLOB) WITHOUT ROWID;"
        );
        assert_eq!(
            Dialect::Postgres.ddl(text),
            "create table t (a BIGINT, b TEXT COLLATE \"C\" default 'TEXT', -- TEXT\n c BYTEA)  ;"
        );
    }
}
