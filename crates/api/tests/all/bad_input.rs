//! Bad input: each gets a problem document with a known code that says what to do, never a 5xx.

use crate::server::{Client, TestServer};
use serde_json::{Value, json};

/// Sends a body to a path and gives the answer as told.
async fn told(client: &Client, path: &str, body: &Value) -> String {
    client.post(path, body).await.told()
}

#[tokio::test(flavor = "multi_thread")]
async fn values() {
    let server = TestServer::new().await;
    let agent = server.with("agent").await;
    let with = |field: &str, value: Value| {
        let mut body = json!({ "kind": "help", "text": "x" });
        body[field] = value;
        body
    };
    for (body, code, field) in [
        (json!({ "text": "x" }), "422 bad_value", "kind"),
        (with("kind", json!("wish")), "422 bad_value", "kind"),
        (with("colour", json!("red")), "422 bad_value", "colour"),
        (with("text", json!("")), "422 bad_value", "text"),
        (
            with("text", json!("长".repeat(10_001))),
            "422 bad_value",
            "text",
        ),
        (
            with("title", json!("长".repeat(201))),
            "422 bad_value",
            "title",
        ),
        (with("title", json!("两\n行")), "422 bad_value", "title"),
        (with("text", json!("a\u{0}b")), "422 bad_value", "text"),
        (with("text", json!("a\u{7}b")), "422 bad_value", "text"),
        (with("urgent", json!("yes")), "422 bad_value", "urgent"),
        (with("item", json!("Z99")), "422 unknown_item", ""),
        (with("item", json!("\u{0}")), "422 bad_value", "item"),
        (with("area", json!("999999")), "422 bad_value", "area"),
        (with("channel", json!("pigeon")), "422 bad_value", "channel"),
        (
            with("requester", json!({ "phone": "电话" })),
            "422 bad_value",
            "requester.phone",
        ),
        (
            with("requester", json!({ "age": 3 })),
            "422 bad_value",
            "requester.age",
        ),
        (with("requester", json!(7)), "422 bad_value", "requester"),
    ] {
        let reply = agent.post("/api/cases", &body).await;
        assert_eq!(reply.told(), code, "{body}");
        let named = reply.json()["errors"][0]["field"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        assert_eq!(named, field, "{}", reply.json());
    }
    let body = with(
        "requester",
        json!({ "name": "陈女士", "phone": "１３９ ０００－０００００" }),
    );
    agent.post("/api/cases", &body).await.ok();
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn commands() {
    let server = TestServer::new().await;
    let (no, _) = server.dispatched("仓山公安分局").await;
    let handler = server.with("handler@仓山公安分局").await;
    let dispatcher = server.with("dispatcher").await;
    let reviewer = server.with("reviewer@仓山公安分局").await;
    for (client, command, fields, expected) in [
        (&handler, "sign", r#"{"x": 1}"#, "422 bad_value"),
        (&handler, "sign", "[]", "422 bad_value"),
        (&handler, "sign", "null", "422 bad_value"),
        (&handler, "sign", "7", "422 bad_value"),
        (&handler, "sign", "{", "400 malformed_json"),
        (&handler, "sign", "{\"a\": \u{1}}", "400 malformed_json"),
        (&handler, "sign", &"[".repeat(5000), "400 malformed_json"),
        (&handler, "sign", "{\"x\": 1e999}", "400 malformed_json"),
        (&handler, "reply", r#"{"text": "x"}"#, "409 wrong_state"),
        (
            &handler,
            "return",
            r#"{"reason": "boring", "basis": "x"}"#,
            "422 reason_missing",
        ),
        (
            &handler,
            "return",
            r#"{"basis": "x"}"#,
            "422 reason_missing",
        ),
        (
            &dispatcher,
            "designate_fallback",
            r#"{"unit": "没有的单位", "reason": "x"}"#,
            "422 unknown_unit",
        ),
        (
            &dispatcher,
            "designate_fallback",
            r#"{"unit": "", "reason": "x"}"#,
            "422 unknown_unit",
        ),
        (
            &dispatcher,
            "designate_fallback",
            r#"{"unit": "福州水务集团"}"#,
            "422 reason_missing",
        ),
        (
            &dispatcher,
            "correct",
            r#"{"item": "Z99", "reason": "x"}"#,
            "422 unknown_item",
        ),
        (
            &dispatcher,
            "rule_on_return",
            r#"{"decision": "maybe", "reason": "x"}"#,
            "409 wrong_state",
        ),
        (&dispatcher, "split", r#"{"parts": []}"#, "422 bad_value"),
        (&reviewer, "review", "{}", "409 wrong_state"),
        (
            &handler,
            "request_extension",
            r#"{"days": -1, "reason": "x"}"#,
            "409 wrong_state",
        ),
        (
            &handler,
            "request_extension",
            r#"{"days": 99999999999, "reason": "x"}"#,
            "409 wrong_state",
        ),
        (
            &handler,
            "contact",
            r#"{"how": "pigeon", "reached": true}"#,
            "409 wrong_state",
        ),
        (&handler, "fly", "{}", "404 no_such_path"),
        (&handler, "me_too", "{}", "404 no_such_path"),
        (&handler, "register", "{}", "404 no_such_path"),
    ] {
        let reply = client.command(&no, command, fields).await;
        assert_eq!(reply.told(), expected, "{command} {fields}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn steps_in_the_wrong_order() {
    let server = TestServer::new().await;
    let (no, _) = server.dispatched("仓山公安分局").await;
    let handler = server.with("handler@仓山公安分局").await;
    handler.command(&no, "sign", "").await.ok();
    assert_eq!(
        handler
            .command(&no, "reply", r#"{"text": " \n "}"#)
            .await
            .told(),
        "422 reply_empty"
    );
    let day = r#"{"text": "x", "commitment": {"text": "y", "until": "2026-02-30"}}"#;
    assert_eq!(
        handler.command(&no, "reply", day).await.told(),
        "422 bad_value"
    );
    // Once the step is his, what is wrong with it is told.
    for (command, fields) in [
        ("contact", r#"{"how": "pigeon", "reached": true}"#),
        ("request_extension", r#"{"days": -1, "reason": "x"}"#),
    ] {
        let reply = handler.command(&no, command, fields).await;
        assert_eq!(reply.told(), "422 bad_value", "{command} {fields}");
    }
    let extension = r#"{"days": 4000000000, "reason": "x"}"#;
    assert_eq!(
        handler
            .command(&no, "request_extension", extension)
            .await
            .told(),
        "409 extension_too_long"
    );
    // A refusal tells the way out.
    let refused = handler.command(&no, "sign", "").await;
    assert_eq!(refused.told(), "409 wrong_state");
    assert!(
        refused.json()["allowed"]
            .as_array()
            .unwrap()
            .contains(&json!("reply"))
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_queries_and_headers() {
    let server = TestServer::new().await;
    let agent = server.with("agent").await;
    for (path, expected) in [
        ("/api/cases?status=lost", "422 bad_value"),
        ("/api/cases?limit=-1", "422 bad_value"),
        ("/api/cases?limit=99999999999999999999", "422 bad_value"),
        ("/api/cases?colour=red", "422 bad_value"),
        ("/api/cases?item=Z99", "422 unknown_item"),
        ("/api/cases?cursor=x", "422 bad_value"),
        ("/api/cases?status=closed&status=closed", "422 bad_value"),
        ("/api/cases/FZ26112000000000", "404 not_found"),
        ("/api/cases/%00", "404 not_found"),
        ("/api/cases/%ff", "400 bad_request"),
        ("/api/cases/%E7%BC%96%E5%8F%B7", "404 not_found"),
        ("/api/cases/", "404 no_such_path"),
        ("/api/units/没有的单位/badges", "422 unknown_unit"),
        ("/api/units/市智慧中心/inbox/lost", "422 bad_value"),
        (
            "/api/units/市智慧中心/inbox/to_accept?cursor=1",
            "422 bad_value",
        ),
        (
            "/api/units/市智慧中心/inbox/to_accept?cursor=1.99999999999999999999",
            "422 bad_value",
        ),
        ("/api/reference/units/没有的单位", "422 unknown_unit"),
        ("/api/due?kind=wish", "422 bad_value"),
        ("/api/due?accepted=2026-02-30&kind=help", "422 bad_value"),
        (
            "/api/due?accepted=2026-01-01T25:00&kind=help",
            "422 bad_value",
        ),
        ("/api/due?days=1001", "422 bad_value"),
        ("/api/due?days=3&accepted=1990-01-01", "422 out_of_calendar"),
        ("/api/due?days=3&accepted=2100-12-31", "422 out_of_calendar"),
        ("/api/due?days=3&accepted=9999-12-31", "422 out_of_calendar"),
        (
            "/api/due?kind=help&urgent=true&accepted=1990-01-01",
            "422 out_of_calendar",
        ),
        (
            "/api/due?kind=help&urgent=true&accepted=9999-12-31",
            "422 out_of_calendar",
        ),
        ("/api/due?kind=help&accepted=2010-01-01", "422 no_rulebook"),
        ("/api/due?kind=help&item=Z99", "422 unknown_item"),
        ("/api/due?kind=help&urgent=maybe", "422 bad_value"),
        ("/api/due?kind=help&rulebook=yesterday", "422 bad_value"),
        ("/api/calendar/1999", "422 out_of_calendar"),
        ("/api/calendar/x", "422 out_of_calendar"),
        ("/nowhere", "404 no_such_path"),
    ] {
        assert_eq!(agent.get(path).await.told(), expected, "{path}");
    }
    assert_eq!(
        agent.send("DELETE", "/api/cases", b"").await.told(),
        "405 method_not_allowed"
    );
    assert!(
        agent
            .send("DELETE", "/api/cases", b"")
            .await
            .header("allow")
            .contains("POST")
    );
    let long = agent.clone().header("idempotency-key", &"k".repeat(201));
    assert_eq!(
        told(&long, "/api/cases", &json!({ "kind": "help", "text": "x" })).await,
        "422 bad_value"
    );
    let odd = server
        .anonymous()
        .header("query-code", "一二三四五六")
        .get("/api/public/cases/FZ1")
        .await;
    assert_eq!(odd.told(), "404 bad_code");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies() {
    let server = TestServer::new().await;
    let agent = server.with("agent").await;
    let text = agent.send("POST", "/api/cases", b"kind=help").await;
    assert_eq!(text.told(), "415 unsupported_media_type");
    let form = agent
        .clone()
        .header("content-type", "application/x-www-form-urlencoded")
        .send("POST", "/api/cases", b"kind=help")
        .await;
    assert_eq!(form.told(), "415 unsupported_media_type");
    let json = agent
        .clone()
        .header("content-type", "Application/JSON; charset=utf-8");
    assert_eq!(
        json.send("POST", "/api/cases", b"{\"kind\": \"\xff\"}")
            .await
            .told(),
        "400 malformed_json"
    );
    assert_eq!(
        json.send("POST", "/api/cases", b"").await.told(),
        "422 bad_value"
    );
    let large = format!(
        "{{\"kind\": \"help\", \"text\": \"{}\"}}",
        "x".repeat(300 * 1024)
    );
    assert_eq!(
        json.send("POST", "/api/cases", large.as_bytes())
            .await
            .told(),
        "413 too_large"
    );
    let place = json
        .send("POST", "/api/cases", b"{\n  \"kind\": }")
        .await
        .json();
    assert!(
        place["detail"].as_str().unwrap().contains("第 2 行"),
        "{place}"
    );
    server.stop().await;
}

/// A value that a parameter of a path takes.
fn fitting(schema: &Value) -> String {
    match &schema["enum"][0] {
        Value::String(first) => first.clone(),
        _ if schema["type"] == "integer" => "2026".to_owned(),
        _ => "x".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_parameter_of_a_query_is_refused_in_the_words_of_a_library() {
    let server = TestServer::new().await;
    let agent = server
        .with("agent")
        .await
        .header("accept-language", "zh-CN");
    let document = serde_json::to_value(api::openapi()).unwrap();
    let (mut refused, mut dates) = (0, 0);
    for (path, item) in document["paths"].as_object().unwrap() {
        let Some(parameters) = item["get"]["parameters"].as_array() else {
            continue;
        };
        let place = |parameter: &&Value, place: &str| parameter["in"] == place;
        let mut real = path.clone();
        for parameter in parameters.iter().filter(|of| place(of, "path")) {
            let name = parameter["name"].as_str().unwrap();
            real = real.replace(&format!("{{{name}}}"), &fitting(&parameter["schema"]));
        }
        for parameter in parameters.iter().filter(|of| place(of, "query")) {
            let name = parameter["name"].as_str().unwrap();
            let is_date = parameter["schema"]["format"] == "date";
            for wrong in [
                "",
                "x",
                "maybe",
                "-1",
                "1.5",
                "99999-01-01",
                "2026-02-30",
                "2026-01-01x",
                "99999999999999999999",
                "a%00b",
            ] {
                let asked = format!("{real}?{name}={wrong}");
                let reply = agent.get(&asked).await;
                if reply.status < 400 {
                    assert_ne!(wrong, "a%00b", "{asked}");
                    continue;
                }
                refused += 1;
                let told = reply.json();
                let detail = told["detail"].as_str().unwrap_or_default();
                for word in [
                    "expected",
                    "parse",
                    "invalid",
                    "provided",
                    "failed to",
                    "unparsed",
                ] {
                    assert!(!detail.contains(word), "{asked}: {detail}");
                }
                if wrong == "a%00b" {
                    let field = format!("{name}：文字里有控制字符 U+0000，请删去");
                    assert!(detail.ends_with(&field), "{asked}: {detail}");
                    assert_eq!(reply.told(), "422 bad_value", "{asked}");
                }
                if is_date && wrong != "a%00b" {
                    dates += 1;
                    assert!(
                        detail.contains(&format!("{name}：应当是真实的日期")),
                        "{asked}: {detail}"
                    );
                }
            }
        }
    }
    assert!(refused > 300 && dates > 60, "{refused} {dates}");
    for (asked, told) in [
        ("/api/cases?limit=", "limit：应当是不太大的非负整数"),
        ("/api/cases?limit=0", "limit：应当是 1 到 200 的整数"),
        ("/api/cases?limit=201", "limit：应当是 1 到 200 的整数"),
        ("/api/items?q=zs&limit=51", "limit：应当是 1 到 50 的整数"),
        ("/api/cases?late=maybe", "late：应当是 true 或 false"),
        (
            "/api/figures?from=x",
            "from：应当是真实的日期，例如 2026-03-01",
        ),
    ] {
        let reply = agent.get(asked).await;
        assert_eq!(reply.told(), "422 bad_value", "{asked}");
        let detail = reply.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.ends_with(told), "{asked}: {detail}");
    }
    // In a body, too, the field is named.
    let sign_in = json!({ "login": "a\u{0}b", "password": "x" });
    let reply = server.anonymous().post("/api/sign-in", &sign_in).await;
    assert_eq!(reply.told(), "422 bad_value");
    assert_eq!(reply.json()["errors"][0]["field"], "login");
    server.stop().await;
}
