//! 裁定: who gave rules; the second return on a case is disputed, only a centre rules, and it binds.

use hotline::case::assignment::Duty;
use hotline::refusal::Code;
use serde_json::{Value, json};

use crate::world::{Scene, city};

fn back() -> Value {
    json!({"reason": "not_our_duty", "basis": "三定方案"})
}

fn uphold(lead: Option<&str>) -> Value {
    json!({"decision": "uphold", "reason": "改派", "lead": lead})
}

fn reject() -> Value {
    json!({"decision": "reject", "reason": "属于你们"})
}

fn accepted() -> Scene {
    Scene::accepted("2017-11-20 09:00", &json!({"kind": "complaint"}))
}

#[test]
fn an_unknown_lead_is_told_also_to_who_rejects() {
    accepted()
        .does("dispatcher", "dispatch", json!({"lead": "仓山公安分局"}))
        .does("handler@仓山公安分局", "return", back())
        .refused(
            "dispatcher",
            "rule_on_return",
            json!({"decision": "reject", "reason": "属于你们", "lead": "没有这个局"}),
            Code::UnknownUnit,
        )
        .does("dispatcher", "rule_on_return", reject());
}

/// The step tells whose return it was and who ruled: the centre, or the unit that had passed the case down.
#[test]
fn who_ruled_is_told() {
    let ruled = |scene: &Scene| {
        let last = scene.stage.tales.values().next().unwrap().events.last();
        let told = last.unwrap().event.told();
        (told.unit.cloned().unwrap(), told.ruler.cloned().unwrap())
    };
    let unit = |name: &str| city().unit(name).clone();
    let mut scene = accepted();
    scene
        .does("dispatcher", "dispatch", json!({"lead": "仓山公安分局"}))
        .does("handler@仓山公安分局", "return", back())
        .does("dispatcher", "rule_on_return", reject());
    assert_eq!(ruled(&scene), (unit("仓山公安分局"), unit("市智慧中心")));
    let mut scene = accepted();
    scene
        .does("dispatcher", "dispatch", json!({"lead": "仓山公安分局"}))
        .does("handler@仓山公安分局", "sign", json!({}))
        .does(
            "handler@仓山公安分局",
            "delegate",
            json!({"to": "对湖派出所"}),
        )
        .does("handler@对湖派出所", "return", back())
        .does("handler@仓山公安分局", "rule_on_return", reject());
    assert_eq!(ruled(&scene), (unit("对湖派出所"), unit("仓山公安分局")));
}

#[test]
fn a_second_return_lifts_the_first_to_the_centre_too() {
    let mut scene = accepted();
    let assist = json!({"lead": "市公安局", "assist": ["鼓楼区城管局"]});
    scene
        .does("dispatcher", "dispatch", assist)
        .does("handler@市公安局", "sign", json!({}))
        .does(
            "handler@市公安局",
            "delegate",
            json!({"to": "仓山公安分局"}),
        )
        .does("handler@仓山公安分局", "return", back())
        .does("handler@鼓楼区城管局", "return", back())
        .refused(
            "handler@市公安局",
            "rule_on_return",
            reject(),
            Code::NotYours,
        )
        .does(
            "dispatcher",
            "rule_on_return",
            json!({"decision": "reject", "reason": "属于你们", "unit": "仓山公安分局"}),
        );
    assert!(scene.case().binding);
}

#[test]
fn the_second_return_is_disputed_and_its_ruling_binds() {
    let mut scene = accepted();
    scene
        .does("dispatcher", "dispatch", json!({"lead": "仓山公安分局"}))
        .does("handler@仓山公安分局", "return", back())
        .does("dispatcher", "rule_on_return", uphold(Some("仓山区城管局")))
        .does("handler@仓山区城管局", "return", back());
    let held = scene.case().held_by(city().unit("仓山区城管局")).unwrap();
    assert!(held.returning.as_ref().unwrap().disputed);
    assert!(scene.case().disputed());
    scene.does("dispatcher", "rule_on_return", uphold(Some("仓山区住建局")));
    assert!(scene.case().binding);
    scene.refused("handler@仓山区住建局", "return", back(), Code::RulingBinds);
    // Who has returned before hears that first.
    scene
        .does(
            "dispatcher",
            "designate_fallback",
            json!({"unit": "仓山区市场监管局", "reason": "x"}),
        )
        .refused(
            "handler@仓山区市场监管局",
            "return",
            back(),
            Code::FallbackCannotReturn,
        );
}

