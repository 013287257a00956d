//! Commands sent twice, from an old page, and by two people at once.

use crate::server::{Client, TestServer, on_both};
use app::keys::Scope;
use db::{Abort, Never, Sql};
use serde_json::json;
use store::Scratch;

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_with_its_key_returns_the_first_result() {
    on_both(async |server: &TestServer| {
        let agent = server
            .with("agent")
            .await
            .header("idempotency-key", "registration-1");
        let body = json!({ "kind": "help", "text": "喇叭扰民" });
        let first = agent.post("/api/cases", &body).await.ok().json();
        let again = agent.post("/api/cases", &body).await.ok().json();
        assert_eq!(first, again, "number and code are told again");
        let other = agent
            .post("/api/cases", &json!({ "kind": "help", "text": "别的" }))
            .await;
        assert_eq!(other.told(), "422 idempotency_key_reused");

        let no = first["no"].as_str().unwrap();
        let agent = server
            .with("agent")
            .await
            .header("idempotency-key", "acceptance-1");
        let first = agent.command(no, "accept", "{}").await.ok().json();
        assert_eq!(agent.command(no, "accept", "{}").await.ok().json(), first);
        assert_eq!(
            agent
                .command(no, "accept", r#"{"urgent": true}"#)
                .await
                .told(),
            "422 idempotency_key_reused"
        );
        assert_eq!(
            server
                .with("agent")
                .await
                .command(no, "accept", "{}")
                .await
                .told(),
            "409 wrong_state"
        );

        let citizen = server
            .anonymous()
            .header("idempotency-key", "0123456789abcdef");
        let first = citizen.post("/api/public/cases", &body).await.ok().json();
        assert_eq!(
            citizen.post("/api/public/cases", &body).await.ok().json(),
            first
        );
        let short = server
            .anonymous()
            .header("idempotency-key", "1")
            .post("/api/public/cases", &body)
            .await;
        assert_eq!(short.told(), "422 bad_value");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_page_is_told_what_happened_since() {
    on_both(async |server: &TestServer| {
        let (no, _) = server.dispatched("仓山公安分局").await;
        let handler = server.with("handler@仓山公安分局").await;
        let seen = handler.get(&format!("/api/cases/{no}")).await.ok();
        let etag = seen.header("etag").to_owned();
        handler.command(&no, "sign", "").await.ok();
        let old = handler
            .clone()
            .header("if-match", &etag)
            .command(
                &no,
                "return",
                r#"{"reason": "not_our_duty", "basis": "三定方案"}"#,
            )
            .await;
        assert_eq!(old.told(), "412 stale");
        let since: Vec<_> = old.json()["since"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line["kind"].clone())
            .collect();
        assert_eq!(since, ["signed"]);
        let now = handler.get(&format!("/api/cases/{no}")).await.ok();
        let fresh = handler.clone().header("if-match", now.header("etag"));
        fresh
            .command(&no, "note_progress", r#"{"text": "在办"}"#)
            .await
            .ok();
        handler
            .clone()
            .header("if-match", "*")
            .command(&no, "note_progress", r#"{"text": "在办"}"#)
            .await
            .ok();
        let odd = handler
            .clone()
            .header("if-match", "\"x\"")
            .command(&no, "note_progress", r#"{"text": "在办"}"#)
            .await;
        assert_eq!(odd.told(), "422 bad_value");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_at_once_one_wins() {
    on_both(async |server: &TestServer| {
        let handler = server.with("handler@仓山公安分局").await;
        for _ in 0..5 {
            let (no, _) = server.dispatched("仓山公安分局").await;
            let etag = handler
                .get(&format!("/api/cases/{no}"))
                .await
                .ok()
                .header("etag")
                .to_owned();
            let seen = handler.clone().header("if-match", &etag);
            let (one, other) = tokio::join!(
                seen.command(&no, "sign", ""),
                seen.command(
                    &no,
                    "return",
                    r#"{"reason": "not_our_duty", "basis": "三定方案"}"#
                )
            );
            let mut told = [one.told(), other.told()];
            told.sort();
            assert_eq!(told, ["200", "412 stale"]);
        }
        // Without If-Match both notes of two people are taken.
        let (no, _) = server.dispatched("仓山公安分局").await;
        let agent = server.with("agent").await;
        let (one, other) = tokio::join!(
            agent.command(&no, "urge", ""),
            agent.command(&no, "annotate", r#"{"text": "x"}"#)
        );
        assert_eq!(
            (one.told(), other.told()),
            ("200".to_owned(), "200".to_owned())
        );
        // One key sent twice at once is one command.
        let keyed = agent.clone().header("idempotency-key", "once");
        let (one, other) = tokio::join!(
            keyed.command(&no, "urge", ""),
            keyed.command(&no, "urge", "")
        );
        assert_eq!(one.ok().json(), other.ok().json());
        let case = agent.get(&format!("/api/cases/{no}")).await.ok().json();
        assert_eq!(case["urged"], 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_repeats_its_intake_at_once_and_after_a_restart() {
    let mut scratches = vec![Scratch::sqlite().unwrap()];
    scratches.extend(Scratch::postgres_for_test().await);
    for scratch in scratches {
        let server = TestServer::on(scratch).await;
        let scopes = [Scope::Intake];
        let one = server.key("省平台", "agent@市智慧中心", &scopes).await;
        let other = server.key("县平台", "agent@仓山区智慧中心", &scopes).await;
        let body = json!({ "kind": "help", "channel": "province", "text": "路灯不亮" });
        let keyed = |client: &Client| client.clone().header("idempotency-key", "P-2026-000017");
        // Eight at once are one case, with one number and one query code.
        let sender = keyed(&one);
        let sent = (0..8).map(|_| sender.post("/api/cases", &body));
        let sent = futures_util::future::join_all(sent).await;
        let first = sent[0].clone().ok().json();
        assert!(
            sent.iter()
                .all(|reply| reply.status == 201 && reply.json() == first),
            "{sent:?}"
        );
        // Two different requests under one key at once: one is taken, the other is told so.
        let racing = one.clone().header("idempotency-key", "P-2026-000018");
        let changed = json!({ "kind": "help", "channel": "province", "text": "井盖松动" });
        let (left, right) = tokio::join!(
            racing.post("/api/cases", &body),
            racing.post("/api/cases", &changed)
        );
        let mut told = [left.told(), right.told()];
        told.sort();
        assert_eq!(told, ["201", "422 idempotency_key_reused"]);
        // Another program's key of the same name is another matter.
        let theirs = keyed(&other).post("/api/cases", &body).await.ok();
        assert_ne!(theirs.text("no"), first["no"]);
        // After a restart nobody has forgotten.
        let server = server.restarted().await;
        let again = sender.at(server.address).post("/api/cases", &body).await;
        assert_eq!((again.status, again.json()), (201, first.clone()));
        assert_eq!(
            sender
                .at(server.address)
                .post("/api/cases", &changed)
                .await
                .told(),
            "422 idempotency_key_reused"
        );
        let leader = server.with("leader").await;
        let all = leader.get("/api/cases").await.ok().json();
        assert_eq!(all["cases"].as_array().unwrap().len(), 3);
        let case = leader
            .get(&format!("/api/cases/{}", first["no"].as_str().unwrap()))
            .await
            .ok()
            .json();
        assert_eq!(case["history"][0]["actor"], "staff:key:省平台");
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_program_has_a_space_of_its_own_also_with_a_case() {
    on_both(async |server: &TestServer| {
        let (no, _) = server.dispatched("仓山公安分局").await;
        let scopes = [Scope::Read, Scope::Command];
        // However names and keys are put together, they are not the same.
        let one = server.key("甲", "handler@仓山公安分局", &scopes).await;
        let other = server.key("甲:1", "handler@仓山公安分局", &scopes).await;
        let person = server.with("handler@仓山公安分局").await;
        let keyed = |client: &Client, key: &str| client.clone().header("idempotency-key", key);
        let note = |text: &str| json!({ "text": text }).to_string();
        let mut firsts = Vec::new();
        for (client, key, text) in [
            (&one, "1001", "甲"),
            (&other, "1001", "乙"),
            (&one, "1:1001", "又一条"),
            (&person, "1001", "人"),
            (&person, "key:甲:1001", "人又写"),
        ] {
            let reply = keyed(client, key)
                .command(&no, "annotate", &note(text))
                .await;
            firsts.push((client, key, text, reply.ok().json()));
        }
        for (client, key, text, first) in firsts {
            let again = keyed(client, key)
                .command(&no, "annotate", &note(text))
                .await;
            assert_eq!(again.ok().json(), first, "{key} {text}");
            let changed = keyed(client, key)
                .command(&no, "annotate", &note("别的"))
                .await;
            assert_eq!(changed.told(), "422 idempotency_key_reused", "{key} {text}");
        }
        // All ways to the case share the key's space.
        let bulk =
            json!({ "command": "annotate", "with": { "text": "甲" }, "cases": [{ "no": no }] });
        let told = keyed(&one, "1001")
            .post("/api/cases/bulk", &bulk)
            .await
            .ok()
            .json();
        assert_eq!(
            (&told["done"], &told["results"][0]["outcome"]["version"]),
            (&1.into(), &4.into())
        );

        // What a key wrote before it had a space of its own is still known as its repeat.
        let kept = "update commands set command_id = '2002' where command_id = 'key:甲:2002'";
        let first = keyed(&one, "2002")
            .command(&no, "annotate", &note("旧"))
            .await
            .ok()
            .json();
        let done = server.app.store().db().write((), move |(), tx| {
            Box::pin(async move {
                let rows = tx.run(Sql::new(kept)).await?;
                assert_eq!(rows, 1);
                Ok::<_, Abort<Never>>(())
            })
        });
        done.await.unwrap();
        let again = keyed(&one, "2002")
            .command(&no, "annotate", &note("旧"))
            .await;
        assert_eq!(again.ok().json(), first);
        keyed(&other, "2002")
            .command(&no, "annotate", &note("旧"))
            .await
            .ok();
    })
    .await;
}
