//! 更正: the promise is counted anew from acceptance, under the case's own rulebook.

use hotline::case::promise::Base;
use hotline::refusal::Code;
use hotline::scope::view::Opened;
use hotline::text::TextRef;
use serde_json::{Value, json};

use crate::world::Scene;

/// Accepted on Monday 20 November 2017, 09:00.
fn accepted(kind: &str) -> Scene {
    Scene::accepted("2017-11-20 09:00", &json!({"kind": kind}))
}

fn to(kind: &str) -> Value {
    json!({"kind": kind, "reason": "类别看错了"})
}

#[test]
fn longer() {
    let mut scene = accepted("help");
    scene
        .at("2017-11-22 09:00")
        .does("dispatcher", "correct", to("complaint"));
    assert_eq!(scene.due(), "2017-12-05 00:00");
    assert_eq!(scene.moves(), 2);
}

#[test]
fn shorter_but_still_to_come() {
    let mut scene = accepted("complaint");
    scene
        .at("2017-11-22 23:59:59.999")
        .does("dispatcher", "correct", to("consult"));
    assert_eq!(scene.due(), "2017-11-23 00:00");
}

#[test]
fn shorter_and_past_is_due_on_the_day_of_correction() {
    let mut scene = accepted("complaint");
    scene
        .at("2017-11-23 00:00")
        .does("dispatcher", "correct", to("consult"));
    assert_eq!(scene.due(), "2017-11-24 00:00");
    assert_eq!(scene.case().promise.as_ref().unwrap().limit(), 2);
    // On a rest day too.
    let mut scene = accepted("complaint");
    scene
        .at("2017-11-25 10:00")
        .does("shift_lead", "correct", to("help"));
    assert_eq!(scene.due(), "2017-11-26 00:00");
    // Corrected back it counts from acceptance again.
    scene.does("shift_lead", "correct", to("complaint"));
    assert_eq!(scene.due(), "2017-12-05 00:00");
}

#[test]
fn the_same_limit_moves_nothing() {
    let mut scene = accepted("help");
    let item = json!({"item": "B15", "place": "施埔路", "area": "350104003", "reason": "补全"});
    scene
        .at("2017-11-21 09:00")
        .does("dispatcher", "correct", item);
    assert_eq!(
        (scene.due().as_str(), scene.moves()),
        ("2017-11-24 00:00", 1)
    );
    assert_eq!(scene.last(1), ["corrected"]);
    assert_eq!(
        scene.case().facts.area.as_ref().unwrap().as_str(),
        "350104003"
    );
}

#[test]
fn urgent_by_correction() {
    let mut scene = accepted("complaint");
    let urgent = json!({"urgent": true, "reason": "有危险"});
    scene
        .at("2017-11-20 20:00")
        .does("dispatcher", "correct", urgent.clone());
    assert_eq!(scene.due(), "2017-11-21 00:00");
    let mut scene = accepted("complaint");
    scene
        .at("2017-11-22 20:00")
        .does("dispatcher", "correct", urgent);
    assert_eq!(scene.due(), "2017-11-23 00:00");
    let promise = scene.case().promise.clone().unwrap();
    assert!(promise.same_day());
    assert!(matches!(promise.base, Base::Corrected { days: 0, .. }));
    let calm = json!({"urgent": false, "reason": "没有危险"});
    scene.does("dispatcher", "correct", calm);
    assert_eq!(scene.due(), "2017-12-05 00:00");
}

#[test]
fn days_already_granted_are_added_again() {
    let mut scene = accepted("complaint");
    scene
        .does("dispatcher", "dispatch", json!({"lead": "仓山公安分局"}))
        .does("handler@仓山公安分局", "sign", Value::Null)
        .does(
            "handler@仓山公安分局",
            "request_extension",
            json!({"days": 5, "reason": "检测"}),
        )
        .does(
            "dispatcher",
            "decide_extension",
            json!({"decision": "grant", "reason": "可以"}),
        );
    assert_eq!(scene.due(), "2017-12-12 00:00");
    scene.does("dispatcher", "correct", to("help"));
    // 3 + 5 working days after Monday 20.
    assert_eq!(scene.due(), "2017-12-01 00:00");
    assert_eq!(scene.case().promise.as_ref().unwrap().extended, 5);
}

#[test]
fn waiting_taken_back_after_a_correction_never_lengthens() {
    let mut scene = accepted("complaint");
    scene
        .does("dispatcher", "dispatch", json!({"lead": "仓山公安分局"}))
        .does("handler@仓山公安分局", "sign", Value::Null)
        .at("2017-11-28 09:00")
        .does(
            "handler@仓山公安分局",
            "ask_requester",
            json!({"question": "几点最吵"}),
        )
        .does("dispatcher", "decide_waiting", json!({"decision": "grant"}))
        .at("2017-11-29 09:00")
        .does("dispatcher", "correct", to("consult"));
    // 2 + 3 working days ended on Monday 27: due on the day of correction.
    assert_eq!(scene.due(), "2017-11-30 00:00");
    scene
        .at("2017-11-29 15:00")
        .does("requester", "hear_from_requester", json!({"text": "晚上"}));
    assert_eq!(scene.due(), "2017-11-30 00:00");
}

