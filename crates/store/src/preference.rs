//! `preferences`: choices of a person that follow him from machine to machine: columns, saved filters.

use crate::{Store, StoreError};
use db::{Abort, Sql};
use workday::Instant;

/// A choice as it is kept.
#[derive(Debug, Clone)]
pub struct Preference {
    /// Whose.
    pub person: String,
    /// What it is about.
    pub name: String,
    /// JSON; none is forgotten.
    pub value: Option<String>,
}

impl Store {
    /// Everything that a person chose, by name.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn preferences(&self, person: &str) -> Result<Vec<(String, String)>, StoreError> {
        let sql = Sql::new("select name, value from preferences where person_id = {}");
        Ok(self.db.all(sql.bind(person).order("name")).await?)
    }

    /// Keeps a choice, or forgets it. Gives false, and keeps nothing, if a person would have more than
    /// `most` of them.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn keep_preference(
        &self,
        choice: Preference,
        now: Instant,
        most: i64,
    ) -> Result<bool, StoreError> {
        let done = self.db.write((choice, now, most), |(choice, now, most), tx| {
            Box::pin(async move {
                let (person, name) = (choice.person.as_str(), choice.name.as_str());
                let Some(value) = choice.value.as_deref() else {
                    let sql = Sql::new("delete from preferences where person_id = {}");
                    tx.run(sql.bind(person).and("name = {}", name)).await?;
                    return Ok(());
                };
                let others = Sql::new("select count(*) from preferences where person_id = {}");
                let others = others.bind(person).and("name <> {}", name);
                if tx.one::<i64>(others).await? >= *most {
                    return Err(Abort::Refused(()));
                }
                let sql = Sql::new(
                    "insert into preferences (person_id, name, value, changed_at) values ({}, {}, {}, {}) \
                     on conflict (person_id, name) do update set value = excluded.value, changed_at = excluded.changed_at",
                );
                let sql = sql.bind(person).bind(name).bind(value);
                tx.run(sql.bind(now.as_millis())).await?;
                Ok::<(), Abort<()>>(())
            })
        });
        match done.await {
            Ok(()) => Ok(true),
            Err(Abort::Refused(())) => Ok(false),
            Err(Abort::Db(error)) => Err(error.into()),
        }
    }
}
