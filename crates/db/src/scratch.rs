//! Databases that live no longer than a story or a test.

use std::path::PathBuf;

use crate::error::DbError;
use crate::server;

/// A database of one's own, empty, which is gone when this is dropped.
///
/// Close the [`crate::Db`] first where that is easy; on PostgreSQL the database is dropped anyway.
#[derive(Debug)]
pub struct Scratch {
    url: String,
    kind: Kind,
}

enum Kind {
    Folder(PathBuf),
    Database { server: String, name: String },
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Kind::Folder(path) => f.debug_tuple("Folder").field(path).finish(),
            Kind::Database { name, .. } => f.debug_tuple("Database").field(name).finish(),
        }
    }
}

impl Scratch {
    /// A SQLite file in a temporary folder of its own.
    pub fn sqlite() -> Result<Scratch, DbError> {
        let folder = std::env::temp_dir().join(name("minsheng_")?);
        std::fs::create_dir(&folder).map_err(|error| DbError::Unavailable(error.to_string()))?;
        Ok(Scratch {
            url: format!("sqlite:{}", folder.join("minsheng.db").display()),
            kind: Kind::Folder(folder),
        })
    }

    /// A database `PREFIX` + random on a PostgreSQL server, whose user may make databases.
    pub async fn postgres(server_url: &str, prefix: &str) -> Result<Scratch, DbError> {
        let name = name(prefix)?;
        let url = server::create_database(server_url, &name).await?;
        let server = server_url.to_owned();
        Ok(Scratch {
            url,
            kind: Kind::Database { server, name },
        })
    }

    /// For tests: a database on the server that `TEST_POSTGRES_URL` names, or `None`, with a note,
    /// if the variable is not set.
    ///
    /// # Panics
    /// If there is no server though `CI` or `REQUIRE_POSTGRES` is set, or the server does not answer:
    /// a test must not pass because it did not run.
    #[allow(clippy::panic, reason = "only tests call it, and they must fail")]
    pub async fn postgres_for_test() -> Option<Scratch> {
        let Ok(server) = std::env::var("TEST_POSTGRES_URL") else {
            let needed = |name| std::env::var_os(name).is_some();
            assert!(
                !needed("CI") && !needed("REQUIRE_POSTGRES"),
                "TEST_POSTGRES_URL is not set; scripts/postgres-for-tests starts a server"
            );
            eprintln!("note: TEST_POSTGRES_URL is not set, so nothing was tested on PostgreSQL");
            return None;
        };
        match Scratch::postgres(&server, "minsheng_test_").await {
            Ok(scratch) => Some(scratch),
            // Only tests come here, and one that was promised a server must not pass without it.
            Err(error) => panic!("no test database on TEST_POSTGRES_URL: {error}"),
        }
    }

    /// Its address, for [`crate::Db::open`].
    pub fn url(&self) -> &str {
        &self.url
    }
}

fn name(prefix: &str) -> Result<String, DbError> {
    let random = getrandom::u64().map_err(|error| DbError::Unavailable(error.to_string()))?;
    Ok(format!("{prefix}{random:016x}"))
}

impl Drop for Scratch {
    fn drop(&mut self) {
        match &self.kind {
            Kind::Folder(path) => {
                let _ = std::fs::remove_dir_all(path);
            }
            Kind::Database { server, name } => {
                let (server, name) = (server.clone(), name.clone());
                // A runtime may not be entered twice, so the work is done in a thread without one.
                let dropping = std::thread::spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread()
                        .enable_all()
                        .build();
                    runtime.map(|runtime| runtime.block_on(server::drop_database(&server, &name)))
                });
                if !matches!(dropping.join(), Ok(Ok(Ok(())))) {
                    tracing::warn!("a scratch database was left behind");
                }
            }
        }
    }
}
