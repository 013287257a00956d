//! What happens after COMMIT: one process gives the new events their places in the feed, and followers
//! (roll-ups, webhooks …) do their work entry by entry. A follower keeps its position in the same
//! transaction as what it writes, so it does everything exactly once, whatever dies in between.

use crate::webhooks::follower::Webhooks;
use crate::{App, AppError};
use std::pin::Pin;
use std::sync::PoisonError;
use std::time::Duration;
use store::feed::{Effect, Entry, LEASE, Step};
use store::lease::Lease;
use store::{Abort, StoreError};

/// Events that get their places in one transaction: SQLite's writer is kept for some ten milliseconds.
const PLACES: u32 = 2_000;
/// The pause after some work, so that the next pass finds more than one event.
const PAUSE: Duration = Duration::from_millis(25);
/// How often events of other servers are looked for.
const PATIENCE: Duration = Duration::from_millis(250);
/// The pause after an error.
const RECOVERY: Duration = Duration::from_secs(1);

/// Where a follower begins that has never been here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    /// With the first event of all.
    Start,
    /// With what happens from now on.
    Now,
}

/// The work of a follower for some entries, made ready outside any transaction.
pub type Prepared<'a> =
    Pin<Box<dyn Future<Output = Result<Box<dyn Effect>, AppError>> + Send + 'a>>;

/// Somebody who goes along the feed and writes what follows from it.
pub trait Follower: Sync {
    /// Its name in the database; never changed.
    fn name(&self) -> &'static str;

    /// Where it begins.
    fn begins(&self) -> Begin {
        Begin::Start
    }

    /// How many entries it takes at once.
    fn batch(&self) -> u32 {
        200
    }

    /// Reads what it needs and says what is to be written for these entries. A case may have moved on
    /// since; its later entries come too. Whatever is written is written once: if two prepare the same
    /// entries, one is thrown away.
    fn prepare<'a>(&'a self, app: &'a App, entries: &'a [Entry]) -> Prepared<'a>;
}

/// Everybody who follows, in the order in which they go.
pub const FOLLOWERS: &[&dyn Follower] = &[&crate::figures::Figures, &Webhooks];

impl App {
    /// Gives every waiting event its place and lets all followers catch up; how much there was to do.
    /// Nothing while another process does it.
    ///
    /// # Errors
    /// The database does not answer. One follower's error does not keep the others.
    pub async fn follow_feed(&self) -> Result<u64, AppError> {
        self.follow_with(FOLLOWERS).await
    }

    /// [`App::follow_feed`] with followers of one's own.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn follow_with(&self, followers: &[&dyn Follower]) -> Result<u64, AppError> {
        let mut done = 0;
        if self.store().feed_waits().await? {
            let Some(lease) = self.feed_lease().await? else {
                return Ok(0);
            };
            done += self.sequence(&lease).await?;
        }
        let (head, known) = (
            self.store().feed_head().await?,
            self.store().followers().await?,
        );
        let mut failed = None;
        for follower in followers {
            let known = known.iter().find(|(name, _)| name == follower.name());
            let at = match (known, follower.begins()) {
                (Some((_, position)), _) => *position,
                (None, Begin::Start) => self.enter(*follower, 0).await?,
                (None, Begin::Now) => self.enter(*follower, head).await?,
            };
            if at >= head {
                continue;
            }
            match self.catch_up(*follower, at).await {
                Ok(steps) => done += steps,
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(done), Err)
    }

    /// Gives every waiting event its place.
    async fn sequence(&self, lease: &Lease) -> Result<u64, AppError> {
        let mut placed = 0;
        loop {
            match self.store().sequence(lease, self.now(), PLACES).await {
                Ok(some) => placed += some,
                Err(abort) => return self.lost(abort).map(|()| placed),
            }
            if self.following_ends() || !self.store().feed_waits().await? {
                return Ok(placed);
            }
        }
    }

    /// Lets a follower do everything up to the end of the feed.
    async fn catch_up(&self, follower: &dyn Follower, mut at: i64) -> Result<u64, AppError> {
        let mut done = 0;
        loop {
            // A position read together with what follows from it: if somebody moves it meanwhile, the
            // step finds another one and is not written.
            let Some(lease) = self.feed_lease().await? else {
                return Ok(done);
            };
            let entries = self.store().feed_after(at, follower.batch()).await?;
            let Some(last) = entries.last() else {
                return Ok(done);
            };
            let step = Step {
                follower: follower.name(),
                from: at,
                to: last.position,
                effect: follower.prepare(self, &entries).await?,
            };
            at = last.position;
            if let Err(abort) = self.store().follow(&lease, self.now(), step).await {
                return self.lost(abort).map(|()| done);
            }
            done += u64::try_from(entries.len()).unwrap_or_default();
        }
    }

    async fn enter(&self, follower: &dyn Follower, at: i64) -> Result<i64, AppError> {
        self.store().enter_follower(follower.name(), at).await?;
        Ok(at)
    }

    /// The lease of the feed, held already or taken now; nothing while another process holds it, or
    /// at the end.
    async fn feed_lease(&self) -> Result<Option<Lease>, AppError> {
        if self.following_ends() {
            return Ok(None);
        }
        let held = self.held_lease().clone();
        if held.is_some() {
            return Ok(held);
        }
        let now = self.now();
        if !self.store().may_hold(LEASE, &self.0.process, now).await? {
            return Ok(None);
        }
        let taken = self.store().take_lease(LEASE, &self.0.process, now).await?;
        self.held_lease().clone_from(&taken);
        Ok(taken)
    }

    fn held_lease(&self) -> std::sync::MutexGuard<'_, Option<Lease>> {
        let lease = self.0.feed_lease.lock();
        lease.unwrap_or_else(PoisonError::into_inner)
    }

    /// Another process has taken over: its work, not an error.
    fn lost(&self, abort: Abort<store::lease::Lost>) -> Result<(), AppError> {
        match abort {
            Abort::Refused(store::lease::Lost) => {
                self.held_lease().take();
                Ok(())
            }
            Abort::Db(error) => Err(StoreError::from(error).into()),
        }
    }

    /// Lets another process take over at once. To be called when nothing follows any more: whatever is
    /// still written in the lease's name makes it hold on.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn leave_feed(&self) -> Result<(), AppError> {
        let held = self.held_lease().take();
        if let Some(lease) = held {
            self.store().give_back(&lease).await?;
        }
        Ok(())
    }

    /// Lets [`App::keep_following`] come to its end after the step that it is at. For good.
    pub fn end_following(&self) {
        self.0.following_ends.send_replace(true);
    }

    fn following_ends(&self) -> bool {
        *self.0.following_ends.borrow()
    }

    /// Follows until [`App::end_following`]. A batch is followed at once by the next; a database that is
    /// away is waited for; while nothing happens it reads two small rows four times a second.
    pub async fn keep_following(&self) {
        let mut ends = self.0.following_ends.subscribe();
        while !self.following_ends() {
            let followed = self.follow_feed().await;
            let pause = async {
                match followed {
                    Ok(0) => {
                        let _ = tokio::time::timeout(PATIENCE, self.store().next_commit()).await;
                    }
                    Ok(_) => tokio::time::sleep(PAUSE).await,
                    Err(error) => {
                        tracing::warn!(%error, "the feed was not followed; it is tried again");
                        tokio::time::sleep(RECOVERY).await;
                    }
                }
            };
            tokio::select! {
                () = pause => {}
                _ = async { ends.wait_for(|ends| *ends).await.is_ok() } => {}
            }
        }
    }
}
