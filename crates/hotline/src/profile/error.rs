//! Why a profile was refused.

use std::fmt;

/// A mistake in a profile: where, and a sentence in Chinese and in English.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ProfileError {
    /// Path inside the profile's folder.
    pub file: String,
    /// Line, from 1; `None` where the mistake has no place, e.g. a missing file.
    pub line: Option<usize>,
    /// The sentence in Chinese.
    pub zh: String,
    /// The sentence in English.
    pub en: String,
}

/// `items.toml:12: 缺少键 name / the key name is missing`.
impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {} / {}", self.zh, self.en)
    }
}
