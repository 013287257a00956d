//! `minsheng backup`: the database as of one instant and the attachments, in a folder of its own,
//! while the server works on. `minsheng restore` puts it back.

pub mod manifest;
mod place;
mod postgres;
mod restore;
mod sqlite;
mod tree;

pub use restore::Restore;
pub use sqlite::file_of;

use crate::config::{Config, DatabaseFlag, Settings};
use anyhow::{Context as _, Result, bail};
use app::clock::{Clock as _, SystemClock};
use clap::Args;
use manifest::{Entry, MANIFEST, Manifest};
use std::fs;
use std::path::{Path, PathBuf};

/// The parts of the data folder that belong to the cases.
pub const KEPT: &[&str] = &["files"];

/// Makes a backup while the server works on: a folder with the database, the attachments and a list of
/// digests. It never writes over anything, and appears under its name only when it is whole.
#[derive(Args)]
pub struct Backup {
    #[command(flatten)]
    database: DatabaseFlag,
    /// Where the backup's own folder is made; otherwise `backup.folder`.
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl Backup {
    pub async fn run(self, settings: &Settings) -> Result<()> {
        let config = settings.with(&self.database)?;
        let folder = self.folder.or_else(|| config.backup.folder.clone());
        let folder = folder.context("请写明备份到哪个文件夹，或设置 backup.folder (say where)")?;
        fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        let at = SystemClock::default().now();
        let name = name_of(&at.to_string());
        // One that was killed in this very second may have left its own.
        let partial = folder.join(format!(".{name}-{}.partial", std::process::id()));
        let whole = folder.join(&name);
        if whole.exists() {
            bail!(
                "{} 已存在，不覆盖 (exists and is not overwritten)",
                whole.display()
            );
        }
        private_folder(&partial)?;
        let made = make(&config, &partial, at.to_string()).await;
        if made.is_err() {
            // What is half done is of no use to anybody.
            let _ = fs::remove_dir_all(&partial);
        }
        let manifest = made?;
        fs::rename(&partial, &whole).with_context(|| whole.display().to_string())?;
        tree::sync_folder(&folder)?;
        crate::tell::line(format_args!(
            "备份在 {}：{} 个文件，{} 字节，逐个核对过 (backup made and checked)",
            whole.display(),
            manifest.files.len(),
            manifest.files.iter().map(|entry| entry.bytes).sum::<u64>()
        ));
        Ok(())
    }
}

/// `minsheng-20261120-103000` from `2026-11-20T10:30:00.123+08:00`.
fn name_of(at: &str) -> String {
    let digits: String = at.chars().take(19).filter(char::is_ascii_digit).collect();
    let (day, time) = digits.split_at(8.min(digits.len()));
    format!("minsheng-{day}-{time}")
}

/// A new folder that only its owner can read: what is in it is personal.
fn private_folder(path: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(path)
        .with_context(|| path.display().to_string())
}

async fn make(config: &Config, partial: &Path, at: String) -> Result<Manifest> {
    let is_sqlite = config.database.starts_with("sqlite:");
    let mut files = vec![if is_sqlite {
        sqlite::copy(config, partial).await?
    } else {
        postgres::dump(&config.database, partial)?
    }];
    // After the database: a file that a case refers to is there before the case is.
    for part in KEPT {
        let from = config.data.join(part);
        if from.is_dir() {
            files.extend(tree::copy(&from, partial, Path::new(part))?);
        }
    }
    let manifest = Manifest::new(at, if is_sqlite { "sqlite" } else { "postgres" }, files);
    let text = serde_json::to_string_pretty(&manifest)?;
    tree::write(&partial.join(MANIFEST), text.as_bytes())?;
    tree::sync_folder(partial)?;
    Ok(manifest)
}

/// The newest whole backup in a folder, and when it was made.
pub fn newest(folder: &Path) -> Result<Option<(PathBuf, Manifest)>> {
    let mut newest: Option<(PathBuf, Manifest)> = None;
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let hidden = path
            .file_name()
            .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if hidden || !path.join(MANIFEST).is_file() {
            continue;
        }
        let manifest = Manifest::read(&path)?;
        if newest
            .as_ref()
            .is_none_or(|(_, known)| known.at < manifest.at)
        {
            newest = Some((path, manifest));
        }
    }
    Ok(newest)
}

/// What a file is, for the list.
fn entry(path: &str, of: &Path) -> Result<Entry> {
    let (bytes, sha256) = tree::digest(of)?;
    Ok(Entry {
        path: path.to_owned(),
        bytes,
        sha256,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_sort_by_time() {
        assert_eq!(
            super::name_of("2026-11-20T10:30:00.123+08:00"),
            "minsheng-20261120-103000"
        );
    }
}
