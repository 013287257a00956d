//! Lamps and lateness, day by day; both frozen at the counted reply.

use hotline::case::promise::Lamp::{self, Green, Red, Yellow};
use serde_json::{Value, json};

use crate::world::Scene;

fn check(scene: &mut Scene, days: &[(&str, Lamp)]) {
    for (day, lamp) in days {
        scene.at(day);
        assert_eq!(scene.lamp(), *lamp, "{day}");
        assert_eq!(scene.late(), *lamp == Red, "{day}");
    }
}

#[test]
fn three_working_days() {
    let mut scene = Scene::accepted("2017-11-18 15:21", &json!({"kind": "help"}));
    let days = [
        ("2017-11-18 15:21", Green),
        ("2017-11-19 12:00", Green),
        ("2017-11-20 12:00", Green),
        ("2017-11-21 23:59:59.999", Green),
        ("2017-11-22 00:00", Yellow),
        ("2017-11-22 23:59:59.999", Yellow),
        ("2017-11-23 00:00", Red),
        ("2017-12-01 00:00", Red),
    ];
    check(&mut scene, &days);
}

#[test]
fn ten_working_days() {
    let mut scene = Scene::accepted("2017-11-20 09:00", &json!({"kind": "complaint"}));
    assert_eq!(scene.due(), "2017-12-05 00:00");
    let days = [
        ("2017-11-20 09:00", Green),
        ("2017-11-24 09:00", Green),
        ("2017-11-26 09:00", Green),
        // Six days left, today and the last day included: 12 > 10.
        ("2017-11-27 23:59", Green),
        // Five: 10 > 10 does not hold.
        ("2017-11-28 00:00", Yellow),
        ("2017-12-03 12:00", Yellow),
        ("2017-12-04 23:59", Yellow),
        ("2017-12-05 00:00", Red),
    ];
    check(&mut scene, &days);
}

#[test]
fn extensions_and_waiting_count_as_limit() {
    let mut scene = Scene::accepted("2017-11-20 09:00", &json!({"kind": "help"}));
    scene
        .does("dispatcher", "dispatch", json!({"lead": "仓山公安分局"}))
        .does("handler@仓山公安分局", "sign", Value::Null)
        .does(
            "handler@仓山公安分局",
            "request_extension",
            json!({"days": 3, "reason": "检测"}),
        )
        .does(
            "dispatcher",
            "decide_extension",
            json!({"decision": "grant", "reason": "可以"}),
        );
    // Six in all, the last is Tuesday 28: green while four are left.
    assert_eq!(scene.due(), "2017-11-29 00:00");
    let days = [
        ("2017-11-23 09:00", Green),
        ("2017-11-24 09:00", Yellow),
        ("2017-11-28 09:00", Yellow),
        ("2017-11-29 00:00", Red),
    ];
    check(&mut scene, &days);
}

#[test]
fn same_day_is_never_green() {
    let mut scene = Scene::accepted("2017-11-20 00:00", &json!({"kind": "help", "urgent": true}));
    let days = [
        ("2017-11-20 00:00", Yellow),
        ("2017-11-20 23:59:59.999", Yellow),
        ("2017-11-21 00:00", Red),
    ];
    check(&mut scene, &days);
}

/// Handed up by the branch at an instant, passed by the centre much later.
fn answered(handed_up: &str) -> Scene {
    let mut scene = Scene::accepted("2017-11-18 15:21", &json!({"kind": "help", "item": "B15"}));
    scene
        .does("dispatcher", "dispatch", json!({"lead": "仓山公安分局"}))
        .at("2017-11-21 09:00")
        .does("handler@仓山公安分局", "sign", Value::Null)
        .does("handler@仓山公安分局", "reply", json!({"text": "已关停"}))
        .at(handed_up)
        .does(
            "reviewer@仓山公安分局",
            "review",
            json!({"decision": "pass"}),
        )
        .at("2017-11-28 10:00")
        .does("reviewer", "review", json!({"decision": "pass"}));
    scene
}

#[test]
fn in_time_is_when_the_lead_hands_up() {
    let scene = answered("2017-11-22 23:59:59.999");
    assert_eq!(scene.status(), "answered");
    assert!(!scene.late());
    assert_eq!(scene.lamp(), Yellow);
    let answer = scene.case().answer.clone().unwrap();
    let at = |text| crate::world::instant(text);
    assert_eq!(answer.counted_at, at("2017-11-22 23:59:59.999"));
    assert_eq!(answer.at, at("2017-11-28 10:00"));
}

#[test]
fn at_the_very_instant_of_due_it_is_late() {
    let scene = answered("2017-11-23 00:00");
    assert!(scene.late());
    assert_eq!(scene.lamp(), Red);
}

#[test]
fn the_ladder_climbs_in_working_days_after_due() {
    let mut scene = Scene::accepted("2017-11-18 15:21", &json!({"kind": "help"}));
    scene.at("2017-11-22 00:00");
    assert_eq!(scene.reminded("due_soon"), Some(false));
    assert_eq!(scene.reminded("late"), None);
    scene.at("2017-11-23 00:00");
    assert_eq!(scene.reminded("late/1/2017-11-22/0"), Some(false));
    scene.at("2017-12-31 00:00");
    // One, three and five working days after the last day; each goes to somebody above.
    for rung in ["1", "2", "3"] {
        let name = format!("late/1/2017-11-22/{rung}");
        assert_eq!(scene.reminded(&name), Some(true), "{name}");
    }
    assert_eq!(scene.due(), "2017-11-23 00:00");
}
