//! The few pages of this crate: the documentation, which works without any network, and a start page.

use axum::http::HeaderName;
use axum::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE};
use serde::Deserialize;

type Page = ([(HeaderName, &'static str); 2], &'static str);

const fn page(kind: &'static str, text: &'static str) -> Page {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], text)
}

/// Which language the start page is asked for in.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    lang: String,
}

pub(crate) async fn home(
    wanted: Result<axum::extract::Query<Wanted>, axum::extract::rejection::QueryRejection>,
) -> ([(HeaderName, &'static str); 1], Page) {
    let english = wanted.is_ok_and(|wanted| wanted.lang.starts_with("en"));
    let (tag, text) = if english {
        ("en", include_str!("../assets/home.en.html"))
    } else {
        ("zh-CN", include_str!("../assets/home.html"))
    };
    (
        [(CONTENT_LANGUAGE, tag)],
        page("text/html; charset=utf-8", text),
    )
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
