//! `query_codes`: the six digits with which a requester follows his case, stored hashed.

use crate::{Store, StoreError};
use db::{Abort, DbError, Never, Record, Row, Sql};
use workday::Instant;

/// A stored query code.
#[derive(Debug, Clone)]
pub struct StoredCode {
    /// Salt.
    pub salt: [u8; 16],
    /// SHA-256 over salt and code.
    pub digest: [u8; 32],
    /// Wrong tries since the last right one.
    pub wrong: i64,
    /// Locked until then.
    pub locked_until: Instant,
}

impl Record for StoredCode {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            salt: row.get("salt")?,
            digest: row.get("digest")?,
            wrong: row.get("wrong")?,
            locked_until: Instant::from_millis(row.get("locked_until")?),
        })
    }
}

impl Store {
    /// A case's query code.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn query_code(&self, case: i64) -> Result<Option<StoredCode>, StoreError> {
        let sql = Sql::new(
            "select salt, digest, wrong, locked_until from query_codes where case_id = {}",
        );
        Ok(self.db.opt(sql.bind(case)).await?)
    }

    /// Counts a wrong try, and locks the number when there were too many; a right one starts over.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn note_try(
        &self,
        case: i64,
        right: bool,
        most: i64,
        lock_until: Instant,
    ) -> Result<(), StoreError> {
        let data = (case, right, most, lock_until.as_millis());
        let done = self.db.write(data, |&(case, right, most, until), tx| {
            Box::pin(async move {
                let sql = if right {
                    Sql::new("update query_codes set wrong = 0, locked_until = 0 where case_id = {}").bind(case)
                } else {
                    // The count starts over with the lock, so that after the hour there are tries again.
                    Sql::new(
                        "update query_codes set locked_until = case when wrong + 1 >= {} then {} else locked_until end, \
                         wrong = case when wrong + 1 >= {} then 0 else wrong + 1 end where case_id = {}",
                    )
                    .bind(most)
                    .bind(until)
                    .bind(most)
                    .bind(case)
                };
                tx.run(sql).await?;
                Ok::<(), Abort<Never>>(())
            })
        });
        Ok(done.await?)
    }
}
