//! Webhooks while the server is killed again and again: every event is heard, on both databases.

use crate::program::{Folder, Server, register};
use crate::receiver::{ALLOWED, Receiver, positions};
use crate::waiting::{rounds, until_there};
use store::{Scratch, Store};

const KILLS: usize = 4;
const CASES_A_RUN: usize = 25;

async fn every_event_is_heard(scratch: Scratch, name: &str) {
    let folder = Folder::new(&format!("webhooks-{name}"));
    let data = folder.join("data");
    let receiver = Receiver::refusing_one_in(20);
    receiver.is_known_to(scratch.url()).await;
    let mut sent = 0;
    for run in rounds(KILLS) {
        let server = Server::start_with(scratch.url(), &data, &ALLOWED);
        for n in 0..CASES_A_RUN {
            let done = register(server.port, &format!("webhook-test-{run}-{n:08}"));
            sent += usize::from(done.is_some());
        }
        // In the middle of telling, as likely as not.
        server.kill();
    }
    let server = Server::start_with(scratch.url(), &data, &ALLOWED);
    let store = Store::open(scratch.url()).await.unwrap();
    until_there("every event is heard", async || {
        let all = positions(&store).await;
        (all.len() >= sent && receiver.heard() == all).then_some(())
    })
    .await;
    drop(server);
    // One message an event: whoever hears it twice knows it by its id.
    assert_eq!(receiver.ids(), positions(&store).await.len());
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_event_is_heard_across_kills_on_sqlite() {
    every_event_is_heard(Scratch::sqlite().unwrap(), "sqlite").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_event_is_heard_across_kills_on_postgres() {
    if let Some(scratch) = Scratch::postgres_for_test().await {
        every_event_is_heard(scratch, "postgres").await;
    }
}
