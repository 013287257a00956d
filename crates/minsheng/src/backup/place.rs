//! The place of a restore: everything is written beside it and checked there, then put under its name.
//! What comes to nothing leaves the place as it was; what was killed is taken away by the next one.

use super::manifest::{Entry, Manifest};
use super::{private_folder, tree};
use crate::progress::Progress;
use anyhow::{Context as _, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Where attachments lie in the data folder until all of them are checked.
const BESIDE: &str = ".restore.partial";

/// What was made and goes again.
enum Made {
    /// A folder, if nothing else has come into it.
    Folder(PathBuf),
    /// A file, or a folder with all that is in it.
    Whole(PathBuf),
    /// The same, in place of an empty folder.
    OverEmpty(PathBuf),
}

/// What a restore has made so far. Dropped before [`Place::stands`], it takes all of it away again.
#[derive(Default)]
pub struct Place {
    made: Vec<Made>,
}

impl Place {
    /// Makes a folder with those above it.
    pub fn folder(&mut self, path: &Path) -> Result<()> {
        let missing: Vec<_> = path
            .ancestors()
            .filter(|above| !above.as_os_str().is_empty())
            .take_while(|above| !above.exists())
            .map(|above| Made::Folder(above.to_owned()))
            .collect();
        self.made.extend(missing.into_iter().rev());
        fs::create_dir_all(path).with_context(|| path.display().to_string())
    }

    /// From now on this is ours. What a restore that was killed left there is deleted.
    pub fn takes(&mut self, path: &Path) -> Result<()> {
        let gone = remove(path);
        gone.with_context(|| path.display().to_string())?;
        self.made.push(Made::Whole(path.to_owned()));
        Ok(())
    }

    /// Copies the attachments of a backup beside the data folder's own, each checked by its digest.
    pub fn beside(&mut self, data: &Path, backup: &Path, files: &[&Entry]) -> Result<PathBuf> {
        self.folder(data)?;
        let beside = data.join(BESIDE);
        self.takes(&beside)?;
        private_folder(&beside)?;
        let mut bar = Progress::new("附件", u64::try_from(files.len()).ok());
        let mut folders = BTreeSet::new();
        for (n, entry) in (1_u64..).zip(files) {
            let target = beside.join(&entry.path);
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
                folders.insert(folder.to_owned());
            }
            tree::copy_checked(&backup.join(&entry.path), &target, entry)?;
            bar.at(n, "");
        }
        bar.end("");
        for folder in folders {
            tree::sync_folder(&folder)?;
        }
        Ok(beside)
    }

    /// Puts one part under its name, where nothing is or an empty folder.
    pub fn put(&mut self, beside: &Path, data: &Path, part: &str) -> Result<()> {
        let (from, to) = (beside.join(part), data.join(part));
        if !from.is_dir() {
            return Ok(());
        }
        let over_empty = to.is_dir();
        // Never over what has come meanwhile: such a folder is not empty, and the system refuses.
        fs::rename(&from, &to).with_context(|| to.display().to_string())?;
        self.made.push(if over_empty {
            Made::OverEmpty(to)
        } else {
            Made::Whole(to)
        });
        tree::sync_folder(data)
    }

    /// The restore stands: nothing of it goes any more but what lies beside.
    pub fn stands(mut self, beside: &[&Path]) {
        self.made.clear();
        for path in beside {
            let _ = remove(path);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        for made in self.made.drain(..).rev() {
            // What cannot be deleted now is deleted by the next restore.
            let _ = match made {
                Made::Folder(path) => fs::remove_dir(path),
                Made::Whole(path) => remove(&path),
                Made::OverEmpty(path) => remove(&path).and_then(|()| fs::create_dir(&path)),
            };
        }
    }
}

/// Deletes a file, or a folder with all that is in it; one that is not there is fine.
fn remove(path: &Path) -> std::io::Result<()> {
    let gone = match fs::symlink_metadata(path) {
        Ok(it) if it.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match gone {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The entries of one part of the data folder.
pub fn of_part<'m>(manifest: &'m Manifest, part: &str) -> Vec<&'m Entry> {
    let within = |entry: &&Entry| Path::new(&entry.path).starts_with(part);
    manifest.files.iter().filter(within).collect()
}

/// Whether a part is in place already, byte for byte: a restore was killed after it had put the
/// attachments there and before the database. Otherwise the place has to be empty.
pub fn in_place(data: &Path, part: &str, entries: &[&Entry]) -> Result<bool> {
    let folder = data.join(part);
    let mut there = BTreeMap::new();
    if folder.is_dir() {
        if fs::read_dir(&folder)?.next().is_none() {
            return Ok(false);
        }
        walk(&folder, Path::new(part), &mut there)?;
    } else if !folder.exists() {
        return Ok(false);
    }
    let same = there.len() == entries.len()
        && entries.iter().all(|entry| {
            let there = there.get(Path::new(&entry.path));
            there.is_some_and(|bytes| *bytes == entry.bytes)
        });
    if same {
        let mut differs = false;
        for entry in entries {
            let (_, sha256) = tree::digest(&data.join(&entry.path))?;
            differs |= sha256 != entry.sha256;
        }
        if !differs {
            return Ok(true);
        }
    }
    bail!(
        "{} 不是空的，不覆盖；确认是不要的，移走后再恢复 (not empty)",
        folder.display()
    )
}

/// Every file below a folder, with its size.
fn walk(folder: &Path, name: &Path, found: &mut BTreeMap<PathBuf, u64>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        let (kind, inner) = (entry.file_type()?, name.join(entry.file_name()));
        if kind.is_dir() {
            walk(&entry.path(), &inner, found)?;
        } else {
            found.insert(inner, entry.metadata()?.len());
        }
    }
    Ok(())
}
