//! 同遇的人: whoever said 我也遇到 and left where to send word is told once, when the case is answered or ends
//! without an answer. He is told the address of the public page and nothing more: the case is another's.
//!
//! The outbox holds no number, only whose it is; the number is read from the vault when the message leaves.
//! So what an erasure takes away, or what is public no more, is told to nobody, however long it waited.

use crate::{App, AppError, chance};
use hotline::case::Case;
use hotline::case::event::Event;
use hotline::person::Phone;
use serde_json::json;
use std::collections::BTreeSet;
use store::commit::StreamWrite;
use store::outbox::Message;
use workday::Instant;

/// The addressee of such a message: this and the id of the person in the vault.
const ADDRESSEE: &str = "joined:";

/// What an event tells those who joined, by the name of the text; none if they wait on.
const fn word_of(event: &Event) -> Option<&'static str> {
    match event {
        Event::Answered { .. } | Event::AnsweredWithParent { .. } => Some("joined_answered"),
        Event::Declined { .. }
        | Event::Transferred { .. }
        | Event::Withdrawn { .. }
        | Event::Closed { .. } => Some("joined_ended"),
        _ => None,
    }
}

/// Persons in the vault who wait for word, in the order in which they joined.
fn waiting<'a>(events: impl Iterator<Item = &'a Event>) -> Vec<i64> {
    let mut waiting = Vec::new();
    for event in events {
        match event {
            Event::MeTooAdded {
                contact: Some(person),
            } => waiting.push(person.id),
            event if word_of(event).is_some() => waiting.clear(),
            _ => {}
        }
    }
    waiting
}

/// Whether there is a public page to send somebody to.
const fn may_be_told(case: &Case) -> bool {
    case.published.is_some() && !case.facts.secret()
}

/// A number as it is dialled, so that the same is known however it was written; anything else as it was left.
fn dialled(contact: &str) -> String {
    Phone::new(contact).map_or_else(|_| contact.to_owned(), |phone| phone.dialled())
}

/// Whose number a message goes to, if it goes to one who joined.
pub(crate) fn person_of(message: &Message) -> Option<i64> {
    let person = message.addressee.strip_prefix(ADDRESSEE)?;
    person.parse().ok()
}

impl App {
    /// Adds the messages to those who joined a case that the new events call for, one a number.
    ///
    /// # Errors
    /// The database does not answer.
    pub(crate) async fn tell_joined(
        &self,
        stream: &StreamWrite,
        now: Instant,
        all: &mut Vec<Message>,
    ) -> Result<(), AppError> {
        let case = &stream.case;
        let mut new = stream.events.iter().map(|recorded| &recorded.event);
        let Some(template) = new.find_map(word_of) else {
            return Ok(());
        };
        if case.me_too == 0 || !may_be_told(case) {
            return Ok(());
        }
        let events = self.store().events(case.id).await?;
        // Somebody faster may have written more; this commit then comes to nothing and is decided again.
        let before = events.iter().filter(|known| known.seq <= stream.expected);
        let waiting = waiting(before.map(|recorded| &recorded.event));
        if waiting.is_empty() {
            return Ok(());
        }
        let words = self.store().words(case.id).await?;
        let body = json!({ "no": case.no, "link": format!("/public/{}", case.no) }).to_string();
        let mut told = BTreeSet::new();
        for person in waiting {
            let kept = words.sealed_person(person);
            let contact = kept.and_then(|kept| kept.person.address.as_ref());
            if !contact.is_some_and(|contact| told.insert(dialled(contact.as_str()))) {
                continue;
            }
            all.push(Message {
                case: case.id,
                id: chance::id(now)?,
                addressee: format!("{ADDRESSEE}{person}"),
                template: template.to_owned(),
                body: body.clone(),
            });
        }
        Ok(())
    }

    /// Where word goes to; none if the number was erased meanwhile, or the case is public no more.
    ///
    /// # Errors
    /// The database does not answer.
    pub(crate) async fn contact_of_joined(
        &self,
        case: i64,
        person: i64,
    ) -> Result<Option<String>, AppError> {
        let known = self.store().case_by_id(case).await?;
        if !known.as_ref().is_some_and(may_be_told) {
            return Ok(None);
        }
        let person = self.store().person(case, person).await?;
        let contact = person.and_then(|person| person.address);
        Ok(contact.map(|contact| dialled(contact.as_str())))
    }
}
