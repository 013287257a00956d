//! A few connections for many readers.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::dialect::{Conn, Role, Target};
use crate::error::DbError;

tokio::task_local! {
    static MODEST: ();
}

/// Does something that leaves others a part of the connections: it never has more than three quarters of
/// them, so that whoever is not modest finds one, however much is asked for modestly.
pub async fn modestly<F: Future>(work: F) -> F::Output {
    MODEST.scope((), work).await
}

/// Whether this is done modestly.
pub(crate) fn is_modest() -> bool {
    MODEST.try_with(|()| ()).is_ok()
}

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
    /// Those of them that may be had modestly.
    modest: Arc<Semaphore>,
    size: usize,
}

/// A connection lent out. It goes back on drop if [`Lease::give_back`] was called, else it is closed.
pub(crate) struct Lease {
    conn: Conn,
    pool: Arc<Pool>,
    slot: Permits,
    /// Whether it has served before: then an error may only mean that the server was restarted.
    pub(crate) used: bool,
}

/// A slot, and a share of the modest ones if it is had modestly.
type Permits = (OwnedSemaphorePermit, Option<OwnedSemaphorePermit>);

impl Pool {
    pub(crate) fn new(target: Target, role: Role, size: u32) -> Arc<Pool> {
        let size = usize::try_from(size).unwrap_or(1).max(1);
        Arc::new(Pool {
            target,
            role,
            idle: Mutex::default(),
            slots: Arc::new(Semaphore::new(size)),
            modest: Arc::new(Semaphore::new((size * 3 / 4).max(1))),
            size,
        })
    }

    /// Where the connections lead.
    pub(crate) fn target(&self) -> &Target {
        &self.target
    }

    /// Lends a connection, a new one if none is idle.
    pub(crate) async fn lend(self: &Arc<Self>) -> Result<Lease, DbError> {
        // First the share: whoever waits for it holds no connection.
        let share = if is_modest() {
            Some(permit(&self.modest).await?)
        } else {
            None
        };
        let slot = (permit(&self.slots).await?, share);
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
        self.modest.close();
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

async fn permit(slots: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, DbError> {
    if let Ok(slot) = Arc::clone(slots).try_acquire_owned() {
        return Ok(slot);
    }
    match tokio::time::timeout(WAIT, Arc::clone(slots).acquire_owned()).await {
        Ok(Ok(slot)) => Ok(slot),
        Ok(Err(_)) => Err(DbError::Unavailable("closed".to_owned())),
        Err(_) => Err(DbError::Unavailable("no connection is free".to_owned())),
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
    slot: Permits,
}

impl Slot {
    pub(crate) fn give_back(self, conn: Conn) {
        if !self.pool.slots.is_closed() {
            self.pool.idle().push(conn);
        }
        drop(self.slot);
    }
}
