//! 评价与回访: a window of fifteen days, the last word counts, silence is never satisfaction.

use hotline::case::event::{Outcome, RatedBy};
use hotline::refusal::Code;
use serde_json::{Value, json};

use crate::world::{Scene, instant};

/// Answered directly on Monday 27 November 2017, 10:00.
pub fn answered() -> Scene {
    let mut scene = Scene::accepted("2017-11-27 09:00", &json!({"kind": "help"}));
    scene
        .at("2017-11-27 10:00")
        .does("agent", "answer_directly", json!({"text": "已经办好"}));
    scene
}

fn rate(grade: u8, solved: bool) -> Value {
    json!({"grade": grade, "solved": solved})
}

#[test]
fn the_window_closes_with_no_rating() {
    let mut scene = answered();
    let until = scene.case().answer.as_ref().unwrap().window_until;
    assert_eq!(until, instant("2017-12-13 00:00"));
    scene.at("2017-12-12 23:59:59.999");
    assert_eq!(scene.status(), "answered");
    scene.at("2017-12-13 00:00");
    assert_eq!(scene.status(), "closed");
    assert_eq!(scene.case().outcome, Some(Outcome::NoRating));
    assert!(scene.case().rating.is_none());
    scene
        .refused("requester", "rate", rate(5, true), Code::RatingClosed)
        .refused(
            "call_back",
            "follow_up",
            json!({"outcome": "not_reached"}),
            Code::RatingClosed,
        )
        .refused(
            "requester",
            "ask_rework",
            json!({"reason": "x"}),
            Code::ReworkTooLate,
        );
}

#[test]
fn rated_in_the_last_millisecond() {
    let mut scene = answered();
    scene
        .at("2017-12-12 23:59:59.999")
        .does("requester", "rate", rate(2, false));
    assert_eq!(scene.status(), "answered");
    scene.later(1);
    assert_eq!(scene.status(), "closed");
    assert_eq!(scene.case().outcome, Some(Outcome::Rated));
}

#[test]
fn only_solved_and_at_least_fair_closes_at_once() {
    for (grade, solved, status) in [
        (5, true, "closed"),
        (3, true, "closed"),
        (2, true, "answered"),
        (5, false, "answered"),
        (1, false, "answered"),
    ] {
        let mut scene = answered();
        scene.does("requester", "rate", rate(grade, solved));
        assert_eq!(scene.status(), status, "{grade} {solved}");
    }
    let mut scene = answered();
    for grade in [0, 6, 255] {
        scene.refused("requester", "rate", rate(grade, true), Code::BadValue);
    }
}

#[test]
fn the_last_rating_in_the_window_counts_and_closed_is_no_end_of_it() {
    let mut scene = answered();
    scene
        .does("requester", "rate", rate(5, true))
        .at("2017-12-05 09:00")
        .does("requester", "rate", rate(1, false));
    assert_eq!(scene.status(), "closed");
    let rating = scene.case().rating.clone().unwrap();
    assert_eq!((rating.grade, rating.solved), (1, false));
    scene.does("requester", "ask_rework", json!({"reason": "又响了"}));
    assert!(scene.case().rework_asked.is_some());
}

#[test]
fn agents_write_down_ratings_and_unit_staff_never_do() {
    let mut scene = answered();
    scene.does("agent", "rate", rate(4, false));
    assert_eq!(scene.case().rating.as_ref().unwrap().by, RatedBy::Agent);
    for by in [
        "dispatcher",
        "reviewer",
        "call_back",
        "inspector@市效能办",
        "leader",
    ] {
        scene.refused(by, "rate", rate(5, true), Code::NotYours);
    }
    let mut scene = Scene::accepted("2017-11-27 09:00", &json!({"kind": "help"}));
    scene
        .does("dispatcher", "dispatch", json!({"lead": "对湖派出所"}))
        .does("handler@对湖派出所", "sign", Value::Null)
        .refused("requester", "rate", rate(5, true), Code::WrongState)
        .does("handler@对湖派出所", "reply", json!({"text": "x"}))
        .does("reviewer", "review", json!({"decision": "pass"}))
        .refused("handler@对湖派出所", "rate", rate(5, true), Code::NotYours)
        .refused(
            "reviewer@仓山公安分局",
            "rate",
            rate(5, true),
            Code::NotYours,
        );
}

