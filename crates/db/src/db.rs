//! The database as `store` sees it.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{Semaphore, mpsc, oneshot};

use crate::dialect::{Dialect, Interrupt, RawRow, Role, Target};
use crate::error::{Abort, DbError};
use crate::job::{Job, Member, Work};
use crate::migration::{self, Migration};
use crate::pool::{Lease, Pool, is_modest, modestly};
use crate::retry;
use crate::row::{Record, Row};
use crate::schema::{self, TableColumn};
use crate::sql::{Rendered, Sql};
use crate::tx::{Tx, log_slow};
use crate::waiting::{self, Waiting};
use crate::writer::{Counts, Writer, Writes};

/// How a database is opened.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// All migrations there ever were, in order.
    pub migrations: &'static [Migration],
    /// Connections for reading; on PostgreSQL all connections of this process.
    pub readers: u32,
    /// Jobs SQLite commits in one transaction, at most.
    pub group: usize,
    /// Jobs that may wait before `write` answers [`DbError::Unavailable`].
    pub queue: u32,
    /// SQLite: pages of 4 KiB the file may grow to, so that it leaves the disk something; beyond,
    /// [`DbError::Full`]. `None`: as far as the disk goes.
    pub max_pages: Option<u32>,
    /// The schema has to be there: in an empty database nothing is made, and the answer is
    /// [`DbError::Empty`]. One that is there is brought up to date all the same.
    pub expected: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            migrations: &[],
            readers: 8,
            group: 256,
            queue: 4096,
            max_pages: None,
            expected: false,
        }
    }
}

/// How busy a database is at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Writes that wait; on PostgreSQL also those that run.
    pub writes: u64,
    /// Writes that may wait.
    pub most_writes: u64,
    /// How long the oldest write has waited or run.
    pub longest: Duration,
    /// Connections in use.
    pub lent: u64,
    /// Connections there may be.
    pub most_lent: u64,
}

/// A database. Clones share it.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    dialect: Dialect,
    /// SQLite: connections that only read. PostgreSQL: all connections.
    pool: Arc<Pool>,
    writing: Writing,
    waiting: Waiting,
}

enum Writing {
    /// SQLite: the queue of the one writer (none once closed), and word of its end.
    Queue {
        queue: Mutex<Option<mpsc::Sender<Box<dyn Member>>>>,
        end: Mutex<Option<oneshot::Receiver<()>>>,
        counts: Arc<Counts>,
    },
    /// PostgreSQL: a task for each job; places bound their number.
    Tasks { places: Arc<Semaphore>, queue: u32 },
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address may hold a password.
        f.debug_tuple("Db").field(&self.0.dialect).finish()
    }
}

impl Db {
    /// Opens `sqlite:PATH` (made if missing; its folder must exist) or
    /// `postgres://user@host:port/name` and runs the migrations that have not run yet.
    ///
    /// # Errors
    /// [`DbError::Url`], [`DbError::Unavailable`], [`DbError::Migration`]; [`DbError::Empty`] where the
    /// schema is expected.
    pub async fn open(url: &str, options: Options) -> Result<Db, DbError> {
        let target = Target::parse(url, options.max_pages)?;
        let dialect = target.dialect();
        if options.expected {
            if target.is_blank() {
                return Err(DbError::Empty);
            }
            // A connection that writes would make a file.
            let mut look = target.connect(Role::Read).await?;
            let known = migration::any(&mut look, dialect).await;
            look.close().await;
            if !known? {
                return Err(DbError::Empty);
            }
        }
        let mut conn = target.connect(Role::Write).await?;
        migration::run(&mut conn, dialect, options.migrations).await?;
        let pool = Pool::new(target.clone(), Role::Read, options.readers);
        let writing = match dialect {
            Dialect::Sqlite => {
                let (queue, waiting) = mpsc::channel(usize::try_from(options.queue).unwrap_or(1));
                let counts = Arc::<Counts>::default();
                let writer = Writer::new(target, conn, waiting, options.group, counts.clone());
                Writing::Queue {
                    queue: Mutex::new(Some(queue)),
                    end: Mutex::new(Some(writer.start()?)),
                    counts,
                }
            }
            Dialect::Postgres => {
                conn.close().await;
                let places = usize::try_from(options.queue).unwrap_or(1);
                Writing::Tasks {
                    places: Arc::new(Semaphore::new(places)),
                    queue: options.queue,
                }
            }
        };
        Ok(Db(Arc::new(Inner {
            dialect,
            pool,
            writing,
            waiting: Waiting::default(),
        })))
    }

    /// Which database it is, for the rare statement that differs.
    pub fn dialect(&self) -> Dialect {
        self.0.dialect
    }

