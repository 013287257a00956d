//! What cases were folded to, written anew where a new program folds them otherwise.

use crate::{Store, StoreError, case_row, commit};
use db::{Abort, Never, Sql, Val};
use hotline::case::Case;

/// A case as its events leave it.
#[derive(Debug, Clone)]
pub struct Refolded {
    /// The case.
    pub case: Case,
    /// Whether the centre should call the requester back.
    pub call_back: bool,
}

struct Rows {
    id: i64,
    version: i64,
    row: Vec<Val>,
    assignments: Vec<Vec<Val>>,
}

impl Store {
    /// Writes row and assignments of cases anew, as long as they still have the version folded; answers the
    /// others. Events, words and timers are left alone.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn refold(&self, cases: Vec<Refolded>) -> Result<Vec<i64>, StoreError> {
        let rows = |folded: Refolded| {
            Ok(Rows {
                id: folded.case.id,
                version: i64::try_from(folded.case.version).unwrap_or(i64::MAX),
                row: case_row::row(&folded.case, folded.call_back)?,
                assignments: case_row::assignment_rows(&folded.case),
            })
        };
        let cases: Vec<_> = cases
            .into_iter()
            .map(rows)
            .collect::<Result<_, StoreError>>()?;
        let written = self.db.write(cases, |cases, tx| {
            Box::pin(async move {
                let mut changed = Vec::new();
                for rows in cases {
                    let update = commit::update(&rows.row, rows.id, rows.version);
                    if tx.run(update).await? == 0 {
                        changed.push(rows.id);
                        continue;
                    }
                    tx.run(Sql::new("delete from assignments where case_id = {}").bind(rows.id))
                        .await?;
                    if !rows.assignments.is_empty() {
                        let columns = case_row::ASSIGNMENT_COLUMNS;
                        tx.insert_many("assignments", columns, rows.assignments.clone())?;
                    }
                }
                Ok::<_, Abort<Never>>(changed)
            })
        });
        Ok(written.await?)
    }
}
