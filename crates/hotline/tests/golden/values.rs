//! The parts that sample events are made of.

use hotline::case::assignment::{Given, ReturnAsked};
use hotline::case::event::{Facts, RatedBy, Rating};
use hotline::case::promise::{Base, Promise};
use hotline::case::status::Hold;
use hotline::codes::UnitCode;
use hotline::kind::Kind;
use hotline::text::{PersonRef, TextRef};
use workday::{Date, Instant};

/// 2017-11-18 15:21 in Fuzhou, and so many hours later.
pub fn hour(hours: i64) -> Instant {
    let start: Instant = "2017-11-18T15:21:00+08:00".parse().unwrap();
    start.plus_hours(hours)
}

pub fn date(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn unit(code: &str) -> UnitCode {
    UnitCode::from(code)
}

pub fn text(id: i64) -> TextRef {
    TextRef {
        id,
        digest: format!("{id:064x}"),
    }
}

pub fn person(id: i64) -> PersonRef {
    PersonRef {
        id,
        digest: format!("{id:064x}"),
    }
}

pub fn given(code: &str) -> Given {
    Given {
        unit: unit(code),
        sign_by: hour(4),
        return_by: hour(57),
        reply_by: None,
    }
}

/// What an assisting unit is given.
pub fn assist(code: &str) -> Given {
    Given {
        reply_by: Some(hour(81)),
        ..given(code)
    }
}

pub fn facts() -> Facts {
    Facts {
        channel: "phone".to_owned(),
        kind: Kind::Help,
        report: false,
        item: Some("B15".into()),
        area: Some("350104".into()),
        title: text(1),
        text: text(2),
        place: Some(text(3)),
        point: None,
        requester: Some(person(1)),
        anonymous: false,
        confidential: true,
        urgent: false,
        simple: false,
        repeat_of: Some("FZ17111800001".to_owned()),
        split_from: None,
        line: None,
    }
}

pub fn promise(base: Base) -> Promise {
    Promise {
        due: Instant::end_of(date("2017-11-22")),
        last_day: date("2017-11-22"),
        base,
        extended: 2,
        waited: 1,
        provisional: true,
    }
}

pub fn counted() -> Promise {
    promise(Base::Counted {
        from: hour(0),
        days: 3,
    })
}

pub fn request() -> ReturnAsked {
    ReturnAsked {
        at: hour(1),
        reason: "not_our_duty".to_owned(),
        basis: text(4),
        suggest: Some(unit("350104-cgj")),
        rule_by: hour(5),
        disputed: true,
        from: Hold::InHand,
    }
}

pub fn rating(by: RatedBy) -> Rating {
    Rating {
        by,
        grade: 5,
        solved: true,
        comment: Some(text(5)),
        like: true,
    }
}
