//! What may answer what somebody is writing down: entries that share words with it.

use crate::{App, AppError};
use hotline::actor::Actor;
use hotline::codes::ItemCode;
use hotline::knowledge::{Entry, Standing};
use hotline::refusal::Code;
use hotline::scope::knowledge as rights;
use std::collections::{BTreeMap, BTreeSet};
use store::TextTerm;
use store::knowledge::Narrowed;
use text::token::add_tokens;

/// Entries looked at while somebody types, the newest that have something in common.
const LOOKED_AT: u32 = 100;
/// Words of what is typed that are looked for.
const WORDS: usize = 12;
/// An entry is not offered for less: two words, or one and the item, or one that tells it apart.
const LEAST: usize = 2;
/// A word that stands in no more questions than these says by itself which entry is meant, where it is long
/// (居住证) or little else was said (我家停水了).
const FEW: usize = 3;
/// So many characters make a word long.
const LONG: usize = 3;
/// So many words are little.
const LITTLE: usize = 4;

/// An entry that may answer what is being typed.
#[derive(Debug, Clone)]
pub struct Offered {
    /// The entry, in force.
    pub entry: Entry,
    /// Words that both say, the longest first.
    pub words: Vec<String>,
    /// Whether it belongs to the item that was chosen.
    pub same_item: bool,
}

impl App {
    /// The words of a text that say what it is about, each once.
    fn words(&self, of: &str) -> BTreeSet<String> {
        self.segmenter().content(of).into_iter().collect()
    }

    /// Entries in force that may answer what somebody is writing down, the likeliest first. Expired,
    /// unreviewed and withdrawn ones are never among them.
    ///
    /// # Errors
    /// `not_yours`; or the database does not answer.
    pub async fn knowledge_for(
        &self,
        actor: &Actor,
        typed: &str,
        item: Option<&ItemCode>,
        most: usize,
    ) -> Result<Vec<Offered>, AppError> {
        if !rights::reads(actor) {
            return Err(Code::NotYours.into());
        }
        let said = self.words(typed);
        let mut telling: Vec<&str> = said.iter().map(String::as_str).collect();
        telling.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        telling.truncate(WORDS);
        let groups: Vec<Vec<String>> = telling
            .into_iter()
            .map(|word| {
                let mut tokens = BTreeSet::new();
                add_tokens(word, &mut tokens);
                // A lone last character is found by whatever begins with it: too much here.
                tokens.retain(|token| token.chars().nth(1).is_some());
                tokens.into_iter().collect()
            })
            .filter(|tokens: &Vec<String>| !tokens.is_empty())
            .collect();
        if groups.is_empty() {
            return Ok(Vec::new());
        }
        let terms: Vec<Vec<TextTerm<'_>>> = groups
            .iter()
            .map(|group| {
                let terms = group.iter().map(|token| TextTerm {
                    token,
                    begins: false,
                });
                terms.collect()
            })
            .collect();
        let today = self.now().date();
        let by = Narrowed {
            standing: Some(Standing::InForce),
            ..Narrowed::default()
        };
        let ids = self
            .store()
            .knowledge_found(&terms, &by, today, LOOKED_AT)
            .await?;
        let found = self.store().knowledge(&ids).await?;
        let questions: Vec<BTreeSet<String>> = found
            .iter()
            .map(|entry| {
                entry
                    .holding()
                    .map_or_else(BTreeSet::new, |one| self.words(&one.question))
            })
            .collect();
        let mut asking: BTreeMap<&str, usize> = BTreeMap::new();
        for word in questions.iter().flatten() {
            *asking.entry(word).or_default() += 1;
        }
        let little = said.len() <= LITTLE;
        let tells_apart = |word: &String| {
            (little || word.chars().count() >= LONG)
                && asking
                    .get(word.as_str())
                    .is_some_and(|in_all| *in_all <= FEW)
        };
        let mut offered = Vec::new();
        for (entry, of_question) in found.into_iter().zip(&questions) {
            let Some(version) = entry.holding() else {
                continue;
            };
            let mut theirs = self.words(&version.answer);
            theirs.extend(of_question.iter().cloned());
            let mut words: Vec<String> = said.intersection(&theirs).cloned().collect();
            words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
            let same_item = item.is_some() && item == version.item.as_ref();
            // What the question itself says weighs more than what stands somewhere in its answer.
            let asked: Vec<&String> = words
                .iter()
                .filter(|word| of_question.contains(*word))
                .collect();
            let weight = words.len() + 2 * asked.len() + 3 * usize::from(same_item);
            let meant = asked.into_iter().any(tells_apart);
            if meant || words.len() + usize::from(same_item) >= LEAST.min(said.len()) {
                offered.push((
                    weight,
                    Offered {
                        entry,
                        words,
                        same_item,
                    },
                ));
            }
        }
        offered.sort_by_key(|(weight, offered)| std::cmp::Reverse((*weight, offered.entry.id)));
        offered.truncate(most);
        Ok(offered.into_iter().map(|(_, offered)| offered).collect())
    }
}
