//! Every operation of the served document without rights and with the wrong ones. The list of what is
//! tested comes from the document: an operation without a row here fails.

use crate::server::{Client, TestServer, on_both};
use std::collections::BTreeMap;

/// Operation, body, and the answers to somebody who is not signed in (for citizens: has no code), to
/// a handler of another unit (has another case's code), and to a leader, who sees all and does nothing
/// (is signed in, but has no code).
const ROWS: &[(&str, &str, [&str; 3])] = &[
    (
        "POST /api/sign-in",
        r#"{"login": "x", "password": "y"}"#,
        ["401 wrong_password"; 3],
    ),
    ("POST /api/sign-out", "", SIGNED),
    ("GET /api/me", "", SIGNED),
    ("GET /api/me/preferences", "", SIGNED),
    (
        "POST /api/me/preferences",
        r#"{"name": "columns", "value": ["no"]}"#,
        SIGNED,
    ),
    ("POST /api/cases/{no}/here", r#"{"writing": true}"#, READING),
    ("GET /api/welcome", "", OPEN),
    (
        "POST /api/cases",
        r#"{"kind": "help", "text": "x"}"#,
        ["401 unauthenticated", "403 not_yours", "403 not_yours"],
    ),
    ("GET /api/cases", "", SIGNED),
    (
        "POST /api/callers",
        r#"{"phone": "13900000000"}"#,
        ["401 unauthenticated", "403 not_yours", "403 not_yours"],
    ),
    ("POST /api/suggest/duplicates", r#"{"text": "x"}"#, SIGNED),
    ("POST /api/suggest/dispatch", r#"{"text": "x"}"#, SIGNED),
    (
        "POST /api/suggest/nearby",
        r#"{"point": {"lng": 119.3, "lat": 26.08}}"#,
        SIGNED,
    ),
    ("GET /api/items", "", OPEN),
    ("GET /api/units", "", OPEN),
    ("GET /api/cases/{no}", "", READING),
    ("GET /api/cases/{no}/history", "", READING),
    ("GET /api/cases/{no}/actions", "", READING),
    (
        "GET /api/units/{unit}/inbox/{list}",
        "",
        ["401 unauthenticated", "403 not_yours", "403 not_yours"],
    ),
    (
        "GET /api/units/{unit}/badges",
        "",
        ["401 unauthenticated", "403 not_yours", "403 not_yours"],
    ),
    ("GET /api/figures", "", SIGNED),
    ("GET /api/overview", "", SIGNED),
    ("GET /api/overview/cases", "", SIGNED),
    ("GET /api/live", "", SIGNED),
    ("POST /api/cases/{no}/accept", "", STAFF),
    (
        "POST /api/cases/{no}/decline",
        r#"{"reason": "litigation"}"#,
        STAFF,
    ),
    ("POST /api/cases/{no}/transfer", r#"{"to": "110"}"#, STAFF),
    (
        "POST /api/cases/{no}/answer_directly",
        r#"{"text": "x"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/dispatch",
        r#"{"lead": "鼓楼区城管局"}"#,
        STAFF,
    ),
    ("POST /api/cases/{no}/sign", "", STAFF),
    ("POST /api/cases/{no}/take", r#"{"person": "x"}"#, STAFF),
    (
        "POST /api/cases/{no}/delegate",
        r#"{"to": "对湖派出所"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/return",
        r#"{"reason": "not_our_duty"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/rule_on_return",
        r#"{"decision": "uphold"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/designate_fallback",
        r#"{"unit": "鼓楼区城管局"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/contact",
        r#"{"how": "phone", "reached": true}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/note_progress",
        r#"{"text": "x"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/ask_requester",
        r#"{"question": "x"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/decide_waiting",
        r#"{"decision": "grant"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/hear_from_requester",
        r#"{"text": "x"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/request_extension",
        r#"{"days": 1, "reason": "x"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/decide_extension",
        r#"{"decision": "grant"}"#,
        STAFF,
    ),
    ("POST /api/cases/{no}/reply", r#"{"text": "x"}"#, STAFF),
    (
        "POST /api/cases/{no}/review",
        r#"{"decision": "pass"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/publish",
        r#"{"title": "x", "text": "x", "answer": "x"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/rate",
        r#"{"grade": 5, "solved": true}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/follow_up",
        r#"{"outcome": "reached"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/ask_rework",
        r#"{"reason": "x"}"#,
        STAFF,
    ),
    ("POST /api/cases/{no}/rework", r#"{"reason": "x"}"#, STAFF),
    ("POST /api/cases/{no}/close", r#"{"reason": "x"}"#, STAFF),
    (
        "POST /api/cases/{no}/merge",
        r#"{"into": "{other}"}"#,
        STAFF,
    ),
    ("POST /api/cases/{no}/unmerge", r#"{"reason": "x"}"#, STAFF),
    (
        "POST /api/cases/{no}/split",
        r#"{"parts": [{"title": "x"}]}"#,
        STAFF,
    ),
    ("POST /api/cases/{no}/withdraw", r#"{"reason": "x"}"#, STAFF),
    ("POST /api/cases/{no}/reopen", r#"{"reason": "x"}"#, STAFF),
    (
        "POST /api/cases/{no}/correct",
        r#"{"kind": "consult", "reason": "x"}"#,
        STAFF,
    ),
    ("POST /api/cases/{no}/urge", "", STAFF),
    (
        "POST /api/cases/{no}/supervise",
        r#"{"reason": "x"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/reveal_identity",
        r#"{"reason": "x"}"#,
        STAFF,
    ),
    // Any staff who see a case may leave a note.
    ("POST /api/cases/{no}/annotate", r#"{"text": "x"}"#, READING),
    (
        "POST /api/cases/{no}/flag_caller",
        r#"{"reason": "x"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/write_handling_text",
        r#"{"text": "x"}"#,
        STAFF,
    ),
    (
        "POST /api/cases/{no}/release",
        r#"{"what": "title", "reason": "x"}"#,
        STAFF,
    ),
    ("GET /api/people", "", ADMIN),
    ("GET /api/people/export", "", ADMIN),
    (
        "POST /api/people",
        r#"{"login": "x", "name": "x", "posts": [{"role": "agent"}]}"#,
        ADMIN,
    ),
    (
        "POST /api/people/{person}/posts",
        r#"{"posts": [{"role": "agent"}]}"#,
        ADMIN,
    ),
    ("POST /api/people/{person}/password", "", ADMIN),
    (
        "POST /api/people/{person}/block",
        r#"{"blocked": true, "reason": "x"}"#,
        ADMIN,
    ),
    ("GET /api/messages", "", ADMIN),
    ("GET /api/messages/export", "", ADMIN),
    ("POST /api/messages/{message}/send", "", ADMIN),
    ("GET /api/audit", "", ADMIN),
    ("GET /api/audit/export", "", ADMIN),
    ("GET /api/condition", "", ADMIN),
    ("GET /api/calendar", "", OPEN),
    (
        "POST /api/calendar/preview",
        r#"{"format": "toml", "text": ""}"#,
        ADMIN,
    ),
    ("GET /api/rules", "", ADMIN),
    ("POST /api/rules", NEW_RULES, ADMIN),
    ("POST /api/rules/preview", TRIED_RULES, ADMIN),
    ("GET /api/rules/{version}", "", ADMIN),
    (
        "POST /api/rules/{version}/withdraw",
        r#"{"why": "x"}"#,
        ADMIN,
    ),
    ("GET /api/templates", "", SIGNED),
    ("GET /api/templates/export", "", SIGNED),
    (
        "POST /api/templates",
        r#"{"unit": "仓山公安分局", "name": "x", "text": "x"}"#,
        ADMIN,
    ),
    ("GET /api/templates/{template}", "", NO_FILE),
    (
        "POST /api/templates/{template}/revise",
        r#"{"seen": 1, "name": "x", "text": "x"}"#,
        NO_FILE,
    ),
    (
        "POST /api/templates/{template}/end",
        r#"{"seen": 1}"#,
        NO_FILE,
    ),
    ("GET /api/knowledge", "", SIGNED),
    ("GET /api/knowledge/export", "", SIGNED),
    (
        "POST /api/knowledge",
        r#"{"question": "x", "answer": "x", "source": "x", "valid_until": "2026-12-31", "owner": "仓山公安分局"}"#,
        ADMIN,
    ),
    ("GET /api/knowledge/{entry}", "", NO_FILE),
    (
        "POST /api/knowledge/{entry}/revise",
        r#"{"seen": 1, "proposal": {"question": "x", "answer": "x", "source": "x", "valid_until": "2026-12-31", "owner": "鼓楼区城管局"}}"#,
        NO_FILE,
    ),
    (
        "POST /api/knowledge/{entry}/review",
        r#"{"version": 1, "outcome": "passed"}"#,
        NO_FILE,
    ),
    (
        "POST /api/knowledge/{entry}/withdraw",
        r#"{"reason": "x"}"#,
        NO_FILE,
    ),
    ("POST /api/suggest/knowledge", r#"{"text": "x"}"#, SIGNED),
    ("GET /api/keys", "", ADMIN),
    ("GET /api/keys/export", "", ADMIN),
    (
        "POST /api/keys",
        r#"{"name": "x", "posts": [{"role": "agent"}], "scopes": ["read"]}"#,
        ADMIN,
    ),
    ("POST /api/keys/{key}/revoke", "", ADMIN),
    (
        "POST /api/lines/{line}/cases",
        "",
        ["401 unauthenticated", "403 not_yours", "403 not_yours"],
    ),
    ("GET /api/lines/{line}/cases/{line_no}", "", NO_FILE),
    ("GET /api/cases/export", "", SIGNED),
    ("GET /api/overview/cases/export", "", SIGNED),
    (
        "GET /api/units/{unit}/inbox/{list}/export",
        "",
        ["401 unauthenticated", "403 not_yours", "403 not_yours"],
    ),
    (
        "POST /api/cases/bulk",
        r#"{"command": "sign", "cases": [{"no": "{other}"}]}"#,
        SIGNED,
    ),
    ("POST /api/cases/{no}/attach", "", STAFF),
    ("GET /api/cases/{no}/files/{file}", "", NO_FILE),
    ("GET /api/cases/{no}/files/{file}/thumbnail", "", NO_FILE),
    ("POST /api/public/cases/{no}/attach", "", CITIZEN),
    ("GET /api/public/cases/{no}/files/{file}", "", CITIZEN),
    (
        "GET /api/public/cases/{no}/files/{file}/thumbnail",
        "",
        CITIZEN,
    ),
    ("GET /api/webhooks", "", ADMIN),
    ("GET /api/webhooks/export", "", ADMIN),
    (
        "POST /api/webhooks",
        r#"{"url": "https://example.org/"}"#,
        ADMIN,
    ),
    ("GET /api/webhooks/{webhook}", "", ADMIN),
    ("POST /api/webhooks/{webhook}/rotate", "", ADMIN),
    ("POST /api/webhooks/{webhook}/disable", "", ADMIN),
    ("POST /api/webhooks/{webhook}/enable", "", ADMIN),
    ("POST /api/webhooks/{webhook}/remove", "", ADMIN),
    ("GET /api/webhooks/{webhook}/deliveries", "", ADMIN),
    ("GET /api/webhooks/{webhook}/deliveries/export", "", ADMIN),
    (
        "POST /api/webhooks/{webhook}/resend",
        r#"{"after": 0}"#,
        ADMIN,
    ),
    (
        "POST /api/calendar",
        r#"{"format": "toml", "text": ""}"#,
        ["401 unauthenticated", "403 not_yours", "403 not_yours"],
    ),
    (
        "POST /api/public/cases",
        r#"{"kind": "help", "text": "x"}"#,
        ["201"; 3],
    ),
    ("GET /api/public/cases/{no}", "", UNPUBLISHED),
    (
        "POST /api/public/cases/{no}/hear_from_requester",
        r#"{"text": "x"}"#,
        CITIZEN,
    ),
    (
        "POST /api/public/cases/{no}/rate",
        r#"{"grade": 5, "solved": true}"#,
        CITIZEN,
    ),
    (
        "POST /api/public/cases/{no}/ask_rework",
        r#"{"reason": "x"}"#,
        CITIZEN,
    ),
    (
        "POST /api/public/cases/{no}/withdraw",
        r#"{"reason": "x"}"#,
        CITIZEN,
    ),
    ("POST /api/public/cases/{no}/urge", "", CITIZEN),
    ("POST /api/public/cases/{no}/me_too", "", UNPUBLISHED),
    ("GET /api/reference/kinds", "", OPEN),
    ("GET /api/reference/items", "", OPEN),
    ("GET /api/reference/units", "", OPEN),
    ("GET /api/reference/duties", "", OPEN),
    ("GET /api/reference/duties/{item}", "", OPEN),
    ("GET /api/reference/units/{unit}", "", OPEN),
    ("GET /api/reference/areas", "", OPEN),
    ("GET /api/reference/shapes", "", OPEN),
    ("GET /api/reference/channels", "", OPEN),
    ("GET /api/reference/reasons", "", OPEN),
    ("GET /api/reference/lines", "", OPEN),
    ("GET /api/reference/rulebooks", "", OPEN),
    ("GET /api/reference/problems", "", OPEN),
    ("GET /api/due", "", ["422 bad_value"; 3]),
    ("GET /api/calendar/{year}", "", OPEN),
    ("GET /api/health", "", OPEN),
    ("GET /api/ready", "", OPEN),
];

/// Of no use but to be refused.
const TRIED_RULES: &str =
    r#"{"effective": "2027-01-01", "change": {"rulebook": {"source": "x", "keys": []}}}"#;
const NEW_RULES: &str = r#"{"effective": "2027-01-01", "change": {"rulebook": {"source": "x", "keys": []}}, "why": "x", "seen": 0}"#;
const OPEN: [&str; 3] = ["200"; 3];
/// About the account itself.
const SIGNED: [&str; 3] = ["401 unauthenticated", "20x", "20x"];
const READING: [&str; 3] = ["401 unauthenticated", "404 not_found", "200"];
const STAFF: [&str; 3] = ["401 unauthenticated", "404 not_found", "403 not_yours"];
const ADMIN: [&str; 3] = ["401 unauthenticated", "403 not_yours", "403 not_yours"];
const NO_FILE: [&str; 3] = ["401 unauthenticated", "404 not_found", "404 not_found"];
const CITIZEN: [&str; 3] = ["404 bad_code"; 3];
const UNPUBLISHED: [&str; 3] = ["404 not_found", "404 bad_code", "404 not_found"];

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
