//! 等候补充: three working days at once, and all but the midnights waited are taken back.

use hotline::refusal::Code;
use serde_json::{Value, json};

use crate::world::Scene;

const BRANCH: &str = "handler@仓山公安分局";

/// In hand at the branch; asked and granted at an instant.
fn asked(accepted: &str, asked: &str) -> Scene {
    let mut scene = Scene::accepted(accepted, &json!({"kind": "help"}));
    scene
        .does("dispatcher", "dispatch", json!({"lead": "仓山公安分局"}))
        .does(BRANCH, "sign", Value::Null)
        .at(asked)
        .does(BRANCH, "ask_requester", json!({"question": "几点最吵"}));
    scene
}

fn grant() -> Value {
    json!({"decision": "grant"})
}

fn heard() -> Value {
    json!({"text": "晚上八点"})
}

#[test]
fn the_answer_takes_back_what_was_not_waited() {
    // Accepted on Monday 20, due on Thursday's 24:00; asked on Tuesday at 10:00.
    for (answered, due) in [
        ("2017-11-21 23:59:59.999", "2017-11-24 00:00"),
        ("2017-11-22 00:00", "2017-11-25 00:00"),
        ("2017-11-23 09:00", "2017-11-28 00:00"),
        ("2017-11-24 09:00", "2017-11-29 00:00"),
    ] {
        let mut scene = asked("2017-11-20 09:00", "2017-11-21 10:00");
        scene.does("dispatcher", "decide_waiting", grant());
        assert_eq!(scene.due(), "2017-11-29 00:00");
        scene
            .at(answered)
            .does("requester", "hear_from_requester", heard());
        assert_eq!(scene.due(), due, "{answered}");
    }
}

#[test]
fn rest_days_are_no_midnights() {
    // Due on Monday 27, asked on Friday 24; Saturday and Sunday do not count.
    let mut scene = asked("2017-11-22 09:00", "2017-11-24 10:00");
    scene.does("dispatcher", "decide_waiting", grant());
    assert_eq!(scene.due(), "2017-12-01 00:00");
    scene
        .at("2017-11-27 08:00")
        .does("agent", "hear_from_requester", heard());
    assert_eq!(scene.due(), "2017-11-29 00:00");
}

#[test]
fn without_an_answer_all_three_are_used_up() {
    let mut scene = asked("2017-11-22 09:00", "2017-11-24 10:00");
    scene.does("dispatcher", "decide_waiting", grant());
    scene.at("2017-11-29 23:59:59.999");
    assert!(!scene.case().question.as_ref().unwrap().settled);
    scene.at("2017-11-30 00:00");
    assert_eq!(scene.last(1), ["waiting_used_up"]);
    assert!(scene.case().question.as_ref().unwrap().settled);
    assert_eq!(scene.due(), "2017-12-01 00:00");
    // Words that come later answer nothing any more, and move nothing.
    scene.does("requester", "hear_from_requester", heard());
    assert_eq!(scene.due(), "2017-12-01 00:00");
    assert_eq!(scene.moves(), 2);
}

#[test]
fn asking_alone_moves_nothing() {
    let mut scene = asked("2017-11-20 09:00", "2017-11-21 10:00");
    assert_eq!(scene.due(), "2017-11-24 00:00");
    scene
        .at("2017-11-22 09:00")
        .does(BRANCH, "hear_from_requester", heard());
    assert_eq!(
        (scene.due().as_str(), scene.moves()),
        ("2017-11-24 00:00", 1)
    );
    scene
        .refused("dispatcher", "decide_waiting", grant(), Code::WrongState)
        .refused(
            BRANCH,
            "ask_requester",
            json!({"question": "还有吗"}),
            Code::AskedBefore,
        );
}

#[test]
fn refused_waiting_moves_nothing_and_is_decided() {
    let mut scene = asked("2017-11-20 09:00", "2017-11-21 10:00");
    let refuse = json!({"decision": "refuse", "reason": "自己能查"});
    scene.does("dispatcher", "decide_waiting", refuse).refused(
        "dispatcher",
        "decide_waiting",
        grant(),
        Code::WrongState,
    );
    assert_eq!(
        (scene.due().as_str(), scene.moves()),
        ("2017-11-24 00:00", 1)
    );
}

#[test]
fn extension_and_waiting_add_up_and_are_taken_back_apart() {
    let mut scene = asked("2017-11-20 09:00", "2017-11-21 10:00");
    scene
        .does("dispatcher", "decide_waiting", grant())
        .does(
            BRANCH,
            "request_extension",
            json!({"days": 2, "reason": "检测"}),
        )
        .does(
            "dispatcher",
            "decide_extension",
            json!({"decision": "grant", "reason": "可以"}),
        );
    // 3 + 3 + 2 working days after Monday 20.
    assert_eq!(scene.due(), "2017-12-01 00:00");
    scene
        .at("2017-11-22 12:00")
        .does("requester", "hear_from_requester", heard());
    // 3 + 1 + 2: the last is Tuesday 28.
    assert_eq!(scene.due(), "2017-11-29 00:00");
    assert_eq!(scene.moves(), 4);
}
