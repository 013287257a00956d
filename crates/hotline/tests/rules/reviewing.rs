//! 审核: a reply climbs from its writer through the case's own tree to the centre that accepted.

use hotline::refusal::Code;
use hotline::scope::view::Opened;
use serde_json::{Value, json};

use crate::world::{Scene, instant};

fn reply() -> Value {
    json!({"text": "已关停喇叭"})
}

fn pass() -> Value {
    json!({"decision": "pass"})
}

/// City → branch → station, in the station's hands.
fn at_the_station() -> Scene {
    let mut scene = Scene::accepted("2017-11-18 15:21", &json!({"kind": "help", "item": "B15"}));
    scene
        .does("dispatcher", "dispatch", json!({"lead": "仓山公安分局"}))
        .does("handler@仓山公安分局", "sign", Value::Null)
        .does(
            "handler@仓山公安分局",
            "delegate",
            json!({"to": "对湖派出所"}),
        )
        .does("handler@对湖派出所", "sign", Value::Null);
    scene
}

/// City → county centre → bureau, in the bureau's hands.
fn at_the_bureau() -> Scene {
    let mut scene = Scene::accepted("2017-11-18 15:21", &json!({"kind": "help", "item": "B15"}));
    scene
        .does("dispatcher", "dispatch", json!({"lead": "仓山区智慧中心"}))
        .does("dispatcher@仓山区智慧中心", "sign", Value::Null)
        .does(
            "dispatcher@仓山区智慧中心",
            "delegate",
            json!({"to": "仓山区城管局"}),
        )
        .does("handler@仓山区城管局", "sign", Value::Null);
    scene
}

#[test]
fn station_branch_city_centre() {
    let mut scene = at_the_station();
    scene
        .refused(
            "handler@仓山公安分局",
            "reply",
            reply(),
            Code::LowerUnitOpen,
        )
        .refused("handler@对湖派出所", "reply", json!({}), Code::ReplyEmpty)
        .at("2017-11-22 20:00")
        .does("handler@对湖派出所", "reply", reply());
    assert_eq!(scene.state("对湖派出所"), "replied");
    assert_eq!(scene.state("仓山公安分局"), "delegated");
    // A station reviews nothing; the branch does, and the centre not before it.
    scene
        .refused("reviewer@对湖派出所", "review", pass(), Code::WrongState)
        .refused("reviewer", "review", pass(), Code::WrongState)
        .refused("handler@仓山公安分局", "review", pass(), Code::NotYours)
        .at("2017-11-22 23:42")
        .does("reviewer@仓山公安分局", "review", pass());
    assert_eq!(scene.state("对湖派出所"), "approved");
    assert_eq!(scene.state("仓山公安分局"), "replied");
    scene
        .refused("reviewer@仓山公安分局", "review", pass(), Code::WrongState)
        .at("2017-11-23 09:00")
        .does(
            "reviewer",
            "review",
            json!({"decision": "pass", "text": "已关停，谢谢"}),
        );
    assert_eq!(scene.status(), "answered");
    assert_eq!(scene.state("仓山公安分局"), "approved");
    let answer = scene.case().answer.clone().unwrap();
    assert_eq!(answer.counted_at, instant("2017-11-22 23:42"));
    assert!(!scene.late());
    let words = scene.stage.safe.words(&answer.text.unwrap());
    assert_eq!(words.as_deref(), Some("已关停，谢谢"));
}

#[test]
fn bureau_county_centre_city_centre_and_nobody_passes_his_own() {
    let mut scene = at_the_bureau();
    let everywhere =
        "handler@仓山区城管局+reviewer@仓山区城管局+reviewer@仓山区智慧中心+reviewer:多面手";
    scene
        .does(everywhere, "reply", reply())
        .refused(everywhere, "review", pass(), Code::OwnReply)
        .does("reviewer@仓山区城管局", "review", pass())
        .refused(everywhere, "review", pass(), Code::OwnReply)
        .does("reviewer@仓山区智慧中心", "review", pass())
        .refused(everywhere, "review", pass(), Code::OwnReply)
        .does("reviewer", "review", pass());
    assert_eq!(scene.status(), "answered");
    for unit in ["仓山区城管局", "仓山区智慧中心"] {
        assert_eq!(scene.state(unit), "approved");
    }
}

