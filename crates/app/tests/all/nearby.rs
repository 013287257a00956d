//! 附近 by metres: the table finds what the rule finds, for whoever asks; what is secret, erased, moved away or
//! another unit's is never found.

use crate::house::{CASES, agent, in_a_city, now, platforms, register, run, staff};
use app::nearby::Middle;
use app::suggest::Draft;
use app::{App, AppError};
use hotline::actor::{Actor, Role};
use hotline::case::Case;
use hotline::case::event::Erasure;
use hotline::point::{Circle, Point};
use hotline::refusal::Code;
use hotline::scope::view::Opened as _;
use hotline::scope::{Reach, sees};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const DAYS: u32 = 365;

fn point(lng: f64, lat: f64) -> Point {
    Point::new(lng, lat).unwrap()
}

fn at(lng: f64, lat: f64, more: &Value) -> Value {
    let mut with = json!({"channel": "phone", "kind": "consult", "title": "路灯不亮", "text": "路灯不亮好几天",
        "place": "南后街", "point": {"lng": lng, "lat": lat}, "accept": true});
    for (key, value) in more.as_object().unwrap() {
        with[key] = value.clone();
    }
    with
}

async fn around(app: &App, actor: &Actor, middle: Point, metres: u32) -> Vec<(u32, String)> {
    let middle = Middle::Point(middle);
    let found = app.nearby(actor, &middle, metres, DAYS, 1000);
    let found = found.await.unwrap().into_iter();
    found.map(|(metres, view)| (metres, view.no)).collect()
}

