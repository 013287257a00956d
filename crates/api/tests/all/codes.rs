//! Query codes cannot be guessed; problems speak two languages.

use crate::server::{Client, Reply, TestServer, on_both};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

#[tokio::test(flavor = "multi_thread")]
async fn wrong_codes_and_unknown_numbers_look_the_same() {
    on_both(async |server: &TestServer| {
        let (no, code) = server.submitted().await;
        let wrong = if code == "000000" { "000001" } else { "000000" };
        let known = server
            .anonymous()
            .code(wrong)
            .get(&format!("/api/public/cases/{no}"))
            .await;
        let unknown = server
            .anonymous()
            .code(wrong)
            .get("/api/public/cases/FZ26112099999")
            .await;
        assert_eq!(known.told(), "404 bad_code");
        assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
        // Ten wrong tries lock the number, also for the right code, with the same answer.
        for _ in 0..9 {
            server
                .anonymous()
                .code(wrong)
                .citizen(&no, "urge", "")
                .await;
        }
        let right = server.anonymous().code(&code);
        assert_eq!(
            right.get(&format!("/api/public/cases/{no}")).await.body,
            known.body
        );
        server.at("2026-11-20T11:30:01+08:00");
        right.get(&format!("/api/public/cases/{no}")).await.ok();
        let narrow = server
            .anonymous()
            .header("query-code", &code)
            .get(&format!("/api/public/cases/{}", no.to_lowercase()))
            .await;
        narrow.ok();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_at_once_does_not_beat_the_lock() {
    on_both(async |server: &TestServer| {
        let (no, code) = server.submitted().await;
        let right: u32 = code.parse().unwrap();
        let tries = (1..=40).map(|n| {
            let guess = format!("{:06}", (right + n) % 1_000_000);
            let client = server.anonymous().code(&guess);
            let path = format!("/api/public/cases/{no}");
            async move { client.get(&path).await.status }
        });
        let statuses = futures_util::future::join_all(tries).await;
        assert!(statuses.iter().all(|status| *status == 404));
        let own = server
            .anonymous()
            .code(&code)
            .get(&format!("/api/public/cases/{no}"))
            .await;
        assert_eq!(own.told(), "404 bad_code", "locked");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn problems_speak_english_where_it_is_preferred() {
    let server = TestServer::new().await;
    let anonymous = server.anonymous();
    let zh = anonymous.get("/api/me").await;
    assert_eq!(
        (zh.header("content-language"), zh.text("title").as_str()),
        ("zh-CN", "请先登录，或登录已过期。")
    );
    assert_eq!(zh.header("www-authenticate"), "Bearer");
    let en = anonymous
        .clone()
        .header("accept-language", "en-GB,en;q=0.9,zh;q=0.5");
    let reply = en
        .post(
            "/api/public/cases",
            &json!({ "kind": "help", "text": "x", "area": "1" }),
        )
        .await;
    assert_eq!(reply.header("content-language"), "en");
    assert_eq!(
        reply.text("detail"),
        "A value is missing or not understood. area: no such area"
    );
    let zh = anonymous
        .post(
            "/api/public/cases",
            &json!({ "kind": "help", "text": "x", "area": "1" }),
        )
        .await;
    assert_eq!(
        zh.text("detail"),
        "有一项没填或填得不对。 area：没有这个区域代码"
    );
    server.stop().await;
}

/// Every row of every table, as far as a look-up may change it: rows, wrong tries, locks. What an account's own
/// requests leave behind is none of it.
async fn stored(server: &TestServer, tables: &BTreeSet<String>) -> BTreeMap<String, i64> {
    let db = server.app.store().db();
    let rows = |table: &String| format!("select '{table}', count(*) from {table}");
    let mut parts: Vec<String> = tables.iter().map(rows).collect();
    for table in ["query_codes", "blind_tries"] {
        for what in ["wrong", "case when locked_until > 0 then 1 else 0 end"] {
            let sum = format!("cast(coalesce(sum({what}), 0) as bigint)");
            parts.push(format!("select '{table} {what}', {sum} from {table}"));
        }
    }
    let sql = db::Sql::made(parts.join(" union all "));
    db.all(sql).await.unwrap().into_iter().collect()
}

async fn tables(server: &TestServer) -> BTreeSet<String> {
    let columns = server.app.store().db().schema().await.unwrap();
    columns.into_iter().map(|column| column.table).collect()
}

/// What is told, but for what is another with every answer.
fn told(reply: &Reply) -> (u16, Vec<(String, String)>, Vec<u8>) {
    let mut headers = reply.headers.clone();
    headers.retain(|(name, _)| !["date", "request-id", "x-request-id"].contains(&name.as_str()));
    headers.sort();
    (reply.status, headers, reply.body.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn tries_in_vain_do_the_same_work() {
    on_both(async |server: &TestServer| {
        let tables = tables(server).await;
        let (wrong_no, code) = server.submitted().await;
        let (locked, right) = server.submitted().await;
        let wrong = if code == "000000" { "000001" } else { "000000" };
        let page = |no: &str| format!("/api/public/cases/{no}");
        let client = |code: &str| server.anonymous().code(code);
        for n in 0..10 {
            let guess = format!("{:06}", (right.parse::<u32>().unwrap() + 1 + n) % 1_000_000);
            assert_eq!(client(&guess).get(&page(&locked)).await.status, 404);
        }
        // Nobody's numbers: between two that are there, before all of them, behind all of them.
        let unknown = ["FZ26112012345", "FZ00010100000", "FZ99123199999"];
        let tries = unknown.map(|no| (no, wrong)).into_iter();
        let tries = tries.chain([
            (wrong_no.as_str(), wrong),
            (locked.as_str(), right.as_str()),
            (locked.as_str(), wrong),
        ]);
        let tries: Vec<_> = tries.collect();
        let (mut answers, mut counted) = (Vec::new(), Vec::new());
        // One after another, so that none is always the first.
        for round in 0..3 {
            for n in 0..tries.len() {
                let (no, code) = tries[(n + round) % tries.len()];
                let before = stored(server, &tables).await;
                let jobs = server.app.store().db().writes().jobs;
                let reply = client(code).get(&page(no)).await;
                let jobs = server.app.store().db().writes().jobs - jobs;
                let after = stored(server, &tables).await;
                let changed: BTreeMap<_, _> = after
                    .iter()
                    .filter(|(what, now)| before[*what] != **now)
                    .map(|(what, now)| (what.clone(), now - before[what]))
                    .collect();
                // One wrong try more, in one place, and nothing else.
                let tried: i64 = changed.values().sum();
                assert_eq!((changed.len(), tried), (1, 1), "{no}: {changed:?}");
                assert!(
                    changed.keys().all(|what| what.ends_with(" wrong")),
                    "{no}: {changed:?}"
                );
                counted.push(jobs);
                answers.push(told(&reply));
            }
        }
        assert!(
            answers.iter().all(|answer| *answer == answers[0]),
            "{answers:?}"
        );
        assert!(
            counted.iter().all(|jobs| *jobs == counted[0]),
            "{counted:?}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_number_and_none_at_all_are_the_same_to_staff() {
    on_both(async |server: &TestServer| {
        let tables = tables(server).await;
        let (hidden, _) = server.dispatched("仓山公安分局").await;
        let (other, _) = server.dispatched("仓山公安分局").await;
        let stranger = server.with("handler@鼓楼区城管局").await;
        let numbers = [
            hidden.as_str(),
            "FZ26112012345",
            &other,
            "FZ00010100000",
            "FZ99123199999",
        ];
        let asked: [(&str, &str, &str); 9] = [
            ("GET", "", ""),
            ("GET", "/history", ""),
            ("GET", "/actions", ""),
            ("GET", "/files/1", ""),
            ("GET", "/files/1/thumbnail", ""),
            ("POST", "/annotate", r#"{"text": "x"}"#),
            ("POST", "/sign", "{}"),
            ("POST", "/reveal_identity", r#"{"reason": "x"}"#),
            ("POST", "/here", r#"{"writing": true}"#),
        ];
        let client: Client = stranger.header("content-type", "application/json");
        for (method, what, body) in asked {
            let (mut answers, mut counted) = (Vec::new(), Vec::new());
            for round in 0..2 {
                for n in 0..numbers.len() {
                    let no = numbers[(n + round) % numbers.len()];
                    let before = stored(server, &tables).await;
                    let jobs = server.app.store().db().writes().jobs;
                    let reply = client
                        .send(method, &format!("/api/cases/{no}{what}"), body.as_bytes())
                        .await;
                    counted.push(server.app.store().db().writes().jobs - jobs);
                    assert_eq!(
                        stored(server, &tables).await,
                        before,
                        "{method} {what} of {no}"
                    );
                    answers.push(told(&reply));
                }
            }
            assert_eq!(answers[0].0, 404, "{method} {what}");
            assert!(
                answers.iter().all(|answer| *answer == answers[0]),
                "{method} {what}: {answers:?}"
            );
            assert!(
                counted.iter().all(|jobs| *jobs == counted[0]),
                "{method} {what}: {counted:?}"
            );
        }
        // In lists and look-ups, too: what is found of a number that is hidden is what is found of none.
        for no in numbers {
            for path in ["/api/cases?q=", "/api/cases/export?q="] {
                let reply = client.get(&format!("{path}{no}")).await.ok();
                assert!(
                    !String::from_utf8_lossy(&reply.body).contains("仓山"),
                    "{path}{no}"
                );
            }
            let found = client.get(&format!("/api/cases?q={no}")).await.json();
            assert_eq!(found["cases"], json!([]), "{no}");
        }
    })
    .await;
}
