//! The place where files lie, by digest: `ab/abcd…` and `ab/abcd….thumb`.

use crate::picture::{make, thumbnail_of};
use crate::{FileError, Incoming};
use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use hotline::file::{FileDigest, Kept};
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path as Place;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

/// Pictures drawn side by side: each may take a hundred megabytes for a moment.
const DRAWN_AT_ONCE: usize = 1;
/// How many pictures of the public wait for their turn; the others wait behind them, so that staff wait for
/// one of the public at most.
const PUBLIC_IN_LINE: usize = 1;
/// Ends the name of a thumbnail.
const THUMBNAIL: &str = ".thumb";

/// Where files lie. Clones share it.
#[derive(Debug, Clone)]
pub struct Files {
    objects: Arc<dyn ObjectStore>,
    incoming: PathBuf,
    drawing: Arc<Semaphore>,
    public: Arc<Semaphore>,
}

/// Which copy of a file is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copy {
    /// The file.
    Whole,
    /// A small JPEG of a picture.
    Thumbnail,
}

/// A file opened for reading.
pub struct Opened {
    /// Its size.
    pub bytes: u64,
    /// What it holds, piece by piece.
    pub content: BoxStream<'static, std::io::Result<Bytes>>,
}

impl Files {
    /// Files in a folder, which is made if it is not there.
    ///
    /// # Errors
    /// The folder cannot be made or written.
    pub fn in_folder(folder: &Path) -> Result<Self, FileError> {
        let incoming = folder.join("incoming");
        std::fs::create_dir_all(&incoming)?;
        // Made and synced once, so that later only the file's own folder has to be.
        for shard in 0..=u8::MAX {
            let place = folder.join(format!("{shard:02x}"));
            if !place.is_dir() {
                // Another server at the same new folder may have been faster.
                std::fs::create_dir_all(place)?;
            }
        }
        std::fs::File::open(folder)?.sync_all()?;
        let objects = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self::over(Arc::new(objects), incoming))
    }

    /// Files that are gone with the process: for stories and tests.
    pub fn in_memory() -> Self {
        Self::over(Arc::new(InMemory::new()), std::env::temp_dir())
    }

    fn over(objects: Arc<dyn ObjectStore>, incoming: PathBuf) -> Self {
        Self {
            objects,
            incoming,
            drawing: Arc::new(Semaphore::new(DRAWN_AT_ONCE)),
            public: Arc::new(Semaphore::new(PUBLIC_IN_LINE)),
        }
    }

    /// Begins to take a file in.
    ///
    /// # Errors
    /// The folder is gone or full.
    pub async fn incoming(&self) -> Result<Incoming, FileError> {
        Incoming::begin(&self.incoming).await
    }

    /// Makes a file that has come fit to be kept, and keeps it. When this returns it is durable; the
    /// same content is kept once. When it is dropped before, drawing goes on to its end, and so does its turn;
    /// `held` is dropped then as well.
    ///
    /// # Errors
    /// `file_not_allowed`, `file_unreadable`, `file_too_large`; or the folder is gone or full.
    pub async fn keep(
        &self,
        incoming: &mut Incoming,
        held: impl Send + 'static,
    ) -> Result<Kept, FileError> {
        let turn = Arc::clone(&self.drawing).acquire_owned().await;
        self.keep_in_turn(incoming, (held, turn)).await
    }

    /// The same for the public, whose files wait in a line of their own until it is their turn among the
    /// others.
    ///
    /// # Errors
    /// As [`Files::keep`].
    pub async fn keep_for_public(
        &self,
        incoming: &mut Incoming,
        held: impl Send + 'static,
    ) -> Result<Kept, FileError> {
        let line = Arc::clone(&self.public).acquire_owned().await;
        let turn = Arc::clone(&self.drawing).acquire_owned().await;
        self.keep_in_turn(incoming, (held, line, turn)).await
    }

    async fn keep_in_turn(
        &self,
        incoming: &mut Incoming,
        turn: impl Send + 'static,
    ) -> Result<Kept, FileError> {
        let bytes = incoming.read().await?;
        let made = in_turn(turn, move || {
            let made = make(bytes)?;
            let digest = digest_of(&made.bytes)?;
            Ok::<_, FileError>((made, digest))
        });
        let (made, digest) = made.await??;
        let kept = Kept {
            digest,
            kind: made.kind,
            bytes: made.bytes.len() as u64,
            width: made.size.map(|size| size.0),
            height: made.size.map(|size| size.1),
        };
        if let Some(thumbnail) = made.thumbnail {
            self.put(&kept.digest, Copy::Thumbnail, thumbnail).await?;
        }
        // Also where it lies already: its age is what keeps a sweep away from it.
        self.put(&kept.digest, Copy::Whole, made.bytes).await?;
        Ok(kept)
    }

    /// Keeps a file as another installation kept it.
    ///
    /// # Errors
    /// `file_unreadable` if the content has another digest; or the folder is gone or full.
    pub async fn bring(&self, digest: &FileDigest, bytes: Vec<u8>) -> Result<(), FileError> {
        if &digest_of(&bytes)? != digest {
            return Err(hotline::refusal::Code::FileUnreadable.into());
        }
        let turn = Arc::clone(&self.drawing).acquire_owned().await;
        let made = in_turn(turn, move || (thumbnail_of(&bytes), bytes));
        let (thumbnail, bytes) = made.await?;
        if let Some(thumbnail) = thumbnail {
            self.put(digest, Copy::Thumbnail, thumbnail).await?;
        }
        self.put(digest, Copy::Whole, bytes).await
    }

    async fn put(&self, digest: &FileDigest, copy: Copy, bytes: Vec<u8>) -> Result<(), FileError> {
        // A folder that was taken away is not made anew under a mount point: it is missed.
        tokio::fs::metadata(&self.incoming).await?;
        self.objects
            .put(&place(digest, copy), PutPayload::from(bytes))
            .await?;
        Ok(())
    }

    /// Whether a file lies there.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub async fn has(&self, digest: &FileDigest) -> Result<bool, FileError> {
        match self.objects.head(&place(digest, Copy::Whole)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(other) => Err(other.into()),
        }
    }

    /// Opens a file, or its thumbnail.
    ///
    /// # Errors
    /// It is missing, or the folder cannot be read.
    pub async fn open(&self, digest: &FileDigest, copy: Copy) -> Result<Opened, FileError> {
        let found = self.objects.get(&place(digest, copy)).await?;
        Ok(Opened {
            bytes: found.meta.size,
            content: found
                .into_stream()
                .map(|piece| piece.map_err(std::io::Error::other))
                .boxed(),
        })
    }

    /// Digests of files older than an instant (UTC milliseconds) whose first byte is `shard`.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub async fn older(&self, shard: u8, before: i64) -> Result<Vec<FileDigest>, FileError> {
        let prefix = Place::from(format!("{shard:02x}"));
        let mut listed = self.objects.list(Some(&prefix));
        let mut found = Vec::new();
        while let Some(object) = listed.next().await {
            let object = object?;
            let name = object.location.filename().unwrap_or_default();
            let digest = name.strip_suffix(THUMBNAIL).unwrap_or(name);
            if object.last_modified.timestamp_millis() < before {
                found.extend(FileDigest::new(digest));
            }
        }
        found.sort();
        found.dedup();
        Ok(found)
    }

    /// Removes a file and its thumbnail, if it is still older than an instant.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub async fn remove(&self, digest: &FileDigest, before: i64) -> Result<bool, FileError> {
        let whole = place(digest, Copy::Whole);
        match self.objects.head(&whole).await {
            Ok(object) if object.last_modified.timestamp_millis() >= before => return Ok(false),
            Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
            Err(other) => return Err(other.into()),
        }
        for copy in [Copy::Whole, Copy::Thumbnail] {
            match self.objects.delete(&place(digest, copy)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(other) => return Err(other.into()),
            }
        }
        Ok(true)
    }

    /// Removes what was left on its way in by a process that died: older than an instant (UTC
    /// milliseconds). How many there were.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub async fn remove_left_over(&self, before: i64) -> Result<u32, FileError> {
        if !self.has_folder() {
            return Ok(0);
        }
        remove_older(&self.incoming, before, |_| true).await
    }

    /// Removes copies that were being written beside the files whose first byte is `shard` by a process that
    /// died, older than an instant (UTC milliseconds): no list of files shows them. How many there were.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub async fn remove_half_kept(&self, shard: u8, before: i64) -> Result<u32, FileError> {
        let folder = self.incoming.with_file_name(format!("{shard:02x}"));
        if !self.has_folder() {
            return Ok(0);
        }
        remove_older(&folder, before, is_half_kept).await
    }

    /// Whether the files lie in a folder of ours: the system's for passing files is not ours to sweep.
    fn has_folder(&self) -> bool {
        self.incoming.ends_with("incoming")
    }
}

