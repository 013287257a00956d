//! Commands on real databases: repeats, stale versions, two people at once, doors.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use app::clock::{Clock as _, SetClock};
use app::execute::{Ask, Done};
use app::{App, AppError};
use hotline::actor::{Actor, Post, Role, Staff};
use hotline::case::command::{Command, Register};
use hotline::case::event::Erasure;
use hotline::refusal::Code;
use serde_json::{Value, json};
use std::sync::Arc;
use store::{Scratch, Store};
use workday::{Instant, Notice};

struct House {
    app: App,
    clock: Arc<SetClock>,
    _scratch: Option<Scratch>,
}

async fn houses(at: &str) -> Vec<House> {
    let mut scratches = vec![Scratch::sqlite().unwrap()];
    scratches.extend(Scratch::postgres_for_test().await);
    let mut houses = Vec::new();
    for scratch in scratches {
        let store = Store::open(scratch.url()).await.unwrap();
        let clock = Arc::new(SetClock::at(at.parse::<Instant>().unwrap()));
        let app = App::open(
            store,
            app::profile::built_in().unwrap(),
            clock.clone(),
            None,
        )
        .await
        .unwrap();
        houses.push(House {
            app,
            clock,
            _scratch: Some(scratch),
        });
    }
    houses
}

impl House {
    /// Another server on the same database.
    async fn beside(&self) -> House {
        let (store, clock) = (self.app.store().clone(), self.clock.clone());
        let profile = app::profile::built_in().unwrap();
        House {
            app: App::open(store, profile, clock.clone(), None)
                .await
                .unwrap(),
            clock,
            _scratch: None,
        }
    }

    fn staff(&self, role: Role, unit: &str) -> Actor {
        let unit = self
            .app
            .profile()
            .directory
            .find(unit)
            .unwrap()
            .code
            .clone();
        Actor::Staff(Staff {
            person: format!("{role}@{unit}"),
            posts: vec![Post { role, unit }],
        })
    }

    async fn register(&self, ask: &Ask) -> Result<Done, AppError> {
        let register = json!({ "kind": "help", "item": "B15", "title": "喇叭", "text": "太吵", "accept": true,
            "requester": { "name": "陈女士", "phone": "１３９00000000" } });
        let register: Register = serde_json::from_value(register).unwrap();
        let agent = self.staff(Role::Agent, "市智慧中心");
        self.app.register(&agent, "agent", &register, ask).await
    }

    async fn run(
        &self,
        actor: &Actor,
        no: &str,
        verb: &str,
        with: Value,
        ask: &Ask,
    ) -> Result<Done, AppError> {
        self.app
            .execute(actor, no, &Command::read(verb, with).unwrap(), ask)
            .await
    }
}

fn key(id: &str) -> Ask {
    Ask {
        command_id: Some(id.to_owned()),
        if_match: None,
    }
}

fn code<T: std::fmt::Debug>(result: Result<T, AppError>) -> Code {
    match result {
        Err(AppError::Refused(refusal)) => refusal.code,
        other => panic!("not refused: {other:?}"),
    }
}

const MORNING: &str = "2026-11-18T09:00:00+08:00";

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
async fn ten_wrong_codes_lock_the_number_for_an_hour() {
    for house in houses(MORNING).await {
        let case = house.register(&Ask::default()).await.unwrap();
        let right = case.code.clone().unwrap();
        let wrong = if right == "000000" {
            "111111"
        } else {
            "000000"
        };
        assert_eq!(
            house.app.requester(&case.no, &right).await.unwrap(),
            Actor::Requester
        );
        let full_width: String = right
            .chars()
            .map(|c| char::from_u32(u32::from(c) - 0x30 + 0xff10).unwrap())
            .collect();
        assert!(house.app.requester(&case.no, &full_width).await.is_ok());
        for _ in 0..10 {
            assert_eq!(
                code(house.app.requester(&case.no, wrong).await),
                Code::BadCode
            );
        }
        assert_eq!(
            code(house.app.requester(&case.no, &right).await),
            Code::BadCode
        );
        assert_eq!(
            code(house.app.requester("FZ26111899999", &right).await),
            Code::BadCode
        );
        house.clock.set(house.clock.now().plus_hours(1));
        assert!(house.app.requester(&case.no, &right).await.is_ok());
    }
}

#[tokio::test]
async fn a_try_in_vain_writes_as_much_as_one_that_counts() {
    for house in houses(MORNING).await {
        let case = house.register(&Ask::default()).await.unwrap();
        let right = case.code.clone().unwrap();
        let wrong = if right == "000000" {
            "111111"
        } else {
            "000000"
        };
        let written = async |table: &str| {
            let sql = format!("select cast(sum(wrong) as bigint) from {table}");
            house.app.store().db().one::<i64>(db::Sql::made(sql)).await
        };
        for tried in 1..=9 {
            code(house.app.requester(&case.no, wrong).await);
            code(house.app.requester("FZ26111899999", wrong).await);
            assert_eq!(written("query_codes").await.unwrap(), tried);
            assert_eq!(written("blind_tries").await.unwrap(), tried);
        }
        // The tenth locks; from then on the right code is tried in vain as well, behind its own door.
        code(house.app.requester(&case.no, wrong).await);
        let before = written("blind_tries").await.unwrap();
        assert_eq!(
            code(house.app.requester(&case.no, &right).await),
            Code::BadCode
        );
        assert_eq!(written("blind_tries").await.unwrap(), before + 1);
        assert_eq!(written("query_codes").await.unwrap(), 0);
    }
}

