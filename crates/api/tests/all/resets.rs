//! 重置密码 by two administrators: the password that one of them has told stays good.

use crate::server::{TestServer, on_both};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_was_just_set_is_not_set_again_by_somebody_else() {
    on_both(async |server: &TestServer| {
        let (one, other) = (
            server.with("system_admin").await,
            server.with("system_admin@鼓楼区智慧中心").await,
        );
        let posts = json!([{ "role": "handler", "unit": "仓山区城管局" }]);
        for (login, name) in [("lin", "林同志"), ("wu", "吴同志")] {
            let new = json!({ "login": login, "name": name, "posts": posts });
            assert_eq!(one.post("/api/people", &new).await.status, 201);
        }
        let (reset, made) = ("/api/people/lin/password", json!({}));
        let (here, there) = tokio::join!(one.post(reset, &made), other.post(reset, &made));
        let (won, lost, winner, loser) = if here.status == 200 {
            (here, there, &one, &other)
        } else {
            (there, here, &other, &one)
        };
        let told = won.ok().text("password");
        assert_eq!(lost.told(), "409 stale");
        let detail = lost.json()["detail"].to_string();
        assert!(
            detail.contains("刚重置过") && detail.contains("以后再办"),
            "{detail}"
        );
        let sign_in = async |password: &str| {
            let body = json!({ "login": "lin", "password": password });
            server.anonymous().post("/api/sign-in", &body).await.told()
        };
        assert_eq!(sign_in(&told).await, "200");
        // Whoever did may do it again, somebody else when it is long ago; another person is another matter.
        let again = winner.post(reset, &json!({})).await.text("password");
        assert_eq!(sign_in(&told).await, "401 wrong_password");
        assert_eq!(sign_in(&again).await, "200");
        assert_eq!(loser.post(reset, &json!({})).await.told(), "409 stale");
        let of_wu = loser.post("/api/people/wu/password", &json!({})).await;
        assert_ne!(of_wu.ok().json()["password"], Value::Null);
        server.at("2026-11-20T10:41:00+08:00");
        assert_eq!(loser.post(reset, &json!({})).await.told(), "200");
    })
    .await;
}
