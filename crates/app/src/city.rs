//! The city on a day: its profile with the versions kept since, what is made of it, and what a decision
//! stands on.

use crate::lookup::Lookup;
use crate::{AppError, Store};
use hotline::amendment::{Amendment, Difference, differences};
use hotline::case::decide::Context;
use hotline::profile::{Profile, ProfileError};
use hotline::rulebook::Rulebook;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
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
    /// What each version changed, by its number, as far as it was asked. Other versions make another city.
    told: Mutex<BTreeMap<i64, Vec<Difference>>>,
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
            told: Mutex::default(),
        })
    }

    /// What a version changes on its first day, against those kept before it. The profile is read for it
    /// once at most where either side is known already, and not again when it is asked again.
    pub(crate) fn differences(&self, no: i64) -> Result<Option<Vec<Difference>>, ProfileError> {
        let Some(found) = self.amendments.iter().find(|it| it.no == no) else {
            return Ok(None);
        };
        let told = || self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = told().get(&no) {
            return Ok(Some(known.clone()));
        }
        let earlier = self.amendments.iter().filter(|it| it.no < no);
        let mut standing: Vec<_> = earlier.cloned().collect();
        let (day, part) = (found.effective, found.part);
        let before = self.with_only(&standing, day)?;
        // One that was taken back is told as if it stood.
        standing.push(Amendment {
            withdrawn: None,
            ..found.clone()
        });
        let after = self.with_only(&standing, day)?;
        let differences = differences(part, &before, &after, day);
        told().insert(no, differences.clone());
        Ok(Some(differences))
    }

    /// The profile on a day with some versions; read only if no day of the city is made of the same.
    fn with_only(&self, some: &[Amendment], day: Date) -> Result<Arc<Profile>, ProfileError> {
        let counting = |all: &[Amendment], day: Date| -> BTreeSet<i64> {
            let counting = all.iter().filter(|it| it.counts_on(day));
            counting.map(|it| it.no).collect()
        };
        let wanted = counting(some, day);
        let same = |(first, _): &&(Date, Arc<City>)| counting(&self.amendments, *first) == wanted;
        if let Some((_, city)) = self.days.iter().find(same) {
            return Ok(city.profile.clone());
        }
        Ok(Arc::new(self.base.amended(some, day)?))
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

    /// The first day that it was made for. A clock that ran ahead when it was made has left out what holds
    /// before.
    pub(crate) fn begins(&self) -> Date {
        self.days[0].0
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
