//! What was acknowledged is never lost: the server is killed under load, again and again, and what it
//! acknowledged is compared with what is there, on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use hotline::case::Case;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use store::{Scratch, Store};

const WRITERS: usize = 12;
const KILLS: usize = 3;
const LOAD: Duration = Duration::from_millis(1500);

/// The server as users run it; killed when dropped.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(database: &str, data: &std::path::Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let child = Command::new(env!("CARGO_BIN_EXE_minsheng"))
            .args([
                "serve",
                "--database",
                database,
                "--listen",
                &format!("127.0.0.1:{port}"),
            ])
            .arg("--data")
            .arg(data)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { child, port };
        let patience = Instant::now() + Duration::from_mins(1);
        while request(port, "GET", "/api/health", "", "").is_none_or(|(status, _)| status != 200) {
            assert!(Instant::now() < patience, "the server did not start");
            std::thread::sleep(Duration::from_millis(30));
        }
        server
    }

    /// SIGKILL: no shutdown, no flush, no farewell.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One request on a connection of its own; nothing if it broke.
fn request(
    port: u16,
    method: &str,
    path: &str,
    headers: &str,
    body: &str,
) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .ok()?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let status = answer.split(' ').nth(1)?.parse().ok()?;
    let body = answer.split_once("\r\n\r\n")?.1.to_owned();
    Some((status, body))
}

/// Registers a case under a key; its number, if the server acknowledged it.
fn register(port: u16, key: &str) -> Option<String> {
    let body =
        r#"{"kind":"help","title":"路灯不亮","text":"整条街都不亮","item":"A07","area":"350104"}"#;
    let headers = format!("Content-Type: application/json\r\nIdempotency-Key: {key}\r\n");
    let (status, body) = request(port, "POST", "/api/public/cases", &headers, body)?;
    if status == 503 {
        return None;
    }
    assert!((200..300).contains(&status), "{status} {body}");
    // A body that was cut off acknowledges nothing.
    let answer: serde_json::Value = serde_json::from_str(&body).ok()?;
    answer
        .get("no")
        .and_then(|no| no.as_str())
        .map(ToOwned::to_owned)
}

/// Loads the server until it is killed; gives the numbers acknowledged, by key.
fn load_and_kill(server: Server, run: usize) -> BTreeMap<String, String> {
    let acknowledged = Arc::new(Mutex::new(BTreeMap::new()));
    let over = Arc::new(AtomicBool::new(false));
    let port = server.port;
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (acknowledged, over) = (acknowledged.clone(), over.clone());
            std::thread::spawn(move || {
                for n in 0.. {
                    if over.load(Ordering::Relaxed) {
                        break;
                    }
                    let key = format!("a-key-nobody-guesses-{run}-{writer}-{n}");
                    if let Some(no) = register(port, &key) {
                        acknowledged.lock().unwrap().insert(key, no);
                    }
                }
            })
        })
        .collect();
    std::thread::sleep(LOAD);
    server.kill();
    over.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.join().unwrap();
    }
    acknowledged.lock().unwrap().clone()
}

