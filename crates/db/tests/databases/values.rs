//! Values, records and the names of constraints, the same on both databases.

use db::{Abort, ConstraintKind, DbError, Never, Record, Row, Sql, Val, vals};

use crate::sample::{cards, databases, write_card};

#[derive(Debug, PartialEq)]
struct Card {
    id: i64,
    no: String,
    open: bool,
    note: Option<String>,
    seal: Option<[u8; 2]>,
}

impl Record for Card {
    fn read(row: &Row) -> Result<Card, DbError> {
        Ok(Card {
            id: row.get("card_id")?,
            no: row.get("no")?,
            open: row.get("open")?,
            note: row.get("note")?,
            seal: row.get("seal")?,
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn values_come_back_as_they_went() {
    for (db, _scratch) in databases().await {
        let done = db.write((), |(), tx| {
            Box::pin(async move {
                // The first statement has nulls, so that PostgreSQL must guess their types.
                const COLUMNS: &[&str] = &["card_id", "no", "open", "note", "seal"];
                tx.insert(
                    "cards",
                    COLUMNS,
                    vals![i64::MIN, "一", false, None::<&str>, None::<&[u8]>],
                )?;
                tx.all::<i64>(Sql::new("select card_id from cards")).await?;
                tx.insert(
                    "cards",
                    COLUMNS,
                    vals![i64::MAX, "二", true, "夜间噪音🔊", [0_u8, 255]],
                )?;
                tx.insert(
                    "cards",
                    COLUMNS,
                    vals![3_i64, "三", true, None::<&str>, [1_u8, 2]],
                )?;
                tx.run(
                    Sql::new("update cards set note = {} where card_id = {}")
                        .bind(Val::Null)
                        .bind(3_i64),
                )
                .await?;
                tx.run(
                    Sql::new("update cards set note = {} where card_id = {}")
                        .bind("三")
                        .bind(3_i64),
                )
                .await?;
                Ok::<_, Abort<Never>>(())
            })
        });
        done.await.unwrap();
        let sql = Sql::new("select card_id, no, open, note, seal from cards order by card_id");
        let rows: Vec<Card> = db.all(sql).await.unwrap();
        let card = |id, no: &str, open, note: Option<&str>, seal| Card {
            id,
            no: no.to_owned(),
            open,
            note: note.map(str::to_owned),
            seal,
        };
        assert_eq!(rows[0], card(i64::MIN, "一", false, None, None));
        assert_eq!(rows[1], card(3, "三", true, Some("三"), Some([1, 2])));
        assert_eq!(
            rows[2],
            card(i64::MAX, "二", true, Some("夜间噪音🔊"), Some([0, 255]))
        );

        let open = Sql::new("select count(*) from cards where true").and("open = {}", true);
        assert_eq!(db.one::<u32>(open).await.unwrap(), 2);
        let share =
            Sql::new("select cast(count(*) as double precision) / 2, 1 = 1, null from cards");
        let share: (f64, bool, Option<i64>) = db.one(share).await.unwrap();
        assert_eq!(share, (1.5, true, None));
        let text: i64 = db.one(Sql::new("select {} + 1").bind(2_i64)).await.unwrap();
        assert_eq!(text, 3);
        db.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn records_say_what_does_not_fit() {
    struct Wrong;
    impl Record for Wrong {
        fn read(row: &Row) -> Result<Wrong, DbError> {
            assert_eq!(row.parse::<i64>("digits"), Ok(12));
            assert_eq!(row.parse_some::<i64>("empty"), Ok(None));
            let word = row.parse::<i64>("word").unwrap_err().to_string();
            assert!(word.starts_with("column word: invalid digit"), "{word}");
            let big = row.get::<u8>("big").unwrap_err().to_string();
            assert_eq!(big, "column big: does not fit u8");
            let null = row.get::<i64>("empty").unwrap_err().to_string();
            assert_eq!(null, "column empty: holds null, not an integer");
            row.get::<String>("absent").map(|_| Wrong)
        }
    }
    for (db, _scratch) in databases().await {
        let sql =
            Sql::new("select '12' as digits, 'x' as word, {} as big, cast(null as text) as empty");
        let error = db.one::<Wrong>(sql.bind(256_i64)).await.err().unwrap();
        assert_eq!(error.to_string(), "column absent: no such column");
        let none = db
            .one::<i64>(Sql::new("select card_id from cards"))
            .await
            .unwrap_err();
        assert!(matches!(none, DbError::Missing { .. }));
        assert!(none.to_string().contains("values.rs:"), "{none}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_character_nul_is_refused() {
    for (db, _scratch) in databases().await {
        let read = Sql::new("select card_id from cards where no = {}").bind("a\0b");
        assert_eq!(db.all::<i64>(read).await, Err(DbError::Nul));
        for waits in [false, true] {
            let done = db.write(waits, |&waits, tx| {
                Box::pin(async move {
                    let no = "a\0b";
                    let sql = Sql::new("insert into cards (card_id, no) values (1, {})").bind(no);
                    if waits {
                        tx.insert("cards", &["card_id", "no"], vals![1_i64, no])?;
                    } else {
                        tx.run(sql).await?;
                    }
                    Ok::<_, Abort<Never>>(())
                })
            });
            assert_eq!(done.await, Err(Abort::Db(DbError::Nul)));
        }
        assert_eq!(cards(&db).await, [0_i64; 0]);
        assert_eq!(db.writes().broken, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn constraints_have_one_name_on_both() {
    let cases = [
        (
            "insert into cards (card_id, no) values (1, 'b')",
            ConstraintKind::Unique,
            "cards.card_id",
        ),
        (
            "insert into cards (card_id, no) values (2, 'no 1')",
            ConstraintKind::Unique,
            "cards.no",
        ),
        (
            "insert into card_events (card_id, seq, body) values (1, 1, 'b')",
            ConstraintKind::Unique,
            "card_events.card_id, card_events.seq",
        ),
        (
            "insert into cards (card_id) values (3)",
            ConstraintKind::NotNull,
            "cards.no",
        ),
    ];
    for (db, _scratch) in databases().await {
        write_card(&db, 1).await.unwrap();
        for (text, kind, name) in cases {
            let done = db.write((), move |(), tx| {
                Box::pin(async move { Ok::<_, Abort<Never>>(tx.run(Sql::new(text)).await?) })
            });
            let name = name.to_owned();
            assert_eq!(
                done.await,
                Err(Abort::Db(DbError::Constraint { kind, name }))
            );
        }
        for (text, wanted) in [
            ("update cards set hits = -1", ConstraintKind::Check),
            (
                "insert into card_events values (9, 9, 'b')",
                ConstraintKind::ForeignKey,
            ),
        ] {
            let done = db.write((), move |(), tx| {
                Box::pin(async move { Ok::<_, Abort<Never>>(tx.run(Sql::new(text)).await?) })
            });
            match done.await.unwrap_err() {
                Abort::Db(DbError::Constraint { kind, .. }) => assert_eq!(kind, wanted),
                other => panic!("{other}"),
            }
        }
        assert_eq!(cards(&db).await, [1]);
    }
}
