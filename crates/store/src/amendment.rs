//! `amendments`: versions of parts of the profile, kept and taken back. Rows are added, never changed.

use crate::audit::AuditRow;
use crate::open::OPEN;
use crate::{Store, StoreError};
use db::{Abort, ConstraintKind, DbError, Record, Row, Sql, Val};
use hotline::amendment::{Amendment, Part, Withdrawal};
use hotline::codes::{ItemCode, UnitCode};
use std::collections::BTreeMap;
use workday::{Date, Instant};

const COLUMNS: &[&str] = &[
    "seq",
    "part",
    "effective",
    "body",
    "why",
    "written_by",
    "written_at",
    "withdraws",
];

/// A row to be added.
#[derive(Debug, Clone)]
pub struct NewRow {
    /// The next number: one more than whoever adds it has seen.
    pub seq: i64,
    /// Which part.
    pub part: Part,
    /// First day in force.
    pub effective: Date,
    /// The file; nothing in a row that withdraws.
    pub text: String,
    /// Why.
    pub why: String,
    /// The number of the version that it withdraws.
    pub withdraws: Option<i64>,
}

/// What is still at work with a unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AtWork {
    /// Open assignments.
    pub assignments: u64,
    /// Accounts with a post in it.
    pub people: u64,
    /// Keys of programs with a post in it.
    pub keys: u64,
}

/// A read row.
struct Kept {
    amendment: Amendment,
    withdraws: Option<i64>,
}

fn read<T: std::str::FromStr<Err: std::fmt::Display>>(
    row: &Row,
    column: &str,
) -> Result<T, DbError> {
    let text: String = row.get(column)?;
    text.parse().map_err(|error: T::Err| DbError::Column {
        column: format!("amendments.{column}"),
        why: error.to_string(),
    })
}

impl Record for Kept {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            amendment: Amendment {
                no: row.get("seq")?,
                part: read(row, "part")?,
                effective: read(row, "effective")?,
                text: row.get("body")?,
                by: row.get("written_by")?,
                at: Instant::from_millis(row.get("written_at")?),
                why: row.get("why")?,
                withdrawn: None,
            },
            withdraws: row.get("withdraws")?,
        })
    }
}

impl Store {
    /// All versions in the order of keeping, those taken back too, and the number of the newest row.
    ///
    /// # Errors
    /// The database does not answer, or holds a row that is not understood.
    pub async fn amendments(&self) -> Result<(Vec<Amendment>, i64), StoreError> {
        let sql = Sql::new(
            "select seq, part, effective, body, why, written_by, written_at, withdraws from amendments",
        );
        let rows: Vec<Kept> = self.db.all(sql.order("seq")).await?;
        let newest = rows.last().map_or(0, |row| row.amendment.no);
        let mut kept: BTreeMap<i64, Amendment> = BTreeMap::new();
        for Kept {
            amendment,
            withdraws,
        } in rows
        {
            let Some(no) = withdraws else {
                kept.insert(amendment.no, amendment);
                continue;
            };
            if let Some(other) = kept.get_mut(&no) {
                other.withdrawn = Some(Withdrawal {
                    by: amendment.by,
                    at: amendment.at,
                    why: amendment.why,
                });
            }
        }
        Ok((kept.into_values().collect(), newest))
    }

    /// The number of the newest row, 0 if there is none: another number means that something was kept
    /// or taken back.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn newest_amendment(&self) -> Result<i64, StoreError> {
        let sql = Sql::new("select coalesce(max(seq), 0) from amendments");
        Ok(self.db.one(sql).await?)
    }

    /// How many cases of an item are open: somebody still owes an answer.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn open_cases_of_item(&self, item: &ItemCode) -> Result<u64, StoreError> {
        let sql = Sql::new("select count(*)")
            .push(OPEN)
            .and("c.item = {}", item.as_str());
        let count: i64 = self.db.one(sql).await?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// What is still at work with a unit: open assignments, accounts that are not blocked, keys that are
    /// not taken back, with a post in it.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn at_work_in(&self, unit: &UnitCode) -> Result<AtWork, StoreError> {
        let count = async |sql: &'static str| {
            let count: i64 = self.db.one(Sql::new(sql).bind(unit.as_str())).await?;
            Ok::<_, DbError>(u64::try_from(count).unwrap_or_default())
        };
        Ok(AtWork {
            assignments: count("select count(*) from assignments where unit = {} and open").await?,
            people: count(
                "select count(distinct s.person_id) from staff s join posts p on p.person_id = s.person_id where p.unit = {} and not s.disabled",
            )
            .await?,
            keys: count(
                "select count(distinct k.key_id) from api_keys k join posts p on p.person_id = 'key:' || k.name where p.unit = {} and k.revoked_at is null",
            )
            .await?,
        })
    }

    /// Adds a row, audited. Gives false, and writes nothing, if somebody else was faster.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn add_amendment(&self, new: NewRow, audit: AuditRow) -> Result<bool, StoreError> {
        let done = self.db.write((new, audit), |(new, audit), tx| {
            Box::pin(async move {
                let row: Vec<Val> = vec![
                    new.seq.into(),
                    new.part.as_str().into(),
                    new.effective.to_string().into(),
                    new.text.as_str().into(),
                    new.why.as_str().into(),
                    audit.actor.as_str().into(),
                    audit.at.as_millis().into(),
                    new.withdraws.into(),
                ];
                tx.insert_many("amendments", COLUMNS, vec![row])?;
                crate::audit::add(tx, audit)?;
                Ok::<(), Abort<db::Never>>(())
            })
        });
        match done.await {
            Ok(()) => Ok(true),
            Err(Abort::Db(DbError::Constraint {
                kind: ConstraintKind::Unique,
                ..
            })) => Ok(false),
            Err(other) => Err(other.into()),
        }
    }
}
