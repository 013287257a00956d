//! The feed on real databases: dense positions, exactly once, whoever dies and however many follow.

use crate::house::opened;
use app::clock::SetClock;
use app::execute::Ask;
use app::following::{Begin, Follower, Prepared};
use app::{App, AppError};
use db::{Sql, Tx, Work};
use hotline::actor::Actor;
use hotline::case::command::Register;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::feed::{Effect, Entry, LEASE, Step};
use store::lease::{Lost, TERM_MILLIS};
use store::{Abort, Scratch};
use workday::Instant;

/// Writes down every entry that it gets; the table has no key, so that an entry that comes twice shows.
struct Scribe {
    name: &'static str,
    begins: Begin,
    /// Fails in the middle of its own transaction while this is set.
    fails: AtomicBool,
}

struct Lines(Vec<Entry>, bool);

impl Effect for Lines {
    fn write<'t>(&'t self, tx: &'t mut Tx) -> Work<'t, (), Lost> {
        Box::pin(async move {
            for entry in &self.0 {
                let sql =
                    Sql::new("insert into seen (position, stream_id, seq) values ({}, {}, {})");
                tx.run(sql.bind(entry.position).bind(entry.case).bind(entry.seq))
                    .await?;
            }
            if self.1 {
                tx.run(Sql::new("insert into no_such_table (a) values (1)"))
                    .await?;
            }
            Ok(())
        })
    }
}

impl Follower for Scribe {
    fn name(&self) -> &'static str {
        self.name
    }
    fn begins(&self) -> Begin {
        self.begins
    }
    fn batch(&self) -> u32 {
        7
    }
    fn prepare<'a>(&'a self, _: &'a App, entries: &'a [Entry]) -> Prepared<'a> {
        let fails = self.fails.load(Ordering::Relaxed);
        Box::pin(async move { Ok(Box::new(Lines(entries.to_vec(), fails)) as Box<dyn Effect>) })
    }
}

fn scribe(begins: Begin) -> Scribe {
    Scribe {
        name: "scribe",
        begins,
        fails: AtomicBool::new(false),
    }
}

fn at() -> Instant {
    "2026-11-20T10:30:00+08:00".parse().unwrap()
}

/// Two servers on one database, each with a clock of its own, and a table for the scribe.
struct Pair {
    one: App,
    two: App,
    clock_of_one: Arc<SetClock>,
    clock_of_two: Arc<SetClock>,
    scratch: Scratch,
}

async fn on_both<F: AsyncFn(&Pair)>(test: F) {
    let mut scratches = vec![Scratch::sqlite().unwrap()];
    scratches.extend(Scratch::postgres_for_test().await);
    for scratch in scratches {
        let (one, clock_of_one) = opened(scratch.url(), at()).await;
        let (two, clock_of_two) = opened(scratch.url(), at()).await;
        run(
            &one,
            "create table seen (position bigint, stream_id bigint, seq bigint)",
        )
        .await;
        let pair = Pair {
            one,
            two,
            clock_of_one,
            clock_of_two,
            scratch,
        };
        test(&pair).await;
        pair.one.store().close().await;
        pair.two.store().close().await;
    }
}

async fn run(app: &App, sql: &'static str) {
    let done = app.store().db().write((), move |(), tx| {
        Box::pin(async move {
            tx.run(Sql::new(sql)).await?;
            Ok::<(), Abort<db::Never>>(())
        })
    });
    done.await.unwrap();
}

async fn register(app: &App) -> String {
    let register: Register = serde_json::from_str(
        r#"{"kind":"help","title":"路灯不亮","text":"整条街都不亮","item":"A07","area":"350104"}"#,
    )
    .unwrap();
    app.register(&Actor::Requester, "web", &register, &Ask::default())
        .await
        .unwrap()
        .no
}

async fn count(app: &App, sql: &'static str) -> i64 {
    app.store().db().one(Sql::new(sql)).await.unwrap()
}

