//! `texts` and `persons` against the digests in the events. What was erased by order is missing rightly.

use crate::dossier::check::Erased;
use crate::vault::{person_of, text_digest};
use hotline::person::{Phone, Requester};
use std::collections::BTreeMap;
use store::proof::{Difference, How, SealedRow, StoredCase};

/// The last event that refers to a row, and the digest that it holds.
type Referred<'a> = BTreeMap<i64, (u64, &'a str)>;

pub(super) fn compare(stored: &StoredCase, erased: Erased, found: &mut Vec<Difference>) {
    let (mut words, mut people) = (Referred::new(), Referred::new());
    for event in &stored.events {
        for (_, text, _) in event.event.words() {
            words.insert(text.id, (event.seq, &text.digest));
        }
        if let Some(person) = person_of(&event.event) {
            people.insert(person.id, (event.seq, &person.digest));
        }
    }
    rows("texts", &stored.texts, &words, erased.words_before, found);
    rows(
        "persons",
        &stored.persons,
        &people,
        erased.persons_before,
        found,
    );
    for person in &stored.persons {
        let known: Result<Requester, _> = serde_json::from_str(&person.body);
        // One that cannot be read does not fit its digest either.
        let phone = known.ok().and_then(|known| known.phone);
        let looked_up = person.phone.as_deref();
        // Rows of before hold it as it was given.
        let as_given = phone.as_ref().map(Phone::as_str) == looked_up;
        if !as_given && phone.as_ref().map(Phone::dialled).as_deref() != looked_up {
            found.push(Difference::new(
                format!("persons[{}].phone", person.id),
                How::Unfit,
            ));
        }
    }
}

fn rows(
    table: &str,
    stored: &[SealedRow],
    referred: &Referred<'_>,
    erased_before: u64,
    found: &mut Vec<Difference>,
) {
    let mut there: BTreeMap<i64, &SealedRow> = stored.iter().map(|row| (row.id, row)).collect();
    for (id, (seq, digest)) in referred {
        let erased = *seq < erased_before;
        let how = match there.remove(id) {
            None if erased => continue,
            None => How::Missing,
            Some(_) if erased => How::Remains,
            // A person is sealed as the very text of his row.
            Some(row) if text_digest(&row.salt, &row.body) != **digest => How::Unfit,
            Some(_) => continue,
        };
        found.push(Difference::new(format!("{table}[{id}]"), how));
    }
    for id in there.into_keys() {
        found.push(Difference::new(format!("{table}[{id}]"), How::Stray));
    }
}
