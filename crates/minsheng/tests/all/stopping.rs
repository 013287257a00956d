//! The server is told to stop: it says so first, finishes what it has in hand, and leaves nothing that
//! the next one would have to wait for. Told twice, it stops at once. On both databases.

use crate::program::{Folder, Server, get, heard, number, register, well};
use crate::proof::nothing_is_lost;
use crate::waiting::{PATIENCE, until, until_there};
use db::Sql;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use store::{Scratch, Store};

const KEY: &str = "a-key-that-is-slow-and-long";
const BODY: &str =
    r#"{"kind":"help","title":"路灯不亮","text":"整条街都不亮","item":"A07","area":"350104"}"#;

/// A request of which the server has got all but the end of its body.
fn half_sent(port: u16) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let head = format!(
        "POST /api/public/cases HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
         Idempotency-Key: {KEY}\r\nContent-Length: {}\r\n\r\n",
        BODY.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&BODY.as_bytes()[..20]).unwrap();
    stream
}

/// An open stream of live updates that has said where it stands.
fn listening(port: u16, token: &str) -> BufReader<TcpStream> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let head =
        format!("GET /api/live HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    while line.trim() != "event: ready" {
        line.clear();
        assert_ne!(stream.read_line(&mut line).unwrap(), 0, "no live updates");
    }
    stream
}

/// Who follows the feed, in which term, and whether it has given the lease back.
async fn lease(store: &Store) -> (String, i64, bool) {
    let sql = Sql::new("select holder, term, until from leases where name = 'feed'");
    let (holder, term, until): (String, i64, i64) = store.db().one(sql).await.unwrap();
    (holder, term, until == 0)
}

/// Waits until everything that happened has its place; gives who gave it.
async fn placed(store: &Store) -> (String, i64, bool) {
    until_there("everything has its place", async || {
        let sql = Sql::new("select count(*) from feed_waiting");
        let waiting: i64 = store.db().one(sql).await.unwrap();
        (waiting == 0).then_some(())
    })
    .await;
    lease(store).await
}

fn start(scratch: &Scratch, data: &Path, drain: u32) -> Server {
    let drain = format!("server.drain_seconds={drain}");
    // Whatever is ended by this is found in the log.
    let more = ["--set", &drain, "--set", "server.farewell_seconds=3600"];
    Server::start_with(scratch.url(), data, &more)
}

async fn it_stops_gracefully(scratch: Scratch, name: &str) {
    let folder = Folder::new(&format!("stopping-{name}"));
    let data = folder.join("data");
    let made = [
        "key",
        "add",
        "听众",
        "--post",
        "leader",
        "--scope",
        "read",
        "--database",
    ];
    let made = well(&[&made[..], &[scratch.url()]].concat());
    let token = String::from_utf8(made.stdout).unwrap();
    let mut server = start(&scratch, &data, 3);
    let store = Store::open(scratch.url()).await.unwrap();
    let before = register(server.port, "a-key-before-the-stop").unwrap();
    let (holder, term, given_back) = placed(&store).await;
    assert!(!given_back, "it follows the feed");
    let mut live = listening(server.port, token.trim());
    let mut slow = half_sent(server.port);

    server.told_to_stop();
    // Proxies are told, on a connection that is still taken.
    until("it says that it is about to stop", || {
        get(server.port, "/api/ready") == Some(503)
    });
    until("it takes nothing new", || {
        TcpStream::connect(("127.0.0.1", server.port)).is_err()
    });
    // The stream has an end, and is not broken off.
    let mut rest = String::new();
    live.read_to_string(&mut rest).unwrap();
    assert!(rest.ends_with("\r\n0\r\n\r\n"), "{rest}");
    assert!(
        server.child.try_wait().unwrap().is_none(),
        "it has something in hand"
    );
    slow.write_all(&BODY.as_bytes()[20..]).unwrap();
    let answer = heard(&mut slow).unwrap();
    assert_eq!(answer.status, 201, "{}", answer.whole);
    let (status, last) = server.ended();
    assert!(status.success(), "{status}");
    assert!(last.contains("民声已停止"), "{last}");
    let log = std::fs::read_to_string(data.join("server.log")).unwrap();
    assert!(!log.contains("did not finish"), "{log}");

    let late = number(&answer);
    let acknowledged = [("before", before), (KEY, late.clone())];
    let acknowledged = acknowledged.map(|(key, no)| (key.to_owned(), no)).into();
    nothing_is_lost(scratch.url(), &acknowledged).await;
    // Nobody has to wait until the lease ends.
    assert_eq!(lease(&store).await, (holder.clone(), term, true));
    let next = start(&scratch, &data, 0);
    assert_eq!(register(next.port, KEY), Some(late), "the same case");
    register(next.port, "a-key-after-the-stop").unwrap();
    let (other, next_term, _) = placed(&store).await;
    assert_ne!(other, holder);
    assert_eq!(next_term, term + 1);
    // With nothing in hand it goes as well.
    next.told_to_stop();
    assert!(next.ended().0.success());
    assert_eq!(lease(&store).await, (other, next_term, true));
    store.close().await;
}

#[tokio::test]
async fn it_finishes_what_it_has_in_hand_on_sqlite() {
    it_stops_gracefully(Scratch::sqlite().unwrap(), "sqlite").await;
}

#[tokio::test]
async fn it_finishes_what_it_has_in_hand_on_postgres() {
    if let Some(scratch) = Scratch::postgres_for_test().await {
        it_stops_gracefully(scratch, "postgres").await;
    }
}

async fn told_twice(scratch: Scratch, name: &str) {
    let folder = Folder::new(&format!("twice-{name}"));
    let data = folder.join("data");
    // Told once, it would say for an hour that it is about to stop, and then wait for the slow one.
    let server = start(&scratch, &data, 3600);
    let no = register(server.port, "a-key-before-the-stop").unwrap();
    let _slow = half_sent(server.port);
    server.told_to_stop();
    until("it says that it is about to stop", || {
        get(server.port, "/api/ready") == Some(503)
    });
    // Whoever did not hear of it is served all the same.
    let meanwhile = register(server.port, "a-key-between-the-two").unwrap();
    server.told_to_stop();
    let (status, last) = server.ended();
    assert_eq!(status.code(), Some(1), "{status}");
    assert!(!last.contains("民声已停止"), "{last}");
    let acknowledged = [("before", no), ("between", meanwhile)];
    let acknowledged = acknowledged.map(|(key, no)| (key.to_owned(), no)).into();
    nothing_is_lost(scratch.url(), &acknowledged).await;
}

#[tokio::test]
async fn told_twice_it_stops_at_once_on_sqlite() {
    told_twice(Scratch::sqlite().unwrap(), "sqlite").await;
}

#[tokio::test]
async fn told_twice_it_stops_at_once_on_postgres() {
    if let Some(scratch) = Scratch::postgres_for_test().await {
        told_twice(scratch, "postgres").await;
    }
}
