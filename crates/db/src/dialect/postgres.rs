//! PostgreSQL's side of the differences.

use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::types::Oid;
use sqlx::postgres::{
    PgArgumentBuffer, PgArguments, PgConnectOptions, PgListener, PgPoolOptions, PgRow, PgTypeInfo,
};
use sqlx::{
    Arguments as _, AssertSqlSafe, ConnectOptions as _, Decode, Encode, Executor as _,
    PgConnection, Postgres, Row as _, TypeInfo as _, ValueRef as _,
};

use super::TypeClass;
use crate::error::{ConstraintKind, DbError, ONLY_READS, Place};
use crate::sql::Rendered;
use crate::value::Val;

/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(5);
/// A statement ends when nobody is there any more who waits for it: a read that is given up closes its
/// connection, and the server looks for that as often as this says.
const LOOK_FOR_ME: &str = "set client_connection_check_interval = '1s'";
/// Prepared statements a connection keeps.
const STATEMENTS: usize = 512;

pub(super) const SCHEMA: &str = "
select c.table_name, c.column_name, c.data_type, c.is_nullable = 'YES',
       coalesce(k.ordinal_position, 0)
from information_schema.columns c
join information_schema.tables t
  on t.table_schema = c.table_schema and t.table_name = c.table_name
left join information_schema.table_constraints p
  on p.table_schema = c.table_schema and p.table_name = c.table_name
 and p.constraint_type = 'PRIMARY KEY'
left join information_schema.key_column_usage k
  on k.constraint_schema = p.constraint_schema and k.constraint_name = p.constraint_name
 and k.table_name = c.table_name and k.column_name = c.column_name
where c.table_schema = current_schema() and t.table_type = 'BASE TABLE'
  and not exists (select 1 from information_schema.columns v
    where v.table_schema = c.table_schema and v.table_name = c.table_name and v.data_type = 'tsvector')
order by c.table_name collate \"C\", c.column_name collate \"C\"";

pub(super) const STANDING: &str = "
select current_setting('server_version') as version, pg_database_size(current_database()) as bytes, cast(0 as bigint) as free_bytes,
       pg_is_in_recovery() as standby,
       (select count(*) from pg_stat_activity where datname = current_database()) as connections,
       cast(current_setting('max_connections') as bigint) as most_connections,
       case when current_setting('synchronous_commit') in ('off', 'local') then ''
            else current_setting('synchronous_standby_names') end as waits_for";

pub(super) const STANDBYS: &str = "
select coalesce(application_name, '') as name, coalesce(state, '') as state, coalesce(sync_state, '') as sync,
       coalesce(cast(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) as bigint), 0) as behind
from pg_stat_replication order by application_name, pid";

pub(super) fn options(url: &str) -> Result<PgConnectOptions, DbError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| DbError::Url("not understood; postgres://user@host/name is".to_owned()))?;
    Ok(options
        .application_name("minsheng")
        .statement_cache_capacity(STATEMENTS)
        // A server that died must not hold rows for ever, nor a waiter wait for ever.
        .options([
            ("lock_timeout", "10s"),
            ("idle_in_transaction_session_timeout", "60s"),
            ("timezone", "UTC"),
        ])
        .disable_statement_logging())
}

pub(super) async fn connect(options: &PgConnectOptions) -> Result<PgConnection, DbError> {
    let connecting = async {
        let mut conn = options.connect().await?;
        // Said after connecting and not with the options: a server that cannot look (one before 14, or on a
        // system that does not tell it) says no, and serves us all the same.
        if let Err(error) = conn.execute(sqlx::raw_sql(LOOK_FOR_ME)).await {
            tracing::debug!(%error, "statements that nobody waits for run to their end");
            if error.as_database_error().is_none() {
                return Err(error);
            }
        }
        Ok(conn)
    };
    match tokio::time::timeout(CONNECT, connecting).await {
        Ok(Ok(conn)) => Ok(conn),
        // The message may name user and host, which an operator needs, but never the password.
        Ok(Err(error)) => Err(DbError::Unavailable(error.to_string())),
        Err(_) => Err(DbError::Unavailable("connecting took too long".to_owned())),
    }
}

/// A connection that hears what is told to a channel.
pub(super) async fn listen(
    options: &PgConnectOptions,
    channel: &str,
) -> Result<PgListener, DbError> {
    let unavailable = |error: sqlx::Error| DbError::Unavailable(error.to_string());
    // sqlx listens through a pool only: one of a single connection.
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(CONNECT)
        .connect_with(options.clone())
        .await
        .map_err(unavailable)?;
    let mut listener = PgListener::connect_with(&pool).await.map_err(unavailable)?;
    // Whoever asks hears of a lost connection, since words may have been lost with it.
    listener.eager_reconnect(false);
    listener.listen(channel).await.map_err(unavailable)?;
    Ok(listener)
}

/// A null whose type the server finds out for itself.
struct Untyped;

impl sqlx::Type<Postgres> for Untyped {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(0))
    }
}

impl Encode<'_, Postgres> for Untyped {
    fn encode_by_ref(
        &self,
        _buffer: &mut PgArgumentBuffer,
    ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
        Ok(sqlx::encode::IsNull::Yes)
    }
}

type Query = sqlx::query::Query<'static, Postgres, PgArguments>;