/// Compares what was acknowledged with what is there; gives how many events have their place.
async fn compare(database: &str, acknowledged: &BTreeMap<String, String>) -> i64 {
    let store = Store::open(database).await.unwrap();
    for (key, no) in acknowledged {
        let case = store.case(no).await.unwrap();
        let case = case.unwrap_or_else(|| panic!("{no} ({key}) was acknowledged and is lost"));
        let events = store.events(case.id).await.unwrap();
        assert_eq!(
            Case::fold(case.id, &events).unwrap(),
            case,
            "{no} is half written"
        );
    }
    // Whole or not at all: a case, its events, its words, its code and its registration go together.
    let tables = [
        "cases",
        "registrations",
        "query_codes",
        "(select distinct stream_id from events) e",
        "(select distinct case_id from texts) t",
    ];
    let mut counts = Vec::new();
    for table in tables {
        let sql = db::Sql::made(format!("select count(*) from {table}"));
        counts.push(store.db().one::<i64>(sql).await.unwrap());
    }
    assert!(
        counts.iter().all(|count| *count == counts[0]),
        "{tables:?} {counts:?}"
    );
    assert!(counts[0] >= i64::try_from(acknowledged.len()).unwrap());
    // Each event waits for its place or has one, never both, and places have no gaps.
    let one = async |sql: &'static str| store.db().one::<i64>(db::Sql::new(sql)).await.unwrap();
    let placed = one("select count(*) from feed").await;
    let waiting = one("select count(*) from feed_waiting").await;
    let events = one("select count(*) from events").await;
    assert_eq!(placed + waiting, events);
    assert_eq!(
        one("select coalesce(max(position), 0) from feed").await,
        placed
    );
    let known =
        "select count(*) from feed f join events e on e.stream_id = f.stream_id and e.seq = f.seq";
    assert_eq!(one(known).await, placed);
    store.close().await;
    placed
}

/// The doctor folds every case and works out every figure again, and finds no difference.
fn prove(database: &str) {
    let doctor = Command::new(env!("CARGO_BIN_EXE_minsheng"))
        .args(["doctor", "--rebuild", "--database", database])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&doctor.stdout);
    assert!(
        doctor.status.success() && said.contains("0 件与库里不同"),
        "{said}"
    );
}

/// Every case is counted once, and the doctor finds nothing.
async fn counted(database: &str) {
    prove(database);
    let store = Store::open(database).await.unwrap();
    let one = async |sql: &'static str| store.db().one::<i64>(db::Sql::new(sql)).await.unwrap();
    let counted =
        one("select cast(sum(received) as bigint) from daily_figures where cube = 'hour'").await;
    assert_eq!(counted, one("select count(*) from cases").await);
    store.close().await;
}

async fn kill_loop(scratch: Scratch, name: &str) {
    let data = std::env::temp_dir().join(format!("minsheng-kill-{name}-{}", std::process::id()));
    let mut acknowledged = BTreeMap::new();
    for run in 0..KILLS {
        let server = Server::start(scratch.url(), &data);
        acknowledged.extend(load_and_kill(server, run));
        assert!(compare(scratch.url(), &acknowledged).await > 0);
    }
    assert!(
        acknowledged.len() > KILLS * WRITERS,
        "only {} were acknowledged",
        acknowledged.len()
    );
    // Whoever did not hear the answer sends again, and makes no second case.
    let server = Server::start(scratch.url(), &data);
    for (key, no) in acknowledged.iter().rev().take(50) {
        assert_eq!(register(server.port, key).as_ref(), Some(no));
    }
    drop(server);
    compare(scratch.url(), &acknowledged).await;
    counted(scratch.url()).await;
    let _ = std::fs::remove_dir_all(data);
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_on_sqlite() {
    kill_loop(Scratch::sqlite().unwrap(), "sqlite").await;
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_on_postgres() {
    if let Some(scratch) = Scratch::postgres_for_test().await {
        kill_loop(scratch, "postgres").await;
    }
}

/// Two servers on one database follow the feed in turns; one is killed in the middle, again and again.
#[tokio::test]
async fn what_a_killed_server_left_the_other_does_once() {
    let Some(scratch) = Scratch::postgres_for_test().await else {
        return;
    };
    let data = std::env::temp_dir().join(format!("minsheng-kill-two-{}", std::process::id()));
    let stays = Server::start(scratch.url(), &data);
    let mut acknowledged = BTreeMap::new();
    for run in 100..102 {
        let other = Server::start(scratch.url(), &data);
        for n in 0..20 {
            let key = format!("a-key-of-the-one-that-stays-{run}-{n}");
            acknowledged.insert(key.clone(), register(stays.port, &key).unwrap());
        }
        acknowledged.extend(load_and_kill(other, run));
    }
    drop(stays);
    compare(scratch.url(), &acknowledged).await;
    counted(scratch.url()).await;
    let _ = std::fs::remove_dir_all(data);
}
