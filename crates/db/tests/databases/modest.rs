//! Whoever reads modestly leaves a connection to the others.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use db::{Sql, modestly};
use tokio::task::JoinSet;

use crate::sample::databases;

/// A statement that takes long, without a table.
fn long() -> Sql {
    Sql::new(
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000)
        select count(*) from n",
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_modestly_leaves_a_connection() {
    for (db, _scratch) in databases().await {
        let ended = Arc::new(AtomicUsize::new(0));
        let mut tasks = JoinSet::new();
        for _ in 0..6 {
            let (db, ended) = (db.clone(), Arc::clone(&ended));
            tasks.spawn(modestly(async move {
                let counted: i64 = db.one(long()).await.unwrap();
                assert_eq!(counted, 100_000);
                ended.fetch_add(1, Ordering::SeqCst);
            }));
        }
        // Three of the four.
        while db.load().lent < 3 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let cards: i64 = db
            .one(Sql::new("select count(*) from cards"))
            .await
            .unwrap();
        assert_eq!(cards, 0);
        // In the queue of all it would have been the seventh.
        assert!(ended.load(Ordering::SeqCst) < 3);
        while let Some(task) = tasks.join_next().await {
            task.unwrap();
            assert!(db.load().lent <= 3);
        }
        assert_eq!(db.load().lent, 0);
        db.close().await;
    }
}
