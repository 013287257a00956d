//! Number and query code reach whoever submitted, whatever his browser keeps and whatever is away meanwhile.

use crate::browser::{Answer, Browser, House, Keeps};
use axum::http::StatusCode;

/// All that is written in the last form of an anonymous case, beside its key.
const WRITTEN: [(&str, &str); 6] = [
    ("step", "who"),
    ("go", "next"),
    ("kind", "help"),
    ("text", "路灯不亮"),
    ("place", "学军路口"),
    ("who", "anonymous"),
];

/// An anonymous case, from the empty form to what the last press is answered with.
pub async fn submit(browser: &mut Browser<'_>, in_parts: bool) -> Answer {
    let form = browser.get("/write").await;
    let key = form.hidden("key");
    let fields = [&[("key", key.as_str())], WRITTEN.as_slice()].concat();
    if in_parts {
        browser.post_in_parts("/write", &fields).await
    } else {
        browser.post("/write", &fields).await
    }
}

/// Number and code as the page shows them.
pub fn slip(page: &Answer) -> (String, String) {
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let shown = |id| page.element(id).expect("number and code").to_owned();
    (shown("no"), shown("code"))
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_keeps_no_cookies_is_told_at_once() {
    for (keeps, secure) in [(Keeps::None, false), (Keeps::Plain, true)] {
        let house = House::new(secure).await;
        for in_parts in [false, true] {
            let mut browser = house.browser(keeps);
            let (no, code) = slip(&submit(&mut browser, in_parts).await);
            house.app.requester(&no, &code).await.expect("his case");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_in_parts_is_one_in_whatever_case_that_is_written() {
    let house = House::new(false).await;
    let mut browser = house.browser(Keeps::None);
    let form = browser.get("/write").await;
    let key = form.hidden("key");
    let fields = [&[("key", key.as_str())], WRITTEN.as_slice()].concat();
    let kind = "Multipart/Form-Data; boundary=xx";
    let (no, code) = slip(&browser.post_as(kind, "/write", &fields).await);
    house.app.requester(&no, &code).await.expect("his case");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_keeps_them_has_a_page_to_come_back_to() {
    for secure in [false, true] {
        let house = House::new(secure).await;
        for in_parts in [false, true] {
            let mut browser = house.browser(Keeps::All);
            let sent = submit(&mut browser, in_parts).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER);
            assert_eq!(sent.to.as_deref(), Some("/write/receipt"));
            let (no, code) = slip(&browser.get("/write/receipt").await);
            house.app.requester(&no, &code).await.expect("his case");
            assert_eq!(slip(&browser.get("/write/receipt").await), (no, code));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_is_not_taken_for_a_stranger() {
    let house = House::new(false).await;
    let mut browser = house.browser(Keeps::All);
    let sent = submit(&mut browser, false).await;
    assert_eq!(sent.to.as_deref(), Some("/write/receipt"));
    house.app.store().close().await;
    let page = browser.get("/write/receipt").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        page.text.contains("您交的已经收到，不用再交"),
        "{}",
        page.text
    );
    assert!(page.text.contains("刷新") && !page.text.contains("没交成"));
    // Who never submitted anything comes to the door all the same.
    let stranger = house.browser(Keeps::All).get("/write/receipt").await;
    assert_eq!(stranger.to.as_deref(), Some("/follow?first=1"));
}

/// A page that opens only on a visit says what comes first.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_without_a_visit_is_told_what_comes_first() {
    let house = House::new(false).await;
    let no = house.submitted(&mut house.browser(Keeps::All)).await;
    let first = "请先用受理编号和查询码查一次。";
    let mut stranger = house.browser(Keeps::All);
    let case = format!("/follow/{no}");
    for path in [
        format!("{case}/add"),
        format!("{case}/photo"),
        "/write/receipt".to_owned(),
    ] {
        let sent = stranger.get(&path).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{path}");
        let page = stranger.get(&sent.to.unwrap()).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.text.contains(first), "{path}: {}", page.text);
    }
    // Whoever comes to look up has nothing to be told.
    assert!(!stranger.get("/follow").await.text.contains(first));
    // A file is not told of at all.
    let file = stranger.get(&format!("{case}/file/1")).await;
    assert_eq!(file.status, StatusCode::NOT_FOUND);
}
