//! The proof of every row: what the tables hold, page by page, against what the events call for.

mod feed;
mod lines;
mod sealed;
mod state;
mod timers;

use crate::dossier::check::Erased;
use crate::{App, AppError};
use feed::Stretch;
use hotline::case::Case;
use std::collections::{BTreeMap, BTreeSet};
use store::proof::{Difference, StoredCase};
use workday::Instant;

/// Cases that are read at once.
const BATCH: u32 = 200;
/// Differences of one sort that are told where no case has its own line.
const MOST: u32 = 50;

/// What is told of a case: the number it goes by, and each difference in words.
struct Told {
    no: String,
    differences: BTreeSet<String>,
}

impl App {
    /// Folds every case again from its events, works out all figures again, and names every difference from
    /// what is stored: columns of `cases`, rows of `assignments`, `attachments`, `timers`, `texts`, `persons`
    /// and `line_cases`, places in the feed, figures. Gives how many cases were proved and how many
    /// sentences were told: one for a case, with all that differs in it; one for each gap, place or sum.
    /// What follows from the calendar is proved by the calendar of now.
    ///
    /// # Errors
    /// The database does not answer, or holds an event that is not understood.
    pub async fn prove(&self, differs: &mut dyn FnMut(&str)) -> Result<(u64, u64), AppError> {
        let (mut after, mut proved, mut different) = (0, 0, 0);
        let mut stretch = Stretch::default();
        loop {
            let page = self.store().stored_after(after, BATCH).await?;
            let Some(last) = page.last() else { break };
            after = last.id;
            proved += u64::try_from(page.len()).unwrap_or_default();
            let events: usize = page.iter().map(|case| case.events.len()).sum();
            for told in self.prove_page(page).await?.into_values() {
                different += 1;
                differs(&told);
            }
            if let Some(ids) = stretch.grow(after, events) {
                different += self.prove_places(ids, differs).await?;
            }
        }
        different += self.prove_places(stretch.rest(), differs).await?;
        different += self.prove_feed(differs).await?;
        different += self.prove_strays(differs).await?;
        different += self.prove_figures(differs).await?;
        Ok((proved, different))
    }

    /// What differs in the cases of a page. While others work, rows that are read one after another may
    /// belong to two moments; so only what a second look finds again is told.
    async fn prove_page(&self, page: Vec<StoredCase>) -> Result<BTreeMap<i64, String>, AppError> {
        let mut first = self.look(page).await?;
        if first.is_empty() {
            return Ok(BTreeMap::new());
        }
        let doubtful: Vec<i64> = first.keys().copied().collect();
        let again = self.store().stored_of(&doubtful).await?;
        let second = self.look(again).await?;
        let mut sentences = BTreeMap::new();
        for (case, told) in second {
            let before = first.remove(&case).map(|before| before.differences);
            let before = before.unwrap_or_default();
            let standing: Vec<_> = told.differences.intersection(&before).cloned().collect();
            if !standing.is_empty() {
                let sentence = format!(
                    "{}：由经过推出的与库里不同：{}",
                    told.no,
                    standing.join("、")
                );
                sentences.insert(case, sentence);
            }
        }
        Ok(sentences)
    }

    /// What differs in each of some cases, as they were read.
    async fn look(&self, page: Vec<StoredCase>) -> Result<BTreeMap<i64, Told>, AppError> {
        let now = self.now();
        let (mut told, mut folded, mut late) = (BTreeMap::new(), Vec::new(), BTreeMap::new());
        for stored in page {
            let (no, mut found) = (stored.no.clone(), Vec::new());
            let mut words = BTreeSet::new();
            match Case::fold(stored.id, &stored.events) {
                Ok(case) => {
                    let perhaps = self.compare(&stored, &case, now, &mut found)?;
                    if !perhaps.is_empty() {
                        late.insert(stored.id, perhaps);
                    }
                    folded.push(case);
                }
                Err(error) => {
                    words.insert(error.to_string());
                }
            }
            words.extend(found.iter().map(Difference::to_string));
            told.insert(
                stored.id,
                Told {
                    no,
                    differences: words,
                },
            );
        }
        let of_lines = self.compare_lines(&folded).await?;
        let late = self.not_taken_in(late).await?;
        for (case, difference) in of_lines.into_iter().chain(late) {
            if let Some(told) = told.get_mut(&case) {
                told.differences.insert(difference.to_string());
            }
        }
        told.retain(|_, told| !told.differences.is_empty());
        Ok(told)
    }

    /// Compares one case; what it gives back differs only if the case was not taken in from elsewhere.
    fn compare(
        &self,
        stored: &StoredCase,
        case: &Case,
        now: Instant,
        found: &mut Vec<Difference>,
    ) -> Result<Vec<Difference>, AppError> {
        state::compare(stored, case, found)?;
        let erased = Erased::of(&stored.events);
        let rules = self.rules_of(Some(case), now)?;
        // As the commit of the last event did.
        let call_back = case.wants_call_back(&rules);
        found.extend(stored.differing_rows(case, call_back, erased.words_before)?);
        sealed::compare(stored, erased, found);
        let wanted = self.timers_of(case, now)?;
        Ok(timers::compare(&stored.timers, &wanted, now, found))
    }
}
