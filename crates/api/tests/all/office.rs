//! What administrators see to: people, messages, the audit trail, how the system
//! stands, everybody's webhooks.

use crate::server::{Client, TestServer, on_both};
use app::keys::Scope;
use serde_json::{Value, json};

async fn people(client: &Client, query: &str) -> Vec<Value> {
    let page = client.get(&format!("/api/people{query}")).await.ok().json();
    page["people"].as_array().unwrap().clone()
}

pub(crate) async fn acts(client: &Client, query: &str) -> Vec<String> {
    let page = client.get(&format!("/api/audit{query}")).await.ok().json();
    let rows = page["rows"].as_array().unwrap();
    let acts = rows
        .iter()
        .map(|row| row["act"].as_str().unwrap().to_owned());
    // The clock stands still: rows of one instant come in any order.
    let mut acts: Vec<String> = acts.collect();
    acts.sort();
    acts
}

async fn sign_in(server: &TestServer, login: &str, password: &str) -> String {
    let body = json!({ "login": login, "password": password, "token": true });
    server.anonymous().post("/api/sign-in", &body).await.told()
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_added_given_posts_and_blocked() {
    on_both(async |server: &TestServer| {
        let admin = server.with("system_admin").await;
        let new =
            |login: &str, posts: Value| json!({ "login": login, "name": "林同志", "posts": posts });
        let posts = json!([{ "role": "handler", "unit": "仓山区城管局" }]);
        let made = admin.post("/api/people", &new("lin", posts.clone())).await;
        assert_eq!(made.status, 201, "{made:?}");
        let password = made.text("password");
        assert!(password.chars().count() >= 10);
        assert_eq!(sign_in(server, "lin", &password).await, "200");
        assert_eq!(
            admin
                .post("/api/people", &new("lin", posts.clone()))
                .await
                .told(),
            "422 bad_value"
        );
        for (login, posts) in [
            ("", posts.clone()),
            ("a b", posts.clone()),
            ("key:x", posts.clone()),
            (&"长".repeat(61), posts.clone()),
            ("x", json!([])),
            (
                "x",
                json!([{ "role": "system_admin" }, { "role": "auditor" }]),
            ),
            (
                "x",
                json!([{ "role": "system_admin" }, { "role": "agent" }]),
            ),
        ] {
            assert_eq!(
                admin.post("/api/people", &new(login, posts)).await.told(),
                "422 bad_value",
                "{login}"
            );
        }
        let unknown = json!([{ "role": "agent", "unit": "没有这个单位" }]);
        assert_eq!(
            admin.post("/api/people", &new("x", unknown)).await.told(),
            "422 unknown_unit"
        );

        // Posts are replaced, not added to.
        let change = |new: Value, seen: &Value| json!({ "posts": new, "seen": seen });
        let reviewer = json!([{ "role": "reviewer", "unit": "仓山区城管局" }]);
        let reviews = change(reviewer.clone(), &posts);
        assert_eq!(
            admin.post("/api/people/lin/posts", &reviews).await.status,
            204
        );
        // Whoever wrote his change on what was there before is told, and undoes nothing.
        let more = json!([
            { "role": "handler", "unit": "仓山区城管局" },
            { "role": "unit_admin", "unit": "仓山区城管局" },
        ]);
        let late = admin
            .post("/api/people/lin/posts", &change(more, &posts))
            .await;
        assert_eq!(late.told(), "409 stale");
        let now = late.text("detail");
        assert!(now.ends_with("他现在的岗位是 审核人@仓山区城管局"), "{now}");
        let who = "您（在另一个窗口） 今天 10:30 改了他的岗位，";
        assert!(now.contains(who), "{now}");
        let other = server.with("system_admin@鼓楼区智慧中心").await;
        let other = other.header("accept-language", "en");
        let change = change(reviews["posts"].clone(), &posts);
        let late = other.post("/api/people/lin/posts", &change);
        let told = late.await.text("detail");
        let name = admin.get("/api/me").await.text("name");
        let who = format!("{name}, today 10:30, changed these posts; they are now ");
        assert!(told.contains(&who), "{told}");
        let found = people(&admin, "?unit=仓山区城管局&q=林").await;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0]["posts"].as_array().unwrap().len(), 1);
        assert_eq!(found[0]["posts"][0]["role"], "reviewer");
        assert_eq!(
            people(&admin, "?q=%25").await.len(),
            0,
            "a sign of like is only a sign"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_turn_one_person_the_later_is_told() {
    on_both(async |server: &TestServer| {
        let admin = server.with("system_admin").await;
        let security = server.with("security_admin").await;
        let posts = json!([{ "role": "handler", "unit": "仓山区城管局" }]);
        let new = json!({ "login": "lin", "name": "林同志", "posts": posts });
        admin.post("/api/people", &new).await.ok();
        let block = json!({ "blocked": true, "reason": "离岗 (年假)", "seen": false });
        // The act of one whose name begins alike is another's.
        let alike = json!({ "login": "lin_", "name": "林先生", "posts": posts });
        admin.post("/api/people", &alike).await.ok();
        security.post("/api/people/lin/block", &block).await.ok();
        admin.post("/api/people/lin_/block", &block).await.ok();
        let name = security.get("/api/me").await.text("name");
        server.at("2026-11-21T08:05:00+08:00");
        // Sessions have ended meanwhile.
        let admin = server.with("system_admin").await;
        let security = server.with("security_admin").await;
        // Whoever saw him free, to block him or to lift a lock, is told that somebody was faster.
        for (who, late) in [
            (
                &security,
                json!({ "blocked": true, "reason": "另一个理由", "seen": false }),
            ),
            (&admin, json!({ "blocked": false, "seen": false })),
        ] {
            let told = who.post("/api/people/lin/block", &late).await;
            assert_eq!(told.told(), "409 stale", "{late}");
            let english = who.clone().header("accept-language", "en");
            let english = english.post("/api/people/lin/block", &late).await;
            let name = if late["blocked"] == true {
                ("您（在另一个窗口）", "You (in another window)")
            } else {
                (name.as_str(), name.as_str())
            };
            let (zh, en) = (told.text("detail"), english.text("detail"));
            let whole = format!(
                "{} 2026-11-20 10:30 已经停用了他（离岗 （年假））。您的没有办。",
                name.0
            );
            assert!(zh.ends_with(&whole), "{zh}");
            let whole = format!(
                "{}, 2026-11-20 10:30, already blocked him (离岗 （年假）). Yours was not carried out.",
                name.1
            );
            assert!(en.ends_with(&whole), "{en}");
        }
        assert_eq!(people(&admin, "?blocked=true").await.len(), 2);
        let open = json!({ "blocked": false, "seen": true });
        admin.post("/api/people/lin/block", &open).await.ok();
        assert_eq!(people(&admin, "?blocked=true").await.len(), 1);
        let again = json!({ "blocked": true, "reason": "x", "seen": true });
        let again = security.post("/api/people/lin/block", &again).await;
        assert_eq!(again.told(), "409 stale");
        let opened = again.text("detail");
        assert!(opened.ends_with("今天 08:05 已经重新启用了他。您的没有办。"), "{opened}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_are_reset_and_people_blocked() {
    on_both(async |server: &TestServer| {
        let admin = server.with("system_admin").await;
        let posts = json!([{ "role": "handler", "unit": "仓山区城管局" }]);
        let new = json!({ "login": "lin", "name": "林同志", "posts": posts });
        let password = admin.post("/api/people", &new).await.text("password");
        let reviewer = json!([{ "role": "reviewer", "unit": "仓山区城管局" }]);
        let change = json!({ "posts": reviewer, "seen": posts });
        assert_eq!(
            admin.post("/api/people/lin/posts", &change).await.status,
            204
        );

        // A password that is set ends what ran; a block as well, and names its reason.
        let short = json!({ "password": "short" });
        assert_eq!(
            admin.post("/api/people/lin/password", &short).await.told(),
            "422 bad_value"
        );
        let chosen = json!({ "password": "another password" });
        assert_eq!(
            admin.post("/api/people/lin/password", &chosen).await.json()["password"],
            Value::Null
        );
        assert_eq!(
            sign_in(server, "lin", &password).await,
            "401 wrong_password"
        );
        assert_eq!(sign_in(server, "lin", "another password").await, "200");
        let block = |reason: &str| json!({ "blocked": true, "reason": reason });
        assert_eq!(
            admin.post("/api/people/lin/block", &block("")).await.told(),
            "422 reason_missing"
        );
        let security = server.with("security_admin").await;
        assert_eq!(
            security.post("/api/people/lin/posts", &change).await.told(),
            "403 not_yours"
        );
        assert_eq!(
            security
                .post("/api/people/lin/block", &block("离岗"))
                .await
                .status,
            204
        );
        assert_eq!(
            sign_in(server, "lin", "another password").await,
            "401 wrong_password"
        );
        assert_eq!(people(&admin, "?blocked=true").await.len(), 1);
        let open = json!({ "blocked": false, "seen": true });
        assert_eq!(
            security.post("/api/people/lin/block", &open).await.told(),
            "403 not_yours"
        );
        assert_eq!(admin.post("/api/people/lin/block", &open).await.status, 204);
        assert_eq!(sign_in(server, "lin", "another password").await, "200");

        // Nobody sees to himself; nobody who does not exist is seen to.
        assert_eq!(
            admin
                .post("/api/people/system_admin/posts", &change)
                .await
                .told(),
            "403 not_yours"
        );
        assert_eq!(
            admin
                .post("/api/people/system_admin/block", &block("x"))
                .await
                .told(),
            "403 not_yours"
        );
        assert_eq!(
            admin
                .post("/api/people/nobody/block", &block("x"))
                .await
                .told(),
            "404 not_found"
        );

        let auditor = server.with("auditor").await;
        assert_eq!(
            auditor
                .post("/api/people/lin/block", &block("x"))
                .await
                .told(),
            "403 not_yours"
        );
        let told = acts(&auditor, "?person=system_admin").await;
        assert_eq!(
            told,
            [
                "add_person",
                "reset_password",
                "set_posts",
                "unblock_person"
            ]
        );
        assert_eq!(
            acts(&auditor, "?act=block_person&person=security_admin").await,
            ["block_person"]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_page_by_login() {
    on_both(async |server: &TestServer| {
        let admin = server.with("system_admin").await;
        for login in ["agent", "leader", "reviewer"] {
            server.with(login).await;
        }
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = admin
                .get(&format!("/api/people?limit=2{cursor}"))
                .await
                .ok()
                .json();
            let people = page["people"].as_array().unwrap();
            seen.extend(
                people
                    .iter()
                    .map(|one| one["login"].as_str().unwrap().to_owned()),
            );
            let Some(next) = page["next"].as_str() else {
                break;
            };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, ["agent", "leader", "reviewer", "system_admin"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_looked_stands_in_the_trail_and_messages_are_sent_again() {
    on_both(async |server: &TestServer| {
        let (no, _) = server.dispatched("仓山公安分局").await;
        let handler = server.with("handler@仓山公安分局").await;
        handler
            .command(&no, "reveal_identity", r#"{"reason": "联系到场"}"#)
            .await
            .ok();
        let admin = server.with("system_admin").await;
        let page = admin
            .get(&format!("/api/audit?act=reveal_identity,exported&no={no}"))
            .await
            .ok()
            .json();
        let row = &page["rows"][0];
        assert_eq!(
            (&row["act"], &row["note"]),
            (&json!("reveal_identity"), &json!("联系到场"))
        );
        assert_eq!(row["no"], no.as_str());
        assert_eq!(row["actor"], "staff:handler@仓山公安分局");
        assert_eq!(acts(&admin, "?to=2026-11-19").await.len(), 0);
        assert_eq!(
            acts(&admin, "?from=2026-11-20&to=2026-11-20").await,
            ["reveal_identity"]
        );
        for wrong in ["cursor=x", "act=xx", "act=reveal_identity,xx"] {
            for list in ["", "/export"] {
                let told = admin.get(&format!("/api/audit{list}?{wrong}")).await;
                assert_eq!(told.told(), "422 bad_value", "{list} {wrong}");
            }
        }
        // What the desk names can be asked for, also what nobody did yet.
        assert!(
            acts(&admin, "?act=close_webhook, send_again,")
                .await
                .is_empty()
        );

        // Messages: none has left yet; one is sent, sent again, and the trail says so.
        let list = |state: &str| format!("/api/messages?state={state}&no={no}");
        let waiting = admin.get(&list("waiting")).await.ok().json();
        assert_eq!(
            waiting["messages"].as_array().unwrap().len(),
            2,
            "{waiting}"
        );
        server.app.deliver(None).await.unwrap();
        let sent = admin.get(&list("sent")).await.ok().json();
        let of_unit = sent["messages"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["unit"] == "仓山公安分局");
        let of_unit = of_unit
            .or_else(|| {
                sent["messages"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .find(|one| !one["unit"].is_null())
            })
            .unwrap();
        let id = of_unit["message"].as_str().unwrap();
        let auditor = server.with("auditor").await;
        let again = format!("/api/messages/{id}/send");
        assert_eq!(
            auditor.post(&again, &json!({})).await.told(),
            "403 not_yours"
        );
        assert_eq!(admin.post(&again, &json!({})).await.status, 204);
        assert_eq!(
            admin
                .post("/api/messages/1-1/send", &json!({}))
                .await
                .told(),
            "404 not_found"
        );
        assert_eq!(
            admin.get(&list("waiting")).await.ok().json()["messages"][0]["message"],
            id
        );
        assert_eq!(server.app.deliver(None).await.unwrap(), 1);
        assert_eq!(
            acts(&admin, &format!("?no={no}&act=send_again")).await,
            ["send_again"]
        );
        // Pages go on by case and message.
        let first = admin.get("/api/messages?limit=1").await.ok().json();
        let cursor = first["next"].as_str().unwrap();
        let second = admin
            .get(&format!("/api/messages?limit=1&cursor={cursor}"))
            .await
            .ok()
            .json();
        assert_ne!(
            first["messages"][0]["message"],
            second["messages"][0]["message"]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_see_to_everybodys_webhooks_without_their_secrets() {
    on_both(async |server: &TestServer| {
        let key = server
            .key("督办系统", "leader@市智慧中心", &[Scope::Webhooks])
            .await;
        let made = key
            .post(
                "/api/webhooks",
                &json!({ "url": "https://127.0.0.2:8443/" }),
            )
            .await;
        assert_eq!(made.status, 201, "{made:?}");
        let id = made.text("id");
        let admin = server.with("system_admin").await;
        let all = admin.get("/api/webhooks").await.ok().json();
        assert_eq!(
            (&all[0]["owner"], &all[0]["enabled"]),
            (&json!("key:督办系统"), &json!(true))
        );
        assert!(all[0].get("secret").is_none());
        let off = admin
            .post(&format!("/api/webhooks/{id}/disable"), &json!({}))
            .await
            .ok()
            .json();
        assert!(off["disabled_why"].as_str().unwrap().contains("管理员"));
        let auditor = server.with("auditor").await;
        auditor
            .get(&format!("/api/webhooks/{id}/deliveries"))
            .await
            .ok();
        let enable = format!("/api/webhooks/{id}/enable");
        assert_eq!(
            auditor.post(&enable, &json!({})).await.told(),
            "403 not_yours"
        );
        admin.post(&enable, &json!({})).await.ok();
        // Neither a secret nor an endpoint of his own.
        assert_eq!(
            admin
                .post(&format!("/api/webhooks/{id}/rotate"), &json!({}))
                .await
                .told(),
            "403 not_yours"
        );
        assert_eq!(
            admin
                .post(
                    "/api/webhooks",
                    &json!({ "url": "https://127.0.0.2:8443/" })
                )
                .await
                .told(),
            "403 not_yours"
        );
        assert_eq!(
            acts(&admin, "?person=system_admin").await,
            ["disable_webhook", "enable_webhook"]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_texts_are_refused_or_find_nothing() {
    on_both(async |server: &TestServer| {
        let admin = server.with("system_admin").await;
        let agent = server.with("agent").await;
        let long = "%E9%95%BF".repeat(3000);
        for odd in ["%00", "a%00b", "%F0%9F%98%80", "'%22;--", "%25_!", &long] {
            for path in [
                "/api/people?q=",
                "/api/people?cursor=",
                "/api/people?unit=",
                "/api/messages?no=",
                "/api/messages?cursor=",
                "/api/audit?person=",
                "/api/audit?no=",
                "/api/audit?act=",
            ] {
                let reply = admin.get(&format!("{path}{odd}")).await;
                assert!(reply.status < 500, "{path}{odd}: {reply:?}");
            }
            for path in ["/api/knowledge?q=", "/api/knowledge?owner=", "/api/knowledge/", "/api/templates/"] {
                let reply = agent.get(&format!("{path}{odd}")).await;
                assert!(reply.status < 500, "{path}{odd}: {reply:?}");
            }
            let body = json!({ "blocked": true, "reason": "x" });
            let reply = admin.post(&format!("/api/people/{odd}/block"), &body).await;
            assert!(reply.status < 500, "{odd}: {reply:?}");
            let reply = admin.post(&format!("/api/messages/{odd}/send"), &json!({})).await;
            assert!(reply.status < 500, "{odd}: {reply:?}");
        }
        for odd in ["a\0b", "\u{7}", "😀"] {
            let posts = json!([{ "role": "agent" }]);
            let body = json!({ "login": odd, "name": odd, "posts": posts, "password": format!("{odd}0123456789") });
            assert!(admin.post("/api/people", &body).await.status < 500, "{odd:?}");
            let body = json!({ "unit": odd, "name": odd, "text": odd });
            assert!(admin.post("/api/templates", &body).await.status < 500, "{odd:?}");
            let body = json!({ "text": odd, "item": odd });
            assert!(agent.post("/api/suggest/knowledge", &body).await.status < 500, "{odd:?}");
            let body = json!({ "format": "toml", "text": odd });
            assert!(admin.post("/api/calendar/preview", &body).await.status < 500, "{odd:?}");
        }
    })
    .await;
}
