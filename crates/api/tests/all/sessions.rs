//! Signing in as browsers and as programs do.

use crate::server::{PASSWORD, TestServer};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_gets_a_cookie_and_a_program_a_token() {
    let server = TestServer::new().await;
    server.with("agent").await;
    let anonymous = server.anonymous();
    let signed = anonymous
        .post(
            "/api/sign-in",
            &json!({ "login": "agent", "password": PASSWORD }),
        )
        .await
        .ok();
    let cookie = signed.header("set-cookie").to_owned();
    for part in ["minsheng_session=", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(signed.json().get("token").is_none());
    let pair = cookie.split(';').next().unwrap();
    let browser = anonymous.clone().header("cookie", pair);
    let me = browser.get("/api/me").await.ok().json();
    assert_eq!(me["posts"][0]["role"], "agent");
    assert_eq!(me["posts"][0]["role_name"], "话务员");
    let body = json!({ "kind": "help", "text": "x" });
    browser
        .clone()
        .header("origin", "http://localhost")
        .post("/api/cases", &body)
        .await
        .ok();
    for name in [
        ("origin", "https://evil.example"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let foreign = browser
            .clone()
            .header(name.0, name.1)
            .post("/api/cases", &body)
            .await;
        assert_eq!(foreign.told(), "403 cross_origin");
    }
    let signed = anonymous
        .post(
            "/api/sign-in",
            &json!({ "login": "agent", "password": PASSWORD, "token": true }),
        )
        .await
        .ok();
    assert_eq!(signed.header("set-cookie"), "");
    anonymous
        .header("authorization", &format!("Bearer {}", signed.text("token")))
        .get("/api/me")
        .await
        .ok();
    let out = browser.send("POST", "/api/sign-out", b"").await.ok();
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(browser.get("/api/me").await.told(), "401 unauthenticated");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_wrong_passwords_lock_the_account() {
    let server = TestServer::new().await;
    server.with("agent").await;
    let anonymous = server.anonymous();
    for login in ["agent", "nobody", "\u{0}"] {
        let told = anonymous
            .post(
                "/api/sign-in",
                &json!({ "login": login, "password": "wrong" }),
            )
            .await
            .told();
        assert!(
            ["401 wrong_password", "422 bad_value"].contains(&told.as_str()),
            "{told}"
        );
    }
    for _ in 0..9 {
        anonymous
            .post(
                "/api/sign-in",
                &json!({ "login": "agent", "password": "wrong" }),
            )
            .await;
    }
    let right = json!({ "login": "agent", "password": PASSWORD });
    assert_eq!(
        anonymous.post("/api/sign-in", &right).await.told(),
        "401 wrong_password"
    );
    server.at("2026-11-20T11:30:01+08:00");
    anonymous.post("/api/sign-in", &right).await.ok();
    let long = json!({ "login": "agent", "password": "x".repeat(100_000) });
    assert_eq!(
        anonymous.post("/api/sign-in", &long).await.told(),
        "401 wrong_password"
    );
    server.stop().await;
}
