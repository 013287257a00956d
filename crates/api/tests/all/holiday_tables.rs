//! Holiday tables: previewed, and loaded as they were previewed.

use crate::office::acts;
use crate::server::{TestServer, on_both};
use serde_json::{Value, json};

const PREVIEWED: &str = r#"
year = 2026
issued = 2026-11-20
title = "关于2026年11月调休的通知"
source = "试验"

[[holiday]]
name = "试验"
first = 2026-11-24
last = 2026-11-24
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_previewed_before_it_is_loaded() {
    on_both(async |server: &TestServer| {
        let (no, _) = server.dispatched("仓山公安分局").await;
        let before = server.with("dispatcher").await.get(&format!("/api/cases/{no}")).await.ok().json();
        let admin = server.with("system_admin").await;
        let table = json!({ "format": "toml", "text": PREVIEWED });
        let preview = admin.post("/api/calendar/preview", &table).await.ok().json();
        assert_eq!(preview["days"], json!([{ "date": "2026-11-24", "before": "workday", "after": "holiday", "name": "试验" }]));
        assert_eq!((&preview["count"], &preview["moved"], &preview["whole"]), (&json!(1), &json!(1), &json!(true)));
        assert_eq!(preview["cases"][0]["no"], no.as_str());
        assert_eq!(preview["cases"][0]["from"], before["last_day"]);
        let then = preview["cases"][0]["to"].clone();
        // Nothing has changed by looking; loading does what was said.
        let dispatcher = server.with("dispatcher").await;
        let same = dispatcher.get(&format!("/api/cases/{no}")).await.ok().json();
        assert_eq!(same["last_day"], before["last_day"]);
        let seen = |preview: &Value| {
            let mut table = table.clone();
            table["seen"] = preview["seen"].clone();
            table
        };
        // Only what was previewed is loaded: no other text, no other form of it, and nothing unseen.
        for (part, other) in [("text", json!(PREVIEWED.replace("11-24", "11-25"))), ("issued", json!("2026-11-20")),
            ("seen", json!("0")), ("seen", json!("0.x")), ("seen", Value::Null)] {
            let mut table = seen(&preview);
            table[part] = other;
            table.as_object_mut().unwrap().retain(|_, value| !value.is_null());
            let told = admin.post("/api/calendar", &table).await;
            assert_eq!(told.told(), "409 stale", "{part} {told:?}");
            assert!(told.text("detail").contains("请先试算"), "{part} {told:?}");
        }
        let loaded = admin.post("/api/calendar", &seen(&preview)).await.ok().json();
        assert_eq!(loaded["redated"], 1);
        let after = dispatcher.get(&format!("/api/cases/{no}")).await.ok().json();
        assert_eq!(after["last_day"], then);
        assert_ne!(after["last_day"], before["last_day"]);
        let again = admin.post("/api/calendar/preview", &table).await;
        assert!(again.status == 200 || again.told() == "422 bad_value", "{again:?}");
        // A table came since: what was previewed before is not loaded.
        let newer = PREVIEWED.replace("2026-11-24", "2026-11-23").replace("2026-11-20", "2026-11-19").replace("11月调休", "11月23日");
        let newer = json!({ "format": "toml", "text": newer });
        let earlier = admin.post("/api/calendar/preview", &newer).await.ok().json();
        let mut between = json!({ "format": "toml", "text": PREVIEWED.replace("2026-11-24", "2026-11-26").replace("2026-11-20", "2026-11-18") });
        between["seen"] = admin.post("/api/calendar/preview", &between).await.ok().json()["seen"].clone();
        admin.post("/api/calendar", &between).await.ok();
        let mut newer = newer;
        newer["seen"] = earlier["seen"].clone();
        let overtaken = admin.post("/api/calendar", &newer).await;
        assert_eq!(overtaken.told(), "409 stale");
        assert!(overtaken.text("detail").contains("重新试算"), "{overtaken:?}");
        assert_eq!(server.anonymous().get("/api/calendar/2026").await.ok().json()["days"][326]["kind"], "workday");
        // A day that a notice issued later keeps is named.
        let other = PREVIEWED.replace("first = 2026-11-24\nlast = 2026-11-24", "work = [2026-11-24]").replace("2026-11-20", "2026-11-19");
        let kept = admin.post("/api/calendar/preview", &json!({ "format": "toml", "text": other })).await.ok().json();
        assert_eq!(kept["kept"], json!([{ "date": "2026-11-24", "title": "关于2026年11月调休的通知", "issued": "2026-11-20" }]));
        assert_eq!(kept["days"], json!([]));
        // Nothing is issued in days to come: it would hold against every notice until then.
        let ahead = json!({ "format": "toml", "text": PREVIEWED.replace("issued = 2026-11-20", "issued = 2099-01-01") });
        assert_eq!(admin.post("/api/calendar/preview", &ahead).await.told(), "422 bad_value");
        let mut ahead = ahead;
        ahead["seen"] = json!("1");
        assert_eq!(admin.post("/api/calendar", &ahead).await.told(), "422 bad_value");
        assert_eq!(acts(&admin, "?act=load_calendar").await, ["load_calendar", "load_calendar"]);
        let notices = server.anonymous().get("/api/calendar").await.ok().json();
        assert!(notices.as_array().unwrap().iter().any(|one| one["title"] == "关于2026年11月调休的通知"));
        let auditor = server.with("auditor").await;
        assert_eq!(auditor.post("/api/calendar/preview", &table).await.told(), "403 not_yours");
    })
    .await;
}
