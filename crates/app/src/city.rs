//! The city on a day: its profile with the versions kept since, what is made of it, and what a decision
//! stands on.

use crate::lookup::Lookup;
use crate::{AppError, Store};
use hotline::amendment::Amendment;
use hotline::case::decide::Context;
use hotline::profile::{Profile, ProfileError};
use hotline::rulebook::Rulebook;
use std::collections::BTreeSet;
use std::sync::Arc;
use text::segment::Segmenter;
use workday::{Calendar, Date, Instant};

/// A profile, and what is made of its names.
pub(crate) struct City {
    pub(crate) profile: Arc<Profile>,
    pub(crate) segmenter: Arc<Segmenter>,
    pub(crate) lookup: Lookup,
}

impl City {
    fn of(profile: Profile) -> Arc<Self> {
        let directory = &profile.directory;
        let units = directory.units().flat_map(|unit| unit.names().skip(1));
        let areas = directory.areas().iter().map(|area| area.name.as_str());
        Arc::new(Self {
            segmenter: Arc::new(Segmenter::new(units.chain(areas))),
            lookup: Lookup::new(&profile.catalogue, directory),
            profile: Arc::new(profile),
        })
    }
}

/// The city of today, and of every later day on which something begins.
pub(crate) struct Cities {
    /// The profile as its files have it.
    base: Profile,
    /// Every version kept, also those taken back.
    pub(crate) amendments: Vec<Amendment>,
    /// Number of the newest row that is in.
    pub(crate) newest: i64,
    /// By first day; the first one also holds before it.
    days: Vec<(Date, Arc<City>)>,
}

impl Cities {
    /// The profile and what the store keeps.
    pub(crate) async fn load(store: &Store, base: Profile, today: Date) -> Result<Self, AppError> {
        let (amendments, newest) = store.amendments().await?;
        Self::of(base, amendments, newest, today)
            .map_err(|error| AppError::Setup(error.to_string()))
    }

    /// Puts every day together; whatever does not fit is refused with its place.
    pub(crate) fn of(
        base: Profile,
        amendments: Vec<Amendment>,
        newest: i64,
        today: Date,
    ) -> Result<Self, ProfileError> {
        let later = amendments.iter().filter(|it| it.withdrawn.is_none());
        let later = later.map(|it| it.effective).filter(|day| *day > today);
        let begin: BTreeSet<Date> = std::iter::once(today).chain(later).collect();
        let mut days = Vec::with_capacity(begin.len());
        for day in begin {
            days.push((day, City::of(base.amended(&amendments, day)?)));
        }
        Ok(Self {
            base,
            amendments,
            newest,
            days,
        })
    }

    /// The profile as its files have it.
    pub(crate) const fn base(&self) -> &Profile {
        &self.base
    }

    /// The same city with other versions.
    pub(crate) fn with(
        &self,
        amendments: Vec<Amendment>,
        newest: i64,
        today: Date,
    ) -> Result<Self, ProfileError> {
        Self::of(self.base.clone(), amendments, newest, today)
    }

    /// The city of a day.
    pub(crate) fn on(&self, day: Date) -> Arc<City> {
        let later = self.days.partition_point(|(first, _)| *first <= day);
        self.days[later.saturating_sub(1)].1.clone()
    }
}

/// What a decision stands on: the rulebook of its case, units, items and working days of the moment.
pub(crate) struct Basis {
    pub(crate) rules: Arc<Rulebook>,
    pub(crate) profile: Arc<Profile>,
    pub(crate) calendar: Calendar,
}

impl Basis {
    /// The same by other working days.
    pub(crate) fn by(self, calendar: Calendar) -> Self {
        Self { calendar, ..self }
    }

    /// What is handed to a decision at an instant.
    pub(crate) fn context(&self, now: Instant) -> Context<'_> {
        Context {
            now,
            rules: &self.rules,
            catalogue: &self.profile.catalogue,
            directory: &self.profile.directory,
            shapes: &self.profile.shapes,
            calendar: &self.calendar,
            seen_version: None,
            other: None,
            knowledge: None,
            fresh: &[],
        }
    }
}
