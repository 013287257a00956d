//! The few pages of this crate: the documentation, which works without any network.

use crate::Api;
use axum::extract::State;
use axum::http::HeaderName;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use std::borrow::Cow;

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

/// A document that is JSON already.
pub(crate) fn json(text: &str) -> ([(HeaderName, &'static str); 1], String) {
    ([(CONTENT_TYPE, "application/json")], text.to_owned())
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
