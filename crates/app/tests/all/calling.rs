//! 待回访: whoever may not know whom to call does not get a secret case in his list.

use crate::house::{agent, platforms, register, run, staff};
use app::App;
use app::reading::{Inbox, InboxAsk};
use hotline::actor::{Actor, Role};
use hotline::codes::UnitCode;
use serde_json::json;

/// Numbers in the list of call-backs of a unit, and how many its badge says.
async fn to_call(app: &App, actor: &Actor, unit: &UnitCode) -> (Vec<String>, i64) {
    let rows = app
        .inbox(
            actor,
            &InboxAsk::whole(unit.clone(), Inbox::CallBack),
            None,
            50,
        )
        .await;
    let badges = app.badges(actor, unit).await.unwrap();
    let badge = badges.iter().find(|(inbox, _)| *inbox == Inbox::CallBack);
    let mut numbers: Vec<_> = rows.unwrap().into_iter().map(|row| row.view.no).collect();
    numbers.sort();
    (numbers, badge.unwrap().1)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_case_is_listed_for_those_who_may_know_whom_to_call() {
    for (app, _, _scratch) in platforms(0).await {
        let mut answered = Vec::new();
        for part in ["urgent", "report", "confidential"] {
            let mut with = json!({"channel": "phone", "kind": "complaint", "title": "诊所", "text": "无证行医",
                "requester": {"phone": "13900000001"}, "accept": true});
            with[part] = true.into();
            let no = register(&app, with).await;
            let text = json!({"text": "已查处"});
            run(&app, &agent(&app), &no, "answer_directly", text).await;
            let rating = json!({"grade": 1, "solved": false});
            run(&app, &agent(&app), &no, "rate", rating).await;
            answered.push(no);
        }
        let city = app.profile().directory.city_centre().code.clone();
        let of = |role| staff(&app, role, "市智慧中心");
        for role in [Role::CallBack, Role::Agent] {
            let listed = to_call(&app, &of(role), &city).await;
            assert_eq!(listed, (answered[..1].to_vec(), 1), "{role}");
        }
        let mut secret = answered[1..].to_vec();
        secret.sort();
        for role in [Role::Dispatcher, Role::ShiftLead, Role::Reviewer] {
            assert_eq!(to_call(&app, &of(role), &city).await, (secret.clone(), 2));
        }
        let reached = json!({"outcome": "reached", "solved": false});
        run(
            &app,
            &of(Role::Reviewer),
            &answered[1],
            "follow_up",
            reached,
        )
        .await;
        secret.retain(|no| *no != answered[1]);
        assert_eq!(
            to_call(&app, &of(Role::Dispatcher), &city).await,
            (secret, 1)
        );
        app.store().close().await;
    }
}
