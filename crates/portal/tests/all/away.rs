//! The database is away: whoever only reads is told so, whoever sends is told that nothing was sent.

use crate::browser::{House, Keeps};
use crate::receipts::{slip, submit};
use axum::http::StatusCode;

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_only_read_says_nothing_of_sending() {
    let house = House::new(false).await;
    let mut browser = house.browser(Keeps::All);
    submit(&mut browser, false).await;
    let (no, _) = slip(&browser.get("/write/receipt").await);
    let (follow, public) = (format!("/follow/{no}"), format!("/public/{no}"));
    assert_eq!(browser.get(&follow).await.status, StatusCode::OK);
    house.app.store().close().await;

    for path in ["/", "/public", "/figures", &follow, &public] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!(page.later.as_deref(), Some("5"), "{path}");
        assert!(page.text.contains("这一页一时打不开"), "{path}");
        assert!(page.text.contains("过一会儿刷新这一页"), "{path}");
        for of_a_step in ["没交成", "没有办成", "再按一次"] {
            assert!(!page.text.contains(of_a_step), "{of_a_step} on {path}");
        }
    }
    let (add, urge) = (format!("{follow}/add"), format!("{follow}/urge"));
    let me_too = format!("{public}/me-too");
    for path in [&add, &urge, &me_too] {
        let page = browser.post(path, &[("text", "还是不亮")]).await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(page.text.contains("没交成"), "{path}");
        assert!(!page.text.contains("一时打不开"), "{path}");
    }
}
