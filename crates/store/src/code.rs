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
        Ok(self.db.opt(sql.bind(case).quick()).await?)
    }

    /// A case by its number, with its query code: one look, whether there is such a case or not.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn query_code_of(&self, no: &str) -> Result<Option<(i64, StoredCode)>, StoreError> {
        let sql = Sql::new(
            "select q.case_id, q.salt, q.digest, q.wrong, q.locked_until from cases c
             join query_codes q on q.case_id = c.case_id where c.no = {}",
        );
        let found: Option<OfCase> = self.db.opt(sql.bind(no).quick()).await?;
        Ok(found.map(|found| (found.case, found.code)))
    }

    /// Counts a wrong try, and locks the number when there were too many; a right one starts over.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn note_try(
        &self,
        tried: Tried,
        right: bool,
        most: i64,
        lock_until: Instant,
    ) -> Result<(), StoreError> {
        let data = (tried, right, most, lock_until.as_millis());
        let done = self.db.write(data, |&(tried, right, most, until), tx| {
            Box::pin(async move {
                let sql = if right {
                    Sql::new("update query_codes set wrong = 0, locked_until = 0")
                } else {
                    // The count starts over with the lock, so that after the hour there are tries again.
                    let counted = match tried {
                        Tried::Case(_) => "update query_codes set locked_until = case when wrong + 1 >= {} then {} else locked_until end, \
                             wrong = case when wrong + 1 >= {} then 0 else wrong + 1 end",
                        Tried::Nobody(_) => "update blind_tries set locked_until = case when wrong + 1 >= {} then {} else locked_until end, \
                             wrong = case when wrong + 1 >= {} then 0 else wrong + 1 end",
                    };
                    Sql::new(counted).bind(most).bind(until).bind(most)
                };
                let sql = match tried {
                    Tried::Case(case) => sql.push("where case_id = {}").bind(case),
                    Tried::Nobody(door) => sql.push("where door = {}").bind(door),
                };
                tx.run(sql).await?;
                Ok::<(), Abort<Never>>(())
            })
        });
        Ok(done.await?)
    }
}

/// Whose code was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    /// A case's.
    Case(i64),
    /// Nobody's: the number does not exist or is locked. The same work is done behind this door, 0 to
    /// 63.
    Nobody(i64),
}

/// A query code with its case.
struct OfCase {
    case: i64,
    code: StoredCode,
}

impl Record for OfCase {
    fn read(row: &Row) -> Result<Self, DbError> {
        let case = row.get("case_id")?;
        let code = StoredCode::read(row)?;
        Ok(Self { case, code })
    }
}
