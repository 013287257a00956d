//! SQLite's side of the differences.

use std::str::FromStr as _;
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqliteRow, SqliteSynchronous,
};
use sqlx::{
    Arguments as _, AssertSqlSafe, ConnectOptions as _, Decode, Executor as _, Row as _, Sqlite,
    SqliteConnection, TypeInfo as _, ValueRef as _,
};

use super::Role;
use crate::error::{ConstraintKind, DbError, Place};
use crate::sql::Rendered;
use crate::value::Val;

/// How long a connection waits for a lock that another process holds.
const BUSY: Duration = Duration::from_secs(5);
/// How long it waits before it asks again where SQLite does not wait by itself.
const AGAIN: Duration = Duration::from_millis(20);
/// Prepared statements a connection keeps.
const STATEMENTS: usize = 512;

/// A lone BIGINT key is the rowid and cannot be null, though SQLite says otherwise.
pub(super) const SCHEMA: &str = r#"
select t.name, c.name, c.type, (c."notnull" = 0 and c.pk = 0), c.pk
from pragma_table_list t join pragma_table_info(t.name) c
where t.schema = 'main' and t.type = 'table' and t.name not like 'sqlite\_%' escape '\'
order by 1, 2"#;

pub(super) const STANDING: &str = "
select sqlite_version() as version, p.page_count * s.page_size as bytes, f.freelist_count * s.page_size as free_bytes,
       false as standby, 0 as connections, 0 as most_connections
from pragma_page_count p, pragma_page_size s, pragma_freelist_count f";

pub(super) fn options(url: &str, max_pages: Option<u32>) -> Result<SqliteConnectOptions, DbError> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|_| DbError::Url("not understood; sqlite:PATH is".to_owned()))?;
    if url.contains(":memory:") {
        return Err(DbError::Url("a database in memory is not durable".into()));
    }
    let options = match max_pages {
        Some(pages) => options.pragma("max_page_count", pages.to_string()),
        None => options,
    };
    Ok(options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .statement_cache_capacity(STATEMENTS)
        .pragma("temp_store", "memory")
        // KiB when negative.
        .pragma("cache_size", "-16384")
        // The log shrinks again after a long reader held it open.
        .pragma("journal_size_limit", "67108864")
        .disable_statement_logging())
}

pub(super) async fn connect(
    options: &SqliteConnectOptions,
    role: Role,
) -> Result<SqliteConnection, DbError> {
    let options = match role {
        Role::Write => options.clone(),
        Role::Read => options
            .clone()
            .create_if_missing(false)
            // Each reader keeps pages of its own; the machine's cache holds them for all.
            .pragma("cache_size", "-4096")
            .pragma("query_only", "on"),
    };
    // SQLite does not wait where several turn a new file to its log at once: it refuses, and is asked again.
    let give_up = Instant::now() + BUSY;
    loop {
        match options.connect().await {
            Err(error) if is_busy(&error) && Instant::now() < give_up => {
                tokio::time::sleep(AGAIN).await;
            }
            done => return done.map_err(|error| DbError::Unavailable(message(&error))),
        }
    }
}

fn is_busy(error: &sqlx::Error) -> bool {
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    let code = code.and_then(|code| code.parse::<i32>().ok());
    // The low byte is the kind, what is above tells more.
    code.is_some_and(|code| code & 0xff == 5)
}

type Query = sqlx::query::Query<'static, Sqlite, SqliteArguments>;

pub(super) fn query(sql: Rendered) -> Result<Query, DbError> {
    let mut arguments = SqliteArguments::default();
    arguments.reserve(sql.args.len(), 0);
    for value in sql.args {
        let added = match value {
            Val::Null => arguments.add(None::<i64>),
            Val::Int(int) => arguments.add(int),
            Val::Text(text) | Val::Tokens(text) => arguments.add(text),
            Val::Bool(bool) => arguments.add(bool),
            Val::Bytes(bytes) => arguments.add(bytes),
            Val::Real(real) => arguments.add(real),
        };
        added.map_err(|error| DbError::Statement {
            place: sql.place,
            why: error.to_string(),
        })?;
    }
    Ok(sqlx::query_with(AssertSqlSafe(sql.text), arguments))
}

