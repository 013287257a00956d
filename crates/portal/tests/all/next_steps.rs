//! 下一步: who it is that has the next step.

use crate::browser::{Answer, Browser, House};
use crate::desk::{CENTRE, UNIT};
use hotline::actor::Role;
use serde_json::json;

const ASSISTANT: &str = "仓山公安分局";

/// What the page names as the next step.
async fn next(browser: &mut Browser<'_>, no: &str) -> (String, Answer) {
    let page = browser.get(&format!("/follow/{no}")).await;
    let (_, next) = page
        .text
        .split_once("<li class=\"next\"><h3 data-read>")
        .expect("a next step");
    (next.split('<').next().unwrap().to_owned(), page)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_only_assists_is_not_waited_for() {
    let house = House::new(false).await;
    let (no, mut browser) = house.registered(json!({"kind": "help"})).await;
    let units = json!({"lead": UNIT, "assist": [ASSISTANT]});
    house.dispatcher(&no, "dispatch", units).await;
    let handles = format!("下一步：{UNIT}办理并答复");
    assert_eq!(next(&mut browser, &no).await.0, handles);
    house.handler(&no, "sign", json!({})).await;
    house
        .handler(&no, "reply", json!({"text": "修好了。"}))
        .await;
    let review = "下一步：答复正在审核，通过后马上给您";
    assert_eq!(next(&mut browser, &no).await.0, review);
    house.pass(&no, UNIT).await;
    assert_eq!(
        next(&mut browser, &no).await.0,
        review,
        "the centre's review"
    );
    house.pass(&no, CENTRE).await;
    assert!(next(&mut browser, &no).await.0.contains("您评价"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_to_return_it_waits_for_a_ruling() {
    let house = House::new(false).await;
    let (no, mut browser) = house.registered(json!({"kind": "help"})).await;
    house
        .dispatcher(&no, "dispatch", json!({"lead": ASSISTANT}))
        .await;
    let police = house.staff(Role::Handler, ASSISTANT);
    let back = json!({"reason": "not_our_duty", "basis": "三定方案"});
    house.run(&police, &no, "return", back).await;
    let ruling = format!("下一步：裁定是不是由{ASSISTANT}办；期限不变");
    assert_eq!(next(&mut browser, &no).await.0, ruling);
    let uphold = json!({"decision": "uphold", "lead": UNIT, "reason": "不归它办"});
    house.dispatcher(&no, "rule_on_return", uphold).await;
    let handles = format!("下一步：{UNIT}办理并答复");
    assert_eq!(next(&mut browser, &no).await.0, handles);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_date_that_moved_for_an_answer_is_told() {
    let house = House::new(false).await;
    let (no, mut browser) = house.registered(json!({"kind": "help"})).await;
    house
        .dispatcher(&no, "dispatch", json!({"lead": UNIT}))
        .await;
    house.handler(&no, "sign", json!({})).await;
    let question = json!({"question": "是哪一盏？"});
    house.handler(&no, "ask_requester", question).await;
    assert_eq!(
        next(&mut browser, &no).await.0,
        "下一步：您补充；期限现在不变"
    );
    house
        .dispatcher(&no, "decide_waiting", json!({"decision": "grant"}))
        .await;
    let (told, page) = next(&mut browser, &no).await;
    assert!(
        told.starts_with("下一步：您补充；为了等您，日期往后推了 "),
        "{told}"
    );
    assert!(page.text.contains("等您补充，加了"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_joined_is_told_that_his_date_holds_and_what_comes() {
    let house = House::new(false).await;
    let (parent, _) = house.registered(json!({"kind": "help"})).await;
    let (no, mut browser) = house.registered(json!({"kind": "help"})).await;
    house
        .dispatcher(&no, "merge", json!({"into": parent}))
        .await;
    let (told, page) = next(&mut browser, &no).await;
    assert_eq!(told, format!("下一步：{parent} 答复；答复同样给您"));
    assert!(page.text.contains("和那一件一起办，这个日期照样算"));
    assert!(!page.text.contains("不再计时"));
}
