//! The few pages of this crate: the documentation, which works without any network.

use axum::http::HeaderName;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};

type Page = ([(HeaderName, &'static str); 2], &'static str);

const fn page(kind: &'static str, text: &'static str) -> Page {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], text)
}

pub(crate) async fn docs() -> Page {
    page(
        "text/html; charset=utf-8",
        include_str!("../assets/docs.html"),
    )
}

pub(crate) async fn docs_script() -> Page {
    page(
        "text/javascript; charset=utf-8",
        include_str!("../assets/docs.js"),
    )
}

pub(crate) async fn docs_style() -> Page {
    page(
        "text/css; charset=utf-8",
        include_str!("../assets/docs.css"),
    )
}

/// A document that is JSON already.
pub(crate) fn json(text: &str) -> ([(HeaderName, &'static str); 1], String) {
    ([(CONTENT_TYPE, "application/json")], text.to_owned())
}
