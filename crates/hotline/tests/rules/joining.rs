//! 并件 拆件 撤回 重新打开: every case keeps its own number and promise.

use hotline::refusal::Code;
use serde_json::{Value, json};

use crate::world::Scene;

const PARENT: i64 = 1;
const CHILD: i64 = 2;

/// A complaint, and the same matter from somebody else who asked for help; merged.
fn merged() -> Scene {
    let mut scene = Scene::accepted("2017-11-20 09:00", &json!({"kind": "complaint"}));
    scene.register("agent", json!({"kind": "help", "accept": true}));
    scene.does("dispatcher", "merge", json!({"into": "FZ1"}));
    scene
}

#[test]
fn a_merged_case_keeps_its_promise_and_gets_the_parents_answer() {
    let mut scene = merged();
    assert_eq!(
        (scene.status(), scene.due().as_str()),
        ("merged", "2017-11-24 00:00")
    );
    scene
        .refused(
            "requester",
            "rate",
            json!({"grade": 5, "solved": true}),
            Code::Ended,
        )
        .turn_to(PARENT)
        .at("2017-11-27 09:00")
        .does("agent", "answer_directly", json!({"text": "已办"}));
    assert!(!scene.late());
    scene.turn_to(CHILD);
    assert_eq!(scene.last(1), ["answered_with_parent"]);
    // Late by its own due, and rated by itself.
    assert!(scene.late());
    scene.does("requester", "rate", json!({"grade": 2, "solved": false}));
    assert_eq!(scene.case().rating.as_ref().unwrap().grade, 2);
    assert_eq!(scene.status(), "merged");
    assert!(scene.stage.case(PARENT).rating.is_none());
}

#[test]
fn when_the_parent_leaves_its_children_go_their_own_way() {
    for (by, verb, with) in [
        ("requester", "withdraw", json!({"reason": "不用了"})),
        ("agent", "transfer", json!({"to": "12315"})),
    ] {
        let mut scene = merged();
        scene.turn_to(PARENT).does(by, verb, with);
        assert!(scene.case().children.is_empty(), "{verb}");
        scene.turn_to(CHILD);
        assert_eq!(scene.last(1), ["unmerged"], "{verb}");
        assert_eq!(
            (scene.status(), scene.due().as_str()),
            ("accepted", "2017-11-24 00:00")
        );
    }
}

#[test]
fn unmerged_after_the_answer_it_owes_one_of_its_own() {
    let mut scene = merged();
    scene
        .turn_to(PARENT)
        .does("agent", "answer_directly", json!({"text": "已办"}))
        .turn_to(CHILD)
        .does("requester", "rate", json!({"grade": 1, "solved": false}))
        .does("dispatcher", "unmerge", json!({"reason": "不是一回事"}));
    assert_eq!(scene.status(), "accepted");
    assert!(scene.case().answer.is_none() && scene.case().rating.is_none());
    assert!(scene.stage.case(PARENT).children.is_empty());
}

#[test]
fn what_cannot_be_merged() {
    let impossible = Code::MergeImpossible;
    let mut scene = Scene::accepted("2017-11-20 09:00", &json!({"kind": "help"}));
    scene
        .refused("dispatcher", "merge", json!({"into": "FZ1"}), impossible)
        .refused("dispatcher", "merge", json!({"into": "FZ9"}), impossible);
    for secret in [
        json!({"kind": "complaint", "report": true, "accept": true}),
        json!({"kind": "help", "confidential": true, "accept": true}),
    ] {
        scene.register("agent", secret).refused(
            "dispatcher",
            "merge",
            json!({"into": "FZ1"}),
            impossible,
        );
    }
    scene
        .turn_to(PARENT)
        .refused("dispatcher", "merge", json!({"into": "FZ2"}), impossible);
    // Another centre's case, a parent, and a case that is answered.
    scene
        .register(
            "agent@仓山区智慧中心",
            json!({"kind": "help", "accept": true}),
        )
        .refused(
            "dispatcher@仓山区智慧中心",
            "merge",
            json!({"into": "FZ1"}),
            impossible,
        );
    let mut scene = merged();
    scene
        .refused("dispatcher", "merge", json!({"into": "FZ1"}), Code::Ended)
        .register("agent", json!({"kind": "help", "accept": true}))
        .turn_to(PARENT)
        .refused("dispatcher", "merge", json!({"into": "FZ3"}), impossible)
        .does("agent", "answer_directly", json!({"text": "已办"}))
        .turn_to(3)
        .refused("dispatcher", "merge", json!({"into": "FZ1"}), impossible);
}

