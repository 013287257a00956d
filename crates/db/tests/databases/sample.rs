//! A small schema, opened on each database.

use db::{Abort, Db, DbError, Migration, Never, Options, Scratch, Sql, Tx, vals};

pub const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        name: "cards",
        sql: "
            create table cards (card_id BIGINT primary key, no TEXT not null unique,
                hits BIGINT not null default 0 check (hits >= 0), open BOOLEAN not null default true,
                note TEXT, seal BYTES);
            create table card_events (card_id BIGINT not null references cards, seq BIGINT not null,
                body TEXT not null, primary key (card_id, seq)) WITHOUT ROWID;",
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 2,
        name: "index",
        sql: "create index cards_open on cards (no) where open;",
        sqlite: "create index only_sqlite on cards (hits);",
        postgres: "create index only_postgres on cards (hits);",
    },
];

pub fn options() -> Options {
    Options {
        migrations: MIGRATIONS,
        readers: 4,
        ..Options::default()
    }
}

/// Each database, empty. The scratch must outlive the database.
pub async fn databases() -> Vec<(Db, Scratch)> {
    let mut scratches = vec![Scratch::sqlite().unwrap()];
    scratches.extend(Scratch::postgres_for_test().await);
    let mut databases = Vec::new();
    for scratch in scratches {
        let db = Db::open(scratch.url(), options()).await.unwrap();
        databases.push((db, scratch));
    }
    databases
}

pub async fn sqlite(options: Options) -> (Db, Scratch) {
    let scratch = Scratch::sqlite().unwrap();
    (Db::open(scratch.url(), options).await.unwrap(), scratch)
}

/// Inserts a card and an event, at once.
pub async fn put(tx: &mut Tx, id: i64) -> Result<(), DbError> {
    let sql = Sql::new("insert into cards (card_id, no) values ({}, {})");
    assert_eq!(tx.run(sql.bind(id).bind(format!("no {id}"))).await?, 1);
    let sql = Sql::new("insert into card_events (card_id, seq, body) values ({}, 1, 'new')");
    assert_eq!(tx.run(sql.bind(id)).await?, 1);
    Ok(())
}

/// Inserts them with the rows of other jobs.
pub fn put_rows(tx: &mut Tx, id: i64) -> Result<(), DbError> {
    tx.insert("cards", &["card_id", "no"], vals![id, format!("no {id}")])?;
    let events = (1..=3_i64).map(|seq| vals![id, seq, "new"]);
    tx.insert_many("card_events", &["card_id", "seq", "body"], events)
}

pub async fn write_card(db: &Db, id: i64) -> Result<(), Abort<Never>> {
    db.write(id, |&id, tx| {
        Box::pin(async move { Ok(put(tx, id).await?) })
    })
    .await
}

pub async fn cards(db: &Db) -> Vec<i64> {
    db.all(Sql::new("select card_id from cards order by card_id"))
        .await
        .unwrap()
}

/// Waits until so many writes wait in the queue of the one writer (SQLite).
pub async fn queued(db: &Db, writes: u64) {
    let waiting = async {
        while db.load().writes < writes {
            tokio::task::yield_now().await;
        }
    };
    let patience = std::time::Duration::from_mins(10);
    tokio::time::timeout(patience, waiting).await.unwrap();
}
