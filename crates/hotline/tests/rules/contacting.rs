//! 先行联系: the requester is spoken to first; nobody's silence moves the promise.

use serde_json::{Value, json};

use crate::world::{Scene, city};
use hotline::case::event::Event;
use hotline::case::words::Whose;

/// A complaint of Monday 20 November 2017, signed by the branch at 10:00.
fn signed(with: &Value) -> Scene {
    let mut scene = Scene::accepted("2017-11-20 09:00", with);
    scene
        .does("dispatcher", "dispatch", json!({"lead": "仓山公安分局"}))
        .at("2017-11-20 10:00")
        .does("handler@仓山公安分局", "sign", json!({}));
    scene
}

fn complaint() -> Value {
    json!({"kind": "complaint", "requester": {"name": "陈女士", "phone": "13900000000"}})
}

/// An agent takes down what the caller wants; a dispatcher and an inspector urge for their units.
#[test]
fn an_urging_that_an_agent_takes_down_is_the_callers() {
    let mut scene = signed(&complaint());
    let centre = Some(city().unit("市智慧中心"));
    for (by, unit) in [
        ("requester", None),
        ("agent", None),
        ("agent@仓山区智慧中心", None),
        ("dispatcher", centre),
        ("inspector@市效能办", Some(city().unit("市效能办"))),
    ] {
        scene.does(by, "urge", json!({"text": "快些"}));
        let urged = scene.stage.tales.values().next().unwrap().events.last();
        let Event::Urged { unit: told, .. } = &urged.unwrap().event else {
            panic!("{urged:?}")
        };
        assert_eq!(told.as_ref(), unit, "{by}");
        // A unit's words are for whoever has the case; the requester reads his own.
        let whose = unit.map_or(Whose::Requester, |_| Whose::Inner);
        assert_eq!(urged.unwrap().event.words()[0].2, whose, "{by}");
    }
    assert_eq!(scene.case().urged, 5);
}

#[test]
fn the_lead_is_reminded_after_one_working_day() {
    let mut scene = signed(&complaint());
    let tried = json!({"how": "phone", "reached": false});
    scene.does("handler@仓山公安分局", "contact", tried);
    scene.at("2017-11-21 23:59");
    assert_eq!(scene.reminded("contact"), None);
    scene.at("2017-11-22 00:00");
    assert_eq!(scene.reminded("contact"), Some(false));
    assert_eq!(
        (scene.due().as_str(), scene.moves()),
        ("2017-12-05 00:00", 1)
    );
}

#[test]
fn whoever_of_the_lead_or_below_has_spoken_to_him_has_done_it() {
    let mut scene = signed(&complaint());
    let branch = "handler@仓山公安分局";
    let station = "handler@对湖派出所";
    scene
        .does(branch, "delegate", json!({"to": "对湖派出所"}))
        .does(station, "sign", json!({}))
        .does(station, "contact", json!({"how": "visit", "reached": true}))
        .at("2017-11-24 09:00");
    assert_eq!(scene.reminded("contact"), None);
}

#[test]
fn nobody_is_reminded_of_one_who_left_no_particulars() {
    let mut scene = signed(&json!({"kind": "complaint", "anonymous": true}));
    scene.at("2017-11-24 09:00");
    assert_eq!(scene.reminded("contact"), None);
}
