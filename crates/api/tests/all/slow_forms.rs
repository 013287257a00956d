//! Forms with files that come drop by drop: whoever sends them takes no place of staff, and of the public's no
//! more than his share.

use crate::attachments::{PNG, attach, send};
use crate::server::{Client, PASSWORD, Reply, TestServer};
use api::limits::Limits;
use serde_json::json;
use std::net::SocketAddr;
use std::time::Duration;
use store::Scratch;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

/// Forms with files that the server below takes in side by side, and of one address.
const FORMS: usize = 32;
const OF_ONE: usize = 8;

fn behind(client: &Client, address: &str) -> Client {
    client.clone().header("x-forwarded-for", address)
}

/// A form of a citizen that the server has begun to read. More of it comes now and then, and never its end.
struct SlowForm(JoinHandle<()>);

impl SlowForm {
    async fn begun(server: SocketAddr, from: &str, no: &str, code: &str) -> Self {
        let mut stream = TcpStream::connect(server).await.unwrap();
        let head = format!(
            "POST /api/public/cases/{no}/attach HTTP/1.1\r\nhost: x\r\nx-forwarded-for: {from}\r\n\
             query-code: {code}\r\nexpect: 100-continue\r\ncontent-length: 1000000\r\n\
             content-type: multipart/form-data; boundary=XX\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        // Said when the body is asked for: the form has its place.
        let mut go_on = [0; 25];
        stream.read_exact(&mut go_on).await.unwrap();
        assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
        let part =
            "--XX\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n";
        stream.write_all(part.as_bytes()).await.unwrap();
        Self(tokio::spawn(async move {
            while stream.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }))
    }
}

impl Drop for SlowForm {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn by_citizen(citizen: &Client, no: &str, from: &str) -> Reply {
    let path = format!("/api/public/cases/{no}/attach");
    send(
        &behind(citizen, from),
        &path,
        &[("file", Some("a.png"), PNG)],
    )
    .await
}

/// As many forms as the public has places for, all half sent, while staff and other citizens go on.
async fn trickled(scratch: Scratch) {
    let limits = Limits {
        public_at_once: 2 * FORMS,
        ..Limits::default()
    };
    let server = TestServer::within(scratch, limits).await;
    let (no, code) = server.dispatched("仓山公安分局").await;
    let citizen = server.anonymous().code(&code);
    let agent = server.with("agent").await;
    let mut slow = Vec::new();
    for n in 0..OF_ONE {
        let from = format!("203.0.113.{}", n % 2);
        for from in [&from, "203.0.113.9"] {
            slow.push(SlowForm::begun(server.address, from, &no, &code).await);
        }
    }
    // Whoever has his share waits in vain, and in nobody's way: others have places left.
    let (spent, other) = tokio::join!(
        by_citizen(&citizen, &no, "203.0.113.9"),
        by_citizen(&citizen, &no, "203.0.113.1"),
    );
    assert_eq!(
        (spent.told(), other.told()),
        ("503 busy".into(), "200".into())
    );
    assert_eq!(spent.header("retry-after"), "5");
    for n in 0..FORMS - 2 * OF_ONE {
        let from = format!("198.51.100.{}", n % 4);
        slow.push(SlowForm::begun(server.address, &from, &no, &code).await);
    }
    // Every place of the public is taken, and the agent sits behind one of these addresses.
    let agent = behind(&agent, "203.0.113.9");
    let (late, ()) = tokio::join!(by_citizen(&citizen, &no, "192.0.2.1"), async {
        attach(&agent, &no, "b.png", PNG).await.ok();
        let office = behind(&server.anonymous(), "192.0.2.2");
        let login = json!({ "login": "agent", "password": PASSWORD });
        office.post("/api/sign-in", &login).await.ok();
        // Who sends no file needs none of these places.
        let same = behind(&citizen, "203.0.113.9");
        let page = same.get(&format!("/api/public/cases/{no}")).await.ok();
        assert!(!page.json()["files"].as_array().unwrap().is_empty());
        same.citizen(&no, "urge", "").await.ok();
    });
    assert_eq!(late.told(), "503 busy");
    // Places that are left are given again.
    drop(slow);
    by_citizen(&citizen, &no, "203.0.113.9").await.ok();
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn citizens_forms_cost_an_agent_nothing() {
    trickled(Scratch::sqlite().unwrap()).await;
    if let Some(scratch) = Scratch::postgres_for_test().await {
        trickled(scratch).await;
    }
}
