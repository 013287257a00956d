//! What can go wrong, and whose fault it is.

use hotline::reading::nul_sentence;
use hotline::refusal::{Code, Refusal};
use store::{DbError, StoreError};

/// Why a use case did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The rules say no, or the request is not understood.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database cannot answer now, for this reason of its own; the same command may be sent again.
    #[error(
        "数据库暂时不可用，请稍后再试；没有确认的都没有记下 (the database is not available: {0})"
    )]
    Unavailable(DbError),
    /// What was to be written has not been confirmed, in time or because the database went away, and may be
    /// stored nevertheless; the same command may be sent again with the same key.
    #[error("没有及时确认，可能已经记下 (not confirmed, may be stored: {0})")]
    Unconfirmed(String),
    /// The place where files lie cannot be used now: a full disk, a folder that is gone.
    #[error("附件现在存取不了，没有确认的都没有记下，请稍后再试 (files are not available: {0})")]
    NoFiles(String),
    /// The database holds something that this program did not write, or a mistake of ours.
    #[error("内部错误 (internal error: {0})")]
    Internal(String),
    /// The platform is not set up rightly.
    #[error("{0}")]
    Setup(String),
}

impl AppError {
    /// Something that stands on the database cannot be had now, whatever the reason.
    pub fn unavailable(why: &str) -> Self {
        Self::Unavailable(DbError::Unavailable(why.to_owned()))
    }

    /// Whether somebody else holds the database, who has to let go of it; nothing is wrong with it, or its disk.
    pub const fn is_held(&self) -> bool {
        matches!(self, Self::Unavailable(DbError::Busy(_)))
    }

    /// Whether what everything stands on is away, or went away while it was written to: whatever else is
    /// tried now fails as well. Any other error is a matter of the one case, or message, that was worked on.
    pub const fn is_away(&self) -> bool {
        matches!(
            self,
            Self::Unavailable(_) | Self::Unconfirmed(_) | Self::NoFiles(_)
        )
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            // Said by somebody's text, not by us: refused at the edge, told as what it is.
            StoreError::Db(DbError::Nul) => {
                Self::Refused(Refusal::because(Code::BadValue, nul_sentence("")))
            }
            StoreError::Db(error @ DbError::Unconfirmed(_)) => Self::Unconfirmed(error.to_string()),
            StoreError::Db(error) if error.is_temporary() || error == DbError::Full => {
                Self::Unavailable(error)
            }
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<Code> for AppError {
    fn from(code: Code) -> Self {
        Self::Refused(code.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk that is full is not helped by whoever lets go, however its words begin.
    #[test]
    fn who_holds_the_database_is_told_from_what_is_away() {
        let of = |error: DbError| AppError::from(StoreError::Db(error));
        let held = of(DbError::Busy("database is locked".to_owned()));
        assert!(held.is_held() && held.is_away(), "{held}");
        let words = "the database is busy: database is locked".to_owned();
        for away in [DbError::Full, DbError::Unavailable(words)] {
            let away = of(away);
            assert!(!away.is_held() && away.is_away(), "{away}");
        }
        assert!(!AppError::unavailable("photos").is_held());
    }
}
