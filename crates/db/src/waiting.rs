//! Writes that wait: since when, and how long their callers wait with them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::error::DbError;

tokio::task_local! {
    static AT_MOST: Duration;
}

/// Does something in which nobody waits longer than so for one write: then he gets
/// [`DbError::Unconfirmed`]. The write itself goes on to its end, and keeps its connection or its place.
pub async fn waiting_at_most<F: Future>(limit: Duration, work: F) -> F::Output {
    AT_MOST.scope(limit, work).await
}

/// Waits for a write as long as this caller may.
pub(crate) async fn patiently<T>(write: impl Future<Output = T>) -> Result<T, DbError> {
    let Ok(limit) = AT_MOST.try_with(|limit| *limit) else {
        return Ok(write.await);
    };
    let told = tokio::time::timeout(limit, write).await;
    told.map_err(|_| {
        let waited = limit.as_secs();
        DbError::Unconfirmed(format!("it goes on after {waited} s"))
    })
}

/// The writes that have not been answered.
#[derive(Clone, Default)]
pub(crate) struct Waiting(Arc<Mutex<Since>>);

#[derive(Default)]
struct Since {
    next: u64,
    since: BTreeMap<u64, Instant>,
}

impl Waiting {
    /// One more, until what this gives is dropped.
    pub(crate) fn one(&self) -> Waits {
        let mut all = self.lock();
        let number = all.next;
        all.next += 1;
        all.since.insert(number, Instant::now());
        Waits(self.clone(), number)
    }

    /// How long the oldest has waited.
    pub(crate) fn longest(&self) -> Duration {
        let all = self.lock();
        let first = all.since.first_key_value();
        first.map_or(Duration::ZERO, |(_, since)| since.elapsed())
    }

    fn lock(&self) -> MutexGuard<'_, Since> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A write that waits, until it is dropped.
pub(crate) struct Waits(Waiting, u64);

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.lock().since.remove(&self.1);
    }
}
