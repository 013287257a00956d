//! Bad days: a database that is gone, connections that drop, slow and strange senders, arbitrary JSON.

use crate::server::TestServer;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_gone_is_a_503() {
    let server = TestServer::new().await;
    let (no, code) = server.submitted().await;
    let agent = server.with("agent").await;
    server.app.store().close().await;
    let citizen = server.anonymous().code(&code);
    for reply in [
        agent.get("/api/me").await,
        agent.get(&format!("/api/cases/{no}")).await,
        agent.command(&no, "accept", "{}").await,
        citizen.get(&format!("/api/public/cases/{no}")).await,
        citizen
            .post("/api/public/cases", &json!({ "kind": "help", "text": "x" }))
            .await,
        citizen
            .post("/api/sign-in", &json!({ "login": "x", "password": "y" }))
            .await,
        citizen.get("/api/ready").await,
    ] {
        assert_eq!(reply.told(), "503 unavailable");
        assert_eq!(reply.header("retry-after"), "5");
    }
    citizen.get("/api/health").await.ok();
    citizen.get("/api/due?kind=help").await.ok();
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_connection_harms_nobody() {
    let server = TestServer::new().await;
    let body = r#"{"kind": "help", "text": "x"}"#;
    let head = format!(
        "POST /api/public/cases HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    for cut in [0, 10, head.len(), head.len() + 5, head.len() + body.len()] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let whole = format!("{head}{body}");
        stream.write_all(&whole.as_bytes()[..cut]).await.unwrap();
        drop(stream);
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    server.submitted().await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_senders_are_cut_off() {
    let server = TestServer::new().await;
    let client = server.anonymous();
    let body = b"POST /api/public/cases HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{";
    let waiting = Duration::from_mins(10);
    let slow_body = tokio::time::timeout(waiting, client.raw(body));
    let slow_head = async {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nhost").await.unwrap();
        let mut answer = Vec::new();
        tokio::time::timeout(waiting, stream.read_to_end(&mut answer)).await
    };
    let (body, head) = tokio::join!(slow_body, slow_head);
    assert_eq!(body.expect("an answer").told(), "408 slow_body");
    head.expect("closed").unwrap();
    server.stop().await;
}

/// A request of so many mebibytes, announced or in chunks.
fn long(path: &str, headers: &str, mebibytes: usize, chunked: bool) -> Vec<u8> {
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n{headers}"
    );
    if !chunked {
        let mut bytes = format!("{head}content-length: {}\r\n\r\n", mebibytes << 20).into_bytes();
        bytes.resize(bytes.len() + (mebibytes << 20), b' ');
        return bytes;
    }
    let mut bytes = format!("{head}transfer-encoding: chunked\r\n\r\n").into_bytes();
    for _ in 0..mebibytes {
        bytes.extend_from_slice(b"100000\r\n");
        bytes.resize(bytes.len() + (1 << 20), b' ');
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"0\r\n\r\n");
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_writes_all_before_he_reads_is_told_why_not() {
    let server = TestServer::new().await;
    let anonymous = server.anonymous();
    let signed = format!(
        "authorization: Bearer {}\r\n",
        server.with("agent").await.token()
    );
    for (path, headers, told) in [
        ("/api/cases", signed.as_str(), "413 too_large"),
        ("/api/cases", "", "401 unauthenticated"),
        ("/api/public/cases", "", "413 too_large"),
        ("/api/sign-in", "", "413 too_large"),
        ("/api/nowhere", "", "404 no_such_path"),
    ] {
        for chunked in [false, true] {
            let reply = anonymous.raw(&long(path, headers, 12, chunked)).await;
            assert_eq!(reply.told(), told, "{path} {chunked}");
        }
    }
    // What never ends is cut off.
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = "POST /api/sign-in HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99999999999\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mebibyte = vec![b' '; 1 << 20];
    let mut sent = 0;
    while sent < 1000 && stream.write_all(&mebibyte).await.is_ok() {
        sent += 1;
    }
    assert!(sent < 1000, "{sent} MiB");
    // Who asks before he sends is answered, and not asked for what nobody reads.
    let asks = format!(
        "POST /api/cases HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n{signed}expect: 100-continue\r\ncontent-length: 12000000\r\n\r\n"
    );
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(asks.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert!(
        answer.starts_with(b"HTTP/1.1 413"),
        "{}",
        String::from_utf8_lossy(&answer)
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strange_requests_are_answered() {
    let server = TestServer::new().await;
    let client = server.anonymous();
    for bytes in [
        b"nonsense\r\n\r\n".as_slice(),
        b"GET /api/me HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncookie: minsheng_session=\xff\xfe\r\n\r\n",
        b"GET /api/me HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer\r\n\r\n",
        b"POST /api/public/cases HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"GET /api/public/cases/FZ1 HTTP/1.1\r\nhost: x\r\nconnection: close\r\nquery-code: \xff\r\n\r\n",
    ] {
        let reply = client.raw(bytes).await;
        assert!((400..500).contains(&reply.status), "{reply:?}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_sites_write_nothing() {
    let server = TestServer::new().await;
    let (no, code) = server.submitted().await;
    let foreign = server
        .anonymous()
        .code(&code)
        .header("origin", "https://evil.example");
    assert_eq!(
        foreign.citizen(&no, "urge", "").await.told(),
        "403 cross_origin"
    );
    let own = server
        .anonymous()
        .code(&code)
        .header("origin", "http://localhost");
    own.citizen(&no, "urge", "").await.ok();
    server.stop().await;
}

/// Arbitrary JSON, with the names and values that occur in commands among the others.
fn arbitrary() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        3 => prop::sample::select(vec!["grant", "pass", "uphold", "phone", "reached", "title", "help", "B15", "350104", "仓山公安分局",
            "not_our_duty", "2026-12-01", "FZ26112000000", "", "\u{0}", "\u{202e}陈", "1e9"]).prop_map(|word| json!(word)),
        1 => any::<String>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(|number| json!(number)),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    let name = prop_oneof![
        6 => prop::sample::select(vec!["kind", "item", "urgent", "reason", "advice", "to", "note", "text", "lead", "assist", "person", "basis",
            "suggest", "decision", "unit", "how", "reached", "question", "days", "evidence", "commitment", "grade", "solved", "outcome",
            "into", "parts", "title", "answer", "what", "contact", "requester", "area", "login", "password", "format", "issued"]).prop_map(ToOwned::to_owned),
        1 => any::<String>(),
    ];
    word.prop_recursive(3, 20, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name.clone(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn arbitrary_json_never_breaks_anything() {
    let server = TestServer::new().await;
    let (no, code) = server.dispatched("仓山公安分局").await;
    let document = server.anonymous().get("/api/openapi.json").await.json();
    let paths: Vec<_> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(_, item)| item.get("post").is_some())
        .map(|(path, _)| path.clone())
        .collect();
    // Sign-in costs a password each; signing out would end the test's own session.
    let paths: Vec<_> = paths
        .into_iter()
        .filter(|path| !path.starts_with("/api/sign"))
        .collect();
    let staff = [
        server.with("agent").await,
        server.with("dispatcher").await,
        server.with("handler@仓山公安分局").await,
        server.with("system_admin").await,
    ];
    let mut runner = TestRunner::deterministic();
    let bodies = arbitrary();
    for round in 0..12 {
        for path in &paths {
            let body = bodies.new_tree(&mut runner).unwrap().current();
            let client = if path.contains("/public/") {
                server.anonymous().code(&code)
            } else {
                staff[round % staff.len()].clone()
            };
            let reply = client.post(&path.replace("{no}", &no), &body).await;
            assert!(reply.status < 500, "{path} {body}: {reply:?}");
            if reply.status >= 400 {
                reply.assert_problem();
            }
        }
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn arbitrary_addresses_never_break_anything() {
    let server = TestServer::new().await;
    let (no, code) = server.dispatched("仓山公安分局").await;
    let client = server.with("dispatcher").await.code(&code);
    let mut runner = TestRunner::deterministic();
    let words = any::<String>();
    let mut word = || words.new_tree(&mut runner).unwrap().current();
    for _ in 0..8 {
        for path in [
            format!("/api/cases/{}", word()),
            format!("/api/cases/{}/history", word()),
            format!("/api/public/cases/{}", word()),
            format!("/api/units/{}/inbox/to_sign", word()),
            format!("/api/units/市智慧中心/inbox/to_accept?cursor={}", word()),
            format!("/api/cases?cursor={}&limit={}", word(), word()),
            format!("/api/due?kind=help&accepted={}", word()),
            format!("/api/due?days=3&rulebook={}", word()),
            format!("/api/calendar/{}", word()),
            format!("/{}", word()),
        ] {
            let reply = client.get(&path).await;
            assert!(reply.status < 500, "{path}: {reply:?}");
        }
        let odd = client
            .clone()
            .header("if-match", &word().escape_default().to_string());
        assert!(odd.command(&no, "urge", "").await.status < 500);
    }
    server.stop().await;
}
