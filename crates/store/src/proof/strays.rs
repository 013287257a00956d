//! Rows of cases that are not there.

use crate::{Store, StoreError};
use db::Sql;

/// Tables with rows of cases, and the column that holds the case's id.
const TABLES: [(&str, &str); 7] = [
    ("events", "stream_id"),
    ("assignments", "case_id"),
    ("timers", "case_id"),
    ("texts", "case_id"),
    ("persons", "case_id"),
    ("attachments", "case_id"),
    ("line_cases", "case_id"),
];

impl Store {
    /// Tables with rows of cases that are not in `cases`, and the ids of these; at most so many of a table.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn strays(&self, limit: u32) -> Result<Vec<(&'static str, i64)>, StoreError> {
        let mut strays = Vec::new();
        for (table, column) in TABLES {
            let sql = Sql::made(format!(
                "select distinct t.{column} from {table} t where not exists (select 1 from cases c where c.case_id = t.{column})"
            ));
            let cases: Vec<i64> = self.db.all(sql.limit(limit)).await?;
            strays.extend(cases.into_iter().map(|case| (table, case)));
        }
        Ok(strays)
    }
}
