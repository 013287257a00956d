//! Whoever tries numbers learns nothing from what is read: for a number that exists and is not his, and for one
//! that does not exist, the same statements run in the same order. Statements are counted, no time is taken.

use crate::server::{Client, TestServer};
use serde_json::{Value, json};
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};
use store::Scratch;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// Hears every read by where its statement stands in the source. Only in its own thread, in which all of a
/// test's tasks run, so that it hears nothing of the tests beside it.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

struct Place(String);

impl Visit for Place {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "place" {
            write!(self.0, "{value:?}").unwrap();
        }
    }
}

impl Subscriber for Heard {
    fn enabled(&self, about: &Metadata<'_>) -> bool {
        about.is_span() || (about.target() == "db::db" && *about.level() == Level::TRACE)
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut place = Place(String::new());
        event.record(&mut place);
        self.0.lock().unwrap().push(place.0);
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

impl Heard {
    /// What is read while a request is answered, and what is told.
    async fn of(&self, client: &Client, asked: &Asked) -> (Vec<String>, String) {
        self.0.lock().unwrap().clear();
        let (method, path, body) = asked;
        let client = client.clone().header("content-type", "application/json");
        let body = body.as_ref().map_or(String::new(), Value::to_string);
        let told = client.send(method, path, body.as_bytes()).await.told();
        (std::mem::take(&mut *self.0.lock().unwrap()), told)
    }
}

/// Method, path and body of a request.
type Asked = (&'static str, String, Option<Value>);

/// The same request about each of several numbers.
struct Tried<'a> {
    client: &'a Client,
    ask: &'a dyn Fn(&str) -> Asked,
    /// Some exist, none is the asker's.
    numbers: &'a [&'a str],
}

impl Tried<'_> {
    /// What is read for any of them.
    async fn reads_the_same(&self, heard: &Heard) -> Vec<String> {
        let mut first: Option<(Vec<String>, String)> = None;
        for round in 0..3 {
            for n in 0..self.numbers.len() {
                let no = self.numbers[(n + round) % self.numbers.len()];
                let asked = (self.ask)(no);
                let read = heard.of(self.client, &asked).await;
                // What is read once and kept is read in the first round.
                if round > 0 {
                    let first = first.get_or_insert_with(|| read.clone());
                    assert_eq!(read, *first, "{asked:?}");
                }
            }
        }
        first.unwrap().0
    }
}

/// Runs a test on each database, in one thread.
async fn on_each<F: AsyncFn(&TestServer, &Heard)>(test: F) {
    let heard = Heard::default();
    let _hears = tracing::subscriber::set_default(heard.clone());
    let mut scratches = vec![Scratch::sqlite().unwrap()];
    scratches.extend(Scratch::postgres_for_test().await);
    for scratch in scratches {
        let server = TestServer::on(scratch).await;
        test(&server, &heard).await;
        server.stop().await;
    }
}

/// Nobody's: between those that are there, before all of them, behind all of them.
const NOBODYS: [&str; 3] = ["FZ26112012345", "FZ00010100000", "FZ99123199999"];

#[tokio::test]
async fn a_number_of_another_unit_reads_as_none() {
    on_each(async |server, heard| {
        let (hidden, _) = server.dispatched("仓山公安分局").await;
        let (other, _) = server.dispatched("仓山公安分局").await;
        let stranger = server.with("handler@鼓楼区城管局").await;
        let numbers = [
            hidden.as_str(),
            NOBODYS[0],
            other.as_str(),
            NOBODYS[1],
            NOBODYS[2],
        ];
        let get =
            |path: &'static str| move |no: &str| ("GET", format!("/api/cases/{no}{path}"), None);
        let post = |path: &'static str, body: Value| {
            move |no: &str| ("POST", format!("/api/cases/{no}{path}"), Some(body.clone()))
        };
        let typed = |path: &'static str| move |no: &str| ("GET", format!("{path}{no}"), None);
        let near = |no: &str| {
            (
                "POST",
                "/api/suggest/nearby".to_owned(),
                Some(json!({ "case": no })),
            )
        };
        let asked: [&dyn Fn(&str) -> Asked; 13] = [
            &get(""),
            &get("/history"),
            &get("/actions"),
            &get("/files/1"),
            &get("/files/1/thumbnail"),
            &post("/annotate", json!({ "text": "x" })),
            &post("/sign", json!({})),
            &post("/reveal_identity", json!({ "reason": "x" })),
            &post("/here", json!({ "writing": true })),
            &post("/public-copy", json!({})),
            &near,
            &typed("/api/cases?q="),
            &typed("/api/cases/export?q="),
        ];
        for ask in asked {
            let tried = Tried {
                client: &stranger,
                ask,
                numbers: &numbers,
            };
            let read = tried.reads_the_same(heard).await;
            assert!(!read.is_empty(), "{:?}", ask(&hidden));
        }
        // Whoever holds it has more read for him: something is heard.
        let holder = server.with("handler@仓山公安分局").await;
        let (seen, told) = heard.of(&holder, &get("")(&hidden)).await;
        let (none, _) = heard.of(&holder, &get("")(NOBODYS[0])).await;
        assert_eq!(told, "200");
        assert!(seen.len() > none.len(), "{seen:?} {none:?}");
    })
    .await;
}

