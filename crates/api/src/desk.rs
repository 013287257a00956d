//! The staff desk below `/desk/`: pages and files that the crate `desk` embeds.

use crate::problem::{Fault, Problem};
use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};

const LASTING: &str = "public, max-age=31536000, immutable";

/// `/desk` without the slash that the desk's own addresses stand on.
pub(crate) async fn door() -> Redirect {
    Redirect::permanent("/desk/")
}

/// The entry page.
pub(crate) async fn entry(headers: HeaderMap) -> Response {
    answer("", &headers)
}

/// A file, or an address of the desk, which its entry page answers.
pub(crate) async fn file(Path(path): Path<String>, headers: HeaderMap) -> Response {
    answer(&path, &headers)
}

fn answer(path: &str, headers: &HeaderMap) -> Response {
    let text = |name| {
        let value: Option<&HeaderValue> = headers.get(name);
        value.and_then(|value| value.to_str().ok()).unwrap_or("")
    };
    let Some(page) = desk::find(path, text(ACCEPT_ENCODING)) else {
        return Problem::from(Fault::NoSuchPath).into_response();
    };
    let known = text(IF_NONE_MATCH)
        .split(',')
        .any(|tag| tag.trim() == page.etag);
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        axum::body::Body::from(page.bytes.into_owned()).into_response()
    };
    let kept = if page.lasting { LASTING } else { "no-cache" };
    let mut add = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    };
    add(CONTENT_TYPE, page.kind);
    add(CACHE_CONTROL, kept);
    add(VARY, "Accept-Encoding");
    add(ETAG, &page.etag);
    if let Some(encoding) = page.encoding {
        add(CONTENT_ENCODING, encoding);
    }
    response
}
