//! What was acknowledged is never lost and nothing is counted twice: the server is killed under load, again
//! and again, while it follows its feed, and what it acknowledged is compared with what is there, on both
//! databases.

use crate::load::{Acknowledged, Load};
use crate::program::{Folder, Server, register};
use crate::proof::{
    everything_is_counted_once, everything_is_followed, everything_is_whole, no_step_is_lost,
    nothing_is_counted_twice,
};
use crate::staff::{Carried, Staff, is_answered};
use crate::waiting::{rounds, until, until_there};
use std::time::Duration;
use store::{Scratch, Store};

const WRITERS: usize = 12;
/// The next server follows when the lease of the killed one has ended; meanwhile not too much piles up.
const PAUSE: Duration = Duration::from_millis(40);
/// Kills in `make test`; `make soak` goes on.
const KILLS: usize = 3;
/// Keys are used by programs without number here.
const UNLIMITED: [&str; 2] = ["--set", "limits.person_a_minute=0"];

/// How far the slowest follower is.
async fn followed(store: &Store) -> i64 {
    let followers = store.followers().await.unwrap();
    followers.iter().map(|(_, at)| *at).min().unwrap_or(0)
}

/// Loads the server until it is killed in the middle of following; gives what it acknowledged.
async fn load_and_kill(
    server: Server,
    staff: &Staff,
    store: &Store,
    name: &str,
    run: usize,
) -> (Acknowledged, Carried) {
    let name = format!("{name}-{run}");
    let before = followed(store).await;
    let load = Load::at_work(staff, WRITERS, PAUSE, server.port, &name);
    // Early, and late.
    let enough = WRITERS * [2, 10, 40][run % 3];
    until("cases are acknowledged", || load.so_far() > enough);
    until_there("the feed is followed", async || {
        (followed(store).await > before).then_some(())
    })
    .await;
    server.kill();
    load.end_all()
}

async fn kill_loop(scratch: Scratch, name: &str) {
    let folder = Folder::new(&format!("kill-{name}"));
    let data = folder.join("data");
    let staff = Staff::of(scratch.url());
    let store = Store::open(scratch.url()).await.unwrap();
    let start = || Server::start_with(scratch.url(), &data, &UNLIMITED);
    let (mut acknowledged, mut carried) = (Acknowledged::new(), Carried::new());
    for run in rounds(KILLS) {
        let (more, further) = load_and_kill(start(), &staff, &store, name, run).await;
        // What the last kill left is looked at whole, what is older not each time anew.
        nothing_is_counted_twice(&store).await;
        everything_is_whole(scratch.url(), &more).await;
        no_step_is_lost(scratch.url(), &further).await;
        acknowledged.extend(more);
        carried.extend(further);
    }
    assert!(
        carried.values().any(|versions| is_answered(versions)),
        "some cases are answered"
    );
    // Whoever did not hear the answer sends again, and makes no second case and takes no second step.
    let server = start();
    for (key, no) in acknowledged.iter().rev().take(50) {
        assert_eq!(register(server.port, key).as_ref(), Some(no));
    }
    let known = acknowledged.iter().filter_map(|(key, no)| {
        let versions = carried.get(no)?;
        Some((key, no, versions))
    });
    for (key, no, versions) in known.take(20) {
        staff.repeat(server.port, no, key, versions);
    }
    // A lease outlives a killed holder for a while; then the next one follows, by itself.
    everything_is_followed(&store).await;
    store.close().await;
    server.kill();
    everything_is_whole(scratch.url(), &acknowledged).await;
    no_step_is_lost(scratch.url(), &carried).await;
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
