//! Samples: replies, reviews, the answer, and what the citizen says of it.

use hotline::case::command::CallOutcome;
use hotline::case::event::{Answered, Event, Outcome, RatedBy, Replied, Reviewed, RoundBegun};

use super::values::{counted, date, given, hour, rating, text, unit};

pub fn events() -> Vec<Event> {
    let mut events = answering();
    events.extend(hearing());
    events
}

fn answering() -> Vec<Event> {
    let branch = || unit("350104-gafj");
    vec![
        Event::Replied(Replied {
            unit: branch(),
            person: "staff:17".to_owned(),
            text: text(29),
            evidence: Some(text(30)),
            commitment: Some(text(31)),
            commitment_until: Some(date("2017-12-31")),
            awaiting: Some(branch()),
            handed_up: false,
            review_by: Some(hour(129)),
        }),
        Event::Reviewed(Reviewed {
            at: branch(),
            writer: unit("350104-pcs-duihu"),
            passed: true,
            text: Some(text(32)),
            reason: None,
            awaiting: Some(unit("350100")),
            handed_up: true,
            review_by: Some(hour(129)),
        }),
        Event::Answered(Answered {
            text: text(33),
            unit: Some(branch()),
            counted_at: hour(104),
            window_until: hour(500),
            relieved: vec![unit("350104-cgj")],
            missed: vec![unit("350104-cgj")],
            knowledge: None,
        }),
        Event::AnsweredWithParent {
            counted_at: hour(104),
            window_until: hour(500),
        },
        Event::Published {
            title: text(34),
            text: text(35),
            answer: text(36),
        },
    ]
}

fn hearing() -> Vec<Event> {
    vec![
        Event::Rated {
            rating: rating(RatedBy::Requester),
        },
        Event::FollowedUp {
            outcome: CallOutcome::Reached,
            solved: Some(true),
            note: Some(text(37)),
            rating: Some(rating(RatedBy::FollowUp)),
        },
        Event::ReworkAsked {
            reason: text(38),
            decide_by: hour(200),
        },
        Event::RoundBegun(RoundBegun {
            round: 2,
            promise: counted(),
            lead: Some(given("350104-gafj")),
            reason: text(39),
            rework: true,
            dispatch_by: hour(150),
        }),
        Event::Closed {
            outcome: Outcome::NoRating,
            reason: None,
        },
        Event::ReworkRefused { reason: text(40) },
    ]
}
