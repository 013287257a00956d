//! A city at work, on real databases: what is stored is what the events say, and the scope as SQL
//! is the scope as a rule.

use crate::house::{CASES, in_a_city, now, staff};
use app::execute::Ask;
use app::reading::InboxAsk;
use app::{App, demo};
use hotline::actor::{Actor, Role};
use hotline::case::Case;
use hotline::scope::Reach;
use std::collections::BTreeSet;
use store::inbox::Inbox;
use store::listing::Filter;
use store::{Scratch, Store};

async fn all(app: &App) -> Vec<Case> {
    let cases = app.store().cases_after(0, 10_000).await.unwrap();
    assert_eq!(cases.len(), CASES + 1);
    cases
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stored_is_what_the_events_say() {
    in_a_city(1, async |app| {
        for case in all(&app).await {
            let events = app.store().events(case.id).await.unwrap();
            assert_eq!(Case::fold(case.id, &events).unwrap(), case, "{}", case.no);
            assert_eq!(
                app.store().case(&case.no).await.unwrap().as_ref(),
                Some(&case)
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_scope_as_sql_is_the_scope_as_a_rule() {
    in_a_city(2, async |app| {
        let cases = all(&app).await;
        let held: BTreeSet<_> = cases
            .iter()
            .flat_map(Case::ever_held)
            .map(|unit| unit.as_str().to_owned())
            .collect();
        let mut actors = vec![Actor::Public, Actor::Requester, Actor::System];
        for role in Role::ALL {
            let places = [
                "市智慧中心",
                "仓山区智慧中心",
                "市效能办",
                "仓山区效能办",
                "市公安局",
                "350000",
                "平潭县",
            ];
            let places = places
                .iter()
                .filter(|unit| app.profile().directory.find(unit).is_some());
            actors.extend(places.map(|unit| staff(&app, role, unit)));
        }
        for unit in &held {
            actors.push(staff(&app, Role::Handler, unit));
        }
        let mut seen_by_some = 0;
        for actor in &actors {
            let reach = Reach::of(actor, &app.profile().directory);
            let by_rule: BTreeSet<_> = cases
                .iter()
                .filter(|case| reach.covers(case))
                .map(|case| case.id)
                .collect();
            let by_sql = app
                .store()
                .cases_within(&reach, &Filter::default(), None, 10_000)
                .await
                .unwrap();
            let by_sql: BTreeSet<_> = by_sql.iter().map(|case| case.id).collect();
            assert_eq!(by_rule, by_sql, "{actor:?}");
            seen_by_some += usize::from(!by_rule.is_empty() && by_rule.len() < cases.len());
        }
        assert!(
            seen_by_some > 20,
            "only {seen_by_some} actors see a part of the cases"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn badges_count_what_the_lists_show() {
    in_a_city(3, async |app| {
        let mut waiting = 0;
        for unit in [
            "市智慧中心",
            "仓山区智慧中心",
            "仓山公安分局",
            "市住建局",
            "福州水务集团",
        ] {
            let actor = staff(&app, Role::Dispatcher, unit);
            let code = app.profile().directory.find(unit).unwrap().code.clone();
            for (inbox, count) in app.badges(&actor, &code).await.unwrap() {
                let (mut after, mut listed) = (None, Vec::new());
                loop {
                    let page = app
                        .inbox(&actor, &InboxAsk::whole(code.clone(), inbox), after, 3)
                        .await
                        .unwrap();
                    let Some(last) = page.last() else { break };
                    after = Some(last.after);
                    listed.extend(page.iter().map(|row| row.view.no.clone()));
                }
                let distinct: BTreeSet<_> = listed.iter().collect();
                assert_eq!(
                    distinct.len(),
                    listed.len(),
                    "{unit} {inbox:?} lists a case twice"
                );
                assert_eq!(
                    i64::try_from(listed.len()).unwrap(),
                    count,
                    "{unit} {inbox:?}"
                );
                waiting += count;
            }
            let stranger = staff(&app, Role::Handler, "鼓楼区城管局");
            assert!(
                app.inbox(
                    &stranger,
                    &InboxAsk::whole(code.clone(), Inbox::ToSign),
                    None,
                    3
                )
                .await
                .is_err()
            );
        }
        assert!(
            waiting > 10,
            "only {waiting} open pieces of work in the city"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_has_claimed_waits_at_the_city_and_in_its_county() {
    in_a_city(5, async |app| {
        let write = async |area: Option<&str>| {
            let register = serde_json::json!({ "kind": "help", "text": "路灯不亮", "area": area });
            let register = serde_json::from_value(register).unwrap();
            let ask = Ask::default();
            let done = app.register(&Actor::Requester, "requester", &register, &ask);
            done.await.unwrap().no
        };
        let here = write(Some("350104003")).await;
        let elsewhere = write(Some("350102")).await;
        let nowhere = write(None).await;
        let cases = app.store().cases_after(0, 10_000).await.unwrap();
        for (unit, waits, not) in [
            ("市智慧中心", vec![&here, &elsewhere, &nowhere], vec![]),
            ("仓山区智慧中心", vec![&here], vec![&elsewhere, &nowhere]),
            ("鼓楼区智慧中心", vec![&elsewhere], vec![&here, &nowhere]),
        ] {
            let actor = staff(&app, Role::Agent, unit);
            let code = app.profile().directory.find(unit).unwrap().code.clone();
            let page = app
                .inbox(
                    &actor,
                    &InboxAsk::whole(code.clone(), Inbox::ToAccept),
                    None,
                    200,
                )
                .await;
            let listed: BTreeSet<_> = page.unwrap().into_iter().map(|row| row.view.no).collect();
            assert!(waits.into_iter().all(|no| listed.contains(no)), "{unit}");
            assert!(!not.into_iter().any(|no| listed.contains(no)), "{unit}");
            let reach = Reach::of(&actor, &app.profile().directory);
            let (store, all) = (app.store(), Filter::default());
            let by_sql = store.cases_within(&reach, &all, None, 10_000).await;
            let by_sql: BTreeSet<_> = by_sql.unwrap().iter().map(|case| case.id).collect();
            let covered = cases.iter().filter(|case| reach.covers(case));
            assert_eq!(
                covered.map(|case| case.id).collect::<BTreeSet<_>>(),
                by_sql,
                "{unit}"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_seed_makes_the_same_city() {
    let mut cities = Vec::new();
    for _ in 0..2 {
        let scratch = Scratch::sqlite().unwrap();
        let store = Store::open(scratch.url()).await.unwrap();
        let profile = app::profile::built_in().unwrap();
        let filled = demo::fill(&store, &profile, now(), 40, 7)
            .await
            .unwrap()
            .unwrap();
        let mut statuses: Vec<_> = store
            .cases_after(0, 100)
            .await
            .unwrap()
            .iter()
            .map(|case| (case.submitted_at, case.status))
            .collect();
        statuses.sort();
        assert!(
            demo::fill(&store, &profile, now(), 40, 7)
                .await
                .unwrap()
                .is_none(),
            "a filled store is left alone"
        );
        cities.push((filled.commands, filled.refused, statuses));
        store.close().await;
    }
    assert_eq!(cities[0], cities[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_proves_every_row_and_names_the_one_that_differs() {
    in_a_city(4, async |app| {
        let mut named = Vec::new();
        let proved = app
            .prove(&mut |what| named.push(what.to_owned()))
            .await
            .unwrap();
        assert_eq!(
            (proved, named.len()),
            ((CASES as u64 + 1, 0), 0),
            "{named:?}"
        );
        let spoilt = all(&app)
            .await
            .into_iter()
            .find(|case| !case.assignments.is_empty())
            .unwrap();
        let spoil = app.store().db().write(spoilt.id, |id, tx| {
            Box::pin(async move {
                let sql = db::Sql::new("update assignments set state = 'lost' where case_id = {}");
                tx.run(sql.bind(*id)).await?;
                Ok::<(), db::Abort<db::Never>>(())
            })
        });
        spoil.await.unwrap();
        let proved = app
            .prove(&mut |what| named.push(what.to_owned()))
            .await
            .unwrap();
        assert_eq!(proved.1, 1);
        assert!(named[0].starts_with(&spoilt.no), "{named:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demonstration_shows_every_state() {
    use hotline::actor::Role;
    use hotline::case::status::{Hold, Status};
    let scratch = Scratch::sqlite().unwrap();
    let store = Store::open(scratch.url()).await.unwrap();
    let profile = app::profile::built_in().unwrap();
    demo::fill(&store, &profile, now(), 400, demo::SEED)
        .await
        .unwrap();
    let cases = store.cases_after(0, 1000).await.unwrap();
    for status in Status::ALL {
        assert!(
            cases.iter().any(|case| case.status == status),
            "no case is {status:?}"
        );
    }
    let holds = [
        Hold::ToSign,
        Hold::InHand,
        Hold::Delegated,
        Hold::ReturnAsked,
        Hold::Replied,
        Hold::Approved,
        Hold::Returned,
        Hold::Relieved,
    ];
    for hold in holds {
        let stands = |case: &Case| case.current().any(|a| a.state == hold);
        assert!(cases.iter().any(stands), "no assignment is {hold:?}");
    }
    let handles = |account: &demo::DemoAccount| {
        let post = account.posts.iter().find(|post| post.role == Role::Handler);
        post.map(|post| post.unit.clone())
    };
    for unit in demo::accounts(&profile).unwrap().iter().filter_map(handles) {
        for hold in [Hold::ToSign, Hold::InHand] {
            let lies = |case: &Case| case.current().any(|a| a.unit == unit && a.state == hold);
            let on_the_desk = cases.iter().filter(|case| lies(case)).count();
            assert!(
                on_the_desk > 1,
                "{unit} has {on_the_desk} that are {hold:?}"
            );
        }
    }
    store.close().await;
}