#[tokio::test]
async fn a_lines_own_number_reads_as_none() {
    on_each(async |server, heard| {
        let agent = server.with("agent").await;
        let mut cases = Vec::new();
        for no in ["P-1", "P-2"] {
            let body = json!({ "kind": "help", "text": "停电", "line": { "line": "95598", "no": no,
                "accepted_at": "2026-11-20T10:00:00+08:00" } });
            let done = agent.post("/api/cases", &body).await.ok();
            cases.push(done.text("no"));
        }
        let strangers = [
            server.with("handler@鼓楼区城管局").await,
            server.with("dispatcher@鼓楼区智慧中心").await,
        ];
        let numbers = ["P-1", "P-3", "P-2", "P-0", "Q-9"];
        let of_line = |no: &str| ("GET", format!("/api/lines/95598/cases/{no}"), None);
        let of_another = |no: &str| ("GET", format!("/api/lines/12315/cases/{no}"), None);
        let typed = |no: &str| ("GET", format!("/api/cases?q={no}"), None);
        let taken_out = |no: &str| ("GET", format!("/api/cases/export?q={no}"), None);
        let asked: [&dyn Fn(&str) -> Asked; 4] = [&of_line, &of_another, &typed, &taken_out];
        for client in &strangers {
            for ask in asked {
                let tried = Tried {
                    client,
                    ask,
                    numbers: &numbers,
                };
                let read = tried.reads_the_same(heard).await;
                assert!(!read.is_empty(), "{:?}", ask("P-1"));
            }
            let listed = client.get("/api/cases?q=P-1").await.ok().json();
            assert_eq!(listed["cases"], json!([]));
        }
        // Where the number is the reader's own, more is read and it is found.
        let unit = server.with("handler@国网福州供电公司").await;
        let (seen, told) = heard.of(&unit, &of_line("P-1")).await;
        let (none, _) = heard.of(&unit, &of_line("P-3")).await;
        assert_eq!(told, "200");
        assert!(seen.len() > none.len(), "{seen:?} {none:?}");
        let listed = unit.get("/api/cases?q=P-1").await.ok().json();
        assert_eq!(listed["cases"][0]["no"], cases[0].as_str());
    })
    .await;
}

#[tokio::test]
async fn a_number_without_its_code_reads_as_none() {
    on_each(async |server, heard| {
        let (no, code) = server.submitted().await;
        let wrong = if code == "000000" { "000001" } else { "000000" };
        let numbers = [no.as_str(), NOBODYS[0], NOBODYS[1], NOBODYS[2]];
        let page = |no: &str| ("GET", format!("/api/public/cases/{no}"), None);
        let urge = |no: &str| {
            (
                "POST",
                format!("/api/public/cases/{no}/urge"),
                Some(json!({})),
            )
        };
        let wrong = server.anonymous().code(wrong);
        for ask in [&page as &dyn Fn(&str) -> Asked, &urge] {
            let tried = Tried {
                client: &wrong,
                ask,
                numbers: &numbers,
            };
            assert!(!tried.reads_the_same(heard).await.is_empty());
        }
        let (seen, told) = heard.of(&server.anonymous().code(&code), &page(&no)).await;
        let (none, _) = heard.of(&wrong, &page(&no)).await;
        assert_eq!(told, "200");
        assert!(seen.len() > none.len(), "{seen:?} {none:?}");
    })
    .await;
}
