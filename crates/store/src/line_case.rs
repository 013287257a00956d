//! `line_cases`: the numbers under which lines with a number of their own know their cases. A look-up:
//! no case of a line comes in twice.

use crate::{Store, StoreError, scope};
use db::{Sql, Val};
use hotline::case::Case;
use hotline::scope::Reach;

pub(crate) const COLUMNS: &[&str] = &["line", "outside_no", "case_id"];

/// The row of a new case, if it comes from a line.
pub(crate) fn rows(case: &Case) -> Vec<Vec<Val>> {
    let row = case.facts.line.as_ref().map(|from| {
        vec![
            from.line.as_str().into(),
            from.no.as_str().into(),
            case.id.into(),
        ]
    });
    row.into_iter().collect()
}

impl Store {
    /// The case that a line knows under a number of its own.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn case_of_line(&self, line: &str, no: &str) -> Result<Option<Case>, StoreError> {
        let sql = Sql::new(
            "select c.state from line_cases l join cases c on c.case_id = l.case_id where l.line = {} and l.outside_no = {}",
        );
        Ok(self.states(sql.bind(line).bind(no)).await?.pop())
    }

    /// The cases within reach that some lines know under a number, however it is spelled, the newest
    /// first. The rule is asked together with the number, as by [`Store::case_within`].
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn cases_of_lines<'a>(
        &self,
        reach: &Reach,
        lines: impl Iterator<Item = &'a str>,
        spellings: impl IntoIterator<Item = &'a str>,
    ) -> Result<Vec<Case>, StoreError> {
        let sql = Sql::new(
            "select c.state from line_cases l join cases c on c.case_id = l.case_id where l.line in ({})",
        );
        let spelled = Sql::new("l.outside_no in ({})").list(spellings);
        let sql = sql.list(lines).and_sql(spelled);
        let sql = sql.and_sql(scope::condition(reach));
        self.states(sql.order("c.case_id desc")).await
    }
}
