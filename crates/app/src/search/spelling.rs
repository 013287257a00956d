//! In how many ways a number that somebody typed may stand in a register: lines keep theirs as they wrote
//! them, and are asked for by what is said on the telephone.

use hotline::case::event::FromLine;
use std::collections::BTreeSet;
use text::normal::normalise;

/// With more letters than these a number is looked for in capitals, in small letters and as typed:
/// each letter doubles the ways to write it.
const LETTERS_MAX: u32 = 5;

/// Ways to write a number: in any mixture of capitals and small letters, half-width or full-width.
pub(crate) fn spellings(typed: &str) -> BTreeSet<String> {
    let small = normalise(typed);
    let letters = small.bytes().filter(u8::is_ascii_lowercase).count();
    let letters = u32::try_from(letters).unwrap_or(u32::MAX);
    let capitals = small.to_ascii_uppercase();
    let mut ways = BTreeSet::from([
        typed.to_owned(),
        FromLine::key(typed),
        wide(&small),
        wide(&capitals),
    ]);
    if letters > LETTERS_MAX {
        ways.extend([small, capitals]);
        return ways;
    }
    for mixture in 0..1_u32 << letters {
        let mut rest = mixture;
        let spelled = small.chars().map(|c| {
            if !c.is_ascii_lowercase() {
                return c;
            }
            let capital = rest & 1 == 1;
            rest >>= 1;
            if capital { c.to_ascii_uppercase() } else { c }
        });
        ways.insert(spelled.collect());
    }
    ways
}

/// The text in full-width characters.
fn wide(text: &str) -> String {
    let wide = |c: char| match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c),
        other => other,
    };
    text.chars().map(wide).collect()
}

#[cfg(test)]
mod tests {
    use super::spellings;

    #[test]
    fn a_number_is_spelled_in_any_case_and_width() {
        for typed in ["s-2026-Ab1", "S-2026-ab1", "ｓ－２０２６－ＡＢ１"] {
            let ways = spellings(typed);
            for way in ["S-2026-aB1", "s-2026-ab1", "Ｓ－２０２６－ＡＢ１", typed] {
                assert!(ways.contains(way), "{typed} {way}");
            }
        }
        // Many letters are not mixed: the list stays short.
        let ways = spellings("abcdefghij-1");
        assert!(ways.contains("ABCDEFGHIJ-1") && ways.len() == 4, "{ways:?}");
        assert!(spellings("水管").len() == 1);
    }
}
