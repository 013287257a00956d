//! A platform for a test, and people in it.

use app::clock::SetClock;
use app::execute::Ask;
use app::reading::Filter;
use app::{App, demo};
use db::{Abort, Never, Sql};
use hotline::actor::{Actor, Post, Role, Staff};
use hotline::case::command::{Command, Register};
use serde_json::{Value, json};
use std::sync::Arc;
use store::{Scratch, Store};
use workday::Instant;

/// Cases of a city, beside the article's.
pub const CASES: usize = 90;

/// A Friday, half past ten.
pub fn now() -> Instant {
    "2026-11-20T10:30:00+08:00".parse().unwrap()
}

/// A scratch database on SQLite, and on PostgreSQL where there is a server.
pub async fn scratches() -> Vec<Scratch> {
    let mut scratches = vec![Scratch::sqlite().unwrap()];
    scratches.extend(Scratch::postgres_for_test().await);
    scratches
}

/// A platform on a database, with a clock that is set.
pub async fn opened(url: &str, at: Instant) -> (App, Arc<SetClock>) {
    let store = Store::open(url).await.unwrap();
    let clock = Arc::new(SetClock::at(at));
    let profile = app::profile::built_in().unwrap();
    let app = App::open(store, profile, clock.clone(), None)
        .await
        .unwrap();
    (app, clock)
}

/// Runs a test on each database in the demonstration's city, whose feed was followed.
pub async fn in_a_city<F: AsyncFn(App)>(seed: u64, test: F) {
    for scratch in scratches().await {
        let (app, _) = opened(scratch.url(), now()).await;
        let profile = app::profile::built_in().unwrap();
        demo::fill(app.store(), &profile, now(), CASES, seed)
            .await
            .unwrap()
            .expect("an empty store is filled");
        app.follow_feed().await.unwrap();
        let store = app.store().clone();
        test(app).await;
        store.close().await;
    }
}

/// A platform on each database, empty or filled with the demonstration's city.
pub async fn platforms(cases: usize) -> Vec<(App, Arc<SetClock>, Scratch)> {
    let mut platforms = Vec::new();
    for scratch in scratches().await {
        let (app, clock) = opened(scratch.url(), now()).await;
        if cases > 0 {
            let profile = app::profile::built_in().unwrap();
            demo::fill(app.store(), &profile, now(), cases, 11)
                .await
                .unwrap();
        }
        platforms.push((app, clock, scratch));
    }
    platforms
}

/// Somebody with a post.
pub fn staff(app: &App, role: Role, unit: &str) -> Actor {
    let unit = app.profile().directory.find(unit).unwrap().code.clone();
    Actor::Staff(Staff {
        person: format!("{role}@{unit}"),
        posts: vec![Post { role, unit }],
    })
}

/// An agent of the city's centre.
pub fn agent(app: &App) -> Actor {
    staff(app, Role::Agent, "市智慧中心")
}

/// Registers a case as an agent; its number.
pub async fn register(app: &App, with: Value) -> String {
    let register: Register = serde_json::from_value(with).unwrap();
    let actor = agent(app);
    let done = app
        .register(&actor, "test", &register, &Ask::default())
        .await;
    done.unwrap().no
}

/// A command that is carried out.
pub async fn run(app: &App, actor: &Actor, no: &str, verb: &str, with: Value) {
    let command = Command::read(verb, with).unwrap();
    app.execute(actor, no, &command, &Ask::default())
        .await
        .unwrap_or_else(|error| panic!("{verb}: {error:?}"));
}

/// Statements past the platform, all in one transaction.
pub async fn write(app: &App, statements: Vec<String>) {
    let done = app.store().db().write(statements, |statements, tx| {
        Box::pin(async move {
            for statement in statements {
                tx.run(Sql::made(statement.clone())).await?;
            }
            Ok::<(), Abort<Never>>(())
        })
    });
    done.await.unwrap();
}

/// What an accepted case is registered with, for [`promise`].
pub fn to_be_promised() -> Value {
    json!({"channel": "phone", "kind": "help", "item": "B15", "area": "350104", "title": "喇叭",
        "text": "夜里喇叭响", "requester": {"phone": "13900000001"}, "accept": true})
}

/// Takes an accepted case to its answer, which promises 夜巡一个月 by the last of the year.
pub async fn promise(app: &App, no: &str) {
    let unit = "仓山区城管局";
    let dispatcher = staff(app, Role::Dispatcher, "市智慧中心");
    run(app, &dispatcher, no, "dispatch", json!({"lead": unit})).await;
    let handler = staff(app, Role::Handler, unit);
    run(app, &handler, no, "sign", json!({})).await;
    let reply = json!({"text": "已要求商家夜里关喇叭。", "commitment": {"text": "夜巡一个月", "until": "2026-12-31"}});
    run(app, &handler, no, "reply", reply).await;
    for unit in [unit, "市智慧中心"] {
        let reviewer = staff(app, Role::Reviewer, unit);
        run(app, &reviewer, no, "review", json!({"decision": "pass"})).await;
    }
}

/// Nothing to filter by.
pub fn none() -> Filter {
    Filter::default()
}

/// Numbers of all cases found, page by page.
pub async fn found(app: &App, actor: &Actor, typed: &str, filter: &Filter) -> Vec<String> {
    let (mut before, mut found) = (None, Vec::new());
    loop {
        let page = app.search(actor, typed, filter, before, 7).await.unwrap();
        for (id, view) in &page {
            assert!(before.is_none_or(|before| *id < before), "the newest first");
            before = Some(*id);
            found.push(view.no.clone());
        }
        if page.len() < 7 {
            return found;
        }
    }
}
