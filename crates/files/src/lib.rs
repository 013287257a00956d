#![doc = include_str!("../README.md")]

mod folder;
mod incoming;
mod picture;

pub use folder::{Copy, Files, Opened, is_half_kept};
pub use incoming::Incoming;

use hotline::refusal::{Code, Refusal};

/// Why a file was not taken, kept or found.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file itself is refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The place where files lie cannot be used now: a full disk, a folder that is gone.
    #[error("the files' place cannot be used: {0}")]
    Unavailable(String),
    /// The object that a case refers to is not there.
    #[error("a file that a case refers to is missing")]
    Missing,
}

impl From<Code> for FileError {
    fn from(code: Code) -> Self {
        Self::Refused(code.into())
    }
}

impl From<std::io::Error> for FileError {
    fn from(error: std::io::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl From<object_store::Error> for FileError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::Missing,
            other => Self::Unavailable(other.to_string()),
        }
    }
}

impl From<tokio::task::JoinError> for FileError {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::Unavailable(error.to_string())
    }
}
