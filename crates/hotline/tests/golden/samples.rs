//! Samples: how a case comes in, leaves, and what is noted on the way.

use hotline::case::command::Part;
use hotline::case::event::{Attached, Corrected, Erasure, Event};
use hotline::case::promise::Base;
use hotline::case::status::Status;
use hotline::file::{FileDigest, FileKind, Kept};
use hotline::kind::Kind;

use super::values::{counted, date, facts, hour, person, promise, text, unit};

pub fn events() -> Vec<Event> {
    let mut events = intake();
    events.extend(joining());
    events.extend(marks());
    events
}

fn intake() -> Vec<Event> {
    vec![
        Event::Registered {
            no: "FZ17111800002".to_owned(),
            facts: facts(),
            unit: Some(unit("350100")),
            accept_by: hour(2),
        },
        Event::Accepted {
            centre: unit("350100"),
            rulebook: date("2017-11-01"),
            from: hour(0),
            case_kind: Kind::Help,
            item: Some("B15".into()),
            urgent: false,
            simple: true,
            promise: counted(),
            dispatch_by: hour(2),
        },
        Event::Declined {
            reason: "litigation".to_owned(),
            advice: Some(text(6)),
        },
        Event::Transferred {
            to: text(7),
            note: None,
            relieved: vec![unit("350104")],
        },
        Event::Withdrawn {
            reason: text(8),
            relieved: vec![],
        },
        Event::Reopened {
            status: Status::Accepted,
            reason: text(9),
            next_by: hour(2),
        },
        Event::Corrected(Corrected {
            case_kind: Kind::Complaint,
            item: None,
            place: Some(text(10)),
            point: None,
            area: Some("350104003".into()),
            urgent: true,
            reason: text(11),
            promise: Some(promise(Base::Corrected {
                date: date("2017-11-22"),
                days: 2,
            })),
        }),
        Event::Redated {
            table: 2018,
            promise: promise(Base::SameDay {
                date: date("2017-11-22"),
            }),
        },
        Event::Reminded {
            timer: "late/1/2017-11-22/1".parse().unwrap(),
            escalated: true,
            also: Vec::new(),
        },
    ]
}

fn joining() -> Vec<Event> {
    let child_no = "FZ17111800003".to_owned();
    vec![
        Event::Merged {
            into: 2,
            into_no: child_no.clone(),
            relieved: vec![unit("350104-gafj")],
        },
        Event::Absorbed {
            child: 3,
            child_no: child_no.clone(),
        },
        Event::Unmerged {
            reason: Some(text(12)),
            dispatch_by: hour(2),
        },
        Event::Parted { child: 3 },
        Event::Split {
            parts: vec![child_no],
        },
    ]
}

fn marks() -> Vec<Event> {
    vec![
        Event::Urged {
            unit: None,
            text: Some(text(13)),
        },
        Event::Supervised {
            unit: None,
            reason: text(14),
        },
        Event::Annotated {
            unit: unit("350100"),
            text: text(15),
        },
        Event::CallerFlagged { reason: text(16) },
        Event::HandlingTextWritten { text: text(17) },
        Event::Released {
            what: Part::Phone,
            reason: text(18),
        },
        Event::Attached(Attached {
            file: Kept {
                digest: FileDigest::new(&"0a".repeat(32)).unwrap(),
                kind: FileKind::Jpeg,
                bytes: 204_800,
                width: Some(1200),
                height: Some(900),
            },
            unit: Some(unit("350104-cgj")),
            public: true,
            name: Some(text(19)),
            caption: None,
            what: Some(text(20)),
            taken_at: Some(text(21)),
        }),
        Event::MeTooAdded {
            contact: Some(person(2)),
        },
        Event::Erased {
            what: Erasure::Words,
        },
    ]
}
