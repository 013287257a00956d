//! 诉求人 `requester`: who asks. Particulars are sealed in a vault; masks are made here.

use crate::text::{Line, turns_the_line};
use serde::{Deserialize, Deserializer, Serialize, de};
use std::collections::BTreeSet;

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

    /// Takes a number to which word is promised.
    ///
    /// # Errors
    /// A sentence that says which numbers [take word](Self::takes_word).
    pub fn for_word(raw: &str) -> Result<Self, String> {
        let phone = Self::new(raw).ok().filter(Self::takes_word);
        phone.ok_or_else(|| NO_WORD.to_owned())
    }

    /// The digits, as they were given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is clearly a mobile or a landline number of the country, with its area code: word can be sent
    /// to it.
    pub fn takes_word(&self) -> bool {
        let dialled = self.dialled();
        let own = dialled.strip_prefix('0');
        is_mobile(&dialled) || own.is_some_and(is_landline)
    }

    /// The number as it is dialled here, by which it is looked up: without +86, 0086 or 86 and without the
    /// zero that exchanges put before mobile numbers, +86 591 … as 0591 …. Anything that is not clearly a
    /// mobile or a landline number of the country stays as it was given.
    pub fn dialled(&self) -> String {
        let given = self.0.as_str();
        let national = ABROAD.iter().find_map(|code| given.strip_prefix(code));
        let rest = national.unwrap_or(given);
        let own = rest.strip_prefix('0').unwrap_or(rest);
        if is_mobile(own) {
            own.to_owned()
        } else if national.is_some() && is_landline(own) {
            format!("0{own}")
        } else {
            given.to_owned()
        }
    }

    /// Every form in which the same number may have been kept, the dialled one first.
    pub fn spellings(&self) -> Vec<String> {
        let dialled = self.dialled();
        let own = dialled.strip_prefix('0').unwrap_or(&dialled);
        let (mobile, landline) = (is_mobile(&dialled), own != dialled && is_landline(own));
        let mut forms = vec![dialled.clone()];
        if mobile || landline {
            let before = ABROAD.iter().chain(mobile.then_some(&""));
            forms.extend(before.flat_map(|code| [format!("{code}{own}"), format!("{code}0{own}")]));
        }
        forms.push(self.0.clone());
        let mut seen = BTreeSet::new();
        forms.retain(|form| seen.insert(form.clone()));
        forms
    }
}

/// What is said of a number to which no word can be sent.
const NO_WORD: &str = "请写 11 位手机号，或者带区号的座机，例如 13900000000、0591-88886666；也可以不留 (give a mobile number of 11 digits, or a landline with its area code, as 13900000000 or 0591-88886666; or leave it empty)";

/// The country's code, as it is written before a number.
const ABROAD: [&str; 3] = ["+86", "0086", "86"];

/// 11 digits that begin with 13 to 19.
fn is_mobile(number: &str) -> bool {
    let mut digits = number.bytes();
    number.len() == 11 && digits.next() == Some(b'1') && digits.next().is_some_and(|c| c >= b'3')
}

/// A landline number with its area code, without the zero before it: 10 and 2x have two digits and numbers of
/// eight, all others three and numbers of seven or eight. 400 and 800 are no areas.
fn is_landline(number: &str) -> bool {
    match number.as_bytes() {
        [b'1', b'0', ..] | [b'2', ..] => number.len() == 10,
        [b'4' | b'8', b'0', b'0', ..] => false,
        [b'3'..=b'9', ..] => matches!(number.len(), 10 | 11),
        _ => false,
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
    fn a_number_is_one_with_and_without_the_countrys_code() {
        let dialled = |given: &str| Phone::new(given).unwrap().dialled();
        for given in [
            "13900000001",
            "+8613900000001",
            "8613900000001",
            "008613900000001",
            "013900000001",
            "+86 (0)139-0000-0001",
        ] {
            assert_eq!(dialled(given), "13900000001", "{given}");
        }
        for given in [
            "059188886666",
            "+86 591 8888 6666",
            "8659188886666",
            "0086-591-88886666",
            "+86(0591)88886666",
        ] {
            assert_eq!(dialled(given), "059188886666", "{given}");
        }
        assert_eq!(dialled("+86 10 6666 8888"), "01066668888");
        // What is not clearly one of these stays.
        for given in [
            "86591234",
            "86591",
            "4008123123",
            "+864008123123",
            "+8695588",
            "12345",
            "12900000001",
            "+85291234567",
            "+12025550100",
            "59188886666",
            "+8610666688",
        ] {
            assert_eq!(dialled(given), given, "{given}");
        }
        for given in [
            "13900000001",
            "059188886666",
            "01066668888",
            "12345",
            "+8695588",
        ] {
            let forms = Phone::new(given).unwrap().spellings();
            assert_eq!(forms[0], given);
            for form in &forms {
                assert_eq!(dialled(form), given, "{form}");
            }
        }
        let forms = Phone::new("0086 139 0000 0001").unwrap().spellings();
        assert_eq!(forms.len(), 8, "{forms:?}");
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
