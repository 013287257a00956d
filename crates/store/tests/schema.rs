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
