//! What every page shares: language, elder mode, the city, and how a template becomes an answer.

use crate::Portal;
use crate::assets;
use crate::look::{Language, Look};
use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, REFERRER_POLICY};
use axum::http::request::Parts;
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use std::convert::Infallible;

/// Around a page: who looks at it, and how.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) look: Look,
    /// 示例数据 stands on every page.
    pub(crate) demo: bool,
    pub(crate) city: String,
    /// Where the links of the look lead back to; none on pages that came of a form.
    pub(crate) here: Option<String>,
    /// The form that carries a page's state: the look is then changed by its buttons.
    pub(crate) form: Option<&'static str>,
    pub(crate) style: String,
    pub(crate) script: String,
    /// What keeps and sends photos; loaded where there are any.
    pub(crate) photos: String,
}

impl Frame {
    fn new(portal: &Portal, look: Look, here: Option<String>) -> Self {
        Self {
            look,
            demo: portal.0.demo,
            city: portal.app().profile().city.clone(),
            here,
            form: None,
            style: assets::address("portal.css"),
            script: assets::address("portal.js"),
            photos: assets::address("photos.js"),
        }
    }

    /// One of two languages.
    pub(crate) fn t<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.look.language.pick(zh, en)
    }

    /// The attribute of what stands in Chinese on a page in English, so that it is read by a Chinese voice.
    pub(crate) const fn chinese(&self) -> &'static str {
        if self.look.language.is_english() {
            " lang=\"zh-CN\""
        } else {
            ""
        }
    }

    pub(crate) const fn language(&self) -> Language {
        self.look.language
    }

    /// The half of `中文 (English)` in this language; other texts are for both.
    pub(crate) fn half<'a>(&self, both: &'a str) -> &'a str {
        let halves = both
            .strip_suffix(')')
            .and_then(|open| open.rsplit_once(" ("))
            .filter(|(zh, _)| !zh.is_ascii());
        halves.map_or(both, |(zh, en)| self.t(zh, en))
    }

    /// The address of the look's links.
    pub(crate) fn look_link(&self, to: &str) -> String {
        let back = self.here.as_deref().unwrap_or("/");
        let escaped = back
            .replace('%', "%25")
            .replace('&', "%26")
            .replace('#', "%23");
        format!("/look?to={to}&back={}", escaped.replace('+', "%2B"))
    }
}

impl FromRequestParts<Portal> for Frame {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Infallible> {
        let here = parts.uri.path_and_query().map(ToString::to_string);
        // A page that came of a form of a case's page belongs to that page.
        let above = || {
            let (page, _) = parts.uri.path().rsplit_once('/')?;
            let of_case = ["/follow/", "/public/"];
            let of_case = of_case.iter().any(|case| page.starts_with(case));
            of_case.then(|| page.to_owned())
        };
        let here = if parts.method.is_safe() {
            here
        } else {
            above()
        };
        Ok(Self::new(portal, Look::of(&parts.headers), here))
    }
}

/// A template as an answer.
pub(crate) fn show(frame: &Frame, template: &impl Template) -> Response {
    show_as(StatusCode::OK, frame, template)
}

/// A template as an answer with a status.
pub(crate) fn show_as(status: StatusCode, frame: &Frame, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, headers(frame.language()), html).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page was not rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// `same-origin`: forms must name where they come from, other sites must not learn a case's address.
const fn headers(language: Language) -> [(HeaderName, &'static str); 3] {
    [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_LANGUAGE, language.tag()),
        (REFERRER_POLICY, "same-origin"),
    ]
}
