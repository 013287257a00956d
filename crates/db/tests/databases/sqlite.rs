//! SQLite's writer: groups, full disks, locks of others.

use std::sync::Arc;
use std::time::Duration;

use db::{Abort, Db, DbError, Never, Options, Sql, vals};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::sample::{cards, options, put_rows, queued, sqlite, write_card};

/// A job the writer is busy with until the gate opens.
fn hold(
    db: &Db,
    tasks: &mut JoinSet<Result<(), Abort<Never>>>,
) -> (Arc<Semaphore>, Arc<Semaphore>) {
    let (gate, reached) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let (db, both) = (db.clone(), (gate.clone(), reached.clone()));
    tasks.spawn(async move {
        let job = db.write(both, |(gate, reached), _| {
            Box::pin(async move {
                reached.add_permits(1);
                gate.acquire().await.unwrap().forget();
                // For a second run, if the group fails.
                gate.add_permits(1);
                Ok(())
            })
        });
        job.await
    });
    (gate, reached)
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_jobs_share_a_commit() {
    let (db, _scratch) = sqlite(options()).await;
    let mut tasks = JoinSet::new();
    let (gate, reached) = hold(&db, &mut tasks);
    reached.acquire().await.unwrap().forget();
    let before = db.writes();
    for id in 0..50 {
        let db = db.clone();
        tasks.spawn(async move {
            let job = db.write(id, |&id, tx| Box::pin(async move { Ok(put_rows(tx, id)?) }));
            job.await
        });
    }
    queued(&db, 50).await;
    gate.add_permits(1);
    assert!(tasks.join_all().await.iter().all(Result::is_ok));
    let after = db.writes();
    assert_eq!(after.jobs - before.jobs, 51);
    // The first group is cut short because its first member took so long.
    assert!(after.commits - before.commits <= 4, "{after:?}");
    assert_eq!(cards(&db).await.len(), 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_is_told_at_once() {
    let few = Options {
        queue: 3,
        ..options()
    };
    let (db, _scratch) = sqlite(few).await;
    let mut tasks = JoinSet::new();
    let (gate, reached) = hold(&db, &mut tasks);
    reached.acquire().await.unwrap().forget();
    for id in 0..3 {
        let db = db.clone();
        tasks.spawn(async move { write_card(&db, id).await });
    }
    queued(&db, 3).await;
    let refused = write_card(&db, 9).await.unwrap_err();
    let DbError::Unavailable(why) = DbError::from(refused) else {
        panic!()
    };
    assert_eq!(why, "too many writes are waiting");
    gate.add_permits(1);
    assert!(tasks.join_all().await.iter().all(Result::is_ok));
    write_card(&db, 9).await.unwrap();
    assert_eq!(cards(&db).await, [0, 1, 2, 9]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_stops_only_what_does_not_fit() {
    let small = Options {
        max_pages: Some(80),
        ..options()
    };
    let (db, _scratch) = sqlite(small).await;
    let big = |id: i64| {
        let db = db.clone();
        async move {
            let job = db.write(id, |&id, tx| {
                Box::pin(async move {
                    let seal = vec![7_u8; 40_000];
                    let row = vals![id, format!("no {id}"), seal];
                    tx.insert("cards", &["card_id", "no", "seal"], row)?;
                    Ok::<_, Abort<Never>>(())
                })
            });
            job.await
        }
    };
    let mut stored = Vec::new();
    let mut refused = 0;
    for id in 100..120 {
        match big(id).await {
            Ok(()) => stored.push(id),
            Err(error) => {
                assert_eq!(error, Abort::Db(DbError::Full));
                assert!(DbError::from(error).is_temporary());
                refused += 1;
            }
        }
    }
    assert!(!stored.is_empty() && refused > 10);
    // Small ones that come together with a big one still find their place.
    let mut tasks = JoinSet::new();
    for id in 0..10 {
        let db = db.clone();
        tasks.spawn(async move { write_card(&db, id).await });
    }
    let full = big(200).await;
    assert_eq!(full, Err(Abort::Db(DbError::Full)));
    assert!(tasks.join_all().await.iter().all(Result::is_ok));
    // Space comes back.
    let job = db.write((), |(), tx| {
        Box::pin(async move {
            tx.run(Sql::new("delete from cards where seal is not null"))
                .await?;
            Ok::<_, Abort<Never>>(())
        })
    });
    job.await.unwrap();
    big(300).await.unwrap();
    assert_eq!(cards(&db).await, (0..10).chain([300]).collect::<Vec<_>>());
    let check: String = db
        .one(Sql::new("select * from pragma_integrity_check"))
        .await
        .unwrap();
    assert_eq!(check, "ok");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_of_another_process_is_waited_for_and_then_told() {
    let (db, scratch) = sqlite(options()).await;
    let other = Db::open(scratch.url(), options()).await.unwrap();
    let mut tasks = JoinSet::new();
    let (gate, reached) = hold(&other, &mut tasks);
    reached.acquire().await.unwrap().forget();
    let busy = write_card(&db, 1).await.unwrap_err();
    assert!(matches!(busy, Abort::Db(DbError::Busy(_))), "{busy}");
    // Readers are not in anybody's way.
    assert_eq!(cards(&db).await, [0_i64; 0]);
    let waiting = tokio::spawn({
        let db = db.clone();
        async move { write_card(&db, 2).await }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    gate.add_permits(1);
    waiting.await.unwrap().unwrap();
    assert!(tasks.join_all().await.iter().all(Result::is_ok));
    assert_eq!(cards(&db).await, [2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_rest_on_what_was_committed() {
    // A refusal may rest on rows of a member before it; if the group fails they both run again.
    let (db, _scratch) = sqlite(options()).await;
    let mut tasks = JoinSet::new();
    let (gate, reached) = hold(&db, &mut tasks);
    reached.acquire().await.unwrap().forget();
    for turn in 0..4_i64 {
        // One after the other.
        queued(&db, u64::try_from(turn).unwrap()).await;
        let db = db.clone();
        tasks.spawn(async move {
            let job = db.write(turn, |&turn, tx| {
                Box::pin(async move {
                    let seen: i64 = tx.one(Sql::new("select count(*) from cards")).await?;
                    if turn == 0 {
                        // Does not survive.
                        put_rows(tx, 1)?;
                        tx.run(Sql::new("insert into missing values (1)")).await?;
                    } else {
                        assert_eq!(seen, turn - 1);
                        put_rows(tx, turn)?;
                    }
                    Ok(())
                })
            });
            job.await
        });
    }
    queued(&db, 4).await;
    gate.add_permits(1);
    let failed = tasks
        .join_all()
        .await
        .into_iter()
        .filter(Result::is_err)
        .count();
    assert_eq!(failed, 1);
    assert_eq!(cards(&db).await, [1, 2, 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_cannot_write() {
    let (db, _scratch) = sqlite(options()).await;
    write_card(&db, 1).await.unwrap();
    let wrong = db
        .all::<i64>(Sql::new("delete from cards returning card_id"))
        .await;
    assert!(wrong.is_err());
    assert_eq!(cards(&db).await, [1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_is_as_durable_as_it_can_be() {
    let (db, _scratch) = sqlite(options()).await;
    let job = db.write((), |(), tx| {
        Box::pin(async move {
            let journal: String = tx.one(Sql::new("pragma journal_mode")).await?;
            let synchronous: i64 = tx.one(Sql::new("pragma synchronous")).await?;
            let foreign: i64 = tx.one(Sql::new("pragma foreign_keys")).await?;
            Ok::<_, Abort<Never>>((journal, synchronous, foreign))
        })
    });
    // 2 is FULL.
    assert_eq!(job.await.unwrap(), ("wal".to_owned(), 2, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_nobody_waits_for_is_broken_off() {
    let one = Options {
        readers: 1,
        ..options()
    };
    let (db, _scratch) = sqlite(one).await;
    write_card(&db, 7).await.unwrap();
    // Hours, if it went on to its end.
    let long = || {
        Sql::new(
            "with recursive counted(n) as (select 1 union all select n + 1 from counted where n < 100000000000) \
             select max(n) from counted",
        )
    };
    for _ in 0..3 {
        let given_up = tokio::time::timeout(Duration::from_millis(50), db.one::<i64>(long()));
        assert!(given_up.await.is_err());
    }
    // The only reader is there again.
    assert_eq!(cards(&db).await, [7]);
}