#[test]
fn sent_back_it_goes_down_to_the_writer_and_counts_as_never_given() {
    let mut scene = at_the_bureau();
    let back = json!({"decision": "send_back", "reason": "没有说清"});
    scene
        .does("handler@仓山区城管局", "reply", reply())
        .does("reviewer@仓山区城管局", "review", pass())
        .does("reviewer@仓山区智慧中心", "review", pass());
    assert!(scene.case().handed_up.is_some());
    scene.at("2017-11-23 10:00");
    assert!(!scene.late());
    scene.does("reviewer", "review", back);
    assert_eq!(scene.state("仓山区城管局"), "in_hand");
    assert_eq!(scene.state("仓山区智慧中心"), "delegated");
    assert!(scene.case().handed_up.is_none() && scene.case().pending.is_none());
    assert!(scene.late());
    scene
        .does("handler@仓山区城管局", "reply", reply())
        .does("reviewer@仓山区城管局", "review", pass())
        .does("reviewer@仓山区智慧中心", "review", pass())
        .does("reviewer", "review", pass());
    assert_eq!(scene.status(), "answered");
    assert!(scene.late());
}

#[test]
fn sent_back_by_ones_own_reviewer() {
    let mut scene = at_the_bureau();
    let back = json!({"decision": "send_back", "reason": "没有说清"});
    scene.does("handler@仓山区城管局", "reply", reply()).does(
        "reviewer@仓山区城管局",
        "review",
        back,
    );
    assert_eq!(scene.state("仓山区城管局"), "in_hand");
    assert_eq!(scene.state("仓山区智慧中心"), "delegated");
}

#[test]
fn the_final_review_has_a_limit_of_its_own() {
    let mut scene = at_the_station();
    scene
        .at("2017-11-22 22:00")
        .does("handler@对湖派出所", "reply", reply())
        .does("reviewer@仓山公安分局", "review", pass());
    let by = scene.case().pending.as_ref().unwrap().review_by;
    assert_eq!(by, Some(instant("2017-11-24 00:00")));
    scene.at("2017-11-23 23:59:59.999");
    assert_eq!(scene.reminded("final_review"), None);
    scene.at("2017-11-24 00:00");
    assert_eq!(scene.reminded("final_review"), Some(false));
    // It counts against the centre, not against the unit.
    assert!(!scene.late());
}

#[test]
fn a_lead_without_review_hands_up_with_its_reply() {
    let mut scene = Scene::accepted("2017-11-18 15:21", &json!({"kind": "help", "item": "B15"}));
    scene
        .does("dispatcher", "dispatch", json!({"lead": "对湖派出所"}))
        .does("handler@对湖派出所", "sign", Value::Null)
        .at("2017-11-22 10:00")
        .does("handler@对湖派出所", "reply", reply());
    assert_eq!(scene.case().handed_up, Some(instant("2017-11-22 10:00")));
    let by = scene.case().pending.as_ref().unwrap().review_by;
    assert_eq!(by, Some(instant("2017-11-24 00:00")));
    scene.does("reviewer", "review", pass());
    assert_eq!(scene.status(), "answered");
}

#[test]
fn what_a_county_accepts_itself_it_finishes_itself() {
    let mut scene = Scene::empty("2017-11-20 09:00");
    scene.register(
        "agent@仓山区智慧中心",
        json!({"kind": "help", "accept": true}),
    );
    scene
        .refused(
            "dispatcher",
            "dispatch",
            json!({"lead": "对湖街道"}),
            Code::NotYours,
        )
        .refused(
            "dispatcher@仓山区智慧中心",
            "dispatch",
            json!({"lead": "市城管委"}),
            Code::UnitNotBelow,
        )
        .does(
            "dispatcher@仓山区智慧中心",
            "dispatch",
            json!({"lead": "对湖街道"}),
        )
        .does("handler@对湖街道", "sign", Value::Null)
        .does("handler@对湖街道", "reply", reply())
        .does("reviewer@对湖街道", "review", pass())
        .refused("reviewer", "review", pass(), Code::NotYours)
        .does("reviewer@仓山区智慧中心", "review", pass());
    assert_eq!(scene.status(), "answered");
}

