//! 统计: a follower keeps what every case adds to the figures, as its events say; questions are answered
//! from the sums, within the asker's reach. The definitions stand in `hotline::figures`.

mod asking;
mod period;
mod proving;
mod public;

pub use asking::{FigureAsk, FigureLine, FigurePage, Opening};
pub use public::{FEW, PublicFigures};
pub use store::figures::{FigureQuery, Mark};

use crate::following::{Follower, Prepared};
use crate::{App, AppError};
use hotline::case::event::Recorded;
use hotline::figures::{Contribution, Yardstick};
use std::collections::{BTreeMap, BTreeSet};
use store::feed::{Effect, Entry};
use store::figures::{FigureChanges, FigureRow};

/// Keeps the figures up to date.
pub struct Figures;

/// Its name among the followers.
pub const FOLLOWER: &str = store::load::FIGURES;

impl Follower for Figures {
    fn name(&self) -> &'static str {
        FOLLOWER
    }

    fn prepare<'a>(&'a self, app: &'a App, entries: &'a [Entry]) -> Prepared<'a> {
        Box::pin(async move {
            let cases: BTreeSet<_> = entries.iter().map(|entry| entry.case).collect();
            let cases: Vec<_> = cases.into_iter().collect();
            // Read after the position was: at worst these are newer events, whose entries change
            // nothing when they come.
            let stored = app.store().case_figures(&cases).await?;
            let now = app.contributions(&cases).await?;
            let mut changes = FigureChanges::default();
            for (case, rows) in now {
                let old = stored.get(&case).map(Vec::as_slice).unwrap_or_default();
                changes.replace(case, old, rows);
            }
            Ok(Box::new(changes) as Box<dyn Effect>)
        })
    }
}

impl App {
    /// How far the figures have come: what is counted at one mark stays as it is.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn figures_mark(&self) -> Result<Mark, AppError> {
        Ok(self.store().figures_mark().await?)
    }

    /// What some cases add to the figures, from their events.
    pub(crate) async fn contributions(
        &self,
        cases: &[i64],
    ) -> Result<BTreeMap<i64, Vec<FigureRow>>, AppError> {
        let streams = self.store().events_of(cases).await?;
        let rows = streams
            .into_iter()
            .map(|(case, events)| Ok((case, self.contribution(case, &events)?)));
        rows.collect()
    }

    pub(crate) fn contribution(
        &self,
        case: i64,
        events: &[Recorded],
    ) -> Result<Vec<FigureRow>, AppError> {
        let profile = self.profile();
        let books = &profile.rulebooks;
        let calendar = self.working_days();
        let satisfied_grade = |bound: Option<workday::Date>| {
            let bound = bound.and_then(|day| books.effective(day));
            // A case that was never accepted has no answer to be satisfied with.
            let rules = bound.or_else(|| books.on(self.now().date()));
            rules.map_or(u32::MAX, |rules| rules.satisfied_grade)
        };
        let yardstick = Yardstick {
            satisfied_grade: &satisfied_grade,
            hours: &profile.directory.city_centre().hours,
            calendar: &calendar,
        };
        let contribution = Contribution::of(case, events, &yardstick);
        let contribution =
            contribution.map_err(|error| AppError::Internal(format!("case {case}: {error}")))?;
        Ok(FigureRow::of(case, &contribution))
    }
}
