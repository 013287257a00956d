//! 调休 broken off: a holiday table that was kept re-dates every open case, whoever hangs up or is killed in
//! between, and a case that is broken keeps no other waiting.

use crate::commanding::{House, houses};
use crate::house::{staff, write};
use app::App;
use app::clock::Clock as _;
use app::doctor::Weight;
use app::execute::Ask;
use hotline::actor::Role;
use workday::Notice;

const EVENING: &str = "2026-12-29T09:00:00+08:00";
const CASES: usize = 12;

fn notice() -> Notice {
    let notice = "year = 2027\nissued = 2026-12-29\ntitle = \"2027 年放假安排（测试）\"\nsource = \"test\"\ncomposed = true\n\
        [[holiday]]\nname = \"元旦\"\nfirst = 2027-01-01\nlast = 2027-01-04\n";
    Notice::from_toml(notice).unwrap()
}

async fn accepted(house: &House) -> Vec<String> {
    let mut numbers = Vec::new();
    for _ in 0..CASES {
        numbers.push(house.register(&Ask::default()).await.unwrap().no);
    }
    numbers
}

async fn provisional(app: &App, numbers: &[String]) -> usize {
    let mut count = 0;
    for no in numbers {
        let case = app.store().case(no).await.unwrap().unwrap();
        count += usize::from(case.promise.unwrap().provisional);
    }
    count
}

/// An administrator loads the table and hangs up as soon as the platform knows it.
async fn broken_off(app: &App) {
    let admin = staff(app, Role::SystemAdmin, "市智慧中心");
    let loading = app.load_notice_by(&admin, notice(), app.notices_seen());
    tokio::pin!(loading);
    while !app.working_days().years().contains(&2027) {
        tokio::select! {
            biased;
            _ = &mut loading => panic!("the walk is longer than that"),
            () = tokio::task::yield_now() => {}
        }
    }
}

async fn calendar(app: &App) -> Weight {
    let findings = app.examine_in_passing().await.unwrap();
    let mut findings = findings.iter().filter(|it| it.topic == "calendar");
    findings.next().unwrap().weight
}

#[tokio::test]
async fn a_walk_that_was_broken_off_is_finished_by_the_next_sweep() {
    for house in houses(EVENING).await {
        let (app, numbers) = (&house.app, accepted(&house).await);
        broken_off(app).await;
        assert!(provisional(app, &numbers).await > 0);
        assert_eq!(calendar(app).await, Weight::Warning);
        // Who did it stands in the trail, although he did not wait for the end.
        let by = app.store().actors_of("load_calendar").await.unwrap();
        let admin = staff(app, Role::SystemAdmin, "市智慧中心");
        assert_eq!(by, [admin.label()]);
        assert!(app.refresh_calendar().await.unwrap());
        assert_eq!(provisional(app, &numbers).await, 0);
        assert_eq!(calendar(app).await, Weight::Fine);
        assert!(!app.refresh_calendar().await.unwrap());
        app.store().close().await;
    }
}

#[tokio::test]
async fn a_walk_that_was_killed_is_finished_after_the_next_start() {
    for house in houses(EVENING).await {
        let numbers = accepted(&house).await;
        broken_off(&house.app).await;
        let next = house.beside().await;
        assert!(provisional(&next.app, &numbers).await > 0);
        assert!(next.app.refresh_calendar().await.unwrap());
        assert_eq!(provisional(&next.app, &numbers).await, 0);
        assert!(!next.app.refresh_calendar().await.unwrap());
        // A server that did not know the table yet may have been killed as well: it is looked once more
        // when all have heard of it, and then never again.
        house.clock.set(house.clock.now().plus_millis(10 * 60_000));
        assert!(next.app.refresh_calendar().await.unwrap());
        assert!(!next.app.refresh_calendar().await.unwrap());
        let last = house.beside().await;
        assert!(!last.app.refresh_calendar().await.unwrap());
        house.app.store().close().await;
    }
}

/// What was tried out is what is loaded: of two who load at once, each on what he saw, one is told to look again.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_tables_at_once_one_is_loaded() {
    for house in houses(EVENING).await {
        let beside = house.beside().await;
        let admin = staff(&house.app, Role::SystemAdmin, "市智慧中心");
        for round in 0..6 {
            // Twice on one server, then on two.
            let other = if round % 2 == 0 { &house } else { &beside };
            let seen = house.app.notices_seen();
            let table = |day: u8| {
                let table = notice().to_toml();
                let table = table.replace("（测试）", &format!("（第 {round} 次，{day}）"));
                let last = format!("2027-01-{:02}", 4 + u8::try_from(round).unwrap() % 2 + day);
                Notice::from_toml(&table.replace("2027-01-04", &last)).unwrap()
            };
            let (one, two) = tokio::join!(
                house.app.load_notice_by(&admin, table(0), seen),
                other.app.load_notice_by(&admin, table(1), seen)
            );
            let told = [one, two].map(|told| told.map_err(|error| error.to_string()));
            let loaded = told.iter().filter(|told| told.is_ok()).count();
            assert_eq!(loaded, 1, "{told:?}");
            let kept = house.app.store().notices_kept().await.unwrap().len();
            assert_eq!(kept, 1 + round);
            for server in [&house, &beside] {
                server.app.refresh_calendar().await.unwrap();
                assert_eq!(server.app.notices_seen(), i64::try_from(kept).unwrap());
            }
        }
        house.app.store().close().await;
    }
}

#[tokio::test]
async fn a_case_that_is_broken_keeps_no_other_from_its_new_date() {
    for house in houses(EVENING).await {
        let (app, numbers) = (&house.app, accepted(&house).await);
        let broken = &numbers[3];
        let save = "create table saved as select case_id, state from cases";
        let spoil = format!("update cases set state = '?' where no = '{broken}'");
        write(app, vec![save.to_owned(), spoil]).await;
        let moved = app.load_notice("test", notice()).await.unwrap();
        assert_eq!(moved, CASES as u64 - 1);
        let others: Vec<_> = numbers.iter().filter(|no| *no != broken).cloned().collect();
        assert_eq!(provisional(app, &others).await, 0);
        assert_eq!(calendar(app).await, Weight::Warning);
        assert!(
            !app.refresh_calendar().await.unwrap(),
            "not again every second"
        );
        let mend = "update cases set state = (select s.state from saved s where s.case_id = cases.case_id)";
        write(
            app,
            vec![mend.to_owned() + &format!(" where no = '{broken}'")],
        )
        .await;
        house.clock.set(house.clock.now().plus_hours(1));
        assert!(app.refresh_calendar().await.unwrap());
        assert_eq!(provisional(app, &numbers).await, 0);
        assert_eq!(calendar(app).await, Weight::Fine);
        app.store().close().await;
    }
}
