//! The knowledge base: proposed, reviewed by somebody else, found while typing, used in an answer; what is
//! over or unreviewed is never offered.

use crate::server::{Client, TestServer, on_both};
use hotline::actor::{Post, Role};
use serde_json::{Value, json};

fn proposal(question: &str, until: &str) -> Value {
    json!({ "question": question, "answer": "由所在地公安派出所处理，也可以直接拨打 110。", "source": "示例口径",
        "valid_until": until, "owner": "市公安局", "item": "B15" })
}

async fn offered(client: &Client, text: &str) -> Vec<String> {
    let body = json!({ "text": text });
    let found = client
        .post("/api/suggest/knowledge", &body)
        .await
        .ok()
        .json();
    let entries = found["entries"].as_array().unwrap();
    let ids = entries
        .iter()
        .map(|one| one["entry"].as_str().unwrap().to_owned());
    ids.collect()
}

/// A second librarian at the city's centre.
async fn beside(server: &TestServer) -> Client {
    let post = Post {
        role: Role::Librarian,
        unit: server.app.profile().directory.city_centre().code.clone(),
    };
    let (login, password) = ("librarian-2", "a long password");
    let app = &server.app;
    app.add_staff(login, login, password, vec![post], false)
        .await
        .unwrap();
    let signed = app.sign_in(login, password).await.unwrap().unwrap();
    server
        .anonymous()
        .header("authorization", &format!("Bearer {}", signed.token))
}

async fn review(client: &Client, entry: &str, body: Value) -> crate::server::Reply {
    client
        .post(&format!("/api/knowledge/{entry}/review"), &body)
        .await
}

/// An entry that an agent wrote and a librarian passed.
async fn passed(agent: &Client, librarian: &Client, body: &Value) -> String {
    let entry = agent.post("/api/knowledge", body).await.text("entry");
    let pass = json!({ "version": 1, "outcome": "passed" });
    review(librarian, &entry, pass).await.ok();
    entry
}

