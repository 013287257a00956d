//! What differs between two profiles, entry by entry and key by key.

use super::Part;
use super::catalogue::reason_key;
use crate::catalogue::{Item, Reason};
use crate::directory::{Duty, Unit};
use crate::profile::Profile;
use crate::rulebook::Rulebook;
use serde::Serialize;
use std::collections::BTreeMap;
use workday::Date;

/// A value that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = RulesDifference))]
pub struct Difference {
    /// Which entry: the code of an item or a unit, `decline/CODE` or `return/CODE`; empty for the rulebook.
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
        Part::Items => {
            let items = profile.catalogue.items().iter();
            items
                .map(|item| (item.code.to_string(), of_item(item)))
                .collect()
        }
        Part::Reasons => {
            let catalogue = &profile.catalogue;
            let of = |list: &'static str, reasons: &[Reason]| {
                let entry = |it: &Reason| (reason_key(list, &it.code), of_reason(it));
                reasons.iter().map(entry).collect::<Vec<_>>()
            };
            let decline = of("decline", catalogue.decline_reasons());
            let returns = of("return", catalogue.return_reasons());
            decline.into_iter().chain(returns).collect()
        }
        Part::Units => {
            let units = profile.directory.units();
            units
                .map(|unit| (unit.code.to_string(), of_unit(unit)))
                .collect()
        }
        Part::Duties => {
            let units = profile.directory.units();
            units
                .map(|unit| (unit.code.to_string(), duties_of(unit)))
                .collect()
        }
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

/// Values that every entry of a list has: its mark and its days.
fn marked(
    values: Vec<(&str, String)>,
    composed: bool,
    from: Option<Date>,
    until: Option<Date>,
) -> Values {
    let days = [("from", from), ("until", until)];
    let days = days
        .into_iter()
        .filter_map(|(key, day)| Some((key, day?.to_string())));
    let mark = ("composed", composed.to_string());
    let all = values.into_iter().chain([mark]).chain(days);
    all.map(|(key, value)| (key.to_owned(), value)).collect()
}

fn of_item(item: &Item) -> Values {
    let mut values = vec![
        ("name", item.name.clone()),
        ("english", item.english.clone()),
        ("urgent", item.urgent.to_string()),
        ("usual_unit", item.usual_unit.clone()),
    ];
    if !item.also.is_empty() {
        values.push(("also", item.also.join("、")));
    }
    marked(values, item.composed, item.from, item.until)
}

fn of_reason(reason: &Reason) -> Values {
    let mut values = vec![
        ("number", reason.number.to_string()),
        ("name", reason.name.clone()),
        ("advice", reason.advice.clone()),
        ("english", reason.english.clone()),
    ];
    if !reason.advice_english.is_empty() {
        values.push(("advice_english", reason.advice_english.clone()));
    }
    marked(values, reason.composed, reason.from, reason.until)
}

fn of_unit(unit: &Unit) -> Values {
    let mut values = vec![
        ("name", unit.name.clone()),
        ("aliases", unit.aliases.join("、")),
        ("kind", unit.kind.as_str().to_owned()),
        ("area", unit.area.to_string()),
        ("hours", unit.hours.to_string()),
        ("review", unit.review.to_string()),
    ];
    if let Some(parent) = &unit.parent {
        values.insert(3, ("parent", parent.to_string()));
    }
    marked(values, unit.composed, unit.from, unit.until)
}

/// Each duty by itself: that it is the unit's business, and its mark.
fn duties_of(unit: &Unit) -> Values {
    let each = |duty: &Duty| {
        let there = (duty.to_string(), true.to_string());
        [
            there,
            (format!("{duty}.composed"), duty.composed.to_string()),
        ]
    };
    unit.duties.iter().flat_map(each).collect()
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
