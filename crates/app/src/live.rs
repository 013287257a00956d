//! Live updates: what has just happened, told to whoever listens. One reader a process goes along the
//! feed and hands each batch to all connections, which keep what lies within their reach. Nothing is
//! kept for those who are slow: they come again and read the feed from where they were.

use crate::presence::Stir;
use crate::{App, AppError};
use hotline::case::Case;
use hotline::scope::Reach;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use store::StoreError;
use store::feed::Entry;
use tokio::sync::broadcast;

/// Entries in a batch.
const BATCH: u32 = 100;
/// Batches that a connection may be behind before it is let go.
const BEHIND: usize = 32;
/// Stirs that a connection may be behind; older ones it does not hear of.
const STIRS: usize = 256;
/// How often the feed is looked at though nobody told that it has moved.
const POLL: Duration = Duration::from_secs(2);
/// The pause before it is listened again after a connection was lost.
const RECOVERY: Duration = Duration::from_secs(2);

/// Something that happened to a case, with the case for the question who may know.
#[derive(Debug, Clone)]
pub struct Update {
    /// Place in the feed.
    pub position: i64,
    /// Number of the case.
    pub no: String,
    /// Kind of the event.
    pub kind: String,
    /// The case's version after it.
    pub version: i64,
    case: Arc<Case>,
}

impl Update {
    /// Whether it may be told within a reach: the rule of lists.
    pub fn lies_within(&self, reach: &Reach) -> bool {
        reach.covers(&self.case)
    }
}

/// Updates that were read together, in the order of the feed.
pub type Batch = Arc<Vec<Update>>;

/// Those who listen, and how far they were told.
pub(crate) struct Live {
    sender: broadcast::Sender<Batch>,
    told: AtomicI64,
    /// Who comes to which case, leaves it, or begins to write.
    pub(crate) stirs: broadcast::Sender<Stir>,
}

impl Live {
    /// Nobody listens yet. What lies in the feed up to its head is not told: who listens reads it by himself.
    pub(crate) fn from(head: i64) -> Self {
        Self {
            sender: broadcast::Sender::new(BEHIND),
            told: AtomicI64::new(head),
            stirs: broadcast::Sender::new(STIRS),
        }
    }
}

impl App {
    /// Listens from now on. Whoever then reads [`App::feed_head`] and the updates up to it misses
    /// nothing: everything later comes here.
    pub fn listen(&self) -> broadcast::Receiver<Batch> {
        self.0.live.sender.subscribe()
    }

    /// The last place in the feed.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn feed_head(&self) -> Result<i64, AppError> {
        Ok(self.store().feed_head().await?)
    }

    /// Updates after a place, for whoever comes again, and the place they end at; at most a batch.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn updates_after(&self, position: i64) -> Result<Vec<Update>, AppError> {
        let entries = self.store().feed_after(position, BATCH).await?;
        let ids: Vec<_> = entries.iter().map(|entry| entry.case).collect();
        let cases = self.store().cases_of(&ids).await?;
        let cases: std::collections::BTreeMap<i64, Arc<Case>> = cases
            .into_iter()
            .map(|case| (case.id, Arc::new(case)))
            .collect();
        let update = |entry: Entry| {
            let case = cases.get(&entry.case)?.clone();
            Some(Update {
                position: entry.position,
                no: case.no.clone(),
                kind: entry.kind,
                version: entry.seq,
                case,
            })
        };
        Ok(entries.into_iter().filter_map(update).collect())
    }

    /// Tells everybody what is new in the feed, once; how much it was.
    ///
    /// # Errors
    /// The database does not answer; it is told with the next try.
    pub async fn tell_live(&self) -> Result<u64, AppError> {
        let live = &self.0.live;
        let head = self.feed_head().await?;
        // Asked after the head was read: who subscribes from now on reads up to it by himself.
        if live.sender.receiver_count() == 0 {
            live.told.store(head, Ordering::Relaxed);
            return Ok(0);
        }
        let mut told = live.told.load(Ordering::Relaxed);
        let mut count = 0;
        while told < head {
            let batch = self.updates_after(told).await?;
            let Some(last) = batch.last() else { break };
            told = last.position;
            count += u64::try_from(batch.len()).unwrap_or_default();
            // Nobody left to hear it is no error.
            let _ = live.sender.send(Arc::new(batch));
            live.told.store(told, Ordering::Relaxed);
        }
        Ok(count)
    }

    /// Tells until it is dropped: with each word that the feed has moved, of this process or, on
    /// PostgreSQL, of another, and every two seconds in any case.
    pub async fn keep_telling_live(&self) {
        self.keep_telling_live_looking(POLL).await;
    }

    /// The same with another time between the looks that nobody asked for.
    pub async fn keep_telling_live_looking(&self, every: Duration) {
        loop {
            match self.store().hear_feed().await {
                Ok(ear) => {
                    let error = self.tell_while_heard(ear, every).await;
                    tracing::warn!(%error, "other servers are not heard; listening again");
                }
                Err(error) => {
                    tracing::warn!(%error, "other servers are not heard; the feed is looked at instead");
                    self.tell_live_or_again().await;
                }
            }
            tokio::time::sleep(RECOVERY).await;
        }
    }

    /// Tells until the connection is lost by which other servers are heard.
    async fn tell_while_heard(
        &self,
        mut ear: Option<db::Listening>,
        every: Duration,
    ) -> StoreError {
        loop {
            // What was said while nobody listened is found here.
            self.tell_live_or_again().await;
            let cut = tokio::select! {
                () = self.store().next_sequenced() => None,
                heard = heard(&mut ear) => heard.err(),
                () = tokio::time::sleep(every) => None,
            };
            if let Some(error) = cut {
                return error;
            }
        }
    }

    async fn tell_live_or_again(&self) {
        if let Err(error) = self.tell_live().await {
            tracing::warn!(%error, "live updates were not told; it is tried again");
        }
    }
}

async fn heard(ear: &mut Option<db::Listening>) -> Result<(), StoreError> {
    match ear {
        Some(ear) => Ok(ear.heard().await?),
        None => std::future::pending().await,
    }
}
