//! SQLite: a copy by the database itself, as of one instant, while the server reads and writes.

use super::manifest::Entry;
use crate::config::Config;
use crate::progress::Progress;
use anyhow::{Context as _, Result, bail};
use std::path::{Path, PathBuf};
use std::time::Duration;
use store::Store;

/// Name of the database in a backup.
pub const FILE: &str = "minsheng.db";

/// The file of an address `sqlite:PATH`.
pub fn file_of(database: &str) -> Result<PathBuf> {
    let path = database.strip_prefix("sqlite:").context("sqlite:PATH")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    Ok(PathBuf::from(path.split('?').next().unwrap_or(path)))
}

/// Copies the database and checks the copy by opening it.
pub async fn copy(config: &Config, into: &Path) -> Result<Entry> {
    let source = file_of(&config.database)?;
    if !source.is_file() {
        bail!("没有 {} 这个库 (no such database)", source.display());
    }
    let store = config.open_store().await?;
    let size = store.db().standing().await?.bytes;
    let mut bar = Progress::new("备份", u64::try_from(size).ok());
    let copy = into.join(FILE);
    let mut copying = std::pin::pin!(store.db().copy_into(&copy));
    loop {
        let pause = tokio::time::sleep(Duration::from_millis(200));
        tokio::select! {
            copied = &mut copying => break copied?,
            () = pause => bar.at(std::fs::metadata(&copy).map_or(0, |file| file.len()), "字节"),
        }
    }
    bar.end("复制完，核对中");
    store.close().await;
    // SQLite leaves the copy to the cache of the system.
    std::fs::File::open(&copy)?.sync_all()?;
    check(&copy).await?;
    let (bytes, sha256) = super::tree::digest(&copy)?;
    Ok(Entry {
        path: FILE.to_owned(),
        bytes,
        sha256,
    })
}

/// Opens a database file and looks at every page.
pub async fn check(file: &Path) -> Result<()> {
    let store = Store::open(&format!("sqlite:{}", file.display())).await?;
    let broken = store.db().broken().await?;
    store.close().await;
    match broken {
        Some(what) => bail!("{} 不完整：{what} (damaged)", file.display()),
        None => Ok(()),
    }
}
