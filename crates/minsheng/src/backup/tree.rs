//! Files: copied, digested, durable.

use super::manifest::Entry;
use anyhow::{Context as _, Result, bail};
use app::chance;
use sha2::{Digest as _, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;

const BUFFER: usize = 1 << 20;

/// Size and SHA-256 of a file.
pub fn digest(path: &Path) -> Result<(u64, String)> {
    let file = File::open(path).with_context(|| path.display().to_string())?;
    pour(file, &mut std::io::sink()).with_context(|| path.display().to_string())
}

fn pour(mut from: impl Read, to: &mut impl Write) -> std::io::Result<(u64, String)> {
    let (mut bytes, mut digest, mut buffer) = (0, Sha256::new(), vec![0; BUFFER]);
    loop {
        let n = from.read(&mut buffer)?;
        if n == 0 {
            return Ok((bytes, chance::hex(&digest.finalize())));
        }
        let part = buffer.get(..n).unwrap_or_default();
        digest.update(part);
        to.write_all(part)?;
        bytes += u64::try_from(n).unwrap_or_default();
    }
}

/// A new file that only its owner can read; one that is there is never written over.
fn create(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .with_context(|| path.display().to_string())
}

/// Writes a new file durably.
pub fn write(path: &Path, text: &[u8]) -> Result<()> {
    let mut file = create(path)?;
    file.write_all(text)?;
    Ok(file.sync_all()?)
}

/// Copies one file durably into a new one; gives size and digest.
pub fn copy_file(from: &Path, to: &Path) -> Result<(u64, String)> {
    let source = File::open(from).with_context(|| from.display().to_string())?;
    let mut target = create(to)?;
    let told = pour(source, &mut target).with_context(|| to.display().to_string())?;
    target.sync_all()?;
    Ok(told)
}

/// Copies a file of the list and checks it by its digest.
pub fn copy_checked(from: &Path, to: &Path, entry: &Entry) -> Result<()> {
    let (bytes, sha256) = copy_file(from, to)?;
    if bytes != entry.bytes || sha256 != entry.sha256 {
        let _ = fs::remove_file(to);
        bail!(
            "{} 与清单的摘要不符，备份已损坏 (the backup is damaged)",
            from.display()
        );
    }
    Ok(())
}

/// Where files lie that are still coming in.
const INCOMING: &str = "incoming";

/// Copies a folder with everything in it under `name` in `into`; gives the list. What is being written
/// by somebody is left out.
pub fn copy(from: &Path, into: &Path, name: &Path) -> Result<Vec<Entry>> {
    let (mut list, to) = (Vec::new(), into.join(name));
    fs::create_dir_all(&to).with_context(|| to.display().to_string())?;
    let mut names: Vec<_> = fs::read_dir(from)
        .with_context(|| from.display().to_string())?
        .map(|entry| entry.map(|entry| entry.file_name()))
        .collect::<Result<_, _>>()?;
    names.sort();
    for file in names {
        let half = file.to_str().is_some_and(app::attachment::is_half_kept);
        if half || file.as_encoded_bytes().starts_with(b".") || file == INCOMING {
            continue;
        }
        let (source, inner) = (from.join(&file), name.join(&file));
        if source.is_dir() {
            list.extend(copy(&source, into, &inner)?);
        } else if source.is_file() {
            let (bytes, sha256) = copy_file(&source, &into.join(&inner))?;
            list.push(Entry {
                path: inner.to_string_lossy().into_owned(),
                bytes,
                sha256,
            });
        }
    }
    sync_folder(&to)?;
    Ok(list)
}

/// Makes the names in a folder durable.
pub fn sync_folder(path: &Path) -> Result<()> {
    let folder = File::open(path).with_context(|| path.display().to_string())?;
    Ok(folder.sync_all()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_half_kept_stays_out() {
        let folder = std::env::temp_dir().join(format!("minsheng-tree-{}", std::process::id()));
        let from = folder.join("files");
        fs::create_dir_all(from.join("68")).unwrap();
        fs::create_dir_all(from.join(INCOMING)).unwrap();
        for name in [
            "68/68ab",
            "68/68ab.thumb",
            "68/68ab#1",
            "68/68ab.thumb#4",
            "incoming/x",
        ] {
            fs::write(from.join(name), b"content").unwrap();
        }
        let list = copy(&from, &folder.join("to"), Path::new("files")).unwrap();
        let names: Vec<_> = list.iter().map(|entry| entry.path.as_str()).collect();
        assert_eq!(names, ["files/68/68ab", "files/68/68ab.thumb"]);
        fs::remove_dir_all(folder).unwrap();
    }
}
