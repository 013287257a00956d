//! A profile with the amendments of a day.

use super::{Profile, ProfileError};
use crate::amendment::Amendment;
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

impl Profile {
    /// The profile as it is on a day with these amendments; those that are taken back or whose day has
    /// not come are passed over. `self` is the profile as its files have it.
    ///
    /// # Errors
    /// Files and amendments contradict each other, or an amendment has a mistake: as
    /// [`Profile::from_files`], with the amendment's [`Amendment::path`] as the file.
    pub fn amended(&self, amendments: &[Amendment], day: Date) -> Result<Profile, ProfileError> {
        let counting: Vec<_> = amendments
            .iter()
            .filter(|amendment| amendment.counts_on(day))
            .map(|amendment| (amendment.path(), amendment.text.as_str()))
            .collect();
        let later = counting.iter().map(|(path, text)| (path.as_str(), *text));
        Profile::read(&self.files, later)
    }
}