#[test]
fn a_fallback_binds_from_the_second_return_on() {
    let fallback = json!({"unit": "仓山区市场监管局", "reason": "x"});
    for returns in 1..=2 {
        let mut scene = accepted();
        scene
            .does("dispatcher", "dispatch", json!({"lead": "仓山公安分局"}))
            .does("handler@仓山公安分局", "return", back());
        if returns == 2 {
            scene
                .does("dispatcher", "rule_on_return", uphold(Some("仓山区城管局")))
                .does("handler@仓山区城管局", "return", back());
        }
        scene.does("dispatcher", "designate_fallback", fallback.clone());
        let case = scene.case();
        assert_eq!(
            (case.disputed(), case.binding),
            (returns == 2, returns == 2)
        );
    }
}

#[test]
fn returned_before_comes_before_ruling_binds() {
    let mut scene = accepted();
    scene
        .does("dispatcher", "dispatch", json!({"lead": "仓山公安分局"}))
        .does("handler@仓山公安分局", "return", back())
        .does("dispatcher", "rule_on_return", uphold(Some("仓山区城管局")))
        .does("handler@仓山区城管局", "return", back())
        .does("dispatcher", "rule_on_return", reject())
        .refused(
            "handler@仓山区城管局",
            "return",
            back(),
            Code::ReturnedBefore,
        );
    assert!(scene.case().binding);
    assert_eq!(scene.state("仓山区城管局"), "to_sign");
}

#[test]
fn below_a_bureau_its_handler_or_reviewer_rules_the_first() {
    for by in ["handler@市公安局", "reviewer@市公安局", "dispatcher"] {
        let mut scene = accepted();
        scene
            .does("dispatcher", "dispatch", json!({"lead": "市公安局"}))
            .does("handler@市公安局", "sign", Value::Null)
            .does(
                "handler@市公安局",
                "delegate",
                json!({"to": "仓山公安分局"}),
            )
            .does("handler@仓山公安分局", "return", back())
            .refused(
                "unit_admin@市公安局",
                "rule_on_return",
                reject(),
                Code::NotYours,
            )
            .does(by, "rule_on_return", uphold(None));
        assert_eq!(scene.state("仓山公安分局"), "returned", "{by}");
        assert_eq!(scene.state("市公安局"), "in_hand", "{by}");
    }
}

#[test]
fn a_disputed_one_below_a_bureau_is_the_centres() {
    let mut scene = accepted();
    scene
        .does("dispatcher", "dispatch", json!({"lead": "市公安局"}))
        .does("handler@市公安局", "sign", Value::Null)
        .does(
            "handler@市公安局",
            "delegate",
            json!({"to": "仓山公安分局"}),
        )
        .does("handler@仓山公安分局", "return", back())
        .does(
            "handler@市公安局",
            "rule_on_return",
            uphold(Some("鼓楼公安分局")),
        )
        .does("handler@鼓楼公安分局", "return", back())
        .refused(
            "handler@市公安局",
            "rule_on_return",
            reject(),
            Code::NotYours,
        )
        .refused(
            "reviewer@市公安局",
            "rule_on_return",
            reject(),
            Code::NotYours,
        )
        .does("dispatcher", "rule_on_return", uphold(Some("仓山区城管局")));
    // Lifted out of the police, all of them are relieved.
    assert_eq!(scene.state("市公安局"), "relieved");
    assert_eq!(scene.holders(), ["仓山区城管局"]);
    assert!(
        scene
            .case()
            .held_by(city().unit("仓山区城管局"))
            .unwrap()
            .upper
            .is_none()
    );
}

