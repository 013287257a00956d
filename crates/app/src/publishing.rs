//! 公开的样子: what a case would say in public, with what looks personal blotted out.

use crate::{App, AppError};
use hotline::actor::Actor;
use hotline::case::command::Verb;
use hotline::masking::{Masked, mask, told_in};
use hotline::scope::view::Opened;
use hotline::text::{Line, Words};

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
    /// Words that are given are compared only with particulars that the case's own title, text or answer has,
    /// where the proposal shows them blotted out: so nobody tries a name, an address or a number here.
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
        let answer = case.answer.as_ref().and_then(|answer| answer.text.as_ref());
        let own = [Some(&case.facts.title), Some(&case.facts.text), answer]
            .map(|own| own.and_then(|own| opened.words(own)).unwrap_or_default());
        let told = who
            .as_ref()
            .map(|who| told_in(&own.each_ref().map(String::as_str), who));
        let copy = |given: Option<&str>, own: &str| {
            if let Some(given) = given {
                return mask(given, told.as_ref());
            }
            let mut masked = mask(own, who.as_ref());
            masked.found.iter_mut().for_each(|one| one.words.clear());
            masked
        };
        let [title, text, answer] = &own;
        Ok(PublicCopy {
            version: case.version,
            title: copy(meant.title.as_ref().map(Line::as_str), title),
            text: copy(meant.text.as_ref().map(Words::as_str), text),
            answer: copy(meant.answer.as_ref().map(Words::as_str), answer),
        })
    }
}