/// Rows affected by the last statement of the text. sqlx adds up all of them, and SQLite repeats the
/// count of the one before for each that changes nothing, such as `savepoint`.
pub(super) async fn run(conn: &mut SqliteConnection, sql: Rendered) -> Result<u64, DbError> {
    let place = sql.place;
    let mut rows = 0;
    let mut steps = conn.fetch_many(query(sql)?);
    while let Some(step) = steps.next().await {
        match step {
            Ok(sqlx::Either::Left(done)) => rows = done.rows_affected(),
            Ok(sqlx::Either::Right(_)) => {}
            Err(error) => return Err(self::error(&error, place)),
        }
    }
    Ok(rows)
}

pub(super) fn value<I>(row: &SqliteRow, column: I) -> Result<Val, String>
where
    I: sqlx::ColumnIndex<SqliteRow>,
{
    let raw = row
        .try_get_raw(column)
        .map_err(|_| "no such column".to_owned())?;
    if raw.is_null() {
        return Ok(Val::Null);
    }
    let decoded = match raw.type_info().name() {
        "INTEGER" | "BOOLEAN" => <i64 as Decode<Sqlite>>::decode(raw).map(Val::Int),
        "TEXT" => <String as Decode<Sqlite>>::decode(raw).map(Val::Text),
        "REAL" => <f64 as Decode<Sqlite>>::decode(raw).map(Val::Real),
        "BLOB" => <Vec<u8> as Decode<Sqlite>>::decode(raw).map(Val::Bytes),
        other => return Err(format!("has the unknown type {other}")),
    };
    decoded.map_err(|_| "cannot be decoded".to_owned())
}

pub(super) async fn check(conn: &mut SqliteConnection, sql: Rendered) -> Result<(), DbError> {
    let prepared = conn.prepare(sqlx::SqlSafeStr::into_sql_str(AssertSqlSafe(sql.text)));
    match prepared.await {
        Ok(_) => Ok(()),
        Err(error) => Err(self::error(&error, sql.place)),
    }
}

/// What an error of sqlx means here.
pub(super) fn error(error: &sqlx::Error, place: Place) -> DbError {
    let Some(database) = error.as_database_error() else {
        return match error {
            sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed | sqlx::Error::BeginFailed => {
                DbError::Unavailable(message(error))
            }
            other => DbError::Statement {
                place,
                why: other.to_string(),
            },
        };
    };
    let code = database.code().and_then(|code| code.parse().ok());
    let code: i32 = code.unwrap_or_default();
    // The extended code tells more in its upper bits.
    match code & 0xff {
        5 | 6 => DbError::Busy(message(error)),
        13 => DbError::Full,
        19 => constraint(code, database.message()),
        // out of memory, read only, interrupted, I/O, corrupt, cannot open, protocol, no database
        7..=11 | 14 | 15 | 26 => DbError::Unavailable(message(error)),
        _ => DbError::Statement {
            place,
            why: message(error),
        },
    }
}

/// SQLite's messages repeat names of the schema, never values.
fn message(error: &sqlx::Error) -> String {
    match error.as_database_error() {
        Some(database) => database.message().to_owned(),
        None => error.to_string(),
    }
}

fn constraint(code: i32, message: &str) -> DbError {
    let kind = match code >> 8 {
        // primary key, unique, rowid
        6 | 8 | 10 => ConstraintKind::Unique,
        3 => ConstraintKind::ForeignKey,
        5 => ConstraintKind::NotNull,
        _ => ConstraintKind::Check,
    };
    // "UNIQUE constraint failed: cases.no"; a message of a trigger stands alone.
    let name = match message.split_once("constraint failed") {
        Some((_, name)) => name.trim_start_matches(':').trim(),
        None => message,
    };
    DbError::Constraint {
        kind,
        name: name.to_owned(),
    }
}