/// Every event has one position, positions are dense, a case's events stand in their order.
async fn assert_sound(app: &App) {
    let events = count(app, "select count(*) from events").await;
    assert!(events > 0);
    assert_eq!(count(app, "select count(*) from feed").await, events);
    assert_eq!(count(app, "select max(position) from feed").await, events);
    let matched =
        "select count(*) from feed f join events e on e.stream_id = f.stream_id and e.seq = f.seq";
    assert_eq!(count(app, matched).await, events);
    let backwards = "select count(*) from feed a join feed b on a.stream_id = b.stream_id where a.seq < b.seq and a.position > b.position";
    assert_eq!(count(app, backwards).await, 0);
    assert_eq!(count(app, "select count(*) from feed_waiting").await, 0);
}

/// The scribe saw every entry from a position on, once.
async fn assert_seen(app: &App, from: i64) {
    let feed = count(app, "select count(*) from feed").await;
    assert_eq!(count(app, "select count(*) from seen").await, feed - from);
    assert_eq!(
        count(app, "select count(distinct position) from seen").await,
        feed - from
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_event_gets_one_place_and_is_followed_once() {
    on_both(async |pair| {
        let scribe = scribe(Begin::Start);
        for _ in 0..20 {
            register(&pair.one).await;
        }
        assert_eq!(count(&pair.one, "select count(*) from feed").await, 0);
        let done = pair.one.follow_with(&[&scribe]).await.unwrap();
        assert_sound(&pair.one).await;
        assert_seen(&pair.one, 0).await;
        let events = count(&pair.one, "select count(*) from events").await;
        assert_eq!(i64::try_from(done).unwrap(), 2 * events);
        // Nothing new, nothing to do.
        assert_eq!(pair.one.follow_with(&[&scribe]).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_that_begins_now_sees_what_comes() {
    on_both(async |pair| {
        register(&pair.one).await;
        pair.one.follow_with(&[]).await.unwrap();
        let before = count(&pair.one, "select count(*) from feed").await;
        let scribe = scribe(Begin::Now);
        pair.one.follow_with(&[&scribe]).await.unwrap();
        register(&pair.one).await;
        pair.one.follow_with(&[&scribe]).await.unwrap();
        assert_seen(&pair.one, before).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_follower_failed_to_write_is_written_later_and_once() {
    on_both(async |pair| {
        let scribe = scribe(Begin::Start);
        let mut other = self::scribe(Begin::Start);
        other.name = "other";
        scribe.fails.store(true, Ordering::Relaxed);
        for _ in 0..10 {
            register(&pair.one).await;
        }
        let failed = pair.one.follow_with(&[&scribe]).await;
        assert!(matches!(failed, Err(AppError::Internal(_))), "{failed:?}");
        assert_eq!(count(&pair.one, "select count(*) from seen").await, 0);
        // A follower that fails does not keep the others.
        assert!(pair.one.follow_with(&[&scribe, &other]).await.is_err());
        assert_seen(&pair.one, 0).await;
        run(&pair.one, "delete from seen").await;
        scribe.fails.store(false, Ordering::Relaxed);
        pair.one.follow_with(&[&scribe, &other]).await.unwrap();
        assert_seen(&pair.one, 0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_share_the_work_and_do_it_once() {
    on_both(async |pair| {
        let scribe = scribe(Begin::Start);
        let writing = |app: &App| {
            let app = app.clone();
            tokio::spawn(async move {
                for _ in 0..40 {
                    register(&app).await;
                }
            })
        };
        register(&pair.one).await;
        pair.one.follow_with(&[&scribe]).await.unwrap();
        let writers = [writing(&pair.one), writing(&pair.two)];
        // Each takes the lease from the other again and again, in the middle of its work: now the clock
        // of the one is ahead, now that of the other.
        let mut round = 1;
        while !writers.iter().all(tokio::task::JoinHandle::is_finished) {
            let ahead = |terms: i64| at().plus_millis((6 * round + terms) * TERM_MILLIS);
            pair.clock_of_one.set(ahead(0));
            pair.clock_of_two.set(ahead(3));
            let both: [&dyn Follower; 1] = [&scribe];
            let (first, second) =
                tokio::join!(pair.one.follow_with(&both), pair.two.follow_with(&both));
            first.unwrap();
            second.unwrap();
            round += 1;
        }
        for writer in writers {
            writer.await.unwrap();
        }
        register(&pair.two).await;
        let end = at().plus_millis((6 * round + 6) * TERM_MILLIS);
        pair.clock_of_two.set(end);
        // The first turn may only find that the other had taken over meanwhile.
        for _ in 0..2 {
            pair.two.follow_with(&[&scribe]).await.unwrap();
        }
        assert_sound(&pair.two).await;
        assert_seen(&pair.two, 0).await;
        assert!(count(&pair.two, "select term from leases").await > 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_holder_writes_nothing() {
    on_both(async |pair| {
        register(&pair.one).await;
        let store = pair.one.store();
        let old = store.take_lease(LEASE, "one", at()).await.unwrap().unwrap();
        assert!(
            store
                .take_lease(LEASE, "two", at())
                .await
                .unwrap()
                .is_none()
        );
        assert!(!store.may_hold(LEASE, "two", at()).await.unwrap());
        let later = at().plus_millis(TERM_MILLIS);
        let new = store
            .take_lease(LEASE, "two", later)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(new.term, old.term + 1);
        let lost = store.sequence(&old, later, 10).await;
        assert!(matches!(lost, Err(Abort::Refused(Lost))), "{lost:?}");
        assert_eq!(count(&pair.one, "select count(*) from feed").await, 0);
        store.sequence(&new, later, 10).await.unwrap();
        store.enter_follower("scribe", 0).await.unwrap();
        let step = |from, to| Step {
            follower: "scribe",
            from,
            to,
            effect: Box::new(store::feed::NoEffect),
        };
        let lost = store.follow(&old, later, step(0, 1)).await;
        assert!(matches!(lost, Err(Abort::Refused(Lost))), "{lost:?}");
        store.follow(&new, later, step(0, 1)).await.unwrap();
        // The same step prepared twice.
        let lost = store.follow(&new, later, step(0, 1)).await;
        assert!(matches!(lost, Err(Abort::Refused(Lost))), "{lost:?}");
        // Whoever comes back under its own name is a new holder all the same.
        store.give_back(&new).await.unwrap();
        let again = store
            .take_lease(LEASE, "one", later)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(again.term, new.term + 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_of_a_clock_that_was_wrong_keeps_nobody() {
    on_both(async |pair| {
        let year = at().plus_millis(365 * 86_400_000);
        pair.one
            .store()
            .take_lease(LEASE, "astray", year)
            .await
            .unwrap()
            .unwrap();
        register(&pair.one).await;
        pair.one.follow_with(&[]).await.unwrap();
        assert_sound(&pair.one).await;
    })
    .await;
}

#[tokio::test]
async fn what_lies_in_the_feed_when_a_server_begins_is_not_told_anew() {
    on_both(async |pair| {
        register(&pair.one).await;
        pair.one.follow_feed().await.unwrap();
        // Somebody listens to it before it has told anything.
        let (late, _) = opened(pair.scratch.url(), at()).await;
        let mut ear = late.listen();
        assert_eq!(late.tell_live().await.unwrap(), 0);
        let no = register(&late).await;
        pair.one.follow_feed().await.unwrap();
        assert!(late.tell_live().await.unwrap() > 0);
        let batch = ear.try_recv().unwrap();
        assert!(batch.iter().all(|update| update.no == no));
        assert!(ear.try_recv().is_err());
        late.store().close().await;
    })
    .await;
}
