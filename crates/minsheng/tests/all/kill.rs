//! What was acknowledged is never lost: the server is killed under load, again and again, and what it
//! acknowledged is compared with what is there, on both databases.

use crate::load::{Acknowledged, Load};
use crate::program::{Folder, Server, register};
use crate::proof::{everything_is_counted_once, everything_is_whole};
use crate::waiting::{rounds, until, until_there};
use std::time::Duration;
use store::{Scratch, Store};

const WRITERS: usize = 12;
/// Kills in `make test`; `make soak` goes on.
const KILLS: usize = 3;

/// Loads the server until it is killed; gives the numbers acknowledged, by key.
fn load_and_kill(server: Server, name: &str, run: usize) -> Acknowledged {
    let name = format!("{name}-{run}");
    let load = Load::of(WRITERS, Duration::ZERO, server.port, &name);
    // Early, and late.
    let enough = WRITERS * [2, 10, 40][run % 3];
    until("cases are acknowledged", || load.so_far() > enough);
    server.kill();
    load.end()
}

async fn kill_loop(scratch: Scratch, name: &str) {
    let folder = Folder::new(&format!("kill-{name}"));
    let data = folder.join("data");
    let mut acknowledged = Acknowledged::new();
    for run in rounds(KILLS) {
        let server = Server::start(scratch.url(), &data);
        let more = load_and_kill(server, name, run);
        // What the last kill left is looked at whole, what is older not each time anew.
        everything_is_whole(scratch.url(), &more).await;
        acknowledged.extend(more);
    }
    // Whoever did not hear the answer sends again, and makes no second case.
    let server = Server::start(scratch.url(), &data);
    for (key, no) in acknowledged.iter().rev().take(50) {
        assert_eq!(register(server.port, key).as_ref(), Some(no));
    }
    // A lease outlives a killed holder for a while; then the next one follows.
    let store = Store::open(scratch.url()).await.unwrap();
    until_there("the feed is followed", async || {
        let head = store.feed_head().await.unwrap();
        (head > 0).then_some(())
    })
    .await;
    store.close().await;
    drop(server);
    everything_is_whole(scratch.url(), &acknowledged).await;
    everything_is_counted_once(scratch.url()).await;
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
