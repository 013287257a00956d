//! Whether a line sent a case before, and whether it says something else of it now.

use crate::search::spelling::spellings;
use crate::{App, AppError};
use hotline::case::Case;
use hotline::case::event::{Event, Facts};
use hotline::scope::view::Opened as _;
use hotline::text::TextRef;
use store::StoreError;
use store::commit::StreamWrite;
use store::sealed::CaseWords;

impl App {
    /// The case that a line sent before under the number of a new one.
    ///
    /// # Errors
    /// The database does not answer.
    pub(crate) async fn known_of_line(
        &self,
        new: &StreamWrite,
    ) -> Result<Option<Case>, StoreError> {
        let Some(from) = &new.case.facts.line else {
            return Ok(None);
        };
        let spellings = spellings(&from.no);
        let spellings = spellings.iter().map(String::as_str);
        self.store().case_of_line(&from.line, spellings).await
    }

    /// Whether what comes now says something else than what was registered then. What was corrected here
    /// since does not count, and of what was erased nobody knows.
    ///
    /// # Errors
    /// The database does not answer.
    pub(crate) async fn says_else(
        &self,
        new: &StreamWrite,
        known: &Case,
    ) -> Result<bool, AppError> {
        let events = self.store().events(known.id).await?;
        let first = events.iter().find_map(|recorded| match &recorded.event {
            Event::Registered { facts, .. } => Some(facts),
            _ => None,
        });
        let Some(then) = first else {
            return Ok(false);
        };
        let words = self.store().words(known.id).await?;
        let mut new_words = CaseWords::default();
        new_words.add(&new.texts, &new.persons);
        Ok(differ((then, &words), (&new.case.facts, &new_words)))
    }
}

/// Whether two registrations differ in what somebody reads.
fn differ(then: (&Facts, &CaseWords), now: (&Facts, &CaseWords)) -> bool {
    let plain = |facts: &Facts| Facts {
        title: nothing(),
        text: nothing(),
        place: None,
        point: None,
        requester: None,
        line: None,
        // Where a point leads to its area, the areas of today may be others.
        area: facts.area.clone().filter(|_| facts.point.is_none()),
        ..facts.clone()
    };
    let accepted = |facts: &Facts| facts.line.as_ref().map(|line| line.accepted_at);
    let (known, new) = (then.0, now.0);
    plain(known) != plain(new)
        || accepted(known) != accepted(new)
        || other(Some(&known.title), Some(&new.title), then.1, now.1)
        || other(Some(&known.text), Some(&new.text), then.1, now.1)
        || other(known.place.as_ref(), new.place.as_ref(), then.1, now.1)
        || other(known.point.as_ref(), new.point.as_ref(), then.1, now.1)
        || other_person(then, now)
}

fn nothing() -> TextRef {
    TextRef {
        id: 0,
        digest: String::new(),
    }
}

fn other(
    known: Option<&TextRef>,
    new: Option<&TextRef>,
    then: &CaseWords,
    now: &CaseWords,
) -> bool {
    match (known, new) {
        (Some(known), Some(new)) => {
            let known = then.words(known);
            known.is_some() && known != now.words(new)
        }
        (known, new) => known.is_some() != new.is_some(),
    }
}

fn other_person(then: (&Facts, &CaseWords), now: (&Facts, &CaseWords)) -> bool {
    match (&then.0.requester, &now.0.requester) {
        (Some(known), Some(new)) => {
            let known = then.1.person(known);
            known.is_some() && known != now.1.person(new)
        }
        (known, new) => known.is_some() != new.is_some(),
    }
}
