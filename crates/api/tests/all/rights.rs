//! Every operation of the served document without rights and with the wrong ones. The list of what is
//! tested comes from the document: an operation without a row here fails.

use crate::rows_of_rights::ROWS;
use crate::server::{Client, TestServer, on_both};
use std::collections::BTreeMap;

/// Every operation of the served document, as `METHOD PATH`, and whether it asks for an account.
async fn operations(client: &Client) -> BTreeMap<String, bool> {
    let document = client.get("/api/openapi.json").await.ok().json();
    let mut all = BTreeMap::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let security = operation["security"].as_array();
            let account =
                security.is_some_and(|ways| ways.iter().any(|way| way.get("session").is_some()));
            all.insert(format!("{} {path}", method.to_uppercase()), account);
        }
    }
    all
}

/// A path of the document with something in its places.
fn filled(path: &str, no: &str) -> String {
    path.replace("{no}", no)
        .replace("{unit}", "仓山公安分局")
        .replace("{list}", "to_sign")
        .replace("{item}", "B15")
        .replace("{file}", "1")
        .replace("{line}", "12315")
        .replace("{line_no}", "1")
        .replace("{year}", "2026")
}

async fn ask(client: &Client, operation: &str, no: &str, other: &str, body: &str) -> String {
    let (method, path) = operation.split_once(' ').unwrap();
    let path = filled(path, no);
    if operation == "GET /api/live" {
        // Its answer has no end.
        return client.told_at_once(&path).await;
    }
    let client = if body.is_empty() {
        client.clone()
    } else {
        client.clone().header("content-type", "application/json")
    };
    let told = client
        .send(method, &path, body.replace("{other}", other).as_bytes())
        .await
        .told();
    if told == "200" || told == "204" {
        told.replace("204", "200")
    } else {
        told
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_is_closed_to_whom_it_is_not_for() {
    on_both(async |server: &TestServer| {
        let anonymous = server.anonymous();
        let documented = operations(&anonymous).await;
        let rows: BTreeMap<_, _> = ROWS.iter().map(|row| (row.0.to_owned(), row)).collect();
        let missing: Vec<_> = documented
            .keys()
            .filter(|operation| !rows.contains_key(*operation))
            .collect();
        assert!(
            missing.is_empty(),
            "operations without a row in this test: {missing:?}"
        );
        let gone: Vec<_> = rows
            .keys()
            .filter(|operation| !documented.contains_key(*operation))
            .collect();
        assert!(
            gone.is_empty(),
            "rows of operations that are gone: {gone:?}"
        );

        let (no, _) = server.dispatched("仓山公安分局").await;
        let (other, code) = server.submitted().await;
        for (operation, body, expected) in ROWS {
            let account = documented[*operation];
            assert_eq!(
                account,
                expected[0].starts_with("401 unauthenticated"),
                "{operation}: what the document says about accounts"
            );
            let public = operation.contains("/public/cases/{no}");
            let stranger = if public {
                anonymous.clone().code(&code)
            } else {
                server.with("handler@鼓楼区城管局").await
            };
            let clients = [anonymous.clone(), stranger, server.with("leader").await];
            for (client, expected) in clients.iter().zip(expected) {
                let told = ask(client, operation, &no, &other, body).await;
                assert_eq!(told, expected.replace("20x", "200"), "{operation}");
            }
        }
        // Nothing of all that has touched the case, but for the leader's note.
        let seen = server
            .with("leader")
            .await
            .get(&format!("/api/cases/{no}/history"))
            .await
            .ok()
            .json();
        let kinds: Vec<_> = seen
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line["kind"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(kinds, ["registered", "accepted", "dispatched", "annotated"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_given_twice_is_refused_by_every_operation_that_takes_json() {
    let server = TestServer::new().await;
    let (no, code) = server.dispatched("仓山公安分局").await;
    let leader = server.with("leader").await;
    let citizen = server.anonymous().code(&code);
    let document = leader.get("/api/openapi.json").await.ok().json();
    let mut asked = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if operation["requestBody"]["content"]["application/json"].is_null() {
                continue;
            }
            asked += 1;
            let account = operation["security"].is_array() && !path.contains("/public/");
            let client = if account { &leader } else { &citizen };
            let client = client.clone().header("content-type", "application/json");
            for (body, field) in [
                (r#"{"text": "a", "reason": 1, "text": "b"}"#, "text"),
                (
                    r#"{"parts": [{"title": "a"}, {"title": "a", "title": "a"}]}"#,
                    "parts[1].title",
                ),
            ] {
                let method = method.to_uppercase();
                let filled = filled(path, &no);
                let reply = client.send(&method, &filled, body.as_bytes()).await;
                assert_eq!(reply.told(), "422 bad_value", "{method} {path}");
                let problem = reply.json();
                assert_eq!(problem["errors"][0]["field"], field, "{method} {path}");
                let detail = problem["errors"][0]["detail"].as_str().unwrap();
                assert!(detail.contains("写了两次"), "{detail}");
            }
        }
    }
    assert!(asked > 60, "{asked}");
    let english = leader
        .header("accept-language", "en")
        .command(&no, "urge", r#"{"text": "a", "text": "b"}"#)
        .await;
    let detail = english.json()["errors"][0]["detail"].clone();
    assert_eq!(detail, "given twice");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends() {
    let server = TestServer::new().await;
    let agent = server.with("agent").await;
    agent.get("/api/me").await.ok();
    agent.send("POST", "/api/sign-out", b"").await.ok();
    assert_eq!(agent.get("/api/me").await.told(), "401 unauthenticated");
    let agent = server.with("agent").await;
    server.at("2026-11-20T22:30:01+08:00");
    assert_eq!(agent.get("/api/me").await.told(), "401 unauthenticated");
    server.stop().await;
}