/// Removes files of a folder older than an instant (UTC milliseconds) whose names are wanted.
async fn remove_older(
    folder: &Path,
    before: i64,
    wanted: impl Fn(&str) -> bool,
) -> Result<u32, FileError> {
    let mut removed = 0;
    let mut entries = tokio::fs::read_dir(folder).await?;
    while let Some(entry) = entries.next_entry().await? {
        if !entry.file_name().to_str().is_some_and(&wanted) {
            continue;
        }
        // One that was whole meanwhile has another name now.
        let Ok(about) = entry.metadata().await else {
            continue;
        };
        let age = about.modified()?.duration_since(std::time::UNIX_EPOCH);
        let millis = age.map_or(0, |age| i64::try_from(age.as_millis()).unwrap_or(i64::MAX));
        if millis < before && tokio::fs::remove_file(entry.path()).await.is_ok() {
            removed += 1;
        }
    }
    Ok(removed)
}

/// Whether a name is of a copy that was being written: it is kept as `NAME#1` until it is whole.
pub fn is_half_kept(name: &str) -> bool {
    let end = name.rsplit_once('#').map_or("", |(_, end)| end);
    !end.is_empty() && end.bytes().all(|byte| byte.is_ascii_digit())
}

/// Draws in a thread of its own. That ends when it has drawn, whether anybody waits for it or not, and only
/// then the turn is another's.
fn in_turn<T: Send + 'static>(
    turn: impl Send + 'static,
    draw: impl FnOnce() -> T + Send + 'static,
) -> JoinHandle<T> {
    tokio::task::spawn_blocking(move || {
        let drawn = draw();
        drop(turn);
        drawn
    })
}

fn place(digest: &FileDigest, copy: Copy) -> Place {
    let digest = digest.as_str();
    let end = match copy {
        Copy::Whole => "",
        Copy::Thumbnail => THUMBNAIL,
    };
    Place::from(format!("{}/{digest}{end}", &digest[..2]))
}

fn digest_of(bytes: &[u8]) -> Result<FileDigest, FileError> {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(hex, "{byte:02x}");
    }
    FileDigest::new(&hex).ok_or(FileError::Missing)
}
