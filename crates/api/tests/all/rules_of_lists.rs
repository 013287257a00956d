//! New versions of lists kept while the platform runs: items and reasons follow the day.

use crate::server::{Client, Reply, TestServer, on_both};
use app::keys::Scope;
use serde_json::{Value, json};

/// A version without and with what keeping needs.
fn version(effective: &str, change: &Value) -> Value {
    json!({ "effective": effective, "change": change })
}

/// Tries a version out and keeps it; gives the preview.
pub async fn keep(admin: &Client, effective: &str, change: Value) -> Value {
    let new = version(effective, &change);
    let preview = admin.post("/api/rules/preview", &new).await.ok().json();
    let body = json!({ "effective": effective, "change": change, "why": "编办来文", "seen": preview["seen"] });
    let done = admin.post("/api/rules", &body).await;
    assert_eq!(done.status, 201, "{done:?}");
    preview
}

pub async fn refused(admin: &Client, effective: &str, change: &Value) -> String {
    let new = version(effective, change);
    let reply = admin.post("/api/rules/preview", &new).await;
    format!("{} {}", reply.told(), reply.text("detail"))
}

pub async fn register(agent: &Client, item: &str) -> Reply {
    let body = json!({ "kind": "complaint", "channel": "phone", "text": "楼下堆了垃圾", "item": item, "accept": true,
        "area": "350104003", "requester": { "phone": "13900000000" } });
    agent.post("/api/cases", &body).await
}

fn drones() -> Value {
    json!({ "items": { "entries": [{ "code": "B21", "name": "无人机噪声", "english": "drone noise",
        "usual_unit": "公安分局", "composed": true }], "ended": ["B03"] } })
}

async fn codes(client: &Client, path: &str) -> Vec<String> {
    let found = client.get(path).await.ok().json();
    let found = found.as_array().unwrap().iter();
    found
        .map(|it| it["code"].as_str().unwrap().to_owned())
        .collect()
}

