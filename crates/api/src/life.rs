//! The life of a server: it serves, then says that it is not ready while it still serves, then ends.
//! Whoever keeps an answer open for long (live updates) ends it when the end comes.

use std::sync::Arc;
use tokio::sync::watch;

/// How far a server has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// It serves.
    Serving,
    /// It serves, and tells proxies to turn away.
    Leaving,
    /// It takes nothing new; what is under way finishes.
    Ending,
}

/// A server's life. Clones share it.
#[derive(Debug, Clone)]
pub struct Life(Arc<watch::Sender<Stage>>);

impl Default for Life {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(Stage::Serving)))
    }
}

impl Life {
    /// Goes on to a later stage; never back.
    pub fn go_on(&self, to: Stage) {
        self.0.send_if_modified(|stage| {
            let later = to > *stage;
            *stage = to.max(*stage);
            later
        });
    }

    /// Whether requests should still be sent here.
    pub fn is_ready(&self) -> bool {
        *self.0.borrow() == Stage::Serving
    }

    /// Waits until the server ends: an answer that is kept open ends then.
    pub async fn ending(&self) {
        // The sender is at hand, so waiting cannot fail.
        let _ = self
            .0
            .subscribe()
            .wait_for(|stage| *stage == Stage::Ending)
            .await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_life_goes_forward_only() {
        let life = Life::default();
        assert!(life.is_ready());
        life.go_on(Stage::Leaving);
        assert!(!life.is_ready());
        life.go_on(Stage::Ending);
        life.go_on(Stage::Serving);
        assert!(!life.is_ready());
        life.ending().await;
    }
}
