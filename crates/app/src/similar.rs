//! 像是同一件事: published cases that resemble what a citizen is writing, so that he may join one of them
//! instead of writing again. Only what is published is looked at, with the eyes of the public.

use crate::reading::Filter;
use crate::{App, AppError};
use hotline::actor::Actor;
use hotline::codes::AreaCode;
use hotline::scope::view::CaseView;
use std::collections::BTreeSet;

/// So many of the newest published cases are looked at.
const LOOKED_AT: u32 = 200;
/// The share of pairs of characters that both must have, in percent of the shorter.
const ALIKE_PERCENT: usize = 30;

impl App {
    /// The published cases that resemble these words most, in the same county where one is given.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn similar_published(
        &self,
        words: &str,
        area: Option<&AreaCode>,
        most: usize,
    ) -> Result<Vec<CaseView>, AppError> {
        let wanted = pairs(words);
        let cases = self
            .cases(&Actor::Public, &Filter::default(), None, LOOKED_AT)
            .await?;
        let near = |view: &CaseView| match (area, &view.area) {
            (Some(here), Some(there)) => same_county(here, there),
            _ => true,
        };
        let likeness = |view: &CaseView| {
            let title = view.title.as_deref().unwrap_or_default();
            let text = view.text.as_deref().unwrap_or_default();
            let there = pairs(&format!("{title}。{text}"));
            let both = wanted.intersection(&there).count();
            both * 100 / wanted.len().min(there.len()).max(1)
        };
        let mut alike: Vec<(usize, CaseView)> = cases
            .into_iter()
            .map(|(_, view)| (likeness(&view), view))
            .filter(|(likeness, view)| *likeness >= ALIKE_PERCENT && near(view))
            .collect();
        alike.sort_by_key(|(likeness, _)| std::cmp::Reverse(*likeness));
        Ok(alike.into_iter().take(most).map(|(_, view)| view).collect())
    }
}

/// Whether two areas lie in the same county: the first six characters of a code.
fn same_county(one: &AreaCode, other: &AreaCode) -> bool {
    one.as_str().get(..6) == other.as_str().get(..6)
}

/// Pairs of neighbouring characters, without signs and blanks between.
fn pairs(text: &str) -> BTreeSet<(char, char)> {
    let mut pairs = BTreeSet::new();
    let mut before = None;
    for c in text.chars() {
        let word = c.is_alphanumeric().then_some(c);
        if let (Some(before), Some(c)) = (before, word) {
            pairs.insert((before, c));
        }
        before = word;
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_stop_at_signs() {
        let found = pairs("路灯，不亮");
        assert!(found.contains(&('路', '灯')) && found.contains(&('不', '亮')));
        assert!(!found.contains(&('灯', '不')));
    }

    #[test]
    fn towns_of_a_county_are_near() {
        let at = AreaCode::from;
        assert!(same_county(&at("350104"), &at("350104003")));
        assert!(!same_county(&at("350104"), &at("350102")));
    }
}
