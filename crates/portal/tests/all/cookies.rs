//! What a browser is given to keep: said on the privacy page, gone when somebody leaves.

use crate::browser::{House, Keeps};
use crate::receipts::{slip, submit};

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leaves_leaves_nothing_to_the_next() {
    let house = House::new(false).await;
    let mut browser = house.browser(Keeps::All);
    for name in ["minsheng_visit", "minsheng_receipt", "minsheng_met"] {
        browser.cookies.insert(name.to_owned(), "x".to_owned());
    }
    browser.get("/look?to=elder&back=/").await;
    let left = browser.post("/follow/leave", &[]).await;
    let met = left
        .set
        .iter()
        .find(|cookie| cookie.starts_with("minsheng_met="));
    let met = met.expect("forgotten");
    // Only the path that it was kept for makes a browser forget it.
    assert!(met.contains("; Path=/public; Max-Age=0;"), "{met}");
    let names: Vec<&String> = browser.cookies.keys().collect();
    assert_eq!(names, ["minsheng_look"], "how one likes to see pages stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_privacy_page_names_all_that_is_kept() {
    let house = House::new(true).await;
    let mut browser = house.browser(Keeps::All);
    let page = browser.get("/about").await;
    for told in [
        "查进度的通行凭证",
        "回执凭证",
        "我也遇到",
        "留不留凭证",
        "大字版和语言",
        "选好的照片",
    ] {
        assert!(page.text.contains(told), "{told}");
    }
    browser.get("/look?to=en&back=/").await;
    let page = browser.get("/about").await;
    for told in [
        "A pass to your case",
        "receipt",
        "“Me too”",
        "a mark",
        "type and language",
        "photos",
    ] {
        assert!(page.text.contains(told), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_keeps_none_learns_why_he_is_asked_again() {
    for (keeps, secure) in [(Keeps::None, false), (Keeps::Plain, true)] {
        let house = House::new(secure).await;
        let mut browser = house.browser(keeps);
        let (no, code) = slip(&submit(&mut browser, false).await);
        for _ in 0..2 {
            let fields = [("no", no.as_str()), ("code", code.as_str())];
            let came = browser.post("/follow", &fields).await;
            let page = browser.get(&came.to.expect("a page")).await;
            assert!(page.text.contains("这个浏览器不留 Cookie"), "{}", page.text);
            assert!(!page.text.contains(&code), "the code is typed, never shown");
        }
        // The address of a case alone is no question about cookies.
        let page = browser.get(&format!("/follow/{no}")).await;
        assert!(!page.text.contains("不留 Cookie"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_keeps_them_comes_to_the_plain_address() {
    let house = House::new(true).await;
    let (no, code) = slip(&submit(&mut house.browser(Keeps::None), false).await);
    let plain = format!("/follow/{no}");
    let mut browser = house.browser(Keeps::All);
    let fields = [("no", no.as_str()), ("code", code.as_str())];
    let first = browser.post("/follow", &fields).await.to.expect("a page");
    let then = browser.get(&first).await;
    assert_eq!(then.to.as_deref(), Some(plain.as_str()));
    assert!(browser.get(&plain).await.text.contains("办理经过"));
    // Whose visit came back before is not asked for it again.
    let again = browser.post("/follow", &fields).await;
    assert_eq!(again.to.as_deref(), Some(plain.as_str()));
}
