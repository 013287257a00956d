//! SQLite's one writer: many waiting jobs, one COMMIT.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

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

/// Why a transaction was not committed.
enum Failed {
    /// Rows that stood outside savepoints broke a constraint. The connection is good.
    Clashed,
    /// The connection was thrown away; with the error if it was COMMIT's.
    Lost(Option<DbError>),
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

    /// Sets the writer to work in a thread of its own, where busy requests cannot keep it waiting.
    /// The receiver hears (or loses its sender) when the writer has ended.
    pub(crate) fn start(self) -> Result<oneshot::Receiver<()>, DbError> {
        let failed = |error: std::io::Error| DbError::Unavailable(error.to_string());
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(failed)?;
        let (ended, end) = oneshot::channel();
        std::thread::Builder::new()
            .name("db-writer".to_owned())
            .spawn(move || {
                runtime.block_on(self.work());
                let _ = ended.send(());
            })
            .map_err(failed)?;
        Ok(end)
    }

    /// Works until the queue is closed and empty.
    async fn work(mut self) {
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
        let mut tx = match self.begin(true).await {
            Ok(tx) => tx,
            Err(error) => return self.refuse_all(first, &error),
        };
        let start = Instant::now();
        let mut members = Vec::new();
        let mut next = Some(first);
        let mut verdict = Verdict::Done;
        while let Some(mut member) = next.take() {
            verdict = member.run(&mut tx).await;
            members.push(member);
            if verdict == Verdict::Broken {
                break;
            }
            if members.len() < self.group && start.elapsed() < LONGEST {
                next = self.next().await;
            }
        }
        match self.finish(tx, verdict, members.len()).await {
            Ok(()) => members.into_iter().for_each(Member::settle),
            Err(Failed::Clashed) => self.careful(members).await,
            Err(Failed::Lost(_)) => self.each_alone(members).await,
        }
    }

    /// Runs a group again in which some row broke a constraint, so that each member meets its own
    /// errors.
    async fn careful(&mut self, mut members: Vec<Box<dyn Member>>) {
        tracing::debug!(
            members = members.len(),
            "a constraint broke a group of writes"
        );
        let Ok(mut tx) = self.begin(false).await else {
            return self.each_alone(members).await;
        };
        let mut verdict = Verdict::Done;
        for member in &mut members {
            verdict = member.run(&mut tx).await;
            if verdict == Verdict::Broken {
                break;
            }
        }
        match self.finish(tx, verdict, members.len()).await {
            Ok(()) => members.into_iter().for_each(Member::settle),
            Err(_) => self.each_alone(members).await,
        }
    }

    async fn each_alone(&mut self, members: Vec<Box<dyn Member>>) {
        tracing::warn!(
            members = members.len(),
            "a group of writes failed; trying each alone"
        );
        for member in members {
            self.alone(member).await;
        }
    }

    /// Gives a member of a group that failed a transaction of its own, and with it its own answer.
    async fn alone(&mut self, mut member: Box<dyn Member>) {
        if member.error() == Some(&DbError::Panicked) {
            return member.settle();
        }
        let mut tx = match self.begin(false).await {
            Ok(tx) => tx,
            Err(error) => return member.fail(error),
        };
        let verdict = member.run(&mut tx).await;
        match self.finish(tx, verdict, 1).await {
            Err(Failed::Lost(Some(error))) => member.fail(error),
            // It was done, or has its own error.
            Ok(()) | Err(Failed::Lost(None) | Failed::Clashed) => member.settle(),
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

    /// Starts a transaction, on a new connection if the last one was thrown away.
    async fn begin(&mut self, carry: bool) -> Result<Tx, DbError> {
        let mut conn = match self.conn.take() {
            Some(conn) => conn,
            None => self.target.connect(Role::Write).await?,
        };
        let words = if carry {
            Dialect::begin_group()
        } else {
            Dialect::Sqlite.begin()
        };
        match conn.script(words).await {
            Ok(()) => Ok(Tx::new(conn, Dialect::Sqlite, carry)),
            Err(error) => {
                conn.close().await;
                Err(error)
            }
        }
    }

    /// Commits and keeps the connection, or throws it away; closing it rolls back.
    async fn finish(&mut self, mut tx: Tx, verdict: Verdict, jobs: usize) -> Result<(), Failed> {
        let committed = match verdict {
            Verdict::Broken => Err(None),
            Verdict::Done | Verdict::Undone => tx.commit().await.map_err(Some),
        };
        let counts = &self.counts;
        let Err(error) = committed else {
            self.conn = Some(tx.into_conn());
            counts.commits.fetch_add(1, Ordering::Relaxed);
            let jobs = u64::try_from(jobs).unwrap_or_default();
            counts.jobs.fetch_add(jobs, Ordering::Relaxed);
            return Ok(());
        };
        if tx.clashed() && tx.rollback().await.is_ok() {
            self.conn = Some(tx.into_conn());
            return Err(Failed::Clashed);
        }
        counts.broken.fetch_add(1, Ordering::Relaxed);
        tx.into_conn().close().await;
        Err(Failed::Lost(error))
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
