//! Doors: query codes, passwords, and whose name is revealed.

use crate::commanding::{MORNING, code, houses};
use app::clock::Clock as _;
use app::execute::Ask;
use hotline::actor::{Actor, Post, Role};
use hotline::refusal::Code;
use serde_json::json;
use std::sync::mpsc;
use std::thread::{self, ThreadId};
use std::time::Duration;

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

/// Says which thread gave it back.
struct Turn(mpsc::Sender<ThreadId>);

impl Drop for Turn {
    fn drop(&mut self) {
        let _ = self.0.send(thread::current().id());
    }
}

/// Whoever hangs up while his password is checked has his turn until it has been checked. When he hangs up is
/// tried again and again, somewhat later each time, until it was then.
#[tokio::test]
async fn a_turn_lasts_until_the_password_is_checked_though_nobody_waits() {
    let house = houses(MORNING).await.swap_remove(0);
    for n in 0..400 {
        let (given_back, by) = mpsc::channel();
        let signing = house.app.sign_in("lin", "一个密码");
        let signing = app::holding(Turn(given_back), signing);
        let patience = Duration::from_millis(1 + n % 40);
        let hung_up = tokio::time::timeout(patience, signing).await.is_err();
        let by = by.recv().unwrap();
        if hung_up && by != thread::current().id() {
            return;
        }
    }
    panic!("the turn was always another's as soon as nobody waited");
}
