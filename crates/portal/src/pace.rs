//! How slowly a form may come: as long as it is on its way its sender has a place that others wait for.

use crate::Portal;
use crate::fault;
use crate::frame::Frame;
use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequestParts as _, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use std::time::Duration;
use tokio::time::timeout;

/// How long a form of words may take, and each piece of one with files.
const PIECE_TIME: Duration = Duration::from_secs(15);
/// The largest form of words, in bytes.
const WORDS_MAX: usize = 2 * 1024 * 1024;

/// Whether a form comes in parts.
pub(crate) fn in_parts(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE);
    kind.is_some_and(|kind| app::attachment::in_parts(kind.as_bytes()))
}

/// A piece of a form did not come.
pub(crate) struct Stopped;

/// A piece of a form with files, if it comes in time.
pub(crate) async fn piece<T>(
    coming: impl Future<Output = Result<T, MultipartError>>,
) -> Result<T, Stopped> {
    let came = timeout(PIECE_TIME, coming).await;
    came.map_err(|_| Stopped)?.map_err(|_| Stopped)
}

/// Waits for a form of words, and tells its sender when it does not come. Of one with files each piece is
/// waited for by itself, by whoever reads it.
pub(crate) async fn around(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    if request.method().is_safe() || in_parts(request.headers()) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    // What is said to be too long is not waited for.
    if body.size_hint().lower() > WORDS_MAX as u64 {
        let Ok(frame) = Frame::from_request_parts(&mut parts, &portal).await;
        return fault::page(&frame, StatusCode::PAYLOAD_TOO_LARGE);
    }
    let status = match timeout(PIECE_TIME, to_bytes(body, WORDS_MAX)).await {
        Ok(Ok(bytes)) => {
            return next
                .run(Request::from_parts(parts, Body::from(bytes)))
                .await;
        }
        Ok(Err(_)) => StatusCode::BAD_REQUEST,
        Err(_) => StatusCode::REQUEST_TIMEOUT,
    };
    let Ok(frame) = Frame::from_request_parts(&mut parts, &portal).await;
    fault::page(&frame, status)
}
