//! A clock that ran ahead, or was set back: what it wrote keeps nobody waiting, nothing is lost, nothing is told
//! twice, and the doctor says what stands in the future.

use crate::house::{agent, now, opened, run, scratches, staff};
use crate::listener::Listener;
use app::clock::SetClock;
use app::doctor::{Finding, Weight};
use app::execute::{Ask, Done};
use app::keys::{NewKey, Scope};
use app::presence::Doing;
use app::webhooks::{NewWebhook, Webhook};
use app::{App, Courier, Net};
use hotline::actor::{Actor, Post, Role, Staff};
use hotline::case::command::Register;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use store::Scratch;
use workday::Instant;

const MINUTE: i64 = 60_000;
const PASSWORD: &str = "对的密码";

/// A year further.
fn ahead() -> Instant {
    "2027-11-20T10:30:00+08:00".parse().unwrap()
}

/// A platform with an account, a program that is told of everything, and a folder for messages.
struct Place {
    app: App,
    clock: Arc<SetClock>,
    listener: Listener,
    courier: Courier,
    /// The token of the program's key.
    token: String,
    folder: PathBuf,
    scratch: Scratch,
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Place {
    /// On a database, with a key that ends then.
    async fn on(scratch: Scratch, key_ends: Option<Instant>) -> Self {
        static PLACES: AtomicU32 = AtomicU32::new(0);
        let (app, clock) = opened(scratch.url(), now()).await;
        let centre = app.profile().directory.city_centre().code.clone();
        let agent = Post {
            role: Role::Agent,
            unit: centre.clone(),
        };
        app.add_staff("lin", "林（示例）", PASSWORD, vec![agent], false)
            .await
            .unwrap();
        let leader = Post {
            role: Role::Leader,
            unit: centre,
        };
        let new = NewKey {
            name: "听众".to_owned(),
            posts: vec![leader],
            scopes: vec![Scope::Webhooks],
            expires_at: key_ends,
        };
        let (_, token) = app.add_key("test", new).await.unwrap();
        let name = format!(
            "minsheng-clock-{}-{}",
            std::process::id(),
            PLACES.fetch_add(1, Ordering::Relaxed)
        );
        let place = Self {
            app,
            clock,
            listener: Listener::start().await,
            courier: Courier::new(vec!["127.0.0.0/8".parse::<Net>().unwrap()]),
            token,
            folder: std::env::temp_dir().join(name),
            scratch,
        };
        std::fs::create_dir_all(&place.folder).unwrap();
        place.app.follow_feed().await.unwrap();
        place
    }

    async fn add_webhook(&self) {
        let key = self.app.key(&self.token).await.unwrap().unwrap();
        let new = NewWebhook {
            url: self.listener.url.clone(),
            kinds: Vec::new(),
        };
        let made = self.app.add_webhook(&self.courier, &key.staff, new).await;
        made.unwrap();
    }

    async fn webhook(&self) -> Webhook {
        self.app.store().webhooks(None).await.unwrap().remove(0)
    }

    /// Follows the feed and tells what is due; how much was heard.
    async fn tell(&self) -> u64 {
        self.app.follow_feed().await.unwrap();
        self.app.tell_webhooks(&self.courier).await.unwrap()
    }

    /// Delivers what is due into the folder; how much left.
    async fn deliver(&self) -> u64 {
        self.app.deliver(Some(&self.folder)).await.unwrap()
    }

    async fn register(&self) -> Done {
        let register = json!({ "kind": "help", "text": "路灯不亮", "area": "350104",
            "requester": { "phone": "13900000000" } });
        let register: Register = serde_json::from_value(register).unwrap();
        let ask = Ask::default();
        self.app
            .register(&Actor::Requester, "requester", &register, &ask)
            .await
            .unwrap()
    }

    async fn accept(&self, no: &str) {
        run(&self.app, &agent(&self.app), no, "accept", json!({})).await;
    }

    async fn finding(&self, topic: &str) -> Finding {
        let findings = self.app.examine().await.unwrap();
        findings.into_iter().find(|it| it.topic == topic).unwrap()
    }

    fn at(&self, instant: Instant) {
        self.clock.set(instant);
    }
}

/// The token of the link in the only message of a folder.
fn link(folder: &Path) -> String {
    let mut files = std::fs::read_dir(folder).unwrap();
    let file = files.next().unwrap().unwrap().path();
    let message: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let body: Value = serde_json::from_str(message["body"].as_str().unwrap()).unwrap();
    let link = body["link"].as_str().unwrap();
    link.strip_prefix("/c/").unwrap().to_owned()
}

/// Somebody of the centre with an account.
fn lin(app: &App) -> Actor {
    let unit = app.profile().directory.city_centre().code.clone();
    Actor::Staff(Staff {
        person: "lin".to_owned(),
        posts: vec![Post {
            role: Role::Agent,
            unit,
        }],
    })
}

async fn opens(app: &App, done: &Done) -> bool {
    let code = done.code.as_deref().unwrap();
    app.requester(&done.no, code).await.is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_and_endpoints_do_not_wait_for_a_year_that_only_the_clock_saw() {
    for scratch in scratches().await {
        let place = Place::on(scratch, None).await;
        place.add_webhook().await;
        place.at(ahead());
        let case = place.register().await;
        place.accept(&case.no).await;
        // Nothing goes out: the folder is none, and the program that listens is not well.
        place.listener.answers(500);
        assert_eq!(place.tell().await, 0);
        let no_folder = place.folder.join("file");
        std::fs::write(&no_folder, "").unwrap();
        assert_eq!(place.app.deliver(Some(&no_folder)).await.unwrap(), 0);
        std::fs::remove_file(no_folder).unwrap();
        // This one has no place in the feed yet.
        let second = place.register().await;
        place.listener.answers(204);

        let right = now().plus_millis(MINUTE);
        place.at(right);
        let told = place.finding("clock").await;
        assert_eq!(told.weight, Weight::Wrong, "{told:?}");
        for what in [
            "未结的件 2，如 ",
            "消息 1",
            "推送 2",
            "停着的推送地址 1",
            "paused endpoints 1",
        ] {
            assert!(told.what.contains(what), "{what}: {told:?}");
        }
        assert!(told.what.contains(&case.no), "{told:?}");
        let told = place.finding("messages").await;
        assert_eq!(told.weight, Weight::Warning, "{told:?}");

        // The lease was used in the future, by a server that is no more: another takes over at once.
        let (other, other_clock) = opened(place.scratch.url(), right).await;
        assert!(other.follow_feed().await.unwrap() > 0);
        other.leave_feed().await.unwrap();
        assert_eq!(place.tell().await, 3);
        assert_eq!(place.deliver().await, 1);
        let webhook = place.webhook().await;
        assert_eq!((webhook.disabled_at, webhook.failures), (None, 0));
        assert!(webhook.pause_until <= right, "{webhook:?}");
        let heard = place.listener.take();
        let ids: BTreeSet<_> = heard.iter().collect();
        assert_eq!((heard.len(), ids.len()), (4, 3), "one was refused once");

        // Neither now nor when its time comes is anything told twice.
        for at in [right.plus_millis(MINUTE), ahead().plus_hours(2)] {
            place.at(at);
            other_clock.set(at);
            assert_eq!((place.tell().await, place.deliver().await), (0, 0));
        }
        place.at(right);
        let told = place.finding("clock").await;
        assert!(
            !told.what.contains("消息") && !told.what.contains("推送"),
            "{told:?}"
        );
        assert!(told.what.contains(&second.no) || told.what.contains(&case.no));
        assert_eq!(place.finding("messages").await.weight, Weight::Fine);
        other.store().close().await;
        place.app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn doors_that_were_locked_ahead_are_open_and_what_began_then_has_ended() {
    for scratch in scratches().await {
        let place = Place::on(scratch, None).await;
        let app = &place.app;
        let (case, other) = (place.register().await, place.register().await);
        place.at(ahead());
        let code = other.code.as_deref().unwrap();
        let visit = app.visit(&other.no, code).await.unwrap();
        place.accept(&other.no).await;
        assert_eq!(place.deliver().await, 1);
        let link = link(&place.folder);
        let wrong = if case.code.as_deref() == Some("000000") {
            "111111"
        } else {
            "000000"
        };
        for _ in 0..10 {
            assert!(app.requester(&case.no, wrong).await.is_err());
        }
        assert!(!opens(app, &case).await, "locked");
        let signed = app.sign_in("lin", PASSWORD).await.unwrap().unwrap();
        assert!(app.signed_in(&signed.token).await.unwrap().is_some());
        let until = ahead().plus_hours(1);
        let locking = app.store().note_sign_in("lin", false, 1, until);
        locking.await.unwrap();
        assert!(app.sign_in("lin", PASSWORD).await.unwrap().is_none());
        app.at_case(&lin(app), &case.no, Doing::Writing)
            .await
            .unwrap();
        app.key(&place.token).await.unwrap();
        let reader = staff(app, Role::Dispatcher, "市智慧中心");
        let there = async || {
            let there = app.at_case(&reader, &case.no, Doing::Leaving).await;
            there.unwrap().len()
        };
        assert_eq!(there().await, 1);

        let right = now().plus_millis(MINUTE);
        place.at(right);
        let told = place.finding("clock").await;
        for what in ["锁定的账号 1", "登录 1"] {
            assert!(told.what.contains(what), "{what}: {told:?}");
        }
        // A session and a visit would last a year longer than any.
        assert_eq!(app.signed_in(&signed.token).await.unwrap(), None);
        assert_eq!(app.session_end(&signed.token).await.unwrap(), None);
        assert_eq!(app.visitor(&visit.token).await.unwrap(), None);
        // But what a message has promised opens.
        assert!(app.visit_by_link(&link).await.unwrap().is_some());
        assert!(opens(app, &case).await);
        assert!(app.sign_in("lin", PASSWORD).await.unwrap().is_some());
        assert_eq!(there().await, 0);
        assert!(app.key(&place.token).await.unwrap().is_some());
        // A use of today is noted, while nobody waits for it.
        while app.keys().await.unwrap()[0].key.used_at != Some(right) {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        // Nor does any lock hold when its hour comes at last.
        place.at(ahead().plus_millis(30 * MINUTE));
        assert!(opens(app, &case).await);
        assert!(app.sign_in("lin", PASSWORD).await.unwrap().is_some());
        app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_is_closed_for_three_days_and_for_no_jump() {
    for scratch in scratches().await {
        let place = Place::on(scratch, None).await;
        place.add_webhook().await;
        place.register().await;
        place.listener.answers(500);
        assert_eq!(place.tell().await, 0);
        place.at(now().plus_millis(MINUTE));
        assert_eq!(place.tell().await, 0);
        let minutes_before = |webhook: &Webhook, at: Instant| {
            (at.as_millis() - webhook.failing_since.unwrap().as_millis()) / MINUTE
        };
        // A year further it fails again: that year was none.
        place.at(ahead());
        assert_eq!(place.tell().await, 0);
        let webhook = place.webhook().await;
        assert_eq!((webhook.disabled_at, webhook.failures), (None, 3));
        assert_eq!(minutes_before(&webhook, ahead()), 1);
        // Set right it is tried at once, and what it has failed so far is neither lost nor more.
        let right = now().plus_millis(10 * MINUTE);
        place.at(right);
        assert_eq!(place.tell().await, 0);
        let webhook = place.webhook().await;
        assert_eq!((webhook.disabled_at, webhook.failures), (None, 4));
        assert_eq!(minutes_before(&webhook, right), 1);
        // From here on time passes, with something new now and then; three days are three days.
        let mut minutes = 10;
        while place.webhook().await.disabled_at.is_none() && minutes < 5 * 24 * 60 {
            minutes += 5;
            place.at(now().plus_millis(minutes * MINUTE));
            if minutes % 360 == 0 {
                place.register().await;
            }
            assert_eq!(place.tell().await, 0);
        }
        let webhook = place.webhook().await;
        let why = webhook.disabled_why.expect("closed at last");
        assert!(why.contains("三天"), "{why}");
        let three_days = 3 * 24 * 60;
        assert!(
            (three_days..three_days + 400).contains(&minutes),
            "{minutes}"
        );
        let closed_by = place.app.store().actors_of("close_webhook").await.unwrap();
        assert_eq!(
            closed_by,
            ["system"],
            "the platform, and nobody who is called so"
        );
        place.app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_whose_key_runs_out_by_a_jump_is_told_again() {
    for scratch in scratches().await {
        let place = Place::on(scratch, Some(now().plus_days(30))).await;
        place.add_webhook().await;
        place.register().await;
        place.app.follow_feed().await.unwrap();
        assert_eq!(place.finding("webhooks").await.weight, Weight::Fine);
        place.at(ahead());
        assert_eq!(place.tell().await, 0);
        assert_eq!(place.webhook().await.disabled_at, None);
        assert!(
            place.listener.take().is_empty(),
            "nothing for who may not come in"
        );
        let told = place.finding("webhooks").await;
        assert_eq!(told.weight, Weight::Warning, "{told:?}");
        place.at(now().plus_millis(MINUTE));
        assert_eq!(place.tell().await, 1);
        assert_eq!(place.finding("webhooks").await.weight, Weight::Fine);
        place.app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_set_back_by_a_day_keeps_nobody_waiting() {
    for scratch in scratches().await {
        let place = Place::on(scratch, None).await;
        let app = &place.app;
        place.add_webhook().await;
        let case = place.register().await;
        place.accept(&case.no).await;
        place.listener.answers(500);
        assert_eq!(place.tell().await, 0);
        place.listener.answers(204);
        let signed = app.sign_in("lin", PASSWORD).await.unwrap().unwrap();
        // What was written in the right time lies in the future now.
        place.at(now().plus_days(-1));
        assert_eq!(place.deliver().await, 1);
        assert_eq!(place.tell().await, 2);
        place.register().await;
        assert_eq!(place.tell().await, 1, "the endpoint was made tomorrow");
        assert_eq!(app.signed_in(&signed.token).await.unwrap(), None);
        let again = app.sign_in("lin", PASSWORD).await.unwrap();
        assert!(again.is_some(), "whoever signs in anew goes on");
        // Set right: nothing is told twice, and nobody has been signed out.
        place.at(now().plus_millis(MINUTE));
        assert_eq!((place.tell().await, place.deliver().await), (0, 0));
        assert!(app.signed_in(&signed.token).await.unwrap().is_some());
        let heard = place.listener.take();
        let ids: BTreeSet<_> = heard.iter().collect();
        assert_eq!((heard.len(), ids.len()), (4, 3), "one was refused once");
        app.store().close().await;
    }
}
