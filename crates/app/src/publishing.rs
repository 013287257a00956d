//! 公开的样子: what a case would say in public, with what looks personal blotted out.

use crate::{App, AppError};
use hotline::actor::Actor;
use hotline::case::command::Verb;
use hotline::masking::{Masked, mask};
use hotline::scope::view::Opened;
use hotline::text::{Line, TextRef, Words};

/// Words that somebody means to publish; what is missing is the case's own.
#[derive(Debug, Clone, Default)]
pub struct Meant {
    /// Title.
    pub title: Option<Line>,
    /// Text.
    pub text: Option<Words>,
    /// Answer.
    pub answer: Option<Words>,
}

/// A copy for the public, as it is proposed.
#[derive(Debug, Clone)]
pub struct PublicCopy {
    /// The version that it was made of.
    pub version: u64,
    /// Title.
    pub title: Masked,
    /// Text.
    pub text: Masked,
    /// Answer; empty while there is none.
    pub answer: Masked,
}

impl App {
    /// Proposes a copy for the public, or says what looks personal in the words that somebody means to
    /// publish. The requester's particulars are compared here, where they lie, and are not given back: of
    /// the case's own words the passages are left out, so that nobody learns from them what he may not see.
    ///
    /// # Errors
    /// As `publish`: `not_found`, `not_yours`, `confidential` …; or the database does not answer.
    pub async fn public_copy(
        &self,
        actor: &Actor,
        no: &str,
        meant: &Meant,
    ) -> Result<PublicCopy, AppError> {
        self.may_give(actor, no, Verb::Publish).await?;
        let case = self.seen_case(actor, no).await?;
        let opened = self.store().words(case.id).await?;
        let who = case
            .facts
            .requester
            .as_ref()
            .and_then(|person| opened.person(person));
        let copy = |given: Option<&str>, own: Option<&TextRef>| {
            let words = given.map_or_else(
                || own.and_then(|own| opened.words(own)).unwrap_or_default(),
                str::to_owned,
            );
            let mut masked = mask(&words, who.as_ref());
            if given.is_none() {
                masked.found.iter_mut().for_each(|one| one.words.clear());
            }
            masked
        };
        let answer = case.answer.as_ref().and_then(|answer| answer.text.as_ref());
        Ok(PublicCopy {
            version: case.version,
            title: copy(
                meant.title.as_ref().map(Line::as_str),
                Some(&case.facts.title),
            ),
            text: copy(
                meant.text.as_ref().map(Words::as_str),
                Some(&case.facts.text),
            ),
            answer: copy(meant.answer.as_ref().map(Words::as_str), answer),
        })
    }
}
