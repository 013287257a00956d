//! 坐标: a point comes in with a case, finds its area, and is read by whoever reads the place and nobody
//! else, wherever cases are told of.

use crate::server::{Client, TestServer, on_both};
use serde_json::{Value, json};

/// 三坊七巷 in 鼓楼区, and a corner of 仓山区.
const LANES: &str = "119.2966";
const SHANG_DU: &str = "119.3031";

fn with_point(more: &Value) -> Value {
    let mut body = json!({ "kind": "complaint", "title": "夜市占道", "text": "摊位占了整条路", "place": "南后街",
        "point": { "lng": 119.296_604_7, "lat": 26.0855 }, "accept": true });
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

async fn registered(agent: &Client, more: Value) -> String {
    agent
        .post("/api/cases", &with_point(&more))
        .await
        .ok()
        .text("no")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_point_comes_in_with_the_case_and_finds_the_area() {
    on_both(async |server: &TestServer| {
        let agent = server.with("agent").await;
        let no = registered(&agent, json!({})).await;
        let seen = agent.get(&format!("/api/cases/{no}")).await.ok().json();
        // Five decimals are kept.
        assert_eq!(seen["point"], json!({ "lng": 119.2966, "lat": 26.0855 }));
        assert_eq!(seen["area"], "350102");
        let given = registered(&agent, json!({ "area": "350103" })).await;
        let seen = agent.get(&format!("/api/cases/{given}")).await.ok().json();
        assert_eq!(seen["area"], "350103");
        // What has none says so.
        let none = registered(&agent, json!({ "point": null })).await;
        let seen = agent.get(&format!("/api/cases/{none}")).await.ok().json();
        assert!(seen["point"].is_null() && seen["area"].is_null(), "{seen}");

        // The list is filtered by the area that was found, and shows the point.
        let page = agent.get("/api/cases?area=350102").await.ok().json();
        assert_eq!(page["cases"][0]["no"], no.as_str());
        assert_eq!(page["cases"][0]["point"]["lat"], 26.0855);

        // Parts of a split are where the whole was.
        let dispatcher = server.with("dispatcher").await;
        let parts = r#"{"parts": [{"title": "占道"}, {"title": "油烟"}]}"#;
        let done = dispatcher.command(&given, "split", parts).await.ok().json();
        for part in done["parts"].as_array().unwrap() {
            let part = part.as_str().unwrap();
            let seen = agent.get(&format!("/api/cases/{part}")).await.ok().json();
            assert_eq!((&seen["place"], &seen["point"]["lng"]), (&json!("南后街"), &json!(119.2966)));
        }

        // Corrected, both move; another place without a point leaves none.
        let moved = r#"{"place": "上渡路", "point": {"lng": 119.3031, "lat": 26.033}, "reason": "看了照片"}"#;
        dispatcher.command(&no, "correct", moved).await.ok();
        let seen = agent.get(&format!("/api/cases/{no}")).await.ok().json();
        assert_eq!((&seen["area"], &seen["point"]["lng"]), (&json!("350104"), &json!(119.3031)));
        let words = r#"{"place": "施埔路", "reason": "又看错了"}"#;
        dispatcher.command(&no, "correct", words).await.ok();
        let seen = agent.get(&format!("/api/cases/{no}")).await.ok().json();
        assert_eq!((&seen["place"], &seen["point"]), (&json!("施埔路"), &Value::Null));

        // A citizen's, through the public door.
        let body = json!({ "kind": "help", "text": "路灯不亮", "point": { "lng": 119.303, "lat": 26.033 } });
        let own = server.anonymous().post("/api/public/cases", &body).await;
        let (own, code) = (own.text("no"), own.text("code"));
        let seen = server.anonymous().code(&code).get(&format!("/api/public/cases/{own}")).await;
        assert_eq!(seen.ok().json()["point"], json!({ "lng": 119.303, "lat": 26.033 }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_point_of_the_city_is_a_bad_value() {
    let server = TestServer::new().await;
    let agent = server.with("agent").await;
    for (point, said) in [
        (
            json!({ "lng": 118.089, "lat": 24.4798 }),
            "point：这个位置不在福州市内",
        ),
        (
            json!({ "lng": 190, "lat": 26 }),
            "point：lng 是经度，应在 -180 到 180 之间",
        ),
        (
            json!({ "lng": 26.0753, "lat": 119.3062 }),
            "point：lat 是纬度，应在 -90 到 90 之间",
        ),
        (json!({ "lng": 119.3 }), "point.lat：没有填写"),
        (json!({ "lng": "119.3", "lat": 26 }), "point.lng：应当是"),
        (
            json!({ "lng": 119.3, "lat": 26, "alt": 8 }),
            "point.alt：没有这一项",
        ),
        (json!("119.3,26.0"), "point：应当是 JSON 对象"),
        (json!([119.3, 26.0]), "point：应当是 JSON 对象"),
    ] {
        let reply = agent
            .post("/api/cases", &with_point(&json!({ "point": point })))
            .await;
        assert_eq!(
            (reply.status, reply.text("code").as_str()),
            (422, "bad_value"),
            "{point}"
        );
        let detail = reply.text("detail");
        assert!(detail.contains(said), "{point}: {detail}");
    }
    let no = registered(&agent, json!({})).await;
    let far = r#"{"point": {"lng": 118.089, "lat": 24.4798}, "reason": "x"}"#;
    let reply = server
        .with("dispatcher")
        .await
        .command(&no, "correct", far)
        .await;
    assert_eq!(reply.text("code"), "bad_value");
    server.stop().await;
}

/// All that somebody is told of a case, by every way there is.
async fn told(client: &Client, no: &str) -> String {
    let mut all = String::new();
    for path in [
        format!("/api/cases/{no}"),
        format!("/api/cases/{no}/history"),
        "/api/cases".to_owned(),
        "/api/cases?q=夜市占道".to_owned(),
        format!("/api/cases?q={no}"),
        "/api/cases/export".to_owned(),
        "/api/units/仓山公安分局/inbox/to_sign".to_owned(),
        "/api/units/仓山公安分局/inbox/to_sign/export".to_owned(),
        format!("/api/public/cases/{no}"),
        "/api/public/cases".to_owned(),
        "/public.atom".to_owned(),
        "/public.csv".to_owned(),
        format!("/public/{no}"),
    ] {
        all.push_str(&String::from_utf8_lossy(&client.get(&path).await.body));
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_point_is_as_secret_as_its_place() {
    on_both(async |server: &TestServer| {
        let agent = server.with("agent").await;
        let dispatcher = server.with("dispatcher").await;
        let handler = server.with("handler@仓山公安分局").await;
        let mut cases = Vec::new();
        for secret in ["report", "confidential"] {
            let no = registered(&agent, json!({ secret: true, "area": "350104" })).await;
            let lead = r#"{"lead": "仓山公安分局"}"#;
            dispatcher.command(&no, "dispatch", lead).await.ok();
            let moved = r#"{"place": "上渡路", "point": {"lng": 119.3031, "lat": 26.033}, "reason": "看错"}"#;
            dispatcher.command(&no, "correct", moved).await.ok();
            let of_unit = told(&handler, &no).await;
            assert!(of_unit.contains(&no), "the unit has the case");
            for hidden in [LANES, SHANG_DU, "南后街", "上渡路"] {
                assert!(!of_unit.contains(hidden), "{secret}: {hidden}");
            }
            let of_centre = told(&dispatcher, &no).await;
            assert!(of_centre.contains(LANES) && of_centre.contains(SHANG_DU));
            // Nobody finds it by its numbers, not even the centre.
            let found = dispatcher.get("/api/cases?q=119.3031").await;
            assert!(!String::from_utf8_lossy(&found.body).contains(&no));
            cases.push(no);
        }
        for no in cases {
            // The place is released, and the point with it.
            let release = r#"{"what": "place", "reason": "要到现场"}"#;
            dispatcher.command(&no, "release", release).await.ok();
            let seen = handler.get(&format!("/api/cases/{no}")).await.ok().json();
            assert_eq!(seen["point"]["lng"], 119.3031);
            assert!(seen["text"].is_null());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_published_case_shows_no_point() {
    on_both(async |server: &TestServer| {
        let agent = server.with("agent").await;
        let no = registered(&agent, json!({})).await;
        let dispatcher = server.with("dispatcher").await;
        let answer = r#"{"text": "已清理"}"#;
        dispatcher
            .command(&no, "answer_directly", answer)
            .await
            .ok();
        let copy = r#"{"title": "夜市占道", "text": "摊位占路", "answer": "已清理"}"#;
        server
            .with("reviewer")
            .await
            .command(&no, "publish", copy)
            .await
            .ok();
        let staff = told(&agent, &no).await;
        assert!(staff.contains(LANES));
        let open = told(&server.anonymous(), &no).await;
        assert!(open.contains("摊位占路"), "{open}");
        assert!(!open.contains(LANES) && !open.contains("26.0855"), "{open}");
    })
    .await;
}
