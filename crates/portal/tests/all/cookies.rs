//! What a browser is given to keep: said on the privacy page, gone when somebody leaves.

use crate::browser::{House, Keeps};

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