#[test]
fn past_before_and_after_it_is_due_on_the_day_of_correction() {
    let mut scene = accepted("help");
    scene.at("2017-11-27 09:00");
    assert!(scene.late());
    scene.does("dispatcher", "correct", to("consult"));
    assert_eq!(
        (scene.due().as_str(), scene.moves()),
        ("2017-11-28 00:00", 2)
    );
    // Nothing that leaves the limit as it is moves the promise.
    scene.does("dispatcher", "correct", to("consult"));
    assert_eq!(scene.moves(), 2);
    scene.does("dispatcher", "correct", to("suggestion"));
    assert_eq!(scene.due(), "2017-11-28 00:00");
    assert!(!scene.late());
}

#[test]
fn under_the_cases_own_rulebook() {
    let mut scene = Scene::accepted("2017-10-30 09:00", &json!({"kind": "help"}));
    scene
        .at("2017-11-02 09:00")
        .does("dispatcher", "correct", to("consult"));
    assert_eq!(scene.due(), "2017-11-07 00:00");
}

#[test]
fn counted_from_the_accept_limit_when_acceptance_was_late() {
    let mut scene = Scene::empty("2017-11-20 21:00");
    scene.register("requester", json!({"kind": "help"}));
    scene
        .at("2017-11-21 09:00")
        .does("agent", "accept", json!({}))
        .does("dispatcher", "correct", to("suggestion"));
    assert_eq!(scene.due(), "2017-11-28 00:00");
}

#[test]
fn only_the_centre_corrects_with_a_reason() {
    let mut scene = accepted("help");
    scene
        .does("dispatcher", "dispatch", json!({"lead": "仓山公安分局"}))
        .refused(
            "handler@仓山公安分局",
            "correct",
            to("complaint"),
            Code::NotYours,
        )
        .refused("agent", "correct", to("complaint"), Code::NotYours)
        .refused(
            "dispatcher",
            "correct",
            json!({"kind": "consult"}),
            Code::ReasonMissing,
        )
        .refused(
            "dispatcher",
            "correct",
            json!({"item": "Z99", "reason": "x"}),
            Code::UnknownItem,
        )
        .refused(
            "dispatcher",
            "correct",
            json!({"area": "999", "reason": "x"}),
            Code::BadValue,
        );
}

/// Place, point as sealed, and area of the case; empty where there is none.
fn stands(scene: &Scene) -> [String; 3] {
    let facts = &scene.case().facts;
    let words = |text: &Option<TextRef>| text.as_ref().and_then(|it| scene.stage.safe.words(it));
    let area = facts.area.as_ref().map(ToString::to_string);
    [words(&facts.place), words(&facts.point), area].map(Option::unwrap_or_default)
}

#[test]
fn a_point_finds_the_area_where_none_was_given() {
    let fields =
        json!({"kind": "help", "text": "x", "point": {"lng": 119.296_604, "lat": 26.0855}});
    let scene = Scene::accepted("2017-11-20 09:00", &fields);
    assert_eq!(stands(&scene), ["", "119.29660,26.08550", "350102"]);
    // Who says which area is believed: borders in the drawing are not exact.
    let mut fields = fields;
    fields["area"] = json!("350103");
    let scene = Scene::accepted("2017-11-20 09:00", &fields);
    assert_eq!(stands(&scene)[2], "350103");
}

#[test]
fn a_point_goes_with_its_place() {
    let fields = json!({"kind": "help", "place": "三坊七巷", "area": "350102003",
        "point": {"lng": 119.2966, "lat": 26.0855}});
    let mut scene = Scene::accepted("2017-11-20 09:00", &fields);
    // Another kind leaves it; so does a point in the same county the street.
    scene.does("dispatcher", "correct", to("consult"));
    assert_eq!(stands(&scene)[1], "119.29660,26.08550");
    let moved = json!({"point": {"lng": 119.2970, "lat": 26.0860}, "reason": "看了照片"});
    scene.does("dispatcher", "correct", moved);
    let now = ["三坊七巷", "119.29700,26.08600", "350102003"];
    assert_eq!(stands(&scene), now);
    // In another county it finds that one.
    let far = json!({"place": "师大", "point": {"lng": 119.3030, "lat": 26.0330}, "reason": "x"});
    scene.does("dispatcher", "correct", far);
    let now = ["师大", "119.30300,26.03300", "350104"];
    assert_eq!(stands(&scene), now);
    // A new place without a point has none: the old one would lead elsewhere.
    scene.does(
        "dispatcher",
        "correct",
        json!({"place": "施埔路", "reason": "x"}),
    );
    assert_eq!(stands(&scene), ["施埔路", "", "350104"]);
}

#[test]
fn a_point_outside_the_city_is_refused() {
    let mut scene = accepted("help");
    let xiamen = json!({"point": {"lng": 118.089, "lat": 24.4798}, "reason": "x"});
    scene.refused("dispatcher", "correct", xiamen, Code::BadValue);
    let with = json!({"kind": "help", "text": "x", "point": {"lng": 118.089, "lat": 24.4798}});
    let refusal = scene.stage.register("requester", &with).unwrap_err();
    assert_eq!(refusal.code, Code::BadValue);
    let said = refusal.detail.unwrap();
    assert!(said.starts_with("point：这个位置不在福州市内 ("), "{said}");
}
