//! One file of a profile, and how to say where in it something stands.

use std::fmt;
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use workday::Date;

use super::ProfileError;

/// A file: its path inside the profile's folder and its text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) path: &'a str,
    pub(crate) text: &'a str,
}

/// A spot in a file. Its line is counted only when a message needs it: every name of a profile
/// has a place, and few profiles have a mistake.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    source: Source<'a>,
    offset: usize,
}

impl Place<'_> {
    /// Whether it is in this file.
    pub(crate) fn is_in(&self, source: &Source<'_>) -> bool {
        self.source.path == source.path
    }

    /// A refusal at this place.
    pub(crate) fn refuse(&self, zh: impl Into<String>, en: impl Into<String>) -> ProfileError {
        self.source.refuse(&(self.offset..self.offset), zh, en)
    }
}

/// `items.toml:12`.
impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.source.path, self.source.line(self.offset))
    }
}

impl<'a> Source<'a> {
    /// Reads the whole file.
    pub(crate) fn parse<T: DeserializeOwned>(&self) -> Result<T, ProfileError> {
        toml::from_str(self.text).map_err(|error| ProfileError {
            file: self.path.to_owned(),
            line: error.span().map(|span| self.line(span.start)),
            zh: in_chinese(error.message()),
            en: error.message().to_owned(),
        })
    }

    /// The line of an offset, from 1.
    fn line(&self, offset: usize) -> usize {
        let before = self.text.as_bytes().iter().take(offset);
        before.filter(|&&byte| byte == b'\n').count() + 1
    }

    /// Where a span begins.
    pub(crate) fn place(&self, span: &Range<usize>) -> Place<'a> {
        Place {
            source: *self,
            offset: span.start,
        }
    }

    /// A refusal at a span.
    pub(crate) fn refuse(
        &self,
        span: &Range<usize>,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> ProfileError {
        ProfileError {
            file: self.path.to_owned(),
            line: Some(self.line(span.start)),
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// Reads `2017-11-01`, and nothing but a day.
    pub(crate) fn date(&self, text: &Spanned<String>) -> Result<Date, ProfileError> {
        let written = text.get_ref();
        match written.parse::<Date>() {
            Ok(date) if date.to_string() == *written => Ok(date),
            _ => Err(self.refuse(
                &text.span(),
                format!("“{written}”不是日期，应写作 2017-11-01"),
                format!("{written:?} is not a date such as 2017-11-01"),
            )),
        }
    }

    /// Reads a pair of optional days, the first not after the last.
    pub(crate) fn validity(
        &self,
        from: Option<&Spanned<String>>,
        until: Option<&Spanned<String>>,
    ) -> Result<(Option<Date>, Option<Date>), ProfileError> {
        let first = from.map(|text| self.date(text)).transpose()?;
        let last = until.map(|text| self.date(text)).transpose()?;
        if let (Some(first), Some(last), Some(text)) = (first, last, until)
            && last < first
        {
            return Err(self.refuse(
                &text.span(),
                format!("止日 {last} 早于起日 {first}"),
                format!("until {last} is before from {first}"),
            ));
        }
        Ok((first, last))
    }

    /// Refuses a text without a visible character.
    pub(crate) fn not_blank(&self, text: &Spanned<String>, key: &str) -> Result<(), ProfileError> {
        if text.get_ref().trim().is_empty() {
            return Err(self.refuse(
                &text.span(),
                format!("{key} 不能为空"),
                format!("{key} must not be empty"),
            ));
        }
        Ok(())
    }
}

/// What the reader's commonest complaints are in Chinese; its own words stand beside in English.
fn in_chinese(message: &str) -> String {
    let named = || message.split('`').nth(1).unwrap_or_default();
    let expected = || {
        message
            .split_once(", expected ")
            .map_or("", |(_, rest)| rest)
    };
    if message.starts_with("unknown field") {
        format!("不认识的键 {}，可用：{}", named(), expected())
    } else if message.starts_with("unknown variant") {
        format!("不认识的值 {}，可用：{}", named(), expected())
    } else if message.starts_with("missing field") {
        format!("缺少键 {}", named())
    } else if message.starts_with("duplicate") {
        "同一个键写了两次".to_owned()
    } else if message.starts_with("invalid type") || message.starts_with("invalid value") {
        format!("值的类型或大小不对，应为 {}", expected())
    } else {
        "不是正确的 TOML 写法".to_owned()
    }
}
