//! New versions of units and duties kept while the platform runs: dispatch, lists and suggestions follow
//! the day; what a unit has in hand it finishes.

use crate::rules::beside;
use crate::rules_of_lists::{keep, refused, register};
use crate::server::{TestServer, instant, on_both};
use app::App;
use app::clock::SetClock;
use app::keys::Scope;
use serde_json::{Value, json};
use std::sync::Arc;
use store::Scratch;

const STATION: &str = "350104-pcs-duihu";

/// A station of a bureau ends, and another one of the same bureau begins.
pub fn closing() -> Value {
    json!({ "units": { "entries": [{ "code": "350104-pcs-shipu", "name": "施埔派出所", "aliases": ["施埔所"],
        "kind": "station", "parent": "350104-gafj", "area": "350104003", "composed": true }], "ended": [STATION] } })
}

async fn names(server: &TestServer, path: &str) -> Vec<String> {
    let found = server.anonymous().get(path).await.ok().json();
    let found = found.as_array().unwrap().iter();
    found
        .map(|it| it["name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn units_follow_the_day() {
    on_both(async |server: &TestServer| {
        let admin = server.with("system_admin").await;
        let scopes = [Scope::Intake, Scope::Read, Scope::Command];
        let agent = server.key("话务", "agent@市智慧中心", &scopes).await;
        let give = server.key("批转", "dispatcher@市智慧中心", &scopes).await;
        let station = server.key("派出所", "handler@对湖派出所", &scopes).await;
        server.with("handler@对湖派出所").await;
        let no = register(&agent, "B15").await.text("no");
        let dispatch = async |no: &str, unit: &str| {
            let path = format!("/api/cases/{no}/dispatch");
            give.post(&path, &json!({ "lead": unit })).await.told()
        };
        assert_eq!(dispatch(&no, "对湖派出所").await, "200");
        let preview = keep(&admin, "2026-11-24", closing()).await;
        let touched = &preview["touched"][0];
        assert_eq!(
            (&touched["entry"], &touched["name"]),
            (&json!(STATION), &json!("对湖派出所"))
        );
        assert_eq!(
            (&touched["assignments"], &touched["people"], &touched["keys"]),
            (&json!(1), &json!(1), &json!(1))
        );
        let other = register(&agent, "B15").await.text("no");
        assert_eq!(dispatch(&other, "施埔派出所").await, "422 unknown_unit");
        let then = names(server, "/api/reference/units?on=2026-11-24").await;
        assert!(then.contains(&"施埔派出所".to_owned()), "to come");
        server.at("2026-11-24T00:00:00+08:00");
        assert_eq!(dispatch(&other, "对湖派出所").await, "422 unknown_unit");
        assert_eq!(dispatch(&other, "施埔所").await, "200");
        assert_eq!(names(server, "/api/units?q=spp").await, ["施埔派出所"]);
        assert_eq!(names(server, "/api/units?q=对湖派出所").await, [""; 0]);
        // What it has in hand it signs and answers, and its name still stands there.
        let sign = format!("/api/cases/{no}/sign");
        assert_eq!(station.post(&sign, &json!({})).await.told(), "200");
        let unit = format!("/api/reference/units/{STATION}");
        let unit = server.anonymous().get(&unit).await.ok().json();
        assert_eq!(
            (&unit["name"], &unit["until"]),
            (&json!("对湖派出所"), &json!("2026-11-23"))
        );
        let admin = server.with("system_admin@鼓楼区智慧中心").await;
        let person = json!({ "login": "xin", "name": "新来的", "posts": [{ "role": "handler", "unit": STATION }] });
        assert_eq!(admin.post("/api/people", &person).await.told(), "422 unknown_unit");
        let key = json!({ "name": "新的", "scopes": ["read"], "posts": [{ "role": "handler", "unit": STATION }] });
        assert_eq!(admin.post("/api/keys", &key).await.told(), "422 unknown_unit");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rework_does_not_go_back_to_a_unit_that_has_ended() {
    on_both(async |server: &TestServer| {
        let admin = server.with("system_admin").await;
        let scopes = [Scope::Intake, Scope::Read, Scope::Command];
        let agent = server.key("话务", "agent@市智慧中心", &scopes).await;
        let give = server.key("批转", "dispatcher@市智慧中心", &scopes).await;
        let review = server.key("终审", "reviewer@市智慧中心", &scopes).await;
        let station = server.key("派出所", "handler@对湖派出所", &scopes).await;
        let (no, code) = server.submitted().await;
        for (who, command, fields) in [
            (&agent, "accept", "{}"),
            (&give, "dispatch", r#"{ "lead": "对湖派出所" }"#),
            (&station, "sign", "{}"),
            (&station, "reply", r#"{ "text": "已经关停" }"#),
            (&review, "review", r#"{ "decision": "pass" }"#),
        ] {
            who.command(&no, command, fields).await.ok();
        }
        keep(&admin, "2026-11-24", closing()).await;
        server.at("2026-11-24T09:00:00+08:00");
        let citizen = server.anonymous().code(&code);
        let again = r#"{ "reason": "又响了" }"#;
        citizen.citizen(&no, "ask_rework", again).await.ok();
        give.command(&no, "rework", again).await.ok();
        let case = server.app.store().case(&no).await.unwrap().unwrap();
        assert_eq!((case.round, case.status.as_str()), (2, "accepted"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn duties_follow_the_day() {
    on_both(async |server: &TestServer| {
        let admin = server.with("system_admin").await;
        let give = server.key("批转", "dispatcher@市智慧中心", &[Scope::Read]).await;
        let change = json!({ "duties": { "entries": [{ "unit": STATION, "item": "B15", "composed": true }],
            "ended": [{ "unit": "350104-gafj", "item": "B15" }] } });
        let preview = keep(&admin, "2026-11-24", change).await;
        let touched = &preview["touched"];
        assert_eq!(touched[0]["entry"], "350104-gafj B15");
        assert_eq!(touched[0]["others"], 0, "the station's is its own street alone: {touched}");
        let path = "/api/reference/duties/B15?area=350104003";
        let written = json!({ "text": "楼下有人用喇叭叫卖", "item": "B15", "area": "350104003" });
        let suggested = async || {
            let reply = give.post("/api/suggest/dispatch", &written).await;
            let first = &reply.ok().json()["units"][0]["unit"];
            first.as_str().unwrap_or_default().to_owned()
        };
        assert!(names(server, path).await.contains(&"仓山公安分局".to_owned()));
        assert_ne!(suggested().await, STATION);
        let duties = server.anonymous().get("/api/reference/duties?on=2026-11-24").await;
        let new = json!({ "unit": STATION, "item": "B15", "area": null, "composed": true });
        assert!(duties.ok().json().as_array().unwrap().contains(&new));
        server.at("2026-11-24T00:00:00+08:00");
        let holders = names(server, path).await;
        assert_eq!(holders[0], "对湖派出所");
        assert!(!holders.contains(&"仓山公安分局".to_owned()), "{holders:?}");
        assert_eq!(suggested().await, STATION);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_leans_on_each_other_is_told() {
    let server = TestServer::new().await;
    let admin = server.with("system_admin").await;
    let ended = |unit: &str| json!({ "units": { "ended": [unit] } });
    for (unit, says) in [
        ("350100", "市级智慧中心，不能停用"),
        ("350104-gafj", "还在它下面"),
        ("350104-none", "没有 350104-none"),
    ] {
        let said = refused(&admin, "2026-11-24", &ended(unit)).await;
        assert!(
            said.starts_with("422 bad_value") && said.contains(says),
            "{said}"
        );
    }
    // A duty for an item to come; the item cannot be taken back from under it.
    let item = json!({ "items": { "entries": [{ "code": "B21", "name": "无人机噪声", "english": "drone noise", "usual_unit": "公安分局" }] } });
    keep(&admin, "2026-11-24", item).await;
    let duty = json!({ "duties": { "entries": [{ "unit": STATION, "item": "B21" }] } });
    let early = refused(&admin, "2026-11-23", &duty).await;
    assert!(early.contains("没有事项 B21"), "{early}");
    keep(&admin, "2026-11-25", duty).await;
    let back = admin
        .post("/api/rules/1/withdraw", &json!({ "why": "再议" }))
        .await;
    assert_eq!(back.told(), "422 bad_value");
    assert!(back.text("detail").contains("没有事项 B21"), "{back:?}");
    for no in [2, 1] {
        let path = format!("/api/rules/{no}/withdraw");
        assert_eq!(
            admin.post(&path, &json!({ "why": "再议" })).await.status,
            204
        );
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_server_learns_of_units_with_its_sweep() {
    let Some(scratch) = Scratch::postgres_for_test().await else {
        return;
    };
    let server = TestServer::on(scratch).await;
    let admin = server.with("system_admin").await;
    let (other, clock) = beside(&server).await;
    keep(&admin, "2026-11-24", closing()).await;
    clock.set(instant("2026-11-24T08:00:00+08:00"));
    assert!(
        other.find_units("施埔派出所", None, 5).is_empty(),
        "not learnt yet"
    );
    assert!(other.refresh_amendments().await.unwrap());
    assert_eq!(other.find_units("施埔派出所", None, 5).len(), 1);
    assert!(other.find_units("对湖派出所", None, 5).is_empty());
    clock.set(instant("2026-11-23T23:59:59+08:00"));
    assert!(
        other.find_units("施埔派出所", None, 5).is_empty(),
        "its day has not come"
    );
    other.store().close().await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_clock_ran_ahead_when_it_began_goes_back_to_the_units_of_today() {
    on_both(async |server: &TestServer| {
        let admin = server.with("system_admin").await;
        keep(&admin, "2026-11-24", closing()).await;
        let clock = Arc::new(SetClock::at(instant("2027-11-24T08:00:00+08:00")));
        let profile = app::profile::built_in().unwrap();
        let store = server.app.store().clone();
        let other = App::open(store, profile, clock.clone(), None);
        let other = other.await.unwrap();
        assert!(other.find_units("对湖派出所", None, 5).is_empty());
        clock.set(server.app.now());
        assert!(!other.refresh_amendments().await.unwrap(), "nothing is new");
        assert_eq!(other.find_units("对湖派出所", None, 5).len(), 1);
        assert!(other.find_units("施埔派出所", None, 5).is_empty());
        clock.set(instant("2026-11-24T08:00:00+08:00"));
        assert_eq!(other.find_units("施埔派出所", None, 5).len(), 1);
    })
    .await;
}
