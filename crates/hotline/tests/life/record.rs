//! What a case's history must be: complete, readable back, never backwards, and the only thing that
//! moves the promise.

use hotline::case::Case;
use hotline::case::event::{Event, Recorded};
use hotline::case::ledger::Effect;

use crate::world::Tale;

/// The only events that set or move a promise (`design.md §3`).
const SETS: [&str; 2] = ["accepted", "round_begun"];
const MOVES: [&str; 6] = [
    "waiting_decided",
    "heard",
    "waiting_used_up",
    "extension_decided",
    "corrected",
    "redated",
];

/// Checks a tale after it went on.
pub fn check(old: Option<&Tale>, tale: &Tale) {
    let known = old.map_or(0, |old| old.events.len());
    for recorded in &tale.events[known..] {
        reads_back(recorded);
    }
    let folded = audited(tale);
    assert_eq!(folded, tale.case, "folded anew it is another case");
    assert_eq!(Case::fold(tale.case.id, &tale.events).unwrap(), tale.case);
    let json = serde_json::to_string(&tale.case).unwrap();
    assert_eq!(serde_json::from_str::<Case>(&json).unwrap(), tale.case);
    assert_eq!(tale.case.version, tale.events.len() as u64);
    ledger(&tale.case);
}

fn reads_back(recorded: &Recorded) {
    let event = &recorded.event;
    let json = serde_json::to_value(event).unwrap();
    assert_eq!(json["kind"], event.kind());
    let back: Event = serde_json::from_value(json).unwrap();
    assert_eq!(&back, event);
}

/// Folds event by event, and watches the clock.
fn audited(tale: &Tale) -> Case {
    let mut case = Case::begin(tale.case.id, &tale.events[0]).unwrap();
    let mut at = tale.events[0].at;
    for recorded in &tale.events[1..] {
        let (old, rows) = (case.promise.clone(), case.ledger.len());
        case.apply(recorded).unwrap();
        assert!(recorded.at >= at, "time runs backwards at {}", recorded.seq);
        at = recorded.at;
        let kind = recorded.event.kind();
        let (old, new) = (
            old.map(|old| old.due),
            case.promise.as_ref().map(|new| new.due),
        );
        assert!(
            old == new || SETS.contains(&kind) || MOVES.contains(&kind),
            "{kind} moved the due"
        );
        match &case.ledger[rows..] {
            [] => assert_eq!(old, new, "{kind} moved the due without a row"),
            [row] => {
                assert_eq!(row.seq, recorded.seq);
                assert_eq!(row.what, kind);
                assert_eq!(Some(row.due), new);
                assert_eq!(row.effect == Effect::Set, SETS.contains(&kind));
                assert_eq!(
                    row.effect == Effect::Unchanged,
                    old == new && !SETS.contains(&kind)
                );
            }
            _ => panic!("{kind} wrote several rows"),
        }
    }
    case
}

fn ledger(case: &Case) {
    let last = case.ledger.last().map(|row| row.due);
    assert_eq!(last, case.promise.as_ref().map(|promise| promise.due));
    let rounds = case.ledger.iter().filter(|row| row.effect == Effect::Set);
    let set = u32::try_from(rounds.count()).unwrap();
    assert_eq!(
        set,
        if case.accepted.is_some() {
            case.round
        } else {
            0
        }
    );
}
