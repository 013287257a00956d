//! A few connections for many readers.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::dialect::{Conn, Role, Target};
use crate::error::DbError;

tokio::task_local! {
    static MODEST: ();
}

/// Connections that writes leave to reads: where each COMMIT waits for a standby that is away, writes
/// would otherwise hold every connection, and nothing could be read.
const LEFT_TO_READS: usize = 8;

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
    /// Those of them that may be had for writing, and those for writing modestly.
    writing: Arc<Semaphore>,
    writing_modestly: Arc<Semaphore>,
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

/// A slot, and the shares that it was had by: modestly, for writing.
type Permits = (OwnedSemaphorePermit, Vec<OwnedSemaphorePermit>);

impl Pool {
    pub(crate) fn new(target: Target, role: Role, size: u32) -> Arc<Pool> {
        let size = usize::try_from(size).unwrap_or(1).max(1);
        let modest = (size * 3 / 4).max(1);
        let but_some = |all: usize| (all - all.div_ceil(LEFT_TO_READS)).max(1);
        Arc::new(Pool {
            target,
            role,
            idle: Mutex::default(),
            slots: Arc::new(Semaphore::new(size)),
            modest: Arc::new(Semaphore::new(modest)),
            writing: Arc::new(Semaphore::new(but_some(size))),
            writing_modestly: Arc::new(Semaphore::new(but_some(modest))),
            size,
        })
    }

    /// Where the connections lead.
    pub(crate) fn target(&self) -> &Target {
        &self.target
    }

    /// Lends a connection, a new one if none is idle.
    pub(crate) async fn lend(self: &Arc<Self>) -> Result<Lease, DbError> {
        let modest = is_modest().then_some(&self.modest);
        self.lend_by(modest.into_iter()).await
    }

    /// The same for a transaction that writes: reads always find a connection beside all of these.
    pub(crate) async fn lend_for_writing(self: &Arc<Self>) -> Result<Lease, DbError> {
        let modest = is_modest().then_some([&self.writing_modestly, &self.modest]);
        self.lend_by(
            [&self.writing]
                .into_iter()
                .chain(modest.into_iter().flatten()),
        )
        .await
    }

    async fn lend_by(
        self: &Arc<Self>,
        shares: impl Iterator<Item = &Arc<Semaphore>>,
    ) -> Result<Lease, DbError> {
        // First the shares: whoever waits for one holds no connection.
        let mut held = Vec::new();
        for share in shares {
            held.push(permit(share).await?);
        }
        let slot = (permit(&self.slots).await?, held);
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
        for share in [&self.writing, &self.writing_modestly, &self.modest] {
            share.close();
        }
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
