//! 诉求人 `requester`: who asks. Particulars are sealed in a vault; masks are made here.

use crate::text::{Line, turns_the_line};
use serde::{Deserialize, Deserializer, Serialize, de};

/// A telephone number: 3 to 20 digits, kept in half-width form; `+` may lead.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Phone(String);

impl Phone {
    /// Takes a number as people write it: full-width digits, blanks, dashes and brackets go.
    ///
    /// # Errors
    /// A sentence that says what a number looks like.
    pub fn new(raw: &str) -> Result<Self, String> {
        let mut digits = String::new();
        for c in raw.trim().chars() {
            match c {
                '0'..='9' => digits.push(c),
                '０'..='９' => {
                    digits.extend(char::from_digit(u32::from(c) - u32::from('０'), 10));
                }
                '+' | '＋' if digits.is_empty() => digits.push('+'),
                _ if turns_the_line(c) => {}
                ' ' | '-' | '(' | ')' | '（' | '）' | '－' | '—' | '\u{3000}' => {}
                _ => return Err(phone_sentence()),
            }
        }
        let count = digits.chars().filter(char::is_ascii_digit).count();
        if (3..=20).contains(&count) {
            Ok(Self(digits))
        } else {
            Err(phone_sentence())
        }
    }
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn phone_sentence() -> String {
    "电话号码只能是 3 到 20 位数字，例如 13900000000 (a phone number has 3 to 20 digits)".to_owned()
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹电话›")
    }
}

impl<'de> Deserialize<'de> for Phone {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::new(&String::deserialize(d)?).map_err(de::Error::custom)
    }
}

/// 诉求人 `requester`: what a person says of himself. Every part may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Requester {
    /// Name as given, for instance 陈女士.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Line>,
    /// Where to call back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// Home address; never the place of the matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Line>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Line>,
}

impl Requester {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }

    /// The same with every particular masked: what screens show until somebody gives a reason.
    pub fn masked(&self) -> MaskedRequester {
        let stars = |there: bool| there.then(|| MASK.to_owned());
        MaskedRequester {
            name: stars(self.name.is_some()),
            phone: stars(self.phone.is_some()),
            address: stars(self.address.is_some()),
            email: stars(self.email.is_some()),
        }
    }
}

/// What stands in place of a particular.
pub const MASK: &str = "＊＊＊";

/// A requester as shown by default: it says which particulars exist, and none of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct MaskedRequester {
    /// Stars if a name was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Stars if a phone was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Stars if an address was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Stars if an e-mail address was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_normalised() {
        assert_eq!(
            Phone::new("１３９ ０００－０００００").unwrap().as_str(),
            "13900000000"
        );
        assert_eq!(
            Phone::new("（0591）8888 6666").unwrap().as_str(),
            "059188886666"
        );
        // As a phone's list of contacts copies it.
        assert_eq!(
            Phone::new("\u{202D}139 0000 0000\u{202C}")
                .unwrap()
                .as_str(),
            "13900000000"
        );
        assert_eq!(Phone::new("+86 139").unwrap().as_str(), "+86139");
        for bad in ["", "12", "电话", "139+1", "1".repeat(21).as_str()] {
            assert!(Phone::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_mask_shows_nothing() {
        let who = Requester {
            name: Some(Line::new("陈女士").unwrap()),
            ..Requester::default()
        };
        let masked = serde_json::to_string(&who.masked()).unwrap();
        assert_eq!(masked, r#"{"name":"＊＊＊"}"#);
    }
}
