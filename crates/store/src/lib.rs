#![doc = include_str!("../README.md")]

pub mod accounts;
pub mod ahead;
pub mod amendment;
pub mod attachment;
pub mod audit;
pub mod calendar;
pub mod case_row;
pub mod code;
pub mod commit;
pub mod deliveries;
pub mod dossier;
pub mod event;
pub mod feed;
pub mod figures;
pub mod gauge;
pub mod inbox;
pub mod keys;
pub mod knowledge;
pub mod lease;
pub mod line_case;
pub mod listing;
pub mod load;
pub mod messages;
pub mod number;
pub mod open;
pub mod outbox;
pub mod people;
pub mod preference;
pub mod presence;
pub mod proof;
pub mod refold;
pub mod scope;
pub mod sealed;
pub mod search;
pub mod spot;
pub mod template;
pub mod timer;
pub mod trail;
pub mod visit;
pub mod wait;
pub mod webhooks;

mod migrations;

pub use db::{
    Abort, Db, DbError, Load, Options, Scratch, Standby, Standing, TextTerm, Writes, is_empty,
    modestly, redacted, tool_environment, waiting_at_most,
};
pub use migrations::MIGRATIONS;
use std::sync::Arc;
use tokio::sync::Notify;

/// What Minsheng keeps. Clones share the database.
#[derive(Debug, Clone)]
pub struct Store {
    db: Db,
    /// Rung after every commit of this process, for whoever sequences.
    committed: Arc<Notify>,
    /// Rung after events got their places, for whoever tells of them.
    sequenced: Arc<Notify>,
}

/// What cannot be read back: the database holds something that this program did not write.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The database could not answer.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A stored value is not understood.
    #[error("stored {what} is not understood: {why}")]
    Unreadable {
        /// Table and column.
        what: &'static str,
        /// What is wrong, without the value itself.
        why: String,
    },
}

/// A job without refusals of its own fails only for the database's sake.
impl From<Abort<db::Never>> for StoreError {
    fn from(abort: Abort<db::Never>) -> Self {
        match abort {
            Abort::Db(error) => Self::Db(error),
            Abort::Refused(never) => match never {},
        }
    }
}

/// A write whose rows could not be made is not done; a value that is not understood counts as its column's.
impl<E> From<StoreError> for Abort<E> {
    fn from(error: StoreError) -> Self {
        Self::Db(match error {
            StoreError::Db(error) => error,
            StoreError::Unreadable { what, why } => DbError::Column {
                column: what.to_owned(),
                why,
            },
        })
    }
}

impl StoreError {
    pub(crate) fn unreadable(what: &'static str, why: impl std::fmt::Display) -> Self {
        Self::Unreadable {
            what,
            why: why.to_string(),
        }
    }
}

impl Store {
    /// Opens the database at a URL (`sqlite:PATH` or `postgres://…`) and brings its schema up to date.
    ///
    /// # Errors
    /// The database cannot be opened, or was made by another program.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        Self::open_with(url, Options::default()).await
    }

    /// The same with other sizes; the migrations are always the program's own.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_with(url: &str, options: Options) -> Result<Self, StoreError> {
        let options = Options {
            migrations: MIGRATIONS,
            ..options
        };
        Ok(Self {
            db: Db::open(url, options).await?,
            committed: Arc::default(),
            sequenced: Arc::default(),
        })
    }

    /// The database below, for maintenance.
    pub const fn db(&self) -> &Db {
        &self.db
    }

    /// Comes to its end with the next commit of this process, or at once after one that nobody heard.
    pub async fn next_commit(&self) {
        self.committed.notified().await;
    }

    /// Lets the database learn what was loaded at once ([`db::Db::learn`]).
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn learn(&self) -> Result<(), StoreError> {
        Ok(self.db.learn().await?)
    }

    /// Finishes what is waiting and closes.
    pub async fn close(&self) {
        self.db.close().await;
    }
}
