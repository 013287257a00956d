//! `audit` as it is read: who looked at what, who took what out, what administrators did.

use crate::audit::AuditRow;
use crate::{Store, StoreError};
use db::{DbError, Record, Row, Sql};
use workday::Instant;

/// Which rows of the audit trail.
#[derive(Debug, Clone, Default)]
pub struct TrailNarrowed {
    /// One of these acts; all if empty.
    pub acts: Vec<String>,
    /// Of this actor, such as `staff:LOGIN`.
    pub actor: Option<String>,
    /// About the case of this number.
    pub no: Option<String>,
    /// From this instant on.
    pub from: Option<Instant>,
    /// Before this instant.
    pub until: Option<Instant>,
    /// Rows before this id.
    pub before: Option<i64>,
}

/// A row with the number of its case.
#[derive(Debug, Clone)]
pub struct TrailRow {
    /// The row.
    pub row: AuditRow,
    /// Number of its case.
    pub no: Option<String>,
}

impl Record for TrailRow {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            row: AuditRow {
                id: row.get("audit_id")?,
                at: Instant::from_millis(row.get("at")?),
                actor: row.get("actor")?,
                act: row.get("act")?,
                case: row.get("case_id")?,
                note: row.get("note")?,
            },
            no: row.get("no")?,
        })
    }
}

impl Store {
    /// Rows of the audit trail, the newest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn trail(&self, by: &TrailNarrowed, limit: u32) -> Result<Vec<TrailRow>, StoreError> {
        let rows = "select a.audit_id, a.at, a.actor, a.act, a.case_id, a.note, c.no from audit a left join cases c on c.case_id = a.case_id where 1 = 1";
        let sql = narrowed(rows, by).order("a.audit_id desc").limit(limit);
        Ok(self.db.all(sql).await?)
    }

    /// How many rows there are.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn count_trail(&self, by: &TrailNarrowed) -> Result<i64, StoreError> {
        let sql = narrowed("select count(*) from audit a where 1 = 1", by);
        Ok(self.db.one(sql).await?)
    }
}

fn narrowed(rows: &'static str, by: &TrailNarrowed) -> Sql {
    let sql = Sql::new(rows)
        .and_some("a.actor = {}", by.actor.clone())
        .and_some(
            "a.case_id = (select case_id from cases where no = {})",
            by.no.clone(),
        )
        .and_some("a.at >= {}", by.from.map(Instant::as_millis))
        .and_some("a.at < {}", by.until.map(Instant::as_millis))
        .and_some("a.audit_id < {}", by.before);
    if by.acts.is_empty() {
        sql
    } else {
        sql.push("and a.act in ({})")
            .list(by.acts.iter().map(String::as_str))
    }
}
