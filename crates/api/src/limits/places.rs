//! Places that many share: so many for all of them and fewer for each, so that nobody takes what
//! everybody needs.

use crate::problem::{Fault, Problem};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// From so many on whoever has no place is forgotten.
const REMEMBERED: usize = 4096;

/// Places of everybody, and how many each may have of them.
pub(crate) struct Places<K> {
    all: Arc<Semaphore>,
    of_one: usize,
    owners: Mutex<HashMap<K, Arc<Semaphore>>>,
    waiting: Semaphore,
    patience: Duration,
}

/// A place, until it is dropped.
pub(crate) struct Place {
    _own: Option<OwnedSemaphorePermit>,
    _place: OwnedSemaphorePermit,
}

impl<K: Eq + Hash> Places<K> {
    /// So many places, of which one may have `of_one`, for which nobody waits.
    pub(crate) fn new(all: usize, of_one: usize) -> Self {
        Self {
            all: Arc::new(Semaphore::new(all)),
            of_one: of_one.max(1),
            owners: Mutex::default(),
            waiting: Semaphore::new(0),
            patience: Duration::ZERO,
        }
    }

    /// The same where so many wait, each for so long.
    pub(crate) fn waited_for(mut self, waiting: usize, patience: Duration) -> Self {
        self.waiting = Semaphore::new(waiting);
        self.patience = patience;
        self
    }

    /// A place for somebody, or for nobody in particular, who then may have them all.
    ///
    /// # Errors
    /// [`Fault::Busy`] if there was none in time, or too many wait already.
    pub(crate) async fn enter(&self, whose: Option<K>) -> Result<Place, Problem> {
        let own = whose.map(|whose| self.own(whose));
        if let Some(place) = self.free(own.clone()) {
            return Ok(place);
        }
        let _queued = self.waiting.try_acquire().map_err(|_| Fault::Busy)?;
        let comes = async {
            // First among one's own: whoever waits for these stands in nobody's way.
            let own = match own {
                Some(own) => Some(own.acquire_owned().await?),
                None => None,
            };
            let place = Arc::clone(&self.all).acquire_owned().await?;
            Ok::<_, tokio::sync::AcquireError>(Place {
                _own: own,
                _place: place,
            })
        };
        let place = tokio::time::timeout(self.patience, comes).await;
        Ok(place.map_err(|_| Fault::Busy)?.map_err(|_| Fault::Busy)?)
    }

    fn free(&self, own: Option<Arc<Semaphore>>) -> Option<Place> {
        let own = match own {
            Some(own) => Some(own.try_acquire_owned().ok()?),
            None => None,
        };
        let place = Arc::clone(&self.all).try_acquire_owned().ok()?;
        Some(Place {
            _own: own,
            _place: place,
        })
    }

    /// What somebody may have.
    fn own(&self, whose: K) -> Arc<Semaphore> {
        let mut owners = self.owners();
        if owners.len() >= REMEMBERED {
            // Those who have a place or wait for one hold a share of theirs.
            owners.retain(|_, own| Arc::strong_count(own) > 1);
        }
        let own = owners
            .entry(whose)
            .or_insert_with(|| Arc::new(Semaphore::new(self.of_one)));
        Arc::clone(own)
    }

    fn owners(&self) -> MutexGuard<'_, HashMap<K, Arc<Semaphore>>> {
        self.owners.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nobody_takes_what_everybody_needs() {
        let places = Places::new(3, 2);
        let first = places.enter(Some("a")).await.ok();
        let second = places.enter(Some("a")).await.ok();
        assert!(first.is_some() && second.is_some());
        assert!(places.enter(Some("a")).await.is_err(), "two are his share");
        let other = places.enter(Some("b")).await.ok();
        assert!(other.is_some());
        assert!(places.enter(Some("c")).await.is_err(), "all are taken");
        assert!(places.enter(None).await.is_err());
        drop(first);
        assert!(places.enter(Some("c")).await.is_ok());
        assert!(places.enter(Some("a")).await.is_ok());
    }

    #[tokio::test]
    async fn whoever_waits_gets_what_is_given_back() {
        let places = Places::new(2, 1).waited_for(1, Duration::from_mins(10));
        let held = places.enter(Some("a")).await.ok();
        let waits = places.enter(Some("a"));
        tokio::pin!(waits);
        let soon = tokio::time::timeout(Duration::ZERO, &mut waits).await;
        assert!(soon.is_err());
        // He stands in nobody's way, and a second is not waited with.
        assert!(places.enter(Some("b")).await.is_ok());
        assert!(places.enter(Some("a")).await.is_err());
        drop(held);
        assert!(waits.await.is_ok());
    }

    #[tokio::test]
    async fn whoever_has_no_place_is_forgotten() {
        let places = Places::new(2, 1);
        let held = places.enter(Some(0)).await.ok();
        for n in 1..=REMEMBERED {
            places.enter(Some(n)).await.ok();
        }
        assert!(places.owners().len() < REMEMBERED);
        assert!(places.enter(Some(0)).await.is_err(), "his is remembered");
        drop(held);
    }
}
