//! `number_blocks`: case numbers are taken in blocks a process and day, so that intake never waits
//! for a counter; gaps are fine.

use crate::{Store, StoreError};
use db::{Abort, Never, Sql};

impl Store {
    /// Takes the next `count` numbers of a day (YYMMDD); gives the first of them.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn take_numbers(&self, day: &str, count: i64) -> Result<i64, StoreError> {
        let taken = self.db.write((day.to_owned(), count), |(day, count), tx| {
            Box::pin(async move {
                let sql = Sql::new(
                    "insert into number_blocks (day, next) values ({}, {}) \
                     on conflict (day) do update set next = number_blocks.next + {} returning next",
                );
                let next: i64 = tx.one(sql.bind(day).bind(1 + *count).bind(*count)).await?;
                Ok::<i64, Abort<Never>>(next - *count)
            })
        });
        Ok(taken.await?)
    }
}
