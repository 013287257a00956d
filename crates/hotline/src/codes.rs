//! Codes of units, items and areas: short texts that must not be mixed up.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! code {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The code as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                $name(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                $name(text)
            }
        }

        /// Lets maps keyed by the code be asked with plain text.
        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

code! {
    /// Code of a unit (承办单位), e.g. `350100`, `350104-cgj`, `350104003`.
    UnitCode
}

code! {
    /// Code of a convenience item (便民服务事项), e.g. `B15`: the letter of its category and two
    /// digits.
    ItemCode
}

code! {
    /// Code of an administrative area: six characters for province, city and county
    /// (`350000`, `350100`, `350104`), nine for a street or town (`350104003`). Functional areas
    /// without a national code have internal ones of the same form (`3501GX`).
    AreaCode
}

impl AreaCode {
    /// Whether `other` is this area or lies inside it.
    ///
    /// Trailing `00` pairs of a six-character code are empty levels: `350000` covers the whole
    /// province, `350100` the city, `350104` the district and its streets. A code of any other
    /// length covers itself only, and so does a code that is nothing but zeros.
    pub fn covers(&self, other: &AreaCode) -> bool {
        self == other || self.stem().is_some_and(|stem| other.0.starts_with(stem))
    }

    /// The county-level area that this one is or lies in: the first six characters.
    pub fn county(&self) -> &str {
        self.0.get(..6).unwrap_or(&self.0)
    }

    /// What all areas inside this one begin with; `None` where nothing lies inside.
    pub fn stem(&self) -> Option<&str> {
        if self.0.len() != 6 {
            return None;
        }
        let mut stem = self.0.as_str();
        while let Some(shorter) = stem.strip_suffix("00") {
            stem = shorter;
        }
        (!stem.is_empty()).then_some(stem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(upper: &str, lower: &str) -> bool {
        AreaCode::from(upper).covers(&AreaCode::from(lower))
    }

    #[test]
    fn an_area_covers_what_lies_inside() {
        assert!(covers("350000", "350100"));
        assert!(covers("350000", "350104003"));
        assert!(covers("350100", "350104"));
        assert!(covers("350100", "350104003"));
        assert!(covers("350100", "3501GX"));
        assert!(covers("350104", "350104"));
        assert!(covers("350104", "350104003"));
        assert!(covers("350104003", "350104003"));
    }

    #[test]
    fn and_nothing_else() {
        assert!(!covers("350104", "350100"));
        assert!(!covers("350104", "350102"));
        assert!(!covers("350104003", "350104"));
        assert!(!covers("350104100", "350104101"));
        assert!(!covers("350100", "350200"));
        assert!(!covers("000000", "350100"));
        assert!(!covers("", "350100"));
        assert!(!covers("市", "市中心"));
    }

    #[test]
    fn codes_are_plain_text_in_json() {
        let code: ItemCode = serde_json::from_str("\"B15\"").unwrap();
        assert_eq!(code, ItemCode::from("B15"));
        assert_eq!(serde_json::to_string(&code).unwrap(), "\"B15\"");
    }
}
