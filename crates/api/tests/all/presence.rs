//! Who else has a case open, and what people chose at the desk.

use crate::rules::beside;
use crate::server::{Client, TestServer, on_both};
use serde_json::{Value, json};
use store::Scratch;

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

/// A screen asks every fifteen seconds, so many times before it may be a minute late.
const POLL: &str = "2026-11-20T10:30:15+08:00";

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_on_one_database_see_each_other_s_people_at_the_next_question() {
    let Some(scratch) = Scratch::postgres_for_test().await else {
        return;
    };
    let server = TestServer::on(scratch).await;
    let (other, clock) = beside(&server).await;
    let (no, _) = server.dispatched("仓山公安分局").await;
    let unit = server.with("handler@仓山公安分局").await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let router = api::router(api::Api::new(other.clone(), false));
    let served = tokio::spawn(api::server::serve(listener, router, async {
        drop(stopped.await);
    }));
    // The same session is good at both: it stands in the database.
    let centre = server.with("dispatcher").await.at(address);
    assert!(at(&unit, &no, json!({})).await.is_empty());
    assert_eq!(
        at(&centre, &no, json!({})).await,
        ["仓山公安分局 false"],
        "who came to the first is seen from the second at once"
    );
    // Nobody rings over there: the screen's own next question tells it.
    server.at(POLL);
    clock.set(crate::server::instant(POLL));
    let seen = at(&unit, &no, json!({})).await;
    assert_eq!(seen, ["福州市智慧中心 false"]);
    at(&centre, &no, json!({ "writing": true })).await;
    let seen = at(&unit, &no, json!({})).await;
    assert_eq!(seen, ["福州市智慧中心 true"]);
    at(&centre, &no, json!({ "leaving": true })).await;
    assert!(at(&unit, &no, json!({})).await.is_empty());
    // The server of one of them goes away with him: he is forgotten at the other when he falls silent.
    at(&centre, &no, json!({})).await;
    drop(stop);
    served.await.unwrap();
    other.store().close().await;
    assert_eq!(at(&unit, &no, json!({})).await.len(), 1);
    server.at("2026-11-20T10:31:31+08:00");
    assert!(at(&unit, &no, json!({})).await.is_empty());
    server.stop().await;
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
