//! A few connections for many readers.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::dialect::{Conn, Role, Target};
use crate::error::DbError;

/// How long a caller waits for a connection before he is told to come back.
const WAIT: Duration = Duration::from_secs(10);

/// Connections that wait to be used again.
///
/// sqlx's own pool asks each connection whether it is alive when it comes back: one more round trip
/// for each statement. Here a connection that failed is dropped, and all idle ones with it.
pub(crate) struct Pool {
    target: Target,
    role: Role,
    idle: Mutex<Vec<Conn>>,
    slots: Arc<Semaphore>,
    size: usize,
}

/// A connection lent out. It goes back on drop if [`Lease::give_back`] was called, else it is closed.
pub(crate) struct Lease {
    conn: Conn,
    pool: Arc<Pool>,
    slot: OwnedSemaphorePermit,
    /// Whether it has served before: then an error may only mean that the server was restarted.
    pub(crate) used: bool,
}

impl Pool {
    pub(crate) fn new(target: Target, role: Role, size: u32) -> Arc<Pool> {
        let size = usize::try_from(size).unwrap_or(1).max(1);
        Arc::new(Pool {
            target,
            role,
            idle: Mutex::default(),
            slots: Arc::new(Semaphore::new(size)),
            size,
        })
    }

    /// Where the connections lead.
    pub(crate) fn target(&self) -> &Target {
        &self.target
    }

    /// Lends a connection, a new one if none is idle.
    pub(crate) async fn lend(self: &Arc<Self>) -> Result<Lease, DbError> {
        let slots = Arc::clone(&self.slots);
        let slot = match Arc::clone(&slots).try_acquire_owned() {
            Ok(slot) => slot,
            Err(_) => match tokio::time::timeout(WAIT, slots.acquire_owned()).await {
                Ok(Ok(slot)) => slot,
                Ok(Err(_)) => return Err(DbError::Unavailable("closed".to_owned())),
                Err(_) => return Err(DbError::Unavailable("no connection is free".to_owned())),
            },
        };
        let idle = self.idle().pop();
        let used = idle.is_some();
        let conn = match idle {
            Some(conn) => conn,
            None => self.target.connect(self.role).await?,
        };
        Ok(Lease {
            conn,
            pool: Arc::clone(self),
            slot,
            used,
        })
    }

    /// Connections in use, and how many there may be.
    pub(crate) fn lent(&self) -> (usize, usize) {
        (
            self.size.saturating_sub(self.slots.available_permits()),
            self.size,
        )
    }

    /// Drops the idle connections: after one died, the others are suspect.
    pub(crate) fn forget(&self) {
        self.idle().clear();
    }

    /// Lends no more, and closes what is idle.
    pub(crate) async fn close(&self) {
        self.slots.close();
        let idle = std::mem::take(&mut *self.idle());
        for conn in idle {
            conn.close().await;
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Conn>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lease {
    pub(crate) fn conn(&mut self) -> &mut Conn {
        &mut self.conn
    }

    /// Takes the connection out, keeping its slot: for a transaction.
    pub(crate) fn split(self) -> (Conn, Slot) {
        let slot = Slot {
            pool: self.pool,
            slot: self.slot,
        };
        (self.conn, slot)
    }

    /// Puts the connection back for the next caller.
    pub(crate) fn give_back(self) {
        let (conn, slot) = self.split();
        slot.give_back(conn);
    }
}

/// The place in the pool of a connection that is out.
pub(crate) struct Slot {
    pool: Arc<Pool>,
    slot: OwnedSemaphorePermit,
}

impl Slot {
    pub(crate) fn give_back(self, conn: Conn) {
        if !self.pool.slots.is_closed() {
            self.pool.idle().push(conn);
        }
        drop(self.slot);
    }
}
