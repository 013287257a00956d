//! What differs between two profiles, entry by entry and key by key.

use super::Part;
use crate::profile::Profile;
use crate::rulebook::Rulebook;
use serde::Serialize;
use std::collections::BTreeMap;
use workday::Date;

/// A value that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = RulesDifference))]
pub struct Difference {
    /// Which entry: the code of an item, a reason or a unit; empty for the rulebook.
    pub entry: String,
    /// Which value of it, as the file names it. `KEY.composed` is its mark 待核定.
    pub key: String,
    /// What it is without the change; nothing if it is not there.
    pub before: Option<String>,
    /// What it is with it; nothing if it goes.
    pub after: Option<String>,
}

/// What differs in a part on a day, in the order of entries and keys.
pub fn differences(part: Part, before: &Profile, after: &Profile, day: Date) -> Vec<Difference> {
    let entries = |profile: &Profile| match part {
        Part::Rulebook => profile
            .rulebooks
            .on(day)
            .map(|book| (String::new(), of_book(book)))
            .into_iter()
            .collect(),
    };
    compare(&entries(before), &entries(after))
}

/// The values of one entry, in the order of the file.
type Values = Vec<(String, String)>;

fn of_book(book: &Rulebook) -> Values {
    let mut values = vec![
        ("title".to_owned(), book.title.clone()),
        ("composed".to_owned(), book.composed.to_string()),
    ];
    for key in book.keys() {
        // The steps of the ladder share one name; each stands for itself.
        let name = match key.value.split_once(' ') {
            Some((days, _)) => format!("{}.{days}", key.key),
            None => key.key.to_owned(),
        };
        values.push((format!("{name}.composed"), key.composed.to_string()));
        values.push((name, key.value));
    }
    values
}

fn compare(before: &BTreeMap<String, Values>, after: &BTreeMap<String, Values>) -> Vec<Difference> {
    let none = Vec::new();
    let mut entries: Vec<&String> = before.keys().chain(after.keys()).collect();
    entries.sort_unstable();
    entries.dedup();
    let mut found = Vec::new();
    for entry in entries {
        let (old, new) = (
            before.get(entry).unwrap_or(&none),
            after.get(entry).unwrap_or(&none),
        );
        let find = |values: &Values, key: &str| {
            let value = values.iter().find(|(name, _)| name == key);
            value.map(|(_, value)| value.clone())
        };
        let gone = old.iter().filter(|(key, _)| find(new, key).is_none());
        for (key, _) in new.iter().chain(gone) {
            let difference = Difference {
                entry: entry.clone(),
                key: key.clone(),
                before: find(old, key),
                after: find(new, key),
            };
            if difference.before != difference.after {
                found.push(difference);
            }
        }
    }
    found
}
