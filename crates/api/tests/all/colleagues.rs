//! 单位的同事: who may be named as having a case in hand.

use crate::server::{TestServer, on_both};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_names_its_own_people_who_may_sign_in_to_each_other() {
    on_both(async |server: &TestServer| {
        let admin = server.with("system_admin").await;
        let unit = "仓山区城管局";
        for (login, name, role, unit) in [
            ("a", "阿林", "handler", unit),
            ("b", "阿林", "reviewer", unit),
            ("c", "停用的人", "handler", unit),
            ("d", "别处的人", "handler", "市住建局"),
        ] {
            let posts = json!([{ "role": role, "unit": unit }]);
            let new = json!({ "login": login, "name": name, "posts": posts });
            assert_eq!(admin.post("/api/people", &new).await.status, 201);
        }
        let blocked = json!({ "blocked": true, "reason": "离岗", "seen": false });
        admin.post("/api/people/c/block", &blocked).await.ok();
        let path = format!("/api/units/{unit}/colleagues");
        let handler = server.with(&format!("handler@{unit}")).await;
        let names = handler.get(&path).await.ok().json();
        let named = |name: &str| {
            let names = names.as_array().unwrap();
            names.iter().filter(|one| **one == json!(name)).count()
        };
        assert_eq!(named("阿林"), 1, "{names}");
        assert_eq!(named("停用的人") + named("别处的人"), 0, "{names}");
        let elsewhere = server.with("handler@市住建局").await;
        assert_eq!(elsewhere.get(&path).await.told(), "403 not_yours");
        assert_eq!(admin.get(&path).await.told(), "403 not_yours");
    })
    .await;
}