/// Every case with the point that its words tell.
async fn all(app: &App) -> Vec<(Case, Option<Point>)> {
    let mut all = Vec::new();
    for case in app.store().cases_after(0, 10_000).await.unwrap() {
        let words = app.store().words(case.id).await.unwrap();
        let sealed = case.facts.point.as_ref();
        let point = sealed.and_then(|point| words.words(point)?.parse().ok());
        all.push((case, point));
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_finds_what_the_rule_finds() {
    in_a_city(31, async |app| {
        let cases = all(&app).await;
        let pointed = cases.iter().filter(|(_, point)| point.is_some()).count();
        assert!(pointed * 10 > CASES * 4, "{pointed} have a point");
        let asking = [
            staff(&app, Role::Agent, "市智慧中心"),
            staff(&app, Role::Dispatcher, "仓山区智慧中心"),
            staff(&app, Role::Handler, "仓山区城管局"),
            staff(&app, Role::Handler, "市住建局"),
            staff(&app, Role::Inspector, "仓山区效能办"),
            staff(&app, Role::Leader, "市智慧中心"),
        ];
        let (mut found, mut hidden) = (0, 0);
        for (_, middle) in cases.iter().step_by(3) {
            let Some(middle) = *middle else { continue };
            for actor in &asking {
                for metres in [0, 120, 2000] {
                    let circle = Circle::new(middle, metres);
                    let expected: BTreeMap<String, u32> = cases
                        .iter()
                        .filter(|(case, _)| !case.facts.secret())
                        .filter(|(case, _)| sees(actor, case, &app.profile().directory))
                        .filter_map(|(case, point)| {
                            let point = (*point).filter(|point| circle.covers(*point))?;
                            Some((case.no.clone(), circle.metres_to(point)))
                        })
                        .collect();
                    let said = around(&app, actor, middle, metres).await;
                    assert!(said.is_sorted_by_key(|(metres, _)| *metres), "{said:?}");
                    assert!(said.iter().all(|(far, _)| *far <= metres + 1), "{said:?}");
                    found += said.len();
                    let said: BTreeMap<_, _> = said.into_iter().map(|(m, no)| (no, m)).collect();
                    assert_eq!(said, expected, "{actor:?} {metres}");
                    let near = |(_, point): &&(Case, Option<Point>)| {
                        point.is_some_and(|point| circle.covers(point))
                    };
                    hidden += cases.iter().filter(near).count() - said.len();
                }
            }
        }
        assert!(
            found > 100 && hidden > 100,
            "{found} found, {hidden} hidden"
        );
        let proved = app.prove_search(&mut |what| panic!("{what}")).await;
        assert_eq!(proved.unwrap().1, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_secret_moved_or_out_of_reach_is_not_there() {
    for (app, _, _scratch) in platforms(0).await {
        let here = point(119.2966, 26.0855);
        let agent = agent(&app);
        let dispatcher = staff(&app, Role::Dispatcher, "市智慧中心");
        let open = register(&app, at(119.2966, 26.0855, &json!({}))).await;
        let beside = register(&app, at(119.2970, 26.0855, &json!({}))).await;
        let secret = register(&app, at(119.2966, 26.0855, &json!({"confidential": true}))).await;
        let report = json!({"kind": "complaint", "report": true});
        let report = register(&app, at(119.2966, 26.0855, &report)).await;
        let numbers = async |who: &Actor| -> Vec<String> {
            let found = around(&app, who, here, 500).await;
            found.into_iter().map(|(_, no)| no).collect()
        };
        assert_eq!(
            numbers(&agent).await,
            [open.clone(), beside.clone()],
            "not {secret}, {report}"
        );
        // Around a case it is itself left out; one whose point is not read answers as one without.
        let of = async |who: &Actor, no: &str| {
            app.nearby(who, &Middle::Case(no.to_owned()), 500, DAYS, 50)
                .await
        };
        let found = of(&agent, &open).await.unwrap();
        assert_eq!((found.len(), found[0].0, &found[0].1.no), (1, 40, &beside));
        // Nobody else's unit, no librarian, no citizen; not too far, not too long ago.
        let unit = staff(&app, Role::Handler, "仓山区城管局");
        assert!(numbers(&unit).await.is_empty());
        let refused = |found: Result<_, AppError>| match found {
            Err(AppError::Refused(refusal)) => refusal.code,
            other => panic!("{:?}", other.map(|found: Vec<(u32, _)>| found.len())),
        };
        assert_eq!(refused(of(&unit, &open).await), Code::NotFound);
        let librarian = staff(&app, Role::Librarian, "市智慧中心");
        for actor in [&librarian, &Actor::Public, &Actor::Requester] {
            let asked = app.nearby(actor, &Middle::Point(here), 500, DAYS, 50).await;
            assert_eq!(refused(asked), Code::NotYours);
        }
        let far = app
            .nearby(&agent, &Middle::Point(here), 2001, DAYS, 50)
            .await;
        assert_eq!(refused(far), Code::BadValue);
        // A released place of a secret case brings nobody near it.
        run(
            &app,
            &dispatcher,
            &secret,
            "dispatch",
            json!({"lead": "市住建局"}),
        )
        .await;
        run(
            &app,
            &dispatcher,
            &secret,
            "release",
            json!({"what": "place", "reason": "要上门"}),
        )
        .await;
        assert_eq!(numbers(&agent).await.len(), 2);
        // Corrected it moves, and without a point it is nowhere.
        let moved = json!({"place": "上三路", "point": {"lng": 119.3050, "lat": 26.0400}, "reason": "听错了"});
        run(&app, &dispatcher, &beside, "correct", moved).await;
        assert_eq!(numbers(&agent).await, std::slice::from_ref(&open));
        assert_eq!(
            around(&app, &agent, point(119.3050, 26.0400), 10)
                .await
                .len(),
            1
        );
        let nowhere = json!({"place": "施埔路", "reason": "又听错了"});
        run(&app, &dispatcher, &beside, "correct", nowhere).await;
        assert!(
            around(&app, &agent, point(119.3050, 26.0400), 2000)
                .await
                .is_empty()
        );
        assert_eq!(refused(of(&agent, &beside).await), Code::BadValue);
        app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_last_days_are_looked_at() {
    for (app, clock, _scratch) in platforms(0).await {
        let agent = agent(&app);
        let mut numbers = Vec::new();
        for days in [11, 9] {
            clock.set(now().plus_days(-days));
            numbers.push(register(&app, at(119.2966, 26.0855, &json!({}))).await);
        }
        clock.set(now());
        let here = register(&app, at(119.2966, 26.0855, &json!({}))).await;
        let (old, young) = (&numbers[0], &numbers[1]);
        let by_point = Middle::Point(point(119.2966, 26.0855));
        let by_case = Middle::Case(here.clone());
        for (days, expected) in [
            (8, vec![]),
            (9, vec![young]),
            (10, vec![young]),
            (11, vec![old, young]),
        ] {
            for middle in [&by_point, &by_case] {
                let found = app.nearby(&agent, middle, 50, days, 50).await.unwrap();
                let mut found: Vec<_> = found.into_iter().map(|(_, view)| view.no).collect();
                found.retain(|no| *no != here);
                found.sort();
                let mut expected: Vec<_> = expected.iter().map(|no| (*no).clone()).collect();
                expected.sort();
                assert_eq!(found, expected, "{days} days around {middle:?}");
            }
        }
        app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_are_there_and_erased_words_are_not() {
    for (app, _, _scratch) in platforms(0).await {
        let agent = agent(&app);
        let dispatcher = staff(&app, Role::Dispatcher, "市智慧中心");
        // Parts of a split case are where it was.
        let (here, there) = (point(119.2966, 26.0855), point(119.4, 26.05));
        let whole = register(&app, at(119.4, 26.05, &json!({"area": "350105"}))).await;
        let parts = json!({"parts": [{"title": "一"}, {"title": "二"}]});
        run(&app, &dispatcher, &whole, "split", parts).await;
        let before = around(&app, &agent, there, 2000).await;
        assert!(before.len() >= 2, "{before:?}");
        // Erased words take it away, and no rebuilding brings it back.
        let open = register(&app, at(119.2966, 26.0855, &json!({}))).await;
        let answer = json!({"text": "已报修"});
        run(&app, &agent, &open, "answer_directly", answer).await;
        let rating = json!({"grade": 5, "solved": true});
        run(&app, &agent, &open, "rate", rating).await;
        assert_eq!(around(&app, &agent, here, 500).await, [(0, open.clone())]);
        app.erase(&open, Erasure::Words, "本人申请").await.unwrap();
        assert!(around(&app, &agent, here, 500).await.is_empty());
        app.rebuild_search(&mut |_| ()).await.unwrap();
        assert!(around(&app, &agent, here, 500).await.is_empty());
        assert_eq!(around(&app, &agent, there, 2000).await, before);
        let proved = app.prove_search(&mut |what| panic!("{what}")).await;
        assert_eq!(proved.unwrap().1, 0);
        app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn metres_say_more_than_words_about_a_place() {
    for (app, _, _scratch) in platforms(0).await {
        let agent = agent(&app);
        assert_ne!(
            Reach::of(&agent, &app.profile().directory),
            Reach::Published
        );
        // Another name for the same corner; the same name far away.
        let near = register(
            &app,
            at(119.2968, 26.0855, &json!({"place": "三坊七巷北口"})),
        )
        .await;
        let far = register(&app, at(119.3200, 26.0700, &json!({}))).await;
        let wordless = register(&app, at(119.2966, 26.0855, &json!({"point": null}))).await;
        let draft = Draft {
            words: "路灯不亮".to_owned(),
            place: Some("南后街".to_owned()),
            point: Some(point(119.2966, 26.0855)),
            ..Draft::default()
        };
        let found = app.duplicates(&agent, &draft, 10).await.unwrap();
        let reasons: BTreeMap<_, _> = found
            .iter()
            .map(|candidate| (candidate.view.no.clone(), candidate.reasons[0].clone()))
            .collect();
        assert_eq!(reasons[&near].zh, "相距 20 米");
        assert_eq!(reasons[&near].en, "20 m apart");
        assert!(reasons[&wordless].zh.starts_with("同一地点"), "{reasons:?}");
        assert!(!reasons.contains_key(&far), "{reasons:?}");
        // A point alone asks what else happens there.
        let draft = Draft {
            point: draft.point,
            ..Draft::default()
        };
        let found = app.duplicates(&agent, &draft, 10).await.unwrap();
        let numbers: Vec<_> = found.iter().map(|found| found.view.no.clone()).collect();
        assert_eq!(numbers, [near]);
        app.store().close().await;
    }
}
