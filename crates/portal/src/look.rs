//! How somebody likes to see pages: 大字版 (elder mode) and the language, kept in one cookie.

use axum::extract::Query;
use axum::http::HeaderMap;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;

/// The cookie: words of [`Look::change`], joined by a dot.
const COOKIE_NAME: &str = "minsheng_look";
const A_YEAR: u32 = 365 * 24 * 3600;

/// The language of a page. Chinese unless somebody chose English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Language {
    #[default]
    Chinese,
    English,
}

impl Language {
    pub(crate) fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Chinese => zh,
            Self::English => en,
        }
    }

    pub(crate) const fn is_english(self) -> bool {
        matches!(self, Self::English)
    }

    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }
}

/// How somebody likes to see pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Look {
    pub(crate) elder: bool,
    pub(crate) language: Language,
}

impl Look {
    /// The look that a browser asks for.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let mut look = Self::default();
        for word in cookie(headers, COOKIE_NAME).unwrap_or_default().split('.') {
            look = look.change(word);
        }
        look
    }

    /// Changed by one word: `elder`, `plain`, `en`, `zh`; any other changes nothing.
    pub(crate) fn change(mut self, word: &str) -> Self {
        match word {
            "elder" => self.elder = true,
            "plain" => self.elder = false,
            "en" => self.language = Language::English,
            "zh" => self.language = Language::Chinese,
            _ => {}
        }
        self
    }

    /// The header that keeps it.
    pub(crate) fn kept(self) -> String {
        let elder = if self.elder { "elder" } else { "plain" };
        let language = self.language.pick("zh", "en");
        format!("{COOKIE_NAME}={elder}.{language}; Path=/; Max-Age={A_YEAR}; SameSite=Lax")
    }
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let given = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut pairs = given
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|pair| pair.split_once('='));
    pairs
        .find(|(key, _)| key.trim() == name)
        .map(|(_, value)| value.trim())
}

/// A wish, and the page that it was made on.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(crate) struct Wish {
    to: String,
    back: String,
}

/// Changes the look and goes back to the page.
pub(crate) async fn change(
    headers: HeaderMap,
    wish: Result<Query<Wish>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let Wish { to, back } = wish.map(|wish| wish.0).unwrap_or_default();
    let kept = Look::of(&headers).change(&to).kept();
    let back = if is_own_path(&back) {
        back
    } else {
        "/".to_owned()
    };
    (AppendHeaders([(SET_COOKIE, kept)]), Redirect::to(&back)).into_response()
}

/// Whether it is a path of this site: a link must not lead elsewhere under our name.
fn is_own_path(path: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'\\';
    path.starts_with('/') && !path.starts_with("//") && path.len() < 500 && path.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_look_is_kept_in_a_cookie() {
        let wanted = Look::default().change("elder").change("en").change("x");
        let kept = wanted.kept();
        let pair = kept.split(';').next().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(
            COOKIE,
            HeaderValue::from_str(&format!("a=b; {pair}")).unwrap(),
        );
        assert_eq!(Look::of(&headers), wanted);
        assert_eq!(Look::of(&HeaderMap::new()), Look::default());
    }

    #[test]
    fn nobody_is_sent_elsewhere() {
        assert!(is_own_path("/follow/FZ17111800237?done=rate"));
        for bad in [
            "",
            "https://evil.example",
            "//evil.example",
            "/\\evil",
            "/a b",
        ] {
            assert!(!is_own_path(bad), "{bad}");
        }
    }
}
