//! `leases`: who does what only one server may do. A holder names his term with everything that he
//! writes; when another has taken over in between, the term is another, and nothing is written. So a
//! server that was away for a while does no harm, whatever its clock says.

use crate::{Store, StoreError};
use db::{Abort, Never, Sql, Tx};
use workday::Instant;

/// How long a lease holds after it was last used.
pub const TERM_MILLIS: i64 = 10_000;

/// A lease as its holder knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// What it is for.
    pub name: &'static str,
    /// The process that holds it.
    pub holder: String,
    /// Grows with each new holder.
    pub term: i64,
}

/// Another process has taken over; nothing was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lost;

/// Takes a free lease, or makes one's own hold on; gives its term, or nothing while another holds it.
/// The row stays locked until the transaction ends.
async fn take<E>(
    tx: &mut Tx,
    name: &str,
    holder: &str,
    now: Instant,
) -> Result<Option<i64>, Abort<E>> {
    let now = now.as_millis();
    let until = now + TERM_MILLIS;
    let sql = Sql::new(
        "update leases set term = case when holder = {} then term else term + 1 end, holder = {}, until = {}
         where name = {}",
    )
    .bind(holder)
    .bind(holder)
    .bind(until)
    .bind(name)
    // An end that lies further ahead than any lease holds was written by a clock that was wrong.
    .push("and (holder = {} or until <= {} or until > {})")
    .bind(holder)
    .bind(now)
    .bind(until + TERM_MILLIS);
    if tx.run(sql).await? == 0 {
        return Ok(None);
    }
    let sql = Sql::new("select term from leases where name = {}").bind(name);
    Ok(Some(tx.one(sql).await?))
}

impl Lease {
    /// Goes on holding it in a transaction, which fails if another has taken over.
    pub(crate) async fn hold(&self, tx: &mut Tx, now: Instant) -> Result<(), Abort<Lost>> {
        let sql =
            Sql::new("update leases set until = {} where name = {} and holder = {} and term = {}")
                .bind(now.as_millis() + TERM_MILLIS)
                .bind(self.name)
                .bind(self.holder.as_str())
                .bind(self.term);
        if tx.run(sql).await? == 0 {
            return Err(Abort::Refused(Lost));
        }
        Ok(())
    }
}

impl Store {
    /// Whether somebody may take or already holds a lease, without writing.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn may_hold(
        &self,
        name: &str,
        holder: &str,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let sql = Sql::new("select holder, until from leases where name = {}").bind(name);
        let stands: Option<(String, i64)> = self.db.opt(sql).await?;
        let now = now.as_millis();
        Ok(stands.is_some_and(|(by, until)| {
            by == holder || until <= now || until > now + 2 * TERM_MILLIS
        }))
    }

    /// Takes a lease if it is free; nothing while another process holds it.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn take_lease(
        &self,
        name: &'static str,
        holder: &str,
        now: Instant,
    ) -> Result<Option<Lease>, StoreError> {
        let term = self.db.write(holder.to_owned(), move |holder, tx| {
            Box::pin(async move { take::<Never>(tx, name, holder, now).await })
        });
        Ok(term.await?.map(|term| Lease {
            name,
            holder: holder.to_owned(),
            term,
        }))
    }

    /// Gives a lease back, so that another need not wait until it ends.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn give_back(&self, lease: &Lease) -> Result<(), StoreError> {
        let done = self.db.write(lease.clone(), |lease, tx| {
            Box::pin(async move {
                let sql = Sql::new(
                    "update leases set until = 0 where name = {} and holder = {} and term = {}",
                );
                tx.run(
                    sql.bind(lease.name)
                        .bind(lease.holder.as_str())
                        .bind(lease.term),
                )
                .await?;
                Ok::<(), Abort<Never>>(())
            })
        });
        Ok(done.await?)
    }
}
