//! Search on real databases: both find the same, nothing that stands there is missed, and nobody finds
//! a case by words that he does not read.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]
#![allow(
    clippy::cloned_ref_to_slice_refs,
    reason = "what is found is compared with a list of one"
)]

use app::clock::SetClock;
use app::execute::Ask;
use app::reading::Filter;
use app::{App, demo};
use hotline::actor::{Actor, Post, Role, Staff};
use hotline::case::command::{Command, Register};
use hotline::case::event::Erasure;
use hotline::case::status::Status;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::{Scratch, Store};
use text::normal::{Sort, normalise, sort};
use text::query::Query;
use text::segment::Segmenter;
use text::token::tokens;
use workday::Instant;

fn none() -> Filter {
    Filter::default()
}

fn now() -> Instant {
    "2026-11-20T10:30:00+08:00".parse().unwrap()
}

/// A platform on each database, empty or filled with the demonstration's city.
async fn platforms(cases: usize) -> Vec<(App, Arc<SetClock>, Scratch)> {
    let mut scratches = vec![Scratch::sqlite().unwrap()];
    scratches.extend(Scratch::postgres_for_test().await);
    let mut platforms = Vec::new();
    for scratch in scratches {
        let store = Store::open(scratch.url()).await.unwrap();
        let profile = app::profile::built_in().unwrap();
        if cases > 0 {
            demo::fill(&store, &profile, now(), cases, 11)
                .await
                .unwrap();
        }
        let clock = Arc::new(SetClock::at(now()));
        let app = App::open(store, profile, clock.clone(), None)
            .await
            .unwrap();
        platforms.push((app, clock, scratch));
    }
    platforms
}

fn staff(app: &App, role: Role, unit: &str) -> Actor {
    let unit = app.profile().directory.find(unit).unwrap().code.clone();
    Actor::Staff(Staff {
        person: "test".to_owned(),
        posts: vec![Post { role, unit }],
    })
}

fn agent(app: &App) -> Actor {
    staff(app, Role::Agent, "市智慧中心")
}

async fn register(app: &App, with: Value) -> String {
    let register: Register = serde_json::from_value(with).unwrap();
    let actor = agent(app);
    let done = app
        .register(&actor, "test", &register, &Ask::default())
        .await;
    done.unwrap().no
}

async fn run(app: &App, actor: &Actor, no: &str, verb: &str, with: Value) {
    let command = Command::read(verb, with).unwrap();
    app.execute(actor, no, &command, &Ask::default())
        .await
        .unwrap_or_else(|error| panic!("{verb}: {error:?}"));
}

