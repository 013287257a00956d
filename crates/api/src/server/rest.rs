//! What is still to come of a request that nobody reads any more, since it is answered already. Most senders
//! write all of it before they read; a connection that is closed on them takes the answer away. So it is read
//! and thrown away beside the answer, within bounds of bytes and time, in the connection's own slot and without
//! a place: what goes beyond them is cut off.

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::timeout;

/// So much is thrown away of one request.
const BYTES_MAX: u64 = 32 * 1024 * 1024;
/// For so long.
const TIME: Duration = Duration::from_secs(5);

/// The body of a request; what is left of it when it is dropped is thrown away.
pub(super) struct Rest {
    body: Option<Incoming>,
    /// The sender waits for `100 Continue` before anything comes.
    waits: bool,
}

impl Rest {
    pub(super) const fn of(body: Incoming, waits: bool) -> Self {
        Self {
            body: Some(body),
            waits,
        }
    }
}

impl Body for Rest {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        // Whoever asks for it has it sent.
        self.waits = false;
        let Some(body) = &mut self.body else {
            return Poll::Ready(None);
        };
        let polled = Pin::new(body).poll_frame(cx);
        if matches!(polled, Poll::Ready(None | Some(Err(_)))) {
            self.body = None;
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        let hint = self.body.as_ref().map(Body::size_hint);
        hint.unwrap_or_else(|| SizeHint::with_exact(0))
    }
}

impl Drop for Rest {
    fn drop(&mut self) {
        let left = self.body.take().filter(|body| !body.is_end_stream());
        if let Some(body) = left.filter(|_| !self.waits)
            && let Ok(runtime) = Handle::try_current()
        {
            runtime.spawn(timeout(TIME, thrown_away(body)));
        }
    }
}

async fn thrown_away(mut body: Incoming) {
    let mut read = 0_u64;
    while read <= BYTES_MAX {
        let frame = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await;
        let Some(Ok(frame)) = frame else { return };
        read += frame.data_ref().map_or(0, |data| data.len() as u64);
    }
}
