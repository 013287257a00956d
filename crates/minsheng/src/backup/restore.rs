//! `minsheng restore`: a backup into an empty place. It never writes over anything.

use super::manifest::Manifest;
use super::{KEPT, postgres, sqlite, tree};
use crate::config::{Config, DatabaseFlag, Settings};
use crate::progress::Progress;
use anyhow::{Context as _, Result, bail};
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};

/// Puts a backup back: the database into a place where there is none, the attachments into a data
/// folder without any. Every file is checked by its digest.
#[derive(Args)]
pub struct Restore {
    #[command(flatten)]
    database: DatabaseFlag,
    /// Folder for what is not in the database (`data`).
    #[arg(long, value_name = "DIR")]
    data: Option<String>,
    /// The backup's folder.
    #[arg(value_name = "BACKUP")]
    backup: PathBuf,
}

impl Restore {
    pub async fn run(self, settings: &Settings) -> Result<()> {
        let config = settings.read(&[
            ("database", self.database.database.as_deref()),
            ("data", self.data.as_deref()),
        ])?;
        let manifest = Manifest::read(&self.backup)?;
        let kind = if config.database.starts_with("sqlite:") {
            "sqlite"
        } else {
            "postgres"
        };
        if manifest.database != kind {
            bail!(
                "备份是 {} 的，目标是 {kind}；换数据库请用 minsheng export 与 import (another kind of database)",
                manifest.database
            );
        }
        for part in KEPT {
            let folder = config.data.join(part);
            if folder.is_dir() && fs::read_dir(&folder)?.next().is_some() {
                bail!("{} 不是空的，不覆盖 (not empty)", folder.display());
            }
        }
        if kind == "sqlite" {
            database_file(&config, &self.backup, &manifest).await?;
        } else {
            database_dump(&config, &self.backup, &manifest).await?;
        }
        attachments(&config, &self.backup, &manifest)?;
        // Brings an older backup's schema up to date, and shows that it can be worked with.
        let app = config.open().await?;
        let cases = app.store().count_cases().await?;
        app.store().close().await;
        crate::tell::line(format_args!(
            "已恢复 {} 的备份：{cases} 件诉求。请再运行 minsheng doctor (restored; run doctor)",
            manifest.at
        ));
        Ok(())
    }
}

fn entry<'m>(manifest: &'m Manifest, file: &str) -> Result<&'m super::Entry> {
    let found = manifest.files.iter().find(|entry| entry.path == file);
    found.with_context(|| format!("清单里没有 {file} (not in the list)"))
}

async fn database_file(config: &Config, backup: &Path, manifest: &Manifest) -> Result<()> {
    let target = sqlite::file_of(&config.database)?;
    for suffix in ["", "-wal", "-shm"] {
        let mut taken = target.clone().into_os_string();
        taken.push(suffix);
        if Path::new(&taken).exists() {
            bail!(
                "{} 已存在，不覆盖 (exists and is not overwritten)",
                Path::new(&taken).display()
            );
        }
    }
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    let mut partial = target.clone().into_os_string();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    // Of a restore that was interrupted.
    let _ = fs::remove_file(&partial);
    tree::copy_checked(
        &backup.join(sqlite::FILE),
        &partial,
        entry(manifest, sqlite::FILE)?,
    )?;
    sqlite::check(&partial).await?;
    // A link is never made over a file that came meanwhile.
    fs::hard_link(&partial, &target).with_context(|| target.display().to_string())?;
    fs::remove_file(&partial)?;
    Ok(())
}

async fn database_dump(config: &Config, backup: &Path, manifest: &Manifest) -> Result<()> {
    if !store::is_empty(&config.database).await? {
        bail!("目标库不是空的，不覆盖；请先 createdb 一个新库 (the database is not empty)");
    }
    let dump = backup.join(postgres::FILE);
    let (bytes, sha256) = tree::digest(&dump)?;
    let known = entry(manifest, postgres::FILE)?;
    if bytes != known.bytes || sha256 != known.sha256 {
        bail!(
            "{} 与清单的摘要不符，备份已损坏 (the backup is damaged)",
            dump.display()
        );
    }
    postgres::restore(&config.database, &dump)
}

fn attachments(config: &Config, backup: &Path, manifest: &Manifest) -> Result<()> {
    let kept = |entry: &&super::Entry| {
        Path::new(&entry.path)
            .components()
            .next()
            .is_some_and(|first| KEPT.iter().any(|part| first.as_os_str() == *part))
    };
    let files: Vec<_> = manifest.files.iter().filter(kept).collect();
    let mut bar = Progress::new("附件", u64::try_from(files.len()).ok());
    for (n, entry) in (1_u64..).zip(files) {
        let target = config.data.join(&entry.path);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        tree::copy_checked(&backup.join(&entry.path), &target, entry)?;
        bar.at(n, "");
    }
    bar.end("");
    Ok(())
}