#[test]
fn merging_accepts_what_was_only_submitted() {
    let mut scene = Scene::accepted("2017-11-20 09:00", &json!({"kind": "help"}));
    scene
        .register("requester", json!({"kind": "consult"}))
        .does("dispatcher", "merge", json!({"into": "FZ1"}));
    assert_eq!(scene.last(2), ["accepted", "merged"]);
    assert_eq!(scene.due(), "2017-11-23 00:00");
}

#[test]
fn parts_of_a_split_were_accepted_when_the_whole_was() {
    let mut scene = Scene::accepted("2017-11-20 09:00", &json!({"kind": "complaint"}));
    let parts = json!({"parts": [{"title": "垃圾", "item": "B15"}, {"title": "喇叭"}]});
    scene
        .at("2017-11-22 09:00")
        .refused("dispatcher", "split", json!({"parts": []}), Code::BadValue)
        .does("dispatcher", "split", parts);
    assert_eq!(scene.status(), "accepted");
    scene.turn_to(2);
    assert_eq!(
        (scene.status(), scene.due().as_str()),
        ("accepted", "2017-11-24 00:00")
    );
    assert_eq!(scene.case().facts.split_from.as_deref(), Some("FZ1"));
    scene.turn_to(3);
    assert_eq!(scene.due(), "2017-12-05 00:00");
}

#[test]
fn reopened_it_stands_where_its_acceptance_left_it() {
    let mut scene = Scene::accepted("2017-11-20 09:00", &json!({"kind": "help"}));
    scene
        .does("dispatcher", "dispatch", json!({"lead": "对湖派出所"}))
        .does("handler@对湖派出所", "sign", Value::Null)
        .does("agent", "withdraw", json!({"reason": "来电撤回"}))
        .refused(
            "handler@对湖派出所",
            "reply",
            json!({"text": "x"}),
            Code::Ended,
        )
        .refused("requester", "urge", json!({}), Code::Ended)
        .does("dispatcher", "reopen", json!({"reason": "误撤"}));
    assert_eq!(
        (scene.status(), scene.due().as_str()),
        ("accepted", "2017-11-24 00:00")
    );
    assert_eq!(scene.state("对湖派出所"), "relieved");
    let mut scene = Scene::empty("2017-11-20 09:00");
    scene
        .register("requester", json!({"kind": "help"}))
        .refused(
            "agent",
            "decline",
            json!({"reason": "太多"}),
            Code::ReasonMissing,
        )
        .does("agent", "decline", json!({"reason": "litigation"}))
        .does("dispatcher", "reopen", json!({"reason": "并未起诉"}));
    assert_eq!(scene.status(), "submitted");
}

/// Word is promised to the number that is left: one to which none can be sent is refused, whoever asks.
#[test]
fn me_too_takes_only_a_number_that_takes_word() {
    let mut scene = Scene::accepted("2017-11-20 09:00", &json!({"kind": "complaint"}));
    let copy = json!({"title": "喇叭", "text": "夜里响", "answer": ""});
    scene.does("reviewer", "publish", copy);
    for none in ["139", "12345", "88886666", "1390000000", "wx_123456"] {
        let refused = scene.give("public", "me_too", json!({ "contact": none }));
        let refused = refused.unwrap_err();
        assert_eq!(refused.code, Code::BadValue, "{none}");
        let told = refused.detail.unwrap();
        assert!(told.starts_with("contact：请写 11 位手机号"), "{told}");
    }
    assert_eq!(scene.case().me_too, 0);
    for some in [
        json!("139 0000 0000"),
        json!("0591-88886666"),
        json!(""),
        Value::Null,
    ] {
        scene.does("public", "me_too", json!({ "contact": some }));
    }
    assert_eq!(scene.case().me_too, 4);
}
