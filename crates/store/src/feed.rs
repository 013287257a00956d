//! `feed`: everything that happened, in one order. Events are committed without a place in it, because
//! giving one would make all writers wait for each other, and because on PostgreSQL a number drawn
//! early may become visible late: a reader would pass it by. So each event first waits in
//! `feed_waiting`; the one sequencer gives dense positions in a later transaction, and an event that
//! commits late simply comes later.

use crate::lease::{Lease, Lost};
use crate::{Store, StoreError};
use db::{Abort, DbError, Listening, Record, Row, Sql, Tx, Val, Work};
use workday::Instant;

/// The lease of whoever sequences and follows.
pub const LEASE: &str = "feed";

/// On PostgreSQL servers tell each other here that the feed has moved.
const CHANNEL: &str = "minsheng_feed";

pub(crate) const WAITING: &[&str] = &["stream_id", "seq"];
const COLUMNS: &[&str] = &["position", "stream_id", "seq"];

/// The row of an event that waits for its place.
pub(crate) fn waiting(stream: i64, seq: u64) -> Vec<Val> {
    vec![
        stream.into(),
        Val::Int(i64::try_from(seq).unwrap_or(i64::MAX)),
    ]
}

/// One event in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Place in the feed, from 1, without gaps.
    pub position: i64,
    /// The case.
    pub case: i64,
    /// Number of the event in the case: the case's version after it.
    pub seq: i64,
    /// Kind of the event.
    pub kind: String,
    /// When it holds.
    pub at: Instant,
    /// When it was written down.
    pub recorded_at: Instant,
}

impl Record for Entry {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            position: row.get("position")?,
            case: row.get("stream_id")?,
            seq: row.get("seq")?,
            kind: row.get("kind")?,
            at: Instant::from_millis(row.get("at")?),
            recorded_at: Instant::from_millis(row.get("recorded_at")?),
        })
    }
}

/// What a follower writes for some entries, in the same transaction as its position. It may be run more
/// than once if a transaction was rolled back.
pub trait Effect: Send + Sync + 'static {
    /// Writes.
    fn write<'t>(&'t self, tx: &'t mut Tx) -> Work<'t, (), Lost>;
}

/// Nothing to write: only the position moves.
#[derive(Debug, Clone, Copy)]
pub struct NoEffect;

impl Effect for NoEffect {
    fn write<'t>(&'t self, _: &'t mut Tx) -> Work<'t, (), Lost> {
        Box::pin(async { Ok(()) })
    }
}

/// A step of a follower along the feed.
pub struct Step {
    /// Who.
    pub follower: &'static str,
    /// The position at which it prepared what it writes; at any other it writes nothing.
    pub from: i64,
    /// The position it comes to.
    pub to: i64,
    /// What it writes.
    pub effect: Box<dyn Effect>,
}

impl Store {
    /// Whether any event waits for its place.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn feed_waits(&self) -> Result<bool, StoreError> {
        let sql = Sql::new("select seq from feed_waiting limit 1");
        Ok(self.db.opt::<i64>(sql).await?.is_some())
    }

    /// How many events wait for their place, counted up to a limit.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn feed_backlog(&self, limit: u32) -> Result<i64, StoreError> {
        let sql =
            Sql::new("select count(*) from (select seq from feed_waiting limit {}) w").bind(limit);
        Ok(self.db.one(sql).await?)
    }

    /// The last position given; 0 before the first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn feed_head(&self) -> Result<i64, StoreError> {
        Ok(self.db.one(Sql::new(HEAD)).await?)
    }

    /// Gives places to events that wait for one, at most so many; how many it gave. Nothing is written
    /// once another process has taken over.
    ///
    /// # Errors
    /// [`Lost`]; or the database does not answer.
    pub async fn sequence(
        &self,
        lease: &Lease,
        now: Instant,
        limit: u32,
    ) -> Result<u64, Abort<Lost>> {
        let job = (lease.clone(), now, limit);
        let placed = self.db.write(job, |(lease, now, limit), tx| {
            Box::pin(sequence(tx, lease, *now, *limit))
        });
        let placed = placed.await;
        if placed.is_ok() {
            self.sequenced.notify_one();
        }
        placed
    }

    /// Comes to its end when this process has next given places, or at once after a time that nobody
    /// heard.
    pub async fn next_sequenced(&self) {
        self.sequenced.notified().await;
    }

    /// Hears when another server has given places; nothing on SQLite.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn hear_feed(&self) -> Result<Option<Listening>, StoreError> {
        Ok(self.db.listen(CHANNEL).await?)
    }

    /// Entries after a position, in order.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn feed_after(&self, position: i64, limit: u32) -> Result<Vec<Entry>, StoreError> {
        let sql = Sql::new(
            "select f.position, f.stream_id, f.seq, e.kind, e.at, e.recorded_at
             from (select position, stream_id, seq from feed where position > {} order by position limit {}) f
             join events e on e.stream_id = f.stream_id and e.seq = f.seq",
        );
        Ok(self
            .db
            .all(sql.bind(position).bind(limit).order("f.position"))
            .await?)
    }

    /// How far every follower is that ever was.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn followers(&self) -> Result<Vec<(String, i64)>, StoreError> {
        Ok(self
            .db
            .all(Sql::new(
                "select name, position from followers order by name",
            ))
            .await?)
    }

    /// Enters a new follower at a position; one that is known stays where it is.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn enter_follower(
        &self,
        name: &'static str,
        position: i64,
    ) -> Result<(), StoreError> {
        let done = self.db.write(position, move |position, tx| {
            Box::pin(async move {
                let sql = Sql::new(
                    "insert into followers (name, position) values ({}, {}) on conflict do nothing",
                );
                tx.run(sql.bind(name).bind(*position)).await?;
                Ok::<(), Abort<db::Never>>(())
            })
        });
        Ok(done.await?)
    }

    /// Moves a follower and writes what belongs to it, both or neither. Nothing is written if somebody
    /// else moved it in between.
    ///
    /// # Errors
    /// [`Lost`]; or the database does not answer.
    pub async fn follow(&self, lease: &Lease, now: Instant, step: Step) -> Result<(), Abort<Lost>> {
        let job = (lease.clone(), now, step);
        self.db
            .write(job, |(lease, now, step), tx| {
                Box::pin(follow(tx, lease, *now, step))
            })
            .await
    }
}

