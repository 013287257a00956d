//! 协办: replies to the lead within half of the days left, and never becomes the answer.

use hotline::refusal::Code;
use hotline::scope::view::Opened;
use serde_json::{Value, json};

use crate::world::{Scene, city, instant};

const LEAD: &str = "handler@仓山公安分局";
const ASSISTANT: &str = "handler@市公安局";

fn dispatched(at: &str, with: &Value, assist: &str) -> Scene {
    let mut scene = Scene::accepted(at, with);
    let with = json!({"lead": "仓山区城管局", "assist": [assist]});
    scene.does("dispatcher", "dispatch", with);
    scene
}

fn reply_by(scene: &Scene, unit: &str) -> workday::Instant {
    let held = scene.case().held_by(city().unit(unit)).unwrap();
    held.given.reply_by.unwrap()
}

#[test]
fn half_of_the_days_left_and_at_least_one() {
    for (kind, by) in [
        // Ten days left after Monday 20: five.
        ("complaint", "2017-11-28 00:00"),
        // Three: one and a half, so one.
        ("help", "2017-11-22 00:00"),
        ("consult", "2017-11-22 00:00"),
    ] {
        let scene = dispatched("2017-11-20 09:00", &json!({"kind": kind}), "市公安局");
        assert_eq!(reply_by(&scene, "市公安局"), instant(by), "{kind}");
    }
    let urgent = json!({"kind": "help", "urgent": true});
    let scene = dispatched("2017-11-20 09:00", &urgent, "市公安局");
    assert_eq!(reply_by(&scene, "市公安局"), instant("2017-11-22 00:00"));
}

#[test]
fn the_lead_does_not_wait_for_a_late_assistant() {
    for (answered, missed) in [("2017-11-21 10:00", false), ("2017-11-22 00:00", true)] {
        let mut scene = dispatched("2017-11-20 09:00", &json!({"kind": "help"}), "市公安局");
        scene
            .does("handler@仓山区城管局", "sign", Value::Null)
            .does("handler@仓山区城管局", "reply", json!({"text": "主办答复"}))
            .does(
                "reviewer@仓山区城管局",
                "review",
                json!({"decision": "pass"}),
            )
            .at(answered)
            .does("reviewer", "review", json!({"decision": "pass"}));
        assert_eq!(scene.status(), "answered");
        assert_eq!(scene.state("市公安局"), "relieved");
        let code = city().unit("市公安局");
        let helper = scene.case().current().find(|a| &a.unit == code).unwrap();
        assert_eq!(helper.missed, missed, "answered at {answered}");
        let reminded = scene.reminded("assist");
        assert_eq!(reminded, missed.then_some(false));
    }
}

#[test]
fn an_assistants_reply_is_reviewed_in_its_own_house() {
    let mut scene = dispatched("2017-11-20 09:00", &json!({"kind": "help"}), "市公安局");
    let both = "handler@市公安局+reviewer@市公安局:一人两职";
    scene
        .does(both, "sign", Value::Null)
        .does(both, "reply", json!({"text": "协办意见"}))
        .refused(both, "review", json!({"decision": "pass"}), Code::OwnReply)
        .does(
            "reviewer@市公安局",
            "review",
            json!({"decision": "send_back", "reason": "再写"}),
        )
        .does(both, "reply", json!({"text": "协办意见二"}))
        .does("reviewer@市公安局", "review", json!({"decision": "pass"}));
    assert_eq!(scene.state("市公安局"), "approved");
    assert!(scene.case().pending.is_none() && scene.case().handed_up.is_none());
    assert_eq!(scene.holders(), ["仓山区城管局"]);
}

