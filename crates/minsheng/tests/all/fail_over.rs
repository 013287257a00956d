//! Two servers on one PostgreSQL, and the one that leads is killed, again and again, under load: the
//! other goes on where it was, loses nothing that was acknowledged and does nothing twice.

use crate::load::{Acknowledged, Load};
use crate::program::{Folder, Server};
use crate::proof::{
    everything_is_counted_once, everything_is_followed, everything_is_whole, no_step_is_lost,
    nothing_is_counted_twice,
};
use crate::receiver::{ALLOWED, Receiver, positions};
use crate::staff::{Carried, Staff};
use crate::waiting::{rounds, until, until_there};
use db::Sql;
use std::time::Duration;
use store::{Scratch, Store};

/// Kills in `make test`, each of the one that leads; `make soak` goes on.
const KILLS: usize = 2;
/// Acknowledged by each of the two between kills.
const CASES: usize = 40;
/// Citizens take their time: what is told by webhooks goes one after the other.
const PAUSE: Duration = Duration::from_millis(150);

/// A server and those who write to it.
struct Busy {
    server: Server,
    load: Load,
}

impl Busy {
    fn start(database: &str, folder: &Folder, staff: &Staff, run: usize) -> Self {
        let data = folder.join(&format!("data-{run}"));
        let server = Server::start_with(database, &data, &ALLOWED);
        let load = Load::at_work(staff, 3, PAUSE, server.port, &format!("over-{run}"));
        Self { server, load }
    }

    fn kill(self) -> (Acknowledged, Carried) {
        self.server.kill();
        self.load.end_all()
    }
}

/// Who gives events their places and follows them; the term grows with each new one.
async fn leads(store: &Store) -> Option<(String, i64)> {
    let sql = Sql::new("select holder, term from leases where name = 'feed' and term > 0");
    store.db().opt(sql).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_one_that_leads_is_killed_again_and_again() {
    let Some(scratch) = Scratch::postgres_for_test().await else {
        return;
    };
    let folder = Folder::new("fail-over");
    let receiver = Receiver::refusing_one_in(100);
    receiver.is_known_to(scratch.url()).await;
    let staff = Staff::of(scratch.url());
    let store = Store::open(scratch.url()).await.unwrap();
    let before = leads(&store).await;
    let mut first = Busy::start(scratch.url(), &folder, &staff, 0);
    let mut leader = until_there("somebody leads", async || {
        let now = leads(&store).await;
        now.filter(|now| Some(now) != before.as_ref())
    })
    .await;
    let mut second = Busy::start(scratch.url(), &folder, &staff, 1);
    let (mut acknowledged, mut carried) = (Acknowledged::new(), Carried::new());
    for run in rounds(KILLS) {
        let (by_first, by_second) = (first.load.so_far(), second.load.so_far());
        until("both are at work", || {
            first.load.so_far() >= by_first + CASES && second.load.so_far() >= by_second + CASES
        });
        assert_eq!(
            leads(&store).await.as_ref(),
            Some(&leader),
            "the first leads"
        );
        let (more, further) = first.kill();
        acknowledged.extend(more);
        carried.extend(further);
        // Nobody else is there: it is the second that takes over.
        let next = until_there("the other takes over", async || {
            leads(&store)
                .await
                .filter(|(holder, _)| *holder != leader.0)
        })
        .await;
        assert_eq!(next.1, leader.1 + 1);
        nothing_is_counted_twice(&store).await;
        leader = next;
        first = second;
        second = Busy::start(scratch.url(), &folder, &staff, run + 2);
    }
    let Busy { server, load } = first;
    for (more, further) in [second.kill(), load.end_all()] {
        acknowledged.extend(more);
        carried.extend(further);
    }
    until_there("every event has its place and was told", async || {
        let waiting = Sql::new("select count(*) from feed_waiting");
        let waiting: i64 = store.db().one(waiting).await.unwrap();
        let all = positions(&store).await;
        (waiting == 0 && all.len() >= acknowledged.len() && receiver.heard() == all).then_some(())
    })
    .await;
    everything_is_followed(&store).await;
    server.kill();
    // Whoever was told twice knows it by the id.
    assert_eq!(receiver.ids(), positions(&store).await.len());
    everything_is_whole(scratch.url(), &acknowledged).await;
    no_step_is_lost(scratch.url(), &carried).await;
    everything_is_counted_once(scratch.url()).await;
    store.close().await;
}
