//! What is said beside the case itself: of what is not there, of what was sent twice, of what changed.

use crate::browser::{House, Keeps};
use crate::desk::{CENTRE, UNIT};
use axum::http::StatusCode;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_public_case_that_is_not_there_was_not_found() {
    let house = House::new(false).await;
    let page = house.browser(Keeps::All).get("/public/FZ000").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.text.contains("没有找到"), "{}", page.text);
    assert!(!page.text.contains("没有办成"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_was_sent_with_other_words_is_told_in_a_citizens_words() {
    let house = House::new(false).await;
    let (no, mut browser) = house.registered(json!({"kind": "help"})).await;
    let key = browser.get(&format!("/follow/{no}")).await.hidden("key");
    let add = format!("/follow/{no}/add");
    let sent = browser.post(&add, &[("key", &key), ("text", "one")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let again = browser.post(&add, &[("key", &key), ("text", "two")]).await;
    assert!(again.text.contains("这张表已经交过一次"), "{}", again.text);
    assert!(!again.text.contains("Idempotency-Key"));
}

#[tokio::test(flavor = "multi_thread")]
async fn urging_twice_with_one_form_counts_once() {
    let house = House::new(false).await;
    let (no, mut browser) = house.registered(json!({"kind": "help"})).await;
    let key = browser.get(&format!("/follow/{no}")).await.hidden("key");
    let urge = format!("/follow/{no}/urge");
    for _ in 0..3 {
        let sent = browser.post(&urge, &[("key", &key)]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
    }
    let page = browser.get(&format!("/follow/{no}")).await;
    assert_eq!(page.text.matches("您催办").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_says_what_it_did_to_the_date() {
    let house = House::new(false).await;
    let (no, mut browser) = house.registered(json!({"kind": "complaint"})).await;
    let to_help = json!({"kind": "help", "reason": "是求助"});
    house.dispatcher(&no, "correct", to_help).await;
    let page = browser.get(&format!("/follow/{no}")).await;
    assert!(
        page.text
            .contains("中心更正了类别或地点，期限改到 11 月 25 日"),
        "{}",
        page.text
    );
    let place = json!({"place": "学军路口", "reason": "写错了"});
    house.dispatcher(&no, "correct", place).await;
    let page = browser.get(&format!("/follow/{no}")).await;
    assert!(
        page.text.contains("中心更正了类别或地点；期限不变"),
        "{}",
        page.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_promise_for_later_stands_under_the_answer_not_under_its_draft() {
    let house = House::new(false).await;
    let (no, mut browser) = house.registered(json!({"kind": "help"})).await;
    house
        .dispatcher(&no, "dispatch", json!({"lead": UNIT}))
        .await;
    house.handler(&no, "sign", json!({})).await;
    let reply =
        json!({"text": "先换一盏。", "commitment": {"text": "年底前换完", "until": "2026-12-31"}});
    house.handler(&no, "reply", reply).await;
    house.pass(&no, UNIT).await;
    house.pass(&no, CENTRE).await;
    let page = browser.get(&format!("/follow/{no}")).await;
    assert_eq!(page.text.matches("年底前换完").count(), 1, "{}", page.text);
    let (answer, _) = page.text.split_once("class=\"trip\"").unwrap();
    assert!(answer.contains("年底前换完"));
}

#[tokio::test(flavor = "multi_thread")]
async fn twelve_months_are_told_also_where_nothing_happened() {
    let house = House::new(false).await;
    let page = house.browser(Keeps::All).get("/figures").await;
    let (_, months) = page.text.split_once("id=\"months\"").unwrap();
    assert_eq!(months.matches("<th scope=\"row\">").count(), 12);
    assert!(months.contains("2026 年 11 月") && months.contains("2025 年 12 月"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_feed_stays_as_it_is() {
    let house = House::new(false).await;
    let mut browser = house.browser(Keeps::All);
    let first = browser.get("/public.atom").await.text;
    house
        .clock
        .set("2026-11-21T10:30:00+08:00".parse().unwrap());
    assert_eq!(browser.get("/public.atom").await.text, first);
}

/// A file does not say of which month it is.
#[tokio::test(flavor = "multi_thread")]
async fn figures_of_no_month_are_not_this_months() {
    let house = House::new(false).await;
    let mut browser = house.browser(Keeps::All);
    for month in ["2026-12", "2027-01", "soon", "2026-13"] {
        let answer = browser.get(&format!("/figures.csv?month={month}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{month}");
        assert!(answer.text.contains("没有这个月的数据"), "{}", answer.text);
        assert_eq!(answer.file, None);
    }
    for (query, name) in [
        ("", "figures-2026-11.csv"),
        ("?month=2026-11", "figures-2026-11.csv"),
        ("?month=2026-10", "figures-2026-10.csv"),
    ] {
        let answer = browser.get(&format!("/figures.csv{query}")).await;
        assert_eq!(answer.status, StatusCode::OK);
        let file = format!("attachment; filename=\"{name}\"");
        assert_eq!(answer.file, Some(file));
    }
}
