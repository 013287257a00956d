//! Changes of the schema: run once each, in order, at start; never edited after they landed.

use sha2::{Digest as _, Sha256};

use crate::dialect::{Conn, Dialect};
use crate::error::DbError;
use crate::row::{Record, Row};
use crate::sql::Sql;

/// One change of the schema.
///
/// `sql` serves both databases; write types in capitals (`BIGINT`, `TEXT`, `BOOLEAN`, `BYTES`) and
/// casts in small letters, see `Dialect`. `sqlite` and `postgres` are run after it, for what cannot
/// be the same.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Its place in the order: 1, 2, 3 …
    pub version: i64,
    /// What it does, in a few words.
    pub name: &'static str,
    /// Statements for both databases.
    pub sql: &'static str,
    /// Statements for SQLite only.
    pub sqlite: &'static str,
    /// Statements for PostgreSQL only.
    pub postgres: &'static str,
}

impl Migration {
    /// Of all its texts, so that an edit for the other database is noticed too.
    fn digest(&self) -> Vec<u8> {
        let mut digest = Sha256::new();
        for text in [self.sql, self.sqlite, self.postgres] {
            digest.update(text);
            digest.update([0]);
        }
        digest.finalize().to_vec()
    }

    fn error(&self, why: impl Into<String>) -> DbError {
        DbError::Migration {
            version: self.version,
            why: format!("{}: {}", self.name, why.into()),
        }
    }
}

const TABLE: &str = "create table if not exists schema_migrations (
    version BIGINT primary key,
    name TEXT not null,
    digest BYTES not null
);";

/// One that has run.
struct Landed {
    version: i64,
    digest: Vec<u8>,
}

impl Record for Landed {
    fn read(row: &Row) -> Result<Landed, DbError> {
        Ok(Landed {
            version: row.get("version")?,
            digest: row.get("digest")?,
        })
    }
}

/// Runs what has not run yet, each in a transaction of its own.
pub(crate) async fn run(
    conn: &mut Conn,
    dialect: Dialect,
    migrations: &[Migration],
) -> Result<(), DbError> {
    if let Some(pair) = migrations
        .windows(2)
        .find(|pair| pair[0].version >= pair[1].version)
    {
        return Err(pair[1].error("is out of order"));
    }
    loop {
        // Other servers may be starting too: look only while holding the lock.
        conn.script(dialect.begin()).await?;
        conn.script(dialect.migration_lock()).await?;
        conn.script(&dialect.ddl(TABLE)).await?;
        let next = next(&landed(conn, dialect).await?, migrations)?;
        if let Some(migration) = next {
            apply(conn, dialect, migration).await?;
        }
        conn.script("commit").await?;
        match next {
            None => return Ok(()),
            Some(migration) => {
                tracing::info!(
                    version = migration.version,
                    name = migration.name,
                    "migrated"
                );
            }
        }
    }
}

/// Whether any ever ran in this database; looks and makes nothing.
pub(crate) async fn any(conn: &mut Conn, dialect: Dialect) -> Result<bool, DbError> {
    let sql = Sql::new(dialect.pick(
        "select count(*) from sqlite_master where name = 'schema_migrations'",
        "select count(*) from pg_class where oid = to_regclass('schema_migrations')",
    ));
    let rows = conn.all(sql.render(dialect)?).await?;
    let first = rows.into_iter().next();
    let count = first.map_or(Ok(0), |row| i64::read(&Row(row)))?;
    Ok(count > 0)
}

async fn landed(conn: &mut Conn, dialect: Dialect) -> Result<Vec<Landed>, DbError> {
    let sql = Sql::new("select version, digest from schema_migrations order by version");
    let rows = conn.all(sql.render(dialect)?).await?;
    rows.into_iter()
        .map(|row| Landed::read(&Row(row)))
        .collect()
}

/// The first that has not run, if those that have are a beginning of the list.
fn next<'m>(
    landed: &[Landed],
    migrations: &'m [Migration],
) -> Result<Option<&'m Migration>, DbError> {
    for (position, landed) in landed.iter().enumerate() {
        let version = landed.version;
        let Some(migration) = migrations.get(position) else {
            let why = "was made by a newer version of the program".to_owned();
            return Err(DbError::Migration { version, why });
        };
        if migration.version != version {
            return Err(migration.error(format!("stands where {version} has run")));
        }
        if migration.digest() != landed.digest {
            return Err(migration.error("was edited after it had run"));
        }
    }
    Ok(migrations.get(landed.len()))
}

async fn apply(conn: &mut Conn, dialect: Dialect, migration: &Migration) -> Result<(), DbError> {
    let own = dialect.pick(migration.sqlite, migration.postgres);
    for text in [migration.sql, own] {
        let done = conn.script(&dialect.ddl(text)).await;
        done.map_err(|error| match error {
            DbError::Statement { why, .. } => migration.error(why),
            other => other,
        })?;
    }
    let sql = Sql::new("insert into schema_migrations (version, name, digest) values ({}, {}, {})")
        .bind(migration.version)
        .bind(migration.name)
        .bind(migration.digest());
    conn.run(sql.render(dialect)?).await.map(drop)
}
