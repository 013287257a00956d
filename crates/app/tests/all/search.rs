//! Search on real databases: both find the same, nothing that stands there is missed, and nobody finds
//! a case by words that he does not read.

use crate::house::{agent, found, none, now, platforms, register, run, staff};
use crate::index::{stretches, whole_words};
use app::App;
use app::execute::Ask;
use app::reading::Filter;
use hotline::actor::{Actor, Role};
use hotline::case::command::Register;
use hotline::case::status::Status;
use hotline::scope::{Reach, sees};
use serde_json::json;
use std::collections::BTreeSet;
use text::normal::normalise;
use text::query::Query;
use text::segment::Segmenter;
use text::token::tokens;

#[tokio::test(flavor = "multi_thread")]
async fn a_number_gives_nothing_of_a_case_that_is_not_seen() {
    for (app, _, _scratch) in platforms(110).await {
        let profile = app.profile();
        let directory = &profile.directory;
        let cases = app.store().cases_after(0, 1000).await.unwrap();
        let mut actors = vec![Actor::Public, Actor::System];
        for role in [
            Role::Dispatcher,
            Role::Leader,
            Role::Handler,
            Role::Librarian,
        ] {
            for unit in ["市智慧中心", "仓山区智慧中心", "市公安局", "仓山区城管局"]
            {
                actors.push(staff(&app, role, unit));
            }
        }
        actors.push(staff(&app, Role::Inspector, "仓山区效能办"));
        let (mut seen, mut hidden) = (0, 0);
        for actor in &actors {
            let reach = Reach::of(actor, directory);
            for case in &cases {
                let visible = sees(actor, case, directory);
                *if visible { &mut seen } else { &mut hidden } += 1;
                let read = app.store().case_within(&reach, &case.no).await.unwrap();
                assert_eq!(
                    read.map(|read| read.id),
                    visible.then_some(case.id),
                    "{actor:?} {}",
                    case.no
                );
                assert_eq!(app.seen_case(actor, &case.no).await.is_ok(), visible);
            }
        }
        assert!(seen > 100 && hidden > 100, "{seen} {hidden}");
        // No number gives the case whose number is next to it, whoever asks.
        for no in ["", "0", "FZ00000000000", "FZ26111899999", "ZZ"] {
            for actor in &actors {
                let reach = Reach::of(actor, directory);
                assert!(app.store().case_within(&reach, no).await.unwrap().is_none());
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_finds_by_words_that_he_does_not_read() {
    for (app, _, _scratch) in platforms(110).await {
        let cases = app.store().cases_after(0, 1000).await.unwrap();
        let secret = cases.iter().filter(|case| case.facts.secret()).count();
        assert!(secret > 5, "{secret}");
        let system = Actor::System;
        let mut texts = Vec::new();
        for case in &cases {
            let page = app.page(&system, &case.no).await.unwrap();
            texts.extend([page.view.title, page.view.text].into_iter().flatten());
            texts.extend(
                page.history
                    .into_iter()
                    .flat_map(|line| line.words.into_values()),
            );
        }
        texts.retain(|text| text.chars().count() > 1);
        let typed: Vec<String> = stretches(&texts).into_iter().step_by(23).collect();
        let mut actors = vec![Actor::Public];
        for role in [Role::Dispatcher, Role::Leader, Role::Handler] {
            for unit in ["市智慧中心", "仓山区智慧中心", "市公安局"] {
                actors.push(staff(&app, role, unit));
            }
        }
        actors.push(staff(&app, Role::Inspector, "仓山区效能办"));
        actors.push(staff(&app, Role::Librarian, "市智慧中心"));
        let directory = &app.profile().directory;
        let units = directory.units().flat_map(|unit| unit.names().skip(1));
        let areas = directory.areas().iter().map(|area| area.name.as_str());
        let segmenter = Segmenter::new(units.chain(areas));
        let (mut hits, mut hidden) = (0, 0);
        for actor in &actors {
            let mut pages = Vec::new();
            for case in &cases {
                if let Ok(page) = app.page(actor, &case.no).await {
                    pages.push(page);
                }
            }
            for typed in &typed {
                let query = Query::read(typed, &segmenter).unwrap();
                let found: BTreeSet<_> = found(&app, actor, typed, &none())
                    .await
                    .into_iter()
                    .collect();
                for page in &pages {
                    let view = &page.view;
                    let body = [&view.title, &view.text, &view.place, &view.handling_text];
                    let body: Vec<&String> = body.into_iter().flatten().collect();
                    let stands = body
                        .iter()
                        .any(|text| normalise(text).contains(&normalise(typed)));
                    assert!(
                        !stands || whole_words(typed) || found.contains(&view.no),
                        "{typed} stands in {body:?}"
                    );
                    let answer = view.answer.iter();
                    let history = page.history.iter().flat_map(|line| line.words.values());
                    let readable: BTreeSet<String> = body
                        .into_iter()
                        .chain(answer)
                        .chain(history)
                        .flat_map(|text| tokens(text))
                        .collect();
                    let reads = query.terms().iter().all(|term| {
                        if term.begins {
                            readable.iter().any(|held| held.starts_with(&term.token))
                        } else {
                            readable.contains(&term.token)
                        }
                    });
                    assert!(
                        reads || !found.contains(&view.no),
                        "{typed} finds {} for {actor:?}",
                        view.no
                    );
                    hidden += usize::from(!reads);
                }
                let seen = |no: &String| pages.iter().any(|page| &page.view.no == no);
                assert!(
                    found.iter().all(seen),
                    "{typed} finds a case that {actor:?} does not see"
                );
                hits += found.len();
            }
        }
        assert!(hits > 200 && hidden > 200, "{hits} hits, {hidden} hidden");
        app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_cases_own_words_stay_at_its_centre() {
    for (app, _, _scratch) in platforms(0).await {
        let no = register(
            &app,
            json!({"channel": "phone", "kind": "complaint", "report": true, "title": "麒麟饭店使用地沟油",
                "text": "后厨半夜收购潲水油", "place": "榕荫路五号", "area": "350104", "accept": true}),
        )
        .await;
        let dispatcher = staff(&app, Role::Dispatcher, "市智慧中心");
        let unit = staff(&app, Role::Handler, "仓山区城管局");
        let leader = staff(&app, Role::Leader, "市智慧中心");
        run(
            &app,
            &dispatcher,
            &no,
            "dispatch",
            json!({"lead": "仓山区城管局"}),
        )
        .await;
        for typed in ["麒麟", "地沟油", "潲水", "榕荫路", "麟", "麒麟 饭店"] {
            assert_eq!(
                found(&app, &dispatcher, typed, &none()).await,
                [no.clone()],
                "{typed}"
            );
            for other in [
                &unit,
                &leader,
                &staff(&app, Role::Dispatcher, "仓山区智慧中心"),
            ] {
                assert!(
                    found(&app, other, typed, &none()).await.is_empty(),
                    "{typed} {other:?}"
                );
            }
        }
        run(
            &app,
            &dispatcher,
            &no,
            "write_handling_text",
            json!({"text": "检查餐饮油脂来源"}),
        )
        .await;
        assert_eq!(found(&app, &unit, "油脂", &none()).await, [no.clone()]);
        assert_eq!(found(&app, &leader, "油脂", &none()).await, [no.clone()]);
        // What is not secret and what is are found together by those who read both.
        assert_eq!(
            found(&app, &dispatcher, "麒麟 油脂", &none()).await,
            [no.clone()]
        );
        run(
            &app,
            &dispatcher,
            &no,
            "release",
            json!({"what": "place", "reason": "要上门"}),
        )
        .await;
        assert_eq!(found(&app, &unit, "榕荫路", &none()).await, [no.clone()]);
        assert!(found(&app, &unit, "麒麟", &none()).await.is_empty());
        app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_citizen_writes_in_secret_is_found_by_the_centres_that_may_take_it() {
    for (app, _, _scratch) in platforms(0).await {
        let with = json!({"channel": "web", "kind": "help", "confidential": true, "text": "邻居私设暗门", "area": "350104"});
        let register: Register = serde_json::from_value(with).unwrap();
        let asked = app
            .register(&Actor::Requester, "citizen", &register, &Ask::default())
            .await;
        let no = asked.unwrap().no;
        for unit in ["市智慧中心", "仓山区智慧中心"] {
            let dispatcher = staff(&app, Role::Dispatcher, unit);
            assert_eq!(
                found(&app, &dispatcher, "暗门", &none()).await,
                [no.clone()],
                "{unit}"
            );
        }
        let others = [
            staff(&app, Role::Dispatcher, "鼓楼区智慧中心"),
            staff(&app, Role::Leader, "市智慧中心"),
            staff(&app, Role::Leader, "仓山区智慧中心"),
            staff(&app, Role::Handler, "仓山区城管局"),
        ];
        for other in others {
            assert!(
                found(&app, &other, "暗门", &none()).await.is_empty(),
                "{other:?}"
            );
        }
        app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_found_by_name_or_number() {
    for (app, _, _scratch) in platforms(0).await {
        let no = register(
            &app,
            json!({"channel": "phone", "kind": "help", "title": "张建国家停水",
                "text": "张建国来电，电话１３９－００００－１２３４，家住望潮街三号，邮箱zjg@example.cn", "place": "望潮街",
                "requester": {"name": "张建国", "phone": "13900001234", "email": "zjg@example.cn", "address": "望潮街三号"}}),
        )
        .await;
        let agent = agent(&app);
        for typed in ["张建国", "建国", "zjg", "1234 停水", "三号", "139 停水"] {
            assert!(
                found(&app, &agent, typed, &none()).await.is_empty(),
                "{typed}"
            );
        }
        for typed in ["13900001234", "139-0000-1234"] {
            assert!(app.search(&agent, typed, &none(), None, 7).await.is_err());
        }
        assert_eq!(found(&app, &agent, "停水 望潮街", &none()).await, [no]);
        app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_answers_progress_and_filters() {
    for (app, clock, _scratch) in platforms(0).await {
        let agent = agent(&app);
        let plain = |title: &str, kind: &str| json!({"channel": "phone", "kind": kind, "title": title, "text": "餐馆喇叭扰民", "area": "350104", "accept": true});
        let first = register(&app, plain("施埔路", "help")).await;
        clock.set(now().plus_days(3));
        let second = register(&app, plain("施埔路", "complaint")).await;
        assert_eq!(
            found(&app, &agent, "喇叭", &none()).await,
            [second.clone(), first.clone()]
        );
        assert_eq!(
            found(
                &app,
                &agent,
                &format!(" {} ", first.to_lowercase()),
                &none()
            )
            .await,
            [first.clone()]
        );
        assert_eq!(
            found(&app, &agent, &first[..first.len() - 1], &none()).await,
            Vec::<String>::new()
        );
        let stranger = staff(&app, Role::Handler, "鼓楼区城管局");
        assert!(found(&app, &stranger, &first, &none()).await.is_empty());
        run(
            &app,
            &agent,
            &first,
            "answer_directly",
            json!({"text": "已劝导店主关闭音响"}),
        )
        .await;
        assert_eq!(found(&app, &agent, "音响", &none()).await, [first.clone()]);
        run(
            &app,
            &staff(&app, Role::Dispatcher, "市智慧中心"),
            &second,
            "dispatch",
            json!({"lead": "仓山区城管局"}),
        )
        .await;
        let unit = staff(&app, Role::Handler, "仓山区城管局");
        run(&app, &unit, &second, "sign", json!({})).await;
        run(
            &app,
            &unit,
            &second,
            "note_progress",
            json!({"text": "约谈商户两次"}),
        )
        .await;
        assert_eq!(
            found(&app, &unit, "约谈 施埔路", &none()).await,
            [second.clone()]
        );
        assert_eq!(
            found(&app, &unit, "喇叭", &none()).await,
            [second.clone()],
            "the unit's scope"
        );
        filtered(&app, &first, &second).await;
        app.store().close().await;
    }
}

/// Two cases three days apart, narrowed by each filter.
async fn filtered(app: &App, first: &str, second: &str) {
    let agent = agent(app);
    {
        let only = |filter: Filter| {
            let agent = &agent;
            async move { found(app, agent, "喇叭", &filter).await }
        };
        assert_eq!(
            only(Filter {
                kind: Some("help".into()),
                ..none()
            })
            .await,
            [first.to_owned()]
        );
        let answered = Some(Status::Answered.as_str().to_owned());
        assert_eq!(
            only(Filter {
                status: answered,
                ..none()
            })
            .await,
            [first.to_owned()]
        );
        let lead = app
            .profile()
            .directory
            .find("仓山区城管局")
            .unwrap()
            .code
            .clone();
        assert_eq!(
            only(Filter {
                lead: Some(vec![lead]),
                ..none()
            })
            .await,
            [second.to_owned()]
        );
        assert_eq!(
            only(Filter {
                submitted: (Some(now().plus_days(1)), None),
                ..none()
            })
            .await,
            [second.to_owned()]
        );
        assert_eq!(
            only(Filter {
                submitted: (None, Some(now().plus_days(1))),
                ..none()
            })
            .await,
            [first.to_owned()]
        );
        let area = |code: &str| Some(serde_json::from_value(json!(code)).unwrap());
        assert_eq!(
            only(Filter {
                area: area("350100"),
                ..none()
            })
            .await
            .len(),
            2
        );
        assert!(
            only(Filter {
                area: area("350102"),
                ..none()
            })
            .await
            .is_empty()
        );
        assert!(
            only(Filter {
                channel: Some("web".into()),
                ..none()
            })
            .await
            .is_empty()
        );
    }
}

/// 噪音 and 噪声 are one thing to whoever looks for it, in the city's own list of such words.
#[tokio::test(flavor = "multi_thread")]
async fn words_that_the_city_takes_for_each_other_find_each_other() {
    for (app, _, _scratch) in platforms(0).await {
        let of = async |title: &str| {
            let with = json!({"channel": "phone", "kind": "help", "title": title, "text": "夜里响", "accept": true});
            register(&app, with).await
        };
        let (sound, noise, other) = (
            of("装修噪声").await,
            of("装修的噪音").await,
            of("装修垃圾").await,
        );
        for typed in ["噪音", "装修 噪声", "噪声"] {
            let found = found(&app, &agent(&app), typed, &none()).await;
            assert_eq!(found, [noise.clone(), sound.clone()], "{typed}");
        }
        assert_eq!(found(&app, &agent(&app), "垃圾", &none()).await, [other]);
    }
}
