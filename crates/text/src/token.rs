//! What an index holds of a text.
//!
//! Of Chinese every pair of neighbouring characters, and the last character of each run alone: every
//! word of two or more characters that stands in the text is then found whole (cutting into words
//! finds 71 to 89 %, because one text is cut here and the next there), and a single character is the
//! beginning of some token. Of other scripts words. Of numbers only short ones: a longer one is most
//! likely somebody's telephone or identity number, and nobody is found by that.

use crate::normal::{Sort, normalise, runs, sort};
use std::collections::BTreeSet;

/// Digits of a number that is somebody's, however they are grouped.
const PERSONAL_DIGITS: usize = 7;
/// Characters of a word of letters that are looked at.
const LETTERS: usize = 32;

/// The tokens of a text, each once, in order.
pub fn tokens(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    add_tokens(text, &mut found);
    found
}

/// Adds the tokens of a text to those of others.
pub fn add_tokens(text: &str, found: &mut BTreeSet<String>) {
    let text = without_long_numbers(&normalise(text));
    for (kind, run) in runs(&text) {
        match kind {
            Sort::Ideograph => {
                found.extend(pairs(run).map(str::to_owned));
                found.extend(run.chars().last().map(String::from));
            }
            Sort::Letter => {
                found.insert(letters(run).to_owned());
            }
            Sort::Break => {}
        }
    }
}

/// Neighbouring characters, two by two.
pub fn pairs(run: &str) -> impl Iterator<Item = &str> {
    let seconds = run.char_indices().skip(1);
    run.char_indices()
        .zip(seconds)
        .map(|((start, _), (second, c))| {
            debug_assert!(start < second);
            &run[start..second + c.len_utf8()]
        })
}

/// A word of letters as the index holds it.
pub(crate) fn letters(run: &str) -> &str {
    run.char_indices()
        .nth(LETTERS)
        .map_or(run, |(end, _)| &run[..end])
}

/// The text with blanks in place of what is given, for instance the requester's own name. The shortest
/// part that counts has two characters.
pub fn without<'a>(text: &str, parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut left = text.to_owned();
    for part in parts {
        let part = part.trim();
        if part.chars().nth(1).is_some() {
            left = left.replace(part, " ");
        }
    }
    left
}

/// Takes out numbers of seven or more digits, also when blanks or dashes stand between their groups.
pub(crate) fn without_long_numbers(text: &str) -> String {
    let joins = |c: char| matches!(c, ' ' | '-' | '(' | ')' | '—' | '+');
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, number) = rest.split_at(start);
        kept.push_str(before);
        let end = number
            .find(|c: char| !c.is_ascii_digit() && !joins(c))
            .unwrap_or(number.len());
        let (number, after) = number.split_at(end);
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        if digits < PERSONAL_DIGITS {
            kept.push_str(number);
        } else {
            // The letters on both sides of it do not grow together.
            kept.push(' ');
        }
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// Whether a text holds a number that the index leaves out.
pub fn has_long_number(text: &str) -> bool {
    let text = normalise(text);
    without_long_numbers(&text) != text
}

/// Characters of a text that count: what is left without what only separates.
pub fn counted(text: &str) -> usize {
    text.chars().filter(|&c| sort(c) != Sort::Break).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> Vec<String> {
        tokens(text).into_iter().collect()
    }

    #[test]
    fn pairs_and_the_last_character() {
        assert_eq!(of("施埔路"), ["埔路", "施埔", "路"]);
        assert_eq!(of("水"), ["水"]);
        assert_eq!(of("，。 "), Vec::<String>::new());
    }

    #[test]
    fn pairs_find_every_word_and_words_do_not() {
        use crate::segment::Segmenter;
        // Invented matters of the demonstration: what requesters say and what units answer.
        let texts = include_str!("../../app/src/demo/matters.txt");
        let texts = texts.lines().filter(|line| !line.starts_with('#'));
        let texts: Vec<&str> = texts.flat_map(|line| line.split('|').skip(1)).collect();
        let segmenter = Segmenter::default();
        // Whatever the dictionary calls a word in one of them may be looked for in all of them.
        let words: BTreeSet<String> = texts
            .iter()
            .flat_map(|text| segmenter.content(text))
            .collect();
        let (mut stand, mut cut, mut paired) = (0, 0, 0);
        for text in &texts {
            let (tokens, content) = (tokens(text), segmenter.content(text));
            let is_chinese = |word: &&String| word.chars().all(|c| sort(c) == Sort::Ideograph);
            for word in words
                .iter()
                .filter(is_chinese)
                .filter(|word| text.contains(word.as_str()))
            {
                stand += 1;
                cut += usize::from(content.contains(word));
                paired += usize::from(pairs(word).all(|pair| tokens.contains(pair)));
            }
        }
        assert!(stand > 500, "{stand} words");
        assert_eq!(
            paired, stand,
            "every word that stands in a text is found by its pairs"
        );
        assert!(cut < stand, "{cut} of {stand} are found when texts are cut");
    }

    #[test]
    fn letters_and_short_numbers_are_words() {
        assert_eq!(of("Ｂ15 楼１２号"), ["12", "b15", "号", "楼"]);
    }

    #[test]
    fn long_numbers_are_nobodys_business() {
        for text in [
            "13900000000",
            "１３９００００００００",
            "139-0000-0000",
            "0591 8765 4321",
            "(0591)87654321",
            "身份证350104199001011234",
            "tel13900000000x",
        ] {
            let left = of(text);
            assert!(
                left.iter()
                    .all(|token| !token.contains(|c: char| c.is_ascii_digit())),
                "{text}: {left:?}"
            );
            assert!(has_long_number(text), "{text}");
        }
        assert!(!has_long_number("12 路 350104"));
    }

    #[test]
    fn a_word_is_whole_though_something_unseen_stands_in_it() {
        assert_eq!(of("噪\u{200b}声"), of("噪声"));
        assert_eq!(of("路灯👩\u{200d}🔧不亮"), of("路灯👩🔧不亮"));
        assert!(has_long_number("139\u{200b}0000\u{2060}0000"));
    }

    #[test]
    fn names_are_taken_out() {
        assert_eq!(
            without("我是张建国，住施埔路", ["张建国", "我"]),
            "我是 ，住施埔路"
        );
    }

    proptest! {
        /// Every stretch of a text is found by its pairs: nothing that stands there is missed.
        #[test]
        fn every_stretch_is_covered(
            text in "[施埔路餐馆喇叭噪音ａＢ1，。 ]{1,60}",
            from in 0_usize..60,
            length in 1_usize..5,
        ) {
            let stretch: String = text.chars().skip(from).take(length).collect();
            let held = tokens(&text);
            let normal = normalise(&stretch);
            for (kind, run) in runs(&normal) {
                if kind == Sort::Ideograph {
                    for pair in pairs(run) {
                        prop_assert!(held.contains(pair), "{pair} of {stretch} in {text}");
                    }
                    if run.chars().count() == 1 {
                        prop_assert!(held.iter().any(|token| token.starts_with(run)));
                    }
                }
            }
        }

        #[test]
        fn any_text_gives_short_clean_tokens(text in ".{0,200}") {
            for token in tokens(&text) {
                prop_assert!(!token.is_empty() && token.chars().count() <= LETTERS);
                prop_assert!(token.chars().all(|c| sort(c) != Sort::Break), "{token:?}");
            }
        }
    }
}
