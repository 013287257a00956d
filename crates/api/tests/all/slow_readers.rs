//! Readers that take nothing of a list that goes out to them lose their place, and others take it.

use crate::exports::lines;
use crate::server::{Client, TestServer};
use api::server::Bounds;
use serde_json::json;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

/// Buffers of the system that are soon full.
const BUFFER: u32 = 8 * 1024;
const LIST: &str = "/api/templates/export";

/// The same platform, served to readers that are waited for so long.
fn patient(server: &TestServer, patience: Duration) -> SocketAddr {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_send_buffer_size(BUFFER).unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(64).unwrap();
    let address = listener.local_addr().unwrap();
    let bounds = Bounds {
        patience,
        ..Bounds::default()
    };
    let router = api::router(api::Api::new(server.app.clone(), false));
    let stop = std::future::pending();
    tokio::spawn(api::server::serve_within(bounds, listener, router, stop));
    address
}

/// Makes the list longer than the buffers on both sides hold, and what the server writes ahead.
async fn fill(admin: &Client) {
    for n in 0..60 {
        let text = "答".repeat(10_000);
        let body = json!({ "unit": "仓山公安分局", "name": format!("第 {n} 个"), "text": text });
        admin.post("/api/templates", &body).await.ok();
    }
}

/// Asks for the list, reads that it comes, and no more.
async fn stalled(address: SocketAddr, client: &Client) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(BUFFER).unwrap();
    let mut stream = socket.connect(address).await.unwrap();
    let token = client.token();
    let head = format!(
        "GET {LIST} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut status = [0; 12];
    stream.read_exact(&mut status).await.unwrap();
    assert_eq!(&status, b"HTTP/1.1 200");
    stream
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_takes_nothing_loses_its_place() {
    let server = TestServer::new().await;
    let admin = server.with("unit_admin@仓山公安分局").await;
    fill(&admin).await;
    let address = patient(&server, Duration::from_secs(1));
    let others = server.with("handler@仓山公安分局").await;
    // All places for lists, two of each person.
    let mut taken = Vec::new();
    for client in [&admin, &others, &admin, &others] {
        taken.push(stalled(address, client).await);
    }
    let patience = Duration::from_mins(10);
    let third = server.with("handler@鼓楼公安分局").await.at(address);
    let comes = async {
        loop {
            let reply = third.get(LIST).await;
            if reply.status == 200 {
                return reply;
            }
            assert_eq!(reply.told(), "503 busy");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let reply = tokio::time::timeout(patience, comes).await;
    let reply = reply.expect("a place is given again");
    assert!(lines(&reply).last().unwrap()[0].starts_with("完，共 0 条"));
    // Whoever begins to read now gets the rest, if it was not he who lost his place.
    let mut cut = 0;
    for mut stream in taken {
        let mut rest = Vec::new();
        let ended = tokio::time::timeout(patience, stream.read_to_end(&mut rest)).await;
        let broke = ended.expect("an end").is_err();
        let whole = String::from_utf8_lossy(&rest).contains("完，共 60 条");
        cut += u32::from(broke || !whole);
    }
    assert!(cut > 0);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_takes_no_more_than_his_share_of_lists() {
    let server = TestServer::new().await;
    let admin = server.with("unit_admin@仓山公安分局").await;
    fill(&admin).await;
    let address = patient(&server, Duration::from_mins(10));
    let _taken = [
        stalled(address, &admin).await,
        stalled(address, &admin).await,
    ];
    assert_eq!(admin.at(address).get(LIST).await.told(), "503 busy");
    let other = server.with("handler@鼓楼公安分局").await.at(address);
    other.get(LIST).await.ok();
    server.stop().await;
}
