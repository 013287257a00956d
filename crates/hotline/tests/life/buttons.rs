//! `actions` and `decide` say the same, but for what only the command itself can know.

use hotline::actor::{Actor, Role};
use hotline::case::Case;
use hotline::case::assignment::Duty;
use hotline::case::command::Verb;
use hotline::case::status::{Hold, Status};
use hotline::refusal::Code;

use super::cast::Player;
use super::fields::good;
use crate::world::Stage;

/// Compares every button of a player with what the command would say.
pub fn agree(stage: &Stage, id: i64, player: &Player, salt: u16) {
    let case = stage.case(id);
    let actions = case.actions(&stage.context(Some(case)), &player.actor);
    let sees = player.sees(case);
    for verb in Verb::ALL.iter().copied() {
        let command = good(verb, stage, case, &player.actor, salt);
        let decided = stage.decide(id, &player.actor, &command, &mut stage.safe.clone());
        let code = decided.err().map(|refusal| refusal.code);
        let button = actions.iter().find(|action| action.verb == verb);
        let whose = || format!("{} by {:?}", verb.as_str(), player.actor);
        match button {
            _ if !sees => assert_eq!(code, Some(Code::NotFound), "{}", whose()),
            None => {
                // A case that exists is not registered again.
                let again = verb == Verb::Register && code == Some(Code::WrongState);
                let never = matches!(code, Some(Code::NotYours | Code::Ended));
                assert!(never || again, "{} is not offered: {code:?}", whose());
            }
            Some(action) => {
                if let Some(refusal) = &action.refused {
                    assert_eq!(Some(refusal.code), code, "{}", whose());
                    continue;
                }
                let fine = !matches!(
                    code,
                    Some(Code::NotYours | Code::WrongState | Code::Ended | Code::NotFound)
                );
                assert!(
                    fine || only_inside(case, verb, code, &player.actor),
                    "{}: {code:?}",
                    whose()
                );
            }
        }
    }
}

/// The refusals that a button cannot foresee, because the guard is the command's own: each with the
/// state of the case that it stands for.
fn only_inside(case: &Case, verb: Verb, code: Option<Code>, actor: &Actor) -> bool {
    let waits = |state| case.current().any(|a| a.state == state);
    let asked = case.question.as_ref().filter(|asked| !asked.settled);
    match (verb, code) {
        (Verb::Dispatch, Some(Code::WrongState)) => case.lead().is_some(),
        (Verb::RuleOnReturn, Some(Code::WrongState)) => !waits(Hold::ReturnAsked),
        // Somebody waits for a ruling, but not for this actor's.
        (Verb::RuleOnReturn, Some(Code::NotYours)) => waits(Hold::ReturnAsked),
        (Verb::DecideWaiting, Some(Code::WrongState)) => asked.is_none_or(|asked| asked.decided),
        (Verb::DecideExtension, Some(Code::WrongState)) => case.extension.is_none(),
        // An assisting unit, or one below it, has no promise of its own to prolong.
        (Verb::RequestExtension, Some(Code::NotYours)) => case
            .current()
            .any(|a| a.state.is_live() && a.duty == Duty::Assist),
        (Verb::Review, Some(Code::WrongState)) => !awaits_review(case, actor),
        (Verb::Rate | Verb::FollowUp, Some(Code::WrongState)) => case.answer.is_none(),
        (Verb::AskRework, Some(Code::WrongState)) => case.rework_asked.is_some(),
        (Verb::Rework | Verb::Close, Some(Code::Ended)) => {
            case.status == Status::Closed && case.rework_asked.is_none()
        }
        (Verb::MeToo, Some(Code::WrongState)) => case.published.is_none(),
        _ => false,
    }
}

/// Whether a reply waits for a review at one of the actor's levels.
fn awaits_review(case: &Case, actor: &Actor) -> bool {
    let mine = |unit| actor.has_post(&[Role::Reviewer], unit);
    let climbs = case.pending.as_ref().map(|pending| &pending.awaiting);
    climbs.is_some_and(mine)
        || case
            .current()
            .any(|a| a.state == Hold::Replied && !case.works_for_lead(&a.unit) && mine(&a.unit))
}
