//! What can go wrong in a database, in words a caller can act on.

use std::fmt;
use std::panic::Location;

/// An error of the database layer.
///
/// None of the texts holds an argument of a statement, so an error may be logged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DbError {
    /// The database cannot be asked now: queue full or closed, file or server gone. Nothing was stored;
    /// the same command may be sent again.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The write has not been confirmed: the database went away while it was to commit, or did not answer
    /// within the time that the caller waits. It may be stored, or still will be.
    #[error("a write was not confirmed: {0}")]
    Unconfirmed(String),
    /// Another transaction was in the way, and stayed there.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// The disk (or the quota of the database) is full. Nothing was stored.
    #[error("the disk of the database is full")]
    Full,
    /// A constraint of the schema refused a row.
    ///
    /// `name` is `table.column` or `table.first, table.second` for unique keys and for `not null`,
    /// the name of the constraint for checks, the table (PostgreSQL) or nothing (SQLite) for
    /// foreign keys. It is the same text on both databases wherever both tell it.
    #[error("{kind} constraint on {name}")]
    Constraint {
        /// Which sort of constraint.
        kind: ConstraintKind,
        /// What it is on.
        name: String,
    },
    /// A text argument holds U+0000, which PostgreSQL cannot store; refused on both.
    #[error("a text holds the character U+0000")]
    Nul,
    /// The job passed to `write` panicked. Nothing of it was stored.
    #[error("a write job panicked")]
    Panicked,
    /// `one` found no row.
    #[error("{place}: no row")]
    Missing {
        /// The statement.
        place: Place,
    },
    /// A column is missing, or does not hold what the record wants.
    #[error("column {column}: {why}")]
    Column {
        /// Name or position.
        column: String,
        /// What is wrong with it.
        why: String,
    },
    /// No migration ever ran here, and the caller expected that some had.
    #[error("the database holds no tables of this program")]
    Empty,
    /// The statement is wrong: a mistake in the program.
    #[error("{place}: {why}")]
    Statement {
        /// The statement.
        place: Place,
        /// What the database (or the builder) says.
        why: String,
    },
    /// A migration cannot be run.
    #[error("migration {version}: {why}")]
    Migration {
        /// Its version.
        version: i64,
        /// What is wrong.
        why: String,
    },
    /// The address of the database is not understood. The address itself is never repeated, as it
    /// may hold a password.
    #[error("database address: {0}")]
    Url(String),
}

impl DbError {
    /// Whether the connection and its transaction can go on after this error, once the member that
    /// met it is rolled back.
    pub(crate) fn is_sound(&self) -> bool {
        matches!(
            self,
            DbError::Constraint { .. }
                | DbError::Nul
                | DbError::Missing { .. }
                | DbError::Column { .. }
        )
    }

    /// Whether this is the violation of the unique key on `name` (`table.column[, table.column]`).
    pub fn is_unique(&self, on: &str) -> bool {
        matches!(self, DbError::Constraint { kind: ConstraintKind::Unique, name } if name == on)
    }

    /// Whether a server refused to write because it is a standby, which only reads.
    pub fn is_of_a_standby(&self) -> bool {
        matches!(self, DbError::Unavailable(why) if why == ONLY_READS)
    }

    /// Whether the caller may simply try again later (an API answers 503).
    pub fn is_temporary(&self) -> bool {
        matches!(
            self,
            DbError::Unavailable(_) | DbError::Unconfirmed(_) | DbError::Busy(_) | DbError::Full
        )
    }
}

/// What a standby says to whoever would write.
pub(crate) const ONLY_READS: &str = "the server only reads; is it a standby? (25006)";

/// The sorts of constraints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConstraintKind {
    /// Unique and primary keys.
    Unique,
    /// Foreign keys.
    ForeignKey,
    /// `not null`.
    NotNull,
    /// `check (…)`.
    Check,
}

impl fmt::Display for ConstraintKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ConstraintKind::Unique => "unique",
            ConstraintKind::ForeignKey => "foreign key",
            ConstraintKind::NotNull => "not null",
            ConstraintKind::Check => "check",
        })
    }
}

/// Where a statement stands in the source: its name in logs and errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place(pub(crate) &'static Location<'static>);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.0.file(), self.0.line())
    }
}

/// Why a write was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Abort<E> {
    /// The job itself said no: a business refusal. Only this job is rolled back.
    #[error("refused")]
    Refused(E),
    /// The database said no.
    #[error(transparent)]
    Db(DbError),
}

impl<E> From<DbError> for Abort<E> {
    fn from(error: DbError) -> Self {
        Abort::Db(error)
    }
}

/// The refusal of jobs that never refuse.
pub type Never = std::convert::Infallible;

impl From<Abort<Never>> for DbError {
    fn from(abort: Abort<Never>) -> Self {
        match abort {
            Abort::Refused(never) => match never {},
            Abort::Db(error) => error,
        }
    }
}
