//! Commands on real databases: repeats, stale versions, two people at once, doors.

use crate::commanding::{MORNING, code, houses, key};
use app::AppError;
use app::clock::Clock as _;
use app::execute::Ask;
use hotline::actor::Role;
use hotline::refusal::Code;
use serde_json::json;
use std::sync::Arc;
use workday::Notice;

#[tokio::test]
async fn a_repeat_gets_the_first_answer() {
    for house in houses(MORNING).await {
        let first = house.register(&key("k1")).await.unwrap();
        let again = house.register(&key("k1")).await.unwrap();
        assert_eq!(
            (&first.no, &first.code, first.version),
            (&again.no, &again.code, again.version)
        );
        assert_ne!(first.no, house.register(&key("k2")).await.unwrap().no);
        let dispatcher = house.staff(Role::Dispatcher, "市智慧中心");
        let to = |unit: &str| json!({ "lead": unit });
        let done = house
            .run(
                &dispatcher,
                &first.no,
                "dispatch",
                to("仓山公安分局"),
                &key("d"),
            )
            .await
            .unwrap();
        let again = house
            .run(
                &dispatcher,
                &first.no,
                "dispatch",
                to("仓山公安分局"),
                &key("d"),
            )
            .await
            .unwrap();
        assert_eq!((done.version, done.events), (again.version, again.events));
        let other = house
            .run(
                &dispatcher,
                &first.no,
                "dispatch",
                to("鼓楼公安分局"),
                &key("d"),
            )
            .await;
        assert_eq!(code(other), Code::IdempotencyKeyReused);
    }
}

#[tokio::test]
async fn who_insists_on_a_version_gets_that_version_or_none() {
    for house in houses(MORNING).await {
        let case = house.register(&Ask::default()).await.unwrap();
        let dispatcher = house.staff(Role::Dispatcher, "市智慧中心");
        let insist = |version| Ask {
            command_id: None,
            if_match: Some(version),
        };
        let stale = house
            .run(
                &dispatcher,
                &case.no,
                "annotate",
                json!({ "text": "看过" }),
                &insist(case.version - 1),
            )
            .await;
        assert_eq!(code(stale), Code::Stale);
        let done = house
            .run(
                &dispatcher,
                &case.no,
                "annotate",
                json!({ "text": "看过" }),
                &insist(case.version),
            )
            .await
            .unwrap();
        assert_eq!(done.version, case.version + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_at_once_one_dispatches_and_nothing_is_written_twice() {
    for house in houses(MORNING).await {
        let no = house.register(&Ask::default()).await.unwrap().no;
        let house = Arc::new(house);
        let tries: Vec<_> = (0..12)
            .map(|_| {
                let (house, no) = (house.clone(), no.clone());
                tokio::spawn(async move {
                    let dispatcher = house.staff(Role::Dispatcher, "市智慧中心");
                    house
                        .run(
                            &dispatcher,
                            &no,
                            "dispatch",
                            json!({ "lead": "仓山公安分局" }),
                            &Ask::default(),
                        )
                        .await
                })
            })
            .collect();
        let mut won = 0;
        for attempt in tries {
            match attempt.await.unwrap() {
                Ok(_) => won += 1,
                Err(AppError::Refused(refusal)) => {
                    assert!(matches!(refusal.code, Code::WrongState | Code::Stale));
                }
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(won, 1);
        let case = house.app.store().case(&no).await.unwrap().unwrap();
        assert_eq!(house.app.store().events(case.id).await.unwrap().len(), 3);
    }
}

#[tokio::test]
async fn a_new_calendar_moves_open_cases_by_event() {
    for house in houses("2026-12-29T09:00:00+08:00").await {
        let case = house.register(&Ask::default()).await.unwrap();
        let before = house.app.store().case(&case.no).await.unwrap().unwrap();
        assert!(before.promise.as_ref().unwrap().provisional);
        let other = house.beside().await;
        let notice = "year = 2027\nissued = 2026-12-29\ntitle = \"2027 年放假安排（测试）\"\nsource = \"test\"\ncomposed = true\n\
            [[holiday]]\nname = \"元旦\"\nfirst = 2027-01-01\nlast = 2027-01-04\n";
        let notice = Notice::from_toml(notice).unwrap();
        assert_eq!(house.app.load_notice("test", notice).await.unwrap(), 1);
        let after = house.app.store().case(&case.no).await.unwrap().unwrap();
        let promise = after.promise.as_ref().unwrap();
        assert!(!promise.provisional);
        assert!(promise.due > before.promise.as_ref().unwrap().due);
        assert_eq!(
            house.app.redate_open(2027).await.unwrap(),
            0,
            "done again, it changes nothing"
        );
        // Another process that starts later knows the table, too.
        let later = house.beside().await;
        assert!(later.app.working_days().years().contains(&2027));
        // One that ran beside it accepts by what it knew, hears of the table, and re-dates that.
        let blind = other.register(&Ask::default()).await.unwrap();
        let promise = async || {
            let case = other.app.store().case(&blind.no).await.unwrap();
            case.unwrap().promise.unwrap()
        };
        assert!(promise().await.provisional);
        assert!(other.app.refresh_calendar().await.unwrap());
        assert!(!promise().await.provisional);
        assert!(!other.app.refresh_calendar().await.unwrap());
    }
}

#[tokio::test]
async fn parts_of_a_split_know_the_requester_and_the_place() {
    for house in houses(MORNING).await {
        let case = house.register(&Ask::default()).await.unwrap();
        let dispatcher = house.staff(Role::Dispatcher, "市智慧中心");
        let parts = json!({ "parts": [{ "title": "噪声" }, { "title": "油烟", "item": "B13" }] });
        let done = house
            .run(&dispatcher, &case.no, "split", parts, &Ask::default())
            .await
            .unwrap();
        assert_eq!(done.parts.len(), 2);
        for part in &done.parts {
            let told = house
                .run(
                    &dispatcher,
                    part,
                    "reveal_identity",
                    json!({ "reason": "核实" }),
                    &Ask::default(),
                )
                .await
                .unwrap();
            assert_eq!(told.identity.unwrap().name.unwrap().as_str(), "陈女士");
        }
    }
}

#[tokio::test]
async fn reminders_missed_in_an_outage_collapse_to_one_a_case() {
    for house in houses(MORNING).await {
        let case = house.register(&Ask::default()).await.unwrap();
        let dispatcher = house.staff(Role::Dispatcher, "市智慧中心");
        let to = json!({ "lead": "仓山公安分局" });
        house
            .run(&dispatcher, &case.no, "dispatch", to, &Ask::default())
            .await
            .unwrap();
        // A week without the platform: the signature, the last day, the promise and more are overdue.
        house.clock.set(house.clock.now().plus_days(7));
        assert_eq!(house.app.fire_due(house.clock.now()).await.unwrap(), 1);
        let stored = house.app.store().case(&case.no).await.unwrap().unwrap();
        let events = house.app.store().events(stored.id).await.unwrap();
        let reminders = events
            .iter()
            .filter(|event| event.event.kind() == "reminded");
        assert_eq!(reminders.count(), 1);
        assert!(stored.reminded.len() >= 3, "{:?}", stored.reminded);
        assert!(
            events.last().unwrap().at < house.clock.now(),
            "it holds from its due on"
        );
        assert_eq!(house.app.fire_due(house.clock.now()).await.unwrap(), 0);
    }
}
