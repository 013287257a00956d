//! `presence`: who has a case open just now. No part of its record: rows end by themselves.

use crate::wait::latest_written;
use crate::{Store, StoreError};
use db::{Abort, DbError, Never, Record, Row, Sql, Val};
use hotline::codes::UnitCode;
use workday::Instant;

/// Somebody who has a case open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// Id of the person.
    pub person: String,
    /// Name on the screen.
    pub name: String,
    /// In which unit.
    pub unit: UnitCode,
    /// Whether a form with words of his is open.
    pub writing: bool,
    /// Since when.
    pub since: Instant,
    /// When his screen said so last.
    pub seen_at: Instant,
}

impl Record for Present {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            person: row.get("person_id")?,
            name: row.get("name")?,
            unit: row.get::<String>("unit")?.into(),
            writing: row.get("writing")?,
            since: Instant::from_millis(row.get("since")?),
            seen_at: Instant::from_millis(row.get("seen_at")?),
        })
    }
}

/// What a screen says of somebody.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The case.
    pub case: i64,
    /// Who.
    pub person: String,
    /// In which unit.
    pub unit: UnitCode,
    /// Whether he writes.
    pub writing: bool,
    /// Now.
    pub at: Instant,
    /// Whoever was not heard of since is forgotten.
    pub forget: Instant,
}

impl Store {
    /// Who has the case open and was heard of after an instant, the first to come first. What a clock wrote
    /// that ran ahead says nothing.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn present(
        &self,
        case: i64,
        after: Instant,
        now: Instant,
    ) -> Result<Vec<Present>, StoreError> {
        let sql = Sql::new(
            "select p.person_id, s.name, p.unit, p.writing, p.since, p.seen_at from presence p \
             join staff s on s.person_id = p.person_id where p.case_id = {} and p.seen_at > {} and p.seen_at <= {}",
        );
        let latest = latest_written(now).as_millis();
        let sql = sql.bind(case).bind(after.as_millis()).bind(latest);
        Ok(self.db.all(sql.order("p.since, p.person_id")).await?)
    }

    /// Notes that somebody has the case open, and forgets whoever was not heard of for long.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn arrive(&self, arrival: Arrival) -> Result<(), StoreError> {
        let done = self.db.write(arrival, |arrival, tx| {
            Box::pin(async move {
                let at = arrival.at.as_millis();
                let gone = Sql::new("delete from presence where seen_at <= {} or seen_at > {}");
                let latest = latest_written(arrival.at).as_millis();
                tx.run(gone.bind(arrival.forget.as_millis()).bind(latest))
                    .await?;
                let sql = Sql::new(
                    "insert into presence (case_id, person_id, unit, writing, since, seen_at) \
                     values ({}, {}, {}, {}, {}, {}) on conflict (case_id, person_id) do update \
                     set unit = excluded.unit, writing = excluded.writing, seen_at = excluded.seen_at",
                );
                let sql = sql.bind(arrival.case).bind(arrival.person.as_str());
                let sql = sql.bind(arrival.unit.as_str()).bind(Val::from(arrival.writing));
                tx.run(sql.bind(at).bind(at)).await?;
                Ok::<(), Abort<Never>>(())
            })
        });
        Ok(done.await?)
    }

    /// Notes that somebody has left the case.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn leave(&self, case: i64, person: &str) -> Result<(), StoreError> {
        let done = self
            .db
            .write((case, person.to_owned()), |(case, person), tx| {
                Box::pin(async move {
                    let sql = Sql::new("delete from presence where case_id = {}");
                    tx.run(sql.bind(*case).and("person_id = {}", person.as_str()))
                        .await?;
                    Ok::<(), Abort<Never>>(())
                })
            });
        Ok(done.await?)
    }
}