    pub(crate) fn target(&self) -> &Target {
        self.0.pool.target()
    }

    /// All rows of a query, outside any transaction.
    pub async fn all<R: Record>(&self, sql: Sql) -> Result<Vec<R>, DbError> {
        let rows = self.read(sql, Read::All).await?;
        rows.into_iter().map(|row| R::read(&Row(row))).collect()
    }

    /// The first row of a query, outside any transaction.
    pub async fn opt<R: Record>(&self, sql: Sql) -> Result<Option<R>, DbError> {
        let rows = self.read(sql, Read::First).await?;
        let row = rows.into_iter().next();
        row.map(|row| R::read(&Row(row))).transpose()
    }

    /// The first row of a query, which must exist.
    pub async fn one<R: Record>(&self, sql: Sql) -> Result<R, DbError> {
        let place = sql.place();
        self.opt(sql).await?.ok_or(DbError::Missing { place })
    }

    /// Runs a job in a transaction and answers once it is durable.
    ///
    /// The job belongs to the database, not to the caller: when the caller goes away it is
    /// nevertheless run to its end. It may be run more than once, if the first run was rolled back,
    /// so it must have no effect but on its `tx`, and should do nothing slow in between: on SQLite
    /// all writers wait for it.
    ///
    /// ```
    /// # use db::{Abort, Db, Sql};
    /// # async fn sign(db: &Db, case: i64, version: i64) -> Result<(), Abort<&'static str>> {
    /// db.write((case, version), |&(case, version), tx| {
    ///     Box::pin(async move {
    ///         let sql = Sql::new("update cases set version = version + 1 where case_id = {}");
    ///         match tx.run(sql.bind(case).and("version = {}", version)).await? {
    ///             0 => Err(Abort::Refused("stale")),
    ///             _ => Ok(()),
    ///         }
    ///     })
    /// })
    /// .await
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Abort::Refused`] with what the job refused; [`Abort::Db`]. Only this job is rolled back.
    /// After [`DbError::Unconfirmed`] it may have been stored (the database went away during COMMIT), or, for
    /// callers within [`crate::waiting_at_most`], may still be.
    pub async fn write<D, T, E, F>(&self, data: D, work: F) -> Result<T, Abort<E>>
    where
        D: Send + Sync + 'static,
        T: Send + 'static,
        E: Send + 'static,
        F: for<'t> Fn(&'t D, &'t mut Tx) -> Work<'t, T, E> + Send + Sync + 'static,
    {
        let (answer, told) = oneshot::channel();
        let job = Job {
            data,
            work,
            outcome: None,
            answer,
            waits: self.0.waiting.one(),
        };
        self.enqueue(Box::new(job))?;
        let gone = || DbError::Unavailable("the writer is gone".to_owned());
        // What is given up is the waiting, not the write.
        let told = waiting::patiently(told).await?;
        told.unwrap_or_else(|_| Err(Abort::Db(gone())))
    }

    fn enqueue(&self, job: Box<dyn Member>) -> Result<(), DbError> {
        match &self.0.writing {
            Writing::Queue { queue, .. } => {
                let queue = lock(queue);
                let queue = queue.as_ref().ok_or_else(closed)?;
                queue.try_send(job).map_err(|error| match error {
                    TrySendError::Full(_) => full(),
                    TrySendError::Closed(_) => closed(),
                })
            }
            Writing::Tasks { places, .. } => {
                let place = Arc::clone(places).try_acquire_owned();
                let place =
                    place.map_err(|_| if places.is_closed() { closed() } else { full() })?;
                let pool = Arc::clone(&self.0.pool);
                let modest = is_modest();
                tokio::spawn(async move {
                    let written = retry::write(pool, job);
                    if modest {
                        modestly(written).await;
                    } else {
                        written.await;
                    }
                    drop(place);
                });
                Ok(())
            }
        }
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), DbError> {
        self.one::<i64>(Sql::new("select 1")).await.map(drop)
    }

    /// Takes no more jobs, finishes those that wait and closes all connections.
    pub async fn close(&self) {
        match &self.0.writing {
            Writing::Queue { queue, end, .. } => {
                lock(queue).take();
                let end = lock(end).take();
                if let Some(end) = end {
                    let _ = end.await;
                }
            }
            Writing::Tasks { places, queue } => {
                let _ = places.acquire_many(*queue).await;
                places.close();
            }
        }
        self.0.pool.close().await;
    }

    /// What the writer has done since the database was opened (SQLite; zeros on PostgreSQL).
    pub fn writes(&self) -> Writes {
        match &self.0.writing {
            Writing::Queue { counts, .. } => counts.read(),
            Writing::Tasks { .. } => Writes::default(),
        }
    }

    /// How busy it is at this moment.
    pub fn load(&self) -> Load {
        let (writes, most_writes) = match &self.0.writing {
            Writing::Queue { queue, .. } => lock(queue).as_ref().map_or((0, 0), |queue| {
                (
                    queue.max_capacity() - queue.capacity(),
                    queue.max_capacity(),
                )
            }),
            Writing::Tasks { places, queue } => {
                let most = usize::try_from(*queue).unwrap_or_default();
                (most.saturating_sub(places.available_permits()), most)
            }
        };
        let (lent, most_lent) = self.0.pool.lent();
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        Load {
            writes: count(writes),
            most_writes: count(most_writes),
            longest: self.0.waiting.longest(),
            lent: count(lent),
            most_lent: count(most_lent),
        }
    }

    /// All columns of all tables, sorted: the same list on both databases.
    pub async fn schema(&self) -> Result<Vec<TableColumn>, DbError> {
        schema::read(self).await
    }

    /// Prepares a statement without running it. PostgreSQL also compares the types of its arguments.
    ///
    /// # Errors
    /// [`DbError::Statement`] if the database does not take it.
    pub async fn check(&self, sql: Sql) -> Result<(), DbError> {
        let sql = sql.render(self.0.dialect)?;
        let mut lease = self.0.pool.lend().await?;
        let checked = lease.conn().check(sql).await;
        if matches!(checked, Ok(()) | Err(DbError::Statement { .. })) {
            lease.give_back();
        }
        checked
    }

    async fn read(&self, sql: Sql, what: Read) -> Result<Vec<RawRow>, DbError> {
        // Told in the task that asks, so that it is known who asked for what.
        tracing::trace!(place = %sql.place(), "read");
        let quick = sql.is_quick();
        let sql = sql.render(self.0.dialect)?;
        loop {
            let mut lease = self.0.pool.lend().await?;
            let used = lease.used;
            let (lease, rows) = match self.0.dialect {
                Dialect::Sqlite if quick => here(lease, &sql, what),
                Dialect::Sqlite => elsewhere(lease, sql.clone(), what).await?,
                Dialect::Postgres => {
                    let rows = fetch(&mut lease, sql.clone(), what).await;
                    (lease, rows)
                }
            };
            match rows {
                // An idle connection may have died unnoticed, for instance when the server was
                // restarted; a new one tells whether the database itself is away.
                Err(DbError::Unavailable(_)) if used => self.0.pool.forget(),
                Err(error @ DbError::Unavailable(_)) => return Err(error),
                other => {
                    lease.give_back();
                    return other;
                }
            }
        }
    }
}

/// What a read came to, with the connection it had.
type Came = (Lease, Result<Vec<RawRow>, DbError>);

#[derive(Clone, Copy)]
enum Read {
    All,
    First,
}

/// SQLite: reads in this thread.
fn here(mut lease: Lease, sql: &Rendered, what: Read) -> Came {
    let start = Instant::now();
    let most = match what {
        Read::All => usize::MAX,
        Read::First => 1,
    };
    let rows = lease.conn().read_here(sql, most);
    log_slow(sql.place, start);
    (lease, rows)
}

/// SQLite: reads in a thread for blocking work, so that a long read keeps no thread that others wait for.
/// When the caller goes away it is broken off, and its connection closed.
async fn elsewhere(mut lease: Lease, sql: Rendered, what: Read) -> Result<Came, DbError> {
    let mut given_up = GivenUp(lease.conn().interrupt());
    let came = tokio::task::spawn_blocking(move || here(lease, &sql, what)).await;
    given_up.0 = None;
    came.map_err(|_| DbError::Unavailable("the reader is gone".to_owned()))
}

/// Breaks a read off when its caller no longer waits for it.
struct GivenUp(Option<Interrupt>);

impl Drop for GivenUp {
    fn drop(&mut self) {
        if let Some(interrupt) = self.0.take() {
            interrupt.now();
        }
    }
}

async fn fetch(lease: &mut Lease, sql: Rendered, what: Read) -> Result<Vec<RawRow>, DbError> {
    let (place, start) = (sql.place, Instant::now());
    let rows = match what {
        Read::All => lease.conn().all(sql).await,
        Read::First => {
            let row = lease.conn().first(sql).await;
            row.map(|row| row.into_iter().collect())
        }
    };
    log_slow(place, start);
    rows
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn closed() -> DbError {
    DbError::Unavailable("closed".to_owned())
}

fn full() -> DbError {
    DbError::Unavailable("too many writes are waiting".to_owned())
}
