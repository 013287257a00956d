//! 批量办理: one command on many cases, a result for each.

use crate::server::{TestServer, on_both};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn each_case_is_done_or_refused_by_itself() {
    on_both(async |server: &TestServer| {
        let mut numbers = Vec::new();
        for _ in 0..12 {
            numbers.push(server.dispatched("仓山公安分局").await.0);
        }
        let elsewhere = server.dispatched("鼓楼区城管局").await.0;
        let handler = server.with("handler@仓山公安分局").await;
        handler.command(&numbers[3], "sign", "{}").await.ok();
        numbers.push(elsewhere.clone());
        numbers.push("FZ00000000000".to_owned());
        let mut cases: Vec<_> = numbers.iter().map(|no| json!({ "no": no })).collect();
        cases[5]["version"] = 1.into();
        let body = json!({ "command": "sign", "with": {}, "cases": cases });
        let keyed = handler
            .clone()
            .header("idempotency-key", "sign-all-of-them");
        let first = keyed.post("/api/cases/bulk", &body).await.ok().json();
        assert_eq!((&first["done"], &first["refused"]), (&10.into(), &4.into()));
        let results = first["results"].as_array().unwrap();
        let codes: Vec<_> = results
            .iter()
            .map(|row| row["problem"]["code"].as_str().unwrap_or("done").to_owned())
            .collect();
        let mut expected = vec!["done"; 14];
        expected[3] = "wrong_state";
        expected[5] = "stale";
        expected[12] = "not_found";
        expected[13] = "not_found";
        assert_eq!(codes, expected);
        // Who was overtaken reads in his row what happened since.
        assert_eq!(results[5]["problem"]["since"][0]["kind"], "accepted");
        for (row, no) in results.iter().zip(&numbers) {
            assert_eq!(row["no"], no.as_str());
        }
        // What may not be seen and what is not there are told with the same words.
        assert_eq!(results[12]["problem"], results[13]["problem"]);
        assert!(
            results[3]["problem"]["title"]
                .as_str()
                .unwrap()
                .ends_with('。')
        );

        // The same again: nothing is done twice, and what was done says so.
        let again = keyed.post("/api/cases/bulk", &body).await.ok().json();
        assert_eq!(again, first);
        for no in &numbers[..3] {
            let history = handler
                .get(&format!("/api/cases/{no}/history"))
                .await
                .ok()
                .json();
            let signed = history.as_array().unwrap().iter();
            assert_eq!(signed.filter(|line| line["kind"] == "signed").count(), 1);
        }
        // In English for who reads English.
        let english = handler.clone().header("accept-language", "en");
        let one = json!({ "command": "sign", "cases": [{ "no": numbers[3].to_lowercase() }] });
        let told = english.post("/api/cases/bulk", &one).await.ok().json();
        assert!(
            told["results"][0]["problem"]["title"]
                .as_str()
                .unwrap()
                .ends_with('.')
        );
        assert_eq!(told["results"][0]["no"], numbers[3].as_str());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_for_many_at_once_is_refused_whole() {
    let server = TestServer::new().await;
    let (no, _) = server.submitted().await;
    let agent = server.with("agent").await;
    let many: Vec<_> = (0..201)
        .map(|n| json!({ "no": format!("FZ{n:011}") }))
        .collect();
    for body in [
        json!({ "command": "reveal_identity", "with": { "reason": "看看" }, "cases": [{ "no": no }] }),
        json!({ "command": "attach", "cases": [{ "no": no }] }),
        json!({ "command": "register", "with": { "kind": "help", "text": "x" }, "cases": [{ "no": no }] }),
        json!({ "command": "me_too", "cases": [{ "no": no }] }),
        json!({ "command": "fly", "cases": [{ "no": no }] }),
        json!({ "command": "accept", "with": { "kind": "none" }, "cases": [{ "no": no }] }),
        json!({ "command": "accept", "cases": [] }),
        json!({ "command": "accept", "cases": [{ "no": no }, { "no": no.to_lowercase() }] }),
        json!({ "command": "accept", "cases": many }),
        json!({ "command": "accept" }),
    ] {
        let told = agent.post("/api/cases/bulk", &body).await.told();
        assert_eq!(told, "422 bad_value", "{body}");
    }
    server.stop().await;
}
