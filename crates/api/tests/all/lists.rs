//! Lists, inboxes, reference data and the calendar.

use crate::server::{Client, TestServer, on_both};
use serde_json::json;
use std::collections::BTreeSet;

/// The numbers in a list of two a page, from its first page to its last.
async fn paged(client: &Client, list: &str) -> Vec<String> {
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = client.get(&format!("{list}{cursor}")).await.ok().json();
        let rows = page["cases"].as_array().unwrap();
        assert!(rows.len() <= 2);
        let numbers = rows.iter().map(|row| row["no"].as_str().unwrap());
        seen.extend(numbers.map(ToOwned::to_owned));
        let Some(next) = page["next"].as_str() else {
            return seen;
        };
        cursor = format!("&cursor={next}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn inboxes_and_lists_page_by_key() {
    on_both(async |server: &TestServer| {
        let mut numbers = BTreeSet::new();
        for _ in 0..5 {
            numbers.insert(server.dispatched("仓山公安分局").await.0);
        }
        let handler = server.with("handler@仓山公安分局").await;
        let badges = handler
            .get("/api/units/仓山公安分局/badges")
            .await
            .ok()
            .json();
        assert_eq!(
            (badges["to_sign"].as_i64(), badges["overdue"].as_i64()),
            (Some(5), Some(0))
        );
        for list in [
            "/api/units/仓山公安分局/inbox/to_sign?limit=2",
            "/api/cases?limit=2",
            "/api/cases?limit=2&submitted_to=2099-12-31",
        ] {
            let seen = paged(&handler, list).await;
            assert_eq!(seen.len(), 5, "{list}");
            assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), numbers, "{list}");
        }
        let one = numbers.first().unwrap();
        handler.command(one, "sign", "").await.ok();
        let in_hand = handler
            .get("/api/units/仓山公安分局/inbox/in_hand")
            .await
            .ok()
            .json();
        assert_eq!(in_hand["cases"][0]["no"], one.as_str());
        let all = handler
            .get("/api/cases?status=in_progress&kind=help&item=B15")
            .await
            .ok()
            .json();
        assert_eq!(all["cases"].as_array().unwrap().len(), 5);
        let none = handler.get("/api/cases?status=closed").await.ok().json();
        assert_eq!(none, json!({ "cases": [], "next": null }));
        let stranger = server.with("handler@鼓楼区城管局").await;
        assert_eq!(
            stranger.get("/api/cases").await.ok().json()["cases"],
            json!([])
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_are_found_by_number_and_by_words() {
    on_both(async |server: &TestServer| {
        let (no, _) = server.dispatched("仓山公安分局").await;
        let agent = server.with("agent").await;
        let title = agent
            .get(&format!("/api/cases/{no}"))
            .await
            .ok()
            .text("title");
        let word: String = title.chars().take(2).collect();
        for typed in [
            no.clone(),
            no.to_lowercase(),
            format!("%E2%80%AA{no}%E2%80%AC"),
            format!("{no}%E2%80%8B"),
            format!("{no}。"),
            format!("（{no}）"),
            format!("编号{no}"),
            format!("受理编号：{no}"),
            format!("编号：{no}，"),
            format!("No.%20{no}"),
            format!("Case%20number:%20{no}"),
            format!("{}%20{}%20{}", &no[..2], &no[2..6], &no[6..]),
            format!("%20{word}%20"),
            // Nothing that is not seen parts a word.
            word.chars().map(String::from).collect::<Vec<_>>().join("%E2%80%8B"),
            format!("{word}%20AND%20%22*("),
        ] {
            let found = agent
                .get(&format!("/api/cases?q={typed}"))
                .await
                .ok()
                .json();
            let and = typed.contains("AND");
            assert_eq!(
                found["cases"].as_array().unwrap().len(),
                usize::from(!and),
                "{typed}"
            );
        }
        for pasted in [format!("%E2%80%AA{no}%E2%80%AC"), format!("%20{no}%E2%80%8B")] {
            let found = agent.get(&format!("/api/cases/{pasted}")).await.ok();
            assert_eq!(found.text("no"), no, "{pasted}");
        }
        let narrowed =
            format!("/api/cases?q={word}&unit=仓山公安分局&submitted_from=2000-01-01&submitted_to=2099-12-31");
        assert_eq!(
            agent.get(&narrowed).await.ok().json()["cases"][0]["no"],
            no.as_str()
        );
        let stranger = server.with("handler@鼓楼区城管局").await;
        for typed in [&no, &word] {
            let found = stranger
                .get(&format!("/api/cases?q={typed}"))
                .await
                .ok()
                .json();
            assert_eq!(found["cases"], json!([]));
        }
        for bad in [
            format!("q={}", "噪".repeat(2_000)),
            "q=13900000000".to_owned(),
            "q=%22*()".to_owned(),
            "unit=没有".to_owned(),
            "area=999999".to_owned(),
            "channel=pigeon".to_owned(),
            "submitted_from=yesterday".to_owned(),
        ] {
            let reply = agent.get(&format!("/api/cases?{bad}")).await;
            assert!(
                (400..500).contains(&reply.status),
                "{bad}: {}",
                reply.status
            );
            reply.assert_problem();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deadlines_are_counted_day_by_day() {
    let server = TestServer::new().await;
    let path = "/api/due?kind=help&item=B15&accepted=2017-11-18T15:21:00%2B08:00";
    let due = server.anonymous().get(path).await.ok().json();
    assert_eq!(due["due"], "2017-11-23T00:00:00+08:00");
    assert_eq!(
        (due["working_days"].as_i64(), due["rulebook"].as_str()),
        (Some(3), Some("2017-11-01"))
    );
    assert_eq!(due["days"].as_array().unwrap().len(), 5);
    assert_eq!(due["days"][0]["why"], "受理当天，不计");
    let plain = server
        .anonymous()
        .get("/api/due?days=3&accepted=2017-11-18")
        .await
        .ok()
        .json();
    assert_eq!(plain["last_day"], "2017-11-22");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_table_moves_open_cases() {
    on_both(async |server: &TestServer| {
        let (no, _) = server.dispatched("仓山公安分局").await;
        let agent = server.with("agent").await;
        let before = agent.get(&format!("/api/cases/{no}")).await.ok().json();
        assert_eq!(before["last_day"], "2026-11-25");
        let text = r#"
            year = 2026
            issued = 2026-11-20
            title = "台风停工通知"
            source = "市政府"
            [[holiday]]
            name = "台风"
            first = 2026-11-24
            last = 2026-11-24
            work = []
        "#;
        let admin = server.with("system_admin").await;
        let mut table = json!({ "format": "toml", "text": text });
        let preview = admin.post("/api/calendar/preview", &table).await;
        table["seen"] = preview.ok().json()["seen"].clone();
        let loaded = admin.post("/api/calendar", &table).await;
        assert_eq!(loaded.ok().json(), json!({ "year": 2026, "redated": 1 }));
        let after = agent.get(&format!("/api/cases/{no}")).await.ok().json();
        assert_eq!(after["last_day"], "2026-11-26");
        let year = server
            .anonymous()
            .get("/api/calendar/2026")
            .await
            .ok()
            .json();
        let day = year["days"]
            .as_array()
            .unwrap()
            .iter()
            .find(|day| day["date"] == "2026-11-24")
            .unwrap()
            .clone();
        assert_eq!(
            (day["working"].as_bool(), day["kind"].as_str()),
            (Some(false), Some("holiday"))
        );
        for table in [
            json!({ "format": "toml", "text": "x", "seen": "1" }),
            json!({ "format": "ics", "text": "x", "seen": "1" }),
            json!({ "format": "ics", "text": "x", "issued": "2026-01-01", "seen": "1" }),
        ] {
            assert_eq!(
                admin.post("/api/calendar", &table).await.told(),
                "422 bad_value"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reference_lists_are_the_profile() {
    let server = TestServer::new().await;
    let get = async |what: &str| {
        server
            .anonymous()
            .get(&format!("/api/reference/{what}"))
            .await
            .ok()
            .json()
    };
    assert_eq!(get("items").await["items"].as_array().unwrap().len(), 90);
    assert_eq!(
        get("kinds").await[3],
        json!({ "code": "help", "name": "求助", "limit": 3 })
    );
    assert_eq!(
        get("reasons").await["decline"].as_array().unwrap().len(),
        10
    );
    assert_eq!(get("units/仓山公安分局").await["kind"], "branch");
    assert!(get("rulebooks").await[0]["keys"].as_array().unwrap().len() > 20);
    assert!(
        get("channels")
            .await
            .as_array()
            .unwrap()
            .iter()
            .any(|channel| channel["code"] == "wechat")
    );
    assert!(!get("lines").await.as_array().unwrap().is_empty());
    assert!(!get("areas").await.as_array().unwrap().is_empty());
    assert!(
        get("problems")
            .await
            .as_array()
            .unwrap()
            .iter()
            .any(|code| code["code"] == "stale" && code["status"] == 409)
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_ends_at_a_day_goes_down_from_it() {
    on_both(async |server: &TestServer| {
        let mut numbers = Vec::new();
        for day in 16..21 {
            server.at(&format!("2026-11-{day}T10:30:00+08:00"));
            numbers.push(server.dispatched("仓山公安分局").await.0);
        }
        let inspector = server.with("inspector@市效能办").await;
        let list = "/api/cases?limit=2&submitted_to=2026-11-18";
        let seen = paged(&inspector, list).await;
        numbers.truncate(3);
        numbers.reverse();
        assert_eq!(seen, numbers);
    })
    .await;
}
