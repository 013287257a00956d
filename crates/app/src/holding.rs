//! Turns and places that are held until the work is done for which they were given, and not only until nobody
//! waits for it any more: whoever hangs up drops what answers him, but work that has a thread of its own
//! goes on there, and goes on taking the core and the memory that the turn shares out.

use std::any::Any;
use std::sync::Arc;
use tokio::task::{JoinError, spawn_blocking};

tokio::task_local! {
    static HELD: Held;
}

/// All that is held where something is done. Clones share it; with the last it is given back.
#[derive(Clone, Default)]
pub struct Held {
    _last: Option<Arc<Holding>>,
}

struct Holding {
    _what: Box<dyn Any + Send + Sync>,
    _around: Held,
}

/// Does something that holds a turn or a place, beside what is held around it. It is given back when that is
/// done or dropped, and when the work has ended that it began in threads of their own.
pub fn holding<F: Future, W: Send + Sync + 'static>(
    what: W,
    work: F,
) -> impl Future<Output = F::Output> + use<F, W> {
    let holding = Holding {
        _what: Box::new(what),
        _around: held(),
    };
    let held = Held {
        _last: Some(Arc::new(holding)),
    };
    HELD.scope(held, work)
}

/// What is held here, for whoever hands work to a thread of its own.
pub fn held() -> Held {
    HELD.try_with(Clone::clone).unwrap_or_default()
}

/// Does work that takes long in a thread of its own, which keeps what is held here to its end.
///
/// # Errors
/// The work panicked, or the platform ends.
pub(crate) async fn in_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, JoinError> {
    let held = held();
    let done = spawn_blocking(move || {
        let done = work();
        drop(held);
        done
    });
    done.await
}
