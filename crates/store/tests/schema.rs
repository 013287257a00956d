//! Both databases have the same tables, columns and keys.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use store::{Scratch, Store};

#[tokio::test]
async fn both_schemas_agree() {
    let Some(postgres) = Scratch::postgres_for_test().await else {
        return;
    };
    let sqlite = Scratch::sqlite().unwrap();
    let (sqlite, postgres) = (
        Store::open(sqlite.url()).await.unwrap(),
        Store::open(postgres.url()).await.unwrap(),
    );
    let (ours, theirs) = (
        sqlite.db().schema().await.unwrap(),
        postgres.db().schema().await.unwrap(),
    );
    assert!(ours.len() > 80, "only {} columns", ours.len());
    assert_eq!(ours, theirs);
    sqlite.close().await;
    postgres.close().await;
}

#[tokio::test]
async fn a_database_is_opened_twice() {
    let scratch = Scratch::sqlite().unwrap();
    Store::open(scratch.url()).await.unwrap().close().await;
    let again = Store::open(scratch.url()).await.unwrap();
    assert_eq!(again.take_numbers("171118", 10).await.unwrap(), 1);
    assert_eq!(again.take_numbers("171118", 10).await.unwrap(), 11);
    assert_eq!(again.take_numbers("171119", 10).await.unwrap(), 1);
    again.close().await;
}

#[tokio::test]
async fn analysts_have_views_with_times_and_words() {
    let Some(scratch) = Scratch::postgres_for_test().await else {
        return;
    };
    let store = Store::open(scratch.url()).await.unwrap();
    for view in ["诉求件", "承办", "经过"] {
        let sql = db::Sql::made(format!("select count(*) from bi.\"{view}\""));
        assert_eq!(store.db().one::<i64>(sql).await.unwrap(), 0);
    }
    store.close().await;
}

#[tokio::test]
async fn events_of_before_the_feed_get_their_places() {
    let mut scratches = vec![Scratch::sqlite().unwrap()];
    scratches.extend(Scratch::postgres_for_test().await);
    for scratch in scratches {
        let before = store::Options {
            migrations: &store::MIGRATIONS[..3],
            ..store::Options::default()
        };
        let old = store::Db::open(scratch.url(), before).await.unwrap();
        let written = old.write((), |(), tx| {
            Box::pin(async move {
                let sql = "insert into events (stream_id, seq, kind, v, at, recorded_at, actor, command_id, body)
                    values (7, 2, 'b', 1, 0, 0, '', '', ''), (9, 1, 'a', 1, 0, 0, '', '', ''), (7, 1, 'a', 1, 0, 0, '', '', '')";
                tx.run(db::Sql::new(sql)).await?;
                Ok::<(), store::Abort<db::Never>>(())
            })
        });
        written.await.unwrap();
        old.close().await;
        let store = Store::open(scratch.url()).await.unwrap();
        let entries = store.feed_after(0, 10).await.unwrap();
        let entries: Vec<_> = entries
            .iter()
            .map(|entry| (entry.position, entry.case, entry.seq))
            .collect();
        assert_eq!(entries, [(1, 7, 1), (2, 7, 2), (3, 9, 1)]);
        assert!(!store.feed_waits().await.unwrap());
        store.close().await;
    }
}

/// What open lists are narrowed by is read out of the states of cases that were there before.
#[tokio::test]
async fn cases_of_before_are_narrowed_as_well() {
    let mut scratches = vec![Scratch::sqlite().unwrap()];
    scratches.extend(Scratch::postgres_for_test().await);
    for scratch in scratches {
        let known = store::MIGRATIONS.iter().position(|one| one.version == 25);
        let before = store::Options {
            migrations: &store::MIGRATIONS[..known.unwrap()],
            ..store::Options::default()
        };
        let old = store::Db::open(scratch.url(), before).await.unwrap();
        let written = old.write((), |(), tx| {
            Box::pin(async move {
                for (case, state) in [
                    (1_i64, r#"{"supervised":true,"assignments":[]}"#),
                    (2, r#"{"supervised":false,"assignments":[{"round":1,"unit":"u","person":"42"},{"round":2,"unit":"u","person":null},{"round":2,"unit":"v","person":"43"}]}"#),
                ] {
                    let sql = "insert into cases (case_id, no, version, status, kind, channel, secret, urgent, round, submitted_at, next_by, extension_asked, waiting_asked, rework_asked, call_back, published, state)
                        values ({}, {}, 1, 'in_progress', 'help', 'phone', false, false, 2, 0, 0, false, false, false, false, false, {})";
                    let sql = db::Sql::new(sql).bind(case).bind(format!("N{case}")).bind(state);
                    tx.run(sql).await?;
                }
                let sql = "insert into assignments (case_id, round, unit, duty, state, open, given_at, sign_by, due)
                    values (1, 1, 'u', 'lead', 'in_hand', true, 0, 0, 0), (2, 1, 'u', 'lead', 'in_hand', true, 0, 0, 0), (2, 2, 'u', 'lead', 'in_hand', true, 0, 0, 0), (2, 2, 'v', 'lead', 'in_hand', true, 0, 0, 0)";
                tx.run(db::Sql::new(sql)).await?;
                Ok::<(), store::Abort<db::Never>>(())
            })
        });
        written.await.unwrap();
        old.close().await;
        let store = Store::open(scratch.url()).await.unwrap();
        let supervised = db::Sql::new("select case_id from cases where supervised");
        assert_eq!(store.db().all::<i64>(supervised).await.unwrap(), [1]);
        let named = db::Sql::new("select person from assignments order by case_id, round, unit");
        let named: Vec<Option<i64>> = store.db().all(named).await.unwrap();
        assert_eq!(named, [None, Some(42), None, Some(43)]);
        store.close().await;
    }
}

/// When a copy was published is read out of the states of cases that were there before.
#[tokio::test]
async fn copies_of_before_are_dated_as_well() {
    let mut scratches = vec![Scratch::sqlite().unwrap()];
    scratches.extend(Scratch::postgres_for_test().await);
    for scratch in scratches {
        let known = store::MIGRATIONS.iter().position(|one| one.version == 27);
        let before = store::Options {
            migrations: &store::MIGRATIONS[..known.unwrap()],
            ..store::Options::default()
        };
        let old = store::Db::open(scratch.url(), before).await.unwrap();
        let written = old.write((), |(), tx| {
            Box::pin(async move {
                for (case, published, state) in [
                    (1_i64, true, r#"{"published":{"at":1700000000000,"title":"1"}}"#),
                    (2, false, r#"{"published":null}"#),
                ] {
                    let sql = "insert into cases (case_id, no, version, status, kind, channel, secret, urgent, round, submitted_at, next_by, extension_asked, waiting_asked, rework_asked, call_back, published, state)
                        values ({}, {}, 1, 'closed', 'help', 'phone', false, false, 1, 0, 0, false, false, false, false, {}, {})";
                    let sql = db::Sql::new(sql).bind(case).bind(format!("N{case}"));
                    tx.run(sql.bind(published).bind(state)).await?;
                }
                Ok::<(), store::Abort<db::Never>>(())
            })
        });
        written.await.unwrap();
        old.close().await;
        let store = Store::open(scratch.url()).await.unwrap();
        let at = db::Sql::new("select published_at from cases order by case_id");
        let at: Vec<Option<i64>> = store.db().all(at).await.unwrap();
        assert_eq!(at, [Some(1_700_000_000_000), None]);
        store.close().await;
    }
}
