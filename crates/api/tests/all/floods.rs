//! A flood on the public part: who sends it is told to wait, and staff go on working.

use crate::server::{Client, Reply, TestServer};
use api::limits::{Limits, Net, Rate};
use api::server::Bounds;
use axum::http::StatusCode;
use serde_json::json;
use std::net::SocketAddr;
use store::Scratch;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Budgets that do not fill up while a test runs.
fn slow(burst: u32) -> Rate {
    Rate::per_minute(1, burst)
}

fn behind(client: &Client, address: &str) -> Client {
    client.clone().header("x-forwarded-for", address)
}

fn wait_of(reply: &Reply) -> u32 {
    reply.header("retry-after").parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_spends_its_own_budget_and_staff_behind_it_go_on() {
    let limits = Limits {
        address: slow(5),
        sign_in: slow(2),
        person: slow(20),
        ..Limits::default()
    };
    let server = TestServer::within(Scratch::sqlite().unwrap(), limits).await;
    let agent = server.with("agent").await;
    let late = server.with("shift_lead").await;
    let anonymous = server.anonymous();
    let office = |client: &Client| behind(client, "203.0.113.7");
    // The agent has come in before the flood.
    office(&agent).get("/api/me").await.ok();
    for _ in 0..5 {
        office(&anonymous)
            .get("/api/public/cases/FZ1")
            .await
            .assert_problem();
    }
    let spent = office(&anonymous).get("/api/reference/kinds").await;
    assert_eq!(spent.told(), "429 too_many_requests");
    assert!((1..=60).contains(&wait_of(&spent)), "{spent:?}");
    assert_eq!(
        office(&anonymous)
            .post("/api/public/cases", &json!({ "kind": "help", "text": "x" }))
            .await
            .status,
        429
    );
    // What anybody can write himself does not make another address of it.
    let lying = anonymous
        .clone()
        .header("x-forwarded-for", "198.51.100.1, 203.0.113.7");
    assert_eq!(lying.get("/api/reference/kinds").await.status, 429);
    behind(&anonymous, "203.0.113.8")
        .get("/api/reference/kinds")
        .await
        .ok();
    // Whoever watches over the server is answered, and so are the agent, who is known already, and one
    // who comes in only now.
    office(&anonymous).get("/api/health").await.ok();
    office(&agent).get("/api/cases").await.ok();
    let fresh = server.with("dispatcher").await;
    office(&fresh).get("/api/me").await.ok();
    office(&fresh).get("/api/cases").await.ok();
    // Tokens that nobody knows have a budget of their address.
    let guessed = anonymous
        .clone()
        .header("authorization", "Bearer 00112233445566778899aabbccddeeff");
    let mut guesses = Vec::new();
    for _ in 0..5 {
        guesses.push(office(&guessed).get("/api/cases").await.status);
    }
    // The agent and the dispatcher were strangers once each.
    assert_eq!(guesses, [401, 401, 401, 429, 429]);
    assert_eq!(
        office(&late).get("/api/me").await.told(),
        "429 too_many_requests"
    );
    behind(&late, "203.0.113.9").get("/api/me").await.ok();
    office(&late).get("/api/me").await.ok();
    // Signing in has a budget of its own.
    let wrong = json!({ "login": "agent", "password": "not the password" });
    for _ in 0..2 {
        assert_eq!(
            office(&anonymous).post("/api/sign-in", &wrong).await.told(),
            "401 wrong_password"
        );
    }
    assert_eq!(
        office(&anonymous).post("/api/sign-in", &wrong).await.told(),
        "429 too_many_requests"
    );
    // A person's budget is his, wherever he sits.
    let mut told = Vec::new();
    for n in 0..20 {
        let reply = behind(&agent, &format!("192.0.2.{n}")).get("/api/me").await;
        told.push(reply.status);
    }
    assert_eq!(
        told.iter().filter(|status| **status == 200).count(),
        18,
        "{told:?}"
    );
    late.get("/api/me").await.ok();
    server.stop().await;
}

/// A flood on a server of this database while an agent works.
async fn flooded(scratch: Scratch) {
    let limits = Limits {
        address: slow(40),
        public_at_once: 2,
        ..Limits::default()
    };
    let server = TestServer::within(scratch, limits).await;
    let (no, _) = server.dispatched("仓山公安分局").await;
    let agent = behind(&server.with("agent").await, "203.0.113.1");
    agent.get("/api/me").await.ok();
    let anonymous = server.anonymous();
    let flood = (0..600).map(|n: u32| {
        let client = behind(&anonymous, &format!("203.0.113.{}", n % 10));
        let body = json!({ "kind": "help", "text": format!("洪水 {n}") });
        async move {
            if n.is_multiple_of(3) {
                client.post("/api/public/cases", &body).await
            } else {
                client
                    .clone()
                    .code("000000")
                    .get("/api/public/cases/FZ26112099999")
                    .await
            }
        }
    });
    let working = async {
        for n in 0..40 {
            agent.get(&format!("/api/cases/{no}")).await.ok();
            agent
                .command(
                    &no,
                    "annotate",
                    &json!({ "text": format!("第 {n} 次") }).to_string(),
                )
                .await
                .ok();
        }
    };
    let (replies, ()) = tokio::join!(futures_util::future::join_all(flood), working);
    let mut told = std::collections::BTreeMap::<String, usize>::new();
    for reply in &replies {
        *told.entry(reply.told()).or_default() += 1;
    }
    let of = |what: &str| told.get(what).copied().unwrap_or_default();
    assert_eq!(
        of("201") + of("404 bad_code") + of("429 too_many_requests") + of("503 busy"),
        600,
        "{told:?}"
    );
    // Ten addresses with forty requests each; queues may have been full before that.
    assert!(
        of("201") + of("404 bad_code") + of("503 busy") <= 400,
        "{told:?}"
    );
    assert!(of("429 too_many_requests") >= 200, "{told:?}");
    assert!(of("201") > 0, "{told:?}");
    let history = agent
        .get(&format!("/api/cases/{no}/history"))
        .await
        .ok()
        .json();
    let notes = history
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["kind"] == "annotated")
        .count();
    assert_eq!(notes, 40);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn agents_work_through_a_flood() {
    flooded(Scratch::sqlite().unwrap()).await;
    if let Some(scratch) = Scratch::postgres_for_test().await {
        flooded(scratch).await;
    }
}

/// A server whose connections are counted, as behind no proxy.
async fn counted(bounds: Bounds) -> (SocketAddr, TestServer) {
    let server = TestServer::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = api::router(api::Api::new(server.app.clone(), false));
    tokio::spawn(api::server::serve_within(
        bounds,
        listener,
        router,
        std::future::pending(),
    ));
    (address, server)
}

const HEALTH: &[u8] = b"GET /api/health HTTP/1.1\r\nhost: x\r\n\r\n";

/// Sends a request on an open connection; whether it is answered.
async fn answered(stream: &mut TcpStream) -> bool {
    let mut bytes = [0; 512];
    stream.write_all(HEALTH).await.is_ok()
        && matches!(stream.read(&mut bytes).await, Ok(n) if n > 0 && bytes.starts_with(b"HTTP/1.1 200"))
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_cannot_take_every_connection() {
    let bounds = Bounds {
        of_one_address: 3,
        proxies: Vec::new(),
        ..Bounds::default()
    };
    let (address, server) = counted(bounds).await;
    let mut open = Vec::new();
    for _ in 0..3 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        assert!(answered(&mut stream).await);
        open.push(stream);
    }
    let mut fourth = TcpStream::connect(address).await.unwrap();
    assert!(!answered(&mut fourth).await, "the fourth is closed");
    drop(open.pop());
    // The server notices that the third has gone when it reads from it.
    let again = async {
        loop {
            let mut stream = TcpStream::connect(address).await.unwrap();
            if answered(&mut stream).await {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    let patience = std::time::Duration::from_mins(10);
    let again = tokio::time::timeout(patience, again).await;
    again.expect("a place that was left is given again");
    assert!(answered(&mut open[0]).await, "the others keep theirs");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_idle_and_slow_connections_hinder_nobody() {
    const IDLE: usize = 3000;
    let bounds = Bounds {
        proxies: vec!["127.0.0.0/8".parse::<Net>().unwrap()],
        ..Bounds::default()
    };
    let (address, server) = counted(bounds).await;
    let mut open = Vec::new();
    for n in 0..IDLE {
        let mut stream = TcpStream::connect(address).await.unwrap();
        // Some say nothing, some have begun to speak.
        if n % 2 == 0 {
            stream
                .write_all(b"GET /api/me HTTP/1.1\r\nho")
                .await
                .unwrap();
        }
        open.push(stream);
    }
    let agent = server.with("agent").await.at(address);
    for _ in 0..20 {
        agent.get("/api/me").await.ok();
    }
    let made = agent
        .post("/api/cases", &json!({ "kind": "help", "text": "x" }))
        .await;
    assert_eq!(made.status, StatusCode::CREATED);
    // Whoever says nothing for long is let go: all of them together, in the time of one.
    let ends = open.into_iter().map(|mut stream| async move {
        let mut rest = Vec::new();
        let waited = std::time::Duration::from_mins(10);
        tokio::time::timeout(waited, stream.read_to_end(&mut rest))
            .await
            .is_ok()
    });
    let ends = futures_util::future::join_all(ends).await;
    assert_eq!(ends.iter().filter(|ended| **ended).count(), IDLE);
    agent.get("/api/me").await.ok();
    server.stop().await;
}
