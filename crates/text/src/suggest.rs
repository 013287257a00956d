//! What to suggest for a matter, from evidence: each piece has a weight and stays with its suggestion as
//! the reason. The one call that will learn later; today weights are fixed and order is all they give.

use std::collections::BTreeMap;

/// A piece of evidence for a suggestion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence<R> {
    /// What is suggested.
    pub code: String,
    /// Its weight beside others.
    pub weight: i64,
    /// The reason, for the reader.
    pub reason: R,
}

/// A suggestion with its reasons, the weightiest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion<R> {
    /// What is suggested.
    pub code: String,
    /// Why.
    pub reasons: Vec<R>,
}

/// What was found of one code: its weight, the code, each reason with its own weight.
type Found<R> = (i64, String, Vec<(i64, R)>);

/// Adds up the evidence: the best suggestions first, at most so many. Of two with the same weight the
/// one that was named first comes first.
pub fn weigh<R>(
    evidence: impl IntoIterator<Item = Evidence<R>>,
    most: usize,
) -> Vec<Suggestion<R>> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut found: Vec<Found<R>> = Vec::new();
    for Evidence {
        code,
        weight,
        reason,
    } in evidence
    {
        let place = *places.entry(code.clone()).or_insert_with(|| {
            found.push((0, code, Vec::new()));
            found.len() - 1
        });
        found[place].0 += weight;
        found[place].2.push((weight, reason));
    }
    found.sort_by_key(|(weight, ..)| std::cmp::Reverse(*weight));
    let suggestion = |(_, code, mut reasons): Found<R>| {
        reasons.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        Suggestion {
            code,
            reasons: reasons.into_iter().map(|(_, reason)| reason).collect(),
        }
    };
    found.into_iter().take(most).map(suggestion).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_adds_up() {
        let piece = |code: &str, weight, reason| Evidence {
            code: code.to_owned(),
            weight,
            reason,
        };
        let evidence = [
            piece("a", 3, "a little"),
            piece("b", 5, "b"),
            piece("a", 4, "a more"),
            piece("c", 5, "c"),
        ];
        let found = weigh(evidence, 2);
        assert_eq!(found[0].reasons, ["a more", "a little"]);
        assert_eq!(found[1].code, "b");
        assert_eq!(found.len(), 2);
    }
}
