//! What is taken in once, what opens no gate, and what is not acknowledged when the place where files lie is gone.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_adds_nothing_and_too_many_are_refused() {
    on_both(async |server: &TestServer| {
        let (no, code) = server.submitted().await;
        let citizen = server.anonymous().code(&code);
        let path = format!("/api/public/cases/{no}/attach");
        let keyed = citizen
            .clone()
            .header("idempotency-key", "a-key-of-its-own-1");
        let part: &[Part<'_>] = &[("file", Some("a.png"), PNG)];
        let first = send(&keyed, &path, part).await.ok().json();
        assert_eq!(send(&keyed, &path, part).await.ok().json(), first);
        let other = send(&keyed, &path, &[("file", Some("a.pdf"), PDF)]).await;
        assert_eq!(other.told(), "422 idempotency_key_reused");
        for _ in 1..10 {
            send(&citizen, &path, part).await.ok();
        }
        assert_eq!(send(&citizen, &path, part).await.told(), "409 files_spent");
        assert_eq!(
            files(&citizen, &format!("/api/public/cases/{no}"))
                .await
                .len(),
            10
        );
    })
    .await;
}

/// Whoever may not add a file is told so before it is read, under whatever key: one of another command of his
/// own, or one under which somebody else added a file.
#[tokio::test(flavor = "multi_thread")]
async fn the_key_of_another_command_opens_no_gate() {
    on_both(async |server: &TestServer| {
        let (no, _) = server.dispatched("仓山公安分局").await;
        let inspector = server.with("inspector@市效能办").await;
        assert_eq!(
            attach(&inspector, &no, "a.png", PNG).await.told(),
            "403 not_yours"
        );
        let keyed = inspector.header("idempotency-key", "a-key-of-a-note-1");
        let note = r#"{"text": "请留证"}"#;
        keyed.command(&no, "annotate", note).await.ok();
        assert_eq!(
            attach(&keyed, &no, "a.png", PNG).await.told(),
            "403 not_yours"
        );
        let agent = server.with("agent").await;
        let agent = agent.header("idempotency-key", "a-key-of-a-file-1");
        let first = attach(&agent, &no, "a.png", PNG).await.ok().json();
        let others = server.with("inspector@市效能办").await;
        let others = others.header("idempotency-key", "a-key-of-a-file-1");
        assert_eq!(
            attach(&others, &no, "a.png", PNG).await.told(),
            "403 not_yours"
        );
        // His own repeat is known as before, also when the case has ended.
        let withdrawn = r#"{"reason": "来电撤回"}"#;
        let plain = server.with("agent").await;
        plain.command(&no, "withdraw", withdrawn).await.ok();
        assert_eq!(attach(&plain, &no, "a.png", PNG).await.told(), "409 ended");
        assert_eq!(attach(&agent, &no, "a.png", PNG).await.ok().json(), first);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_folder_is_gone_nothing_is_acknowledged() {
    on_both(async |server: &TestServer| {
        let folder = std::env::temp_dir().join(format!("minsheng-files-{}", server.address.port()));
        server.app.keep_files_in(&folder).unwrap();
        let (no, code) = server.submitted().await;
        let citizen = server.anonymous().code(&code);
        let path = format!("/api/public/cases/{no}/attach");
        let part: &[Part<'_>] = &[("file", Some("a.png"), PNG)];
        send(&citizen, &path, part).await.ok();
        let page = format!("/api/public/cases/{no}");
        let file = files(&citizen, &page).await[0]["file"].as_u64().unwrap();
        // Refused after it was kept: nobody refers to it, so a sweep takes it and no other.
        send(
            &citizen,
            &path,
            &[("file", Some("a.png"), PDF), ("x", None, b"")],
        )
        .await;
        let strange = server.app.file_coming().await.unwrap();
        drop(strange);
        let mut coming = server.app.file_coming().await.unwrap();
        coming.write(PDF).await.unwrap();
        let orphan = server.app.files().keep(&mut coming, ()).await.unwrap();
        drop(coming);
        let mut removed = 0;
        for shard in 0..=u8::MAX {
            removed += server
                .app
                .sweep_files_before(shard, i64::MAX)
                .await
                .unwrap();
        }
        assert_eq!(removed, 1);
        assert!(!server.app.files().has(&orphan.digest).await.unwrap());
        citizen.get(&format!("{page}/files/{file}")).await.ok();

        std::fs::remove_dir_all(&folder).unwrap();
        let reply = send(&citizen, &path, part).await;
        assert_eq!(reply.told(), "503 files_unavailable");
        assert_eq!(reply.header("retry-after"), "5");
        let gone = citizen.get(&format!("{page}/files/{file}")).await;
        assert_eq!(gone.told(), "503 files_unavailable");
        assert_eq!(files(&citizen, &page).await.len(), 1);
    })
    .await;
}
