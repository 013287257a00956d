//! How a case may stand, apart from who holds it.

use hotline::case::Case;
use hotline::case::status::Status;
use workday::Instant;

use crate::world::{Stage, city};

/// Checks a case's parts against its status.
pub fn check(case: &Case) {
    let status = case.status;
    let open = matches!(status, Status::Accepted | Status::InProgress);
    let over = matches!(status, Status::Answered | Status::Closed);
    assert_eq!(case.ended_at.is_some(), status.is_end());
    assert_eq!(case.outcome.is_some(), status == Status::Closed);
    assert_eq!(case.merged_into.is_some(), status == Status::Merged);
    assert_eq!(case.merged_into_no.is_some(), status == Status::Merged);
    assert_eq!(case.promise.is_some(), case.accepted.is_some());
    if open || over || status == Status::Merged {
        assert!(case.accepted.is_some(), "{status:?} without acceptance");
    }
    if over {
        assert!(case.answer.is_some(), "{status:?} without an answer");
    } else if status != Status::Merged {
        assert!(case.answer.is_none(), "{status:?} with an answer");
    }
    if case.rating.is_some() {
        assert!(case.answer.is_some(), "rated without an answer");
    }
    if case.extension.is_some() {
        assert!(open, "{status:?} with an undecided extension");
    }
    if case.rework_asked.is_some() {
        let rated = over || status == Status::Merged && case.answer.is_some();
        assert!(rated, "{status:?} with an undecided rework");
    }
    if over {
        assert!(case.question.as_ref().is_none_or(|asked| asked.settled));
    }
    if status == Status::Submitted {
        assert!(case.accepted.is_none() && case.assignments.is_empty());
    }
    let rules = city().rules(Some(case), case.at);
    assert!(case.reworks <= rules.rework_times && case.round > case.reworks);
    assert!(case.follow_ups <= rules.follow_up_tries);
    assert!(case.extensions <= rules.extension_times);
    if let Some(promise) = &case.promise {
        assert_eq!(promise.due, Instant::end_of(promise.last_day));
        assert!(promise.extended <= rules.extension_total_days);
        assert!(promise.waited <= rules.waiting_days);
    }
    if let Some(answer) = &case.answer {
        assert!(answer.counted_at <= answer.at && answer.at < answer.window_until);
    }
}

/// Parents and the cases that follow them know each other, and nobody follows what is over.
pub fn check_families(stage: &Stage) {
    for tale in stage.tales.values() {
        let case = &tale.case;
        for child in &case.children {
            assert_eq!(stage.case(*child).merged_into, Some(case.id));
        }
        let Some(parent) = case.merged_into.map(|parent| stage.case(parent)) else {
            continue;
        };
        assert!(
            parent.children.contains(&case.id),
            "the parent does not know its child"
        );
        assert!(!parent.facts.secret() && !case.facts.secret());
        let waits = case.answer.is_none();
        let over = parent.answer.is_some() || parent.status.is_end();
        assert!(
            !(waits && over),
            "follows a parent that is {:?}",
            parent.status
        );
    }
}
