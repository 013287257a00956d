//! SQLite's side of the differences.
//!
//! Statements run in the thread that asks: most take a few microseconds, less than to wake another. What may
//! take long is sent to a thread for blocking work by whoever asks (`Db::read`); the writer has its own.

use std::cell::Cell;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection, OpenFlags, Statement};

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
       false as standby, 0 as connections, 0 as most_connections, '' as waits_for
from pragma_page_count p, pragma_page_size s, pragma_freelist_count f";

/// Where the file is, and how it is opened.
#[derive(Clone)]
pub(crate) struct File {
    path: PathBuf,
    max_pages: Option<u32>,
}

impl File {
    /// Whether it is there without a single page. Every connection, also one that reads, would give it
    /// the first.
    pub(super) fn is_blank(&self) -> bool {
        std::fs::metadata(&self.path).is_ok_and(|known| known.len() == 0)
    }

    /// The folder in which it lies.
    pub(super) fn folder(&self) -> PathBuf {
        match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        }
    }
}

/// `sqlite:PATH`, also with the two slashes that addresses usually have.
pub(super) fn file(url: &str, max_pages: Option<u32>) -> Result<File, DbError> {
    let path = url.strip_prefix("sqlite:").unwrap_or_default();
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.contains(":memory:") {
        return Err(DbError::Url("a database in memory is not durable".into()));
    }
    if path.is_empty() || path.contains('?') {
        return Err(DbError::Url("not understood; sqlite:PATH is".to_owned()));
    }
    Ok(File {
        path: PathBuf::from(path),
        max_pages,
    })
}

pub(super) async fn connect(file: &File, role: Role) -> Result<Connection, DbError> {
    // SQLite does not wait where several turn a new file to its log at once: it refuses, and is asked again.
    let give_up = Instant::now() + BUSY;
    loop {
        match open(file, role) {
            Err(error) if is_busy(&error) && Instant::now() < give_up => {
                tokio::time::sleep(AGAIN).await;
            }
            Err(error) if is_busy(&error) => return Err(DbError::Busy(message(&error))),
            done => return done.map_err(|error| DbError::Unavailable(message(&error))),
        }
    }
}

fn open(file: &File, role: Role) -> rusqlite::Result<Connection> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if role == Role::Write {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    let conn = Connection::open_with_flags(&file.path, flags)?;
    conn.busy_timeout(BUSY)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    if let Some(pages) = file.max_pages {
        conn.execute_batch(&format!("pragma max_page_count = {pages}"))?;
    }
    conn.execute_batch(
        // The log shrinks again after a long reader held it open.
        "pragma journal_mode = wal;
         pragma synchronous = full;
         pragma foreign_keys = on;
         pragma temp_store = memory;
         pragma journal_size_limit = 67108864",
    )?;
    // KiB when negative. Each reader keeps pages of its own; the machine's cache holds them for all.
    conn.execute_batch(match role {
        // Pages go from the log to the file by 16 MiB: a busy page waits there for its next change.
        Role::Write => "pragma cache_size = -16384; pragma wal_autocheckpoint = 4096",
        Role::Read => "pragma cache_size = -4096; pragma query_only = on",
    })?;
    Ok(conn)
}

/// A row, with the names of its columns, which all rows of an answer share.
pub(crate) struct SqliteRow {
    names: Arc<[String]>,
    values: Vec<Val>,
    /// The column behind the one read last: records mostly read in the order of the statement.
    next: Cell<usize>,
}

impl SqliteRow {
    pub(super) fn named(&self, name: &str) -> Result<Val, String> {
        let is = |known: &String| known == name;
        let next = self.next.get();
        let at = if self.names.get(next).is_some_and(is) {
            next
        } else {
            self.names.iter().position(is).unwrap_or(usize::MAX)
        };
        self.next.set(at.wrapping_add(1));
        self.at(at)
    }

    pub(super) fn at(&self, index: usize) -> Result<Val, String> {
        let value = self.values.get(index);
        value.cloned().ok_or_else(|| "no such column".to_owned())
    }
}

