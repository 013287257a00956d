//! A database that neither answers nor goes away: a COMMIT that waits for a standby, a server that stands still.

use crate::bad_days::has_postgres;
use crate::postgres;
use crate::program::{Folder, Server, answer, get, minsheng, register, send_case, well};
use crate::waiting::{until, until_there};
use db::Sql;
use rustix::process::Signal;
use std::collections::BTreeSet;
use store::Store;

/// Statements outside any transaction, which wait for nobody.
async fn set(store: &Store, text: &'static str) {
    let _: Vec<i64> = store.db().all(Sql::new(text)).await.unwrap();
    let loaded: bool = store
        .db()
        .one(Sql::new("select pg_reload_conf()"))
        .await
        .unwrap();
    assert!(loaded);
}

fn key(n: usize) -> String {
    format!("a-key-nobody-guesses-{n:04}")
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_only_standby_is_away_writes_get_a_clear_answer_and_reads_go_on() {
    if !has_postgres() {
        return;
    }
    let folder = Folder::new("waiting");
    let postgres = postgres::Server::start(&folder.join("postgres"));
    let more = [
        "--set",
        "metrics.on_main=true",
        "--set",
        "server.farewell_seconds=1",
    ];
    let server = Server::start_with(&postgres.url, &folder.join("data"), &more);
    let port = server.port;
    let made = [
        "key",
        "add",
        "听众",
        "--post",
        "leader",
        "--scope",
        "read",
        "--database",
        &postgres.url,
    ];
    let made = String::from_utf8(well(&made).stdout).unwrap();
    let token = made
        .split_whitespace()
        .find(|word| word.starts_with("minsheng_"))
        .unwrap();
    let token = format!("Authorization: Bearer {token}\r\n");
    let store = Store::open(&postgres.url).await.unwrap();
    set(&store, "alter system set synchronous_standby_names = '*'").await;
    let mut sent = 0;
    let told = until_there("a write is answered that is not confirmed", async || {
        sent += 1;
        send_case(port, &key(sent)).filter(|told| told.status == 503)
    })
    .await;
    assert!(told.body.contains("\"unconfirmed\""), "{}", told.whole);
    assert!(
        told.whole.to_lowercase().contains("retry-after: 5"),
        "{}",
        told.whole
    );
    // More than there are connections, from the public and from others.
    let first = sent + 1;
    sent += 20;
    let sending: Vec<_> = (first..=sent)
        .map(|n| std::thread::spawn(move || send_case(port, &key(n)).unwrap().status))
        .collect();
    until("they wait", || {
        let told = answer(port, "GET", "/metrics", "", "").unwrap();
        let value = |name: &str| {
            let line = told.body.lines().find(|line| line.starts_with(name));
            line.unwrap()
                .rsplit(' ')
                .next()
                .unwrap()
                .parse::<u64>()
                .unwrap()
        };
        value("minsheng_write_queue ") >= 8 && value("minsheng_write_oldest_seconds ") >= 1
    });
    for path in ["/api/ready", "/", "/public", "/api/reference/kinds"] {
        assert_eq!(get(port, path), Some(200), "{path}");
    }
    // The use of a key is written down, and nobody waits for it.
    let seen = answer(port, "GET", "/api/cases", &token, "").unwrap();
    assert_eq!(seen.status, 200, "{}", seen.whole);
    let examined = minsheng(&["doctor", "--json", "--database", &postgres.url]);
    let told: serde_json::Value = serde_json::from_slice(&examined.stdout).unwrap();
    let findings = told["findings"].as_array().unwrap();
    let replication = findings
        .iter()
        .find(|it| it["topic"] == "replication")
        .unwrap();
    assert_eq!(replication["weight"], "wrong", "{told}");
    for thread in sending {
        assert_eq!(thread.join().unwrap(), 503);
    }
    // It ends although nothing is confirmed, and says so.
    server.told_to_stop();
    assert_eq!(server.ended().0.code(), Some(1));
    let log = std::fs::read_to_string(folder.join("data/server.log")).unwrap();
    assert!(log.contains("没有确认最后的写入"), "{log}");

    set(&store, "alter system reset synchronous_standby_names").await;
    let server = Server::start(&postgres.url, &folder.join("data"));
    let mut numbers = BTreeSet::new();
    for n in 1..=sent {
        until("it is taken", || {
            let no = register(server.port, &key(n));
            let taken = no.is_some();
            numbers.extend(no);
            taken
        });
    }
    assert_eq!(numbers.len(), sent);
    let sql = Sql::new("select count(*) from cases");
    let cases: i64 = store.db().one(sql).await.unwrap();
    assert_eq!(usize::try_from(cases), Ok(sent), "none twice");
    store.close().await;
}

#[tokio::test]
async fn a_server_whose_database_stands_still_is_not_ready() {
    if !has_postgres() {
        return;
    }
    let folder = Folder::new("still");
    let postgres = postgres::Server::start(&folder.join("postgres"));
    let server = Server::start(&postgres.url, &folder.join("data"));
    assert_eq!(get(server.port, "/api/ready"), Some(200));
    postgres.signal(Signal::STOP);
    assert_eq!(get(server.port, "/api/ready"), Some(503));
    assert_eq!(get(server.port, "/api/health"), Some(200));
    postgres.signal(Signal::CONT);
    until("it is ready again", || {
        get(server.port, "/api/ready") == Some(200)
    });
}
