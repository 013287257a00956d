//! 承诺答复: what the page says of the date is what the rules did.

use crate::browser::{Answer, Browser, House, Keeps};
use crate::receipts::{slip, submit};
use serde_json::json;

fn says(page: &Answer, what: &str) {
    assert!(page.text.contains(what), "{what} in {}", page.text);
}

fn says_not(page: &Answer, what: &str) {
    assert!(!page.text.contains(what), "{what} in {}", page.text);
}

impl House {
    fn set(&self, at: &str) {
        self.clock.set(at.parse().unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rework_is_counted_by_its_own_limit_from_its_decision() {
    let house = House::new(false).await;
    let (no, mut browser) = house.registered(json!({"kind": "complaint"})).await;
    let page = browser.get(&format!("/follow/{no}")).await;
    says(&page, "10 个工作日：这一类诉求的期限。");
    says(&page, "<td>受理</td>");
    house.answer(&no).await;
    let why = [("text", "还是不亮")];
    browser.post(&format!("/follow/{no}/rework"), &why).await;
    house
        .dispatcher(&no, "rework", json!({"reason": "没修好"}))
        .await;
    let page = browser.get(&format!("/follow/{no}")).await;
    says(
        &page,
        "3 个工作日：重办的期限，从决定重办的下一个工作日数起。",
    );
    says(&page, "<td>重办</td>");
    says(&page, "决定重办之后共数 3 个工作日");
    says_not(&page, "这一类诉求的期限");
    says_not(&page, "<td>受理</td>");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limit_that_is_named_is_the_one_that_holds() {
    let house = House::new(false).await;
    let listed = "便民服务事项 B15。";
    for (kind, item, told) in [
        ("help", "B15", listed),
        (
            "consult",
            "A07",
            "2 个工作日：这一类诉求的期限，比便民服务事项 A07 的短。",
        ),
    ] {
        let with = json!({"kind": kind, "item": item});
        let (no, mut browser) = house.registered(with).await;
        let page = browser.get(&format!("/follow/{no}")).await;
        says(&page, told);
        assert_eq!(page.text.contains(listed), told == listed);
    }
}

async fn enter(browser: &mut Browser<'_>, (no, code): &(String, String)) -> Answer {
    browser.post("/follow", &[("no", no), ("code", code)]).await;
    browser.get(&format!("/follow/{no}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_accepted_in_time_reads_so() {
    let house = House::new(false).await;
    let mut browser = house.browser(Keeps::All);
    submit(&mut browser, false).await;
    let mine = slip(&browser.get("/write/receipt").await);
    // At half past ten; two hours to accept it in, three working days of a request for help.
    let page = enter(&mut browser, &mine).await;
    says(&page, "受理以后才开始计时");
    says(&page, "逐日计算");
    says(&page, "按最晚的受理时间算；受理得早，答复也早。");
    says_not(&page, "还没有受理：");

    house.set("2026-11-20T14:30:00+08:00");
    let page = enter(&mut browser, &mine).await;
    says(
        &page,
        "还没有受理：最晚该在 11 月 20 日 12:30 受理，已超 2 小时。答复的日期不往后推。",
    );
    says_not(&page, "受理得早，答复也早");

    house.set("2026-12-10T09:00:00+08:00");
    let page = enter(&mut browser, &mine).await;
    says(&page, "没有按时答复，已超");
    says(&page, "最晚该在 11 月 20 日 12:30 受理，到现在还没有受理");
    says_not(&page, "受理以后才开始计时");

    house.dispatcher(&mine.0, "accept", json!({})).await;
    let page = enter(&mut browser, &mine).await;
    says(
        &page,
        "受理晚了：从最晚应受理的 11 月 20 日 12:30 数起，没有往后推。",
    );
    says(&page, "<td>最晚应受理</td>");
    says_not(&page, "<td>受理</td>");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_stands_in_the_order_of_time() {
    let house = House::new(false).await;
    for (at, before, after) in [
        ("2026-11-23T09:00:00+08:00", "第 1 天", Some("第 2 天")),
        ("2026-12-28T09:00:00+08:00", "第 10 天", None),
    ] {
        house.set("2026-11-20T10:30:00+08:00");
        let (no, mut browser) = house.registered(json!({"kind": "complaint"})).await;
        house.set("2026-11-20T11:00:00+08:00");
        let page = browser.get(&format!("/follow/{no}")).await;
        says(&page, "第 10 天");
        house.set(at);
        house.answer(&no).await;
        house.set("2026-11-20T11:00:00+08:00");
        let page = browser.get(&format!("/follow/{no}")).await;
        let place = |what: &str| page.text.find(&format!("<td>{what}</td>"));
        let answer = place(&format!("{}答复", crate::desk::UNIT)).expect("the answer");
        assert!(place(before).unwrap() < answer, "{at}: {}", page.text);
        let after = after.map(|after| place(after).unwrap());
        assert!(after.is_none_or(|after| answer < after), "{}", page.text);
    }
}