#[test]
fn a_county_centre_may_answer_what_the_city_gave_it() {
    let mut scene = Scene::accepted("2017-11-20 09:00", &json!({"kind": "help"}));
    let county = "dispatcher@仓山区智慧中心";
    scene
        .does("dispatcher", "dispatch", json!({"lead": "仓山区智慧中心"}))
        .does(county, "sign", Value::Null)
        .refused(
            county,
            "delegate",
            json!({"to": "鼓楼区城管局"}),
            Code::UnitNotBelow,
        )
        .does(county, "reply", reply())
        .does("reviewer@仓山区智慧中心", "review", pass())
        .does("reviewer", "review", pass());
    assert_eq!(scene.status(), "answered");
}

/// What a refusal says of where the case stands.
fn told(scene: &mut Scene, by: &str, verb: &str, with: Value) -> String {
    let refusal = scene.give(by, verb, with).unwrap_err();
    refusal.detail.unwrap_or_default()
}

#[test]
fn whoever_is_refused_is_told_where_it_stands() {
    let mut scene = at_the_station();
    let branch = "handler@仓山公安分局";
    let says = told(&mut scene, branch, "reply", reply());
    assert!(says.contains("请等它答复"), "{says}");
    scene.does("handler@对湖派出所", "reply", reply());
    let says = told(&mut scene, branch, "reply", reply());
    assert!(says.contains("它已经答复，等本单位审核"), "{says}");
    let says = told(&mut scene, "handler@对湖派出所", "sign", Value::Null);
    assert!(says.contains("答复已经写好，等审核"), "{says}");
    scene
        .does("reviewer@仓山公安分局", "review", pass())
        .does("reviewer", "review", pass());
    let says = told(&mut scene, branch, "reply", reply());
    assert!(says.contains("已经答复"), "{says}");
}

#[test]
fn a_return_below_is_told_to_whoever_would_reply_above() {
    let mut scene = at_the_bureau();
    scene.does(
        "handler@仓山区城管局",
        "return",
        json!({"reason": "not_our_duty", "basis": "归公安"}),
    );
    let says = told(&mut scene, "dispatcher@仓山区智慧中心", "reply", reply());
    assert!(says.contains("它申请了退件，请先裁定"), "{says}");
}

#[test]
fn a_step_before_signing_says_so() {
    let mut scene = Scene::accepted("2017-11-18 15:21", &json!({"kind": "help", "item": "B15"}));
    scene.does("dispatcher", "dispatch", json!({"lead": "仓山公安分局"}));
    let says = told(&mut scene, "handler@仓山公安分局", "reply", reply());
    assert!(says.contains("还没签收，请先签收"), "{says}");
}

/// 公开: no answer that nobody gave, and nobody's own number.
#[test]
fn what_goes_public_is_what_was_answered_and_names_nobody() {
    let copy =
        |text: &str, answer: &str| json!({"title": "喇叭扰民", "text": text, "answer": answer});
    let mut scene = at_the_station();
    scene
        .refused(
            "reviewer",
            "publish",
            copy("夜里响", "已关停"),
            Code::BadValue,
        )
        .does("reviewer", "publish", copy("夜里响", ""))
        .does("handler@对湖派出所", "reply", reply())
        .refused(
            "reviewer",
            "publish",
            copy("夜里响", "已关停"),
            Code::BadValue,
        )
        .does("reviewer@仓山公安分局", "review", pass())
        .does("reviewer", "review", pass());
    assert_eq!(scene.status(), "answered");
    let refused = |scene: &mut Scene, text: &str, answer: &str| {
        let refused = scene.give("reviewer", "publish", copy(text, answer));
        refused.unwrap_err().detail.unwrap()
    };
    let told = refused(&mut scene, "请打138-0000-0555", "已关停");
    assert!(
        told.starts_with("text：第 3 个字起的电话号码（138…）要先遮住 (a phone number"),
        "{told}"
    );
    let told = refused(&mut scene, "夜里响", "李某350102199001011234已关停");
    assert!(
        told.starts_with("answer：第 3 个字起的身份证号（350…）"),
        "{told}"
    );
    for own in [
        "请打壹叁捌零零零零零伍伍伍",
        "请打138\n00000555",
        "证件350102900101123",
        "打0591-88886666没人接",
    ] {
        let told = refused(&mut scene, own, "已关停");
        assert!(told.contains("要先遮住 ("), "{own}: {told}");
    }
    // Numbers of offices, and street numbers, may be meant: a reader decides.
    scene.does(
        "reviewer",
        "publish",
        copy("学军路12号夜里响", "已关停，再响请拨12345或0591-88886666"),
    );
}