#[test]
fn a_county_rules_inside_and_the_city_across_its_border() {
    let mut scene = accepted();
    scene
        .does("dispatcher", "dispatch", json!({"lead": "仓山区智慧中心"}))
        .does("dispatcher@仓山区智慧中心", "sign", Value::Null)
        .does(
            "dispatcher@仓山区智慧中心",
            "delegate",
            json!({"to": "仓山区城管局"}),
        )
        .does("handler@仓山区城管局", "return", back())
        .refused(
            "dispatcher@仓山区智慧中心",
            "rule_on_return",
            uphold(Some("鼓楼区城管局")),
            Code::UnitNotBelow,
        )
        .does(
            "dispatcher@仓山区智慧中心",
            "rule_on_return",
            uphold(Some("仓山区住建局")),
        );
    assert_eq!(scene.state("仓山区智慧中心"), "delegated");
    assert_eq!(scene.holders(), ["仓山区住建局"]);
    // The second is disputed; the city may name a unit beyond the border.
    scene.does("handler@仓山区住建局", "return", back()).does(
        "dispatcher",
        "rule_on_return",
        uphold(Some("鼓楼区城管局")),
    );
    assert_eq!(scene.state("仓山区智慧中心"), "relieved");
    assert_eq!(scene.holders(), ["鼓楼区城管局"]);
    assert_eq!(
        scene.case().lead().unwrap().unit,
        *city().unit("鼓楼区城管局")
    );
    scene.refused("handler@鼓楼区城管局", "return", back(), Code::RulingBinds);
}

#[test]
fn lifted_out_of_an_assisting_county_another_assists() {
    let county = "dispatcher@仓山区智慧中心";
    let mut scene = accepted();
    let with = json!({"lead": "市城管委", "assist": ["仓山区智慧中心"]});
    scene
        .does("dispatcher", "dispatch", with)
        .does(county, "sign", Value::Null)
        .does(county, "delegate", json!({"to": "仓山区城管局"}))
        .does("handler@仓山区城管局", "return", back())
        .does(county, "rule_on_return", uphold(Some("仓山区住建局")))
        .does("handler@仓山区住建局", "return", back())
        .does("dispatcher", "rule_on_return", uphold(Some("鼓楼区城管局")));
    assert_eq!(scene.state("仓山区智慧中心"), "relieved");
    let helper = scene.case().held_by(city().unit("鼓楼区城管局")).unwrap();
    assert_eq!(helper.duty, Duty::Assist);
    assert!(helper.given.reply_by.is_some());
    // The lead is not touched by it.
    assert_eq!(scene.case().lead().unwrap().unit, *city().unit("市城管委"));
    assert_eq!(scene.state("市城管委"), "to_sign");
}

#[test]
fn the_city_rules_a_countys_dispute_but_never_makes_the_county_its_own_unit() {
    let county = "dispatcher@仓山区智慧中心";
    let mut scene = Scene::empty("2017-11-20 09:00");
    let with = json!({"kind": "complaint", "accept": true});
    scene
        .register("agent@仓山区智慧中心", with)
        .does(county, "dispatch", json!({"lead": "仓山区城管局"}))
        .does("handler@仓山区城管局", "return", back())
        .refused("dispatcher", "rule_on_return", reject(), Code::NotYours)
        .does(county, "rule_on_return", uphold(Some("仓山区住建局")))
        .does("handler@仓山区住建局", "return", back())
        .refused(
            "dispatcher",
            "rule_on_return",
            uphold(Some("仓山区智慧中心")),
            Code::UnitNotBelow,
        )
        .does("dispatcher", "rule_on_return", uphold(Some("鼓楼区城管局")))
        .does("handler@鼓楼区城管局", "sign", Value::Null)
        .does("handler@鼓楼区城管局", "reply", json!({"text": "已办"}))
        .does(
            "reviewer@鼓楼区城管局",
            "review",
            json!({"decision": "pass"}),
        )
        .does(
            "reviewer@仓山区智慧中心",
            "review",
            json!({"decision": "pass"}),
        );
    assert_eq!(scene.status(), "answered");
}

