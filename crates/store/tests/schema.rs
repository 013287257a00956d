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
