//! Webhooks while the server is killed again and again: every event is heard, on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

#[path = "shared/program.rs"]
mod program;

use app::App;
use app::clock::SystemClock;
use app::keys::{NewKey, Scope};
use app::webhooks::NewWebhook;
use app::{Courier, Net};
use hotline::actor::{Post, Role, Staff};
use program::{Program, request};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use store::{Scratch, Store};

const KILLS: usize = 4;
const CASES_A_RUN: usize = 25;

/// How often each message came.
type Heard = Arc<Mutex<BTreeMap<String, (u32, i64)>>>;

/// A program that listens, and is not always well: every tenth message it answers 500 the first time.
fn receiver() -> (String, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let heard = Heard::default();
    let noting = heard.clone();
    std::thread::spawn(move || {
        let mut refused = BTreeSet::new();
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut text = String::new();
            let mut bytes = [0; 4096];
            while !text.ends_with("}}") {
                match stream.read(&mut bytes) {
                    Ok(n) if n > 0 => text.push_str(std::str::from_utf8(&bytes[..n]).unwrap()),
                    _ => break,
                }
            }
            let Some((head, body)) = text.split_once("\r\n\r\n") else {
                continue;
            };
            let id = head
                .lines()
                .find_map(|line| line.strip_prefix("webhook-id: "))
                .unwrap();
            let body: serde_json::Value = serde_json::from_str(body).unwrap();
            let position = body["data"]["position"].as_i64().unwrap();
            let well = position % 10 != 3 || !refused.insert(position);
            if well {
                let mut noting = noting.lock().unwrap();
                noting.entry(id.to_owned()).or_insert((0, position)).0 += 1;
            }
            let status = if well { 204 } else { 500 };
            let _ = write!(stream, "HTTP/1.1 {status} x\r\ncontent-length: 0\r\n\r\n");
        }
    });
    (url, heard)
}

/// Makes a key and its endpoint, and lets the follower find its place before anything happens.
async fn endpoint(database: &str, url: &str) {
    let store = Store::open(database).await.unwrap();
    let profile = app::profile::built_in().unwrap();
    let centre = profile.directory.city_centre().code.clone();
    let clock = Arc::new(SystemClock::default());
    let app = App::open(store.clone(), profile, clock, None)
        .await
        .unwrap();
    let post = Post {
        role: Role::Leader,
        unit: centre,
    };
    let new = NewKey {
        name: "听众".to_owned(),
        posts: vec![post.clone()],
        scopes: vec![Scope::Webhooks],
        expires_at: None,
    };
    app.add_key("test", new).await.unwrap();
    let owner = Staff {
        person: "key:听众".to_owned(),
        posts: vec![post],
    };
    let courier = Courier::new(vec!["127.0.0.0/8".parse::<Net>().unwrap()]);
    let new = NewWebhook {
        url: url.to_owned(),
        kinds: Vec::new(),
    };
    app.add_webhook(&courier, &owner, new).await.unwrap();
    app.follow_feed().await.unwrap();
    app.leave_feed().await.unwrap();
    store.close().await;
}

fn submit(port: u16, n: usize) -> bool {
    let body = r#"{"kind":"help","text":"路灯不亮","area":"350104"}"#;
    let headers =
        format!("Content-Type: application/json\r\nIdempotency-Key: webhook-test-{n:08}\r\n");
    request(port, "POST", "/api/public/cases", &headers, body)
        .is_some_and(|(status, _)| status == 201)
}

async fn positions(database: &str) -> BTreeSet<i64> {
    let store = Store::open(database).await.unwrap();
    let all = store.feed_after(0, 1_000_000).await.unwrap();
    store.close().await;
    all.into_iter().map(|entry| entry.position).collect()
}

async fn every_event_is_heard(scratch: Scratch, name: &str) {
    let data =
        std::env::temp_dir().join(format!("minsheng-webhooks-{name}-{}", std::process::id()));
    let (url, heard) = receiver();
    endpoint(scratch.url(), &url).await;
    let mut sent = 0;
    for _ in 0..KILLS {
        let program = start(scratch.url(), &data);
        for _ in 0..CASES_A_RUN {
            sent += usize::from(submit(program.port, sent));
        }
        // In the middle of telling, as likely as not.
        program.kill();
    }
    assert!(sent > KILLS * CASES_A_RUN / 2, "{sent}");
    let program = start(scratch.url(), &data);
    let patience = Instant::now() + Duration::from_mins(3);
    loop {
        let all = positions(scratch.url()).await;
        let told: BTreeSet<i64> = heard
            .lock()
            .unwrap()
            .values()
            .map(|(_, position)| *position)
            .collect();
        if all.len() >= sent && told == all {
            break;
        }
        assert!(
            Instant::now() < patience,
            "{} of {} were heard",
            told.len(),
            all.len()
        );
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    drop(program);
    // One message an event: whoever hears it twice knows it by its id.
    let ids = heard.lock().unwrap().len();
    assert_eq!(ids, positions(scratch.url()).await.len());
    let _ = std::fs::remove_dir_all(data);
}

fn start(database: &str, data: &Path) -> Program {
    Program::start(database, data, &["--set", "webhooks.allowed=127.0.0.0/8"])
}

#[tokio::test(flavor = "multi_thread")]
async fn every_event_is_heard_across_kills_on_sqlite() {
    every_event_is_heard(Scratch::sqlite().unwrap(), "sqlite").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_event_is_heard_across_kills_on_postgres() {
    if let Some(scratch) = Scratch::postgres_for_test().await {
        every_event_is_heard(scratch, "postgres").await;
    }
}
