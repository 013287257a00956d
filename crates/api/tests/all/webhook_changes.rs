//! Changes of endpoints: another address, another secret, and two who change one at once.

use crate::receiver::Receiver;
use crate::server::{TestServer, on_both};
use crate::webhooks::{endpoint, kinds, signed, tell};
use app::keys::Scope;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_is_changed_again_within_a_day_takes_none_of_those_before_away() {
    on_both(async |server: &TestServer| {
        let receiver = Receiver::start().await;
        let owner = server
            .key("市级平台", "leader@市智慧中心", &[Scope::Webhooks])
            .await;
        let made = endpoint(&owner, &receiver.url, &[]).await;
        let path = format!("/api/webhooks/{}", made["id"].as_str().unwrap());
        server.app.follow_feed().await.unwrap();
        // Changed again within the day, none of those before ends early; and there is an end to how many there are.
        let rotate = async || owner.send("POST", &format!("{path}/rotate"), b"").await;
        let mut secrets = vec![made["secret"].as_str().unwrap().to_owned()];
        for minute in 1..6 {
            server.at(&format!("2026-11-20T10:3{minute}:00+08:00"));
            secrets.push(rotate().await.ok().text("secret"));
        }
        let sixth = rotate().await;
        let why = sixth.json()["detail"].as_str().unwrap().to_owned();
        assert_eq!(sixth.told(), "422 bad_value");
        assert!(why.contains("旧密钥 2026-11-21 10:35 以前还在用"), "{why}");
        server.submitted().await;
        tell(server).await;
        let told = receiver.take().remove(0);
        let by_each: Vec<_> = secrets.iter().rev().map(|one| signed(one, &told)).collect();
        assert_eq!(told.signature, by_each.join(" "));
        server.at("2026-11-21T10:35:01+08:00");
        let newest = rotate().await.ok().text("secret");
        server.submitted().await;
        tell(server).await;
        let told = receiver.take().remove(0);
        let by_two = [&newest, secrets.last().unwrap()].map(|one| signed(one, &told));
        assert_eq!(told.signature, by_two.join(" "));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_change_an_endpoint_at_once_one_is_told_what_the_other_made_of_it() {
    on_both(async |server: &TestServer| {
        let receiver = Receiver::start().await;
        let lead = server.with("shift_lead").await;
        let made = endpoint(&lead, &receiver.url, &[]).await;
        let id = made["id"].as_str().unwrap();
        let path = |act: &str| format!("/api/webhooks/{id}{act}");
        let to = |kinds: &str, seen: &Value| {
            json!({ "url": receiver.url, "kinds": [kinds], "seen": { "url": seen["url"], "kinds": seen["kinds"] } })
        };
        let (signed, answered) = (to("signed", &made), to("answered", &made));
        let change = path("/change");
        let (one, other) = tokio::join!(lead.post(&change, &signed), lead.post(&change, &answered));
        let won = if one.status == 200 { "signed" } else { "answered" };
        let (first, late) = if one.status == 200 { (one, other) } else { (other, one) };
        assert_eq!((first.status, late.told()), (200, "409 stale".to_owned()));
        assert!(late.text("detail").contains(won), "{}", late.text("detail"));
        let now = lead.get(&path("")).await.ok().json();
        assert_eq!(now["kinds"], json!([won]));
        // Whoever has seen it goes on from there.
        assert_eq!(lead.post(&change, &to("closed", &now)).await.status, 200);
        let admin = server.with("system_admin").await;
        let acts = async |act: &str| {
            let path = format!("/api/audit?act={act}");
            let trail = admin.get(&path).await.ok().json();
            trail["rows"].as_array().unwrap().len()
        };
        assert_eq!(acts("change_webhook").await, 2);
        // Closed twice: the first closed it, and stays the reason.
        let admin_closes = admin.send("POST", &path("/disable"), b"").await.ok().json();
        let closed = lead.send("POST", &path("/disable"), b"").await.ok().json();
        for field in ["disabled_at", "disabled_why"] {
            assert_eq!(closed[field], admin_closes[field], "{field}");
        }
        // Gone: nobody changed it, and the trail says so.
        let store = server.app.store();
        let gone = store::webhooks::Change::Remove;
        let row = store::audit::AuditRow {
            id: 1,
            at: server.app.now(),
            actor: "system".to_owned(),
            act: "change_webhook".to_owned(),
            case: None,
            note: "x".to_owned(),
        };
        let done = store.change_webhook("none", gone, row).await.unwrap();
        assert_eq!(done, store::webhooks::Changed::Gone);
        assert_eq!(acts("change_webhook").await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_is_told_elsewhere_and_of_other_kinds_with_the_same_secret() {
    on_both(async |server: &TestServer| {
        let (old, new) = (Receiver::start().await, Receiver::start().await);
        let lead = server.with("shift_lead").await;
        let made = endpoint(&lead, &old.url, &["dispatched"]).await;
        let (id, secret) = (
            made["id"].as_str().unwrap(),
            made["secret"].as_str().unwrap(),
        );
        let change = format!("/api/webhooks/{id}/change");
        server.app.follow_feed().await.unwrap();
        old.answers(&[500]);
        let (no, _) = server.dispatched("仓山公安分局").await;
        assert_eq!(tell(server).await, 0);
        assert_eq!(old.take().len(), 1);
        let seen = json!({ "url": old.url, "kinds": ["dispatched"] });
        // What is wrong changes nothing, and stands at its field.
        for (body, field) in [
            (
                json!({ "url": "https://10.0.0.8/hook", "seen": seen }),
                "url",
            ),
            (json!({ "url": "http://1.1.1.1/", "seen": seen }), "url"),
            (
                json!({ "url": new.url, "kinds": ["everything"], "seen": seen }),
                "kinds",
            ),
            (json!({ "url": new.url }), "seen"),
        ] {
            let refused = lead.post(&change, &body).await;
            assert_eq!(refused.told(), "422 bad_value", "{body}");
            assert_eq!(refused.json()["errors"][0]["field"], field);
        }
        let body =
            json!({ "url": new.url, "kinds": ["signed", "accepted", "signed"], "seen": seen });
        let stranger = server.with("unit_admin@仓山公安分局").await;
        assert_eq!(stranger.post(&change, &body).await.told(), "404 not_found");
        let admin = server.with("system_admin").await;
        assert_eq!(admin.post(&change, &body).await.told(), "403 not_yours");
        let changed = lead.post(&change, &body).await.ok().json();
        assert_eq!(
            (&changed["url"], &changed["kinds"], &changed["failures"]),
            (&json!(new.url), &json!(["accepted", "signed"]), &json!(0))
        );
        assert!(changed.get("secret").is_none(), "told once");
        // What waited comes to the new address at once; then what is asked for now, signed as before.
        assert_eq!(tell(server).await, 1);
        let handler = server.with("handler@仓山公安分局").await;
        handler.command(&no, "sign", "").await.ok();
        assert_eq!(tell(server).await, 1);
        server.dispatched("鼓楼区城管局").await;
        assert_eq!(tell(server).await, 1);
        let heard = new.take();
        assert_eq!(
            kinds(&heard),
            ["case.dispatched", "case.signed", "case.accepted"]
        );
        assert!(old.take().is_empty());
        assert!(
            heard
                .iter()
                .all(|message| message.signature == signed(secret, message))
        );
        let trail = admin.get("/api/audit?act=change_webhook").await.ok().json();
        assert_eq!(trail["rows"].as_array().unwrap().len(), 1);
        assert_eq!(trail["rows"][0]["note"], format!("{id} {}", new.url));
    })
    .await;
}
