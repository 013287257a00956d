//! 退件: a request within one working day, one a unit and round; the returner stays answerable.

use hotline::refusal::Code;
use serde_json::{Value, json};

use crate::world::Scene;

const BRANCH: &str = "handler@仓山公安分局";

/// Dispatched to the branch on Monday 20 November 2017, 15:00.
fn dispatched() -> Scene {
    let mut scene = Scene::accepted("2017-11-20 15:00", &json!({"kind": "complaint"}));
    scene.does("dispatcher", "dispatch", json!({"lead": "仓山公安分局"}));
    scene
}

fn back() -> Value {
    json!({"reason": "not_our_duty", "basis": "三定方案"})
}

#[test]
fn until_the_end_of_the_next_working_day() {
    let mut scene = dispatched();
    scene
        .at("2017-11-21 23:59:59.999")
        .does(BRANCH, "return", back());
    assert_eq!(scene.state("仓山公安分局"), "return_asked");
    assert_eq!(scene.holders(), ["仓山公安分局"]);
    let mut scene = dispatched();
    scene
        .at("2017-11-22 00:00")
        .refused(BRANCH, "return", back(), Code::ReturnTooLate);
    // Over a weekend: dispatched on Friday, until Monday's 24:00.
    let mut scene = Scene::accepted("2017-11-24 17:00", &json!({"kind": "help"}));
    scene
        .does("dispatcher", "dispatch", json!({"lead": "仓山公安分局"}))
        .at("2017-11-27 23:59:59.999")
        .does(BRANCH, "return", back());
}

#[test]
fn a_return_needs_a_listed_reason_and_a_basis() {
    let mut scene = dispatched();
    let missing = Code::ReasonMissing;
    scene
        .refused(BRANCH, "return", json!({}), missing)
        .refused(BRANCH, "return", json!({"reason": "not_our_duty"}), missing)
        .refused(
            BRANCH,
            "return",
            json!({"reason": "太忙", "basis": "x"}),
            missing,
        )
        .refused(
            BRANCH,
            "return",
            json!({"reason": "other_lead", "basis": "x", "suggest": "没有的单位"}),
            Code::UnknownUnit,
        )
        .refused("handler@仓山区城管局", "return", back(), Code::NotFound);
}

#[test]
fn rejected_it_goes_back_to_where_it_was() {
    for signed in [false, true] {
        let mut scene = dispatched();
        if signed {
            scene.does(BRANCH, "sign", Value::Null);
        }
        scene
            .does(BRANCH, "return", back())
            .refused(BRANCH, "sign", Value::Null, Code::WrongState)
            .refused(BRANCH, "reply", json!({"text": "x"}), Code::WrongState)
            .does(
                "dispatcher",
                "rule_on_return",
                json!({"decision": "reject", "reason": "属于你们"}),
            );
        let state = if signed { "in_hand" } else { "to_sign" };
        assert_eq!(scene.state("仓山公安分局"), state);
        scene.refused(BRANCH, "return", back(), Code::ReturnedBefore);
    }
}

#[test]
fn upheld_with_nobody_left_it_waits_for_dispatch() {
    let mut scene = dispatched();
    scene.does(BRANCH, "return", back()).does(
        "dispatcher",
        "rule_on_return",
        json!({"decision": "uphold", "reason": "确实不属"}),
    );
    assert_eq!(scene.status(), "accepted");
    assert_eq!(scene.state("仓山公安分局"), "returned");
    // Given again in the same round the unit has spent its return.
    scene
        .does("dispatcher", "dispatch", json!({"lead": "仓山公安分局"}))
        .refused(BRANCH, "return", back(), Code::ReturnedBefore);
    assert_eq!(
        (scene.due().as_str(), scene.moves()),
        ("2017-12-05 00:00", 1)
    );
}

#[test]
fn upheld_with_a_lead_it_is_dispatched_in_the_same_act() {
    let mut scene = dispatched();
    scene.does(BRANCH, "return", back()).does(
        "shift_lead",
        "rule_on_return",
        json!({"decision": "uphold", "reason": "属城管", "lead": "仓山区城管局"}),
    );
    assert_eq!(scene.status(), "in_progress");
    assert_eq!(scene.holders(), ["仓山区城管局"]);
    assert_eq!(scene.case().lead().unwrap().unit.as_str(), "350104-cgj");
    // A unit goes on seeing a case it once held.
    scene.refused(BRANCH, "reply", json!({"text": "x"}), Code::NotYours);
}

#[test]
fn silence_escalates_and_never_upholds() {
    let mut scene = dispatched();
    // The centre's hours: from Monday 15:30 to Tuesday 10:30 there are four working hours at most.
    scene.at("2017-11-20 15:30").does(BRANCH, "return", back());
    let held = scene
        .case()
        .held_by(crate::world::city().unit("仓山公安分局"));
    let rule_by = held.unwrap().returning.as_ref().unwrap().rule_by;
    scene.at("2017-11-30 00:00");
    assert!(rule_by < crate::world::instant("2017-11-22 00:00"));
    assert_eq!(scene.reminded("ruling"), Some(true));
    assert_eq!(scene.state("仓山公安分局"), "return_asked");
    assert_eq!(scene.case().returns, 1);
}

#[test]
fn a_fallback_unit_cannot_return() {
    let mut scene = dispatched();
    scene
        .does(
            "dispatcher",
            "designate_fallback",
            json!({"unit": "仓山区城管局", "reason": "职责不清"}),
        )
        .refused(
            "handler@仓山区城管局",
            "return",
            back(),
            Code::FallbackCannotReturn,
        );
    assert_eq!(scene.state("仓山公安分局"), "relieved");
    assert_eq!(scene.holders(), ["仓山区城管局"]);
    // In `accepted` too, without any return before.
    let mut scene = Scene::accepted("2017-11-20 15:00", &json!({"kind": "help"}));
    scene
        .refused(
            "dispatcher",
            "designate_fallback",
            json!({"unit": "对湖街道"}),
            Code::ReasonMissing,
        )
        .does(
            "dispatcher",
            "designate_fallback",
            json!({"unit": "对湖街道", "reason": "无人认领"}),
        );
    assert_eq!(scene.status(), "in_progress");
    scene.refused(
        "handler@对湖街道",
        "return",
        back(),
        Code::FallbackCannotReturn,
    );
}
