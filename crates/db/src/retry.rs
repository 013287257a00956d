//! PostgreSQL's way to write: a transaction for each job, tried again where that helps.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::time::Duration;

use crate::dialect::{Conn, Dialect};
use crate::error::DbError;
use crate::job::{Member, Verdict};
use crate::pool::{Lease, Pool};
use crate::tx::Tx;

/// How often a job is tried when others were in its way.
const TRIES: u32 = 6;

/// Runs a job to its end and answers its caller.
pub(crate) async fn write(pool: Arc<Pool>, mut member: Box<dyn Member>) {
    let mut tries = 0;
    loop {
        tries += 1;
        let error = match attempt(&pool, &mut member).await {
            Ok(()) => return member.settle(),
            Err(error) => error,
        };
        match error {
            Failure::Again(_) if tries < TRIES => pause(tries).await,
            Failure::Again(error) | Failure::Final(error) => return member.fail(error),
            // Each turn drops one dead connection and all idle ones with it.
            Failure::Dead => pool.forget(),
        }
    }
}

enum Failure {
    /// Nothing is stored, and another try may do.
    Again(DbError),
    /// Nothing is known to be stored: nothing was, or [`DbError::Unconfirmed`].
    Final(DbError),
    /// An old connection turned out to be dead before anything was stored: not a try.
    Dead,
}

async fn attempt(pool: &Arc<Pool>, member: &mut Box<dyn Member>) -> Result<(), Failure> {
    let lease = pool.lend_for_writing().await.map_err(Failure::Final)?;
    let used = lease.used;
    let before_commit = |error| match error {
        DbError::Busy(_) => Failure::Again(error),
        DbError::Unavailable(_) if used => Failure::Dead,
        other => Failure::Final(other),
    };
    let (mut tx, lease) = begin(lease).await.map_err(before_commit)?;
    match member.run(&mut tx).await {
        Verdict::Done => match tx.commit().await {
            Ok(()) => {
                lease.give_back(tx.into_conn());
                Ok(())
            }
            // The server tells that it took the transaction back.
            Err(error @ DbError::Busy(_)) => Err(Failure::Again(error)),
            // Whether it was stored is not known, so it is not tried again.
            Err(error) => Err(Failure::Final(error)),
        },
        Verdict::Undone => {
            if tx.rollback().await.is_ok() {
                lease.give_back(tx.into_conn());
            }
            Ok(())
        }
        Verdict::Broken => {
            let error = member.error().cloned();
            let error = error.unwrap_or_else(|| DbError::Unavailable("lost".to_owned()));
            // After an error the server itself reported the connection is good.
            let alive = !matches!(error, DbError::Unavailable(_) | DbError::Panicked);
            if alive && tx.rollback().await.is_ok() {
                lease.give_back(tx.into_conn());
            }
            Err(before_commit(error))
        }
    }
}

async fn begin(lease: Lease) -> Result<(Tx, crate::pool::Slot), DbError> {
    let (mut conn, slot): (Conn, _) = lease.split();
    conn.script(Dialect::Postgres.begin()).await?;
    Ok((Tx::new(conn, Dialect::Postgres, false), slot))
}

/// Waits longer each time, and not as long as the others.
async fn pause(tries: u32) {
    let most = 10_u64 << tries.min(6);
    let millis = most / 2 + RandomState::new().hash_one(tries) % (most / 2);
    tokio::time::sleep(Duration::from_millis(millis)).await;
}
