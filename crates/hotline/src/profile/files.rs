//! Which file of a profile is which.

use std::collections::BTreeMap;

use super::{ProfileError, Source};

/// The files of a profile by their job.
pub(super) struct Files<'a> {
    pub(super) profile: Source<'a>,
    pub(super) items: Source<'a>,
    pub(super) channels: Source<'a>,
    pub(super) reasons: Source<'a>,
    pub(super) hotlines: Source<'a>,
    pub(super) rulebooks: Vec<Source<'a>>,
    /// `units.toml` and `units/*.toml`.
    pub(super) units: Vec<Source<'a>>,
    pub(super) holidays: Vec<Source<'a>>,
    /// `shapes.toml`; a city may have none.
    pub(super) shapes: Option<Source<'a>>,
}

impl<'a> Files<'a> {
    /// Sorts files by path, so that the order in which a disk lists them changes nothing.
    ///
    /// A `.toml` file of an unknown name is refused: a misspelt one would silently be left out.
    pub(super) fn sort(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, ProfileError> {
        let mut named = BTreeMap::new();
        for (path, text) in files {
            if named.insert(path, text).is_some() {
                return Err(refuse(
                    path,
                    "同一个文件给了两次",
                    "the file is given twice",
                ));
            }
        }
        let mut take = |path: &'static str| match named.remove(path) {
            Some(text) => Ok(Source { path, text }),
            None => Err(refuse(path, "缺少这个文件", "the file is missing")),
        };
        let mut sorted = Files {
            profile: take("profile.toml")?,
            items: take("items.toml")?,
            channels: take("channels.toml")?,
            reasons: take("reasons.toml")?,
            hotlines: take("hotlines.toml")?,
            rulebooks: Vec::new(),
            units: Vec::new(),
            holidays: Vec::new(),
            shapes: None,
        };
        for (path, text) in named {
            let Some(stem) = path.strip_suffix(".toml") else {
                continue;
            };
            if stem == "shapes" {
                sorted.shapes = Some(Source { path, text });
                continue;
            }
            let list = match stem.split_once('/') {
                None if stem == "units" => &mut sorted.units,
                None if stem.starts_with("rulebook-") => &mut sorted.rulebooks,
                Some(("units", name)) if !name.contains('/') => &mut sorted.units,
                Some(("holidays", name)) if !name.contains('/') => &mut sorted.holidays,
                _ => {
                    return Err(refuse(
                        path,
                        "不认识的文件名，不知道它是什么",
                        "no file of a profile has this name",
                    ));
                }
            };
            list.push(Source { path, text });
        }
        Ok(sorted)
    }
}

fn refuse(path: &str, zh: &str, en: &str) -> ProfileError {
    ProfileError {
        file: path.to_owned(),
        line: None,
        zh: zh.to_owned(),
        en: en.to_owned(),
    }
}
