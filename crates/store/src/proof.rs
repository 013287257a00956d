//! What stands in the tables of a case, read as it is for a comparison with the events: some statements for
//! a page of cases, never one for each.

pub mod difference;
mod feed;
mod lines;
mod rows;
mod strays;

pub use difference::{Difference, How};
pub use feed::Misplaced;

use crate::{Store, StoreError, attachment, case_row};
use db::{DbError, Record, Row, Sql, Val};
use hotline::case::Case;
use hotline::case::event::Recorded;
use std::collections::{BTreeMap, BTreeSet};

/// A row of so many columns, whatever they hold.
struct Cells<const N: usize>(Vec<Val>);

impl<const N: usize> Record for Cells<N> {
    fn read(row: &Row) -> Result<Self, DbError> {
        (0..N)
            .map(|at| row.get(at))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

/// Words or a person as they lie in their table.
#[derive(Debug, Clone)]
pub struct SealedRow {
    /// Id, unique in the case.
    pub id: i64,
    /// The salt, of whatever length.
    pub salt: Vec<u8>,
    /// The words; of a person his particulars as JSON.
    pub body: String,
    /// The column by which a person is found; of words nothing.
    pub phone: Option<String>,
}

struct SealedOf(i64, SealedRow);

impl Record for SealedOf {
    fn read(row: &Row) -> Result<Self, DbError> {
        let sealed = SealedRow {
            id: row.get(1)?,
            salt: row.get(2)?,
            body: row.get(3)?,
            phone: row.get(4)?,
        };
        Ok(Self(row.get(0)?, sealed))
    }
}

/// The rows of one case.
#[derive(Debug, Clone, Default)]
pub struct StoredCase {
    /// Its id.
    pub id: i64,
    /// Its number as stored.
    pub no: String,
    /// Its events, in order.
    pub events: Vec<Recorded>,
    /// Its timers: key and instant.
    pub timers: Vec<(String, i64)>,
    /// Its words.
    pub texts: Vec<SealedRow>,
    /// Its persons.
    pub persons: Vec<SealedRow>,
    cells: Vec<Val>,
    assignments: Vec<Vec<Val>>,
    attachments: Vec<Vec<Val>>,
}

impl StoredCase {
    fn of(cells: Vec<Val>) -> Self {
        let mut stored = Self::default();
        if let Some(Val::Int(id)) = cells.first() {
            stored.id = *id;
        }
        if let Some(Val::Text(no)) = cells.get(1) {
            stored.no.clone_from(no);
        }
        stored.cells = cells;
        stored
    }

    /// The case as its `state` tells it.
    ///
    /// # Errors
    /// The state is not understood.
    pub fn state(&self) -> Result<Case, StoreError> {
        match self.cells.last() {
            Some(Val::Text(state)) => case_row::read(state),
            _ => Err(StoreError::unreadable("cases.state", "no text")),
        }
    }

    /// Its version, as its row has it.
    pub fn version(&self) -> Option<u64> {
        match self.cells.get(2) {
            Some(Val::Int(version)) => u64::try_from(*version).ok(),
            _ => None,
        }
    }

    /// Whether row, state or assignments are not those of the case as its events leave it.
    ///
    /// # Errors
    /// The case cannot be written as JSON.
    pub fn differs_from(&self, case: &Case, call_back: bool) -> Result<bool, StoreError> {
        if self.state().ok().as_ref() != Some(case) {
            return Ok(true);
        }
        Ok(!self.differing_of_case(case, call_back)?.is_empty())
    }

    /// Where columns of `cases` and the rows of `assignments` and `attachments` are not what the case, as
    /// its events leave it, calls for; `state` itself is left to [`StoredCase::state`]. Files that came
    /// before the event `files_from` are erased.
    ///
    /// # Errors
    /// The case cannot be written as JSON.
    pub fn differing_rows(
        &self,
        case: &Case,
        call_back: bool,
        files_from: u64,
    ) -> Result<Vec<Difference>, StoreError> {
        let mut found = self.differing_of_case(case, call_back)?;
        let kept = self.events.iter().filter(|event| event.seq >= files_from);
        let kept: Vec<_> = kept.cloned().collect();
        let wanted = attachment::rows(case.id, &kept);
        rows::table(
            "attachments",
            attachment::COLUMNS,
            &[1],
            &self.attachments,
            &wanted,
            &mut found,
        );
        Ok(found)
    }

    /// The same of `cases` and `assignments` alone.
    fn differing_of_case(
        &self,
        case: &Case,
        call_back: bool,
    ) -> Result<Vec<Difference>, StoreError> {
        let wanted = case_row::row(case, call_back)?;
        let last = case_row::COLUMNS.len() - 1;
        let mut found = Vec::new();
        rows::columns(
            "cases",
            &case_row::COLUMNS[..last],
            &self.cells,
            &wanted,
            &mut found,
        );
        let wanted = case_row::assignment_rows(case);
        let columns = case_row::ASSIGNMENT_COLUMNS;
        rows::table(
            "assignments",
            columns,
            &[1, 2],
            &self.assignments,
            &wanted,
            &mut found,
        );
        Ok(found)
    }
}

impl Store {
    /// The rows of the cases after an id.
    ///
    /// # Errors
    /// The database does not answer, or holds an event that is not understood.
    pub async fn stored_after(&self, id: i64, limit: u32) -> Result<Vec<StoredCase>, StoreError> {
        let sql = select_cases("case_id > {}")
            .bind(id)
            .order("case_id")
            .limit(limit);
        self.stored(sql).await
    }

    /// The rows of some cases.
    ///
    /// # Errors
    /// The database does not answer, or holds an event that is not understood.
    pub async fn stored_of(&self, cases: &[i64]) -> Result<Vec<StoredCase>, StoreError> {
        let sql = select_cases("case_id in ({})")
            .list(cases.iter().copied())
            .order("case_id");
        self.stored(sql).await
    }

    /// Those of some cases that were registered here: others were parts of a split, or taken in.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn registered_here(&self, cases: &[i64]) -> Result<BTreeSet<i64>, StoreError> {
        let sql = Sql::new("select case_id from registrations where case_id in ({})");
        let here: Vec<i64> = self.db.all(sql.list(cases.iter().copied())).await?;
        Ok(here.into_iter().collect())
    }

    async fn stored(&self, cases: Sql) -> Result<Vec<StoredCase>, StoreError> {
        const CASE: usize = case_row::COLUMNS.len();
        const ASSIGNMENT: usize = case_row::ASSIGNMENT_COLUMNS.len();
        const ATTACHMENT: usize = attachment::COLUMNS.len();
        let rows: Vec<Cells<CASE>> = self.db.all(cases).await?;
        let mut stored: BTreeMap<i64, StoredCase> = rows
            .into_iter()
            .map(|Cells(cells)| StoredCase::of(cells))
            .map(|case| (case.id, case))
            .collect();
        let ids: Vec<i64> = stored.keys().copied().collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        for (case, events) in self.events_of(&ids).await? {
            at(&mut stored, case, |of| of.events = events);
        }
        let rows: Vec<Cells<ASSIGNMENT>> = self
            .db
            .all(children("assignments", case_row::ASSIGNMENT_COLUMNS, &ids))
            .await?;
        for Cells(row) in rows {
            at(&mut stored, first(&row), |of| of.assignments.push(row));
        }
        let rows: Vec<Cells<ATTACHMENT>> = self
            .db
            .all(children("attachments", attachment::COLUMNS, &ids))
            .await?;
        for Cells(row) in rows {
            at(&mut stored, first(&row), |of| of.attachments.push(row));
        }
        let rows: Vec<(i64, String, i64)> = self
            .db
            .all(children("timers", crate::commit::TIMER_COLUMNS, &ids))
            .await?;
        for (case, key, due) in rows {
            at(&mut stored, case, |of| of.timers.push((key, due)));
        }
        let texts = &["case_id", "text_id", "salt", "body", "null"];
        let rows: Vec<SealedOf> = self.db.all(children("texts", texts, &ids)).await?;
        for SealedOf(case, row) in rows {
            at(&mut stored, case, |of| of.texts.push(row));
        }
        let persons = crate::sealed::PERSON_COLUMNS;
        let rows: Vec<SealedOf> = self.db.all(children("persons", persons, &ids)).await?;
        for SealedOf(case, row) in rows {
            at(&mut stored, case, |of| of.persons.push(row));
        }
        Ok(stored.into_values().collect())
    }
}

fn select_cases(condition: &str) -> Sql {
    let columns = case_row::COLUMNS.join(", ");
    Sql::made(format!("select {columns} from cases where {condition}"))
}

fn children(table: &str, columns: &[&str], cases: &[i64]) -> Sql {
    let columns = columns.join(", ");
    let sql = format!("select {columns} from {table} where case_id in ({{}})");
    Sql::made(sql).list(cases.iter().copied())
}

fn first(row: &[Val]) -> i64 {
    match row.first() {
        Some(Val::Int(id)) => *id,
        _ => 0,
    }
}

fn at(stored: &mut BTreeMap<i64, StoredCase>, case: i64, put: impl FnOnce(&mut StoredCase)) {
    if let Some(of) = stored.get_mut(&case) {
        put(of);
    }
}