#[tokio::test]
async fn staff_sign_in_and_are_locked_out_after_ten_wrong_passwords() {
    let house = houses(MORNING).await.swap_remove(0);
    let post = Post {
        role: Role::Agent,
        unit: "350100".into(),
    };
    house
        .app
        .add_staff("lin", "林（示例）", "对的密码", vec![post.clone()], false)
        .await
        .unwrap();
    let signed = house
        .app
        .sign_in("lin", "对的密码")
        .await
        .unwrap()
        .expect("right password");
    assert_eq!(
        house
            .app
            .signed_in(&signed.token)
            .await
            .unwrap()
            .unwrap()
            .posts,
        [post]
    );
    house.app.sign_out(&signed.token).await.unwrap();
    assert!(house.app.signed_in(&signed.token).await.unwrap().is_none());
    assert!(house.app.sign_in("nobody", "x").await.unwrap().is_none());
    for _ in 0..10 {
        assert!(house.app.sign_in("lin", "错的").await.unwrap().is_none());
    }
    assert!(
        house
            .app
            .sign_in("lin", "对的密码")
            .await
            .unwrap()
            .is_none(),
        "locked"
    );
    house.clock.set(house.clock.now().plus_hours(1));
    let again = house
        .app
        .sign_in("lin", "对的密码")
        .await
        .unwrap()
        .expect("open again");
    house.clock.set(house.clock.now().plus_hours(12));
    assert!(
        house.app.signed_in(&again.token).await.unwrap().is_none(),
        "the session has ended"
    );
}

#[tokio::test]
async fn revealing_is_audited_and_changes_no_version() {
    for house in houses(MORNING).await {
        let case = house.register(&Ask::default()).await.unwrap();
        let agent = house.staff(Role::Agent, "市智慧中心");
        let nothing = house
            .run(
                &agent,
                &case.no,
                "reveal_identity",
                json!({}),
                &Ask::default(),
            )
            .await;
        assert_eq!(code(nothing), Code::ReasonMissing);
        let told = house
            .run(
                &agent,
                &case.no,
                "reveal_identity",
                json!({ "reason": "回电核实" }),
                &Ask::default(),
            )
            .await
            .unwrap();
        assert_eq!(
            told.identity.unwrap().phone.unwrap().as_str(),
            "13900000000"
        );
        assert_eq!(told.version, case.version);
        let stored = house.app.store().case(&case.no).await.unwrap().unwrap();
        assert_eq!(stored.version, case.version);
        assert_eq!(
            house
                .app
                .store()
                .audited(stored.id, "reveal_identity")
                .await
                .unwrap(),
            1
        );
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
        assert_eq!(house.app.load_notice(notice).await.unwrap(), 1);
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

#[tokio::test]
async fn what_is_erased_is_gone_and_the_events_stay() {
    for house in houses(MORNING).await {
        let case = house.register(&Ask::default()).await.unwrap();
        let (app, no) = (&house.app, &case.no);
        let dispatcher = house.staff(Role::Dispatcher, "市智慧中心");
        let agent = house.staff(Role::Agent, "市智慧中心");
        let open = app.erase(no, Erasure::Persons, "本人申请").await;
        assert_eq!(code(open), Code::WrongState);
        let answer = json!({ "text": "已告知。" });
        let ask = Ask::default();
        let done = house.run(&agent, no, "answer_directly", answer, &ask);
        done.await.unwrap();
        let end = json!({ "reason": "电话里已说清" });
        let done = house.run(&dispatcher, no, "close", end, &ask);
        done.await.unwrap();
        let nobody = app.erase(no, Erasure::Persons, " ").await;
        assert_eq!(code(nobody), Code::ReasonMissing);

        app.erase(no, Erasure::Persons, "本人申请").await.unwrap();
        let view = app.view(&dispatcher, no).await.unwrap();
        assert!(view.requester.is_none() && view.text.is_some() && view.answer.is_some());
        let reveal = json!({ "reason": "核实" });
        let told = house.run(&dispatcher, no, "reveal_identity", reveal, &ask);
        assert!(told.await.unwrap().identity.unwrap().is_empty());

        app.erase(no, Erasure::Words, "法院裁定").await.unwrap();
        let view = app.view(&dispatcher, no).await.unwrap();
        let words = [&view.title, &view.text, &view.place, &view.answer];
        assert!(words.iter().all(|words| words.is_none()));
        let history = app.history(&dispatcher, no).await.unwrap();
        assert!(history.len() >= 6);
        let stored = app.store().case(no).await.unwrap().unwrap();
        assert_eq!(app.store().audited(stored.id, "erase").await.unwrap(), 2);
        let (proved, different) = app.prove(&mut |what| panic!("{what}")).await.unwrap();
        assert_eq!((proved, different), (1, 0));
    }
}
