//! The versions of the rulebook, oldest first.

use std::sync::Arc;

use workday::Date;

use super::Rulebook;

/// All versions of a profile's rulebook, each in force until the next one's day of effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rulebooks(Vec<Arc<Rulebook>>);

impl Rulebooks {
    /// Orders the versions by day of effect. Of two with the same day the first given is found;
    /// the loader refuses such a pair.
    pub fn new(mut versions: Vec<Rulebook>) -> Self {
        versions.sort_by_key(|version| version.effective);
        Rulebooks(versions.into_iter().map(Arc::new).collect())
    }

    /// The version in force on `date`; `None` before the first one.
    pub fn on(&self, date: Date) -> Option<&Arc<Rulebook>> {
        let later = self.0.partition_point(|version| version.effective <= date);
        self.0[..later].last()
    }

    /// The version whose day of effect is exactly `date`, as a stored case names it.
    pub fn effective(&self, date: Date) -> Option<&Arc<Rulebook>> {
        self.0.iter().find(|version| version.effective == date)
    }

    /// All versions, oldest first.
    pub fn all(&self) -> &[Arc<Rulebook>] {
        &self.0
    }
}
