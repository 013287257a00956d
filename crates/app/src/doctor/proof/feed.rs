//! The feed against the events, and rows that belong to no case.

use super::MOST;
use crate::{App, AppError};
use store::proof::{Difference, How};

/// Events that are sorted at once: some twenty megabytes in the database.
const EVENTS: usize = 250_000;

/// Cases whose events are not looked for in the feed yet. The feed has no index by case and is walked over
/// for each stretch, so stretches are as long as sorting them allows.
#[derive(Debug, Default)]
pub(super) struct Stretch {
    after: i64,
    to: i64,
    events: usize,
}

impl Stretch {
    /// Takes in cases up to an id; gives the ids between which to look once there are enough.
    pub(super) fn grow(&mut self, to: i64, events: usize) -> Option<(i64, i64)> {
        self.to = to;
        self.events += events;
        (self.events >= EVENTS).then(|| {
            let ids = (self.after, to);
            *self = Self {
                after: to,
                ..Self::default()
            };
            ids
        })
    }

    /// Whatever is left, and all that lies beyond the last case.
    pub(super) const fn rest(&self) -> (i64, i64) {
        (self.after, i64::MAX)
    }
}

impl App {
    /// Names events between two case ids that have no place in the feed or several, and places for nothing.
    pub(super) async fn prove_places(
        &self,
        (after, to): (i64, i64),
        differs: &mut dyn FnMut(&str),
    ) -> Result<u64, AppError> {
        let mut different = 0;
        for wrong in self.store().misplaced(after, to, MOST).await? {
            let no = wrong.no.unwrap_or_else(|| wrong.case.to_string());
            let place = format!("feed[{}]", wrong.seq);
            let difference = match (wrong.happened, wrong.places) {
                (true, 0) => Difference::new(place, How::Missing),
                (true, places) => Difference::other(place, format!("{places} 处"), "1 处"),
                (false, _) => Difference::new(place, How::Stray),
            };
            different += 1;
            differs(&format!("{no}：{difference}"));
        }
        Ok(different)
    }

    /// Names gaps in the places.
    pub(super) async fn prove_feed(&self, differs: &mut dyn FnMut(&str)) -> Result<u64, AppError> {
        let mut different = 0;
        for (first, last) in self.store().feed_gaps(MOST).await? {
            different += 1;
            differs(&format!("feed：位置 {first} 至 {last} 空缺"));
        }
        Ok(different)
    }

    /// Names rows of cases that are not there, and numbers of lines that lead to cases not theirs.
    pub(super) async fn prove_strays(
        &self,
        differs: &mut dyn FnMut(&str),
    ) -> Result<u64, AppError> {
        let mut different = 0;
        for (table, case) in self.store().strays(MOST).await? {
            different += 1;
            differs(&format!("{case}：{table} 有行，cases 里却没有这件"));
        }
        for (no, line, number) in self.store().led_astray(MOST as usize).await? {
            let stray = Difference::new(format!("line_cases[{line}/{number}]"), How::Stray);
            different += 1;
            differs(&format!("{no}：{stray}"));
        }
        Ok(different)
    }
}
