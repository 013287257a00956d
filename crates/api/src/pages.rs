//! The few pages of this crate: the documentation, which works without any network.

use crate::Api;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::borrow::Cow;
use std::io::Write as _;
use std::sync::OnceLock;

type Page = ([(HeaderName, &'static str); 2], Cow<'static, str>);

const fn page(kind: &'static str, text: Cow<'static, str>) -> Page {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], text)
}

pub(crate) async fn docs(State(api): State<Api>) -> Page {
    let text = include_str!("../assets/docs.html");
    page("text/html; charset=utf-8", Cow::Owned(told(text, api.demo)))
}

/// The page with what stands between the marks of the demonstration, or without it.
fn told(page: &str, demo: bool) -> String {
    let cut = page.split_once("<!--demo").and_then(|(before, rest)| {
        let (banner, after) = rest.split_once("demo-->")?;
        Some((before, banner, after))
    });
    cut.map_or_else(
        || page.to_owned(),
        |(before, banner, after)| [before, if demo { banner } else { "" }, after].concat(),
    )
}

pub(crate) async fn docs_script() -> Page {
    page(
        "text/javascript; charset=utf-8",
        Cow::Borrowed(include_str!("../assets/docs.js")),
    )
}

pub(crate) async fn docs_style() -> Page {
    page(
        "text/css; charset=utf-8",
        Cow::Borrowed(include_str!("../assets/docs.css")),
    )
}

/// A document that is JSON already and the same for everybody: also compressed, once, for whoever takes that.
pub(crate) struct Document {
    text: Bytes,
    packed: OnceLock<Bytes>,
}

impl Document {
    pub(crate) fn new(text: &str) -> Self {
        Self {
            text: Bytes::copy_from_slice(text.as_bytes()),
            packed: OnceLock::new(),
        }
    }

    /// The document, as the caller takes it.
    pub(crate) fn answer(&self, headers: &HeaderMap) -> Response {
        let accepted = headers.get_all(ACCEPT_ENCODING).iter();
        let mut accepted = accepted.filter_map(|value| value.to_str().ok());
        let packed = accepted.any(|accepted| desk::takes(accepted, "gzip"));
        let body = if packed { self.packed() } else { &self.text };
        let mut response = body.clone().into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.append(VARY, HeaderValue::from_static("Accept-Language"));
        headers.append(VARY, HeaderValue::from_static("Accept-Encoding"));
        if packed && body.len() < self.text.len() {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    }

    fn packed(&self) -> &Bytes {
        self.packed.get_or_init(|| {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
            let packed = encoder
                .write_all(&self.text)
                .and_then(|()| encoder.finish());
            packed.map_or_else(|_| self.text.clone(), Bytes::from)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_says_so_in_a_demonstration_alone() {
        let page = include_str!("../assets/docs.html");
        assert!(told(page, true).contains("<p class=\"demo\">示例数据"));
        assert!(!told(page, false).contains("示例数据"));
        for demo in [true, false] {
            let told = told(page, demo);
            assert!(!told.contains("<!--") && !told.contains("demo-->"));
            assert!(told.contains("<header>") && told.ends_with("</html>\n"));
        }
    }
}
