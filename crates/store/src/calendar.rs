//! `notices`: holiday tables loaded at run time, beside those of the profile.

use crate::{Store, StoreError};
use db::{Abort, Never, Sql, Val};
use workday::{Instant, Notice};

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

    /// How many tables have been loaded so far: another number means that there are new ones.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn notices_kept(&self) -> Result<i64, StoreError> {
        let sql = Sql::new("select count(*) from notices");
        Ok(self.db.one(sql).await?)
    }

    /// Keeps a table.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn keep_notice(
        &self,
        id: i64,
        notice: &Notice,
        now: Instant,
    ) -> Result<(), StoreError> {
        let row: Vec<Val> = vec![
            id.into(),
            notice.year.into(),
            notice.issued.to_string().into(),
            notice.to_toml().into(),
            now.as_millis().into(),
        ];
        let done = self.db.write(row, |row, tx| {
            Box::pin(async move {
                let columns = &["notice_id", "year", "issued", "body", "loaded_at"];
                tx.insert_many("notices", columns, vec![row.clone()])?;
                Ok::<(), Abort<Never>>(())
            })
        });
        Ok(done.await?)
    }
}
