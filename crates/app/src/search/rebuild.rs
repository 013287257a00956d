//! The full-text index made again from what is stored: after an upgrade that made it, or when it is
//! doubted.

use crate::{App, AppError};
use hotline::case::Case;
use hotline::point::Point;
use hotline::scope::shelf::Shelf;
use hotline::scope::view::Opened as _;
use store::search::Reindexed;

/// Cases of one transaction: short, so that commands do not wait for it.
const BATCH: u32 = 50;

impl App {
    /// Writes the index rows of every case anew; answers how many cases. `told` hears the count so far.
    ///
    /// The service may run meanwhile: a case that changes under our hands is done again.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn rebuild_search(&self, told: &mut dyn FnMut(u64)) -> Result<u64, AppError> {
        let (mut after, mut done) = (0, 0);
        loop {
            let cases = self.store().cases_after(after, BATCH).await?;
            let Some(last) = cases.last() else {
                return Ok(done);
            };
            after = last.id;
            let mut rows = Vec::with_capacity(cases.len());
            for case in &cases {
                rows.push(self.row_of(case).await?);
            }
            for id in self.store().replace_found_by(rows).await? {
                self.rebuild_one(id).await?;
            }
            done += cases.len() as u64;
            told(done);
        }
    }

    /// A case that changed between reading and writing, until it stands still.
    async fn rebuild_one(&self, id: i64) -> Result<(), AppError> {
        while let Some(case) = self.store().case_by_id(id).await? {
            let row = self.row_of(&case).await?;
            if self.store().replace_found_by(vec![row]).await?.is_empty() {
                break;
            }
        }
        Ok(())
    }

    /// Where a case is found, as its sealed words have it.
    async fn spot_of(&self, case: &Case) -> Result<Option<Point>, AppError> {
        let Some(point) = case.facts.findable_point() else {
            return Ok(None);
        };
        let words = self.store().words(case.id).await?;
        Ok(words.words(point).and_then(|text| text.parse().ok()))
    }

    async fn row_of(&self, case: &Case) -> Result<Reindexed, AppError> {
        Ok(Reindexed {
            case: case.id,
            version: case.version,
            tokens: self.tokens_of(case).await?,
            spot: self.spot_of(case).await?,
        })
    }

    /// Names every case that is not found by its own words; answers how many cases were looked at and
    /// how many are not found.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn prove_search(
        &self,
        differs: &mut dyn FnMut(&str),
    ) -> Result<(u64, u64), AppError> {
        let (mut after, mut proved, mut different) = (0, 0, 0);
        loop {
            let cases = self.store().cases_after(after, BATCH).await?;
            let Some(last) = cases.last() else {
                return Ok((proved, different));
            };
            after = last.id;
            for case in cases {
                proved += 1;
                if self.store().spot(case.id).await? != self.spot_of(&case).await? {
                    different += 1;
                    differs(&format!("{}：坐标索引与原文不符", case.no));
                }
                for (shelf, tokens) in self.tokens_of(&case).await? {
                    if self.store().is_found_by(case.id, shelf, &tokens).await? {
                        continue;
                    }
                    different += 1;
                    let shelf = match shelf {
                        Shelf::Staff => "工作人员",
                        Shelf::Centre => "受理中心",
                        Shelf::Public => "公众",
                    };
                    differs(&format!("{}：全文索引（{shelf}）与原文不符", case.no));
                }
            }
        }
    }
}
