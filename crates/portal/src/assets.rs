//! Style and script, in the program; their addresses change with their contents, so that browsers keep
//! them for a year.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use std::hash::{DefaultHasher, Hash, Hasher};

const FILES: [(&str, &str, &str); 6] = [
    (
        "portal.css",
        "text/css; charset=utf-8",
        include_str!("../assets/portal.css"),
    ),
    (
        "portal.js",
        "text/javascript; charset=utf-8",
        include_str!("../assets/portal.js"),
    ),
    // Only who has photos to choose or to send loads it.
    (
        "photos.js",
        "text/javascript; charset=utf-8",
        include_str!("../assets/photos.js"),
    ),
    // Only the page that asks for a place loads it.
    (
        "places.js",
        "text/javascript; charset=utf-8",
        include_str!("../assets/places.js"),
    ),
    // Only who asks for the map loads it.
    (
        "map.js",
        "text/javascript; charset=utf-8",
        include_str!("../assets/map.js"),
    ),
    (
        "mark.svg",
        "image/svg+xml",
        include_str!("../assets/mark.svg"),
    ),
];

/// The address of a file, with a mark of its contents.
pub(crate) fn address(name: &str) -> String {
    let mut hasher = DefaultHasher::new();
    let text = FILES.iter().find(|file| file.0 == name).map(|file| file.2);
    text.hash(&mut hasher);
    format!("/assets/{name}?{:x}", hasher.finish())
}

/// A file.
pub(crate) async fn asset(Path(name): Path<String>) -> Response {
    let Some((_, kind, text)) = FILES.iter().find(|file| file.0 == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kept = "public, max-age=31536000, immutable";
    ([(CONTENT_TYPE, *kind), (CACHE_CONTROL, kept)], *text).into_response()
}
