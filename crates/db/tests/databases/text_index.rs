//! A text index finds the same rows on both databases.

use crate::sample::{databases, options};
use db::{Abort, Db, Migration, Never, Options, Scratch, Sql, TextTerm, Val};

const NOTES: &[Migration] = &[Migration {
    version: 1,
    name: "notes",
    sql: "",
    sqlite: "create virtual table notes using fts5(tokens, content='', contentless_delete=1, detail=none, tokenize='ascii')",
    postgres: "create table notes (rowid BIGINT primary key, tokens TSVECTOR not null);
        create index notes_tokens on notes using gin (tokens)",
}];

async fn open() -> Vec<(Db, Scratch)> {
    let mut opened = Vec::new();
    for (db, _) in databases().await {
        let scratch = match db.dialect() {
            db::Dialect::Sqlite => Scratch::sqlite().unwrap(),
            db::Dialect::Postgres => Scratch::postgres_for_test().await.unwrap(),
        };
        let options = Options {
            migrations: NOTES,
            ..options()
        };
        opened.push((Db::open(scratch.url(), options).await.unwrap(), scratch));
    }
    opened
}

async fn write(db: &Db, rows: Vec<(i64, &'static str)>, gone: Option<i64>) {
    let written = db.write((rows, gone), |(rows, gone), tx| {
        Box::pin(async move {
            if let Some(gone) = gone {
                tx.run(Sql::new("delete from notes where rowid = {}").bind(*gone))
                    .await?;
            }
            let row =
                |(id, tokens): &(i64, &str)| vec![Val::Int(*id), Val::Tokens((*tokens).to_owned())];
            tx.insert_many("notes", &["rowid", "tokens"], rows.iter().map(row))?;
            Ok::<(), Abort<Never>>(())
        })
    });
    written.await.unwrap();
}

async fn find(db: &Db, groups: &[&[&str]]) -> Vec<i64> {
    fn term<'a>(token: &&'a str) -> TextTerm<'a> {
        TextTerm {
            token: token.trim_end_matches('*'),
            begins: token.ends_with('*'),
        }
    }
    let groups = groups.iter().map(|group| group.iter().map(term));
    let found = db.dialect().matching("notes", groups);
    let sql = Sql::new("select notes.rowid from notes where 1 = 1").and_sql(found);
    db.all(sql.order("notes.rowid desc")).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn both_find_the_same_rows() {
    const FAR: i64 = 7_000_000_000_000_000_000;
    for (db, _scratch) in open().await {
        write(
            &db,
            vec![
                (1, "施埔 埔路 噪音"),
                (2, "噪音 音扰 扰民 and"),
                (FAR, "埔路 路灯"),
                (4, ""),
            ],
            None,
        )
        .await;
        assert_eq!(find(&db, &[&["埔路"]]).await, [FAR, 1]);
        assert_eq!(find(&db, &[&["埔路", "噪音"]]).await, [1]);
        assert_eq!(find(&db, &[&["路灯"], &["扰民"]]).await, [FAR, 2]);
        assert_eq!(find(&db, &[&["路*"]]).await, [FAR]);
        assert_eq!(find(&db, &[&["and"]]).await, [2]);
        assert_eq!(find(&db, &[&["\"*"]]).await, Vec::<i64>::new());
        // A row is replaced as a whole.
        write(&db, vec![(1, "路灯")], Some(1)).await;
        assert_eq!(find(&db, &[&["噪音"]]).await, [2]);
        assert_eq!(find(&db, &[&["路灯"]]).await, [FAR, 1]);
        // One that is not there is not missed.
        write(&db, vec![], Some(99)).await;
    }
}
