//! How a case ends, and what can be done then: nobody is left with nothing but the way out.

use crate::browser::{Browser, House};
use serde_json::{Value, json};

/// What stands under 还能做什么, without the marks of the page.
async fn left(browser: &mut Browser<'_>, no: &str) -> String {
    let page = browser.get(&format!("/follow/{no}")).await;
    let (_, more) = page.text.split_once("id=\"mo\"").expect("还能做什么");
    let (more, _) = more.split_once("action=\"/follow/leave\"").unwrap();
    let marks = more.split('<').skip(1);
    let words = marks.map(|part| part.split_once('>').map_or("", |(_, words)| words));
    words.collect::<String>().replace("\n    ", "")
}

/// A case that is not accepted yet, and the browser of its requester.
async fn submitted(house: &House) -> (String, Browser<'_>) {
    let with = json!({"kind": "help", "accept": false});
    house.registered(with).await
}

const ANOTHER: &str = "还有问题，请另写一件，或者拨 12345。";

#[tokio::test(flavor = "multi_thread")]
async fn who_took_it_back_is_told_how_to_come_again() {
    let house = House::new(false).await;
    let (no, mut browser) = submitted(&house).await;
    assert!(!left(&mut browser, &no).await.contains("另写一件"));
    let why = [("text", "不用了")];
    browser.post(&format!("/follow/{no}/withdraw"), &why).await;
    let told = left(&mut browser, &no).await;
    assert_eq!(told.matches(ANOTHER).count(), 1, "{told}");
    let page = browser.get(&format!("/follow/{no}")).await.text;
    assert!(page.contains("<a href=\"/write\">另写一件</a>"), "{page}");
    browser.cookies.insert("minsheng_look".into(), "en".into());
    let told = left(&mut browser, &no).await;
    let english = "If something is left, write another case or call 12345.";
    assert!(told.contains(english), "{told}");
}

/// The list's advice is kept in Chinese; somebody who reads English gets it in English.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_declined_or_passed_on_is_told_where_to_turn() {
    let house = House::new(false).await;
    let verbs: [(&str, Value, &str, &str); 2] = [
        (
            "decline",
            json!({"reason": "other_power"}),
            "该找谁：请直接向有权处理的机关反映：",
            "Where to turn: Go to the body in charge: call 12388",
        ),
        (
            "transfer",
            json!({"to": "市公积金中心"}),
            "已经转给市公积金中心，办得怎么样请向那里问。",
            "It was passed on to 市公积金中心; ask there how it goes.",
        ),
    ];
    for (verb, with, zh, en) in verbs {
        let (no, mut browser) = submitted(&house).await;
        house.dispatcher(&no, verb, with).await;
        let told = left(&mut browser, &no).await;
        assert!(told.contains(zh) && told.contains(ANOTHER), "{told}");
        browser.cookies.insert("minsheng_look".into(), "en".into());
        let told = left(&mut browser, &no).await;
        assert!(told.contains(en), "{told}");
        let page = browser.get(&format!("/follow/{no}")).await.text;
        assert!(!page.contains("请直接向有权处理的机关反映"), "{page}");
        assert!(!page.contains("lang=\"zh-CN\">“Go to"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_joined_is_told_how_to_add_something() {
    let house = House::new(false).await;
    let (parent, _) = house.registered(json!({"kind": "help"})).await;
    let (no, mut browser) = house.registered(json!({"kind": "help"})).await;
    house
        .dispatcher(&no, "merge", json!({"into": parent}))
        .await;
    let told = left(&mut browser, &no).await;
    let adds = format!("要补充什么，请拨 12345 并报这件的编号；{parent} 有了答复，同样给您。");
    assert!(told.contains(&adds), "{told}");
    assert!(!told.contains("另写一件"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_do_something_is_not_sent_to_another_case() {
    let house = House::new(false).await;
    let (no, mut browser) = house.registered(json!({"kind": "help"})).await;
    house.answer(&no).await;
    let told = left(&mut browser, &no).await;
    assert!(told.contains("没办好，要求重办"), "{told}");
    assert!(!told.contains("另写一件"), "{told}");
}
