//! Samples: how units get a case, give it back, and ask for time.

use hotline::case::command::How;
use hotline::case::event::{Event, ReturnRuled};

use super::values::{assist, counted, given, hour, request, text, unit};

pub fn events() -> Vec<Event> {
    let mut events = giving();
    events.extend(asking());
    events
}

fn giving() -> Vec<Event> {
    let branch = || unit("350104-gafj");
    vec![
        Event::Dispatched {
            lead: given("350104-gafj"),
            assist: vec![assist("350104-cgj")],
            note: Some(text(19)),
        },
        Event::Signed { unit: branch() },
        Event::Taken {
            unit: branch(),
            person: text(20),
        },
        Event::Delegated {
            by: branch(),
            to: given("350104-pcs-duihu"),
            note: None,
        },
        Event::ReturnAsked {
            unit: branch(),
            request: request(),
        },
        Event::ReturnRuled(ReturnRuled {
            unit: branch(),
            ruler: None,
            upheld: true,
            binds: true,
            lead: Some(given("350104-cgj")),
            under: Some(unit("350104")),
            reason: text(21),
            relieved: vec![unit("350104-pcs-duihu")],
            reaccepted: false,
            dispatch_by: hour(3),
        }),
        Event::FallbackDesignated {
            to: given("350104003"),
            under: None,
            relieved: vec![branch()],
            reason: text(22),
            binds: false,
        },
        Event::Contacted {
            unit: branch(),
            how: How::Visit,
            reached: true,
            note: Some(text(23)),
        },
        Event::ProgressNoted {
            unit: branch(),
            text: text(24),
            public: true,
        },
    ]
}

fn asking() -> Vec<Event> {
    let branch = || unit("350104-gafj");
    vec![
        Event::QuestionAsked {
            unit: branch(),
            question: text(25),
        },
        Event::WaitingDecided {
            granted: true,
            reason: None,
            days: 3,
            used_up_at: Some(hour(105)),
            promise: Some(counted()),
        },
        Event::Heard {
            text: text(26),
            answers: true,
            promise: None,
        },
        Event::WaitingUsedUp {
            promise: Some(counted()),
        },
        Event::ExtensionAsked {
            unit: branch(),
            days: 2,
            reason: text(27),
        },
        Event::ExtensionDecided {
            granted: true,
            days: 2,
            reason: Some(text(28)),
            promise: Some(counted()),
        },
    ]
}
