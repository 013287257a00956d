//! The proof of the figures: what every case adds, worked out again from its events, and the sums.

use super::FOLLOWER;
use crate::{App, AppError};
use std::collections::BTreeMap;
use std::time::Duration;
use store::figures::{FigureRow, differing_rows};

const BATCH: u32 = 200;
/// Differences that may be told of the sums.
const MOST: u32 = 50;
/// Days and units that are told of one case.
const MOST_ROWS: usize = 5;
/// How long whoever follows gets to catch up, before it is looked again.
const PATIENCE: Duration = Duration::from_millis(500);
/// Longer than a lease holds of a server that was killed.
const LOOKS: u32 = 24;

impl App {
    /// Works out all figures again from the events and names every difference from what is stored; how
    /// many there are.
    ///
    /// # Errors
    /// The database does not answer, or holds an event that is not understood.
    pub async fn prove_figures(&self, differs: &mut dyn FnMut(&str)) -> Result<u64, AppError> {
        self.follow_feed().await?;
        let mut doubtful = BTreeMap::new();
        let mut after = 0;
        loop {
            let cases = self.store().case_ids_after(after, BATCH).await?;
            let Some(last) = cases.last() else { break };
            after = *last;
            doubtful.extend(self.differing(&cases).await?);
        }
        // While others work a case may be ahead of its figures for a moment.
        for _ in 0..LOOKS {
            if doubtful.is_empty() {
                break;
            }
            tokio::time::sleep(PATIENCE).await;
            self.follow_feed().await?;
            let cases: Vec<i64> = doubtful.keys().copied().collect();
            doubtful = self.differing(&cases).await?;
        }
        let mut different = 0;
        for (case, rows) in &doubtful {
            different += 1;
            let no = self.store().case_by_id(*case).await?.map(|case| case.no);
            differs(&format!(
                "{}：统计与经过不符：{}",
                no.unwrap_or_else(|| case.to_string()),
                rows.join("；")
            ));
        }
        for cell in self.store().figure_mismatches(MOST).await? {
            different += 1;
            differs(&format!("统计汇总与各件之和不符：{cell}"));
        }
        Ok(different)
    }

    /// Those of some cases whose stored figures are not what their events say, and which.
    async fn differing(&self, cases: &[i64]) -> Result<BTreeMap<i64, Vec<String>>, AppError> {
        let mut wrong = BTreeMap::new();
        for some in cases.chunks(BATCH as usize) {
            let stored = self.store().case_figures(some).await?;
            let wanted = self.contributions(some).await?;
            let rows = |rows: &BTreeMap<i64, Vec<FigureRow>>, case: &i64| {
                rows.get(case).cloned().unwrap_or_default()
            };
            for case in some
                .iter()
                .filter(|case| stored.get(case) != wanted.get(case))
            {
                let (stored, wanted) = (rows(&stored, case), rows(&wanted, case));
                wrong.insert(*case, differing_rows(&stored, &wanted, MOST_ROWS));
            }
        }
        Ok(wrong)
    }

    /// Lets the figures be counted again from the first event, with the calendar of now. Until the
    /// follower has come to the end again, they are incomplete.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn recount_figures(&self) -> Result<(), AppError> {
        Ok(self.store().forget_figures(FOLLOWER).await?)
    }

    /// The same, and waits until they have been counted up to where the feed ended when it began, by this
    /// process or by whoever follows the feed; tells how far they are, and how far they have to come.
    ///
    /// # Errors
    /// The database does not answer. Then they are counted on by whoever follows the feed next.
    pub async fn recount_figures_whole(
        &self,
        told: &mut dyn FnMut(i64, i64),
    ) -> Result<(), AppError> {
        self.recount_figures().await?;
        let head = self.store().feed_head().await?;
        loop {
            self.follow_feed().await?;
            let followers = self.store().followers().await?;
            let counted = followers.iter().find(|(name, _)| name == FOLLOWER);
            // One that was never entered has nothing to count again.
            let at = counted.map_or(head, |(_, position)| *position);
            told(at.min(head), head);
            if at >= head {
                return self.leave_feed().await;
            }
            tokio::time::sleep(PATIENCE).await;
        }
    }
}
