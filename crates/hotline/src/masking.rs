//! 遮盖: proposes what to blot out before words go public, and names what still looks personal.
//!
//! What has a form is found: telephone numbers, identity numbers, cards and other long numbers, plates,
//! e-mail addresses, accounts, and the numbers of an address, from the street number on. The
//! requester's own particulars are found because they are known. Names of others have no form; a person
//! has to read for them (`domain.md`, 个人信息保护法).
//!
//! A mark stands for each character, so that text and proposal lie above each other place by place.

mod digits;
mod forms;

use crate::person::{Phone, Requester};
use crate::text::Line;
use digits::Own;
use serde::Serialize;
use std::collections::BTreeSet;

/// What stands in place of each character that is blotted out.
pub const MARK: char = '×';

/// What a passage looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Personal {
    /// 姓名, of the requester.
    Name,
    /// 电话: mobile or landline.
    Phone,
    /// 身份证号, 15 or 18 places.
    Identity,
    /// 卡号, 16 to 19 digits.
    Card,
    /// Any other number of 11 digits or more.
    LongNumber,
    /// 车牌号.
    Plate,
    /// 邮箱.
    Email,
    /// 微信号, QQ 号.
    Account,
    /// 住址, of the requester.
    Address,
    /// 号 of a street, 座, 单元, 室, 号楼: the street's name stays.
    House,
}

impl Personal {
    /// In Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Name => "诉求人姓名",
            Self::Phone => "电话号码",
            Self::Identity => "身份证号",
            Self::Card => "卡号",
            Self::LongNumber => "长号码",
            Self::Plate => "车牌号",
            Self::Email => "邮箱",
            Self::Account => "微信或 QQ 号",
            Self::Address => "诉求人住址",
            Self::House => "门牌号",
        }
    }

    /// In English.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Name => "the requester's name",
            Self::Phone => "a phone number",
            Self::Identity => "an identity number",
            Self::Card => "a card number",
            Self::LongNumber => "a long number",
            Self::Plate => "a plate number",
            Self::Email => "an e-mail address",
            Self::Account => "a WeChat or QQ account",
            Self::Address => "the requester's home address",
            Self::House => "a house number",
        }
    }
}

/// A passage that looks personal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// What it looks like.
    pub what: Personal,
    /// Its characters in the text, from and to.
    pub at: (usize, usize),
    /// Its words.
    pub words: String,
}

/// Words with everything blotted out that looks personal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    /// The words, a mark for each character that was blotted out.
    pub text: String,
    /// What was found, in the order of the text; passages do not overlap.
    pub found: Vec<Passage>,
}

/// A passage as a finder saw it: characters from and to.
struct Seen {
    what: Personal,
    from: usize,
    to: usize,
}

/// Words for people that are no names: a caller who gives one of them has given no name.
const NOBODY: [&str; 8] = [
    "市民", "群众", "匿名", "居民", "业主", "村民", "住户", "用户",
];

/// Blots out what looks personal; `known` is the requester, whose own particulars are found as well.
pub fn mask(text: &str, known: Option<&Requester>) -> Masked {
    let chars: Vec<char> = text.chars().collect();
    let mut seen = known.map_or_else(Vec::new, |who| particulars(&chars, who));
    seen.extend(digits::find(&chars));
    seen.extend(forms::find(&chars));
    // Earlier finders know better what a passage is: what overlaps them only widens them.
    let mut joined: Vec<Seen> = Vec::new();
    for one in seen {
        match joined
            .iter_mut()
            .find(|kept| one.from < kept.to && kept.from < one.to)
        {
            Some(kept) => {
                kept.from = kept.from.min(one.from);
                kept.to = kept.to.max(one.to);
            }
            None => joined.push(one),
        }
    }
    joined.sort_by_key(|one| (one.from, one.to));
    let mut marked = chars.clone();
    let mut found: Vec<Passage> = Vec::new();
    for Seen { what, from, to } in joined {
        for (at, c) in chars.iter().enumerate().take(to).skip(from) {
            if blotted(*c) {
                marked[at] = MARK;
            }
        }
        // Two that grew into each other are one passage.
        match found.last_mut().filter(|last| from < last.at.1) {
            Some(last) => last.at.1 = last.at.1.max(to),
            None => found.push(Passage {
                what,
                at: (from, to),
                words: String::new(),
            }),
        }
    }
    for passage in &mut found {
        passage.words = chars[passage.at.0..passage.at.1].iter().collect();
    }
    Masked {
        text: marked.into_iter().collect(),
        found,
    }
}

