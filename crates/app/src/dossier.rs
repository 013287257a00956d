//! 案卷: cases with their whole history as a file of lines, taken out of one installation and into
//! another, on whichever database. The same cases give the same bytes.
//!
//! A line is canonical JSON (keys sorted, no blanks). The first is the `header`, the last the `end`
//! with counts and the SHA-256 of everything before it. In between each case is a `case` line, then
//! its events, texts and persons in the order of their ids. There are no accounts in it, and nothing
//! that can be computed from the events. Attachments lie in a folder beside it, by digest.

pub mod check;
pub mod export;
mod files;
pub mod import;
mod reader;
mod unknown;

use crate::AppError;
use hotline::person::Requester;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use workday::Instant;

/// What the header says the file is.
pub const FORMAT: &str = "minsheng-cases";
/// The version of the format. Another one is refused.
pub const VERSION: u32 = 1;

/// One line of the file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "snake_case", deny_unknown_fields)]
pub enum Line {
    /// The first line.
    Header(Header),
    /// A case begins: everything up to the next one is of it.
    Case(CaseLine),
    /// What happened.
    Event(EventLine),
    /// Words that an event refers to.
    Text(TextLine),
    /// A person whom an event refers to.
    Person(PersonLine),
    /// The last line.
    End(EndLine),
}

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// [`FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// The city's profile, which units, items and rulebooks are of.
    pub profile: String,
}

/// A case begins.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseLine {
    /// Its id.
    pub case: Id,
    /// Its number.
    pub no: String,
    /// How many events it has.
    pub events: u64,
    /// How its query code is kept, so that the requester can go on following it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<CodeLine>,
}

/// How a query code is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeLine {
    /// Salt.
    pub salt: Hex<16>,
    /// SHA-256 over salt and code.
    pub digest: Hex<32>,
}

/// What happened.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventLine {
    /// Of which case.
    pub case: Id,
    /// Its place, from 1.
    pub seq: u64,
    /// Its kind.
    pub kind: String,
    /// Version of its body.
    pub v: i64,
    /// When it holds.
    pub at: Time,
    /// When it was written down.
    pub recorded_at: Time,
    /// By whom.
    pub actor: String,
    /// The command that it came of.
    pub command: String,
    /// The body.
    pub body: serde_json::Value,
}

/// Words.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextLine {
    /// Of which case.
    pub case: Id,
    /// Its id.
    pub id: Id,
    /// Salt of the digest that the event carries.
    pub salt: Hex<16>,
    /// The words.
    pub body: String,
}

/// A person.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonLine {
    /// Of which case.
    pub case: Id,
    /// Its id.
    pub id: Id,
    /// Salt of the digest that the event carries.
    pub salt: Hex<16>,
    /// The particulars.
    pub body: Requester,
}

/// The last line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndLine {
    /// Cases in the file.
    pub cases: u64,
    /// Events.
    pub events: u64,
    /// Texts.
    pub texts: u64,
    /// Persons.
    pub persons: u64,
    /// Of every byte before this line, in hexadecimal.
    pub sha256: String,
}

impl Line {
    /// The line as it stands in the file, with its end.
    ///
    /// # Errors
    /// It cannot be written as JSON.
    pub fn written(&self) -> Result<String, AppError> {
        // A value's map sorts its keys.
        let value =
            serde_json::to_value(self).map_err(|error| AppError::Internal(error.to_string()))?;
        Ok(format!("{value}\n"))
    }
}

/// An id: a text, because many readers of JSON hold no number of 63 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub i64);

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        match text.parse() {
            Ok(id) if id > 0 && text == format!("{id}") => Ok(Self(id)),
            _ => Err(de::Error::custom("an id is a positive number in quotes")),
        }
    }
}

/// An instant: RFC 3339 in Shanghai's time, to the millisecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time(pub Instant);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        text.parse().map(Self).map_err(de::Error::custom)
    }
}

/// Bytes in hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hex<const N: usize>(pub [u8; N]);

impl<const N: usize> Serialize for Hex<N> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&crate::chance::hex(&self.0))
    }
}

impl<'de, const N: usize> Deserialize<'de> for Hex<N> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let wrong = || de::Error::custom(format!("{N} bytes in small hexadecimal"));
        let small = |byte: &u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte);
        if text.len() != 2 * N || !text.as_bytes().iter().all(small) {
            return Err(wrong());
        }
        let mut bytes = [0; N];
        for (at, byte) in bytes.iter_mut().enumerate() {
            let pair = text.get(2 * at..2 * at + 2).ok_or_else(wrong)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| wrong())?;
        }
        Ok(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_canonical_and_read_back() {
        let text = r#"{"actor":"agent","at":"2026-11-20T10:30:00.007+08:00","body":{"b":1,"a":[2]},"case":"9007199254740993","command":"c","kind":"urged","line":"event","recorded_at":"2026-11-20T10:30:01+08:00","seq":2,"v":1}"#;
        let line: Line = serde_json::from_str(text).unwrap();
        let written = line.written().unwrap();
        assert_eq!(
            written.trim_end(),
            text.replace(r#"{"b":1,"a":[2]}"#, r#"{"a":[2],"b":1}"#)
        );
        assert!(serde_json::from_str::<Line>(&text.replace("\"v\":1", "\"v\":1,\"x\":1")).is_err());
        assert!(
            serde_json::from_str::<Line>(&text.replace("\"9007199254740993\"", "9007199254740993"))
                .is_err()
        );
        for bad in ["", "-1", "0", "+7", "07", "9223372036854775808"] {
            assert!(
                serde_json::from_str::<Id>(&format!("{bad:?}")).is_err(),
                "{bad}"
            );
        }
        for bad in ["é0", "00 ", "0G"] {
            assert!(
                serde_json::from_str::<Hex<1>>(&format!("{bad:?}")).is_err(),
                "{bad}"
            );
        }
    }
}
