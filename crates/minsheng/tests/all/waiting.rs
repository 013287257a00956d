//! Waiting for a state, and going on for as long as a soak wants. Nothing here measures speed: the
//! limit only keeps a test that waits in vain from waiting for ever.

use std::time::{Duration, Instant};

/// Far longer than anything takes, also on a machine that does much else.
pub const PATIENCE: Duration = Duration::from_mins(10);

/// Waits until something holds.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let patience = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < patience, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The same where looking needs the database.
pub async fn until_there<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let patience = Instant::now() + PATIENCE;
    loop {
        if let Some(there) = look().await {
            return there;
        }
        assert!(Instant::now() < patience, "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Rounds of a loop: so many in `make test`; `make soak` says for how many seconds it goes on.
pub fn rounds(least: usize) -> impl Iterator<Item = usize> {
    let soak = std::env::var("SOAK_SECONDS").ok();
    let soak = soak.and_then(|text| text.parse().ok()).unwrap_or(0);
    let end = Instant::now() + Duration::from_secs(soak);
    (0..).take_while(move |round| *round < least || Instant::now() < end)
}
