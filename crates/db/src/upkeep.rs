//! What an operator asks of a database: a copy while it works, whether it is sound, how it stands.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::db::Db;
use crate::dialect::{Conn, Dialect, Role};
use crate::error::DbError;
use crate::row::{Record, Row};
use crate::sql::Sql;

/// How long a rewriting waits for those who still read what was before.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it looks whether they have ended.
const LOOK: Duration = Duration::from_millis(250);

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

    /// Writes anew what deleted rows leave behind: SQLite overwrites no free page, PostgreSQL no dead row, and
    /// an index of words only marks a row as gone. On SQLite the whole file and its log, on PostgreSQL the
    /// tables given. Answers whether nothing is left; not if somebody went on reading what was before.
    ///
    /// Meanwhile SQLite takes no writes, and PostgreSQL nothing of those tables.
    ///
    /// # Errors
    /// The disk is full, or the database does not answer. What is stored stays as it is.
    pub async fn rewrite(
        &self,
        words: &'static [&'static str],
        tables: &'static [&'static str],
    ) -> Result<bool, DbError> {
        let mut conn = self.target().connect(Role::Write).await?;
        match self.dialect() {
            Dialect::Sqlite => {
                let folder = self.target().folder();
                let rewriting =
                    tokio::task::spawn_blocking(move || rewrite_file(&conn, &folder, words));
                let gone = |_| DbError::Unavailable("the rewriting was broken off".to_owned());
                rewriting.await.map_err(gone)?
            }
            Dialect::Postgres => {
                let done = rewrite_tables(&mut conn, &[words, tables].concat()).await;
                conn.close().await;
                done
            }
        }
    }

    /// Lets PostgreSQL look through what was loaded at once: until then its planner guesses, and takes the wrong index.
    /// It would do so by itself a while later. SQLite chooses by its indexes alone, so there is nothing to do.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn learn(&self) -> Result<(), DbError> {
        if self.dialect() == Dialect::Sqlite {
            return Ok(());
        }
        let mut conn = self.target().connect(Role::Write).await?;
        let done = conn.script("vacuum (analyze)").await;
        conn.close().await;
        done
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

fn rewrite_file(conn: &Conn, folder: &Path, words: &[&str]) -> Result<bool, DbError> {
    let run = |text: String| conn.run_here(&Sql::made(text).render(Dialect::Sqlite)?);
    // The tokens of a row go with the segments that held them.
    for index in words {
        run(format!("insert into {index} ({index}) values ('optimize')"))?;
    }
    // The copy lies beside the file: elsewhere there may be no room, and in memory still less.
    run("pragma temp_store = file".to_owned())?;
    let folder = folder.to_string_lossy().replace('\'', "''");
    run(format!("pragma temp_store_directory = '{folder}'"))?;
    let copied = run("vacuum".to_owned());
    run("pragma temp_store_directory = ''".to_owned())?;
    copied?;
    // Pages of before lie in the log until it is cut off, which waits for whoever reads them.
    let cut = Sql::new("pragma wal_checkpoint(truncate)").render(Dialect::Sqlite)?;
    let give_up = Instant::now() + PATIENCE;
    loop {
        let row = conn.read_here(&cut, 1)?.pop();
        let busy = row.map_or(Ok(1), |row| Row(row).get::<i64>("busy"))?;
        if busy == 0 || Instant::now() > give_up {
            return Ok(busy == 0);
        }
        std::thread::sleep(LOOK);
    }
}

async fn rewrite_tables(conn: &mut Conn, tables: &[&str]) -> Result<bool, DbError> {
    // A transaction that began before the rows were deleted may still ask for them, so they are kept for it.
    let now = Sql::new("select cast(clock_timestamp() as text)").render(Dialect::Postgres)?;
    let now = conn.first(now).await?.map(|row| Row(row).get::<String>(0));
    let now = now.transpose()?.unwrap_or_default();
    let give_up = Instant::now() + PATIENCE;
    let alone = loop {
        let older = Sql::new("select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()")
            .push("and backend_type = 'client backend' and xact_start < cast({} as timestamptz)")
            .bind(now.as_str())
            .render(Dialect::Postgres)?;
        let older = conn.first(older).await?.map(|row| Row(row).get::<i64>(0));
        let alone = older.transpose()? == Some(0);
        if alone || Instant::now() > give_up {
            break alone;
        }
        tokio::time::sleep(LOOK).await;
    };
    // Samples of the values go, too: the planner keeps some.
    let text = format!("vacuum (full, analyze) {}", tables.join(", "));
    conn.script(&text).await?;
    Ok(alone)
}
