//! What can be said of a command before its fields are known: the part of its own rule that rests on
//! the case alone. The commands ask the same guards, so that a button and its command agree.

use super::Act;
use crate::case::assignment::Assignment;
use crate::case::command::Verb;
use crate::refusal::{Code, Refusal};

impl Act<'_> {
    /// Whether the command could succeed with the right fields.
    pub(crate) fn ready(&self, verb: Verb) -> Result<(), Refusal> {
        let held = || -> Result<&Assignment, Refusal> {
            let held = self.case.held_by(self.unit()?);
            held.ok_or_else(|| Code::NotYours.into())
        };
        match verb {
            Verb::Dispatch => self.without_lead(),
            Verb::Return => self.may_return(held()?),
            Verb::RuleOnReturn => {
                self.somebody_returns()?;
                self.to_rule_on(None).map(drop)
            }
            Verb::AskRequester => self.may_ask(),
            Verb::DecideWaiting => self.undecided_question().map(drop),
            Verb::RequestExtension => {
                self.works_for_lead()?;
                self.may_extend()
            }
            Verb::DecideExtension => self.undecided_extension().map(drop),
            Verb::Reply => self.nobody_works_below(held()?),
            Verb::Review => self.to_review().map(drop),
            Verb::Publish => self.may_be_public(),
            Verb::Rate => self.may_rate(),
            Verb::FollowUp => self.may_follow_up(),
            Verb::AskRework => self.may_ask_rework(),
            Verb::Rework => self.rework_left(),
            Verb::Release => self.is_secret(),
            Verb::RevealIdentity => self.may_know_who(),
            Verb::MeToo => self.is_public(),
            _ => Ok(()),
        }
    }
}
