//! A vault without salt or chance: the n-th words have id n.

use hotline::person::Requester;
use hotline::scope::view::Opened;
use hotline::text::{PersonRef, TextRef, Vault};

/// Keeps every word and every person in order.
#[derive(Debug, Clone, Default)]
pub struct Safe {
    texts: Vec<String>,
    persons: Vec<Requester>,
}

impl Vault for Safe {
    fn seal(&mut self, words: &str) -> TextRef {
        self.texts.push(words.to_owned());
        TextRef {
            id: i64::try_from(self.texts.len()).unwrap(),
            digest: format!("t{}", self.texts.len()),
        }
    }

    fn keep(&mut self, person: &Requester) -> PersonRef {
        self.persons.push(person.clone());
        PersonRef {
            id: i64::try_from(self.persons.len()).unwrap(),
            digest: format!("p{}", self.persons.len()),
        }
    }
}

impl Opened for Safe {
    fn words(&self, text: &TextRef) -> Option<String> {
        let place = usize::try_from(text.id).ok()?.checked_sub(1)?;
        self.texts.get(place).cloned()
    }

    fn person(&self, person: &PersonRef) -> Option<Requester> {
        let place = usize::try_from(person.id).ok()?.checked_sub(1)?;
        self.persons.get(place).cloned()
    }
}