/// Callers ask politely and say who they are; what they ask for is one word of it.
#[tokio::test(flavor = "multi_thread")]
async fn one_word_is_enough_where_it_tells_which_is_meant() {
    on_both(async |server: &TestServer| {
        server.at("2026-11-20T09:00:00+08:00");
        let agent = server.with("agent").await;
        let librarian = server.with("librarian").await;
        let mut entries = Vec::new();
        for question in ["居住证怎么办理？", "停水了找谁？", "餐馆喇叭扰民归谁管？"]
        {
            let body = proposal(question, "2026-12-31");
            entries.push(passed(&agent, &librarian, &body).await);
        }
        let [permit, water, noise] = &entries[..] else {
            panic!("{entries:?}")
        };
        for (said, meant) in [
            ("居住证", permit),
            ("居住证怎么办", permit),
            ("请问居住证去哪里办", permit),
            (
                "我想问一下居住证怎么弄，我是外地来的，在仓山区租房子",
                permit,
            ),
            ("你好我家停水了", water),
            ("楼下餐馆太吵，想问一下找谁", noise),
        ] {
            assert_eq!(offered(&agent, said).await, [meant.as_str()], "{said}");
        }
        // Asking words are no reason, and in a long story one short word is none.
        for said in [
            "我想问一下这个怎么办",
            "昨天小区门口的路灯又不亮了，停水的那天工人挖过路面，到现在没有回填",
        ] {
            assert!(offered(&agent, said).await.is_empty(), "{said}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_is_reviewed_offered_used_and_expires() {
    on_both(async |server: &TestServer| {
        server.at("2026-11-20T09:00:00+08:00");
        let agent = server.with("agent").await;
        let librarian = server.with("librarian").await;
        let call = "楼下餐馆的喇叭夜里太吵，归谁管";
        let body = proposal("餐馆喇叭扰民归谁管？", "2026-11-30");
        let made = agent.post("/api/knowledge", &body).await;
        assert_eq!(made.status, 201, "{made:?}");
        let entry = made.text("entry");
        assert_eq!(made.json()["standing"], "unreviewed");
        assert!(offered(&agent, call).await.is_empty(), "not reviewed yet");

        // An agent reviews nothing; a librarian passes it.
        let pass = json!({ "version": 1, "outcome": "passed" });
        assert_eq!(
            review(&agent, &entry, pass.clone()).await.told(),
            "403 not_yours"
        );
        review(&librarian, &entry, pass.clone()).await.ok();
        assert_eq!(offered(&agent, call).await, [entry.as_str()]);
        // Also by an index that was made anew.
        assert_eq!(server.app.rebuild_knowledge().await.unwrap(), 1);
        assert_eq!(offered(&agent, call).await, [entry.as_str()]);
        assert_eq!(
            review(&librarian, &entry, pass).await.told(),
            "409 wrong_state"
        );
        assert!(offered(&agent, "想问居住证怎么办").await.is_empty());

        // A next version waits beside the one that holds; its words are never changed.
        let mut next = proposal("餐馆喇叭扰民归谁管？（新）", "2027-06-30");
        next["answer"] = "新的口径。".into();
        let revise = |seen: u32| json!({ "seen": seen, "proposal": next });
        let path = format!("/api/knowledge/{entry}/revise");
        librarian.post(&path, &revise(1)).await.ok();
        let late = librarian.post(&path, &revise(1)).await;
        assert_eq!(late.told(), "409 stale");
        let told = late.text("detail");
        let at = server.app.now();
        let clock = format!(
            "{:02}:{:02}",
            at.minute_of_day() / 60,
            at.minute_of_day() % 60
        );
        let own = format!("您（在另一个窗口） 今天 {clock} 写了第 2 版");
        assert!(told.ends_with(&own), "{told}");
        let pass = json!({ "version": 2, "outcome": "passed" });
        assert_eq!(
            review(&librarian, &entry, pass.clone()).await.told(),
            "409 own_words"
        );
        let seen = agent
            .get(&format!("/api/knowledge/{entry}"))
            .await
            .ok()
            .json();
        assert_eq!((&seen["holding"], &seen["newest"]), (&json!(1), &json!(2)));
        assert_eq!(seen["waiting"], true);

        // After its last day it is expired, and offered no more.
        server.at("2026-12-01T09:00:00+08:00");
        // Sessions have ended meanwhile.
        let agent = server.with("agent").await;
        assert!(offered(&agent, call).await.is_empty(), "expired");
        let list = agent
            .get("/api/knowledge?standing=expired&q=餐馆喇叭")
            .await
            .ok()
            .json();
        assert_eq!(list["entries"][0]["entry"], entry.as_str());

        // Another librarian passes the new version; withdrawn with a reason, it is offered no more.
        let other = server.with("librarian@仓山区智慧中心").await;
        assert_eq!(
            review(&other, &entry, pass.clone()).await.told(),
            "403 not_yours"
        );
        let second = beside(server).await;
        // Whoever read the version before is told who wrote another, and when.
        let old = json!({ "version": 1, "outcome": "passed" });
        let english = second.clone().header("accept-language", "en");
        let late = review(&english, &entry, old).await;
        assert_eq!(late.told(), "409 stale");
        let told = late.text("detail");
        let other = format!(", {} {clock}, wrote version 2", at.date());
        assert!(told.ends_with(&other), "{told}");
        review(&second, &entry, pass).await.ok();
        assert_eq!(offered(&agent, call).await, [entry.as_str()]);
        let path = format!("/api/knowledge/{entry}/withdraw");
        assert_eq!(
            second.post(&path, &json!({})).await.told(),
            "422 reason_missing"
        );
        second
            .post(&path, &json!({ "reason": "口径有变" }))
            .await
            .ok();
        assert!(offered(&agent, call).await.is_empty(), "withdrawn");
        let seen = agent
            .get(&format!("/api/knowledge/{entry}"))
            .await
            .ok()
            .json();
        assert_eq!(seen["standing"], "withdrawn");
        assert_eq!(
            seen["versions"][0]["answer"],
            "由所在地公安派出所处理，也可以直接拨打 110。"
        );
        assert_eq!(seen["versions"][1]["withdrawn"]["reason"], "口径有变");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_entries_are_refused_and_lists_page() {
    on_both(async |server: &TestServer| {
        server.at("2026-11-20T09:00:00+08:00");
        let agent = server.with("agent").await;
        for (field, value, told) in [
            ("question", json!(" "), "422 bad_value"),
            ("answer", json!("长".repeat(10_001)), "422 bad_value"),
            ("valid_until", json!("2026-11-19"), "422 bad_value"),
            ("valid_until", json!("明天"), "422 bad_value"),
            ("owner", json!("没有这个单位"), "422 unknown_unit"),
            ("item", json!("Z99"), "422 unknown_item"),
        ] {
            let mut body = proposal("问", "2026-11-30");
            body[field] = value;
            assert_eq!(
                agent.post("/api/knowledge", &body).await.told(),
                told,
                "{field}"
            );
        }
        for n in 0..3 {
            let body = proposal(&format!("第 {n} 问 😀"), "2026-11-20");
            assert_eq!(agent.post("/api/knowledge", &body).await.status, 201);
        }
        let page = agent
            .get("/api/knowledge?limit=2&waiting=true")
            .await
            .ok()
            .json();
        assert_eq!(page["entries"].as_array().unwrap().len(), 2);
        let cursor = page["next"].as_str().unwrap();
        let last = agent
            .get(&format!("/api/knowledge?limit=2&cursor={cursor}"))
            .await
            .ok()
            .json();
        assert_eq!(last["entries"].as_array().unwrap().len(), 1);
        assert_eq!(
            agent.get("/api/knowledge?cursor=x").await.told(),
            "422 bad_value"
        );
        let none = agent
            .get("/api/knowledge?standing=withdrawn")
            .await
            .ok()
            .json();
        assert_eq!(none["entries"].as_array().unwrap().len(), 0);
        assert_eq!(agent.get("/api/knowledge/x").await.told(), "404 not_found");
        // A unit writes for itself and those below it, for nobody else.
        let handler = server.with("handler@仓山公安分局").await;
        let mut body = proposal("问", "2026-11-30");
        assert_eq!(
            handler.post("/api/knowledge", &body).await.told(),
            "403 not_yours"
        );
        body["owner"] = "对湖派出所".into();
        assert_eq!(handler.post("/api/knowledge", &body).await.status, 201);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_says_which_version_it_was_taken_from() {
    on_both(async |server: &TestServer| {
        server.at("2026-11-20T09:00:00+08:00");
        let agent = server.with("agent").await;
        let librarian = server.with("librarian").await;
        let body = proposal("餐馆喇叭扰民归谁管？", "2026-11-30");
        let entry = passed(&agent, &librarian, &body).await;
        // Used in a direct answer, the case says which version.
        let (no, _) = server.submitted().await;
        agent.command(&no, "accept", "{}").await.ok();
        let answer = |version: u32| {
            json!({ "text": "由派出所处理。", "knowledge": { "entry": entry, "version": version } })
                .to_string()
        };
        assert_eq!(
            agent
                .command(&no, "answer_directly", &answer(2))
                .await
                .told(),
            "409 knowledge_not_in_force"
        );
        let unknown = r#"{"text": "x", "knowledge": {"entry": "1", "version": 1}}"#;
        assert_eq!(
            agent.command(&no, "answer_directly", unknown).await.told(),
            "422 bad_value"
        );
        agent.command(&no, "answer_directly", &answer(1)).await.ok();
        let history = agent
            .get(&format!("/api/cases/{no}/history"))
            .await
            .ok()
            .json();
        let lines = history.as_array().unwrap();
        let line = lines
            .iter()
            .find(|line| line["kind"] == "answered")
            .unwrap();
        assert_eq!(line["results"]["knowledge"], entry.as_str());
        assert_eq!(line["results"]["knowledge_version"], 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_narrowed_by_the_rule_that_tells_the_standing() {
    on_both(async |server: &TestServer| {
        server.at("2026-11-20T09:00:00+08:00");
        let agent = server.with("agent").await;
        let second = server.with("librarian").await;
        let holds = passed(&agent, &second, &proposal("有效", "2027-11-30")).await;
        let over = passed(&agent, &second, &proposal("过期", "2026-11-20")).await;
        let entry = passed(&agent, &second, &proposal("停用", "2027-11-30")).await;
        let path = format!("/api/knowledge/{entry}/withdraw");
        second
            .post(&path, &json!({ "reason": "口径有变" }))
            .await
            .ok();
        server.at("2026-11-21T08:00:00+08:00");
        let agent = server.with("agent").await;
        let second = server.with("librarian").await;
        // Lists are narrowed by the same rule that tells the standing.
        let mut other = proposal("另一条", "2026-12-31");
        other["item"] = Value::Null;
        let waits = agent.post("/api/knowledge", &other).await.text("entry");
        let back = agent.post("/api/knowledge", &other).await.text("entry");
        let sent_back = json!({ "version": 1, "outcome": "sent_back", "reason": "没有依据" });
        review(&second, &back, sent_back).await.ok();
        for (standing, expected) in [
            ("in_force", Some(&holds)),
            ("expired", Some(&over)),
            ("unreviewed", Some(&waits)),
            ("sent_back", Some(&back)),
            ("withdrawn", Some(&entry)),
        ] {
            let path = format!("/api/knowledge?standing={standing}");
            let list = agent.get(&path).await.ok().json();
            let entries = list["entries"].as_array().unwrap();
            let found: Vec<_> = entries
                .iter()
                .map(|one| one["entry"].as_str().unwrap())
                .collect();
            let expected: Vec<_> = expected.into_iter().map(String::as_str).collect();
            assert_eq!(found, expected, "{standing}");
            assert!(entries.iter().all(|one| one["standing"] == standing));
        }
    })
    .await;
}