pub(super) fn query(sql: Rendered) -> Result<Query, DbError> {
    let mut arguments = PgArguments::default();
    arguments.reserve(sql.args.len(), 0);
    for value in sql.args {
        let added = match value {
            Val::Null => arguments.add(Untyped),
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

pub(super) async fn copy(
    conn: &mut PgConnection,
    words: &str,
    data: Vec<u8>,
) -> Result<(), sqlx::Error> {
    let mut copy = conn.copy_in_raw(words).await?;
    copy.send(data).await?;
    copy.finish().await.map(drop)
}

pub(super) fn value<I>(row: &PgRow, column: I) -> Result<Val, String>
where
    I: sqlx::ColumnIndex<PgRow>,
{
    let raw = row
        .try_get_raw(column)
        .map_err(|_| "no such column".to_owned())?;
    if raw.is_null() {
        return Ok(Val::Null);
    }
    let decoded = match raw.type_info().name() {
        "INT8" | "INT4" | "INT2" => <i64 as Decode<Postgres>>::decode(raw).map(Val::Int),
        "TEXT" | "VARCHAR" | "CHAR" | "NAME" | "UNKNOWN" => {
            <String as Decode<Postgres>>::decode(raw).map(Val::Text)
        }
        "BOOL" => <bool as Decode<Postgres>>::decode(raw).map(Val::Bool),
        "BYTEA" => <Vec<u8> as Decode<Postgres>>::decode(raw).map(Val::Bytes),
        "FLOAT8" => <f64 as Decode<Postgres>>::decode(raw).map(Val::Real),
        "NUMERIC" => return Err("is numeric: cast sums and means in the statement".to_owned()),
        other => return Err(format!("has the unknown type {other}")),
    };
    decoded.map_err(|_| "cannot be decoded".to_owned())
}

pub(super) async fn check(conn: &mut PgConnection, sql: Rendered) -> Result<(), DbError> {
    use sqlx::Statement as _;
    let place = sql.place;
    let prepared = conn.prepare(sqlx::SqlSafeStr::into_sql_str(AssertSqlSafe(sql.text)));
    let prepared = prepared.await.map_err(|error| self::error(&error, place))?;
    let Some(sqlx::Either::Left(wanted)) = prepared.parameters() else {
        return Ok(());
    };
    for (number, (value, wanted)) in sql.args.iter().zip(wanted).enumerate() {
        let given = TypeClass::of_value(value);
        if given.is_some_and(|given| given != TypeClass::of(wanted.name())) {
            return Err(DbError::Statement {
                place,
                why: format!("argument {} should be {}", number + 1, wanted.name()),
            });
        }
    }
    Ok(())
}

/// What an error of sqlx means here.
pub(super) fn error(error: &sqlx::Error, place: Place) -> DbError {
    let Some(database) = error.as_database_error() else {
        return match error {
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => {
                DbError::Unavailable(error.to_string())
            }
            other => DbError::Statement {
                place,
                why: other.to_string(),
            },
        };
    };
    let code = database.code().unwrap_or_default();
    match &*code {
        "23505" | "23P01" | "23503" | "23502" | "23514" | "P0001" => constraint(database, &code),
        // serialization, deadlock, lock timeout
        "40001" | "40P01" | "55P03" => DbError::Busy(code.into_owned()),
        "53100" => DbError::Full,
        "25006" => DbError::Unavailable(ONLY_READS.to_owned()),
        // Text that is no statement's fault: U+0000 or broken UTF-8 sent some other way.
        "22021" => DbError::Nul,
        _ => match &code[..code.len().min(2)] {
            // connection, resources, operator intervention, system error
            "08" | "53" | "57" | "58" => DbError::Unavailable(code.into_owned()),
            // Only syntax errors and names surely repeat no argument.
            "42" => DbError::Statement {
                place,
                why: database.message().to_owned(),
            },
            _ => DbError::Statement {
                place,
                why: format!("SQLSTATE {code}"),
            },
        },
    }
}

fn constraint(error: &dyn sqlx::error::DatabaseError, code: &str) -> DbError {
    let error = error.downcast_ref::<sqlx::postgres::PgDatabaseError>();
    let table = error.table().unwrap_or_default();
    let named = error.constraint().unwrap_or_default();
    let (kind, name) = match code {
        "23505" | "23P01" => (ConstraintKind::Unique, unique_key(table, error.detail())),
        "23503" => (ConstraintKind::ForeignKey, Some(table.to_owned())),
        "23502" => {
            let column = error.column().unwrap_or_default();
            (ConstraintKind::NotNull, Some(format!("{table}.{column}")))
        }
        "P0001" => (ConstraintKind::Check, Some(error.message().to_owned())),
        _ => (ConstraintKind::Check, None),
    };
    DbError::Constraint {
        kind,
        name: name.unwrap_or_else(|| named.to_owned()),
    }
}

/// SQLite's name of a unique key, from "Key (case_id, seq)=(7, 1) already exists." in whatever
/// language; the values are not kept. A key on an expression keeps its own name.
fn unique_key(table: &str, detail: Option<&str>) -> Option<String> {
    let columns = detail?.split_once('(')?.1.split_once(")=(")?.0;
    if columns.contains('(') {
        return None;
    }
    let columns: Vec<String> = columns
        .split(", ")
        .map(|column| format!("{table}.{}", column.trim_matches('"')))
        .collect();
    Some(columns.join(", "))
}

#[cfg(test)]
mod tests {
    use super::unique_key;

    #[test]
    fn unique_keys_are_named_as_on_sqlite() {
        let detail = "Key (case_id, seq)=(7, 1) already exists.";
        assert_eq!(
            unique_key("events", Some(detail)).as_deref(),
            Some("events.case_id, events.seq")
        );
        assert_eq!(unique_key("t", Some("Key (lower(name))=(x) exists")), None);
        assert_eq!(unique_key("t", None), None);
    }
}
