//! `line_cases`: the numbers under which lines with a number of their own know their cases. A look-up:
//! no case of a line comes in twice.

use crate::{Store, StoreError, scope};
use db::{Sql, Val};
use hotline::case::Case;
use hotline::case::event::FromLine;
use hotline::scope::Reach;

pub(crate) const COLUMNS: &[&str] = &["line", "outside_no", "case_id"];

/// The row of a new case, if it comes from a line: by the number as it is looked up. Older rows hold it as
/// the line wrote it, so whoever looks asks for its spellings too.
pub(crate) fn rows(case: &Case) -> Vec<Vec<Val>> {
    row(case, FromLine::key)
}

/// The row of a case of before, by the number as the line wrote it.
pub(crate) fn as_written(case: &Case) -> Vec<Vec<Val>> {
    row(case, str::to_owned)
}

fn row(case: &Case, key: impl Fn(&str) -> String) -> Vec<Vec<Val>> {
    let row = case.facts.line.as_ref().map(|from| {
        vec![
            from.line.as_str().into(),
            key(&from.no).into(),
            case.id.into(),
        ]
    });
    row.into_iter().collect()
}

impl Store {
    /// The first case that a line knows under a number of its own, however it is spelled.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn case_of_line<'a>(
        &self,
        line: &str,
        spellings: impl IntoIterator<Item = &'a str>,
    ) -> Result<Option<Case>, StoreError> {
        let sql = Sql::new(
            "select c.state from line_cases l join cases c on c.case_id = l.case_id where l.line = {}",
        );
        let sql = sql.bind(line).push("and l.outside_no in ({})");
        let sql = sql.list(spellings).order("c.case_id").limit(1_u32);
        Ok(self.states(sql).await?.pop())
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
