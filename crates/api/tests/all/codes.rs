//! Query codes cannot be guessed; problems speak two languages.

use crate::server::TestServer;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn wrong_codes_and_unknown_numbers_look_the_same() {
    let server = TestServer::new().await;
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
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_at_once_does_not_beat_the_lock() {
    let server = TestServer::new().await;
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
    server.stop().await;
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
        "有一项没填或填得不对。 area：没有这个区划代码"
    );
    server.stop().await;
}
