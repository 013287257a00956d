//! SQLite's one writer: many waiting jobs, one COMMIT.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use crate::dialect::{Conn, Dialect, Role, Target};
use crate::error::DbError;
use crate::job::{Member, Verdict};
use crate::tx::Tx;

/// A group is committed after this time even if more jobs wait, so that the first one is not kept.
const LONGEST: Duration = Duration::from_millis(20);

/// What the writer has done since the database was opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Writes {
    /// Transactions committed.
    pub commits: u64,
    /// Jobs in them, refused ones included.
    pub jobs: u64,
    /// Connections thrown away after an error.
    pub broken: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Counts {
    commits: AtomicU64,
    jobs: AtomicU64,
    broken: AtomicU64,
}

impl Counts {
    pub(crate) fn read(&self) -> Writes {
        Writes {
            commits: self.commits.load(Ordering::Relaxed),
            jobs: self.jobs.load(Ordering::Relaxed),
            broken: self.broken.load(Ordering::Relaxed),
        }
    }
}

/// Owns the only connection that writes. Jobs belong to it: when a caller goes away his job is
/// nevertheless run to its end.
pub(crate) struct Writer {
    target: Target,
    /// None after an error, until the next job needs it.
    conn: Option<Conn>,
    queue: mpsc::Receiver<Box<dyn Member>>,
    /// Jobs in one transaction at most.
    group: usize,
    counts: Arc<Counts>,
}

impl Writer {
    pub(crate) fn new(
        target: Target,
        conn: Conn,
        queue: mpsc::Receiver<Box<dyn Member>>,
        group: usize,
        counts: Arc<Counts>,
    ) -> Writer {
        Writer {
            target,
            conn: Some(conn),
            queue,
            group: group.max(1),
            counts,
        }
    }

    /// Works until the queue is closed and empty.
    pub(crate) async fn work(mut self) {
        while let Some(first) = self.queue.recv().await {
            self.group(first).await;
        }
        if let Some(conn) = self.conn.take() {
            conn.close().await;
        }
    }

    /// Runs a job and those that wait behind it in one transaction. Nobody hears anything, not even
    /// a refusal, before COMMIT returned: a refusal may rest on what another member wrote.
    async fn group(&mut self, first: Box<dyn Member>) {
        let mut tx = match self.begin().await {
            Ok(tx) => tx,
            Err(error) => return self.refuse_all(first, &error),
        };
        let start = Instant::now();
        let mut members = Vec::with_capacity(self.group);
        let mut next = Some(first);
        let mut sound = true;
        while let Some(mut member) = next.take() {
            let verdict = member.run(&mut tx).await;
            members.push(member);
            if verdict == Verdict::Broken {
                sound = false;
                break;
            }
            if members.len() < self.group && start.elapsed() < LONGEST {
                next = self.next().await;
            }
        }
        if sound && self.commit(tx, members.len()).await.is_ok() {
            members.into_iter().for_each(Member::settle);
            return;
        }
        tracing::warn!(
            members = members.len(),
            "a group of writes failed; trying each alone"
        );
        for member in members {
            self.alone(member).await;
        }
    }

    /// The next waiting job. Callers that were just answered get a chance to come again first.
    async fn next(&mut self) -> Option<Box<dyn Member>> {
        if let Ok(member) = self.queue.try_recv() {
            return Some(member);
        }
        tokio::task::yield_now().await;
        self.queue.try_recv().ok()
    }

    /// A member of a group that failed gets a transaction of its own, and with it its own answer.
    async fn alone(&mut self, mut member: Box<dyn Member>) {
        if member.error() == Some(&DbError::Panicked) {
            return member.settle();
        }
        let mut tx = match self.begin().await {
            Ok(tx) => tx,
            Err(error) => return member.fail(error),
        };
        match member.run(&mut tx).await {
            Verdict::Broken => {
                self.discard(tx).await;
                member.settle();
            }
            Verdict::Done | Verdict::Undone => match self.commit(tx, 1).await {
                Ok(()) => member.settle(),
                Err(error) => member.fail(error),
            },
        }
    }

    async fn begin(&mut self) -> Result<Tx, DbError> {
        let mut conn = match self.conn.take() {
            Some(conn) => conn,
            None => self.target.connect(Role::Write).await?,
        };
        match conn.script(Dialect::Sqlite.begin()).await {
            Ok(()) => Ok(Tx::new(conn, Dialect::Sqlite)),
            Err(error) => {
                conn.close().await;
                Err(error)
            }
        }
    }

    /// Commits and keeps the connection, or throws it away.
    async fn commit(&mut self, mut tx: Tx, jobs: usize) -> Result<(), DbError> {
        match tx.commit().await {
            Ok(()) => {
                self.conn = Some(tx.into_conn());
                self.counts.commits.fetch_add(1, Ordering::Relaxed);
                let jobs = u64::try_from(jobs).unwrap_or_default();
                self.counts.jobs.fetch_add(jobs, Ordering::Relaxed);
                Ok(())
            }
            Err(error) => {
                self.discard(tx).await;
                Err(error)
            }
        }
    }

    /// Closing the connection rolls its transaction back.
    async fn discard(&mut self, tx: Tx) {
        self.counts.broken.fetch_add(1, Ordering::Relaxed);
        tx.into_conn().close().await;
    }

    /// When no transaction can even begin, nobody waits in vain.
    fn refuse_all(&mut self, first: Box<dyn Member>, error: &DbError) {
        tracing::warn!(%error, "the database cannot be written");
        first.fail(error.clone());
        while let Ok(member) = self.queue.try_recv() {
            member.fail(error.clone());
        }
    }
}
