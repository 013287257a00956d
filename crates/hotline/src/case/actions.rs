//! 能办的事: what an actor may do with a case now, and why not the rest. Made of the same checks that
//! decide the command, so that a button never promises what the command refuses for its state, and
//! says why before it is pressed.

use super::Case;
use super::command::Verb;
use super::decide::Context;
use super::transition::TABLE;
use crate::actor::Actor;
use crate::refusal::Refusal;

/// A command and whether it may be given.
#[derive(Debug, Clone)]
pub struct Action {
    /// The command.
    pub verb: Verb,
    /// Why not; none if it may.
    pub refused: Option<Refusal>,
    /// Of an extension that may be asked for or granted: how many working days at most.
    pub most_days: Option<u32>,
}

impl Case {
    /// Every command that concerns this actor: the ones he may give, and those of his that the case
    /// does not stand for. What is never his is left out.
    pub fn actions(&self, context: &Context<'_>, actor: &Actor) -> Vec<Action> {
        // Of a case that is not secret there is never anything to release.
        let ever = |verb| verb != Verb::Register && (verb != Verb::Release || self.facts.secret());
        let rows = TABLE.iter().filter(|row| ever(row.verb));
        let concerned = rows.filter(|row| {
            !self
                .capacities(row.verb, actor, context.directory)
                .is_empty()
        });
        concerned
            .map(|row| {
                let extends = matches!(row.verb, Verb::RequestExtension | Verb::DecideExtension);
                let ready = self.admit_verb(context, actor, row.verb).and_then(|act| {
                    act.ready(row.verb)?;
                    Ok(extends.then(|| act.most_days().ok()).flatten())
                });
                let (most_days, refused) = match ready {
                    Ok(most_days) => (most_days, None),
                    Err(refusal) => (None, Some(refusal)),
                };
                Action {
                    verb: row.verb,
                    refused,
                    most_days,
                }
            })
            .collect()
    }

    /// Names of the commands that the actor may give now: the way out that a refusal offers.
    pub fn allowed(&self, context: &Context<'_>, actor: &Actor) -> Vec<&'static str> {
        let actions = self.actions(context, actor).into_iter();
        actions
            .filter(|action| action.refused.is_none())
            .map(|action| action.verb.as_str())
            .collect()
    }
}
