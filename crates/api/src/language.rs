//! 中文 or English: Chinese unless the caller prefers English.

use axum::extract::FromRequestParts;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use std::convert::Infallible;

/// The language of sentences in an answer. Codes and names are the same in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// 中文.
    Chinese,
    /// English.
    English,
}

impl Language {
    /// The language that `Accept-Language` prefers.
    pub fn of(headers: &HeaderMap) -> Self {
        let listed = headers
            .get(ACCEPT_LANGUAGE)
            .map(HeaderValue::as_bytes)
            .and_then(|listed| std::str::from_utf8(listed).ok())
            .unwrap_or_default();
        if weight(listed, "en") > weight(listed, "zh") {
            Self::English
        } else {
            Self::Chinese
        }
    }

    /// Whether it is English.
    pub const fn is_english(self) -> bool {
        matches!(self, Self::English)
    }

    /// One of two.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Chinese => zh,
            Self::English => en,
        }
    }

    /// The half of `中文 (English)` in this language; other texts are for both.
    pub fn half(self, both: &str) -> &str {
        let halves = both
            .strip_suffix(')')
            .and_then(|open| before_brackets(open).or_else(|| open.rsplit_once(" (")))
            .filter(|(zh, _)| !zh.is_ascii());
        halves.map_or(both, |(zh, en)| self.pick(zh, en))
    }

    /// The tag for `Content-Language`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }
}

/// What stands before the brackets that would be closed next, and in them; they may hold others.
fn before_brackets(open: &str) -> Option<(&str, &str)> {
    let mut depth = 0;
    for (at, c) in open.char_indices().rev() {
        match c {
            ')' => depth += 1,
            '(' if depth == 0 => return Some((open[..at].strip_suffix(' ')?, &open[at + 1..])),
            '(' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// How much a language is wanted, in thousandths; 0 if it is not named.
fn weight(listed: &str, language: &str) -> u32 {
    let weights = listed.split(',').filter_map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let tag = parts.next()?.to_ascii_lowercase();
        if tag.split('-').next() != Some(language) {
            return None;
        }
        let quality = parts.find_map(|part| part.strip_prefix("q="));
        quality.map_or(Some(1000), thousandths)
    });
    weights.max().unwrap_or(0)
}

/// A quality value such as `0.8`.
fn thousandths(quality: &str) -> Option<u32> {
    let (whole, part) = quality.split_once('.').unwrap_or((quality, ""));
    if whole != "0" || part.len() > 3 {
        return (whole == "1").then_some(1000);
    }
    format!("{part:0<3}").parse().ok()
}

impl<S: Sync> FromRequestParts<S> for Language {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(listed: &'static str) -> Language {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(listed));
        Language::of(&headers)
    }

    #[test]
    fn chinese_unless_english_is_preferred() {
        for listed in [
            "",
            "zh",
            "fr",
            "zh-CN,en;q=0.9",
            "en;q=0.8,zh-TW;q=0.9",
            "en;q=x",
            "*",
        ] {
            assert_eq!(of(listed), Language::Chinese, "{listed}");
        }
        for listed in ["en", "EN-us", "en-US,en;q=0.9,zh;q=0.8", "fr;q=1,en;q=0.1"] {
            assert_eq!(of(listed), Language::English, "{listed}");
        }
    }

    #[test]
    fn halves_of_a_sentence() {
        assert_eq!(Language::English.half("没有填写 (missing)"), "missing");
        assert_eq!(Language::Chinese.half("没有填写 (missing)"), "没有填写");
        assert_eq!(Language::English.half("B15"), "B15");
        let inner = "他（离岗）停用 (he (left) is blocked (now))";
        assert_eq!(Language::English.half(inner), "he (left) is blocked (now)");
        assert_eq!(Language::Chinese.half(inner), "他（离岗）停用");
        // A name of one bracket is no reason to tell neither half.
        assert_eq!(
            Language::English.half("“a)”有了 (\"a)\" is there)"),
            "\"a)\" is there"
        );
    }
}
