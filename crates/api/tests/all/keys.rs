//! Keys of programs: made once, used within their scopes and posts, taken back.

use crate::server::{TestServer, on_both};
use api::scopes::{Asked, asked};
use app::keys::Scope;
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_made_used_and_taken_back() {
    on_both(async |server: &TestServer| {
        let admin = server.with("system_admin").await;
        let wanted = json!({ "name": "城管平台", "posts": [{ "role": "handler", "unit": "鼓楼区城管局" }],
            "scopes": ["read", "command"], "expires_at": "2026-11-21T10:30:00+08:00" });
        let made = admin.post("/api/keys", &wanted).await;
        assert_eq!(made.status, 201, "{made:?}");
        let (id, token) = (made.text("id"), made.text("token"));
        assert!(token.starts_with(&format!("minsheng_{id}_")), "{token}");
        assert_eq!(admin.post("/api/keys", &wanted).await.told(), "422 bad_value", "a name twice");

        let list = admin.get("/api/keys").await.ok();
        assert!(!String::from_utf8(list.body.clone()).unwrap().contains(&token));
        assert_eq!(list.json()[0]["id"], id);
        assert_eq!(list.json()[0]["used_at"], Value::Null);

        // It acts in its post: it sees what the unit sees, and its name stands in the history.
        let (no, _) = server.dispatched("鼓楼区城管局").await;
        let (foreign, _) = server.dispatched("仓山公安分局").await;
        let program = server.anonymous().header("authorization", &format!("Bearer {token}"));
        let me = program.get("/api/me").await.ok().json();
        assert_eq!((&me["name"], &me["scopes"]), (&json!("城管平台"), &json!(["read", "command"])));
        program.command(&no, "sign", "").await.ok();
        assert_eq!(program.command(&foreign, "sign", "").await.told(), "404 not_found");
        assert_eq!(program.get(&format!("/api/cases/{foreign}")).await.told(), "404 not_found");
        assert_eq!(program.command(&no, "accept", "{}").await.told(), "403 not_yours");
        let history = program.get(&format!("/api/cases/{no}/history")).await.ok().json();
        assert_eq!(history.as_array().unwrap().last().unwrap()["actor"], "staff:key:城管平台");
        let page = program.get("/api/cases").await.ok().json();
        assert_eq!(page["cases"].as_array().unwrap().len(), 1, "only within reach");
        // Written down while nobody waits for it.
        while admin.get("/api/keys").await.ok().json()[0]["used_at"].is_null() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }

        // Not for what it has no scope for, nor as a cookie, nor with a digit changed.
        assert_eq!(program.post("/api/cases", &json!({ "kind": "help", "text": "x" })).await.told(), "403 scope_missing");
        assert_eq!(program.command(&no, "reveal_identity", r#"{"reason": "x"}"#).await.told(), "403 scope_missing");
        assert_eq!(program.get("/api/keys").await.told(), "403 scope_missing");
        let cookie = server.anonymous().header("cookie", &format!("minsheng_session={token}"));
        assert_eq!(cookie.get("/api/me").await.told(), "401 unauthenticated");
        let last = if token.ends_with('0') { "1" } else { "0" };
        let wrong = format!("Bearer {}{last}", &token[..token.len() - 1]);
        assert_eq!(server.anonymous().header("authorization", &wrong).get("/api/me").await.told(), "401 unauthenticated");

        // It ends at its end, and when it is taken back.
        server.at("2026-11-21T10:29:59+08:00");
        program.get("/api/me").await.ok();
        server.at("2026-11-21T10:30:00+08:00");
        assert_eq!(program.get("/api/me").await.told(), "401 unauthenticated");
        let admin = server.with("system_admin").await;
        let other = server.key("另一把", "handler@鼓楼区城管局", &[Scope::Read]).await;
        other.get("/api/cases").await.ok();
        let ids = admin.get("/api/keys").await.json();
        let id = ids.as_array().unwrap().iter().find(|key| key["name"] == "另一把").unwrap()["id"].clone();
        let path = format!("/api/keys/{}/revoke", id.as_str().unwrap());
        assert_eq!(server.with("dispatcher").await.send("POST", &path, b"").await.told(), "403 not_yours");
        admin.send("POST", &path, b"").await.ok();
        assert_eq!(other.get("/api/cases").await.told(), "401 unauthenticated");
        assert_eq!(admin.send("POST", "/api/keys/00000000/revoke", b"").await.told(), "404 not_found");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_key_cannot_be_is_refused_by_field() {
    let server = TestServer::new().await;
    let admin = server.with("system_admin").await;
    let good = json!({ "name": "x", "posts": [{ "role": "agent" }], "scopes": ["intake"] });
    let with = |field: &str, value: Value| {
        let mut body = good.clone();
        body[field] = value;
        body
    };
    for (field, value, told) in [
        ("name", json!(""), "422 bad_value"),
        ("name", json!("x".repeat(61)), "422 bad_value"),
        ("name", json!("a\u{0}"), "422 bad_value"),
        ("posts", json!([]), "422 bad_value"),
        (
            "posts",
            json!([{ "role": "system_admin" }]),
            "422 bad_value",
        ),
        (
            "posts",
            json!([{ "role": "agent", "unit": "没有" }]),
            "422 unknown_unit",
        ),
        ("scopes", json!([]), "422 bad_value"),
        ("scopes", json!(["everything"]), "422 bad_value"),
        (
            "expires_at",
            json!("2026-11-20T10:30:00+08:00"),
            "422 bad_value",
        ),
        ("expires_at", json!("soon"), "422 bad_value"),
        ("other", json!(1), "422 bad_value"),
    ] {
        let reply = admin.post("/api/keys", &with(field, value.clone())).await;
        assert_eq!(reply.told(), told, "{field} {value}: {reply:?}");
    }
    assert_eq!(admin.get("/api/keys").await.ok().json(), json!([]));
    let person = server
        .app
        .add_staff("key:x", "x", "a long password", Vec::new(), false);
    assert!(person.await.is_err(), "a login cannot look like a key");
    server.stop().await;
}

/// Every operation that staff can use, with the scope that the document states: none for people only.
async fn documented(server: &TestServer) -> BTreeMap<String, Option<Vec<String>>> {
    let document = server
        .anonymous()
        .get("/api/openapi.json")
        .await
        .ok()
        .json();
    let mut all = BTreeMap::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let ways = operation["security"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            if ways.iter().any(|way| way.get("session").is_some()) {
                let key = ways.iter().find_map(|way| way.get("key"));
                let scopes = key.map(|scopes| serde_json::from_value(scopes.clone()).unwrap());
                all.insert(format!("{} {path}", method.to_uppercase()), scopes);
            }
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_states_its_scope_and_holds_to_it() {
    let server = TestServer::new().await;
    let documented = documented(&server).await;
    let (no, _) = server.dispatched("仓山公安分局").await;
    let silent: Vec<_> = documented
        .keys()
        .filter(|operation| asked(operation).is_none())
        .collect();
    assert!(
        silent.is_empty(),
        "state in api/src/scopes.rs which keys these take: {silent:?}"
    );
    for scope in Scope::ALL {
        let name = scope.as_str();
        let program = server.key(name, "leader@市智慧中心", &[*scope]).await;
        let program = program.header("content-type", "application/json");
        for (operation, stated) in &documented {
            let (method, path) = operation.split_once(' ').unwrap();
            let path = path
                .replace("{no}", &no)
                .replace("{unit}", "仓山公安分局")
                .replace("{list}", "to_sign");
            let open = stated
                .as_ref()
                .is_some_and(|scopes| scopes.is_empty() || scopes == &[name]);
            // Once let in, live updates have no end: `live` listens to them.
            if !(open && operation == "GET /api/live") {
                let reply = program.send(method, &path, b"{}").await;
                let refused = reply.status == 403 && reply.text("code") == "scope_missing";
                assert_eq!(refused, !open, "{operation} with {name}: {}", reply.status);
                assert_ne!(reply.status, 401, "{operation} with {name}");
            }
            let states = match asked(operation).unwrap() {
                Asked::Scope(scope) => Some(vec![scope.as_str().to_owned()]),
                Asked::AnyKey => Some(Vec::new()),
                Asked::People => None,
            };
            assert_eq!(stated, &states, "{operation}: the document");
        }
    }
    server.stop().await;
}
