//! What `write` promises, the same on both databases.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use db::{Abort, ConstraintKind, Db, DbError, Never, Sql, vals};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::sample::{cards, databases, put, put_rows, write_card};

fn constraint(name: &str) -> DbError {
    DbError::Constraint {
        kind: ConstraintKind::Unique,
        name: name.to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_undo_only_themselves() {
    for (db, _scratch) in databases().await {
        let mut tasks = JoinSet::new();
        for id in 0..60_i64 {
            let db = db.clone();
            tasks.spawn(async move {
                let done = db.write(id, |&id, tx| {
                    Box::pin(async move {
                        match id % 6 {
                            0 | 1 => put(tx, id).await?,
                            _ => put_rows(tx, id)?,
                        }
                        if id % 2 == 1 {
                            Err(Abort::Refused(id))
                        } else {
                            Ok(id)
                        }
                    })
                });
                (id, done.await)
            });
        }
        while let Some(task) = tasks.join_next().await {
            match task.unwrap() {
                (id, Ok(answer)) => assert!(id == answer && id % 2 == 0),
                (id, Err(error)) => {
                    assert!(id % 2 == 1);
                    assert_eq!(error, Abort::Refused(id));
                }
            }
        }
        let even: Vec<i64> = (0..60).filter(|id| id % 2 == 0).collect();
        assert_eq!(cards(&db).await, even);
        assert_eq!(db.writes().broken, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_constraint_is_answered_to_whom_it_belongs() {
    for (db, _scratch) in databases().await {
        write_card(&db, 7).await.unwrap();
        let mut tasks = JoinSet::new();
        // Each id twice; one of the two must lose, whichever way it writes. 7 loses always.
        for turn in 0..80_i64 {
            let db = db.clone();
            tasks.spawn(async move {
                let job = db.write(turn, |&turn, tx| {
                    Box::pin(async move {
                        let id = turn / 2;
                        if turn % 3 == 0 {
                            put(tx, id).await?;
                        } else {
                            put_rows(tx, id)?;
                        }
                        Ok(())
                    })
                });
                (turn / 2, job.await)
            });
        }
        let mut lost = Vec::new();
        while let Some(task) = tasks.join_next().await {
            match task.unwrap() {
                (_, Ok(())) => {}
                (id, Err(Abort::Db(error))) => {
                    // Rows of both tables are there already; either may be told.
                    let keys = ["cards.card_id", "card_events.card_id, card_events.seq"];
                    assert!(keys.iter().any(|key| error.is_unique(key)), "{error}");
                    lost.push(id);
                }
                (_, Err(Abort::Refused(never))) => {
                    let never: Never = never;
                    match never {}
                }
            }
        }
        lost.sort_unstable();
        let mut expected: Vec<i64> = (0..40).chain([7]).collect();
        expected.sort_unstable();
        assert_eq!(lost, expected);
        assert_eq!(cards(&db).await, (0..40).collect::<Vec<_>>());
        // No connection had to be thrown away for it.
        assert_eq!(db.writes().broken, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_caller_cancels_nothing() {
    for (db, scratch) in databases().await {
        let gate = Arc::new(Semaphore::new(0));
        for id in 0..20 {
            let job = db.write((id, gate.clone()), |(id, gate), tx| {
                Box::pin(async move {
                    drop(gate.acquire().await);
                    put(tx, *id).await?;
                    Ok::<_, Abort<Never>>(())
                })
            });
            // Handed in, and the caller is gone; nothing can be done before the gate is open.
            tokio::select! {
                biased;
                done = job => panic!("{done:?} before the gate was open"),
                () = std::future::ready(()) => {}
            }
        }
        gate.add_permits(1);
        // Closing waits for all of them, though nobody else does.
        db.close().await;
        let again = Db::open(scratch.url(), crate::sample::options())
            .await
            .unwrap();
        assert_eq!(cards(&again).await, (0..20).collect::<Vec<_>>());
        let late = write_card(&db, 99).await.unwrap_err();
        assert!(matches!(late, Abort::Db(DbError::Unavailable(_))), "{late}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_harms_nobody_else() {
    for (db, _scratch) in databases().await {
        let mut tasks = JoinSet::new();
        for id in 0..30_i64 {
            let db = db.clone();
            tasks.spawn(async move {
                let done = db.write(id, |&id, tx| {
                    Box::pin(async move {
                        put(tx, id).await?;
                        assert!(id % 10 != 3, "a mistake in a job");
                        Ok::<_, Abort<Never>>(())
                    })
                });
                (id, done.await)
            });
        }
        while let Some(task) = tasks.join_next().await {
            let (id, done) = task.unwrap();
            let panicked = done == Err(Abort::Db(DbError::Panicked));
            assert_eq!(panicked, id % 10 == 3, "{id}: {done:?}");
        }
        assert_eq!(cards(&db).await.len(), 27);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_increments_add_up() {
    for (db, _scratch) in databases().await {
        write_card(&db, 1).await.unwrap();
        let mut tasks = JoinSet::new();
        for _ in 0..150 {
            let db = db.clone();
            tasks.spawn(async move {
                let job = db.write((), |(), tx| {
                    Box::pin(async move {
                        let sql = Sql::new(
                            "update cards set hits = hits + 1 where card_id = 1 returning hits",
                        );
                        let hits: i64 = tx.one(sql).await?;
                        tx.insert(
                            "card_events",
                            &["card_id", "seq", "body"],
                            db::vals![1_i64, hits + 1, "hit"],
                        )?;
                        Ok::<_, Abort<Never>>(())
                    })
                });
                job.await.unwrap();
            });
        }
        tasks.join_all().await;
        let sql = Sql::new("select hits, (select count(*) from card_events) from cards");
        assert_eq!(db.one::<(i64, i64)>(sql).await.unwrap(), (150, 151));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn statements_see_what_waits_before_them() {
    for (db, _scratch) in databases().await {
        let done = db.write((), |(), tx| {
            Box::pin(async move {
                put_rows(tx, 1)?;
                tx.run(Sql::new("update cards set hits = 5 where card_id = {}").bind(1_i64))
                    .await?;
                tx.run(Sql::new("update cards set note = 'x' where hits = 5"))
                    .await?;
                put_rows(tx, 2)?;
                let count = Sql::new("select count(*), max(hits) from cards where card_id in ({})");
                let seen: (i64, i64) = tx.one(count.list([1_i64, 2, 3])).await?;
                let touched = tx.run(Sql::new("update cards set hits = hits + 1")).await?;
                // Nothing to do with the rows affected by what is sent along.
                tx.run(Sql::new("update cards set hits = hits + 1")).await?;
                let none = tx
                    .run(Sql::new("delete from cards where card_id = 77"))
                    .await?;
                put_rows(tx, 3)?;
                Ok::<_, Abort<Never>>((seen, touched, none))
            })
        });
        assert_eq!(done.await.unwrap(), ((2, 5), 2, 0));
        let sql = Sql::new("select card_id, hits, note from cards order by card_id");
        let rows: Vec<(i64, i64, Option<String>)> = db.all(sql).await.unwrap();
        assert_eq!(
            rows,
            [(1, 7, Some("x".to_owned())), (2, 2, None), (3, 0, None)]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_swallowed_error_is_not_forgotten() {
    for (db, _scratch) in databases().await {
        write_card(&db, 1).await.unwrap();
        let done = db.write((), |(), tx| {
            Box::pin(async move {
                put(tx, 2).await?;
                assert!(put(tx, 1).await.is_err());
                assert!(tx.all::<i64>(Sql::new("select 1")).await.is_err());
                Ok::<_, Abort<Never>>(())
            })
        });
        assert_eq!(done.await, Err(Abort::Db(constraint("cards.card_id"))));
        assert_eq!(cards(&db).await, [1]);
        assert_eq!(db.writes().broken, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_statement_harms_nobody_else() {
    for (db, _scratch) in databases().await {
        let runs = Arc::new(AtomicU32::new(0));
        let mut tasks = JoinSet::new();
        for id in 0..20_i64 {
            let (db, runs) = (db.clone(), runs.clone());
            tasks.spawn(async move {
                let done = db.write((id, runs), |(id, runs), tx| {
                    Box::pin(async move {
                        runs.fetch_add(1, Ordering::Relaxed);
                        put(tx, *id).await?;
                        if *id == 5 {
                            tx.run(Sql::new("update nothing set x = 1")).await?;
                        }
                        Ok::<_, Abort<Never>>(())
                    })
                });
                (id, done.await)
            });
        }
        while let Some(task) = tasks.join_next().await {
            let (id, done) = task.unwrap();
            match done {
                Ok(()) => assert_ne!(id, 5),
                Err(error) => {
                    assert_eq!(id, 5);
                    let text = error.to_string();
                    assert!(matches!(error, Abort::Db(DbError::Statement { .. })));
                    assert!(
                        text.contains("writing.rs:") && text.contains("nothing"),
                        "{text}"
                    );
                }
            }
        }
        assert_eq!(cards(&db).await.len(), 19);
        assert!(runs.load(Ordering::Relaxed) >= 20);
    }
}

type Card = (i64, String, bool, Option<String>, Option<Vec<u8>>);

#[tokio::test]
async fn loaded_rows_read_back_as_they_were() {
    let odd = "制表\t换行\n回车\r反斜杠\\N 引号' 😟";
    for (db, _scratch) in databases().await {
        let done = db.write((), move |(), tx| {
            Box::pin(async move {
                let cards: Vec<_> = (1..=300_i64)
                    .map(|id| {
                        let seal = (id % 3 > 0).then(|| vec![0_u8, 9, 10, 13, 92, 255]);
                        vals![
                            id,
                            format!("no {id}"),
                            id % 2 == 0,
                            (id % 5 > 0).then_some(odd),
                            seal
                        ]
                    })
                    .collect();
                tx.load("cards", &["card_id", "no", "open", "note", "seal"], cards)
                    .await?;
                let events = (1..=300_i64).map(|id| vals![id, 1_i64, "new"]).collect();
                tx.load("card_events", &["card_id", "seq", "body"], events)
                    .await?;
                Ok::<(), Abort<Never>>(())
            })
        });
        done.await.unwrap();
        let sql = "select card_id, no, open, note, seal from cards order by card_id";
        let cards: Vec<Card> = db.all(Sql::new(sql)).await.unwrap();
        assert_eq!(cards.len(), 300);
        for (id, no, open, note, seal) in cards {
            assert_eq!((no, open), (format!("no {id}"), id % 2 == 0));
            assert_eq!(note.as_deref(), (id % 5 > 0).then_some(odd));
            assert_eq!(seal.is_some(), id % 3 > 0);
            assert!(seal.is_none_or(|seal| seal == [0, 9, 10, 13, 92, 255]));
        }
        // A row that breaks a constraint takes the whole job with it.
        let again = db.write((), |(), tx| {
            Box::pin(async move {
                tx.load(
                    "cards",
                    &["card_id", "no"],
                    vec![vals![999_i64, "x"], vals![7_i64, "y"]],
                )
                .await?;
                Ok::<(), Abort<Never>>(())
            })
        });
        let error = DbError::from(again.await.unwrap_err());
        assert!(error.is_unique("cards.card_id"), "{error}");
        let count: i64 = db
            .one(Sql::new("select count(*) from cards"))
            .await
            .unwrap();
        assert_eq!(count, 300);
    }
}