/// The first passage that no reader has to decide about: a mobile number, an identity number of 18 or 15 places,
/// and in words of citizens a landline number with its area code, is somebody's own. In an `answer` a landline is
/// as a rule the office's, and is for a reader, as are plates, house numbers and the rest.
pub fn never_public(text: &str, answer: bool) -> Option<Passage> {
    let chars: Vec<char> = text.chars().collect();
    let read = |one: &Seen| digits::own(&chars[one.from..one.to]);
    let own = |one: &Seen| match read(one).filter(|_| one.what != Personal::LongNumber) {
        Some(Own::Identity) => true,
        Some(Own::Mobile) => !digits::is_sum(&chars, one.to),
        Some(Own::Landline) => !answer,
        None => false,
    };
    let found = digits::find(&chars).into_iter().find(own)?;
    Some(Passage {
        what: found.what,
        at: (found.from, found.to),
        words: chars[found.from..found.to].iter().collect(),
    })
}

/// What keeps a passage readable as what it was stays: `×××-××××××××`, `××@××.××`.
fn blotted(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '+' | '#' | '＃' | '%')
}

/// Of a requester only those particulars that stand in some words: whoever reads these words and where they
/// are blotted out learns nothing more when other words are compared with what is left.
pub fn told_in(words: &[&str], who: &Requester) -> Requester {
    let mut stands = BTreeSet::new();
    for words in words {
        let chars: Vec<char> = words.chars().collect();
        stands.extend(particulars(&chars, who).into_iter().map(|one| one.what));
    }
    let told = |what| stands.contains(&what);
    Requester {
        name: who.name.clone().filter(|_| told(Personal::Name)),
        phone: who.phone.clone().filter(|_| told(Personal::Phone)),
        address: who.address.clone().filter(|_| told(Personal::Address)),
        email: who.email.clone().filter(|_| told(Personal::Email)),
    }
}

fn particulars(chars: &[char], who: &Requester) -> Vec<Seen> {
    let mut seen = Vec::new();
    let mut known = |words: Option<&str>, least: usize, what| {
        let wanted: Vec<char> = words
            .unwrap_or_default()
            .chars()
            .filter_map(folded)
            .collect();
        if wanted.len() >= least {
            seen.extend(
                occurrences(chars, &wanted)
                    .into_iter()
                    .map(|(from, to)| Seen { what, from, to }),
            );
        }
    };
    known(who.address.as_ref().map(Line::as_str), 6, Personal::Address);
    let name = who.name.as_ref().map(Line::as_str);
    known(
        name.filter(|name| !NOBODY.contains(name)),
        2,
        Personal::Name,
    );
    known(who.phone.as_ref().map(Phone::as_str), 5, Personal::Phone);
    known(who.email.as_ref().map(Line::as_str), 5, Personal::Email);
    seen
}

/// A character as words are compared: half-width, small; none if it only spaces or is not seen.
fn folded(c: char) -> Option<char> {
    let c = half(c).to_ascii_lowercase();
    (!c.is_whitespace() && !unseen(c) && c != '-').then_some(c)
}

/// Where the folded words stand.
fn occurrences(chars: &[char], wanted: &[char]) -> Vec<(usize, usize)> {
    let kept: Vec<(usize, char)> = chars
        .iter()
        .enumerate()
        .filter_map(|(at, c)| Some((at, folded(*c)?)))
        .collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(piece) = kept.get(at..at + wanted.len()) {
        if piece.iter().map(|(_, c)| c).eq(wanted) {
            found.push((piece[0].0, piece[piece.len() - 1].0 + 1));
            at += wanted.len();
        } else {
            at += 1;
        }
    }
    found
}

/// Full-width forms as half-width ones.
pub(crate) fn half(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// Marks that nobody sees, which would hide a number from a finder.
pub(crate) const fn unseen(c: char) -> bool {
    crate::text::turns_the_line(c)
        || matches!(
            c,
            '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}'
        )
}

#[cfg(test)]
mod tests;
