//! Words of people, and how a case refers to them without holding them.
//!
//! Events carry no free text and no personal data: a [`Vault`] keeps both apart and gives back a
//! reference with a salted digest, so that erasing the words leaves every event valid
//! (`design.md §2`).

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// Longest text a person may hand in, in characters: the message, a reply, a note.
pub const WORDS_MAX: usize = 10_000;
/// Longest title or place, in characters.
pub const LINE_MAX: usize = 200;

/// Several lines of a person's words; at most [`WORDS_MAX`] characters, no control characters.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Words(String);

/// One line of a person's words (title, place, name); at most [`LINE_MAX`] characters.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Line(String);

/// Why words were not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Too many characters.
    #[error(
        "文字太长：最多 {max} 字，收到 {found} 字 (too long: at most {max} characters, got {found})"
    )]
    TooLong {
        /// The limit in characters.
        max: usize,
        /// What came.
        found: usize,
    },
    /// A control character that no keyboard types.
    #[error("文字里有控制字符 U+{0:04X}，请删去 (control character U+{0:04X}, please remove it)")]
    Control(u32),
}

/// Invisible marks that turn the direction of what follows. Phones put them around a copied number, and
/// nobody sees them; on a screen they would let words read otherwise than they were written.
pub(crate) const fn turns_the_line(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}

fn checked(raw: &str, max: usize, lines: bool) -> Result<String, TextError> {
    // Cheap refusal first: no character is shorter than one byte or longer than four.
    if raw.len() > max * 4 {
        return Err(TextError::TooLong {
            max,
            found: raw.chars().count(),
        });
    }
    let text: String = raw
        .replace("\r\n", "\n")
        .chars()
        .filter(|c| !turns_the_line(*c))
        .collect();
    let text = text.trim().to_owned();
    let found = text.chars().count();
    if found > max {
        return Err(TextError::TooLong { max, found });
    }
    let odd = |c: &char| c.is_control() && !(lines && matches!(c, '\n' | '\t'));
    match text.chars().find(odd) {
        Some(c) => Err(TextError::Control(u32::from(c))),
        None => Ok(text),
    }
}

macro_rules! text_type {
    ($name:ident, $max:expr, $lines:expr) => {
        impl $name {
            /// Takes words from outside; white space at both ends goes.
            pub fn new(raw: &str) -> Result<Self, TextError> {
                checked(raw, $max, $lines).map(Self)
            }
            /// The words.
            pub fn as_str(&self) -> &str {
                &self.0
            }
            /// Whether nothing was said.
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
        }
        /// Personal words stay out of logs: only their length is shown.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "‹{} 字›", self.0.chars().count())
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(&self.0)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                Self::new(&String::deserialize(d)?).map_err(de::Error::custom)
            }
        }
    };
}
text_type!(Words, WORDS_MAX, true);
text_type!(Line, LINE_MAX, false);

/// Where sealed words lie, and a salted digest that proves them unchanged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextRef {
    /// Row in the store's `texts`, unique in its case.
    pub id: i64,
    /// Hex SHA-256 over salt and words.
    pub digest: String,
}

/// Where a sealed person lies, and a salted digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRef {
    /// Row in the store's `persons`, unique in its case.
    pub id: i64,
    /// Hex SHA-256 over salt and particulars.
    pub digest: String,
}

/// Keeps words and persons apart from the events; handed to `decide` as the clock is, so that the
/// domain stays free of chance and of I/O.
pub trait Vault {
    /// Seals words and gives the reference that an event may carry.
    fn seal(&mut self, words: &str) -> TextRef;
    /// Seals a person's particulars.
    fn keep(&mut self, person: &crate::person::Requester) -> PersonRef;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_and_odd_words_are_refused() {
        assert!(Words::new(&"长".repeat(WORDS_MAX)).is_ok());
        assert!(matches!(
            Words::new(&"长".repeat(WORDS_MAX + 1)),
            Err(TextError::TooLong { found: 10_001, .. })
        ));
        assert!(matches!(
            Words::new(&"x".repeat(10 << 20)),
            Err(TextError::TooLong { .. })
        ));
        assert_eq!(Words::new("a\0b"), Err(TextError::Control(0)));
        assert_eq!(Words::new("  两行\r\n😀 ").unwrap().as_str(), "两行\n😀");
        assert!(Line::new("两\n行").is_err());
    }

    #[test]
    fn marks_that_turn_the_line_are_dropped() {
        let line = Line::new("\u{202D}退款\u{202E}给我\u{2069} ").unwrap();
        assert_eq!(line.as_str(), "退款给我");
        assert!(Line::new("\u{202E}\u{202C}").unwrap().is_empty());
    }

    #[test]
    fn debug_shows_no_words() {
        assert_eq!(format!("{:?}", Words::new("陈女士").unwrap()), "‹3 字›");
    }
}
