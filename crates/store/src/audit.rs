//! `audit`: looks at identities and acts of administrators. Rows are added, never changed.

use crate::{Store, StoreError};
use db::{Abort, DbError, Never, Sql, Tx, Val};
use workday::Instant;

/// A row of the audit trail.
#[derive(Debug, Clone)]
pub struct AuditRow {
    /// Id.
    pub id: i64,
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: String,
    /// What was done.
    pub act: String,
    /// To which case.
    pub case: Option<i64>,
    /// The reason given.
    pub note: String,
}

/// Adds a row in a transaction of somebody else.
pub(crate) fn add(tx: &mut Tx, row: &AuditRow) -> Result<(), DbError> {
    let values: Vec<Val> = vec![
        row.id.into(),
        row.at.as_millis().into(),
        row.actor.as_str().into(),
        row.act.as_str().into(),
        row.case.into(),
        row.note.as_str().into(),
    ];
    let columns = &["audit_id", "at", "actor", "act", "case_id", "note"];
    tx.insert_many("audit", columns, vec![values])
}

impl Store {
    /// Adds a row.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn note_audit(&self, row: AuditRow) -> Result<(), StoreError> {
        let done = self.db.write(row, |row, tx| {
            Box::pin(async move {
                add(tx, row)?;
                Ok::<(), Abort<Never>>(())
            })
        });
        Ok(done.await?)
    }

    /// Who did an act that is about no single case, the first first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn actors_of(&self, act: &str) -> Result<Vec<String>, StoreError> {
        let sql = Sql::new("select actor from audit where case_id is null and act = {}").bind(act);
        Ok(self.db.all(sql.order("audit_id")).await?)
    }

    /// How often an act was done to a case.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn audited(&self, case: i64, act: &str) -> Result<i64, StoreError> {
        let sql = Sql::new("select count(*) from audit where case_id = {} and act = {}")
            .bind(case)
            .bind(act);
        Ok(self.db.one(sql).await?)
    }
}
