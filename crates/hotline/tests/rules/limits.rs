//! The promise: from when it counts, and for how long.

use hotline::refusal::Code;
use serde_json::{Value, json};

use crate::world::Scene;

fn due(at: &str, with: &Value) -> String {
    Scene::accepted(at, with).due()
}

#[test]
fn the_articles_case() {
    let scene = Scene::accepted("2017-11-18 15:21", &json!({"kind": "help", "item": "B15"}));
    assert_eq!(scene.due(), "2017-11-23 00:00");
    assert_eq!(scene.case().promise.as_ref().unwrap().limit(), 3);
}

#[test]
fn limits_of_2017_for_every_kind_and_the_list() {
    // Accepted on Monday 20 November 2017, 09:00.
    for (kind, plain, listed) in [
        ("consult", "2017-11-23 00:00", "2017-11-23 00:00"),
        ("help", "2017-11-24 00:00", "2017-11-24 00:00"),
        ("suggestion", "2017-11-28 00:00", "2017-11-24 00:00"),
        ("complaint", "2017-12-05 00:00", "2017-11-24 00:00"),
    ] {
        assert_eq!(due("2017-11-20 09:00", &json!({"kind": kind})), plain);
        let item = json!({"kind": kind, "item": "B15"});
        assert_eq!(due("2017-11-20 09:00", &item), listed);
    }
}

#[test]
fn limits_of_2015_know_no_list() {
    // Accepted on Monday 7 March 2016, 09:00: five working days, otherwise ten.
    for (kind, expected) in [
        ("consult", "2016-03-15 00:00"),
        ("help", "2016-03-22 00:00"),
        ("suggestion", "2016-03-22 00:00"),
        ("complaint", "2016-03-22 00:00"),
    ] {
        assert_eq!(due("2016-03-07 09:00", &json!({"kind": kind})), expected);
        let item = json!({"kind": kind, "item": "B15"});
        assert_eq!(due("2016-03-07 09:00", &item), expected);
    }
}

#[test]
fn the_day_of_acceptance_decides_the_rulebook() {
    let help = json!({"kind": "help"});
    assert_eq!(due("2017-10-31 23:59:59.999", &help), "2017-11-15 00:00");
    assert_eq!(due("2017-11-01 00:00", &help), "2017-11-07 00:00");
}

#[test]
fn urgent_simple_and_urgent_items_are_due_the_same_day() {
    for with in [
        json!({"kind": "help", "urgent": true}),
        json!({"kind": "consult", "simple": true}),
        json!({"kind": "complaint", "item": "A14"}),
    ] {
        assert_eq!(due("2017-11-20 00:00", &with), "2017-11-21 00:00");
        assert_eq!(due("2017-11-20 23:59:59.999", &with), "2017-11-21 00:00");
        // A Sunday, and National Day.
        assert_eq!(due("2017-11-26 23:59", &with), "2017-11-27 00:00");
        assert_eq!(due("2018-10-01 12:00", &with), "2018-10-02 00:00");
    }
}

#[test]
fn holidays_and_make_up_days_count_as_the_state_council_says() {
    // Spring Festival 2018: rest from 15 to 21 February, work on Sunday 11 and Saturday 24.
    let help = json!({"kind": "help"});
    assert_eq!(due("2018-02-10 10:00", &help), "2018-02-14 00:00");
    assert_eq!(due("2018-02-13 10:00", &help), "2018-02-24 00:00");
    assert_eq!(due("2018-02-22 10:00", &help), "2018-02-27 00:00");
}

#[test]
fn accepting_late_gains_nothing() {
    let web = json!({"kind": "help"});
    // Within two hours it counts from acceptance, past midnight too.
    let mut scene = Scene::empty("2017-11-20 22:30");
    scene.register("requester", web.clone());
    scene
        .at("2017-11-21 00:30")
        .does("agent", "accept", json!({}));
    assert_eq!(scene.due(), "2017-11-25 00:00");
    assert_eq!(scene.reminded("accept"), Some(false));
    // Two hours and a millisecond after 21:00 it counts from 23:00 of that Monday.
    let mut scene = Scene::empty("2017-11-20 21:00");
    scene.register("requester", web.clone());
    scene
        .at("2017-11-21 09:00")
        .does("dispatcher", "accept", json!({}));
    assert_eq!(scene.due(), "2017-11-24 00:00");
    let from = scene.case().accepted.as_ref().unwrap().from;
    assert_eq!(from, crate::world::instant("2017-11-20 23:00"));
    // Urgent, and the day of submission + 2 h is over: late from the start.
    let mut scene = Scene::empty("2017-11-20 21:00");
    scene.register("requester", web);
    scene
        .at("2017-11-21 09:00")
        .does("agent", "accept", json!({"urgent": true}));
    assert_eq!(scene.due(), "2017-11-21 00:00");
    assert!(scene.late());
}

#[test]
fn the_acceptor_may_set_kind_and_item_right() {
    let mut scene = Scene::empty("2017-11-20 09:00");
    scene.register("requester", json!({"kind": "complaint"}));
    scene.refused("agent", "accept", json!({"item": "Z99"}), Code::UnknownItem);
    scene.does("agent", "accept", json!({"kind": "consult"}));
    assert_eq!(scene.due(), "2017-11-23 00:00");
}

#[test]
fn a_year_without_a_notice_is_provisional_and_dated_anew() {
    let city = crate::world::city();
    let mut scene = Scene::empty("2017-12-27 10:00");
    scene.stage.calendar = city.calendar_before(2018);
    scene.register("agent", json!({"kind": "help", "accept": true}));
    let promise = scene.case().promise.clone().unwrap();
    assert!(promise.provisional);
    assert_eq!(scene.due(), "2018-01-02 00:00");
    scene.stage.land(city.calendar.clone(), 2018);
    assert!(!scene.case().promise.as_ref().unwrap().provisional);
    assert_eq!(scene.due(), "2018-01-03 00:00");
    assert_eq!(scene.last(1), ["redated"]);
    assert_eq!(scene.moves(), 2);
    // The same table again changes nothing.
    scene.stage.land(city.calendar.clone(), 2018);
    assert_eq!(scene.moves(), 2);
    assert_eq!(scene.last(1), ["redated"]);
}
