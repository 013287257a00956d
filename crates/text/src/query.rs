//! What somebody typed into the search, as tokens that must all be there.
//!
//! Everything typed is plain text: quotes, stars, `AND`, brackets mean nothing. Chinese is cut into
//! words, so that 餐馆喇叭扰民 finds a text in which the three stand apart; each word is then looked
//! for by its pairs of characters, so that no text that holds it is missed.

use crate::normal::{Sort, normalise, runs};
use crate::segment::Segmenter;
use crate::token::{has_long_number, letters, pairs, without_long_numbers};

/// Characters that may be typed.
pub const QUERY_MAX: usize = 200;

/// One token to look for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    /// The token, in its normal form: letters and digits only.
    pub token: String,
    /// Whether any token that begins like this will do: a single Chinese character.
    pub begins: bool,
}

/// What is looked for: every term must be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    terms: Vec<Term>,
}

/// Why there is nothing to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryError {
    /// More than [`QUERY_MAX`] characters.
    TooLong,
    /// No letter, digit or character.
    Nothing,
    /// Only a long number, by which nobody is found.
    LongNumber,
}

impl Query {
    /// Reads what somebody typed.
    ///
    /// # Errors
    /// It is too long, or there is nothing in it to look for.
    pub fn read(typed: &str, segmenter: &Segmenter) -> Result<Self, QueryError> {
        // Cheap refusal first: no character is shorter than one byte or longer than four.
        if typed.len() > QUERY_MAX * 4 || typed.chars().count() > QUERY_MAX {
            return Err(QueryError::TooLong);
        }
        let text = without_long_numbers(&normalise(typed));
        let mut terms = Vec::new();
        for (kind, run) in runs(&text) {
            match kind {
                Sort::Ideograph => ideographs(run, segmenter, &mut terms),
                Sort::Letter => terms.push(whole(letters(run))),
                Sort::Break => {}
            }
        }
        terms.sort();
        terms.dedup();
        if terms.is_empty() {
            let long = has_long_number(typed);
            return Err(if long {
                QueryError::LongNumber
            } else {
                QueryError::Nothing
            });
        }
        Ok(Self { terms })
    }

    /// What must be there.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }
}

fn whole(token: &str) -> Term {
    Term {
        token: token.to_owned(),
        begins: false,
    }
}

/// The terms of a run of Chinese characters.
fn ideographs(run: &str, segmenter: &Segmenter, terms: &mut Vec<Term>) {
    if run.chars().nth(1).is_none() {
        terms.push(Term {
            token: run.to_owned(),
            begins: true,
        });
        return;
    }
    let before = terms.len();
    for piece in pieces(run, &segmenter.words(run)) {
        terms.extend(pairs(piece).map(whole));
    }
    if terms.len() == before {
        // Nothing but small words: then they are meant as they stand.
        terms.extend(pairs(run).map(whole));
    }
}

/// Stretches of the run that must stand together: its words; a word of one character belongs to its
/// neighbour, unless it is a small one that only joins.
fn pieces<'a>(run: &'a str, words: &[&str]) -> Vec<&'a str> {
    let mut pieces: Vec<(usize, usize)> = Vec::new();
    let (mut at, mut lone) = (0, None);
    for word in words {
        let end = at + word.len();
        if word.chars().nth(1).is_some() {
            pieces.push((lone.take().unwrap_or(at), end));
        } else if JOINING.contains(word) {
            close(&mut pieces, lone.take(), at);
        } else {
            lone = lone.or(Some(at));
        }
        at = end;
    }
    close(&mut pieces, lone, at);
    pieces
        .into_iter()
        .map(|(start, end)| &run[start..end])
        .collect()
}

/// Ends a stretch of single characters: alone it joins the word before it.
fn close(pieces: &mut Vec<(usize, usize)>, lone: Option<usize>, end: usize) {
    let Some(start) = lone else { return };
    match pieces.last_mut() {
        Some(last) if last.1 == start => last.1 = end,
        _ => pieces.push((start, end)),
    }
}

const JOINING: &[&str] = &[
    "的", "了", "在", "是", "有", "和", "与", "及", "对", "把", "被", "请", "我", "你", "他", "要",
    "就", "都", "也", "很", "还", "到", "从", "向", "给", "让", "说", "着", "过", "吗", "呢", "等",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tokens;
    use proptest::prelude::*;

    fn read(typed: &str) -> Vec<String> {
        let query = Query::read(typed, &Segmenter::new(["施埔路"])).unwrap();
        let term = |term: &Term| format!("{}{}", term.token, if term.begins { "*" } else { "" });
        query.terms().iter().map(term).collect()
    }

    #[test]
    fn words_are_found_apart_and_each_whole() {
        assert_eq!(read("餐馆喇叭"), ["喇叭", "餐馆"]);
        assert_eq!(read("施埔路"), ["埔路", "施埔"]);
        assert_eq!(read("我在施埔路的餐馆"), ["埔路", "施埔", "餐馆"]);
        assert_eq!(read("水"), ["水*"]);
        assert_eq!(read("Ｂ15，噪音"), ["b15", "噪音"]);
    }

    #[test]
    fn operators_are_plain_text() {
        assert_eq!(read("噪音 AND (\"NOT\" x*)"), ["and", "not", "x", "噪音"]);
    }

    #[test]
    fn small_words_alone_are_meant() {
        assert_eq!(read("了吗"), ["了吗"]);
    }

    #[test]
    fn what_cannot_be_looked_for() {
        let read = |typed: &str| Query::read(typed, &Segmenter::default()).unwrap_err();
        assert_eq!(read("　，*\"()"), QueryError::Nothing);
        assert_eq!(read("139 0000 0000"), QueryError::LongNumber);
        assert_eq!(read(&"噪".repeat(10_000)), QueryError::TooLong);
        assert_eq!(read(&"噪".repeat(201)), QueryError::TooLong);
    }

    proptest! {
        /// A text that holds what was typed is always found, wherever the dictionary cuts.
        #[test]
        fn what_stands_there_is_found(
            before in "[施埔路餐馆喇叭的不亮]{0,6}",
            typed in "[施埔路餐馆喇叭的不亮水电]{1,6}",
            after in "[施埔路餐馆喇叭的不亮]{0,6}",
        ) {
            let held = tokens(&format!("{before}{typed}{after}"));
            let query = Query::read(&typed, &Segmenter::new(["施埔路"])).unwrap();
            for term in query.terms() {
                let found = if term.begins {
                    held.iter().any(|token| token.starts_with(&term.token))
                } else {
                    held.contains(&term.token)
                };
                prop_assert!(found, "{term:?} of {typed} in {held:?}");
            }
        }

        #[test]
        fn any_input_is_read_or_refused(typed in ".{0,250}") {
            if let Ok(query) = Query::read(&typed, &Segmenter::default()) {
                prop_assert!(!query.terms().is_empty());
            }
        }
    }
}
