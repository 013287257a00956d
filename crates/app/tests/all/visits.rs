//! Visits and links of requesters, on both databases: who comes in, for how long, and by what.

use app::App;
use app::clock::SetClock;
use app::execute::{Ask, Done};
use hotline::actor::Actor;
use hotline::case::command::{Command, Register};
use hotline::kind::Kind;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use store::{Scratch, Store};

struct House {
    app: App,
    clock: Arc<SetClock>,
    folder: std::path::PathBuf,
    _scratch: Scratch,
}

async fn houses() -> Vec<House> {
    let mut scratches = vec![Scratch::sqlite().unwrap()];
    scratches.extend(Scratch::postgres_for_test().await);
    let mut houses = Vec::new();
    for (n, scratch) in scratches.into_iter().enumerate() {
        let store = Store::open(scratch.url()).await.unwrap();
        let clock = Arc::new(SetClock::at("2026-11-20T10:00:00+08:00".parse().unwrap()));
        let profile = app::profile::built_in().unwrap();
        let app = App::open(store, profile, clock.clone(), None)
            .await
            .unwrap();
        let name = format!("minsheng-visits-{}-{n}", std::process::id());
        houses.push(House {
            app,
            clock,
            folder: std::env::temp_dir().join(name),
            _scratch: scratch,
        });
    }
    houses
}

impl House {
    async fn submit(&self, confidential: bool) -> Done {
        let register = json!({ "kind": "help", "text": "路灯不亮", "confidential": confidential,
            "requester": { "phone": "13900000000" } });
        let register: Register = serde_json::from_value(register).unwrap();
        let (app, ask) = (&self.app, Ask::default());
        app.register(&Actor::Requester, "requester", &register, &ask)
            .await
            .unwrap()
    }

    /// The link in the message that follows acceptance.
    async fn link(&self, done: &Done) -> Option<String> {
        let city = self.app.profile().directory.city_centre().code.clone();
        let post = hotline::actor::Post {
            role: hotline::actor::Role::Agent,
            unit: city,
        };
        let agent = Actor::Staff(hotline::actor::Staff {
            person: "agent".to_owned(),
            posts: vec![post],
        });
        let accept = Command::read("accept", json!({})).unwrap();
        self.app
            .execute(&agent, &done.no, &accept, &Ask::default())
            .await
            .unwrap();
        self.app.deliver(Some(&self.folder)).await.unwrap();
        let mut link = None;
        for file in std::fs::read_dir(&self.folder).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let message: Value = serde_json::from_str(&text).unwrap();
            let body: Value = serde_json::from_str(message["body"].as_str().unwrap()).unwrap();
            if body["no"] == done.no.as_str() && message["template"] == "accepted" {
                link = body["link"].as_str().map(ToOwned::to_owned);
            }
        }
        std::fs::remove_dir_all(&self.folder).unwrap();
        link
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_opens_its_case_for_two_hours() {
    for house in houses().await {
        let app = &house.app;
        let done = house.submit(false).await;
        assert!(app.visit(&done.no, "no code").await.is_err());
        let visit = app.visit(&done.no, &done.code.unwrap()).await.unwrap();
        let opened = async |token: &str| app.visitor(token).await.unwrap();
        assert_eq!(opened(&visit.token).await, Some(done.no.clone()));
        assert_eq!(opened("0123456789abcdef0123456789abcdef").await, None);
        house.clock.set(app.now().plus_hours(2));
        assert_eq!(opened(&visit.token).await, None);

        let again = app.begin_visit(&done.no).await.unwrap();
        app.end_visit(&again.token).await.unwrap();
        assert_eq!(opened(&again.token).await, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_link_of_a_message_begins_a_visit_and_is_none_itself() {
    for house in houses().await {
        let app = &house.app;
        let done = house.submit(false).await;
        let link = house.link(&done).await.unwrap();
        let token = link.strip_prefix("/c/").unwrap();
        assert_eq!(app.visitor(token).await.unwrap(), None);
        let visit = app.visit_by_link(token).await.unwrap().unwrap();
        assert_eq!(visit.no, done.no);
        assert!(app.visit_by_link(&visit.token).await.unwrap().is_none());
        house.clock.set(app.now().plus_days(90));
        assert!(app.visit_by_link(token).await.unwrap().is_none());
    }
}

/// The profile with another window for rating, in days.
fn with_a_window_of(days: u32) -> hotline::profile::Profile {
    let of = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../profiles/fuzhou");
    let name = format!("minsheng-window-{}", std::process::id());
    let to = std::env::temp_dir().join(name);
    copied(&of, &to, &|text| {
        text.replace(
            "[rating_window_days]\nvalue = 15",
            &format!("[rating_window_days]\nvalue = {days}"),
        )
    });
    let profile = app::profile::from_folder(&to).unwrap();
    std::fs::remove_dir_all(&to).unwrap();
    for book in profile.rulebooks.all() {
        assert_eq!(book.rating_window_days, days);
    }
    profile
}

fn copied(of: &Path, to: &Path, with: &dyn Fn(String) -> String) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(of).unwrap() {
        let (from, name) = (entry.as_ref().unwrap().path(), entry.unwrap().file_name());
        if from.is_dir() {
            copied(&from, &to.join(name), with);
        } else {
            let text = with(std::fs::read_to_string(&from).unwrap());
            std::fs::write(to.join(name), text).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_outlasts_the_window_of_the_rules_however_long_it_is() {
    for mut house in houses().await {
        let (store, clock) = (house.app.store().clone(), house.clock.clone());
        let profile = with_a_window_of(200);
        house.app = App::open(store, profile, clock, None).await.unwrap();
        let done = house.submit(false).await;
        let link = house.link(&done).await.unwrap();
        let token = link.strip_prefix("/c/").unwrap();
        let case = house.app.store().case(&done.no).await.unwrap().unwrap();
        // Answered in the last moment, and rated on the last day.
        let last = case.promise.unwrap().due.plus_days(200);
        house.clock.set(last);
        assert!(house.app.visit_by_link(token).await.unwrap().is_some());
        house.clock.set(last.plus_days(2));
        assert!(house.app.visit_by_link(token).await.unwrap().is_none());
        house.app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_case_sends_no_way_to_its_words() {
    for house in houses().await {
        let done = house.submit(true).await;
        assert_eq!(house.link(&done).await, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_outlook_counts_from_the_latest_acceptance() {
    for house in houses().await {
        // A Friday night: accepted at the latest on Saturday, so that Monday is the first day.
        house
            .clock
            .set("2026-11-20T23:00:00+08:00".parse().unwrap());
        let now = house.app.now();
        let told = house.app.outlook(Kind::Help, None, false, now).unwrap();
        assert_eq!(told.accept_by.to_string(), "2026-11-21T01:00:00+08:00");
        let last = told.deadline.promise.last_day.to_string();
        assert_eq!(last, "2026-11-25");
    }
}
