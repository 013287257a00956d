//! What a case that has ended still accepts.

use hotline::case::Case;
use hotline::case::command::Verb;
use hotline::case::status::Status;
use hotline::refusal::{Code, Refusal};

/// Checks what came of a command on a case as it stood before.
pub fn check(case: &Case, verb: Verb, refused: Option<&Refusal>) {
    if !case.status.is_end() {
        assert_ne!(refused.map(|refusal| refusal.code), Some(Code::Ended));
        return;
    }
    let may = match verb {
        Verb::Annotate | Verb::RevealIdentity => true,
        Verb::Reopen => case.status != Status::Merged,
        Verb::Unmerge => case.status == Status::Merged,
        // What the window allows; a merged case is rated by its parent's answer.
        Verb::Rate | Verb::AskRework => matches!(case.status, Status::Closed | Status::Merged),
        Verb::Rework | Verb::Close => case.rework_asked.is_some(),
        Verb::FollowUp | Verb::Publish => case.status == Status::Closed,
        _ => false,
    };
    match refused {
        None => assert!(may, "{} on a case that is {:?}", verb.as_str(), case.status),
        Some(refusal) if !may => {
            let order = [Code::NotFound, Code::Ended, Code::NotYours];
            assert!(
                order.contains(&refusal.code),
                "{}: {:?}",
                verb.as_str(),
                refusal.code
            );
        }
        Some(_) => {}
    }
}
