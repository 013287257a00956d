//! 全局 over HTTP: each number and exactly the cases behind it, within reach, on both databases.

use crate::server::{Client, TestServer, on_both};
use serde_json::Value;

async fn counted(client: &Client) -> Value {
    client.get("/api/overview").await.ok().json()
}

/// Numbers of the cases behind a number, over all pages.
async fn behind(client: &Client, query: &str) -> Vec<String> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/overview/cases?limit=2{query}{cursor}");
        let page = client.get(&path).await.ok().json();
        let rows = page["cases"].as_array().unwrap().iter();
        found.extend(rows.map(|row| row["no"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

/// Each area's and each step's numbers open as many cases.
async fn areas_and_steps_have_theirs(leader: &Client, page: &Value) {
    for area in page["areas"].as_array().unwrap() {
        for (number, lamp) in [("open", ""), ("red", "&lamp=red"), ("green", "&lamp=green")] {
            let query = format!("&area={}{lamp}", area["area"].as_str().unwrap());
            assert_eq!(area[number], behind(leader, &query).await.len(), "{area}");
        }
    }
    for step in page["steps"].as_array().unwrap() {
        let query = format!("&step={}", step["step"].as_str().unwrap());
        assert_eq!(step["open"], behind(leader, &query).await.len(), "{step}");
        let over = behind(leader, &format!("{query}&over=true")).await;
        assert_eq!(
            step["over"].as_u64().unwrap_or(0),
            over.len() as u64,
            "{step}"
        );
        let red = behind(leader, &format!("{query}&lamp=red")).await;
        assert_eq!(step["red"], red.len(), "{step}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn beyond_the_limit_of_no_step_is_no_question() {
    let server = TestServer::new().await;
    let leader = server.with("leader").await;
    for path in ["/api/overview/cases", "/api/overview/cases/export"] {
        let told = leader.get(&format!("{path}?over=true")).await;
        assert_eq!(told.told(), "422 bad_value", "{path}");
        assert!(told.text("detail").contains("over：只和 step 一起用"));
        leader
            .get(&format!("{path}?over=true&step=to_sign"))
            .await
            .ok();
        leader.get(&format!("{path}?over=false")).await.ok();
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_number_has_its_cases_behind_it() {
    on_both(async |server: &TestServer| {
        let mut given = Vec::new();
        for unit in ["仓山公安分局", "仓山公安分局", "仓山区城管局"] {
            given.push(server.dispatched(unit).await.0);
        }
        let (waiting, _) = server.submitted().await;
        // Days later the three are late; what came in since is not.
        server.at("2026-11-28T10:00:00+08:00");
        let (fresh, _) = server.dispatched("仓山公安分局").await;
        let leader = server.with("leader").await;
        let page = counted(&leader).await;
        assert_eq!(page["total"]["open"], 5);
        for (number, query) in [
            ("red", "&lamp=red"),
            ("yellow", "&lamp=yellow"),
            ("green", "&lamp=green"),
            ("open", ""),
        ] {
            let cases = behind(&leader, query).await;
            assert_eq!(page["total"][number], cases.len(), "{number}: {cases:?}");
            let mut once = cases.clone();
            once.sort();
            once.dedup();
            assert_eq!(once.len(), cases.len(), "each once");
        }
        let mut red = behind(&leader, "&lamp=red").await;
        red.sort();
        given.sort();
        assert_eq!(red, given);
        for status in page["statuses"].as_array().unwrap() {
            let query = format!("&status={}", status["status"].as_str().unwrap());
            assert_eq!(status["open"], behind(&leader, &query).await.len());
        }
        for lead in page["leads"].as_array().unwrap() {
            let query = format!("&lead={}", lead["lead"].as_str().unwrap());
            assert_eq!(lead["open"], behind(&leader, &query).await.len(), "{lead}");
            let query = format!("{query}&lamp=red");
            assert_eq!(lead["red"], behind(&leader, &query).await.len(), "{lead}");
        }
        assert_eq!(behind(&leader, "&lead=-").await, [waiting]);
        assert_eq!(page["leads"][0]["name"], "仓山公安分局", "most red first");
        assert!(
            page["leads"][0]["since"]
                .as_str()
                .unwrap()
                .starts_with("2026-11-20T")
        );
        areas_and_steps_have_theirs(&leader, &page).await;
        let step = |name: &str| {
            let steps = page["steps"].as_array().unwrap();
            steps
                .iter()
                .find(|step| step["step"] == name)
                .unwrap()
                .clone()
        };
        assert_eq!(
            (
                step("to_sign")["open"].clone(),
                step("to_sign")["over"].clone()
            ),
            (4.into(), 3.into())
        );
        assert_eq!(step("to_accept")["open"], 1);
        assert_eq!(
            step("to_rule")["over"],
            Value::Null,
            "no limit of its own is counted"
        );
        let today = behind(&leader, "&due_today=true").await;
        assert_eq!(page["due_today"]["open"], today.len());
        // The most urgent first.
        assert_eq!(behind(&leader, "").await.last(), Some(&fresh));
        // What is answered or ended is not open.
        assert_eq!(
            behind(&leader, "&status=closed").await,
            Vec::<String>::new()
        );
        // A unit counts its own, and nothing else.
        let handler = server.with("handler@仓山区城管局").await;
        let own = counted(&handler).await;
        assert_eq!(
            (&own["total"]["open"], &own["total"]["red"]),
            (&1.into(), &1.into())
        );
        assert!(!behind(&handler, "").await.contains(&fresh));
        let stranger = server.with("handler@鼓楼区城管局").await;
        let none = counted(&stranger).await;
        assert_eq!(none["total"]["open"], 0);
        assert_eq!(
            (&none["leads"], &none["areas"]),
            (&Value::Array(vec![]), &Value::Array(vec![]))
        );
        assert_eq!(
            behind(&stranger, "&step=to_sign").await,
            Vec::<String>::new()
        );
        assert_eq!(
            behind(&stranger, "&lead=仓山公安分局").await,
            Vec::<String>::new()
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_questions_about_open_work_are_told_what_is_wrong() {
    let server = TestServer::new().await;
    let leader = server.with("leader").await;
    for (query, told) in [
        ("lamp=blue", "422 bad_value"),
        ("status=none", "422 bad_value"),
        ("lead=nobody", "422 unknown_unit"),
        ("cursor=x", "422 bad_value"),
        ("cursor=1.2.3", "422 bad_value"),
        ("colour=red", "422 bad_value"),
        ("area=999999", "422 bad_value"),
        ("area=350104003", "422 bad_value"),
        ("step=to_wait", "422 bad_value"),
        ("over=maybe", "422 bad_value"),
    ] {
        let reply = leader.get(&format!("/api/overview/cases?{query}")).await;
        assert_eq!(reply.told(), told, "{query}");
        reply.assert_problem();
    }
}