#[test]
fn what_is_written_below_an_assistant_is_not_the_answer() {
    let mut scene = dispatched("2017-11-20 09:00", &json!({"kind": "help"}), "市公安局");
    scene
        .does("handler@仓山区城管局", "sign", Value::Null)
        .does("handler@仓山区城管局", "reply", json!({"text": "主办答复"}))
        .does(ASSISTANT, "sign", Value::Null)
        .does(ASSISTANT, "delegate", json!({"to": "仓山公安分局"}))
        .does(LEAD, "sign", Value::Null)
        .does(LEAD, "reply", json!({"text": "分局意见"}))
        .does(
            "reviewer@仓山公安分局",
            "review",
            json!({"decision": "pass"}),
        );
    // It lies before the assisting unit, which writes its own.
    assert_eq!(scene.state("市公安局"), "in_hand");
    assert_eq!(
        scene.case().pending.as_ref().unwrap().writer.as_str(),
        "350104-cgj"
    );
    scene
        .does(ASSISTANT, "reply", json!({"text": "市局意见"}))
        .does("reviewer@市公安局", "review", json!({"decision": "pass"}))
        .does(
            "reviewer@仓山区城管局",
            "review",
            json!({"decision": "pass"}),
        )
        .does("reviewer", "review", json!({"decision": "pass"}));
    let answer = scene.case().answer.clone().unwrap();
    let words = scene.stage.safe.words(&answer.text.unwrap());
    assert_eq!(words.as_deref(), Some("主办答复"));
}

#[test]
fn an_assistants_return_is_answered_by_another_assistant() {
    let mut scene = dispatched(
        "2017-11-20 09:00",
        &json!({"kind": "complaint"}),
        "市公安局",
    );
    scene
        .does(
            ASSISTANT,
            "return",
            json!({"reason": "not_our_duty", "basis": "三定方案"}),
        )
        .does(
            "dispatcher",
            "rule_on_return",
            json!({"decision": "uphold", "lead": "市城管委", "reason": "改派"}),
        );
    assert_eq!(scene.case().lead().unwrap().unit.as_str(), "350104-cgj");
    assert_eq!(reply_by(&scene, "市城管委"), instant("2017-11-28 00:00"));
}

#[test]
fn when_the_lead_is_gone_the_helpers_stay_and_another_lead_is_named() {
    let mut scene = dispatched(
        "2017-11-20 09:00",
        &json!({"kind": "complaint"}),
        "市公安局",
    );
    scene
        .refused(
            "dispatcher",
            "dispatch",
            json!({"lead": "市城管委"}),
            Code::WrongState,
        )
        .does(
            "handler@仓山区城管局",
            "return",
            json!({"reason": "other_lead", "basis": "三定方案"}),
        )
        .does(
            "dispatcher",
            "rule_on_return",
            json!({"decision": "uphold", "reason": "是"}),
        );
    assert_eq!(scene.status(), "in_progress");
    assert_eq!(scene.holders(), ["福州市公安局"]);
    scene
        .refused(
            "dispatcher",
            "dispatch",
            json!({"lead": "市城管委", "assist": ["市公安局"]}),
            Code::AlreadyHolds,
        )
        .does("dispatcher", "dispatch", json!({"lead": "市城管委"}));
    assert_eq!(scene.case().lead().unwrap().unit, *city().unit("市城管委"));
}

#[test]
fn a_fallback_below_an_assisting_centre_leaves_the_leads_reply_alone() {
    let mut scene = dispatched(
        "2017-11-20 09:00",
        &json!({"kind": "help"}),
        "鼓楼区智慧中心",
    );
    scene
        .does("handler@仓山区城管局", "sign", Value::Null)
        .does("handler@仓山区城管局", "reply", json!({"text": "主办答复"}))
        .does(
            "dispatcher@鼓楼区智慧中心",
            "designate_fallback",
            json!({"unit": "鼓楼区城管局", "reason": "兜底"}),
        );
    assert!(scene.case().pending.is_some());
    assert_eq!(scene.state("仓山区城管局"), "replied");
}

#[test]
fn an_assistant_named_as_fallback_gives_up_that_part_with_all_below() {
    let mut scene = dispatched("2017-11-20 09:00", &json!({"kind": "help"}), "市公安局");
    scene
        .does(ASSISTANT, "sign", Value::Null)
        .does(ASSISTANT, "delegate", json!({"to": "仓山公安分局"}))
        .does(
            "dispatcher",
            "designate_fallback",
            json!({"unit": "市公安局", "reason": "兜底"}),
        );
    assert_eq!(scene.holders(), ["福州市公安局"]);
    assert_eq!(scene.state("仓山公安分局"), "relieved");
    assert!(scene.case().lead().unwrap().fallback);
}
