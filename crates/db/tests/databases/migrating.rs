//! Migrations and the schema.

use db::{Db, DbError, Migration, Options, Scratch, Sql, TableColumn, TypeClass};

use crate::sample::{MIGRATIONS, databases, options};

fn with(migrations: &'static [Migration]) -> Options {
    Options {
        migrations,
        ..Options::default()
    }
}

/// The sample with its second migration changed.
fn second(change: impl Fn(&mut Migration)) -> &'static [Migration] {
    let mut second = MIGRATIONS[1];
    change(&mut second);
    vec![MIGRATIONS[0], second].leak()
}

async fn refused(url: &str, migrations: &'static [Migration]) -> String {
    match Db::open(url, with(migrations)).await {
        Err(error @ DbError::Migration { .. }) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn landed_migrations_are_not_edited() {
    for (db, scratch) in databases().await {
        let url = scratch.url();
        let edited = second(|migration| migration.postgres = "create index other on cards (hits);");
        let error = refused(url, edited).await;
        assert_eq!(error, "migration 2: index: was edited after it had run");
        let error = refused(url, &MIGRATIONS[..1]).await;
        assert_eq!(
            error,
            "migration 2: was made by a newer version of the program"
        );
        let renumbered = second(|migration| migration.version = 3);
        assert_eq!(
            refused(url, renumbered).await,
            "migration 3: index: stands where 2 has run"
        );
        let unsorted = second(|migration| migration.version = 1);
        assert_eq!(
            refused(url, unsorted).await,
            "migration 1: index: is out of order"
        );
        // The same again does nothing.
        Db::open(url, options())
            .await
            .unwrap()
            .ping()
            .await
            .unwrap();
        db.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_runs_whole_or_not_at_all() {
    for (db, scratch) in databases().await {
        const NEXT: Migration = Migration {
            version: 3,
            name: "half",
            sql: "create table half (a BIGINT); create table cards (a BIGINT);",
            sqlite: "",
            postgres: "",
        };
        let next = vec![MIGRATIONS[0], MIGRATIONS[1], NEXT].leak();
        let error = refused(scratch.url(), next).await;
        assert!(
            error.starts_with("migration 3: half: ") && error.contains("cards"),
            "{error}"
        );
        let half = db.all::<i64>(Sql::new("select a from half")).await;
        assert!(matches!(half, Err(DbError::Statement { .. })));
        let landed = Sql::new("select count(*) from schema_migrations");
        assert_eq!(db.one::<i64>(landed).await, Ok(2));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_may_start_together() {
    let mut scratches = vec![Scratch::sqlite().unwrap()];
    scratches.extend(Scratch::postgres_for_test().await);
    for scratch in scratches {
        let opened = (0..6).map(|_| {
            let url = scratch.url().to_owned();
            tokio::spawn(async move { Db::open(&url, options()).await })
        });
        for opening in opened.collect::<Vec<_>>() {
            opening.await.unwrap().unwrap().ping().await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_schemas_agree() {
    let mut schemas = Vec::new();
    for (db, _scratch) in databases().await {
        schemas.push(db.schema().await.unwrap());
    }
    let has = |table: &str, column: &str, class, nullable, key| {
        let column = TableColumn {
            table: table.to_owned(),
            column: column.to_owned(),
            class,
            nullable,
            key,
        };
        assert!(
            schemas[0].contains(&column),
            "{column:?} in {:#?}",
            schemas[0]
        );
    };
    has("cards", "card_id", TypeClass::Int, false, 1);
    has("cards", "open", TypeClass::Bool, false, 0);
    has("cards", "note", TypeClass::Text, true, 0);
    has("cards", "seal", TypeClass::Bytes, true, 0);
    has("card_events", "seq", TypeClass::Int, false, 2);
    assert_eq!(schemas[0].len(), 6 + 3 + 3);
    if let Some(postgres) = schemas.get(1) {
        assert_eq!(schemas[0], *postgres);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn statements_are_checked_without_running() {
    for (db, _scratch) in databases().await {
        let put = |no: db::Val| {
            Sql::new("insert into cards (card_id, no) values ({}, {})")
                .bind(1_i64)
                .bind(no)
        };
        db.check(put("x".into())).await.unwrap();
        db.check(put(db::Val::Null)).await.unwrap();
        assert_eq!(
            db.one::<i64>(Sql::new("select count(*) from cards")).await,
            Ok(0)
        );
        let wrong = db
            .check(Sql::new("select nothing from cards"))
            .await
            .unwrap_err();
        assert!(wrong.to_string().contains("migrating.rs:"), "{wrong}");
        let typed = db.check(put(7_i64.into())).await;
        match db.dialect() {
            db::Dialect::Sqlite => assert!(typed.is_ok()),
            db::Dialect::Postgres => {
                let error = typed.unwrap_err().to_string();
                assert!(error.contains("argument 2 should be TEXT"), "{error}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_are_checked_and_passwords_kept() {
    for url in [
        "mysql://x",
        "",
        "sqlite::memory:",
        "postgres://u:secret@[/x",
    ] {
        let error = Db::open(url, Options::default()).await.unwrap_err();
        assert!(matches!(error, DbError::Url(_)), "{error}");
        assert!(!format!("{error} {error:?}").contains("secret"));
    }
    let gone = "postgres://u:secret@127.0.0.1:1/x";
    let error = Db::open(gone, Options::default()).await.unwrap_err();
    assert!(matches!(error, DbError::Unavailable(_)), "{error}");
    assert!(!format!("{error} {error:?}").contains("secret"));
}
