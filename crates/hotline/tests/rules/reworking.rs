//! 重办与轮次: asked within the window, decided by the centre, once, three working days.

use hotline::case::event::Outcome;
use hotline::refusal::Code;
use serde_json::{Value, json};

use super::rating::answered;
use crate::world::{Scene, city};

fn reason() -> Value {
    json!({"reason": "又响了"})
}

/// Answered by the branch on Monday 27 November 2017, 10:00.
fn answered_by_the_branch() -> Scene {
    let mut scene = Scene::accepted("2017-11-27 09:00", &json!({"kind": "help"}));
    scene.does("dispatcher", "dispatch", json!({"lead": "仓山公安分局"}));
    at_the_branch(&mut scene);
    scene
}

fn at_the_branch(scene: &mut Scene) {
    scene
        .does("handler@仓山公安分局", "sign", Value::Null)
        .does("handler@仓山公安分局", "reply", json!({"text": "已关停"}))
        .does(
            "reviewer@仓山公安分局",
            "review",
            json!({"decision": "pass"}),
        )
        .does("reviewer", "review", json!({"decision": "pass"}));
}

#[test]
fn one_rework_at_three_working_days_with_the_last_lead() {
    let mut scene = answered_by_the_branch();
    scene
        .does("requester", "rate", json!({"grade": 1, "solved": false}))
        .does("requester", "ask_rework", reason())
        .refused("requester", "ask_rework", reason(), Code::WrongState)
        .at("2017-11-28 16:00")
        .does("dispatcher", "rework", reason());
    assert_eq!(scene.status(), "in_progress");
    assert_eq!((scene.case().round, scene.case().reworks), (2, 1));
    assert_eq!(scene.state("仓山公安分局"), "to_sign");
    // Wednesday to Friday.
    assert_eq!(scene.due(), "2017-12-02 00:00");
    assert!(scene.case().rating.is_none() && scene.case().answer.is_none());
    assert_eq!(scene.moves(), 2);
    at_the_branch(&mut scene);
    scene
        .refused("requester", "ask_rework", reason(), Code::ReworkSpent)
        .refused("dispatcher", "rework", reason(), Code::ReworkSpent)
        .does("requester", "rate", json!({"grade": 5, "solved": true}));
    assert_eq!(scene.status(), "closed");
}

#[test]
fn another_lead_may_get_the_rework() {
    let mut scene = answered_by_the_branch();
    scene
        .does("requester", "ask_rework", reason())
        .refused(
            "dispatcher",
            "rework",
            json!({"reason": "x", "lead": "没有的单位"}),
            Code::UnknownUnit,
        )
        .does(
            "dispatcher",
            "rework",
            json!({"reason": "换单位", "lead": "仓山区城管局"}),
        );
    assert_eq!(scene.holders(), ["仓山区城管局"]);
    // A new round, so the unit may return; the first on this case.
    scene.does(
        "handler@仓山区城管局",
        "return",
        json!({"reason": "not_our_duty", "basis": "三定方案"}),
    );
}

#[test]
fn a_direct_answer_has_no_lead_to_go_back_to() {
    let mut scene = answered();
    scene
        .does("agent", "ask_rework", reason())
        .does("shift_lead", "rework", reason());
    assert_eq!((scene.status(), scene.case().round), ("accepted", 2));
    scene.does("dispatcher", "dispatch", json!({"lead": "对湖街道"}));
    assert_eq!(scene.case().lead().unwrap().unit, *city().unit("对湖街道"));
}

#[test]
fn silence_escalates_and_refusing_closes() {
    let mut scene = answered();
    scene
        .does("requester", "ask_rework", reason())
        .at("2017-11-28 23:59:59.999");
    assert_eq!(scene.reminded("rework"), None);
    scene.at("2017-12-31 00:00");
    assert_eq!(scene.reminded("rework"), Some(true));
    // Undecided it stays, though the window is over.
    assert_eq!(scene.status(), "answered");
    scene.does("dispatcher", "close", reason());
    assert_eq!(scene.case().outcome, Some(Outcome::ReworkRefused));
    scene.refused("dispatcher", "rework", reason(), Code::Ended);
}

#[test]
fn a_closed_case_is_reworked_on_request_only() {
    let mut scene = answered_by_the_branch();
    scene
        .does("requester", "rate", json!({"grade": 5, "solved": true}))
        .refused("dispatcher", "rework", reason(), Code::Ended)
        .at("2017-12-12 23:59:59.999")
        .does("requester", "ask_rework", reason())
        .at("2017-12-13 09:00")
        .does("dispatcher", "close", reason());
    assert_eq!(scene.last(1), ["rework_refused"]);
    assert_eq!(scene.status(), "closed");
    scene.refused("requester", "ask_rework", reason(), Code::ReworkTooLate);
}

#[test]
fn each_round_has_its_own_due_and_lateness() {
    let mut scene = answered_by_the_branch();
    scene
        .does("requester", "ask_rework", reason())
        .does("dispatcher", "rework", reason())
        .at("2017-12-01 00:00");
    assert!(scene.late());
    at_the_branch(&mut scene);
    assert!(scene.late());
    let rounds: Vec<_> = scene.case().assignments.iter().map(|a| a.round).collect();
    assert_eq!(rounds, [1, 2]);
}

#[test]
fn reopening_a_closed_case_begins_a_round_without_a_lead() {
    let mut scene = answered_by_the_branch();
    scene
        .does("dispatcher", "close", reason())
        .does("dispatcher", "reopen", reason());
    assert_eq!((scene.status(), scene.case().round), ("accepted", 2));
    assert_eq!(scene.case().reworks, 0);
    assert_eq!(scene.due(), "2017-12-01 00:00");
}
