//! Webhooks, told to a real server: what is within reach and nothing else, signed, until it is heard.

use crate::receiver::{Message, Receiver};
use crate::server::{Client, TestServer, courier, on_both};
use app::keys::Scope;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

/// What the receiver of a secret computes, written from the standard and not from our code.
pub fn signed(secret: &str, message: &Message) -> String {
    let key = STANDARD.decode(&secret["whsec_".len()..]).unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    for part in [&message.id, ".", &message.timestamp, ".", &message.body] {
        mac.update(part.as_bytes());
    }
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

/// Lets everything happen that is due.
pub async fn tell(server: &TestServer) -> u64 {
    server.app.follow_feed().await.unwrap();
    server.app.tell_webhooks(&courier()).await.unwrap()
}

pub async fn endpoint(client: &Client, url: &str, kinds: &[&str]) -> Value {
    let made = client
        .post("/api/webhooks", &json!({ "url": url, "kinds": kinds }))
        .await;
    assert_eq!(made.status, 201, "{made:?}");
    made.json()
}

pub fn kinds(messages: &[Message]) -> Vec<String> {
    let kind = |message: &Message| message.json["type"].as_str().unwrap().to_owned();
    messages.iter().map(kind).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_owner_is_told_what_lies_within_his_reach_and_no_word_of_it() {
    on_both(async |server: &TestServer| {
        let scopes = [Scope::Webhooks, Scope::Read];
        let (unit, city) = (Receiver::start().await, Receiver::start().await);
        let police = server.key("公安平台", "handler@仓山公安分局", &scopes).await;
        let centre = server.key("市级平台", "leader@市智慧中心", &scopes).await;
        let made = endpoint(&police, &unit.url, &[]).await;
        endpoint(&centre, &city.url, &["answered", "dispatched"]).await;
        server.app.follow_feed().await.unwrap();
        let (no, _) = server.dispatched("仓山公安分局").await;
        let (foreign, _) = server.dispatched("鼓楼区城管局").await;
        // A secret case: the unit that must act is told that it has it, and nothing more.
        let body = json!({ "kind": "complaint", "report": true, "title": "举报某店", "text": "老板是张三",
            "requester": { "name": "李四", "phone": "13900000001" }, "accept": true, "item": "B15" });
        let secret = server.with("agent").await.post("/api/cases", &body).await.ok().text("no");
        server.with("dispatcher").await.command(&secret, "dispatch", r#"{"lead": "仓山公安分局"}"#).await.ok();
        server.with("handler@仓山公安分局").await.command(&no, "sign", "").await.ok();
        assert_eq!(tell(server).await, 6);

        // What came before the unit had it is not told it; what is not its own at all, never.
        let heard = unit.take();
        let of = |no: &str| -> Vec<Message> {
            heard.iter().filter(|message| message.json["data"]["no"] == no).cloned().collect()
        };
        assert_eq!(kinds(&of(&no)), ["case.dispatched", "case.signed"]);
        assert_eq!(kinds(&of(&secret)), ["case.dispatched"]);
        assert_eq!(heard.len(), 3);
        let places: Vec<_> = heard.iter().map(|message| message.json["data"]["position"].as_i64()).collect();
        assert!(places.is_sorted(), "{places:?}");
        let data = &of(&no)[1].json["data"];
        assert_eq!((&data["version"], &data["status"]), (&json!(4), &json!("in_progress")));
        assert!(data["due"].as_str().unwrap().starts_with("2026-11-2"), "{data}");
        for message in &heard {
            let fields: Vec<_> = message.json["data"].as_object().unwrap().keys().cloned().collect();
            assert_eq!(fields, ["due", "no", "position", "status", "version"]);
            for word in ["举报", "张三", "李四", "139", "喇叭"] {
                assert!(!message.body.contains(word), "{}", message.body);
            }
            assert_eq!(message.signature, signed(made["secret"].as_str().unwrap(), message));
            assert!(message.id.starts_with(&format!("msg_{}_", made["id"].as_str().unwrap())));
        }
        let told_city = city.take();
        assert_eq!(kinds(&told_city), ["case.dispatched"; 3]);
        assert!(told_city.iter().any(|message| message.json["data"]["no"] == foreign));
        // Told once: nothing comes again.
        assert_eq!(tell(server).await, 0);
        assert!(unit.take().is_empty() && city.take().is_empty());

        // Endpoints are their owner's.
        let path = format!("/api/webhooks/{}", made["id"].as_str().unwrap());
        assert_eq!(centre.get(&path).await.told(), "404 not_found");
        assert_eq!(centre.get(&format!("{path}/deliveries")).await.told(), "404 not_found");
        assert_eq!(centre.send("POST", &format!("{path}/remove"), b"").await.told(), "404 not_found");
        let log = police.get(&format!("{path}/deliveries?limit=2")).await.ok().json();
        assert_eq!(log["deliveries"].as_array().unwrap().len(), 2);
        assert_eq!((&log["deliveries"][0]["state"], &log["deliveries"][0]["status"]), (&json!("heard"), &json!(200)));
        let next = log["next"].as_str().unwrap();
        let rest = police.get(&format!("{path}/deliveries?cursor={next}")).await.ok().json();
        assert_eq!(rest["deliveries"].as_array().unwrap().len(), 1);
        // Whose key is taken back is told nothing more, not even what waits.
        let keys = server.app.keys().await.unwrap();
        let id = keys.iter().find(|key| key.key.name == "公安平台").unwrap().key.id.clone();
        server.with("handler@仓山公安分局").await.command(&no, "annotate", r#"{"text": "x"}"#).await.ok();
        server.app.follow_feed().await.unwrap();
        server.app.revoke_key("test", &id).await.unwrap();
        assert_eq!(tell(server).await, 0);
        assert!(unit.take().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_hangs_keeps_nobody_else_waiting() {
    on_both(async |server: &TestServer| {
        let (hangs, hears) = (Receiver::start().await, Receiver::start().await);
        let key = |name| server.key(name, "leader@市智慧中心", &[Scope::Webhooks]);
        let (slow, quick) = (key("慢的").await, key("快的").await);
        let made = endpoint(&slow, &hangs.url, &[]).await;
        endpoint(&quick, &hears.url, &[]).await;
        server.app.follow_feed().await.unwrap();
        hangs.answers(&[0, 0]);
        let app = server.app.clone();
        let telling = tokio::spawn(async move { app.keep_telling(&courier()).await });
        // The second is told while the other endpoint still has the first.
        for _ in 0..2 {
            server.submitted().await;
            server.app.follow_feed().await.unwrap();
            while hears.take().is_empty() {
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
        }
        let path = format!("/api/webhooks/{}", made["id"].as_str().unwrap());
        assert_eq!(slow.get(&path).await.ok().json()["failures"], 0);
        telling.abort();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "tries and pauses are told in one go")]
async fn what_is_not_heard_is_told_again_until_it_is() {
    on_both(async |server: &TestServer| {
        let receiver = Receiver::start().await;
        let owner = server
            .key("平台", "leader@市智慧中心", &[Scope::Webhooks])
            .await;
        let made = endpoint(&owner, &receiver.url, &[]).await;
        let (id, first_secret) = (
            made["id"].as_str().unwrap(),
            made["secret"].as_str().unwrap(),
        );
        let path = format!("/api/webhooks/{id}");
        server.app.follow_feed().await.unwrap();
        // Refused, and sent elsewhere: neither is heard; the redirect is not followed.
        receiver.answers(&[500, 302]);
        server.submitted().await;
        assert_eq!(tell(server).await, 0);
        assert_eq!(tell(server).await, 0, "it is left in peace for a while");
        server.at("2026-11-20T10:30:10+08:00");
        assert_eq!(tell(server).await, 0);
        let log = owner
            .get(&format!("{path}/deliveries?state=waiting"))
            .await
            .ok()
            .json();
        assert_eq!(
            (
                &log["deliveries"][0]["tries"],
                &log["deliveries"][0]["status"]
            ),
            (&json!(2), &json!(302))
        );
        assert_eq!(owner.get(&path).await.ok().json()["failures"], 2);
        server.at("2026-11-20T10:32:00+08:00");
        assert_eq!(tell(server).await, 1);
        let tries = receiver.take();
        assert_eq!(tries.len(), 3);
        assert!(
            tries
                .iter()
                .all(|message| message.id == tries[0].id && message.body == tries[0].body)
        );
        let view = owner.get(&path).await.ok().json();
        assert_eq!(
            (&view["failures"], &view["failing_since"]),
            (&json!(0), &Value::Null)
        );
        assert!(view.get("secret").is_none(), "told once");

        // For a day after a change both secrets can check a message.
        let rotated = owner
            .send("POST", &format!("{path}/rotate"), b"")
            .await
            .ok()
            .text("secret");
        server.submitted().await;
        assert_eq!(tell(server).await, 1);
        let message = receiver.take().remove(0);
        assert_eq!(
            message.signature,
            format!(
                "{} {}",
                signed(&rotated, &message),
                signed(first_secret, &message)
            )
        );
        server.at("2026-11-21T10:32:01+08:00");
        server.submitted().await;
        tell(server).await;
        let message = receiver.take().remove(0);
        assert_eq!(message.signature, signed(&rotated, &message));

        // Closed by its owner it is told nothing; opened again, what was missed is asked for.
        owner
            .send("POST", &format!("{path}/disable"), b"")
            .await
            .ok();
        server.submitted().await;
        server.submitted().await;
        assert_eq!(tell(server).await, 0);
        assert_eq!(
            owner
                .send("POST", &format!("{path}/enable"), b"")
                .await
                .ok()
                .json()["enabled"],
            true
        );
        assert_eq!(tell(server).await, 0);
        let last = message.json["data"]["position"].clone();
        let again = owner
            .post(&format!("{path}/resend"), &json!({ "after": last }))
            .await
            .ok()
            .json();
        assert_eq!(again, json!({ "count": 2, "after": null }));
        assert_eq!(tell(server).await, 2);
        assert_eq!(receiver.take().len(), 2);
        let again = owner
            .post(&format!("{path}/resend"), &json!({ "position": last }))
            .await
            .ok()
            .json();
        assert_eq!(again["count"], 1);
        tell(server).await;
        assert_eq!(
            receiver.take()[0].id,
            message.id,
            "the same message under the same id"
        );
        for odd in [
            json!({}),
            json!({ "position": 1, "after": 1 }),
            json!({ "after": "x" }),
        ] {
            assert_eq!(
                owner.post(&format!("{path}/resend"), &odd).await.told(),
                "422 bad_value"
            );
        }

        // One that is gone for good is closed at once; one that hears nothing, after three days.
        receiver.answers(&[410]);
        server.submitted().await;
        tell(server).await;
        let view = owner.get(&path).await.ok().json();
        assert_eq!(view["enabled"], false);
        assert!(view["disabled_why"].as_str().unwrap().contains("410"));
        owner
            .send("POST", &format!("{path}/enable"), b"")
            .await
            .ok();
        receiver.answers(&[500; 900]);
        let (start, mut minutes) = (server.app.now(), 0);
        let closed = async || server.app.store().open_webhooks().await.unwrap().is_empty();
        while minutes < 9 * 24 * 60 && !closed().await {
            if minutes % 720 == 0 {
                server.submitted().await;
            }
            tell(server).await;
            minutes += 10;
            server.at(&start.plus_millis(minutes * 60_000).to_string());
        }
        let view = owner.get(&path).await.ok().json();
        assert!(
            view["disabled_why"].as_str().unwrap().contains("三天"),
            "{view}"
        );
        assert!((72 * 60..84 * 60).contains(&minutes), "{minutes} minutes");
        // What was not heard still waits, and comes when it is opened.
        receiver.answers.lock().unwrap().clear();
        receiver.take();
        owner
            .send("POST", &format!("{path}/enable"), b"")
            .await
            .ok();
        let store = server.app.store();
        let waiting = store.count_deliveries(id, app::webhooks::Which::Waiting);
        let waiting = u64::try_from(waiting.await.unwrap()).unwrap();
        assert!(waiting > 0);
        server.at("2026-11-29T10:00:00+08:00");
        assert_eq!(tell(server).await, waiting);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn endpoints_that_lead_inside_are_refused() {
    let server = TestServer::new().await;
    let owner = server
        .key("平台", "leader@市智慧中心", &[Scope::Webhooks])
        .await;
    for url in [
        "https://127.0.0.1/",
        "https://10.0.0.8/hook",
        "https://[::1]/",
        "https://169.254.169.254/",
        "https://user:pw@example.org/",
        "file:///etc/passwd",
        "https://example.org:22/",
        "",
        "https://0x7f000001/",
        "https://localhost/m",
    ] {
        let reply = owner.post("/api/webhooks", &json!({ "url": url })).await;
        assert_eq!(reply.told(), "422 bad_value", "{url}");
        assert_eq!(reply.json()["errors"][0]["field"], "url");
        if url.ends_with("/m") {
            assert!(
                reply.text("detail").contains("webhooks.allowed"),
                "{reply:?}"
            );
        }
    }
    let odd = owner
        .post(
            "/api/webhooks",
            &json!({ "url": "https://example.org/", "kinds": ["everything"] }),
        )
        .await;
    assert_eq!(odd.json()["errors"][0]["field"], "kinds");
    // A person may have some too, if he leads a shift or a unit.
    let lead = server.with("unit_admin@仓山公安分局").await;
    lead.post("/api/webhooks", &json!({ "url": "https://example.org/" }))
        .await
        .ok();
    assert_eq!(
        lead.get("/api/webhooks")
            .await
            .ok()
            .json()
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(owner.get("/api/webhooks").await.ok().json(), json!([]));
    for n in 0..20 {
        owner
            .post(
                "/api/webhooks",
                &json!({ "url": format!("https://example.org/{n}") }),
            )
            .await
            .ok();
    }
    assert_eq!(
        owner
            .post("/api/webhooks", &json!({ "url": "https://example.org/" }))
            .await
            .told(),
        "422 bad_value"
    );
    server.stop().await;
}

/// Whoever hears nothing of an import.
struct Nobody;

impl app::dossier::import::Listener for Nobody {
    fn bad(&mut self, bad: &app::dossier::check::BadLine) {
        panic!("{bad:?}");
    }
    fn progress(&mut self, _: &app::dossier::import::Imported) {}
}

/// The cases of a city that has worked for months, as a file.
async fn a_city() -> Vec<u8> {
    let scratch = store::Scratch::sqlite().unwrap();
    let store = store::Store::open(scratch.url()).await.unwrap();
    let profile = app::profile::built_in().unwrap();
    let now = crate::server::instant("2026-11-20T09:00:00+08:00");
    app::demo::fill(&store, &profile, now, 30, 7).await.unwrap();
    let clock = std::sync::Arc::new(app::clock::SetClock::at(now));
    let city = app::App::open(store, profile, clock, None).await.unwrap();
    let mut dossiers = Vec::new();
    let out = city.export_dossiers(&mut dossiers, None, &mut |_| {}).await;
    assert!(out.unwrap().end.cases >= 30);
    city.store().close().await;
    dossiers
}

#[tokio::test(flavor = "multi_thread")]
async fn histories_that_are_taken_in_are_no_news() {
    let dossiers = a_city().await;
    on_both(async |server: &TestServer| {
        let receiver = Receiver::start().await;
        let scopes = [Scope::Webhooks, Scope::Read];
        let centre = server.key("市级平台", "leader@市智慧中心", &scopes).await;
        let made = endpoint(&centre, &receiver.url, &[]).await;
        server.app.follow_feed().await.unwrap();
        let before = server.app.feed_head().await.unwrap();
        let taken = server
            .app
            .import(&mut dossiers.as_slice(), None, &mut Nobody)
            .await;
        assert!(taken.unwrap().taken >= 30);
        assert_eq!(tell(server).await, 0);
        assert!(server.app.feed_head().await.unwrap() > before + 30);
        assert!(receiver.take().is_empty());
        // What happens to them from now on is.
        let cases = server.app.store().cases_after(0, 100).await.unwrap();
        let no = &cases.last().unwrap().no;
        let agent = server.with("agent").await;
        agent.command(no, "annotate", r#"{"text": "x"}"#).await.ok();
        tell(server).await;
        let heard = receiver.take();
        assert_eq!(kinds(&heard), ["case.annotated"]);
        assert_eq!(&heard[0].json["data"]["no"], no.as_str());
        // And who asks for it is told what was.
        let path = format!("/api/webhooks/{}/resend", made["id"].as_str().unwrap());
        let again = json!({ "position": before + 1 });
        let again = centre.post(&path, &again).await;
        assert_eq!(again.told(), "200");
        assert_eq!(tell(server).await, 1);
    })
    .await;
}
