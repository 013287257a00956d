//! The article's case from the call to the citizen's rating, by HTTP alone.

use crate::server::{TestServer, on_both};
use serde_json::json;

async fn step(
    server: &TestServer,
    at: &str,
    who: &str,
    no: &str,
    command: &str,
    fields: &str,
) -> serde_json::Value {
    server.at(at);
    let client = server.with(who).await;
    client.command(no, command, fields).await.ok().json()
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_call_to_the_rating() {
    on_both(async |server: &TestServer| {
        server.at("2017-11-18T15:21:00+08:00");
        let agent = server.with("agent").await;
        let body = json!({ "channel": "phone", "kind": "help", "item": "B15", "title": "餐馆喇叭扰民",
            "text": "施埔路一家餐馆的喇叭正对住户。", "place": "施埔路", "area": "350104",
            "requester": { "name": "陈女士", "phone": "１３９０００００000" }, "accept": true });
        let registered = agent.post("/api/cases", &body).await.ok();
        let (no, code) = (registered.text("no"), registered.text("code"));
        assert_eq!(registered.header("location"), format!("/api/cases/{no}"));
        assert_eq!(registered.json()["events"], json!(["registered", "accepted"]));

        let seen = agent.get(&format!("/api/cases/{no}")).await.ok();
        assert_eq!(seen.header("etag"), "\"2\"");
        let case = seen.json();
        assert_eq!(case["due"], "2017-11-23T00:00:00+08:00");
        assert_eq!(case["requester"], json!({ "name": "＊＊＊", "phone": "＊＊＊" }));
        assert!(case["ledger"].as_array().is_some_and(|ledger| ledger.len() == 1));
        assert!(!String::from_utf8_lossy(&seen.body).contains("陈女士"));
        let revealed = agent.command(&no, "reveal_identity", r#"{"reason": "回电"}"#).await.ok().json();
        assert_eq!(revealed["identity"], json!({ "name": "陈女士", "phone": "13900000000" }));

        let branch = "仓山公安分局";
        step(server, "2017-11-18T15:40:00+08:00", "dispatcher", &no, "dispatch", r#"{"lead": "仓山公安分局", "note": "请核查"}"#).await;
        let stranger = server.with("handler@鼓楼区城管局").await.command(&no, "sign", "{}").await;
        assert_eq!(stranger.told(), "404 not_found");
        let inbox = server.with("handler@仓山公安分局").await.get(&format!("/api/units/{branch}/inbox/to_sign")).await.ok().json();
        assert_eq!(inbox["cases"][0]["no"], no.as_str());
        step(server, "2017-11-18T16:05:00+08:00", "handler@仓山公安分局", &no, "sign", "").await;
        step(server, "2017-11-18T16:10:00+08:00", "handler@仓山公安分局", &no, "delegate", r#"{"to": "对湖派出所"}"#).await;
        step(server, "2017-11-18T18:20:00+08:00", "handler@对湖派出所", &no, "sign", "").await;
        step(server, "2017-11-20T19:30:00+08:00", "handler@对湖派出所", &no, "contact", r#"{"how": "visit", "reached": true}"#).await;
        server.at("2017-11-22T20:00:00+08:00");
        let early = server.with("handler@仓山公安分局").await.command(&no, "reply", r#"{"text": "已处理"}"#).await;
        assert_eq!(early.told(), "409 lower_unit_open");
        let reply = r#"{"text": "店家已将喇叭转向店内。", "evidence": [{"what": "喇叭已转向", "place": "施埔路"}]}"#;
        step(server, "2017-11-22T22:50:00+08:00", "handler@对湖派出所", &no, "reply", reply).await;
        step(server, "2017-11-22T23:42:00+08:00", "reviewer@仓山公安分局", &no, "review", r#"{"decision": "pass"}"#).await;
        step(server, "2017-11-23T09:10:00+08:00", "reviewer", &no, "review", r#"{"decision": "pass"}"#).await;

        server.at("2017-11-24T12:17:00+08:00");
        let citizen = server.anonymous().code(&code);
        let own = citizen.get(&format!("/api/public/cases/{no}")).await.ok().json();
        assert_eq!((own["status"].as_str(), own["late"].as_bool()), (Some("answered"), Some(false)));
        assert_eq!(own["answer"], "店家已将喇叭转向店内。");
        let may: Vec<_> = own["actions"].as_array().unwrap().iter().filter(|action| action["allowed"] == true).map(|action| action["command"].clone()).collect();
        assert!(may.contains(&json!("rate")) && may.contains(&json!("ask_rework")), "{may:?}");
        citizen.citizen(&no, "rate", r#"{"grade": 5, "solved": true, "comment": "很快，谢谢"}"#).await.ok();
        let own = citizen.get(&format!("/api/public/cases/{no}")).await.ok().json();
        assert_eq!((own["status"].as_str(), own["rating"]["grade"].as_u64()), (Some("closed"), Some(5)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_citizen_gets_for_what_he_submits() {
    let server = TestServer::new().await;
    let body = json!({ "kind": "complaint", "item": "B15", "text": "喇叭扰民", "requester": { "phone": "（０５９１）8888－6666" } });
    let receipt = server
        .anonymous()
        .post("/api/public/cases", &body)
        .await
        .ok()
        .json();
    assert_eq!(receipt["status"], "submitted");
    assert_eq!(receipt["promise"], json!(null));
    assert_eq!(receipt["accept_by"], "2026-11-20T12:30:00+08:00");
    assert_eq!(receipt["counting"]["working_days"], 3);
    assert_eq!(receipt["counting"]["latest_last_day"], "2026-11-25");
    assert!(
        receipt["counting"]["text"]
            .as_str()
            .unwrap()
            .contains("先受理")
    );
    assert!(receipt["code"].as_str().is_some_and(|code| code.len() == 6));
    let english = server
        .anonymous()
        .header("accept-language", "en")
        .post("/api/public/cases", &body)
        .await
        .ok()
        .json();
    assert!(
        english["counting"]["text"]
            .as_str()
            .unwrap()
            .starts_with("Acceptance comes first")
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_answers_adds_and_withdraws() {
    let server = TestServer::new().await;
    let (no, code) = server.dispatched("仓山公安分局").await;
    let handler = server.with("handler@仓山公安分局").await;
    handler.command(&no, "sign", "").await.ok();
    handler
        .command(&no, "ask_requester", r#"{"question": "几点最吵？"}"#)
        .await
        .ok();
    let citizen = server.anonymous().code(&code);
    let own = citizen
        .get(&format!("/api/public/cases/{no}"))
        .await
        .ok()
        .json();
    assert_eq!(own["question"], "几点最吵？");
    citizen
        .citizen(&no, "hear_from_requester", r#"{"text": "晚上九点"}"#)
        .await
        .ok();
    citizen.citizen(&no, "urge", "").await.ok();
    citizen
        .citizen(&no, "withdraw", r#"{"reason": "解决了"}"#)
        .await
        .ok();
    let own = citizen
        .get(&format!("/api/public/cases/{no}"))
        .await
        .ok()
        .json();
    assert_eq!(own["status"], "withdrawn");
    assert_eq!(citizen.citizen(&no, "urge", "").await.told(), "409 ended");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_reads_only_what_is_published() {
    let server = TestServer::new().await;
    let (no, _) = server.dispatched("仓山公安分局").await;
    let public = server.anonymous();
    let path = format!("/api/public/cases/{no}");
    assert_eq!(public.get(&path).await.told(), "404 not_found");
    let copy = r#"{"title": "喇叭扰民", "text": "店铺喇叭", "answer": ""}"#;
    server
        .with("reviewer")
        .await
        .command(&no, "publish", copy)
        .await
        .ok();
    let seen = public.get(&path).await.ok();
    assert_eq!(seen.json()["text"], "店铺喇叭");
    assert!(
        !String::from_utf8_lossy(&seen.body).contains("＊"),
        "not even that a name was given"
    );
    let word = public.citizen(&no, "me_too", r#"{"contact": "139"}"#).await;
    assert_eq!(word.told(), "422 bad_value");
    assert!(word.json()["detail"].to_string().contains("contact"));
    public.citizen(&no, "me_too", "").await.ok();
    assert_eq!(public.citizen(&no, "urge", "").await.told(), "404 bad_code");
    server.stop().await;
}
