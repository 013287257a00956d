//! 建议 over the wire: what may be the same matter, who should have it, and what the number that calls has asked
//! before. Answers are read whole: reasons in both languages, nothing of a person.

use crate::server::{Client, TestServer, on_both};
use serde_json::{Value, json};

/// A corner of 仓山区, and one 150 metres from it.
const HERE: (f64, f64) = (119.305, 26.04);
const NEAR: f64 = 119.3065;

async fn registered(agent: &Client, more: Value) -> String {
    let mut body = json!({ "channel": "phone", "kind": "complaint", "item": "B15", "title": "餐馆喇叭扰民",
        "text": "陈女士说餐馆门口高音喇叭叫卖到深夜", "place": "施埔路12号", "area": "350104", "accept": true,
        "requester": { "name": "陈女士", "phone": "13900001111" } });
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    agent.post("/api/cases", &body).await.ok().text("no")
}

/// The sentences of a list of reasons in a language.
fn said<'a>(reasons: &'a Value, language: &str) -> Vec<&'a str> {
    let reasons = reasons.as_array().unwrap().iter();
    reasons
        .map(|reason| reason[language].as_str().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_finds_what_may_be_the_same_matter() {
    on_both(async |server: &TestServer| {
        let agent = server.with("agent").await;
        let point = |lng: f64| json!({ "lng": lng, "lat": HERE.1 });
        let long_ago = registered(&agent, json!({})).await;
        server.at("2026-12-11T10:30:00+08:00");
        let agent = server.with("agent").await;
        let ended = json!({ "place": "施埔路30号", "item": null, "kind": "consult", "requester": null });
        let ended = registered(&agent, ended).await;
        let answer = r#"{"text": "已劝导"}"#;
        agent.command(&ended, "answer_directly", answer).await.ok();
        server.at("2026-12-21T10:30:00+08:00");
        let agent = server.with("agent").await;
        let same = registered(&agent, json!({ "point": point(HERE.0) })).await;
        let elsewhere = registered(&agent, json!({ "place": "上三路7号" })).await;
        let other = json!({ "title": "路灯不亮", "text": "好几天了", "item": "A07" });
        let other = registered(&agent, other).await;
        let secret = registered(&agent, json!({ "confidential": true })).await;
        let found = async |draft: Value| {
            let reply = agent.post("/api/suggest/duplicates", &draft).await;
            reply.ok().json()["candidates"].as_array().unwrap().clone()
        };
        let numbers = |found: &[Value]| -> Vec<String> {
            let no = |one: &Value| one["case"]["no"].as_str().unwrap().to_owned();
            found.iter().map(no).collect()
        };
        // By words and place, within thirty days: the nearest in all of it first.
        let draft = json!({ "title": "喇叭太吵", "text": "施埔路的餐馆夜里用喇叭叫卖", "place": "施埔路12号附近",
            "area": "350104", "item": "B15" });
        let candidates = found(draft.clone()).await;
        assert_eq!(
            numbers(&candidates),
            [same.clone(), ended.clone()],
            "not {long_ago} (too long ago), {elsewhere}, {other} (another matter), {secret}"
        );
        let (first, second) = (&candidates[0], &candidates[1]);
        assert_eq!(first["case"]["status"], "accepted");
        assert_eq!(first["case"]["place"], "施埔路12号");
        assert_eq!(
            said(&first["reasons"], "zh"),
            [
                "同一地点：施埔路12号",
                "都提到：叫卖、喇叭、餐馆",
                "同一事项：B15 商业喇叭噪声",
                "相隔 0 天"
            ]
        );
        assert_eq!(
            said(&first["reasons"], "en"),
            [
                "the same place: 施埔路12号",
                "both say: 叫卖, 喇叭, 餐馆",
                "the same item: B15 loudspeaker noise",
                "0 days apart"
            ]
        );
        assert_eq!(first["differences"], json!([]));
        assert_eq!(said(&second["reasons"], "zh")[0], "同一路段：施埔路30号");
        assert_eq!(
            said(&second["differences"], "zh"),
            ["相隔 10 天", "那一件已结束：已答复"]
        );
        assert_eq!(
            said(&second["differences"], "en"),
            ["10 days apart", "that one has ended: answered"]
        );
        // By metres, which say more than the name of the place.
        let by_point = json!({ "text": "喇叭叫卖", "place": "学校北门", "point": point(NEAR) });
        let candidates = found(by_point).await;
        assert_eq!(numbers(&candidates), [same.as_str()]);
        assert_eq!(
            (
                said(&candidates[0]["reasons"], "zh")[0],
                said(&candidates[0]["reasons"], "en")[0]
            ),
            ("相距 150 米", "150 m apart")
        );
        // A place alone: what else happens there.
        let place = numbers(&found(json!({ "place": "施埔路12号" })).await);
        assert!(place.contains(&same) && place.contains(&other), "{place:?}");
        assert!(!place.contains(&secret) && !place.contains(&elsewhere));
        // A month later nothing of it is the same any more.
        server.at("2027-01-21T10:30:01+08:00");
        let agent = server.with("agent").await;
        let reply = agent.post("/api/suggest/duplicates", &draft).await;
        assert_eq!(reply.ok().json(), json!({ "candidates": [] }));
        // What is not understood is named.
        let no_area = json!({ "text": "x", "area": "1" });
        let told = agent.post("/api/suggest/duplicates", &no_area).await;
        assert_eq!(told.told(), "422 bad_value");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_led_at_the_place_is_suggested_with_that_reason() {
    on_both(async |server: &TestServer| {
        let agent = server.with("agent").await;
        let dispatcher = server.with("dispatcher").await;
        let (unit, other) = ("仓山区城管局", "仓山区园林中心");
        let mut numbers = Vec::new();
        for (place, lng, lead) in [("施埔路12号", HERE.0, unit), ("上三路7号", 119.32, other)]
        {
            let point = json!({ "lng": lng, "lat": HERE.1 });
            let no = registered(&agent, json!({ "place": place, "point": point })).await;
            let lead = format!(r#"{{"lead": "{lead}"}}"#);
            dispatcher.command(&no, "dispatch", &lead).await.ok();
            numbers.push(no);
        }
        let suggested = async |draft: &Value| -> Value {
            let reply = agent.post("/api/suggest/dispatch", draft).await;
            reply.ok().json()["units"].clone()
        };
        let at = |units: &Value, name: &str| -> usize {
            let names = units.as_array().unwrap().iter();
            let mut names = names.map(|unit| unit["name"].as_str().unwrap().to_owned());
            names.position(|known| known == name).unwrap()
        };
        let words = json!({ "text": "餐馆高音喇叭叫卖", "area": "350104", "place": "施埔路12号" });
        let mut metres = words.clone();
        metres["place"] = json!("学校北门");
        metres["point"] = json!({ "lng": NEAR, "lat": HERE.1 });
        let no = &numbers[0];
        for (draft, zh, en) in [
            (
                &words,
                format!("同一地点近一年 1 件由该单位主办：{no}"),
                format!("1 at the same place led by this unit within a year: {no}"),
            ),
            (
                &metres,
                format!("150 米内近一年 1 件由该单位主办：{no}"),
                format!("1 within 150 m led by this unit within a year: {no}"),
            ),
        ] {
            let units = suggested(draft).await;
            let (here, there) = (at(&units, unit), at(&units, other));
            assert!(here < there, "{units}");
            let reason = json!({ "zh": zh, "en": en });
            let of = |at: usize| units[at]["reasons"].as_array().unwrap().clone();
            assert!(of(here).contains(&reason), "{units}");
            assert!(
                !of(there)
                    .iter()
                    .any(|reason| reason["zh"].as_str().unwrap().contains("地点")),
                "{units}"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_that_calls_tells_its_cases_and_nobody() {
    on_both(async |server: &TestServer| {
        let agent = server.with("agent").await;
        let ended = json!({ "kind": "consult", "item": null, "place": "上三路" });
        let ended = registered(&agent, ended).await;
        let answer = r#"{"text": "已劝导"}"#;
        agent.command(&ended, "answer_directly", answer).await.ok();
        let rating = r#"{"grade": 5, "solved": true}"#;
        agent.command(&ended, "rate", rating).await.ok();
        server.at("2026-11-20T10:40:00+08:00");
        let own = json!({ "requester": { "name": "陈女士", "phone": "+86 139-0000-1111" } });
        let open = registered(&agent, own).await;
        // As rows stand that were written before the country's code was left out.
        let before = "update persons set phone = '+8613900001111' where body like '%+86139%'";
        let written = server.app.store().db().write(before, |sql, tx| {
            Box::pin(async move {
                tx.run(db::Sql::new(sql)).await?;
                Ok::<(), db::Abort<db::Never>>(())
            })
        });
        written.await.unwrap();
        let secret = registered(&agent, json!({ "confidential": true })).await;
        let someone = json!({ "requester": { "name": "林先生", "phone": "13900002222" } });
        let someones = registered(&agent, someone).await;
        let look = async |who: &Client, phone: &str| {
            who.post("/api/callers", &json!({ "phone": phone })).await
        };
        // However the number is written.
        let written = [
            "13900001111",
            "139 0000-1111",
            "１３９００００１１１１",
            "+86 139 0000 1111",
            "8613900001111",
            "013900001111",
            "008613900001111",
        ];
        for phone in written {
            let reply = look(&agent, phone).await.ok();
            let told = reply.json();
            let keys: Vec<_> = told.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["cases", "open"]);
            let cases = told["cases"].as_array().unwrap();
            let numbers: Vec<_> = cases
                .iter()
                .map(|case| case["no"].as_str().unwrap())
                .collect();
            assert_eq!(
                numbers,
                [&open, &ended],
                "not {secret}, {someones}; the newest first"
            );
            assert_eq!(told["open"], 1);
            assert_eq!(
                (&cases[0]["status"], &cases[1]["status"]),
                (&json!("accepted"), &json!("closed"))
            );
            assert_eq!(cases[0]["title"], "餐馆喇叭扰民");
            // Neither the number nor the name comes back, though the text names her.
            let body = String::from_utf8(reply.body).unwrap();
            for hidden in ["陈女士", "13900001111", "1111", "requester", &secret] {
                assert!(!body.contains(hidden), "{hidden} in {body}");
            }
        }
        let none = json!({ "cases": [], "open": 0 });
        assert_eq!(look(&agent, "13900003333").await.ok().json(), none);
        // Another county's centre sees none of them, a unit may not ask.
        let county = server.with("agent@鼓楼区智慧中心").await;
        assert_eq!(look(&county, "13900001111").await.ok().json(), none);
        let handler = server.with("handler@仓山区城管局").await;
        assert_eq!(look(&handler, "13900001111").await.told(), "403 not_yours");
        let told = look(&agent, "陈女士").await.told();
        assert_eq!(told, "422 bad_value");
        // Each look stands in the audit trail, without the number.
        let looks = db::Sql::new("select note from audit where act = 'look_up_caller'");
        let looks: Vec<String> = server.app.store().db().all(looks).await.unwrap();
        let found = format!("{open} {ended}");
        assert_eq!(looks.len(), written.len() + 2);
        let finding = looks.iter().filter(|note| **note == found);
        assert_eq!(finding.count(), written.len());
    })
    .await;
}
