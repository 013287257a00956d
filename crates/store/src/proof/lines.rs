//! Whether cases of lines are found by the line's number, and nothing else is.

use crate::{Store, StoreError, case_row};
use db::Sql;
use hotline::case::event::FromLine;
use std::collections::BTreeMap;

/// Rows that are read at once.
const PAGE: u32 = 200;

impl Store {
    /// To which case each number of a line leads, for the numbers that lead anywhere.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn led_to(
        &self,
        line: &str,
        numbers: &[&str],
    ) -> Result<BTreeMap<String, i64>, StoreError> {
        let sql = Sql::new("select outside_no, case_id from line_cases where line = {}");
        let sql = sql
            .bind(line)
            .push("and outside_no in ({})")
            .list(numbers.iter().copied());
        let rows: Vec<(String, i64)> = self.db.all(sql).await?;
        Ok(rows.into_iter().collect())
    }

    /// Rows that lead to a case which does not come from that line under that number: the case's number,
    /// the line, the line's number; at most so many.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn led_astray(
        &self,
        limit: usize,
    ) -> Result<Vec<(String, String, String)>, StoreError> {
        let (mut astray, mut after) = (Vec::new(), (String::new(), String::new()));
        loop {
            let sql = Sql::new(
                "select l.line, l.outside_no, c.no, c.state from line_cases l join cases c on c.case_id = l.case_id
                 where (l.line, l.outside_no) > ({}, {})",
            );
            let sql = sql.bind(after.0.as_str()).bind(after.1.as_str());
            let sql = sql.order("l.line, l.outside_no").limit(PAGE);
            let rows: Vec<(String, String, String, String)> = self.db.all(sql).await?;
            let Some((line, number, ..)) = rows.last() else {
                return Ok(astray);
            };
            after = (line.clone(), number.clone());
            for (line, number, no, state) in rows {
                // A state that is not understood is told with its case.
                let Ok(case) = case_row::read(&state) else {
                    continue;
                };
                let from = case.facts.line.as_ref();
                if !from.is_some_and(|from| {
                    from.line == line && (from.no == number || FromLine::key(&from.no) == number)
                }) {
                    astray.push((no, line, number));
                }
                if astray.len() == limit {
                    return Ok(astray);
                }
            }
        }
    }
}
