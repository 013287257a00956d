//! 重推: after an upgrade, cases folded anew from their events where the new program folds them otherwise.

use crate::{App, AppError};
use hotline::case::Case;
use store::proof::StoredCase;
use store::refold::Refolded;

/// Cases of one transaction: short, so that commands do not wait for it.
const BATCH: u32 = 50;
/// How often a case that changes under our hands is looked at; after that it has been written by the new
/// program, or is none that folding mends.
const TRIES: u32 = 3;

/// How far folding anew came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FoldedAnew {
    /// Cases looked at.
    pub looked_at: u64,
    /// Those of them whose row or state was written anew.
    pub mended: u64,
    /// Those that could not be mended: the doctor's proof says what is the matter.
    pub left: u64,
}

impl App {
    /// Folds every case from its events and writes its row, state and assignments anew where they differ.
    /// `told` hears how many were looked at so far. Events, words and timers are left alone.
    ///
    /// The service may run meanwhile: nothing is written over a newer version.
    ///
    /// # Errors
    /// The database does not answer, or holds an event that is not understood.
    pub async fn fold_anew(&self, told: &mut dyn FnMut(u64)) -> Result<FoldedAnew, AppError> {
        let (mut after, mut done) = (0, FoldedAnew::default());
        loop {
            let page = self.store().stored_after(after, BATCH).await?;
            let Some(last) = page.last() else {
                return Ok(done);
            };
            after = last.id;
            done.looked_at += page.len() as u64;
            let mut page = page;
            for tried in 1.. {
                let again = self.mend(page, &mut done).await?;
                if again.is_empty() {
                    break;
                }
                if tried == TRIES {
                    done.left += again.len() as u64;
                    break;
                }
                page = self.store().stored_of(&again).await?;
            }
            told(done.looked_at);
        }
    }

    /// Mends the cases of a page; gives back those that stand at another version than their events.
    async fn mend(
        &self,
        page: Vec<StoredCase>,
        done: &mut FoldedAnew,
    ) -> Result<Vec<i64>, AppError> {
        let now = self.now();
        let (mut folded, mut again) = (Vec::new(), Vec::new());
        for stored in page {
            let Ok(case) = Case::fold(stored.id, &stored.events) else {
                done.left += 1;
                continue;
            };
            if stored.version() != Some(case.version) {
                again.push(case.id);
                continue;
            }
            let call_back = case.wants_call_back(&*self.rules_of(Some(&case), now)?);
            if stored.differs_from(&case, call_back)? {
                folded.push(Refolded { case, call_back });
            }
        }
        if !folded.is_empty() {
            let tried = folded.len();
            let changed = self.store().refold(folded).await?;
            done.mended += (tried - changed.len()) as u64;
            again.extend(changed);
        }
        Ok(again)
    }
}