/// Numbers of all cases found, page by page.
async fn found(app: &App, actor: &Actor, typed: &str, filter: &Filter) -> Vec<String> {
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

/// Whether letters or digits are in it: they are words as a whole, and 1 is not found in 12.
fn whole_words(typed: &str) -> bool {
    typed.chars().any(|c| sort(c) == Sort::Letter)
}

/// Stretches of texts: words of one to four characters, wherever they stand.
fn stretches(texts: &[String]) -> BTreeSet<String> {
    let mut stretches = BTreeSet::new();
    for (n, text) in texts.iter().enumerate() {
        let chars: Vec<char> = text.chars().collect();
        for length in 1..=4 {
            let start = (n * 7 + length * 3) % chars.len().saturating_sub(length).max(1);
            let stretch: String = chars.iter().skip(start).take(length).collect();
            if stretch.chars().all(char::is_alphanumeric) && !stretch.is_empty() {
                stretches.insert(stretch);
            }
        }
    }
    stretches
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_finds_by_words_that_he_does_not_read() {
    for (app, _, _scratch) in platforms(80).await {
        let cases = app.store().cases_after(0, 1000).await.unwrap();
        assert!(cases.iter().filter(|case| case.facts.secret()).count() > 5);
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

#[tokio::test(flavor = "multi_thread")]
async fn both_databases_find_the_same_and_all_that_stands_there() {
    const WHO: [&str; 6] = ["餐馆", "幼儿园", "共享单车", "物业公司", "工地", "烧烤摊"];
    const WHAT: [&str; 7] = [
        "喇叭扰民",
        "夜间施工噪音",
        "污水外溢",
        "乱停放",
        "路灯不亮",
        "乱收费",
        "油烟",
    ];
    const WHERE: [&str; 5] = ["施埔路", "学生街", "上三路12号", "对湖街道", "ＦＺ大厦"];
    let texts: Vec<String> = (0..140_usize)
        .map(|n| {
            let (who, what) = (WHO[n % 6], WHAT[n % 7]);
            format!("{}旁的{who}{what}，第{n}次了", WHERE[n * n % 5])
        })
        .collect();
    let typed = stretches(&texts);
    let mut answers = Vec::new();
    for (app, _, _scratch) in platforms(0).await {
        for (n, text) in texts.iter().enumerate() {
            let with = json!({"channel": "phone", "kind": "help", "title": format!("第{n}件"), "text": text});
            register(&app, with).await;
        }
        let agent = agent(&app);
        let mut answer = Vec::new();
        for typed in &typed {
            let mut numbers = Vec::new();
            let (mut before, mut page) = (None, 50);
            while page == 50 {
                let rows = app
                    .search(&agent, typed, &none(), before, 50)
                    .await
                    .unwrap();
                page = rows.len();
                before = rows.last().map(|row| row.0);
                numbers.extend(rows.into_iter().map(|row| row.1.text.unwrap()));
            }
            let standing = texts
                .iter()
                .filter(|text| normalise(text).contains(&normalise(typed)));
            for text in standing {
                assert!(
                    whole_words(typed) || numbers.contains(text),
                    "{typed} misses {text}"
                );
            }
            numbers.sort();
            answer.push(numbers);
        }
        answers.push(answer);
        app.store().close().await;
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test(flavor = "multi_thread")]
async fn erased_words_find_nothing() {
    for (app, _, _scratch) in platforms(0).await {
        let with = json!({"channel": "phone", "kind": "consult", "title": "居住证", "text": "居住证怎么补办", "accept": true});
        let no = register(&app, with).await;
        let agent = agent(&app);
        run(
            &app,
            &agent,
            &no,
            "answer_directly",
            json!({"text": "带户口簿到派出所"}),
        )
        .await;
        let rating = json!({"grade": 5, "solved": true});
        run(&app, &agent, &no, "rate", rating).await;
        assert_eq!(
            found(&app, &agent, "居住证 户口簿", &none()).await,
            [no.clone()]
        );
        app.erase(&no, Erasure::Words, "本人申请").await.unwrap();
        for typed in ["居住证", "户口簿"] {
            assert!(found(&app, &agent, typed, &none()).await.is_empty());
        }
        let proved = app
            .prove_search(&mut |what| panic!("{what}"))
            .await
            .unwrap();
        assert_eq!(proved, (1, 0));
        app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_was_erased_is_never_found_again() {
    for (app, _, _scratch) in platforms(0).await {
        let with = json!({"channel": "phone", "kind": "consult", "title": "居住证", "accept": true,
            "text": "我叫欧阳锦绣，居住证怎么补办", "requester": {"name": "欧阳锦绣", "phone": "13900000001"}});
        let no = register(&app, with).await;
        let (agent, reviewer) = (agent(&app), staff(&app, Role::Reviewer, "市智慧中心"));
        let answer = json!({"text": "带户口簿到派出所"});
        run(&app, &agent, &no, "answer_directly", answer).await;
        let rating = json!({"grade": 5, "solved": true});
        run(&app, &agent, &no, "rate", rating).await;
        let only_words = async |when: &str| {
            for typed in ["居住证", "补办", "户口簿"] {
                assert_eq!(
                    found(&app, &agent, typed, &none()).await,
                    [no.clone()],
                    "{when}"
                );
            }
            for typed in ["欧阳锦绣", "欧阳", "锦绣"] {
                assert!(
                    found(&app, &agent, typed, &none()).await.is_empty(),
                    "{typed} {when}"
                );
            }
            let proved = app.prove_search(&mut |what| panic!("{what}")).await;
            assert_eq!(proved.unwrap(), (1, 0), "{when}");
        };
        only_words("before").await;
        app.erase(&no, Erasure::Persons, "本人申请").await.unwrap();
        only_words("erased").await;
        app.rebuild_search(&mut |_| ()).await.unwrap();
        only_words("made anew").await;
        // Words that come later are found; they are read by somebody who knows what was erased.
        let copy =
            json!({"title": "居住证", "text": "证件遗失如何补办", "answer": "带户口簿到派出所"});
        run(&app, &reviewer, &no, "publish", copy).await;
        only_words("published").await;
        let public = found(&app, &Actor::Public, "遗失", &none()).await;
        assert_eq!(public, [no.clone()]);
        app.rebuild_search(&mut |_| ()).await.unwrap();
        only_words("published and made anew").await;
        // Elsewhere nobody knows which words were names: none of the older ones is looked for.
        let mut dossiers = Vec::new();
        let out = app.export_dossiers(&mut dossiers, None, &mut |_| {}).await;
        assert_eq!(out.unwrap().end.cases, 1);
        let (elsewhere, _, _other) = platforms(0).await.swap_remove(0);
        let taken = elsewhere
            .import(&mut dossiers.as_slice(), None, &mut Nobody)
            .await;
        assert_eq!(taken.unwrap().taken, 1);
        elsewhere.rebuild_search(&mut |_| ()).await.unwrap();
        for typed in ["欧阳锦绣", "欧阳", "锦绣"] {
            assert!(found(&elsewhere, &agent, typed, &none()).await.is_empty());
        }
        assert_eq!(found(&elsewhere, &agent, &no, &none()).await, [no.clone()]);
        elsewhere.store().close().await;
        app.store().close().await;
    }
}

/// Whoever hears nothing of an import.
struct Nobody;

impl app::dossier::import::Listener for Nobody {
    fn bad(&mut self, bad: &app::dossier::check::BadLine) {
        panic!("{bad:?}");
    }
    fn progress(&mut self, _: &app::dossier::import::Imported) {}
}

#[tokio::test(flavor = "multi_thread")]
async fn the_index_is_made_again_from_what_is_stored() {
    for (app, _, _scratch) in platforms(60).await {
        let mut named = Vec::new();
        let proved = app
            .prove_search(&mut |what| named.push(what.to_owned()))
            .await
            .unwrap();
        assert_eq!((proved, &named), ((61, 0), &Vec::new()));
        let spoil = app.store().db().write((), |(), tx| {
            Box::pin(async move {
                tx.run(db::Sql::new("delete from words_staff where rowid in (select case_id from cases order by case_id limit 5)")).await?;
                Ok::<(), db::Abort<db::Never>>(())
            })
        });
        spoil.await.unwrap();
        let proved = app
            .prove_search(&mut |what| named.push(what.to_owned()))
            .await
            .unwrap();
        assert_eq!((proved.1, named.len()), (5, 5), "{named:?}");
        assert_eq!(app.rebuild_search(&mut |_| ()).await.unwrap(), 61);
        let proved = app
            .prove_search(&mut |what| named.push(what.to_owned()))
            .await
            .unwrap();
        assert_eq!(proved.1, 0);
        app.store().close().await;
    }
}