/// A place in a list means nothing to whoever filled in the form.
#[tokio::test(flavor = "multi_thread")]
async fn a_bad_value_tells_of_which_entry_it_is() {
    on_both(async |server: &TestServer| {
        let admin = server.with("system_admin").await;
        let keys = json!([{ "key": "limit_consult", "value": 5 }, { "key": "limit_complaint", "value": 99_999_999_999_u64 }]);
        let change = json!({ "rulebook": { "source": "榕政办〔2026〕12号", "keys": keys } });
        let told = refused(&admin, "2026-12-01", &change).await;
        let wanted = "change.rulebook.keys[1].value：投诉的期限（limit_complaint）：应当是不太大的非负整数";
        assert!(told.starts_with("422 bad_value") && told.contains(wanted), "{told}");
        let change = json!({ "items": { "entries": [{ "code": "B21", "name": "无人机噪声", "english": "drone noise",
            "usual_unit": "公安分局", "urgent": "陈女士" }] } });
        let told = refused(&admin, "2026-12-01", &change).await;
        let wanted = "change.items.entries[0].urgent：B21：应当是 true 或 false";
        assert!(told.contains(wanted) && !told.contains("陈女士"), "{told}");
        // A value with words of its own in place of a name is told by its place alone.
        let change = json!({ "items": { "entries": [{ "code": "陈女士", "urgent": 1 }] } });
        let told = refused(&admin, "2026-12-01", &change).await;
        assert!(told.contains("change.items.entries[0].urgent：应当是") && !told.contains("陈女士"), "{told}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn items_follow_the_day() {
    on_both(async |server: &TestServer| {
        let admin = server.with("system_admin").await;
        let scopes = [Scope::Intake, Scope::Read];
        let agent = server.key("电话系统", "agent@市智慧中心", &scopes).await;
        let old = register(&agent, "B03").await;
        assert_eq!(old.status, 201, "{old:?}");
        let other = register(&agent, "B15").await;
        // Answered, it is nobody's work any more, though it has not ended.
        let done = register(&agent, "B03").await.text("no");
        let answer = json!({ "text": "已经清走" });
        let path = format!("/api/cases/{done}/answer_directly");
        server.with("agent").await.post(&path, &answer).await.ok();
        let preview = keep(&admin, "2026-11-24", drones()).await;
        let everything = server.with("leader").await.get("/api/overview").await;
        assert_eq!(everything.ok().json()["total"]["open"], 2);
        assert_eq!(preview["open"], 2);
        let touched = &preview["touched"][0];
        assert_eq!(
            (&touched["entry"], &touched["name"], &touched["cases"]),
            (&json!("B03"), &json!("暴露积存垃圾"), &json!(1))
        );
        assert_eq!(preview["promises"], json!([]));
        let ended =
            json!({ "entry": "B03", "key": "until", "before": null, "after": "2026-11-23" });
        let differences = preview["differences"].as_array().unwrap();
        assert!(differences.contains(&ended), "{differences:?}");
        // Until midnight of its day nothing is different, but the list of that day may be seen.
        server.at("2026-11-23T23:59:59+08:00");
        assert_eq!(register(&agent, "B21").await.told(), "422 unknown_item");
        assert_eq!(register(&agent, "B03").await.status, 201);
        assert_eq!(codes(&agent, "/api/items?q=B21").await, [""; 0]);
        let then = "/api/reference/items?on=2026-11-24";
        let then = server.anonymous().get(then).await.ok().json();
        let then = then["items"].as_array().unwrap().clone();
        assert!(then.iter().any(|it| it["code"] == "B21"), "to come");
        let today = server.anonymous().get("/api/reference/items").await;
        assert_eq!(today.ok().json()["items"].as_array().unwrap().len(), 90);
        server.at("2026-11-24T00:00:00+08:00");
        assert_eq!(register(&agent, "B03").await.told(), "422 unknown_item");
        let new = register(&agent, "B21").await;
        assert_eq!(new.status, 201, "{new:?}");
        let stored = server.app.store().case(&new.text("no")).await.unwrap();
        let promise = stored.unwrap().promise.unwrap();
        assert_eq!(promise.last_day.to_string(), "2026-11-27", "three days");
        assert_eq!(codes(&agent, "/api/items?q=B03").await, [""; 0]);
        assert_eq!(codes(&agent, "/api/items?q=wrj").await, ["B21"]);
        let deadline = "/api/due?kind=complaint&item=B03&accepted=2026-11-24T09:00:00%2B08:00";
        let deadline = agent.get(deadline).await;
        assert_eq!(deadline.told(), "422 unknown_item", "{deadline:?}");
        // The case from before keeps its item, also when something else of it is corrected.
        let dispatcher = server.with("dispatcher").await;
        let correct = format!("/api/cases/{}/correct", old.text("no"));
        let place = json!({ "place": "施埔路 3 号", "item": "B03", "reason": "补全" });
        assert_eq!(dispatcher.post(&correct, &place).await.status, 200);
        // What was on the list on the day of acceptance may still be found out to be the item; else not.
        for (case, told) in [(&other, "200"), (&new, "422 unknown_item")] {
            let path = format!("/api/cases/{}/correct", case.text("no"));
            let item = json!({ "item": "B03", "reason": "看错了" });
            assert_eq!(dispatcher.post(&path, &item).await.told(), told);
        }
        let case = agent.get(&format!("/api/cases/{}", old.text("no"))).await;
        assert_eq!(case.ok().json()["item"], "B03");
        let names = server.anonymous().get("/api/reference/items").await;
        let names = names.ok().json()["items"].as_array().unwrap().clone();
        let named = names.iter().find(|it| it["code"] == "B03").unwrap();
        assert_eq!(
            (&named["name"], &named["until"]),
            (&json!("暴露积存垃圾"), &json!("2026-11-23"))
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reasons_follow_the_day() {
    on_both(async |server: &TestServer| {
        let admin = server.with("system_admin").await;
        let agent = server
            .key("电话系统", "agent@市智慧中心", &[Scope::Intake, Scope::Command])
            .await;
        let change = json!({ "reasons": { "entries": [{ "list": "decline", "code": "arbitration",
            "name": "已经由仲裁处理。", "advice": "请拨打 12348。", "english": "Arbitration has it." }],
            "ended": [{ "list": "decline", "code": "before_2005" }] } });
        let preview = keep(&admin, "2026-11-24", change).await;
        let number = json!({ "entry": "decline/arbitration", "key": "number", "before": null, "after": "11" });
        assert!(preview["differences"].as_array().unwrap().contains(&number));
        let decline = async |reason: &str| {
            let body = json!({ "kind": "consult", "channel": "phone", "text": "老房子的事" });
            let made = agent.post("/api/cases", &body).await;
            let path = format!("/api/cases/{}/decline", made.text("no"));
            agent.post(&path, &json!({ "reason": reason })).await.told()
        };
        assert_eq!(decline("arbitration").await, "422 reason_missing");
        assert_eq!(decline("before_2005").await, "200");
        server.at("2026-11-24T08:00:00+08:00");
        assert_eq!(decline("before_2005").await, "422 reason_missing");
        assert_eq!(decline("arbitration").await, "200");
        let reasons = server.anonymous().get("/api/reference/reasons").await;
        let reasons = reasons.ok().json()["decline"].as_array().unwrap().clone();
        let ended = reasons.iter().find(|it| it["code"] == "before_2005").unwrap();
        assert_eq!((&ended["number"], &ended["until"]), (&json!(7), &json!("2026-11-23")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_in_lists_are_refused_with_a_sentence() {
    let server = TestServer::new().await;
    let admin = server.with("system_admin").await;
    let items = |change: Value| json!({ "items": change });
    for (change, told) in [
        (items(json!({})), "422 bad_value"),
        (items(json!({ "ended": ["Z99"] })), "422 bad_value"),
        (
            items(json!({ "entries": [{ "code": "B21" }] })),
            "422 bad_value",
        ),
        (items(json!({ "begun": [] })), "422 bad_value"),
        (json!({ "wishes": { "entries": [] } }), "422 bad_value"),
    ] {
        let said = refused(&admin, "2026-11-24", &change).await;
        assert!(said.starts_with(told), "{change}: {said}");
    }
    let today = refused(&admin, "2026-11-20", &drones()).await;
    assert!(
        today.starts_with("422 day_passed") && today.contains("最早 2026-11-21"),
        "{today}"
    );
    assert_eq!(server.app.store().newest_amendment().await.unwrap(), 0);
    server.stop().await;
}
