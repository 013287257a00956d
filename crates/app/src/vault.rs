//! Sealing words and persons: salts them, and remembers them until they are written.

use crate::{AppError, chance};
use hotline::case::event::Event;
use hotline::person::Requester;
use hotline::text::{PersonRef, TextRef, Vault};
use std::collections::BTreeSet;
use store::sealed::{SealedPerson, SealedText};
use workday::Instant;

/// What one command seals.
pub(crate) struct Sealing {
    now: Instant,
    texts: Vec<SealedText>,
    persons: Vec<SealedPerson>,
    /// The operating system gave no random bytes: nothing of the command may be written.
    failed: Option<AppError>,
}

impl Sealing {
    pub(crate) const fn new(now: Instant) -> Self {
        Self {
            now,
            texts: Vec::new(),
            persons: Vec::new(),
            failed: None,
        }
    }

    /// Whether everything could be sealed.
    pub(crate) fn check(&mut self) -> Result<(), AppError> {
        self.failed.take().map_or(Ok(()), Err)
    }

    fn draw(&mut self) -> (i64, [u8; 16]) {
        match chance::id(self.now).and_then(|id| Ok((id, chance::bytes()?))) {
            Ok(drawn) => drawn,
            Err(error) => {
                self.failed = Some(error);
                (0, [0; 16])
            }
        }
    }

    /// The words and persons that these events refer to.
    pub(crate) fn of(&self, events: &[Event]) -> (Vec<SealedText>, Vec<SealedPerson>) {
        let texts: BTreeSet<i64> = events
            .iter()
            .flat_map(Event::words)
            .map(|(_, text, _)| text.id)
            .collect();
        let persons: BTreeSet<i64> = events
            .iter()
            .filter_map(person_of)
            .map(|person| person.id)
            .collect();
        (
            self.texts
                .iter()
                .filter(|text| texts.contains(&text.id))
                .cloned()
                .collect(),
            self.persons
                .iter()
                .filter(|person| persons.contains(&person.id))
                .cloned()
                .collect(),
        )
    }

    /// A person known from another case, for the part of a split.
    pub(crate) fn bring(&mut self, person: SealedPerson) {
        self.persons.push(person);
    }
}

/// The person that an event refers to.
pub(crate) fn person_of(event: &Event) -> Option<&PersonRef> {
    match event {
        Event::Registered { facts, .. } => facts.requester.as_ref(),
        Event::MeTooAdded { contact } => contact.as_ref(),
        _ => None,
    }
}

/// The digest by which an event proves words unchanged.
pub(crate) fn text_digest(salt: &[u8], words: &str) -> String {
    chance::hex(&chance::digest(&[salt, words.as_bytes()]))
}

/// The digest by which an event proves a person's particulars unchanged.
pub(crate) fn person_digest(salt: &[u8; 16], person: &Requester) -> String {
    let body = serde_json::to_vec(person).unwrap_or_default();
    chance::hex(&chance::digest(&[salt, &body]))
}

impl Vault for Sealing {
    fn seal(&mut self, words: &str) -> TextRef {
        let (id, salt) = self.draw();
        let digest = text_digest(&salt, words);
        self.texts.push(SealedText {
            id,
            salt,
            body: words.to_owned(),
        });
        TextRef { id, digest }
    }

    fn keep(&mut self, person: &Requester) -> PersonRef {
        let (id, salt) = self.draw();
        let digest = person_digest(&salt, person);
        self.persons.push(SealedPerson {
            id,
            salt,
            person: person.clone(),
        });
        PersonRef { id, digest }
    }
}