#[test]
fn three_calls_and_a_rating_only_where_there_is_none() {
    let mut scene = answered();
    let reached = json!({"outcome": "reached", "solved": false, "grade": 2});
    scene
        .does(
            "call_back",
            "follow_up",
            json!({"outcome": "not_reached", "grade": 5}),
        )
        .does("call_back", "follow_up", reached.clone());
    let rating = scene.case().rating.clone().unwrap();
    assert_eq!((rating.by, rating.grade), (RatedBy::FollowUp, 2));
    scene
        .does("requester", "rate", rate(4, false))
        .does("call_back", "follow_up", reached.clone());
    let rating = scene.case().rating.clone().unwrap();
    assert_eq!((rating.by, rating.grade), (RatedBy::Requester, 4));
    scene
        .refused("call_back", "follow_up", reached, Code::FollowUpSpent)
        .refused(
            "agent",
            "follow_up",
            json!({"outcome": "reached"}),
            Code::NotYours,
        );
}

/// Whoever was reached said whether it is solved: nobody is recorded as dissatisfied by an empty field.
#[test]
fn whoever_was_reached_is_asked_whether_it_is_solved() {
    let mut scene = answered();
    for unasked in [
        json!({"outcome": "reached", "grade": 5}),
        json!({"outcome": "reached"}),
    ] {
        scene.refused("call_back", "follow_up", unasked, Code::BadValue);
    }
    assert!(scene.case().rating.is_none());
    assert_eq!(scene.case().follow_ups, 0);
}

#[test]
fn a_call_back_that_finds_it_solved_closes() {
    let mut scene = answered();
    let solved = json!({"outcome": "reached", "solved": true, "grade": 5});
    scene.does("call_back", "follow_up", solved);
    assert_eq!(scene.status(), "closed");
    assert_eq!(scene.case().outcome, Some(Outcome::Rated));
}

#[test]
fn the_centre_may_close() {
    let mut scene = answered();
    scene
        .refused("dispatcher", "close", json!({}), Code::ReasonMissing)
        .refused("agent", "close", json!({"reason": "x"}), Code::NotYours)
        .does("dispatcher", "close", json!({"reason": "已与本人确认"}))
        .refused("dispatcher", "close", json!({"reason": "x"}), Code::Ended);
    assert_eq!(scene.case().outcome, Some(Outcome::ByCentre));
}

/// Whom the list of call-backs holds: nobody who was reached, or whose rework waits; of a secret case whoever may see
/// the number calls.
#[test]
fn who_was_heard_is_not_called_again() {
    let call = |scene: &mut Scene, outcome: &str| {
        scene.does(
            "call_back",
            "follow_up",
            json!({"outcome": outcome, "solved": false, "grade": 1}),
        );
    };
    let wants = |scene: &Scene| scene.wants_call_back();
    let unhappy = || {
        let mut scene = answered();
        scene.does("requester", "rate", rate(1, false));
        scene
    };
    let mut scene = unhappy();
    assert!(wants(&scene));
    call(&mut scene, "not_reached");
    assert!(wants(&scene), "nobody answered: called again");
    call(&mut scene, "reached");
    assert!(!wants(&scene), "reached, however unhappy");
    let mut scene = unhappy();
    call(&mut scene, "refused");
    assert!(!wants(&scene), "reached, and does not want to talk");
    let mut scene = unhappy();
    scene.does("requester", "ask_rework", json!({"reason": "没修好"}));
    assert!(!wants(&scene), "the centre decides first");
    let mut report = Scene::accepted(
        "2017-11-27 09:00",
        &json!({"kind": "complaint", "report": true, "urgent": true}),
    );
    report
        .does("agent", "answer_directly", json!({"text": "已查处"}))
        .does("requester", "rate", rate(1, false));
    assert!(wants(&report), "by those who may see the number");
    for by in ["agent", "leader"] {
        let reached = json!({"outcome": "reached", "solved": false});
        report.refused(by, "follow_up", reached, Code::NotYours);
    }
    let reached = json!({"outcome": "reached", "solved": false});
    report.does("shift_lead", "follow_up", reached.clone());
    assert!(!wants(&report));
    // Of other cases it stays with those who call back.
    unhappy().refused("shift_lead", "follow_up", reached, Code::NotYours);
}
