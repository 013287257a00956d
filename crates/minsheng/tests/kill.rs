//! What was acknowledged is never lost: the server is killed under load, again and again, and what it
//! acknowledged is compared with what is there, on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod server;

use hotline::case::Case;
use server::{Server, register};
use std::collections::BTreeMap;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::{Scratch, Store};

const WRITERS: usize = 12;
/// Kills in `make test`; `make soak` says for how many seconds it shall go on.
const KILLS: usize = 3;
const LOAD: Duration = Duration::from_millis(1500);

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
        one("select cast(sum(received) as bigint) from daily_figures where cube = 'hour' and day % 100 > 0").await;
    assert_eq!(counted, one("select count(*) from cases").await);
    store.close().await;
}

async fn kill_loop(scratch: Scratch, name: &str) {
    let data = std::env::temp_dir().join(format!("minsheng-kill-{name}-{}", std::process::id()));
    let mut acknowledged = BTreeMap::new();
    let soak = std::env::var("SOAK_SECONDS")
        .ok()
        .and_then(|text| text.parse().ok());
    let until = std::time::Instant::now() + Duration::from_secs(soak.unwrap_or(0));
    for run in 0.. {
        if run >= KILLS && std::time::Instant::now() >= until {
            break;
        }
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
