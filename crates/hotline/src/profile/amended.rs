//! A profile with the amendments of a day.

use super::{Profile, ProfileError, Source};
use crate::amendment::{Amendment, Part};
use std::sync::Arc;
use workday::Date;

/// Paths and texts of a profile's files. Cheap to clone.
#[derive(Clone)]
pub(super) struct Texts(Arc<Vec<(String, String)>>);

impl Texts {
    pub(super) fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let owned = |(path, text): (&str, &str)| (path.to_owned(), text.to_owned());
        Texts(Arc::new(files.into_iter().map(owned).collect()))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = self.0.iter();
        files.map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

/// How many files; their texts are no use in a log.
impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} files", self.0.len())
    }
}

/// Entries that are added to a list or take the place of others from a day on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layer<'a> {
    pub(crate) source: Source<'a>,
    /// The first day.
    pub(crate) day: Date,
}

/// What amendments lay over the files, each part in the order of its days.
#[derive(Debug, Default)]
pub(super) struct Layers<'a> {
    /// Whole files: path and text.
    pub(super) rulebooks: Vec<(&'a str, &'a str)>,
    pub(super) items: Vec<Layer<'a>>,
    pub(super) reasons: Vec<Layer<'a>>,
    pub(super) units: Vec<Layer<'a>>,
    pub(super) duties: Vec<Layer<'a>>,
}

impl Profile {
    /// The profile as it is on a day with these amendments; those that are taken back or whose day has
    /// not come are passed over. `self` is the profile as its files have it.
    ///
    /// # Errors
    /// Files and amendments contradict each other, or an amendment has a mistake: as
    /// [`Profile::from_files`], with the amendment's [`Amendment::path`] as the file.
    pub fn amended(&self, amendments: &[Amendment], day: Date) -> Result<Profile, ProfileError> {
        let counting = amendments.iter().filter(|it| it.counts_on(day));
        let mut counting: Vec<_> = counting.map(|it| (it.path(), it)).collect();
        counting.sort_by_key(|(_, it)| (it.effective, it.no));
        let mut layers = Layers::default();
        for (path, amendment) in &counting {
            let (path, text) = (path.as_str(), amendment.text.as_str());
            let layer = Layer {
                source: Source { path, text },
                day: amendment.effective,
            };
            match amendment.part {
                Part::Rulebook => layers.rulebooks.push((path, text)),
                Part::Items => layers.items.push(layer),
                Part::Reasons => layers.reasons.push(layer),
                Part::Units => layers.units.push(layer),
                Part::Duties => layers.duties.push(layer),
            }
        }
        Profile::read(&self.files, &layers)
    }
}
