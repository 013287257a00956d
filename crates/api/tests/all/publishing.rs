//! 公开前的遮盖: a proposal that blots out, and the same look at what somebody writes himself.

use crate::server::TestServer;
use serde_json::{Value, json};

fn kinds(found: &Value) -> Vec<String> {
    let found = found.as_array().into_iter().flatten();
    found
        .filter_map(|one| Some(one["what"].as_str()?.to_owned()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_copy_begins_with_everything_personal_blotted_out() {
    let server = TestServer::new().await;
    let agent = server.with("agent").await;
    let body = json!({ "channel": "phone", "kind": "help", "item": "B15", "title": "王小明家楼下喇叭扰民",
        "text": "我叫王小明，电话13800000555，身份证350102199001011234，住东街88号3座502室，楼下喇叭扰民。",
        "place": "东街", "area": "350102",
        "requester": { "name": "王小明", "phone": "13800000555" }, "accept": true });
    let no = agent.post("/api/cases", &body).await.ok().text("no");
    let answer = json!({ "text": "王小明您好，已联系13800000555，请商家关了。" }).to_string();
    agent.command(&no, "answer_directly", &answer).await.ok();

    let path = format!("/api/cases/{no}/public-copy");
    let reviewer = server.with("reviewer").await;
    let proposed = reviewer.post(&path, &json!({})).await.ok();
    let told = String::from_utf8_lossy(&proposed.body).into_owned();
    for personal in ["王小明", "13800000555", "350102199001011234", "502"] {
        assert!(!told.contains(personal), "{personal}: {told}");
    }
    let proposed = proposed.json();
    assert_eq!(proposed["title"]["words"], "×××家楼下喇叭扰民");
    assert_eq!(
        proposed["text"]["words"],
        "我叫×××，电话×××××××××××，身份证××××××××××××××××××，住东街××号×座×××室，楼下喇叭扰民。"
    );
    assert_eq!(
        kinds(&proposed["text"]["found"]),
        ["name", "phone", "identity", "house", "house", "house"]
    );
    assert_eq!(
        proposed["answer"]["words"],
        "×××您好，已联系×××××××××××，请商家关了。"
    );
    let seen = reviewer.get(&format!("/api/cases/{no}")).await.ok().json();
    assert_eq!(proposed["version"], seen["version"]);

    // What somebody writes himself is looked at with the same eyes, and told where it stands.
    let written = json!({ "title": "喇叭扰民", "text": "找王小明，0591-88886666", "answer": "好" });
    let checked = reviewer.post(&path, &written).await.ok().json();
    assert_eq!(checked["title"]["found"], json!([]));
    let found = &checked["text"]["found"];
    assert_eq!(kinds(found), ["name", "phone"]);
    assert_eq!(found[1]["words"], "0591-88886666");
    // Nobody's own number goes out, however often somebody presses.
    let own = json!({ "title": "喇叭扰民", "text": "请打13800000555", "answer": "好" }).to_string();
    let refused = reviewer.command(&no, "publish", &own).await;
    assert_eq!(refused.told(), "422 bad_value");
    assert!(refused.json()["detail"].to_string().contains("第 3 个字起"));
    let refused = reviewer.command(&no, "publish", &written.to_string()).await;
    assert_eq!(refused.told(), "422 bad_value");
    // Of the rest a person decides: nothing is refused.
    let written = json!({ "title": "喇叭扰民", "text": "找王小明", "answer": "打0591-88886666" });
    let insisted = reviewer.command(&no, "publish", &written.to_string()).await;
    insisted.ok();
}

/// What the case's own words do not have cannot be tried out here, without a reason and without a trace.
#[tokio::test(flavor = "multi_thread")]
async fn a_guess_at_the_requester_is_not_confirmed() {
    let server = TestServer::new().await;
    let agent = server.with("agent").await;
    let body = json!({ "channel": "phone", "kind": "help", "item": "B15", "title": "路灯坏了",
        "text": "我姓王，路灯坏了。", "place": "东街", "area": "350102", "accept": true,
        "requester": { "name": "王小明", "phone": "12345", "address": "鼓楼区东街王家大院", "email": "欧阳＠例" } });
    let no = agent.post("/api/cases", &body).await.ok().text("no");
    let path = format!("/api/cases/{no}/public-copy");
    let reviewer = server.with("reviewer").await;
    let ask = async |guess: &str| {
        let given = json!({ "title": guess, "text": guess, "answer": guess });
        reviewer.post(&path, &given).await.ok().json()
    };
    for guess in ["王小明", "请拨12345", "鼓楼区东街王家大院", "欧阳＠例"] {
        let told = ask(guess).await;
        for part in ["title", "text", "answer"] {
            assert_eq!(told[part]["found"], json!([]), "{guess}: {told}");
            assert_eq!(told[part]["words"], guess);
        }
    }
    // What stands in the answer is told of whatever else is sent.
    let answer = json!({ "text": "王小明您好，请看。" }).to_string();
    agent.command(&no, "answer_directly", &answer).await.ok();
    let told = ask("王小明在鼓楼区东街王家大院").await;
    assert_eq!(kinds(&told["title"]["found"]), ["name"]);
    assert_eq!(told["title"]["words"], "×××在鼓楼区东街王家大院");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_for_whoever_may_publish() {
    let server = TestServer::new().await;
    let agent = server.with("agent").await;
    let body = |confidential: bool| {
        json!({ "channel": "phone", "kind": "complaint", "item": "B15", "text": "我叫王小明。",
        "confidential": confidential, "requester": { "name": "王小明", "phone": "13800000555" }, "accept": true })
    };
    let open = agent.post("/api/cases", &body(false)).await.ok().text("no");
    let secret = agent.post("/api/cases", &body(true)).await.ok().text("no");
    let ask = async |who: &str, no: &str| {
        let client = server.with(who).await;
        let path = format!("/api/cases/{no}/public-copy");
        client
            .post(&path, &json!({ "text": "王小明" }))
            .await
            .told()
    };
    assert_eq!(ask("agent", &open).await, "403 not_yours");
    assert_eq!(ask("dispatcher", &open).await, "403 not_yours");
    assert_eq!(ask("reviewer", &secret).await, "403 confidential");
}