const HEAD: &str = "select coalesce(max(position), 0) from feed";

/// Gives events that are loaded, streams and numbers in order, their places at once. The row of the
/// lease keeps every sequencer waiting until the transaction ends, so it comes late. Answers the last
/// place before and after.
pub(crate) async fn place(tx: &mut Tx, events: &[Vec<Val>]) -> Result<(i64, i64), DbError> {
    let lock = Sql::new("update leases set until = until where name = {}").bind(LEASE);
    tx.run(lock).await?;
    let last: i64 = tx.one(Sql::new(HEAD)).await?;
    let placed = (last + 1..).zip(events);
    let row = |(position, event): (i64, &Vec<Val>)| {
        let mut row = vec![Val::Int(position)];
        row.extend(event.iter().cloned());
        row
    };
    let rows: Vec<_> = placed.map(row).collect();
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    tx.load("feed", COLUMNS, rows).await?;
    Ok((last, last + count))
}

/// Moves a follower that has come as far as `from` on to `to`, a new one from the beginning; whether it
/// was there.
pub(crate) async fn pass(tx: &mut Tx, name: &str, from: i64, to: i64) -> Result<bool, DbError> {
    if from == 0 {
        let enter = Sql::new(
            "insert into followers (name, position) values ({}, 0) on conflict do nothing",
        );
        tx.run(enter.bind(name)).await?;
    }
    let sql = Sql::new("update followers set position = {} where name = {} and position = {}");
    Ok(tx.run(sql.bind(to).bind(name).bind(from)).await? > 0)
}

async fn sequence(
    tx: &mut Tx,
    lease: &Lease,
    now: Instant,
    limit: u32,
) -> Result<u64, Abort<Lost>> {
    // On PostgreSQL the row of the lease stays locked, so the next sequencer sees all of this.
    lease.hold(tx, now).await?;
    let last: i64 = tx.one(Sql::new(HEAD)).await?;
    let sql = Sql::new("select stream_id, seq from feed_waiting");
    let waits: Vec<(i64, i64)> = tx.all(sql.order("stream_id, seq").limit(limit)).await?;
    let placed = (last + 1..).zip(&waits);
    let rows = placed
        .map(|(position, (stream, seq))| vec![position.into(), (*stream).into(), (*seq).into()]);
    tx.insert_many("feed", COLUMNS, rows)?;
    let sql = Sql::new(
        "delete from feed_waiting where (stream_id, seq) in (select stream_id, seq from feed where position > {})",
    );
    let gone = tx.run(sql.bind(last)).await?;
    if usize::try_from(gone) != Ok(waits.len()) {
        return Err(Abort::Refused(Lost));
    }
    if gone > 0 {
        tx.notify(CHANNEL).await?;
    }
    Ok(gone)
}

async fn follow(tx: &mut Tx, lease: &Lease, now: Instant, step: &Step) -> Result<(), Abort<Lost>> {
    lease.hold(tx, now).await?;
    let sql = Sql::new("update followers set position = {} where name = {} and position = {}")
        .bind(step.to)
        .bind(step.follower)
        .bind(step.from);
    if tx.run(sql).await? == 0 {
        return Err(Abort::Refused(Lost));
    }
    step.effect.write(tx).await
}
