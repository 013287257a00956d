//! What goes around every answer: a browser that asked for a page gets its error as a page, and text is
//! compressed for whoever takes it.

use crate::Portal;
use crate::fault;
use crate::frame::Frame;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;

/// Seconds after which a page that does not open now is worth trying again, as at the interface.
const SOON: &str = "5";
/// Shorter texts are not worth it.
const WORTH_IT: usize = 600;
/// Larger answers are streamed by whoever makes them.
const LARGEST: u64 = 4 * 1024 * 1024;

pub(crate) async fn around(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let ours = !path.starts_with("/api") && !path.starts_with("/desk");
    let wants_page = ours && names(request.headers(), &ACCEPT, "text/html");
    // Of the interface only lists that are open to all: what is compressed with a secret in it tells of it by
    // its length.
    let packs = (ours || path.starts_with("/api/reference/"))
        && names(request.headers(), &ACCEPT_ENCODING, "gzip");
    let (mut parts, body) = request.into_parts();
    let Ok(mut frame) = Frame::from_request_parts(&mut parts, &portal).await;
    frame.here = None;
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if wants_page && is(&response, "application/problem+json") {
        let after = response.headers_mut().remove(RETRY_AFTER);
        response = fault::page(&frame, response.status());
        if let Some(after) = after {
            response.headers_mut().insert(RETRY_AFTER, after);
        }
    }
    if ours && response.status() == StatusCode::SERVICE_UNAVAILABLE {
        let soon = HeaderValue::from_static(SOON);
        response.headers_mut().entry(RETRY_AFTER).or_insert(soon);
    }
    if packs {
        response = packed(response).await;
    }
    response
}

fn names(headers: &HeaderMap, header: &HeaderName, what: &str) -> bool {
    let given = headers.get_all(header).iter();
    given
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.contains(what))
}

fn is(response: &Response, kind: &str) -> bool {
    let given = response.headers().get(CONTENT_TYPE);
    given
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with(kind))
}

/// The answer compressed, if it is a text that is worth it.
async fn packed(response: Response) -> Response {
    use axum::body::HttpBody as _;
    let text = [
        "text/",
        "image/svg",
        "application/atom+xml",
        "application/json",
    ]
    .iter()
    .any(|kind| is(&response, kind));
    let small = response
        .body()
        .size_hint()
        .upper()
        .is_some_and(|size| size < LARGEST);
    if !text || !small || response.headers().contains_key(CONTENT_ENCODING) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return Response::from_parts(parts, Body::empty());
    };
    if bytes.len() < WORTH_IT {
        return Response::from_parts(parts, Body::from(bytes));
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    let written = encoder.write_all(&bytes).and_then(|()| encoder.finish());
    let Ok(small) = written else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    parts.headers.remove(CONTENT_LENGTH);
    parts
        .headers
        .insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    parts
        .headers
        .append(VARY, HeaderValue::from_static("Accept-Encoding"));
    Response::from_parts(parts, Body::from(small))
}