/// The first rows, as many as are asked for.
pub(super) fn rows(
    conn: &Connection,
    sql: &Rendered,
    most: usize,
) -> Result<Vec<SqliteRow>, DbError> {
    let read = || -> rusqlite::Result<Vec<SqliteRow>> {
        let mut statement = prepare(conn, sql)?;
        let names = statement.column_names();
        let names: Arc<[String]> = names.into_iter().map(str::to_owned).collect();
        let mut found = Vec::new();
        let mut rows = statement.raw_query();
        while found.len() < most
            && let Some(row) = rows.next()?
        {
            let values = (0..names.len()).map(|column| row.get_ref(column).and_then(value));
            found.push(SqliteRow {
                values: values.collect::<rusqlite::Result<_>>()?,
                names: Arc::clone(&names),
                next: Cell::new(0),
            });
        }
        Ok(found)
    };
    read().map_err(|error| self::error(&error, sql.place))
}

/// Runs a statement to its end; answers the rows affected.
pub(super) fn run(conn: &Connection, sql: &Rendered) -> Result<u64, DbError> {
    let run = || -> rusqlite::Result<u64> {
        let mut statement = prepare(conn, sql)?;
        let mut rows = statement.raw_query();
        while rows.next()?.is_some() {}
        Ok(conn.changes())
    };
    run().map_err(|error| self::error(&error, sql.place))
}

/// Runs a statement again and again, each time with as many of the arguments as it takes.
pub(super) fn run_each(conn: &Connection, sql: &Rendered) -> Result<(), DbError> {
    let run = || -> rusqlite::Result<()> {
        let mut statement = conn.prepare_cached(&sql.text)?;
        let width = statement.parameter_count().max(1);
        for args in sql.args.chunks(width) {
            bind(&mut statement, args)?;
            statement.raw_execute()?;
        }
        Ok(())
    };
    run().map_err(|error| self::error(&error, sql.place))
}

/// Statements without arguments.
pub(super) fn script(conn: &Connection, text: &str, place: Place) -> Result<(), DbError> {
    let done = conn.execute_batch(text);
    done.map_err(|error| self::error(&error, place))
}

/// Prepares a statement, and no more.
pub(super) fn check(conn: &Connection, sql: &Rendered) -> Result<(), DbError> {
    let prepared = conn.prepare_cached(&sql.text).map(drop);
    prepared.map_err(|error| self::error(&error, sql.place))
}

fn prepare<'c>(conn: &'c Connection, sql: &Rendered) -> rusqlite::Result<CachedStatement<'c>> {
    let mut statement = conn.prepare_cached(&sql.text)?;
    bind(&mut statement, &sql.args)?;
    Ok(statement)
}

fn bind(statement: &mut Statement<'_>, args: &[Val]) -> rusqlite::Result<()> {
    for (before, value) in args.iter().enumerate() {
        let at = before + 1;
        match value {
            Val::Null => statement.raw_bind_parameter(at, None::<i64>)?,
            Val::Int(int) => statement.raw_bind_parameter(at, int)?,
            Val::Text(text) | Val::Tokens(text) => statement.raw_bind_parameter(at, text)?,
            Val::Bool(bool) => statement.raw_bind_parameter(at, bool)?,
            Val::Bytes(bytes) => statement.raw_bind_parameter(at, bytes)?,
            Val::Real(real) => statement.raw_bind_parameter(at, real)?,
        }
    }
    Ok(())
}

fn value(raw: ValueRef<'_>) -> rusqlite::Result<Val> {
    Ok(match raw {
        ValueRef::Null => Val::Null,
        ValueRef::Integer(int) => Val::Int(int),
        ValueRef::Real(real) => Val::Real(real),
        ValueRef::Text(_) => Val::Text(raw.as_str()?.to_owned()),
        ValueRef::Blob(bytes) => Val::Bytes(bytes.to_vec()),
    })
}

/// The extended code of an error of SQLite itself; its low byte is the kind, what is above tells more.
fn code(error: &rusqlite::Error) -> Option<i32> {
    match error {
        rusqlite::Error::SqliteFailure(error, _) | rusqlite::Error::SqlInputError { error, .. } => {
            Some(error.extended_code)
        }
        _ => None,
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    code(error).is_some_and(|code| code & 0xff == 5)
}

/// What an error of SQLite means here.
fn error(error: &rusqlite::Error, place: Place) -> DbError {
    let code = code(error).unwrap_or_default();
    match code & 0xff {
        5 | 6 => DbError::Busy(message(error)),
        13 => DbError::Full,
        19 => constraint(code, &message(error)),
        // out of memory, read only, interrupted, I/O, corrupt, cannot open, protocol, no database
        7..=11 | 14 | 15 | 26 => DbError::Unavailable(message(error)),
        _ => DbError::Statement {
            place,
            why: message(error),
        },
    }
}

/// SQLite's messages repeat names of the schema, never values.
fn message(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
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
