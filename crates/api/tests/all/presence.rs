//! Who else has a case open, and what people chose at the desk.

use crate::server::{Client, TestServer, on_both};
use serde_json::{Value, json};

/// Others at the case, as `unit writing`.
async fn at(client: &Client, no: &str, said: Value) -> Vec<String> {
    let path = format!("/api/cases/{no}/here");
    let others = client.post(&path, &said).await.ok().json();
    let others = others.as_array().unwrap().iter();
    others
        .map(|one| format!("{} {}", one["unit"].as_str().unwrap(), one["writing"]))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sees_a_case_sees_who_is_at_it() {
    on_both(async |server: &TestServer| {
        let (no, _) = server.dispatched("仓山公安分局").await;
        let unit = server.with("handler@仓山公安分局").await;
        let centre = server.with("dispatcher").await;
        assert!(at(&unit, &no, json!({})).await.is_empty());
        assert_eq!(at(&centre, &no, json!({})).await, ["仓山公安分局 false"]);
        assert_eq!(
            at(&unit, &no, json!({ "writing": true })).await,
            ["福州市智慧中心 false"]
        );
        assert_eq!(at(&centre, &no, json!({})).await, ["仓山公安分局 true"]);
        // Who does not see the case is told nothing, and is not seen there.
        let stranger = server.with("handler@鼓楼区城管局").await;
        let path = format!("/api/cases/{no}/here");
        assert_eq!(
            stranger.post(&path, &json!({})).await.told(),
            "404 not_found"
        );
        assert_eq!(at(&centre, &no, json!({})).await.len(), 1);
        // He leaves; and whoever falls silent is forgotten.
        at(&unit, &no, json!({ "leaving": true })).await;
        assert!(at(&centre, &no, json!({})).await.is_empty());
        assert_eq!(at(&unit, &no, json!({})).await.len(), 1);
        let names = unit.post(&path, &json!({})).await.ok().json();
        assert_eq!(
            names[0].as_object().unwrap().len(),
            4,
            "name, unit, writing, since: {names}"
        );
        // Nothing of it is in the record.
        let history = centre
            .get(&format!("/api/cases/{no}/history"))
            .await
            .ok()
            .json();
        assert_eq!(history.as_array().unwrap().len(), 3);
        server.at("2026-11-20T10:32:00+08:00");
        assert!(
            at(&unit, &no, json!({})).await.is_empty(),
            "silent for longer than a minute"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn choices_are_ones_own_and_bounded() {
    on_both(async |server: &TestServer| {
        let (agent, other) = (server.with("agent").await, server.with("dispatcher").await);
        let path = "/api/me/preferences";
        let columns = json!({ "name": "columns:cases", "value": ["no", "place"] });
        assert_eq!(agent.post(path, &columns).await.status, 204);
        let all = agent.get(path).await.ok().json();
        assert_eq!(all, json!({ "columns:cases": ["no", "place"] }));
        assert_eq!(other.get(path).await.ok().json(), json!({}));
        for bad in [
            json!({ "name": "", "value": 1 }),
            json!({ "name": "列", "value": 1 }),
            json!({ "name": "x".repeat(61), "value": 1 }),
            json!({ "name": "x", "value": "x".repeat(17_000) }),
            json!({ "value": 1 }),
        ] {
            assert_eq!(agent.post(path, &bad).await.told(), "422 bad_value");
        }
        for n in 0..49 {
            let one = json!({ "name": format!("n{n}"), "value": n });
            assert_eq!(agent.post(path, &one).await.status, 204);
        }
        let more = json!({ "name": "more", "value": 1 });
        assert_eq!(agent.post(path, &more).await.told(), "422 bad_value");
        // What is there can be changed, and forgotten.
        let changed = json!({ "name": "columns:cases", "value": ["no"] });
        assert_eq!(agent.post(path, &changed).await.status, 204);
        let gone = json!({ "name": "n0", "value": null });
        assert_eq!(agent.post(path, &gone).await.status, 204);
        let all = agent.get(path).await.ok().json();
        assert_eq!(
            (all["columns:cases"].clone(), all.as_object().unwrap().len()),
            (json!(["no"]), 49)
        );
        assert_eq!(agent.post(path, &more).await.status, 204);
    })
    .await;
}
