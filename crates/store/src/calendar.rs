//! `notices`: holiday tables loaded at run time, beside those of the profile.

use crate::audit::{self, AuditRow};
use crate::{Store, StoreError};
use db::{Abort, DbError, Never, Record, Row, Sql, Val};
use workday::{Instant, Notice};

/// What only one server does at once: counting the tables and adding one.
const LOADING: i64 = 4_812_345_067_120_026;

/// What is known of a table beside what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptNotice {
    /// Its id.
    pub id: i64,
    /// When it was loaded.
    pub loaded_at: Instant,
    /// By when every open case is dated by it: the beginning of a walk over them that came to its end. None
    /// while no walk has.
    pub redated_at: Option<Instant>,
}

impl Record for KeptNotice {
    fn read(row: &Row) -> Result<Self, DbError> {
        let redated: Option<i64> = row.get("redated_at")?;
        Ok(Self {
            id: row.get("notice_id")?,
            loaded_at: Instant::from_millis(row.get("loaded_at")?),
            redated_at: redated.map(Instant::from_millis),
        })
    }
}

impl Store {
    /// Tables loaded so far, in the order of loading.
    ///
    /// # Errors
    /// The database does not answer, or holds a table that is not understood.
    pub async fn notices(&self) -> Result<Vec<Notice>, StoreError> {
        let bodies: Vec<String> = self
            .db
            .all(Sql::new(
                "select body from notices order by loaded_at, notice_id",
            ))
            .await?;
        let notice = |body: &String| {
            Notice::from_toml(body).map_err(|error| StoreError::unreadable("notices.body", error))
        };
        bodies.iter().map(notice).collect()
    }

    /// The tables loaded so far without what they say: another number of them means that there are new ones.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn notices_kept(&self) -> Result<Vec<KeptNotice>, StoreError> {
        let sql = Sql::new("select notice_id, loaded_at, redated_at from notices");
        Ok(self.db.all(sql.order("loaded_at, notice_id")).await?)
    }

    /// Notes until when every open case is dated by some tables.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn note_redated(&self, notices: Vec<(i64, Instant)>) -> Result<(), StoreError> {
        let done = self.db.write(notices, |notices, tx| {
            Box::pin(async move {
                for (id, at) in notices {
                    let sql = Sql::new("update notices set redated_at = {} where notice_id = {}");
                    tx.run(sql.bind(at.as_millis()).bind(*id)).await?;
                }
                Ok::<(), Abort<Never>>(())
            })
        });
        Ok(done.await?)
    }

    /// Keeps a table, and who loaded it in the audit trail; false, and nothing is kept, where it was written for so
    /// many tables and there are others by now.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn keep_notice(
        &self,
        id: i64,
        notice: &Notice,
        audit: AuditRow,
        seen: Option<i64>,
    ) -> Result<bool, StoreError> {
        let row: Vec<Val> = vec![
            id.into(),
            notice.year.into(),
            notice.issued.to_string().into(),
            notice.to_toml().into(),
            audit.at.as_millis().into(),
        ];
        let done = self.db.write((row, audit, seen), |(row, audit, seen), tx| {
            Box::pin(async move {
                if let Some(seen) = *seen {
                    tx.alone(LOADING).await?;
                    let kept: i64 = tx
                        .one(Sql::new("select count(*) as many from notices"))
                        .await?;
                    if kept != seen {
                        return Ok::<bool, Abort<Never>>(false);
                    }
                }
                audit::add(tx, audit)?;
                let columns = &["notice_id", "year", "issued", "body", "loaded_at"];
                tx.insert_many("notices", columns, vec![row.clone()])?;
                Ok(true)
            })
        });
        Ok(done.await?)
    }
}
