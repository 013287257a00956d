//! 导出 of what is not a case: messages, the audit trail, people, programs, knowledge, templates; and of what
//! words find. Each has the rows of its list on the screen, and no secret.

use crate::exports::{behind_its_progress, lines, registered};
use crate::receiver::Receiver;
use crate::server::{Client, TestServer, courier, on_both};
use app::keys::Scope;
use serde_json::json;

/// The rows of a file between its heads and its last line.
pub(crate) async fn rows(client: &Client, path: &str) -> Vec<Vec<String>> {
    let mut rows = lines(&client.get(path).await.ok());
    let last = rows.pop().unwrap().remove(0);
    let rows = rows.split_off(2);
    assert!(
        last.starts_with(&format!("完，共 {} ", rows.len())),
        "{last}"
    );
    rows
}

#[tokio::test(flavor = "multi_thread")]
async fn who_looks_after_the_house_takes_its_trail_and_messages_out() {
    on_both(async |server: &TestServer| {
        let agent = server.with("agent").await;
        let no = registered(&agent, "路灯不亮", json!({})).await;
        let body = r#"{"reason": "核对地址"}"#;
        agent.command(&no, "reveal_identity", body).await.ok();
        let auditor = server.with("auditor").await;
        let trail = auditor
            .get(&format!("/api/audit/export?no={no}"))
            .await
            .ok();
        assert_eq!(trail.header("total-count"), "1");
        let rows = lines(&trail);
        assert_eq!(rows[1], ["时间", "谁", "账号", "做了什么", "编号", "说明"]);
        assert_eq!(rows[2][3..], ["查看身份", &no, "核对地址"]);
        assert!(rows[2][2].contains("agent"), "{rows:?}");
        assert!(rows[3][0].starts_with("完，共 1 条"), "{rows:?}");
        // What the filter leaves out stays out; that it was taken out is a row itself.
        let taken = auditor.get("/api/audit/export?act=exported").await.ok();
        let taken = lines(&taken);
        assert!(
            taken[2][5].contains(&format!("审计记录（no={no}）")),
            "{taken:?}"
        );
        assert!(!format!("{taken:?}").contains("查看身份"));
        behind_its_progress(&auditor, "/api/audit/export?act=reveal_identity", 1).await;

        let messages = auditor
            .get(&format!("/api/messages/export?no={no}"))
            .await
            .ok();
        let listed = auditor.get(&format!("/api/messages?no={no}")).await.ok();
        let listed = listed.json()["messages"].as_array().unwrap().len();
        let rows = lines(&messages);
        assert!(listed > 0 && rows.len() == listed + 3, "{rows:?}");
        assert!(
            rows[2..2 + listed].iter().all(|row| row[0] == no),
            "{rows:?}"
        );
        for path in [
            "/api/audit/export?limit=5",
            "/api/messages/export?cursor=1-1",
            "/api/audit?format=csv",
        ] {
            assert_eq!(auditor.get(path).await.told(), "422 bad_value", "{path}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_taken_out_as_they_are_listed() {
    on_both(async |server: &TestServer| {
        server.with("agent").await;
        let admin = server.with("system_admin").await;
        let people = rows(&admin, "/api/people/export").await;
        let listed = admin.get("/api/people?limit=200").await.ok().json();
        let listed = listed["people"].as_array().unwrap();
        let logins: Vec<_> = listed
            .iter()
            .map(|one| one["login"].as_str().unwrap())
            .collect();
        assert!(logins.len() > 1);
        assert_eq!(
            people.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(),
            logins
        );
        let agent = rows(&admin, "/api/people/export?q=agent").await;
        assert_eq!(
            (agent.len(), agent[0][2].contains("话务员@")),
            (1, true),
            "{agent:?}"
        );
        behind_its_progress(&admin, "/api/people/export?q=agent", 1).await;
        for path in [
            "/api/people/export?limit=5",
            "/api/knowledge/export?cursor=1",
            "/api/people?format=csv",
        ] {
            assert_eq!(admin.get(path).await.told(), "422 bad_value", "{path}");
        }
        // Who took out what stands in the trail.
        let trail = format!("{:?}", rows(&admin, "/api/audit/export?act=exported").await);
        assert!(trail.contains("人员清单（q=agent）"), "{trail}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_are_taken_out_without_a_secret() {
    on_both(async |server: &TestServer| {
        let admin = server.with("system_admin").await;
        let receiver = Receiver::start().await;
        let police = server
            .key(
                "公安平台",
                "handler@仓山公安分局",
                &[Scope::Webhooks, Scope::Export],
            )
            .await;
        let centre = server
            .key("市级平台", "leader@市智慧中心", &[Scope::Webhooks])
            .await;
        let keys = rows(&admin, "/api/keys/export").await;
        let key = keys.iter().find(|row| row[0] == "公安平台").unwrap();
        assert_eq!(key[3], "推送、导出");
        assert!(key[2].contains("经办人@"), "{key:?}");
        // Programs take their own endpoints out, administrators everybody's.
        let mut made = Vec::new();
        for owner in [&police, &centre] {
            let body = json!({ "url": receiver.url, "kinds": ["dispatched", "signed"] });
            made.push(owner.post("/api/webhooks", &body).await.json());
        }
        assert_eq!(rows(&police, "/api/webhooks/export").await.len(), 1);
        let all = admin.get("/api/webhooks/export").await.ok();
        assert_eq!(all.header("total-count"), "2");
        let all = format!("{:?}", lines(&all));
        assert!(
            all.contains("dispatched、signed") && !all.contains("whsec_"),
            "{all}"
        );

        server.app.follow_feed().await.unwrap();
        server.dispatched("仓山公安分局").await;
        server.app.follow_feed().await.unwrap();
        server.app.tell_webhooks(&courier()).await.unwrap();
        let log = format!(
            "/api/webhooks/{}/deliveries",
            made[0]["id"].as_str().unwrap()
        );
        let told = rows(&police, &format!("{log}/export?state=heard")).await;
        let listed = police.get(&log).await.ok().json();
        assert_eq!(listed["deliveries"].as_array().unwrap().len(), 1);
        assert_eq!(told[0][1], listed["deliveries"][0]["id"].as_str().unwrap());
        assert_eq!(
            (told.len(), told[0][2].as_str(), told[0][7].as_str()),
            (1, "收到", "200")
        );
        assert_eq!(
            rows(&police, &format!("{log}/export?state=failed"))
                .await
                .len(),
            0
        );
        assert_eq!(rows(&admin, &format!("{log}/export")).await, told);
        assert_eq!(
            centre.get(&format!("{log}/export")).await.told(),
            "404 not_found"
        );
        for path in ["/api/people/export", "/api/keys/export"] {
            assert_eq!(
                server.with("leader").await.get(path).await.told(),
                "403 not_yours",
                "{path}"
            );
            assert_eq!(police.get(path).await.status, 403, "{path}");
        }
        let trail = format!("{:?}", rows(&admin, "/api/audit/export?act=exported").await);
        // What the log was narrowed to stands in the file and in the trail; the whole log says nothing of it.
        let id = made[0]["id"].as_str().unwrap();
        for (asked, head) in [
            ("?state=failed", format!("推送记录（{id}；state=failed）；")),
            ("?format=csv", format!("推送记录（{id}）；")),
        ] {
            let file = lines(&police.get(&format!("{log}/export{asked}")).await.ok());
            assert!(file[0][0].starts_with(&head), "{:?}", file[0]);
        }
        for list in ["密钥清单", "推送地址清单", "推送记录（", "；state=failed）"]
        {
            assert!(trail.contains(list), "{list}: {trail}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn knowledge_and_templates_are_taken_out_as_their_readers_see_them() {
    on_both(async |server: &TestServer| {
        let (agent, librarian) = (server.with("agent").await, server.with("librarian").await);
        let mut ids = Vec::new();
        for question in ["扰民找谁", "停水找谁"] {
            let body = json!({ "question": question, "answer": "由所在地\"公安派出所\"处理。", "source": "示例口径",
                "valid_until": "2027-12-31", "owner": "市公安局", "item": "B15" });
            ids.push(agent.post("/api/knowledge", &body).await.text("entry"));
        }
        let pass = json!({ "version": 1, "outcome": "passed" });
        librarian.post(&format!("/api/knowledge/{}/review", ids[0]), &pass).await.ok();
        let mut all = rows(&agent, "/api/knowledge/export").await;
        all.sort();
        let said = |row: &[String]| (row[0].clone(), row[6].clone());
        assert_eq!(all.iter().map(|row| said(row)).collect::<Vec<_>>(), [
            ("停水找谁".to_owned(), "待审核".to_owned()),
            ("扰民找谁".to_owned(), "有效".to_owned()),
        ]);
        let profile = server.app.profile();
        let item = profile.catalogue.item(&"B15".into()).unwrap();
        let item = format!("B15 {}", item.name);
        assert_eq!((all[0][4].as_str(), all[0][5].as_str()), ("福州市公安局", item.as_str()));
        // As on the screen: narrowed by what was typed and chosen, which the file says in clear letters.
        let found = agent.get("/api/knowledge/export?q=%E6%89%B0%E6%B0%91&standing=in_force").await.ok();
        assert_eq!(found.header("total-count"), "1");
        let found = lines(&found);
        assert!(found[0][0].contains("知识清单（q=扰民&standing=in_force）"), "{found:?}");
        assert_eq!(found[2][0], "扰民找谁");
        behind_its_progress(&agent, "/api/knowledge/export?waiting=true", 1).await;

        let admin = server.with("unit_admin@仓山公安分局").await;
        let body = json!({ "unit": "仓山公安分局", "name": "到场核实", "text": "经到场核实：" });
        assert_eq!(admin.post("/api/templates", &body).await.status, 201);
        let station = server.with("handler@对湖派出所").await;
        let own = rows(&station, "/api/templates/export").await;
        assert_eq!(own[0][..4], ["到场核实", "经到场核实：", "仓山公安分局", "1"]);
        let beside = server.with("handler@鼓楼公安分局").await;
        assert_eq!(rows(&beside, "/api/templates/export").await, Vec::<Vec<String>>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_words_find_is_what_goes_out() {
    on_both(async |server: &TestServer| {
        let agent = server.with("agent").await;
        for title in ["路灯不亮", "喇叭扰民", "路灯又不亮"] {
            registered(&agent, title, json!({})).await;
        }
        let path = "/api/cases/export?q=%E8%B7%AF%E7%81%AF";
        let titles = |rows: &[Vec<String>]| -> Vec<String> {
            rows.iter().map(|row| row[9].clone()).collect()
        };
        let mut found = rows(&agent, path).await;
        found.sort_by(|a, b| a[9].cmp(&b[9]));
        assert_eq!(titles(&found), ["路灯不亮", "路灯又不亮"]);
        behind_its_progress(&agent, path, 2).await;
        assert_eq!(
            rows(&agent, &format!("/api/cases/export?q={}", found[1][0]))
                .await
                .len(),
            1
        );
        assert_eq!(rows(&agent, &format!("{path}&kind=help")).await.len(), 0);
        assert_eq!(rows(&agent, "/api/cases/export").await.len(), 3);
        // Who does not see them finds none in a file either; what cannot be looked for begins no file.
        let beside = server.with("handler@鼓楼区城管局").await;
        assert_eq!(rows(&beside, path).await.len(), 0);
        let long = "x".repeat(2_000);
        for q in ["%2A", &long] {
            let path = format!("/api/cases/export?q={q}");
            assert_eq!(
                agent.get(&path).await.told(),
                agent.get(&path.replace("/export", "")).await.told()
            );
            assert_eq!(agent.get(&path).await.told(), "422 bad_value");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_the_rules_go_out_for_officials_to_confirm() {
    on_both(async |server: &TestServer| {
        let admin = server.with("system_admin").await;
        let profile = server.app.profile();
        let duties: usize = profile
            .directory
            .units()
            .map(|unit| unit.duties.len())
            .sum();
        for (list, count) in [
            ("items", profile.catalogue.items().len()),
            ("units", profile.directory.units().count()),
            ("duties", duties),
            ("channels", profile.catalogue.channels().len()),
            ("lines", profile.catalogue.lines().len()),
        ] {
            let file = rows(&admin, &format!("/api/lists/{list}/export")).await;
            assert_eq!(file.len(), count, "{list}");
            let composed = rows(&admin, &format!("/api/lists/{list}/export?composed=true")).await;
            let marked = file
                .iter()
                .filter(|row| row.last().unwrap() == "是")
                .count();
            assert_eq!(composed.len(), marked, "{list}");
        }
        // As on the screen by a part of code, name, or the initials of a name.
        let found = rows(&admin, "/api/lists/units/export?q=csgafj").await;
        assert!(
            found.iter().any(|row| row[1] == "仓山公安分局"),
            "{found:?}"
        );
        assert!(found.len() < 10, "{found:?}");
        // Sixty characters at most, as for people.
        for path in ["/api/lists/units/export", "/api/people/export"] {
            let long = |count: usize| format!("{path}?q={}", "x".repeat(count));
            admin.get(&long(60)).await.ok();
            assert_eq!(admin.get(&long(61)).await.told(), "422 bad_value", "{path}");
        }
        let limits = rows(
            &admin,
            "/api/lists/books/export?q=%E5%92%A8%E8%AF%A2%E7%9A%84%E6%9C%9F%E9%99%90",
        )
        .await;
        let limits: Vec<_> = limits
            .iter()
            .map(|row| (row[2].as_str(), row[3].as_str()))
            .collect();
        assert_eq!(limits, [("limit_consult", "5"), ("limit_consult", "2")]);
        let reasons = rows(&admin, "/api/lists/reasons/export").await;
        assert!(
            reasons
                .iter()
                .any(|row| row[..3] == ["不予受理", "1", "secret"]),
            "{reasons:?}"
        );
        behind_its_progress(
            &admin,
            "/api/lists/items/export",
            profile.catalogue.items().len(),
        )
        .await;
    })
    .await;
}
