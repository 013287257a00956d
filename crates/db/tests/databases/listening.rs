//! LISTEN and NOTIFY: who listens is woken, and hears that he was cut off. Nothing polls here.

use std::time::Duration;

use db::{Abort, Db, DbError, Listening, Never, Scratch, Sql};

use crate::sample::{options, sqlite, write_card};

const CHANNEL: &str = "cards_moved";

/// Two processes on one PostgreSQL: each has connections of its own.
async fn pair() -> Option<(Db, Db, Scratch)> {
    let scratch = Scratch::postgres_for_test().await?;
    let one = Db::open(scratch.url(), options()).await.unwrap();
    let other = Db::open(scratch.url(), options()).await.unwrap();
    Some((one, other, scratch))
}

/// Writes a card and tells of it, in one transaction.
async fn tell(db: &Db, id: i64) -> Result<(), Abort<Never>> {
    db.write(id, |&id, tx| {
        Box::pin(async move {
            crate::sample::put(tx, id).await?;
            tx.notify(CHANNEL).await?;
            Ok(())
        })
    })
    .await
}

/// Far longer than a word needs; whoever is never woken fails.
async fn woken(ear: &mut Listening) -> Result<(), DbError> {
    let patience = Duration::from_mins(10);
    tokio::time::timeout(patience, ear.heard()).await.unwrap()
}

async fn count(db: &Db) -> i64 {
    let sql = Sql::new("select count(*) from cards");
    db.one(sql).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_wakes_who_listens_and_what_it_tells_of_is_there() {
    let Some((one, other, _scratch)) = pair().await else {
        return;
    };
    let mut ear = one.listen(CHANNEL).await.unwrap().unwrap();
    for id in 0..3 {
        let hearing = tokio::spawn(async move {
            woken(&mut ear).await.unwrap();
            ear
        });
        tell(&other, id).await.unwrap();
        ear = hearing.await.unwrap();
        // Told when the transaction committed, not before.
        assert_eq!(count(&one).await, id + 1);
    }
    // What was told while nobody waited is not lost.
    tell(&other, 3).await.unwrap();
    tell(&other, 4).await.unwrap();
    woken(&mut ear).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_cut_off_hears_it_and_can_listen_again() {
    let Some((one, other, _scratch)) = pair().await else {
        return;
    };
    let mut ear = one.listen(CHANNEL).await.unwrap().unwrap();
    let cut = "select count(pg_terminate_backend(pid)) from pg_stat_activity
        where datname = current_database() and query like 'LISTEN%'";
    assert_eq!(other.one::<i64>(Sql::new(cut)).await, Ok(1));
    let heard = woken(&mut ear).await;
    assert!(matches!(heard, Err(DbError::Unavailable(_))), "{heard:?}");
    let mut ear = one.listen(CHANNEL).await.unwrap().unwrap();
    tell(&other, 0).await.unwrap();
    woken(&mut ear).await.unwrap();
    assert_eq!(count(&one).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite_there_is_nobody_to_listen_to() {
    let (db, _scratch) = sqlite(options()).await;
    assert!(db.listen(CHANNEL).await.unwrap().is_none());
    // Telling is no error, and nothing is written for it.
    tell(&db, 0).await.unwrap();
    write_card(&db, 1).await.unwrap();
    assert_eq!(count(&db).await, 2);
}
