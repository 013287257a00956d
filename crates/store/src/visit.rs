//! `case_keys`: with which a requester comes to his case without typing number and code: the link of a
//! message, and the visit of a browser. Stored hashed, each with its end.

use crate::wait::Wait;
use crate::{Store, StoreError};
use db::{Abort, Never, Sql, Val};
use workday::Instant;

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The link of a message.
    Link,
    /// A browser after number and code were right.
    Visit,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Visit => "visit",
        }
    }
}

/// A key as stored.
#[derive(Debug, Clone, Copy)]
pub struct CaseKey {
    /// SHA-256 of the token.
    pub digest: [u8; 32],
    /// The case that it opens.
    pub case: i64,
    /// What it is for.
    pub purpose: Purpose,
    /// It opens nothing from then on.
    pub expires_at: Instant,
}

impl Store {
    /// Keeps a key, and forgets those that have ended.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn keep_key(&self, key: CaseKey, now: Instant) -> Result<(), StoreError> {
        let done = self.db.write((key, now), |&(key, now), tx| {
            Box::pin(async move {
                let ended = Sql::new("delete from case_keys where expires_at <= {}");
                tx.run(ended.bind(now.as_millis())).await?;
                let row: Vec<Val> = vec![
                    key.digest.into(),
                    key.case.into(),
                    key.purpose.as_str().into(),
                    key.expires_at.as_millis().into(),
                ];
                let columns = &["key_digest", "case_id", "purpose", "expires_at"];
                tx.insert_many("case_keys", columns, vec![row])?;
                Ok::<(), Abort<Never>>(())
            })
        });
        Ok(done.await?)
    }

    /// Number of the case that a key opens, if it has not ended. One whose end lies further off than it
    /// `lasts` was made by a clock that ran ahead, and has ended; where nothing is said it opens all the same.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn opened_by(
        &self,
        digest: &[u8; 32],
        purpose: Purpose,
        now: Instant,
        lasts: Option<Wait>,
    ) -> Result<Option<String>, StoreError> {
        let sql = Sql::new(
            "select c.no from case_keys k join cases c on c.case_id = k.case_id \
             where k.key_digest = {} and k.purpose = {} and k.expires_at > {}",
        );
        let sql = sql
            .bind(*digest)
            .bind(purpose.as_str())
            .bind(now.as_millis());
        let latest = lasts.map(|lasts| lasts.latest(now).as_millis());
        Ok(self
            .db
            .opt(sql.and_some("k.expires_at <= {}", latest))
            .await?)
    }

    /// Ends a key.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn end_key(&self, digest: [u8; 32]) -> Result<(), StoreError> {
        let done = self.db.write(digest, |digest, tx| {
            Box::pin(async move {
                tx.run(Sql::new("delete from case_keys where key_digest = {}").bind(*digest))
                    .await?;
                Ok::<(), Abort<Never>>(())
            })
        });
        Ok(done.await?)
    }
}
