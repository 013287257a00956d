//! 朗读: what is marked to be spoken is what one came for.

use crate::browser::{Answer, House};
use crate::desk::UNIT;
use serde_json::json;

/// The words of everything that is spoken.
fn spoken(page: &Answer) -> String {
    let parts = page.text.split("data-read").skip(1).map(|part| {
        let (_, inside) = part.split_once('>').unwrap();
        // As far as its own element goes; the tests look for words, not for where they end.
        let end = ["</h1>", "</h3>", "</div>", "</blockquote>", "</p>"];
        let end = end.iter().filter_map(|end| inside.find(end)).min().unwrap();
        inside[..end].replace("<p>", "").replace("<b>", "")
    });
    parts.collect::<Vec<_>>().join("。")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_question_itself_is_spoken_and_what_was_done() {
    let house = House::new(false).await;
    let (no, mut browser) = house.registered(json!({"kind": "help"})).await;
    house
        .dispatcher(&no, "dispatch", json!({"lead": UNIT}))
        .await;
    house.handler(&no, "sign", json!({})).await;
    let question = json!({"question": "是路东的那一盏吗？"});
    house.handler(&no, "ask_requester", question).await;
    let page = browser.get(&format!("/follow/{no}?done=add")).await;
    let told = spoken(&page);
    assert_eq!(told.matches("是路东的那一盏吗？").count(), 1, "{told}");
    assert!(told.contains("收到了，已经转给办理单位。"), "{told}");
    let empty = browser.post(&format!("/follow/{no}/add"), &[]).await;
    assert!(spoken(&empty).contains("还差一点"));
}

#[tokio::test(flavor = "multi_thread")]
async fn why_it_was_declined_and_where_to_turn_is_spoken() {
    let house = House::new(false).await;
    let with = json!({"kind": "help", "accept": false});
    let (no, mut browser) = house.registered(with).await;
    let advice = json!({"reason": "litigation", "advice": "请向审理的法院反映。"});
    house.dispatcher(&no, "decline", advice).await;
    let page = browser.get(&format!("/follow/{no}")).await;
    let told = spoken(&page);
    assert!(told.contains("请向审理的法院反映。"), "{told}");
    let late = browser.post(&format!("/follow/{no}/urge"), &[]).await;
    assert!(spoken(&late).contains("没有催成"), "{}", late.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_way_is_folded_behind_its_newest_steps() {
    let house = House::new(false).await;
    let (no, mut browser) = house.registered(json!({"kind": "help"})).await;
    house
        .dispatcher(&no, "dispatch", json!({"lead": UNIT}))
        .await;
    house.handler(&no, "sign", json!({})).await;
    let follow = format!("/follow/{no}");
    let page = browser.get(&follow).await;
    assert!(!page.text.contains("class=\"older\""));
    for day in 1..=12 {
        let note = json!({"text": format!("第 {day} 次到现场"), "public": true});
        house.handler(&no, "note_progress", note).await;
    }
    let page = browser.get(&follow).await;
    let (newest, older) = page.text.split_once("class=\"older\"").unwrap();
    assert!(older.contains("<summary>更早的 8 步</summary>"), "{older}");
    assert_eq!(newest.matches("次到现场").count(), 8);
    assert_eq!(older.matches("次到现场").count(), 4);
    assert!(older.contains("您提出诉求"));
}
