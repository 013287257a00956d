//! 添附件 over the wire as a command: from an old page, and with parts that are not known.

use crate::attachments::{PDF, PNG, attach, files, send};
use crate::server::{TestServer, on_both};

#[tokio::test(flavor = "multi_thread")]
async fn an_old_page_adds_no_file_and_is_told_what_happened_since() {
    on_both(async |server: &TestServer| {
        let (no, _) = server.dispatched("仓山公安分局").await;
        let handler = server.with("handler@仓山公安分局").await;
        handler.command(&no, "sign", "").await.ok();
        let path = format!("/api/cases/{no}");
        let seen = handler.get(&path).await.ok();
        let old = handler.clone().header("if-match", seen.header("etag"));
        let keyed = old.clone().header("idempotency-key", "photo-1");
        let first = attach(&keyed, &no, "a.png", PNG).await.ok().json();
        let refused = attach(&old, &no, "b.pdf", PDF).await;
        assert_eq!(refused.told(), "412 stale");
        let since = refused.json()["since"].clone();
        assert_eq!(since[0]["kind"], first["events"][0]);
        assert_eq!(
            (
                since.as_array().unwrap().len(),
                files(&handler, &path).await.len()
            ),
            (1, 1)
        );
        // A repeat is no new command: it names the version that it named the first time.
        assert_eq!(attach(&keyed, &no, "a.png", PNG).await.ok().json(), first);
        let now = handler.get(&path).await.ok();
        let fresh = handler.clone().header("if-match", now.header("etag"));
        attach(&fresh, &no, "b.pdf", PDF).await.ok();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_is_not_known_is_told_the_names_that_are() {
    let server = TestServer::new().await;
    let (no, _) = server.submitted().await;
    let agent = server.with("agent").await;
    let path = format!("/api/cases/{no}/attach");
    for (parts, said) in [
        (
            [("fil", Some("a.png"), PNG)],
            "没有这一项，可以填：file、caption",
        ),
        ([("caption", None, PNG)], "caption：应当是 UTF-8 文字"),
    ] {
        let told = send(&agent, &path, &parts).await;
        assert_eq!(told.told(), "422 bad_value");
        let why = told.text("detail");
        assert!(why.contains(said), "{why}");
    }
    server.stop().await;
}