#[test]
fn a_county_names_a_fallback_inside_its_area_only() {
    let mut scene = accepted();
    let county = "dispatcher@仓山区智慧中心";
    scene
        .does("dispatcher", "dispatch", json!({"lead": "仓山区智慧中心"}))
        .does(county, "sign", Value::Null)
        .does(county, "delegate", json!({"to": "仓山区城管局"}))
        .refused(
            county,
            "designate_fallback",
            json!({"unit": "鼓楼区城管局", "reason": "x"}),
            Code::UnitNotBelow,
        )
        .does(
            county,
            "designate_fallback",
            json!({"unit": "对湖街道", "reason": "属地兜底"}),
        );
    assert_eq!(scene.state("仓山区城管局"), "relieved");
    assert_eq!(scene.state("仓山区智慧中心"), "delegated");
    assert_eq!(scene.holders(), ["对湖街道"]);
    scene.refused(
        "handler@对湖街道",
        "return",
        back(),
        Code::FallbackCannotReturn,
    );
}

#[test]
fn nobody_rules_where_nothing_waits() {
    let mut scene = accepted();
    scene
        .does("dispatcher", "dispatch", json!({"lead": "仓山公安分局"}))
        .refused("dispatcher", "rule_on_return", reject(), Code::WrongState)
        .refused(
            "handler@仓山公安分局",
            "rule_on_return",
            reject(),
            Code::WrongState,
        )
        .does("handler@仓山公安分局", "return", back())
        .refused(
            "dispatcher",
            "rule_on_return",
            json!({"decision": "reject"}),
            Code::ReasonMissing,
        )
        .refused("reviewer", "rule_on_return", reject(), Code::NotYours)
        .refused(
            "dispatcher",
            "rule_on_return",
            uphold(Some("没有的单位")),
            Code::UnknownUnit,
        );
}

#[test]
fn a_bureau_gives_on_below_itself_and_never_sideways() {
    let mut scene = accepted();
    scene
        .does("dispatcher", "dispatch", json!({"lead": "仓山公安分局"}))
        .does("handler@仓山公安分局", "sign", json!({}))
        .does(
            "handler@仓山公安分局",
            "delegate",
            json!({"to": "对湖派出所"}),
        )
        .does("handler@对湖派出所", "return", back());
    for elsewhere in ["仓山区城管局", "对湖街道", "仓山区智慧中心", "鼓楼区城管局"]
    {
        scene.refused(
            "handler@仓山公安分局",
            "rule_on_return",
            uphold(Some(elsewhere)),
            Code::UnitNotBelow,
        );
    }
    scene.does(
        "handler@仓山公安分局",
        "rule_on_return",
        uphold(Some("仓前派出所")),
    );
    let held = scene.case().held_by(city().unit("仓前派出所")).unwrap();
    assert_eq!(held.upper.as_ref(), Some(city().unit("仓山公安分局")));
}

#[test]
fn the_deciding_centre_lifts_a_first_return_out_of_a_bureau() {
    let mut scene = accepted();
    scene
        .does("dispatcher", "dispatch", json!({"lead": "仓山公安分局"}))
        .does("handler@仓山公安分局", "sign", json!({}))
        .does(
            "handler@仓山公安分局",
            "delegate",
            json!({"to": "对湖派出所"}),
        )
        .does("handler@对湖派出所", "return", back())
        .does("dispatcher", "rule_on_return", uphold(Some("鼓楼区城管局")));
    let lead = scene.case().lead().unwrap();
    assert_eq!(&lead.unit, city().unit("鼓楼区城管局"));
    assert!(scene.case().held_by(city().unit("仓山公安分局")).is_none());
}
