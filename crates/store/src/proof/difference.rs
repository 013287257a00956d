//! One thing that is stored otherwise than the events say, told without words of people.

use std::fmt;

/// Longest stored code that is shown.
const SHOWN: usize = 40;

/// How something differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// Another value.
    Other {
        /// What stands there.
        stored: String,
        /// What the events call for.
        wanted: String,
    },
    /// Another value, which is not shown.
    Hidden,
    /// A value that is not understood.
    Unreadable,
    /// The row is missing.
    Missing,
    /// No event calls for the row.
    Stray,
    /// The row does not fit the digest in its event.
    Unfit,
    /// The row was erased by order and is there.
    Remains,
}

/// A difference and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Table with column or row: `cases.due`, `texts[7]`.
    pub place: String,
    /// How it differs.
    pub how: How,
}

impl Difference {
    /// A difference at a place.
    pub fn new(place: impl Into<String>, how: How) -> Self {
        Self {
            place: place.into(),
            how,
        }
    }

    /// Another value at a place; both are shown.
    pub fn other(
        place: impl Into<String>,
        stored: impl fmt::Display,
        wanted: impl fmt::Display,
    ) -> Self {
        let (stored, wanted) = (shown(&stored.to_string()), shown(&wanted.to_string()));
        Self::new(place, How::Other { stored, wanted })
    }
}

/// Codes and numbers are short; whatever is long is not for a line of the doctor's.
fn shown(value: &str) -> String {
    let mut chars = value.chars().filter(|c| !c.is_control());
    let mut short: String = chars.by_ref().take(SHOWN).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    short
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = &self.place;
        match &self.how {
            How::Other { stored, wanted } => write!(f, "{place} 库里 {stored}，应为 {wanted}"),
            How::Hidden => write!(f, "{place}"),
            How::Unreadable => write!(f, "{place} 看不懂"),
            How::Missing => write!(f, "{place} 库里没有"),
            How::Stray => write!(f, "{place} 不应有"),
            How::Unfit => write!(f, "{place} 与经过里的摘要不符"),
            How::Remains => write!(f, "{place} 已清除却仍在"),
        }
    }
}
