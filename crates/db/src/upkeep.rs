//! What an operator asks of a database: a copy while it works, whether it is sound, how it stands.

use std::path::Path;

use crate::db::Db;
use crate::dialect::{Dialect, Role};
use crate::error::DbError;
use crate::row::{Record, Row};
use crate::sql::Sql;

/// How a database stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Version of SQLite or of the server.
    pub version: String,
    /// Its size in bytes.
    pub bytes: i64,
    /// SQLite: bytes in the file that nothing uses.
    pub free_bytes: i64,
    /// PostgreSQL: a standby, which only reads.
    pub standby: bool,
    /// PostgreSQL: connections to this database, of all servers.
    pub connections: i64,
    /// PostgreSQL: connections that the server takes.
    pub most_connections: i64,
    /// PostgreSQL: for which standbys each COMMIT waits, as `synchronous_standby_names` says; empty if for none.
    pub waits_for: String,
    /// PostgreSQL: servers that follow this one.
    pub standbys: Vec<Standby>,
}

/// A server that follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standby {
    /// Its name.
    pub name: String,
    /// `streaming` when all is well; empty where the user may not see it (`pg_monitor`).
    pub state: String,
    /// `sync`, `quorum`, `potential` or `async`.
    pub sync: String,
    /// Bytes of log that it has not replayed yet.
    pub behind: i64,
}

impl Record for Standing {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            version: row.get("version")?,
            bytes: row.get("bytes")?,
            free_bytes: row.get("free_bytes")?,
            standby: row.get("standby")?,
            connections: row.get("connections")?,
            most_connections: row.get("most_connections")?,
            waits_for: row.get("waits_for")?,
            standbys: Vec::new(),
        })
    }
}

impl Record for Standby {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            name: row.get("name")?,
            state: row.get("state")?,
            sync: row.get("sync")?,
            behind: row.get("behind")?,
        })
    }
}

impl Db {
    /// SQLite: writes the database as of one instant into a new file, while others go on reading and
    /// writing. PostgreSQL has its own tools for that.
    ///
    /// # Errors
    /// The file exists and is not empty, the disk is full, or it is not SQLite.
    pub async fn copy_into(&self, path: &Path) -> Result<(), DbError> {
        if self.dialect() != Dialect::Sqlite {
            return Err(DbError::Unavailable(
                "PostgreSQL is copied by its own tools".to_owned(),
            ));
        }
        let path = path
            .to_str()
            .ok_or_else(|| DbError::Unavailable("the path is not UTF-8".to_owned()))?;
        let sql = Sql::new("vacuum into {}")
            .bind(path)
            .render(self.dialect())?;
        // A connection of its own: those for reading may not write even a copy.
        let conn = self.target().connect(Role::Write).await?;
        // Minutes for a large file, in which its caller goes on.
        let copying = tokio::task::spawn_blocking(move || conn.run_here(&sql).map(drop));
        let gone = |_| DbError::Unavailable("the copy was broken off".to_owned());
        copying.await.map_err(gone)?
    }

    /// What is broken in the file, as far as a quick look over all pages tells (SQLite); nothing on
    /// PostgreSQL, which has checksums and tools of its own for that.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn broken(&self) -> Result<Option<String>, DbError> {
        match self.dialect() {
            Dialect::Sqlite => {
                let found: Vec<String> = self
                    .all(Sql::new(
                        "select quick_check from pragma_quick_check limit 1",
                    ))
                    .await?;
                Ok(found.into_iter().find(|line| line != "ok"))
            }
            Dialect::Postgres => Ok(None),
        }
    }

    /// How it stands.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn standing(&self) -> Result<Standing, DbError> {
        let mut standing: Standing = self.one(Sql::new(self.dialect().standing())).await?;
        if self.dialect() == Dialect::Postgres && !standing.standby {
            standing.standbys = self.all(Sql::new(self.dialect().standbys())).await?;
        }
        Ok(standing)
    }
}
