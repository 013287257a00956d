//! A text index finds the same rows on both databases.

use crate::sample::{databases, options};
use db::{Abort, Db, Hits, Migration, Never, Options, Scratch, Sql, TextTerm, Then, Val, Wanted};

const NOTES: &[Migration] = &[Migration {
    version: 1,
    name: "notes",
    sql: "create table papers (paper_id BIGINT not null primary key, said TEXT not null)",
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

/// Where the newest are looked for: pages of papers, some of which do not count.
struct Page {
    tokens: &'static [&'static str],
    before: Option<i64>,
    only_thirds: bool,
    then: fn(u32) -> Then,
    rows: u32,
}

/// The statements of a page, one for each way to it.
fn statements(db: &Db, page: &Page) -> Vec<Sql> {
    let terms: Vec<TextTerm<'_>> = page
        .tokens
        .iter()
        .map(|token| TextTerm {
            token,
            begins: false,
        })
        .collect();
    let range = Sql::new("1 = 1").and_some("notes.rowid < {}", page.before);
    let thirds = if page.only_thirds {
        "+notes.rowid in (select paper_id from papers where paper_id % 3 = 0)"
    } else {
        "1 = 1"
    };
    let ways = db.dialect().newest_hits(&Wanted {
        index: "notes",
        groups: &[terms],
        range: &range,
        then: (page.then)(page.rows),
    });
    let statement = |Hits { from, fits }| {
        Sql::new("select p.paper_id from")
            .push_sql(from)
            .push("cross join papers p where p.paper_id = notes.rowid")
            .and_sql(fits)
            .and_sql(Sql::new(thirds))
            .order("notes.rowid desc")
            .limit(page.rows)
    };
    ways.into_iter().map(statement).collect()
}

async fn newest(db: &Db, page: &Page) -> Vec<i64> {
    let mut found = Vec::new();
    for sql in statements(db, page) {
        found = db.all(sql).await.unwrap();
        if found.len() == page.rows as usize {
            break;
        }
    }
    found
}

/// More rows than are looked through one by one: each holds 每页, the oldest tenth 早先, every hundredth 偶尔.
async fn fill(db: &Db) -> i64 {
    const ROWS: i64 = 6000;
    let filled = db.write((), |(), tx| {
        Box::pin(async move {
            let mut notes = Vec::new();
            let mut papers = Vec::new();
            for id in 1..=ROWS {
                let mut tokens = "每页".to_owned();
                if id <= ROWS / 10 {
                    tokens.push_str(" 早先");
                }
                if id % 100 == 0 {
                    tokens.push_str(" 偶尔");
                }
                notes.push(vec![Val::Int(id), Val::Tokens(tokens)]);
                papers.push(vec![Val::Int(id), Val::Text("话".repeat(200))]);
            }
            tx.insert_many("notes", &["rowid", "tokens"], notes)?;
            tx.insert_many("papers", &["paper_id", "said"], papers)?;
            Ok::<(), Abort<Never>>(())
        })
    });
    filled.await.unwrap();
    ROWS
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_are_the_same_whichever_way_they_are_found() {
    for (db, _scratch) in open().await {
        let last = fill(&db).await;
        let held = |token: &str, id: i64| match token {
            "早先" => id <= last / 10,
            "偶尔" => id % 100 == 0,
            "每页" => true,
            _ => false,
        };
        let words: [&[&str]; 6] = [
            &["每页"],
            &["早先"],
            &["偶尔", "每页"],
            &["偶尔", "早先"],
            &["没有"],
            &[],
        ];
        let thens: [fn(u32) -> Then; 3] = [Then::Taken, |_| Then::Looked, |_| Then::Sifted];
        for tokens in words {
            for before in [None, Some(last / 2), Some(last / 20), Some(1)] {
                for only_thirds in [false, true] {
                    for rows in [3, 40, 5000] {
                        let wanted: Vec<i64> = (1..=last)
                            .rev()
                            .filter(|id| before.is_none_or(|before| *id < before))
                            .filter(|id| !only_thirds || id % 3 == 0)
                            .filter(|id| {
                                !tokens.is_empty() && tokens.iter().all(|token| held(token, *id))
                            })
                            .take(rows as usize)
                            .collect();
                        for then in thens {
                            // What is taken is asked nothing.
                            if only_thirds && then(rows) == Then::Taken(rows) {
                                continue;
                            }
                            let page = Page {
                                tokens,
                                before,
                                only_thirds,
                                then,
                                rows,
                            };
                            let found = newest(&db, &page).await;
                            let then = then(rows);
                            assert_eq!(found, wanted, "{tokens:?} {before:?} {then:?} {rows}");
                        }
                    }
                }
            }
        }
    }
}

/// The index of PostgreSQL brings its hits in no order: they are sorted first, and what belongs to them is
/// fetched for a page of them, not for all.
#[tokio::test(flavor = "multi_thread")]
async fn only_a_page_is_fetched() {
    for (db, _scratch) in open().await {
        if db.dialect() == db::Dialect::Sqlite {
            continue;
        }
        fill(&db).await;
        for then in [Then::Taken, |_| Then::Looked] {
            let page = Page {
                tokens: &["早先", "每页"],
                before: None,
                only_thirds: false,
                then,
                rows: 20,
            };
            let mut fetched = Vec::new();
            for sql in statements(&db, &page) {
                let plan = Sql::new("explain (analyze, timing off, costs off)").push_sql(sql);
                let plan: Vec<String> = db.all(plan).await.unwrap();
                let papers = plan.iter().find(|line| line.contains("papers"));
                let papers = papers.unwrap_or_else(|| panic!("{plan:#?}"));
                let number = |name: &str| -> u32 {
                    let after = papers.split(name).nth(1);
                    let digits = after.and_then(|after| after.split([' ', ')']).next());
                    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
                };
                fetched.push(number("rows=").max(1) * number("loops="));
            }
            // None of them is among the newest; all of them are found by the index, and a page is fetched.
            assert_eq!(fetched, [0, 0, 20]);
        }
    }
}
