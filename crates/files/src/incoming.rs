//! A file on its way in: written piece by piece, never whole in memory, gone when it is dropped.

use crate::FileError;
use hotline::file::BYTES_MAX;
use hotline::refusal::Code;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;

/// A file on its way in.
#[derive(Debug)]
pub struct Incoming {
    path: PathBuf,
    file: Option<File>,
    bytes: u64,
}

impl Incoming {
    /// Begins a file in a folder.
    pub(crate) async fn begin(folder: &Path) -> Result<Self, FileError> {
        let mut random = [0_u8; 16];
        getrandom::fill(&mut random).map_err(|error| FileError::Unavailable(error.to_string()))?;
        let mut name = String::with_capacity(32);
        for byte in random {
            let _ = write!(name, "{byte:02x}");
        }
        let path = folder.join(name);
        let file = File::create_new(&path).await?;
        Ok(Self {
            path,
            file: Some(file),
            bytes: 0,
        })
    }

    /// Adds a piece.
    ///
    /// # Errors
    /// `file_too_large`; or the disk is full or gone.
    pub async fn write(&mut self, piece: &[u8]) -> Result<(), FileError> {
        self.bytes += piece.len() as u64;
        if self.bytes > BYTES_MAX {
            return Err(Code::FileTooLarge.into());
        }
        if let Some(file) = &mut self.file {
            file.write_all(piece).await?;
        }
        Ok(())
    }

    /// How much has come.
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// All that has come; at most as much as one file may have.
    ///
    /// # Errors
    /// The disk is full or gone.
    pub async fn read(&mut self) -> Result<Vec<u8>, FileError> {
        // What the runtime still holds back must be written before it is read.
        if let Some(mut file) = self.file.take() {
            file.flush().await?;
        }
        Ok(tokio::fs::read(&self.path).await?)
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}
