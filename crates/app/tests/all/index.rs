//! The full-text index: the same on both databases, all that stands there, made again from what is stored.

use crate::house::{agent, none, platforms, register};
use serde_json::json;
use std::collections::BTreeSet;
use text::normal::{Sort, normalise, sort};

/// Whether letters or digits are in it: they are words as a whole, and 1 is not found in 12.
pub fn whole_words(typed: &str) -> bool {
    typed.chars().any(|c| sort(c) == Sort::Letter)
}

/// Stretches of texts: words of one to four characters, wherever they stand.
pub fn stretches(texts: &[String]) -> BTreeSet<String> {
    let mut stretches = BTreeSet::new();
    for (n, text) in texts.iter().enumerate() {
        let chars: Vec<char> = text.chars().collect();
        for length in 1..=4 {
            let start = (n * 7 + length * 3) % chars.len().saturating_sub(length).max(1);
            let stretch: String = chars.iter().skip(start).take(length).collect();
            if stretch.chars().all(char::is_alphanumeric) && !stretch.is_empty() {
                stretches.insert(stretch);
            }
        }
    }
    stretches
}

#[tokio::test(flavor = "multi_thread")]
async fn both_databases_find_the_same_and_all_that_stands_there() {
    const WHO: [&str; 6] = ["餐馆", "幼儿园", "共享单车", "物业公司", "工地", "烧烤摊"];
    const WHAT: [&str; 7] = [
        "喇叭扰民",
        "夜间施工噪音",
        "污水外溢",
        "乱停放",
        "路灯不亮",
        "乱收费",
        "油烟",
    ];
    const WHERE: [&str; 5] = ["施埔路", "学生街", "上三路12号", "对湖街道", "ＦＺ大厦"];
    let texts: Vec<String> = (0..140_usize)
        .map(|n| {
            let (who, what) = (WHO[n % 6], WHAT[n % 7]);
            format!("{}旁的{who}{what}，第{n}次了", WHERE[n * n % 5])
        })
        .collect();
    let typed = stretches(&texts);
    let mut answers = Vec::new();
    for (app, _, _scratch) in platforms(0).await {
        for (n, text) in texts.iter().enumerate() {
            let with = json!({"channel": "phone", "kind": "help", "title": format!("第{n}件"), "text": text});
            register(&app, with).await;
        }
        let agent = agent(&app);
        let mut answer = Vec::new();
        for typed in &typed {
            let mut numbers = Vec::new();
            let (mut before, mut page) = (None, 50);
            while page == 50 {
                let rows = app
                    .search(&agent, typed, &none(), before, 50)
                    .await
                    .unwrap();
                page = rows.len();
                before = rows.last().map(|row| row.0);
                numbers.extend(rows.into_iter().map(|row| row.1.text.unwrap()));
            }
            let standing = texts
                .iter()
                .filter(|text| normalise(text).contains(&normalise(typed)));
            for text in standing {
                assert!(
                    whole_words(typed) || numbers.contains(text),
                    "{typed} misses {text}"
                );
            }
            numbers.sort();
            answer.push(numbers);
        }
        answers.push(answer);
        app.store().close().await;
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_index_is_made_again_from_what_is_stored() {
    for (app, _, _scratch) in platforms(60).await {
        let mut named = Vec::new();
        let proved = app
            .prove_search(&mut |what| named.push(what.to_owned()))
            .await
            .unwrap();
        assert_eq!((proved, &named), ((61, 0), &Vec::new()));
        let spoil = app.store().db().write((), |(), tx| {
            Box::pin(async move {
                tx.run(db::Sql::new("delete from words_staff where rowid in (select case_id from cases order by case_id limit 5)")).await?;
                Ok::<(), db::Abort<db::Never>>(())
            })
        });
        spoil.await.unwrap();
        let proved = app
            .prove_search(&mut |what| named.push(what.to_owned()))
            .await
            .unwrap();
        assert_eq!((proved.1, named.len()), (5, 5), "{named:?}");
        assert_eq!(app.rebuild_search(&mut |_| ()).await.unwrap(), 61);
        let proved = app
            .prove_search(&mut |what| named.push(what.to_owned()))
            .await
            .unwrap();
        assert_eq!(proved.1, 0);
        app.store().close().await;
    }
}
