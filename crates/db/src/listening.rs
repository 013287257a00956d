//! Word from other servers on the same database: PostgreSQL's LISTEN and NOTIFY.

use sqlx::postgres::PgListener;

use crate::db::Db;
use crate::error::DbError;
use crate::sql::Sql;
use crate::tx::Tx;

/// A connection that hears when somebody writes to a channel.
pub struct Listening(PgListener);

impl Listening {
    pub(crate) fn new(listener: PgListener) -> Listening {
        Listening(listener)
    }

    /// Comes to its end with the next word; several that wait may come as one.
    ///
    /// # Errors
    /// [`DbError::Unavailable`]: the connection is lost, and words may have been missed.
    pub async fn heard(&mut self) -> Result<(), DbError> {
        match self.0.try_recv().await {
            Ok(Some(_)) => {
                while self.0.next_buffered().is_some() {}
                Ok(())
            }
            Ok(None) => Err(DbError::Unavailable("the listener was cut off".to_owned())),
            Err(error) => Err(DbError::Unavailable(error.to_string())),
        }
    }
}

impl Db {
    /// Listens to a channel. Nothing on SQLite, where one process does all the writing and tells
    /// itself.
    ///
    /// # Errors
    /// [`DbError::Unavailable`].
    pub async fn listen(&self, channel: &str) -> Result<Option<Listening>, DbError> {
        self.target().listen(channel).await
    }
}

impl Tx {
    /// Tells whoever listens to a channel, when the transaction commits and only then. Nothing on
    /// SQLite.
    pub async fn notify(&mut self, channel: &'static str) -> Result<(), DbError> {
        match self.dialect() {
            crate::Dialect::Sqlite => Ok(()),
            crate::Dialect::Postgres => {
                self.run(Sql::new("select pg_notify({}, '')").bind(channel))
                    .await?;
                Ok(())
            }
        }
    }
}
