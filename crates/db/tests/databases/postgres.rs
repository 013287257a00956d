//! PostgreSQL: connections that die, servers that stop, transactions in each other's way.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use db::{Abort, Db, DbError, Never, Scratch, Sql};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::sample::{cards, options, write_card};

async fn open() -> Option<(Db, Scratch)> {
    let scratch = Scratch::postgres_for_test().await?;
    let db = Db::open(scratch.url(), options()).await.unwrap();
    Some((db, scratch))
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_connections_are_replaced_unnoticed() {
    let Some((db, scratch)) = open().await else {
        return;
    };
    let killer = Db::open(scratch.url(), options()).await.unwrap();
    for round in 0..3 {
        let mut tasks = JoinSet::new();
        for id in 0..10 {
            let db = db.clone();
            tasks.spawn(async move { write_card(&db, round * 10 + id).await });
        }
        assert!(tasks.join_all().await.iter().all(Result::is_ok));
        let kill = "select count(pg_terminate_backend(pid)) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()";
        assert!(killer.one::<i64>(Sql::new(kill)).await.unwrap() > 0);
        tokio::time::sleep(Duration::from_millis(50)).await;
        if round == 1 {
            db.ping().await.unwrap();
        }
    }
    assert_eq!(cards(&db).await.len(), 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_dies_while_it_commits_leaves_it_open_whether_it_was_kept() {
    let Some((db, _scratch)) = open().await else {
        return;
    };
    // Whoever commits is ended by the server in the middle of it.
    let ends = "create function ends() returns trigger language plpgsql as
        'begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(10); return null; end'";
    let late = "create constraint trigger late after insert on cards deferrable initially deferred
        for each row execute function ends()";
    for words in [ends, late] {
        let made = db.write((), move |(), tx| {
            Box::pin(async move { Ok::<_, Abort<Never>>(tx.run(Sql::new(words)).await?) })
        });
        made.await.unwrap();
    }
    let told = write_card(&db, 1).await.unwrap_err();
    assert!(
        matches!(told, Abort::Db(DbError::Unconfirmed(_))),
        "{told:?}"
    );
    // Before it commits nothing is open: nothing was kept.
    let ended = db.write((), |(), tx| {
        Box::pin(async move {
            let end = Sql::new("select pg_terminate_backend(pg_backend_pid())");
            Ok::<_, Abort<Never>>(tx.run(end).await?)
        })
    });
    let told = ended.await.unwrap_err();
    assert!(
        matches!(told, Abort::Db(DbError::Unavailable(_))),
        "{told:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn deadlocks_are_tried_again() {
    let Some((db, _scratch)) = open().await else {
        return;
    };
    write_card(&db, 0).await.unwrap();
    write_card(&db, 1).await.unwrap();
    let barrier = Arc::new(Barrier::new(2));
    let mut tasks = JoinSet::new();
    for first in 0..2_i64 {
        let (db, barrier) = (db.clone(), barrier.clone());
        tasks.spawn(async move {
            let job = db.write((first, barrier), |(first, barrier), tx| {
                Box::pin(async move {
                    let hit = "update cards set hits = hits + 1 where card_id = {}";
                    tx.run(Sql::new(hit).bind(*first)).await?;
                    // Both hold their first row; the second time nobody waits for the other.
                    let _ = tokio::time::timeout(Duration::from_millis(500), barrier.wait()).await;
                    tx.run(Sql::new(hit).bind(1 - *first)).await?;
                    Ok::<_, Abort<Never>>(())
                })
            });
            job.await
        });
    }
    for done in tasks.join_all().await {
        done.unwrap();
    }
    let hits: i64 = db
        .one(Sql::new("select cast(sum(hits) as bigint) from cards"))
        .await
        .unwrap();
    assert_eq!(hits, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn serialization_failures_are_tried_again() {
    let Some((db, _scratch)) = open().await else {
        return;
    };
    write_card(&db, 0).await.unwrap();
    let mut tasks = JoinSet::new();
    for _ in 0..3 {
        let db = db.clone();
        tasks.spawn(async move {
            let job = db.write((), |(), tx| {
                Box::pin(async move {
                    tx.run(Sql::new("set transaction isolation level serializable"))
                        .await?;
                    let hits: i64 = tx.one(Sql::new("select hits from cards")).await?;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    tx.run(Sql::new("update cards set hits = {}").bind(hits + 1))
                        .await?;
                    Ok::<_, Abort<Never>>(())
                })
            });
            job.await
        });
    }
    for done in tasks.join_all().await {
        done.unwrap();
    }
    assert_eq!(
        db.one::<i64>(Sql::new("select hits from cards")).await,
        Ok(3)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_nobody_waits_for_ends_at_the_server() {
    let Some((db, scratch)) = open().await else {
        return;
    };
    let onlooker = Db::open(scratch.url(), options()).await.unwrap();
    let running = async || {
        let sql = "select count(*) from pg_stat_activity
            where datname = current_database() and state = 'active' and query like '%pg_sleep(600)%'
                and pid <> pg_backend_pid()";
        onlooker.one::<i64>(Sql::new(sql)).await.unwrap()
    };
    let reading = tokio::spawn({
        let db = db.clone();
        async move { db.one::<i64>(Sql::new("select 1 from pg_sleep(600)")).await }
    });
    while running().await == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    reading.abort();
    let ended = async {
        while running().await > 0 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    // It would run for ten minutes.
    let ended = tokio::time::timeout(Duration::from_mins(2), ended).await;
    ended.expect("it was broken off");
    // Its place is another's.
    assert_eq!(db.load().lent, 0);
    db.ping().await.unwrap();
}

/// A server of this test's own, which it may stop.
struct Server {
    folder: std::path::PathBuf,
}

impl Server {
    fn script(&self, action: &str) -> String {
        let script = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../scripts/postgres-for-tests"
        );
        let done = Command::new(script)
            .arg(action)
            .arg(&self.folder)
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{errors}");
        String::from_utf8(done.stdout).unwrap().trim().to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.script("stop");
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_comes_back_is_used_again() {
    if std::env::var_os("TEST_POSTGRES_URL").is_none() {
        // Says so, or fails where PostgreSQL is required.
        assert!(Scratch::postgres_for_test().await.is_none());
        return;
    }
    let name = format!("minsheng_server_{}", std::process::id());
    let server = Server {
        folder: std::env::temp_dir().join(name),
    };
    let url = server.script("start");
    let db = Db::open(&url, options()).await.unwrap();
    write_card(&db, 1).await.unwrap();
    assert_eq!(cards(&db).await, [1]);

    server.script("stop");
    for _ in 0..3 {
        let write = tokio::time::timeout(Duration::from_mins(10), write_card(&db, 2)).await;
        let error = write.unwrap().unwrap_err();
        assert!(
            matches!(error, Abort::Db(DbError::Unavailable(_))),
            "{error}"
        );
        let error = db.ping().await.unwrap_err();
        assert!(matches!(error, DbError::Unavailable(_)), "{error}");
    }

    assert_eq!(server.script("start"), url);
    write_card(&db, 2).await.unwrap();
    assert_eq!(cards(&db).await, [1, 2]);

    // And once more with nobody asking in between.
    server.script("stop");
    server.script("start");
    write_card(&db, 3).await.unwrap();
    assert_eq!(cards(&db).await, [1, 2, 3]);
    db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn scratch_databases_go_away() {
    let Some((db, scratch)) = open().await else {
        return;
    };
    let name: String = db.one(Sql::new("select current_database()")).await.unwrap();
    assert!(name.starts_with("minsheng_test_"));
    drop(scratch);
    let server = std::env::var("TEST_POSTGRES_URL").unwrap();
    let server = Db::open(&db_url(&server).await, options()).await.unwrap();
    let there = Sql::new("select count(*) from pg_database where datname = {}").bind(name);
    assert_eq!(server.one::<i64>(there).await, Ok(0));
}

/// Another database on the same server, as migrations must not run in its first one.
async fn db_url(server: &str) -> String {
    let name = format!("minsheng_look_{}", std::process::id());
    db::drop_database(server, &name).await.unwrap();
    db::create_database(server, &name).await.unwrap()
}
