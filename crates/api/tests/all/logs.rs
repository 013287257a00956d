//! Nothing personal in logs: every line of a day's work is read, at every level.

use crate::server::TestServer;
use serde_json::{Value, json};
use std::fmt::{Debug, Write as _};
use std::sync::Mutex;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

static LINES: Mutex<String> = Mutex::new(String::new());

/// Keeps every line of every test of this program.
struct Reader;

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

impl Subscriber for Reader {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut line = Line(span.metadata().target().to_owned());
        span.record(&mut line);
        keep(&line);
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut line = Line(String::new());
        values.record(&mut line);
        keep(&line);
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().target().to_owned());
        event.record(&mut line);
        keep(&line);
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

fn keep(line: &Line) {
    let mut lines = LINES.lock().unwrap();
    lines.push_str(&line.0);
    lines.push('\n');
}

/// A value of a schema in which every text is a mark.
fn filled(schema: &Value, document: &Value, depth: u32) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let schema = document.pointer(reference.trim_start_matches('#')).unwrap();
        return filled(schema, document, depth);
    }
    for all in ["oneOf", "anyOf", "allOf"] {
        let mut choices = schema[all].as_array().into_iter().flatten();
        if let Some(choice) = choices.rfind(|choice| choice["type"] != "null") {
            return filled(choice, document, depth);
        }
    }
    if let Some(first) = schema["enum"].as_array().and_then(|values| values.first()) {
        return first.clone();
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds[0].as_str().unwrap_or_default(),
        kind => kind.as_str().unwrap_or_default(),
    };
    match kind {
        "object" if depth < 4 => {
            let properties = schema["properties"].as_object().into_iter().flatten();
            let one = |(name, schema): (&String, &Value)| {
                (name.clone(), filled(schema, document, depth + 1))
            };
            Value::Object(properties.map(one).collect())
        }
        "array" => json!([filled(&schema["items"], document, depth + 1)]),
        "integer" | "number" => json!(1),
        "boolean" => json!(true),
        _ => json!(MARK),
    }
}

/// Stands in for every word and name.
const MARK: &str = "慕容13987654321";

/// Sends every operation of the document with marks wherever a word may stand.
async fn every_operation(server: &TestServer, no: &str, code: &str) -> usize {
    let document = server.anonymous().get("/api/openapi.json").await.json();
    let clients = [
        server.with("dispatcher").await,
        server.with("handler@仓山公安分局").await,
        server.with("system_admin").await,
        server.anonymous().code(code),
    ];
    let mut sent = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if path.ends_with("/sign-out") {
                continue;
            }
            let mut address = path.replace("{no}", no).replace("{unit}", "仓山公安分局");
            while let (Some(from), Some(to)) = (address.find('{'), address.find('}')) {
                address.replace_range(from..=to, MARK);
            }
            let query = operation["parameters"].as_array().into_iter().flatten();
            let query = query
                .filter(|it| it["in"] == "query")
                .filter_map(|it| it["name"].as_str());
            let query: Vec<_> = query.map(|name| format!("{name}={MARK}")).collect();
            let body = &operation["requestBody"]["content"]["application/json"]["schema"];
            let body = if body.is_null() {
                Value::Null
            } else {
                filled(body, &document, 0)
            };
            for (n, address) in [address.clone(), format!("{address}?{}", query.join("&"))]
                .iter()
                .enumerate()
            {
                for client in &clients {
                    let client = client
                        .clone()
                        .header("content-type", "application/json")
                        .header("idempotency-key", &format!("{MARK}-{sent}"));
                    let (method, body) = (method.to_uppercase(), body.to_string());
                    // Live updates do not end by themselves.
                    let answer = client.send(&method, address, body.as_bytes());
                    let _ = tokio::time::timeout(std::time::Duration::from_secs(2), answer).await;
                    sent += 1;
                }
                if n == 0 && query.is_empty() {
                    break;
                }
            }
        }
    }
    sent
}

#[tokio::test(flavor = "multi_thread")]
async fn no_word_and_no_number_of_a_person() {
    tracing::subscriber::set_global_default(Reader).unwrap();
    let server = TestServer::new().await;
    let body = json!({ "kind": "help", "text": "某某餐馆太吵", "place": "施埔路七号",
        "requester": { "name": "慕容女士", "phone": "13987654321" } });
    let reply = server
        .anonymous()
        .post("/api/public/cases", &body)
        .await
        .ok();
    let (no, code) = (reply.text("no"), reply.text("code"));
    let citizen = server.anonymous().code(&code);
    citizen
        .get(&format!("/api/public/cases/{no}?x=13987654321"))
        .await
        .ok();
    let agent = server.with("agent").await;
    agent.command(&no, "accept", "{}").await.ok();
    agent
        .command(&no, "reveal_identity", r#"{"reason": "慕容女士回电"}"#)
        .await
        .ok();
    agent
        .command(&no, "annotate", r#"{"text": 13987654321}"#)
        .await;
    agent
        .command("慕容女士", "annotate", r#"{"text": "慕容女士"}"#)
        .await;
    let password = json!({ "login": "慕容女士", "password": "13987654321", "token": true });
    server.anonymous().post("/api/sign-in", &password).await;
    let held = server.dispatched("仓山公安分局").await;
    // Somebody joins a case that is public, and is told how it ended.
    let (joined, _) = server.dispatched("仓山公安分局").await;
    let copy = r#"{"title": "喇叭", "text": "夜里响", "answer": ""}"#;
    let reviewer = server.with("reviewer").await;
    reviewer.command(&joined, "publish", copy).await.ok();
    let contact = json!({ "contact": "13987654321" });
    let path = format!("/api/public/cases/{joined}/me_too");
    server.anonymous().post(&path, &contact).await.ok();
    let reason = r#"{"reason": "不响了"}"#;
    agent.command(&joined, "withdraw", reason).await.ok();
    let sent = every_operation(&server, &held.0, &held.1).await;
    assert!(sent > 250, "only {sent} requests were sent");
    server.app.deliver(None).await.unwrap();
    server.app.store().close().await;
    citizen.post("/api/public/cases", &body).await;
    let lines = LINES.lock().unwrap().clone();
    assert!(lines.contains("/api/public/cases/{no}") && lines.contains("message delivered"));
    assert!(lines.contains("joined_ended"));
    let token = agent.token();
    for secret in [
        "慕容",
        "13987654321",
        "某某餐馆",
        "施埔路",
        &no,
        &held.0,
        &token,
        &format!("{code}\""),
    ] {
        let line = lines.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret} in: {line:?}");
    }
    server.stop().await;
}
