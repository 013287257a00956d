//! Who may hold a case, and how: the tree of assignments.

use std::collections::BTreeSet;

use hotline::case::Case;
use hotline::case::assignment::{Assignment, Duty};
use hotline::case::status::{Hold, Status};

use crate::world::city;

/// Checks the assignments of a case.
pub fn check(case: &Case) {
    let nodes: BTreeSet<_> = case
        .assignments
        .iter()
        .map(|a| (a.round, &a.unit))
        .collect();
    assert_eq!(
        nodes.len(),
        case.assignments.len(),
        "two nodes of one unit and round"
    );
    let unfinished = |a: &&Assignment| a.state.is_held() || a.state == Hold::Delegated;
    for earlier in case.assignments.iter().filter(|a| a.round != case.round) {
        assert!(!unfinished(&earlier), "{earlier:?} of an earlier round");
    }
    for a in &case.assignments {
        assert_eq!(a.returning.is_some(), a.state == Hold::ReturnAsked, "{a:?}");
        assert!(a.asked_return || a.returning.is_none());
        assert!(
            !(a.fallback && a.asked_return && a.returning.is_some()),
            "{a:?}"
        );
    }
    let live: Vec<_> = case.current().filter(|a| a.state.is_live()).collect();
    match case.status {
        Status::InProgress => assert!(!live.is_empty(), "in progress with nobody"),
        Status::Answered | Status::Closed => {
            let left = live.iter().find(|a| a.state != Hold::Approved);
            assert!(left.is_none(), "{left:?} after the answer");
        }
        // With the lead gone, an assistant whose reply was passed has nothing more to do.
        Status::Accepted => {
            let done = live
                .iter()
                .all(|a| a.state == Hold::Approved && !case.works_for_lead(&a.unit));
            assert!(done, "waits for dispatch, and {live:?}");
        }
        _ => assert!(live.is_empty(), "{:?} is held by {live:?}", case.status),
    }
    assert!(
        live.iter().filter(|a| a.duty == Duty::Lead).count() <= 1,
        "two leads"
    );
    for a in &live {
        upwards(case, a);
        if case.status == Status::InProgress {
            downwards(case, a);
        }
    }
    climbing(case);
}

/// Every live unit stands below a live one, or at the top.
fn upwards(case: &Case, a: &Assignment) {
    let (mut node, mut steps) = (a, 0);
    while let Some(upper) = &node.upper {
        assert_eq!(node.duty, Duty::Below, "{node:?}");
        let above = case.held_by(upper);
        node = above.unwrap_or_else(|| panic!("{} works for nobody: {node:?}", node.unit));
        steps += 1;
        assert!(steps <= case.assignments.len(), "a circle above {}", a.unit);
    }
    assert_ne!(node.duty, Duty::Below, "{node:?}");
}

/// Who has delegated has a live unit below; who has an unfinished one below has delegated.
fn downwards(case: &Case, a: &Assignment) {
    let below = || {
        case.current()
            .filter(|b| b.state.is_live() && b.upper.as_ref() == Some(&a.unit))
    };
    let unfinished = below().filter(|b| b.state != Hold::Approved);
    if a.state == Hold::Delegated {
        assert_eq!(unfinished.count(), 1, "{} has delegated to nobody", a.unit);
    } else {
        let left: Vec<_> = unfinished.collect();
        assert!(left.is_empty(), "{a:?} has not delegated, yet {left:?}");
    }
}

/// A reply climbs from its writer through the lead's tree to the centre.
fn climbing(case: &Case) {
    let centre = case.deciding_centre(&city().profile.directory);
    let Some(pending) = &case.pending else {
        if case.status == Status::InProgress {
            assert!(case.handed_up.is_none(), "handed up without a reply");
            let lead = case.current().filter(|a| a.state == Hold::Replied);
            let stray = lead.filter(|a| case.works_for_lead(&a.unit)).count();
            assert_eq!(stray, 0, "replied, and no reply");
        }
        return;
    };
    assert_eq!(case.status, Status::InProgress, "a reply climbs");
    assert!(
        case.works_for_lead(&pending.writer),
        "an assistant's reply climbs as the case's"
    );
    let lead = &case.lead().unwrap().unit;
    let at_top = &pending.awaiting == centre && case.held_by(centre).is_none();
    assert_eq!(
        case.handed_up.is_some(),
        at_top,
        "handed up to {}",
        pending.awaiting
    );
    assert_eq!(
        pending.review_by.is_some(),
        at_top,
        "limit of the final review"
    );
    for unit in case.branch(lead) {
        let state = case.held_by(&unit).unwrap().state;
        let fits = matches!(state, Hold::Replied | Hold::Approved | Hold::Delegated);
        assert!(fits, "{unit} is {state:?} while a reply climbs");
        if at_top {
            assert_ne!(state, Hold::Delegated);
        }
    }
    if !at_top {
        assert!(case.branch(lead).contains(&pending.awaiting));
    }
}
