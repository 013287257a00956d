//! The list in a backup: what is in it, with digests.

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Name of the list.
pub const MANIFEST: &str = "backup.json";
const FORMAT: &str = "minsheng-backup";
const VERSION: u32 = 1;

/// The list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    format: String,
    version: u32,
    /// The program that made it.
    pub program: String,
    /// When: Shanghai's time.
    pub at: String,
    /// `sqlite` or `postgres`.
    pub database: String,
    /// Every file.
    pub files: Vec<Entry>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its path in the backup.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Its digest in hexadecimal.
    pub sha256: String,
}

impl Manifest {
    pub(super) fn new(at: String, database: &str, files: Vec<Entry>) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            at,
            database: database.to_owned(),
            files,
        }
    }

    /// Reads the list of a backup.
    ///
    /// # Errors
    /// There is none, or it is of another version.
    pub fn read(backup: &Path) -> Result<Self> {
        let path = backup.join(MANIFEST);
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("{} 不是完整的备份 (no whole backup)", backup.display()))?;
        let list: Self = serde_json::from_str(&text).with_context(|| path.display().to_string())?;
        if list.format != FORMAT || list.version != VERSION {
            bail!("{}：不认识的备份格式 (unknown format)", path.display());
        }
        let odd = |entry: &&Entry| {
            let path = Path::new(&entry.path);
            !path
                .components()
                .all(|part| matches!(part, std::path::Component::Normal(_)))
        };
        if let Some(entry) = list.files.iter().find(odd) {
            bail!(
                "{}：路径 {:?} 不在备份里 (a path outside)",
                path.display(),
                entry.path
            );
        }
        Ok(list)
    }
}
