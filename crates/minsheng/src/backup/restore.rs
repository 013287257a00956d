//! `minsheng restore`: a backup into an empty place. It never writes over anything, and one that fails
//! leaves the place as it was.

use super::manifest::Manifest;
use super::place::{Place, in_place, of_part};
use super::{KEPT, postgres, sqlite, tree};
use crate::config::{Config, DatabaseFlag, Settings};
use anyhow::{Context as _, Result, bail};
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};

/// Puts a backup back: the database into a place where there is none, the attachments into a data
/// folder without any. Every file is checked by its digest before anything is put in place; one that
/// fails or is killed leaves no half behind, and can be run again.
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
        // A mistake in the city's profile is told before anything is written.
        config.load_profile()?;
        let cases = if kind == "sqlite" {
            into_file(&config, &self.backup, &manifest).await?
        } else {
            into_server(&config, &self.backup, &manifest).await?
        };
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

/// Attachments that were checked and wait to be put in place.
struct Attachments<'a> {
    data: &'a Path,
    beside: PathBuf,
    parts: Vec<&'static str>,
}

impl<'a> Attachments<'a> {
    /// Copies and checks those that are not in place yet.
    fn beside(
        place: &mut Place,
        data: &'a Path,
        backup: &Path,
        manifest: &Manifest,
    ) -> Result<Self> {
        let (mut parts, mut files) = (Vec::new(), Vec::new());
        for part in KEPT {
            let entries = of_part(manifest, part);
            if !in_place(data, part, &entries)? {
                parts.push(*part);
                files.extend(entries);
            }
        }
        let beside = place.beside(data, backup, &files)?;
        Ok(Self {
            data,
            beside,
            parts,
        })
    }

    /// Puts them in place. The database comes after them: where there is one, all is there.
    fn put(&self, place: &mut Place) -> Result<()> {
        for part in &self.parts {
            place.put(&self.beside, self.data, part)?;
        }
        Ok(())
    }
}

/// Into a file of SQLite; gives how many cases there are.
async fn into_file(config: &Config, backup: &Path, manifest: &Manifest) -> Result<u64> {
    let target = sqlite::file_of(&config.database)?;
    let with = |suffix: &str| {
        let mut path = target.clone().into_os_string();
        path.push(suffix);
        PathBuf::from(path)
    };
    for taken in ["", "-wal", "-shm"].map(with) {
        if taken.exists() {
            bail!(
                "{} 已存在，不覆盖 (exists and is not overwritten)",
                taken.display()
            );
        }
    }
    let known = entry(manifest, sqlite::FILE)?;
    let mut place = Place::default();
    let attachments = Attachments::beside(&mut place, &config.data, backup, manifest)?;
    if let Some(folder) = target.parent() {
        place.folder(folder)?;
    }
    let [partial, wal, shm] = [".partial", ".partial-wal", ".partial-shm"].map(with);
    for path in [&partial, &wal, &shm] {
        place.takes(path)?;
    }
    tree::copy_checked(&backup.join(sqlite::FILE), &partial, known)?;
    sqlite::check(&partial).await?;
    // Brings an older backup's schema up to date, and shows that it can be worked with.
    let beside = Config {
        database: format!("sqlite:{}", partial.display()),
        ..config.clone()
    };
    let app = beside.open().await?;
    let cases = app.store().count_cases().await;
    app.store().close().await;
    let cases = cases?;
    if fs::metadata(&wal).is_ok_and(|wal| wal.len() > 0) {
        bail!(
            "{} 没有并入库里，恢复没有做 (the log was not taken in)",
            wal.display()
        );
    }
    attachments.put(&mut place)?;
    // A link is never made over a file that came meanwhile.
    fs::hard_link(&partial, &target).with_context(|| target.display().to_string())?;
    place.stands(&[&partial, &wal, &shm, &attachments.beside]);
    if let Some(folder) = target.parent().filter(|above| above.is_dir()) {
        tree::sync_folder(folder)?;
    }
    Ok(cases)
}

/// Into an empty database of PostgreSQL; gives how many cases there are.
async fn into_server(config: &Config, backup: &Path, manifest: &Manifest) -> Result<u64> {
    if !store::is_empty(&config.database).await? {
        bail!("目标库不是空的，不覆盖；请先 createdb 一个新库 (the database is not empty)");
    }
    let dump = backup.join(postgres::FILE);
    let known = entry(manifest, postgres::FILE)?;
    let (bytes, sha256) = tree::digest(&dump)?;
    if bytes != known.bytes || sha256 != known.sha256 {
        bail!(
            "{} 与清单的摘要不符，备份已损坏 (the backup is damaged)",
            dump.display()
        );
    }
    let mut place = Place::default();
    let attachments = Attachments::beside(&mut place, &config.data, backup, manifest)?;
    attachments.put(&mut place)?;
    if let Err(error) = postgres::restore(&config.database, &dump) {
        // The tool of a restore that was killed may have had all of the dump by then.
        if store::is_empty(&config.database)
            .await
            .is_ok_and(|empty| !empty)
        {
            let why = "库里刚刚有了东西：多半是上次被中断的恢复自己做完了，请运行 minsheng doctor 核对；不是的话，换一个新库 (the database was filled meanwhile, maybe by a restore that was killed: run doctor)";
            return Err(error.context(why));
        }
        return Err(error);
    }
    place.stands(&[&attachments.beside]);
    // Brings an older backup's schema up to date, and shows that it can be worked with.
    let opened = config.open().await.with_context(|| {
        format!(
            "库和附件都已放好，但这个程序打不开：换能打开的程序或设置即可；不要了就 dropdb，并删掉 {} 里的 {} (restored, but it cannot be opened)",
            config.data.display(),
            KEPT.join("、")
        )
    });
    let app = opened?;
    let cases = app.store().count_cases().await;
    app.store().close().await;
    Ok(cases?)
}
