//! Jobs of writers, and the people who wait for them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;

use tokio::sync::oneshot;

use crate::error::{Abort, DbError};
use crate::tx::Tx;
use crate::waiting::Waits;

/// What a job does: a boxed future, because closures cannot yet promise that an `async` answer may
/// go to another thread. `Box::pin(async move { … })` makes one.
pub type Work<'t, T, E> = Pin<Box<dyn Future<Output = Result<T, Abort<E>>> + Send + 't>>;

/// How a run went, for the writer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Its writes are to be committed.
    Done,
    /// It was taken back, and the transaction may go on.
    Undone,
    /// The transaction and its connection cannot be trusted.
    Broken,
}

/// A job without its types.
pub(crate) trait Member: Send {
    /// Runs it and remembers the outcome.
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> Pin<Box<dyn Future<Output = Verdict> + Send + 'a>>;
    /// The error of the last run, unless it was done or refused.
    fn error(&self) -> Option<&DbError>;
    /// Tells the caller the outcome: after COMMIT returned, not before.
    fn settle(self: Box<Self>);
    /// Tells the caller that it did not happen.
    fn fail(self: Box<Self>, error: DbError);
}

pub(crate) struct Job<D, F, T, E> {
    pub data: D,
    pub work: F,
    pub outcome: Option<Result<T, Abort<E>>>,
    pub answer: oneshot::Sender<Result<T, Abort<E>>>,
    /// That it waits, until it is answered.
    pub waits: Waits,
}

impl<D, F, T, E> Job<D, F, T, E>
where
    D: Send + Sync,
    F: for<'t> Fn(&'t D, &'t mut Tx) -> Work<'t, T, E> + Send + Sync,
    T: Send,
    E: Send,
{
    /// It waits no more, and its caller hears.
    fn answered(self, outcome: Result<T, Abort<E>>) {
        drop(self.waits);
        // A caller who went away needs no answer.
        let _ = self.answer.send(outcome);
    }

    async fn attempt(&mut self, tx: &mut Tx) -> Verdict {
        let result = match unpanicked(async { (self.work)(&self.data, tx).await }).await {
            Some(Ok(value)) => tx.keep().await.map(|()| value).map_err(Abort::Db),
            // A refusal cannot hide that the connection died.
            Some(Err(Abort::Refused(refusal))) => match tx.unsound() {
                Some(error) => Err(Abort::Db(error)),
                None => Err(Abort::Refused(refusal)),
            },
            Some(Err(abort)) => Err(abort),
            None => Err(Abort::Db(DbError::Panicked)),
        };
        let sound = match &result {
            Ok(_) => None,
            Err(Abort::Refused(_)) => Some(true),
            Err(Abort::Db(error)) => Some(error.is_sound() && tx.unsound().is_none()),
        };
        self.outcome = Some(result);
        match sound {
            None => Verdict::Done,
            Some(false) => Verdict::Broken,
            Some(true) => match tx.undo().await {
                Ok(()) => Verdict::Undone,
                Err(error) => {
                    self.outcome = Some(Err(Abort::Db(error)));
                    Verdict::Broken
                }
            },
        }
    }
}

impl<D, F, T, E> Member for Job<D, F, T, E>
where
    D: Send + Sync,
    F: for<'t> Fn(&'t D, &'t mut Tx) -> Work<'t, T, E> + Send + Sync,
    T: Send,
    E: Send,
{
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> Pin<Box<dyn Future<Output = Verdict> + Send + 'a>> {
        Box::pin(self.attempt(tx))
    }

    fn error(&self) -> Option<&DbError> {
        match &self.outcome {
            Some(Err(Abort::Db(error))) => Some(error),
            _ => None,
        }
    }

    fn settle(mut self: Box<Self>) {
        let outcome = self.outcome.take().unwrap_or_else(|| {
            let why = "the job did not run".to_owned();
            Err(Abort::Db(DbError::Unavailable(why)))
        });
        self.answered(outcome);
    }

    fn fail(self: Box<Self>, error: DbError) {
        self.answered(Err(Abort::Db(error)));
    }
}

/// The future's answer, or `None` if it panicked.
async fn unpanicked<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = std::pin::pin!(future);
    // Whatever the panic left half done is thrown away with the connection and the outcome.
    std::future::poll_fn(move |context| {
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(poll) => poll.map(Some),
            Err(_) => std::task::Poll::Ready(None),
        }
    })
    .await
}
