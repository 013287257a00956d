//! `actions` and `decide` say the same, but for what only the command's fields tell.

use hotline::case::command::Verb;
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
                let secret = verb == Verb::RevealIdentity && code == Some(Code::Confidential);
                let plain = verb == Verb::Release && !case.facts.secret();
                let released = plain && code == Some(Code::NotSecret);
                let never =
                    secret || released || matches!(code, Some(Code::NotYours | Code::Ended));
                assert!(never || again, "{} is not offered: {code:?}", whose());
            }
            Some(action) => {
                if let Some(refusal) = &action.refused {
                    assert_eq!(Some(refusal.code), code, "{}", whose());
                    continue;
                }
                assert!(code.is_none_or(rests_on_fields), "{}: {code:?}", whose());
            }
        }
    }
}

/// Refusals that a button cannot foresee, because they rest on what the command says.
fn rests_on_fields(code: Code) -> bool {
    matches!(
        code,
        Code::BadValue
            | Code::ReasonMissing
            | Code::UnknownUnit
            | Code::UnknownItem
            | Code::UnitNotBelow
            | Code::AlreadyHolds
            | Code::ExtensionTooLong
            | Code::ReplyEmpty
            | Code::OwnReply
            | Code::MergeImpossible
            | Code::OutOfCalendar
            | Code::NoRulebook
    )
}
