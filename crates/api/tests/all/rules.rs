//! Versions of the rules kept while the platform runs: tried out, kept, taken back, learnt by others.

use crate::server::{Client, TestServer, instant, on_both};
use app::App;
use app::clock::SetClock;
use app::keys::Scope;
use serde_json::{Value, json};
use std::sync::Arc;
use store::{Scratch, Store};

pub(crate) fn shorter(effective: &str, days: impl Into<Value>) -> Value {
    json!({ "effective": effective, "change": { "rulebook": { "source": "榕政办〔2026〕12号",
        "keys": [{ "key": "limit_complaint", "value": days.into() }] } } })
}

fn kept(mut new: Value, seen: &Value) -> Value {
    new["why"] = json!("市政府常务会议纪要");
    new["seen"] = seen.clone();
    new
}

/// Tries a version out and keeps it; gives its number.
pub(crate) async fn keep(admin: &Client, new: &Value) -> i64 {
    let preview = admin.post("/api/rules/preview", new).await.ok().json();
    let body = kept(new.clone(), &preview["seen"]);
    let done = admin.post("/api/rules", &body).await;
    assert_eq!(done.status, 201, "{done:?}");
    done.json()["no"].as_i64().unwrap()
}

/// A complaint accepted now: its last day and the rulebook that it is bound to.
async fn accepted(server: &TestServer, agent: &Client) -> (String, String) {
    let body = json!({ "kind": "complaint", "channel": "phone", "text": "工地夜间施工", "accept": true,
        "requester": { "phone": "13900000000" } });
    let made = agent.post("/api/cases", &body).await;
    assert_eq!(made.status, 201, "{made:?}");
    let no = made.text("no");
    let case = server.app.store().case(&no).await.unwrap().unwrap();
    let bound = case.accepted.unwrap().rulebook.to_string();
    (case.promise.unwrap().last_day.to_string(), bound)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_keeps_the_limit_of_the_day_of_its_acceptance() {
    on_both(async |server: &TestServer| {
        let admin = server.with("system_admin").await;
        // A key does not expire while the clock goes on.
        let agent = server
            .key("电话系统", "agent@市智慧中心", &[Scope::Intake])
            .await;
        let new = shorter("2026-11-24", json!(5));
        let preview = admin.post("/api/rules/preview", &new).await.ok().json();
        let promise = preview["promises"]
            .as_array()
            .unwrap()
            .iter()
            .find(|it| it["kind"] == "complaint")
            .unwrap();
        assert_eq!(promise["before"], "2026-12-09T00:00:00+08:00");
        assert_eq!(promise["after"], "2026-12-02T00:00:00+08:00");
        let changed =
            json!({ "entry": "", "key": "limit_complaint", "before": "10", "after": "5" });
        let differences = preview["differences"].as_array().unwrap();
        assert!(differences.contains(&changed), "{differences:?}");
        // Looking changes nothing.
        let rules = admin.get("/api/rules").await.ok().json();
        assert_eq!(rules["versions"], json!([]));
        assert_eq!(keep(&admin, &new).await, 1);
        let before = accepted(server, &agent).await;
        assert_eq!(before, ("2026-12-04".to_owned(), "2017-11-01".to_owned()));
        server.at("2026-11-24T00:00:00+08:00");
        let after = accepted(server, &agent).await;
        let auditor = server.with("auditor").await;
        assert_eq!(after, ("2026-12-01".to_owned(), "2026-11-24".to_owned()));
        // An extension of the case before is still measured by its own rulebook; the kinds of today are new.
        let kinds = server
            .anonymous()
            .get("/api/reference/kinds")
            .await
            .ok()
            .json();
        assert!(
            kinds
                .as_array()
                .unwrap()
                .iter()
                .any(|it| it["code"] == "complaint" && it["limit"] == 5)
        );
        let rules = auditor.get("/api/rules").await.ok().json();
        let version = &rules["versions"][0];
        assert_eq!(version["standing"], "in_force");
        assert_eq!(version["why"], "市政府常务会议纪要");
        assert_eq!(version["by"], "staff:system_admin");
        let whole = auditor.get("/api/rules/1").await.ok().json();
        assert!(whole["differences"].as_array().unwrap().contains(&changed));
        assert!(
            whole["text"]
                .as_str()
                .unwrap()
                .contains("effective = \"2026-11-24\"")
        );
        let other = server.with("system_admin@鼓楼区智慧中心").await;
        let why = json!({ "why": "x" });
        let gone = other.post("/api/rules/1/withdraw", &why).await;
        assert_eq!(gone.told(), "409 in_force");
        let trail = auditor.get("/api/audit").await.ok().json();
        let row = trail["rows"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["act"] == "amend_rules");
        assert_eq!(
            row.unwrap()["note"],
            "1：规则 2026-11-24，市政府常务会议纪要"
        );
        let condition = auditor.get("/api/condition").await.ok().json();
        let findings = condition["findings"].as_array().unwrap();
        let told = findings
            .iter()
            .find(|it| it["topic"] == "amendments")
            .unwrap();
        assert!(told["what"].as_str().unwrap().contains("1 版"), "{told}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_are_refused_with_a_sentence() {
    let server = TestServer::new().await;
    let admin = server.with("system_admin").await;
    for (effective, days, told, says) in [
        ("2026-11-20", json!(5), "422 day_passed", "最早 2026-11-21"),
        ("2020-01-01", json!(5), "422 day_passed", "最早 2026-11-21"),
        (
            "2026-12-01",
            json!(0),
            "422 bad_value",
            "投诉的期限 应在 1 到 366 之间，不能是 0",
        ),
        ("2026-12-01", json!(-1), "422 bad_value", "非负整数"),
        (
            "2026-12-01",
            json!(null),
            "422 bad_value",
            "缺少键 limit_complaint",
        ),
        ("2200-01-01", json!(5), "422 out_of_calendar", "日历"),
        ("昨天", json!(5), "422 bad_value", "effective"),
    ] {
        let new = shorter(effective, days);
        let reply = admin.post("/api/rules/preview", &new).await;
        assert_eq!(reply.told(), told, "{new}: {reply:?}");
        assert!(reply.text("detail").contains(says), "{reply:?}");
        let reply = admin.post("/api/rules", &kept(new, &json!("0"))).await;
        assert_eq!(reply.told(), told, "{reply:?}");
    }
    let mut new = kept(shorter("2026-12-01", json!(5)), &json!("0"));
    new["why"] = json!(" ");
    assert_eq!(
        admin.post("/api/rules", &new).await.told(),
        "422 reason_missing"
    );
    let english = admin.clone().header("accept-language", "en");
    let reply = english
        .post("/api/rules/preview", &shorter("2026-12-01", json!(0)))
        .await;
    assert!(
        reply
            .text("detail")
            .ends_with("limit_complaint must be from 1 to 366, not 0"),
        "{reply:?}"
    );
    assert_eq!(
        admin
            .post("/api/rules/7/withdraw", &json!({ "why": "x" }))
            .await
            .told(),
        "404 not_found"
    );
    assert_eq!(server.app.store().newest_amendment().await.unwrap(), 0);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_previewed_is_what_is_kept_and_may_be_taken_back() {
    on_both(async |server: &TestServer| {
        let admin = server.with("system_admin").await;
        let first = shorter("2026-12-01", json!(5));
        let late = shorter("2026-12-02", json!(6));
        let seen = admin.post("/api/rules/preview", &late).await.ok().json()["seen"].clone();
        // Another value, another day, another source than what was previewed, or nothing that was.
        let mut other = late.clone();
        other["change"]["rulebook"]["source"] = json!("榕政办〔2026〕13号");
        let unseen = [
            kept(shorter("2026-12-02", json!(7)), &seen),
            kept(shorter("2026-12-03", json!(6)), &seen),
            kept(other, &seen),
            kept(late.clone(), &json!("0")),
            kept(late.clone(), &json!("")),
        ];
        for body in unseen {
            let told = admin.post("/api/rules", &body).await;
            assert_eq!(told.told(), "409 stale", "{body}");
            assert!(told.text("detail").contains("请先试算"), "{told:?}");
        }
        assert_eq!(keep(&admin, &first).await, 1);
        // Previewed before the first was kept: refused, for the answer would be another.
        let late = admin.post("/api/rules", &kept(late, &seen)).await;
        assert_eq!(late.told(), "409 stale");
        assert!(late.text("detail").contains("重新试算"), "{late:?}");
        // Two versions of one day: the sentence says what to do.
        let twice = admin.post("/api/rules/preview", &first).await;
        assert_eq!(twice.told(), "422 day_passed");
        assert!(
            twice
                .text("detail")
                .contains("已定下的一版从 2026-12-01 起，新的一版最早 2026-12-02"),
            "{twice:?}"
        );
        let why = json!({ "why": "日子写错了" });
        assert_eq!(admin.post("/api/rules/1/withdraw", &why).await.status, 204);
        assert_eq!(
            admin.post("/api/rules/1/withdraw", &why).await.told(),
            "409 stale"
        );
        assert_eq!(keep(&admin, &first).await, 3);
        let rules = admin.get("/api/rules").await.ok().json();
        let stand: Vec<_> = rules["versions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| (&it["no"], &it["standing"]))
            .collect();
        assert_eq!(
            stand,
            [
                (&json!(3), &json!("coming")),
                (&json!(1), &json!("withdrawn"))
            ]
        );
        assert_eq!(rules["versions"][1]["withdrawn"]["why"], "日子写错了");
        for one in [&rules["versions"][1], &rules["versions"][1]["withdrawn"]] {
            assert_ne!(one["by_name"], Value::Null, "{one}");
            assert_ne!(one["by_name"], one["by"], "{one}");
        }
        let auditor = server.with("auditor").await;
        auditor.get("/api/rules").await.ok();
        assert_eq!(
            auditor.post("/api/rules/3/withdraw", &why).await.told(),
            "403 not_yours"
        );
        assert_eq!(
            auditor.post("/api/rules/preview", &first).await.told(),
            "403 not_yours"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_keep_at_once_do_not_both() {
    on_both(async |server: &TestServer| {
        let admin = server.with("system_admin").await;
        let mut bodies = Vec::new();
        for n in 3..9 {
            let new = shorter(&format!("2026-12-0{n}"), json!(n));
            let preview = admin.post("/api/rules/preview", &new).await.ok().json();
            bodies.push(kept(new, &preview["seen"]));
        }
        let sent = bodies.iter().map(|body| admin.post("/api/rules", body));
        let replies = futures_util::future::join_all(sent).await;
        let mut told: Vec<_> = replies.iter().map(crate::server::Reply::told).collect();
        told.sort();
        assert_eq!(
            told,
            [
                "201",
                "409 stale",
                "409 stale",
                "409 stale",
                "409 stale",
                "409 stale"
            ]
        );
        let rules = admin.get("/api/rules").await.ok().json();
        assert_eq!(rules["versions"].as_array().unwrap().len(), 1);
    })
    .await;
}

/// A second server on the same database.
pub async fn beside(server: &TestServer) -> (App, Arc<SetClock>) {
    let clock = Arc::new(SetClock::at(instant("2026-11-20T10:30:00+08:00")));
    let store = Store::open(server.url()).await.unwrap();
    let profile = app::profile::built_in().unwrap();
    let app = App::open(store, profile, clock.clone(), None)
        .await
        .unwrap();
    (app, clock)
}

#[tokio::test(flavor = "multi_thread")]
async fn another_server_learns_it_and_a_new_one_begins_with_it() {
    let Some(scratch) = Scratch::postgres_for_test().await else {
        return;
    };
    let server = TestServer::on(scratch).await;
    let admin = server.with("system_admin").await;
    let (other, clock) = beside(&server).await;
    assert!(!other.refresh_amendments().await.unwrap());
    keep(&admin, &shorter("2026-11-24", json!(5))).await;
    let limit = |app: &App| app.rules_of(None, app.now()).unwrap().limit_complaint;
    clock.set(instant("2026-11-24T08:00:00+08:00"));
    assert_eq!(limit(&other), 10, "not learnt yet");
    assert!(other.refresh_amendments().await.unwrap());
    assert!(!other.refresh_amendments().await.unwrap());
    assert_eq!(limit(&other), 5);
    let (new, _) = beside(&server).await;
    assert_eq!(limit(&new), 10, "its day has not come");
    admin
        .post("/api/rules/1/withdraw", &json!({ "why": "再议" }))
        .await;
    other.refresh_amendments().await.unwrap();
    assert_eq!(limit(&other), 10, "taken back");
    other.store().close().await;
    new.store().close().await;
    server.stop().await;
}
