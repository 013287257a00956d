//! A clock that jumps: histories never run backwards, ids and numbers are unique, no timer fires twice.

use crate::house::{now, opened, run, scratches, staff};
use app::App;
use app::clock::Clock;
use app::execute::Ask;
use hotline::actor::{Actor, Role};
use hotline::case::command::Command;
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::{Scratch, Store};
use workday::Instant;

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

async fn register(app: &App) -> String {
    let with = json!({ "kind": "help", "channel": "web", "title": "路灯", "text": "不亮", "area": "350104" });
    let Command::Register(register) = Command::read("register", with).unwrap() else {
        panic!("a registration");
    };
    let done = app
        .register(&Actor::Requester, "somebody", &register, &Ask::default())
        .await;
    done.unwrap().no
}

async fn jumps(scratch: Scratch) {
    let (app, clock) = opened(scratch.url(), now()).await;
    let centre = app.profile().directory.city_centre().name.clone();
    let (agent, dispatcher) = (
        staff(&app, Role::Agent, &centre),
        staff(&app, Role::Dispatcher, &centre),
    );
    let handler = staff(&app, Role::Handler, "仓山公安分局");
    let no = register(&app).await;
    run(&app, &agent, &no, "accept", json!({})).await;
    // Somebody sets the clock back by a day, and it is set right again by and by.
    clock.set(at("2026-11-19T08:00:00+08:00"));
    run(
        &app,
        &dispatcher,
        &no,
        "dispatch",
        json!({ "lead": "仓山公安分局" }),
    )
    .await;
    let other = register(&app).await;
    clock.set(at("2026-11-20T10:29:59+08:00"));
    run(&app, &handler, &no, "sign", json!({})).await;
    // A year too far: everything that is due by then fires, once.
    clock.set(at("2027-11-20T10:30:00+08:00"));
    assert!(app.fire_due(app.now()).await.unwrap() > 0);
    let noted = async |no: &str| app.store().case(no).await.unwrap().unwrap().version;
    let (first, second) = (noted(&no).await, noted(&other).await);
    clock.set(at("2026-11-20T10:31:00+08:00"));
    assert_eq!(app.fire_due(app.now()).await.unwrap(), 0);
    clock.set(at("2027-11-20T10:30:01+08:00"));
    assert_eq!(
        app.fire_due(app.now()).await.unwrap(),
        0,
        "nothing fires twice"
    );
    assert_eq!((noted(&no).await, noted(&other).await), (first, second));
    // Back again, and somebody goes on working.
    clock.set(at("2026-11-20T10:32:00+08:00"));
    run(
        &app,
        &handler,
        &no,
        "contact",
        json!({ "how": "phone", "reached": true }),
    )
    .await;
    for no in [&no, &other] {
        let case = app.store().case(no).await.unwrap().unwrap();
        let events = app.store().events(case.id).await.unwrap();
        let backwards = events.windows(2).find(|pair| pair[1].at < pair[0].at);
        assert!(backwards.is_none(), "{no}: {backwards:?}");
        assert_eq!(hotline::case::Case::fold(case.id, &events).unwrap(), case);
    }
    // A clock that stands still gives ids and numbers all the same.
    let mut numbers = BTreeSet::new();
    for _ in 0..300 {
        assert!(numbers.insert(register(&app).await));
    }
    let cases = app.store().cases_after(0, 1000).await.unwrap();
    let ids: BTreeSet<i64> = cases.iter().map(|case| case.id).collect();
    assert_eq!((cases.len(), ids.len()), (302, 302));
    app.store().close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_on_sqlite() {
    jumps(Scratch::sqlite().unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_on_postgres() {
    if let Some(scratch) = Scratch::postgres_for_test().await {
        jumps(scratch).await;
    }
}

/// A clock that is a minute further each time it is asked.
struct Striding(AtomicI64);

impl Clock for Striding {
    fn now(&self) -> Instant {
        Instant::from_millis(self.0.fetch_add(60_000, Ordering::Relaxed))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_has_one_instant_also_about_midnight() {
    for scratch in scratches().await {
        let evening = at("2026-11-20T23:30:00+08:00");
        let clock = Arc::new(Striding(AtomicI64::new(evening.as_millis())));
        let store = Store::open(scratch.url()).await.unwrap();
        let profile = app::profile::built_in().unwrap();
        let app = App::open(store, profile, clock.clone(), None)
            .await
            .unwrap();
        let agent = staff(&app, Role::Agent, "市智慧中心");
        // Wherever between two questions midnight falls.
        let mut minutes = 0;
        while minutes < 60 {
            let no = register(&app).await;
            run(&app, &agent, &no, "accept", json!({})).await;
            let case = app.store().case(&no).await.unwrap().unwrap();
            let events = app.store().events(case.id).await.unwrap();
            let accepted = events.iter().find(|one| one.event.kind() == "accepted");
            assert_eq!(
                accepted.unwrap().at,
                case.accepted.unwrap().from,
                "dated by the instant from which the promise counts"
            );
            minutes = (app.now().as_millis() - evening.as_millis()) / 60_000;
        }
        app.store().close().await;
    }
}
