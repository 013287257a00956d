//! Open work within reach: what is not answered yet, status by status, read once a question. The lamp of a
//! case follows from its promise, its rulebook and the calendar, which no condition in SQL knows.

use crate::{Store, StoreError, scope};
use db::Sql;
use hotline::case::Case;
use hotline::case::status::Status;
use hotline::codes::UnitCode;
use hotline::scope::Reach;

/// What open work is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct OpenWork {
    /// The lead; `Some(None)` for cases that no unit leads.
    pub lead: Option<Option<UnitCode>>,
}

impl Store {
    /// Cases of a status that are not ended, the newest first, from below an id; nothing of the archive is
    /// walked over.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn open_cases(
        &self,
        reach: &Reach,
        status: Status,
        work: &OpenWork,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Case>, StoreError> {
        self.states(open_cases(reach, status, work, before, limit))
            .await
    }
}

fn open_cases(
    reach: &Reach,
    status: Status,
    work: &OpenWork,
    before: Option<i64>,
    limit: u32,
) -> Sql {
    // The index of open cases repeats its condition word by word.
    let mut sql =
        Sql::new("select c.state from cases c where c.ended_at is null and c.status = {}")
            .bind(status.as_str())
            .and_some("c.case_id < {}", before)
            .and_sql(scope::condition(reach));
    sql = match &work.lead {
        None => sql,
        Some(None) => sql.push("and c.lead is null"),
        Some(Some(unit)) => sql.push("and c.lead = {}").bind(unit.as_str()),
    };
    sql.order("c.case_id desc").limit(limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use db::Scratch;

    /// Open work is found by its own index, however much lies in the archive.
    #[tokio::test]
    async fn open_work_does_not_walk_over_the_archive() {
        let scratch = Scratch::sqlite().unwrap();
        let store = Store::open(scratch.url()).await.unwrap();
        for lead in [None, Some(None), Some(Some(UnitCode::from("350104-cgj")))] {
            let work = OpenWork { lead };
            let sql = open_cases(&Reach::Everything, Status::InProgress, &work, Some(5), 500);
            let plan = Sql::new("explain query plan").push_sql(sql);
            let plan: Vec<(i64, i64, i64, String)> = store.db().all(plan).await.unwrap();
            for (.., step) in plan {
                assert!(step.contains("cases_open"), "{step}");
            }
        }
        store.close().await;
    }
}
