//! Nothing personal in logs: every line of a day's work is read, at every level.

use crate::server::TestServer;
use serde_json::json;
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
    server.app.deliver(None).await.unwrap();
    server.app.store().close().await;
    citizen.post("/api/public/cases", &body).await;
    let lines = LINES.lock().unwrap().clone();
    assert!(lines.contains("/api/public/cases/{no}") && lines.contains("message delivered"));
    let token = agent.token();
    for secret in [
        "慕容",
        "13987654321",
        "某某餐馆",
        "施埔路",
        &no,
        &token,
        &format!("{code}\""),
    ] {
        let line = lines.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret} in: {line:?}");
    }
    server.stop().await;
}
