//! 延期: asked before due, once, granted by the centre; the days are added to the present last day.

use hotline::refusal::Code;
use serde_json::{Value, json};

use crate::world::{Scene, actor};
use hotline::case::command::Verb;

const BRANCH: &str = "handler@仓山公安分局";

/// In hand at the branch since Monday 20 November 2017; help is due on Thursday's 24:00.
fn in_hand(with: &Value) -> Scene {
    let mut scene = Scene::accepted("2017-11-20 09:00", with);
    scene
        .does("dispatcher", "dispatch", json!({"lead": "仓山公安分局"}))
        .does(BRANCH, "sign", Value::Null);
    scene
}

fn ask(days: u32) -> Value {
    json!({"days": days, "reason": "要检测"})
}

fn grant() -> Value {
    json!({"decision": "grant", "reason": "可以"})
}

#[test]
fn days_are_added_across_the_weekend() {
    let mut scene = in_hand(&json!({"kind": "help"}));
    scene.does(BRANCH, "request_extension", ask(2));
    assert_eq!(scene.due(), "2017-11-24 00:00");
    scene.does("shift_lead", "decide_extension", grant());
    assert_eq!(scene.due(), "2017-11-28 00:00");
    assert_eq!(scene.moves(), 2);
    scene.refused(BRANCH, "request_extension", ask(1), Code::ExtensionSpent);
}

#[test]
fn granted_after_due_takes_the_lateness_back() {
    let mut scene = in_hand(&json!({"kind": "help"}));
    scene
        .at("2017-11-23 23:59:59.999")
        .does(BRANCH, "request_extension", ask(1))
        .at("2017-11-24 10:00");
    // Undecided at due is not granted.
    assert!(scene.late());
    scene.does("dispatcher", "decide_extension", grant());
    assert!(!scene.late());
    assert_eq!(scene.due(), "2017-11-25 00:00");
    // The moved promise warns anew.
    scene.at("2017-11-25 00:00");
    assert!(scene.late());
    assert_eq!(scene.reminded("late/1/2017-11-24/0"), Some(false));
}

/// What a form may offer is what the command takes: one day more is too long.
#[test]
fn the_most_days_are_told_and_taken() {
    let most = |scene: &Scene, by: &str, verb: Verb| {
        let context = scene.stage.context(Some(scene.case()));
        let actions = scene.case().actions(&context, &actor(by));
        let action = actions.into_iter().find(|action| action.verb == verb);
        action.unwrap().most_days
    };
    for (kind, days) in [("help", 3), ("complaint", 10)] {
        let mut scene = in_hand(&json!({"kind": kind}));
        assert_eq!(most(&scene, BRANCH, Verb::RequestExtension), Some(days));
        assert_eq!(most(&scene, "dispatcher", Verb::DecideExtension), None);
        scene
            .refused(
                BRANCH,
                "request_extension",
                ask(days + 1),
                Code::ExtensionTooLong,
            )
            .does(BRANCH, "request_extension", ask(days));
        assert_eq!(most(&scene, BRANCH, Verb::RequestExtension), None);
        assert_eq!(
            most(&scene, "dispatcher", Verb::DecideExtension),
            Some(days)
        );
        let mut longer = grant();
        longer["days"] = json!(days + 1);
        scene
            .refused(
                "dispatcher",
                "decide_extension",
                longer,
                Code::ExtensionTooLong,
            )
            .does("dispatcher", "decide_extension", grant());
    }
}

#[test]
fn asked_at_due_is_too_late() {
    let mut scene = in_hand(&json!({"kind": "help"}));
    scene.at("2017-11-24 00:00").refused(
        BRANCH,
        "request_extension",
        ask(1),
        Code::ExtensionAfterDue,
    );
}

#[test]
fn no_longer_than_the_limit_and_fifteen_in_all() {
    let mut scene = in_hand(&json!({"kind": "help"}));
    let long = Code::ExtensionTooLong;
    scene
        .refused(BRANCH, "request_extension", ask(4), long)
        .refused(BRANCH, "request_extension", ask(u32::MAX), long)
        .refused(BRANCH, "request_extension", ask(0), Code::BadValue)
        .does(BRANCH, "request_extension", ask(3))
        .refused(BRANCH, "request_extension", ask(1), Code::ExtensionPending)
        .refused(
            "dispatcher",
            "decide_extension",
            json!({"decision": "grant", "days": 4, "reason": "x"}),
            long,
        )
        .does(
            "dispatcher",
            "decide_extension",
            json!({"decision": "grant", "days": 1, "reason": "一天够了"}),
        );
    assert_eq!(scene.due(), "2017-11-25 00:00");
    let mut scene = in_hand(&json!({"kind": "complaint"}));
    scene
        .refused(BRANCH, "request_extension", ask(11), long)
        .does(BRANCH, "request_extension", ask(10))
        .does("dispatcher", "decide_extension", grant());
    assert_eq!(scene.due(), "2017-12-19 00:00");
}

#[test]
fn a_refusal_spends_nothing_and_moves_nothing() {
    let mut scene = in_hand(&json!({"kind": "help"}));
    let refuse = json!({"decision": "refuse", "reason": "不必"});
    scene
        .does(BRANCH, "request_extension", ask(2))
        .does("dispatcher", "decide_extension", refuse)
        .does(BRANCH, "request_extension", ask(1));
    assert_eq!(scene.due(), "2017-11-24 00:00");
    assert_eq!(scene.moves(), 1);
}

#[test]
fn same_day_cases_and_assistants_have_none() {
    let mut scene = in_hand(&json!({"kind": "help", "urgent": true}));
    scene.refused(
        BRANCH,
        "request_extension",
        ask(1),
        Code::SameDayNoExtension,
    );
    let mut scene = Scene::accepted("2017-11-20 09:00", &json!({"kind": "help"}));
    scene
        .does(
            "dispatcher",
            "dispatch",
            json!({"lead": "仓山公安分局", "assist": ["仓山区城管局"]}),
        )
        .does("handler@仓山区城管局", "sign", Value::Null)
        .refused(
            "handler@仓山区城管局",
            "request_extension",
            ask(1),
            Code::NotYours,
        );
    // Told whose step it is and what to do instead; the same without values, as a button hears it.
    let by = "handler@仓山区城管局";
    let refused = scene.give(by, "request_extension", ask(1)).unwrap_err();
    let said = refused.detail.unwrap();
    assert!(said.starts_with("延期由主办单位申请。"), "{said}");
    assert!(said.contains("请记进展告诉主办单位"), "{said}");
    assert!(
        said.contains("(The lead unit asks for an extension."),
        "{said}"
    );
    scene
        .does(by, "note_progress", json!({"text": "还要两天"}))
        .does(by, "reply", json!({"text": "已到现场看过。"}));
}

#[test]
fn only_the_centre_grants() {
    let mut scene = in_hand(&json!({"kind": "help"}));
    scene
        .does(BRANCH, "request_extension", ask(1))
        .refused(BRANCH, "decide_extension", grant(), Code::NotYours)
        .refused("agent", "decide_extension", grant(), Code::NotYours)
        .refused(
            "dispatcher@仓山区智慧中心",
            "decide_extension",
            grant(),
            Code::NotYours,
        );
}
