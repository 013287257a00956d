//! Look-ups and suggestions on real databases: what is suggested is seen by whom it is suggested to, is
//! never secret, and says why.

use crate::house::{now, platforms, register, run, staff};
use app::execute::Ask;
use app::suggest::Draft;
use hotline::actor::Role;
use hotline::case::command::Command;
use hotline::person::Phone;
use hotline::point::Point;
use serde_json::{Value, json};

fn loud(place: &str, secret: bool) -> Value {
    json!({"channel": "phone", "kind": "complaint", "item": "B15", "title": format!("{place}餐馆喇叭扰民"),
        "text": "餐馆门口高音喇叭叫卖到深夜", "place": place, "area": "350104", "confidential": secret, "accept": true,
        "requester": {"name": "陈女士", "phone": "13900001111"}})
}

fn draft(words: &str, place: &str) -> Draft {
    Draft {
        words: words.to_owned(),
        place: Some(place.to_owned()),
        area: Some("350104".into()),
        item: None,
        point: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_matter_is_found_with_its_reasons() {
    for (app, _, _scratch) in platforms(0).await {
        let same = register(&app, loud("施埔路12号", false)).await;
        let secret = register(&app, loud("施埔路12号", true)).await;
        let far = register(&app, loud("上三路7号", false)).await;
        let light = json!({"channel": "phone", "kind": "help", "item": "A07", "title": "路灯不亮", "text": "路灯不亮好几天",
            "place": "施埔路12号", "area": "350104", "accept": true});
        let light = register(&app, light).await;
        let agent = staff(&app, Role::Agent, "市智慧中心");
        let ours = draft("施埔路餐馆用喇叭，夜里叫卖", "施埔路12号附近");
        let found = app.duplicates(&agent, &ours, 10).await.unwrap();
        let numbers: Vec<_> = found
            .iter()
            .map(|candidate| candidate.view.no.clone())
            .collect();
        assert_eq!(
            numbers,
            std::slice::from_ref(&same),
            "not {secret} (secret), {far} (elsewhere), {light} (other matter)"
        );
        let said: Vec<_> = found[0]
            .reasons
            .iter()
            .map(|reason| reason.zh.clone())
            .collect();
        assert!(
            said[0].starts_with("同一地点") && said[1].contains("喇叭"),
            "{said:?}"
        );
        // A place alone asks what else happens there, whatever it is.
        let place = app.duplicates(&agent, &draft("", "施埔路12号"), 10).await;
        let place = place
            .unwrap()
            .into_iter()
            .map(|candidate| candidate.view.no);
        let place: Vec<_> = place.collect();
        assert!(place.contains(&same) && place.contains(&light), "{place:?}");
        assert!(
            !place.contains(&far) && !place.contains(&secret),
            "{place:?}"
        );
        // The unit has never held it.
        let unit = staff(&app, Role::Handler, "仓山区城管局");
        assert!(app.duplicates(&unit, &ours, 10).await.unwrap().is_empty());
        let librarian = staff(&app, Role::Librarian, "市智慧中心");
        assert!(app.duplicates(&librarian, &ours, 10).await.is_err());
        assert!(
            app.duplicates(&agent, &Draft::default(), 10)
                .await
                .unwrap()
                .is_empty()
        );
        app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_matter_is_not_looked_for_beyond_its_time() {
    for (app, clock, _scratch) in platforms(0).await {
        let mut pinned = loud("施埔路12号", false);
        pinned["point"] = json!({"lng": 119.2966, "lat": 26.0855});
        let mut numbers = Vec::new();
        for days in [31, 29] {
            clock.set(now().plus_days(-days));
            numbers.push(register(&app, pinned.clone()).await);
        }
        clock.set(now());
        let agent = staff(&app, Role::Agent, "市智慧中心");
        // By its words, and by its point alone.
        let by_words = draft("施埔路餐馆用喇叭，夜里叫卖", "施埔路12号附近");
        let by_point = Draft {
            point: Point::new(119.2966, 26.0855).ok(),
            ..Draft::default()
        };
        for ours in [&by_words, &by_point] {
            let found = async || -> Vec<String> {
                let found = app.duplicates(&agent, ours, 10).await.unwrap();
                found.into_iter().map(|found| found.view.no).collect()
            };
            clock.set(now());
            assert_eq!(found().await, [numbers[1].clone()], "not {}", numbers[0]);
            // The edge of thirty days, from both sides.
            clock.set(now().plus_days(1));
            assert_eq!(found().await, [numbers[1].clone()], "thirty days");
            clock.set(now().plus_days(1).plus_millis(1));
            assert!(found().await.is_empty(), "more than thirty days");
        }
        app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn precedents_are_of_one_year() {
    for (app, clock, _scratch) in platforms(0).await {
        let agent = staff(&app, Role::Agent, "市智慧中心");
        let dispatcher = staff(&app, Role::Dispatcher, "市智慧中心");
        let mut numbers = Vec::new();
        for days in [366, 364] {
            clock.set(now().plus_days(-days));
            let no = register(&app, loud("施埔路12号", false)).await;
            let lead = json!({"lead": "仓山区城管局"});
            run(&app, &dispatcher, &no, "dispatch", lead).await;
            numbers.push(no);
        }
        let reasons = async || -> String {
            let ours = draft("高音喇叭叫卖", "施埔路");
            let found = app.dispatch_for(&agent, &ours).await.unwrap();
            format!("{found:?}")
        };
        clock.set(now());
        let said = reasons().await;
        assert!(said.contains(&numbers[1]), "{said}");
        assert!(!said.contains(&numbers[0]), "{said}");
        clock.set(now().plus_days(2));
        let said = reasons().await;
        assert!(!numbers.iter().any(|no| said.contains(no)), "{said}");
        app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn items_and_units_are_suggested_with_their_reasons() {
    for (app, _, _scratch) in platforms(0).await {
        let agent = staff(&app, Role::Agent, "市智慧中心");
        let ours = draft("餐馆的商业喇叭噪声太大，对湖派出所来过", "施埔路");
        let by_names = app.dispatch_for(&agent, &ours).await.unwrap();
        assert_eq!(by_names.items[0].code, "B15");
        assert!(
            by_names.items[0].reasons[0].zh.contains("喇叭"),
            "{by_names:?}"
        );
        // What people say for it counts as its name does, and is told as what it is.
        let said = draft("红绿灯坏了好几天", "施埔路");
        let by_words = app.dispatch_for(&agent, &said).await.unwrap();
        assert_eq!(by_words.items[0].code, "A17", "{by_words:?}");
        assert_eq!(
            by_words.items[0].reasons[0].zh,
            "诉求提到“红绿灯”，也就是“交通信号灯故障”"
        );
        let directory = &app.profile().directory;
        let duty = directory.with_duty(&"B15".into(), &"350104".into());
        assert!(by_names.units.iter().any(|unit| {
            unit.code == duty[0].code.as_str()
                && unit
                    .reasons
                    .iter()
                    .any(|reason| reason.zh.starts_with("职责清单"))
        }));
        // In English by the item's English name.
        let in_english = |start: &str| {
            let all = by_names.units.iter().flat_map(|unit| &unit.reasons);
            let mut of_list = all.filter(|reason| reason.zh.starts_with("职责清单"));
            of_list.all(|reason| reason.en.starts_with(start))
        };
        assert!(
            in_english("duty list: B15 loudspeaker noise in "),
            "{by_names:?}"
        );
        let station = directory.find("对湖派出所").unwrap().code.to_string();
        assert!(by_names.units.iter().any(|unit| unit.code == station));
        // What became of matters like it.
        let no = register(&app, loud("施埔路12号", false)).await;
        let dispatcher = staff(&app, Role::Dispatcher, "市智慧中心");
        let command = Command::read("dispatch", json!({"lead": "仓山区城管局"})).unwrap();
        app.execute(&dispatcher, &no, &command, &Ask::default())
            .await
            .unwrap();
        let lead = directory.find("仓山区城管局").unwrap().code.to_string();
        let by_precedent = app
            .dispatch_for(&agent, &draft("高音喇叭叫卖", "施埔路"))
            .await
            .unwrap();
        let unit = by_precedent
            .units
            .iter()
            .find(|unit| unit.code == lead)
            .unwrap();
        assert!(
            unit.reasons.iter().any(|reason| reason.zh.contains(&no)),
            "{unit:?}"
        );
        assert!(by_precedent.items.iter().any(|item| item.code == "B15"));
        // Several numbers stand between the commas of each language.
        let other = register(&app, loud("施埔路12号", false)).await;
        let ours = draft("高音喇叭叫卖", "施埔路");
        let found = app.dispatch_for(&agent, &ours).await.unwrap();
        let mut said = found.items.iter().flat_map(|item| &item.reasons);
        let both = said.find(|reason| reason.zh.contains(&other) && reason.zh.contains(&no));
        let both = both.unwrap();
        assert!(
            both.zh.contains('、') && !both.en.contains('、'),
            "{both:?}"
        );
        assert!(both.en.contains(", "), "{both:?}");
        app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_is_looked_up_at_a_centre_and_the_look_is_written_down() {
    for (app, _, _scratch) in platforms(0).await {
        let plain = register(&app, loud("施埔路12号", false)).await;
        register(&app, loud("施埔路12号", true)).await;
        let phone = Phone::new("１３９ ００００－１１１１").unwrap();
        let agent = staff(&app, Role::Agent, "市智慧中心");
        let found = app.cases_of_caller(&agent, &phone, 20).await.unwrap();
        let numbers: Vec<_> = found.iter().map(|view| view.no.clone()).collect();
        assert_eq!(numbers, [plain], "and no secret one");
        let shown = serde_json::to_string(&found).unwrap();
        assert!(
            !shown.contains("1111") && !shown.contains("陈女士"),
            "masked"
        );
        // Another county's centre does not see the case.
        let county = staff(&app, Role::Agent, "鼓楼区智慧中心");
        assert!(
            app.cases_of_caller(&county, &phone, 20)
                .await
                .unwrap()
                .is_empty()
        );
        for (role, unit) in [
            (Role::Handler, "仓山区城管局"),
            (Role::Leader, "市智慧中心"),
            (Role::Librarian, "市智慧中心"),
        ] {
            assert!(
                app.cases_of_caller(&staff(&app, role, unit), &phone, 20)
                    .await
                    .is_err()
            );
        }
        let looks = db::Sql::new("select count(*) from audit where act = 'look_up_caller'");
        assert_eq!(app.store().db().one::<i64>(looks).await.unwrap(), 2);
        app.store().close().await;
    }
}

#[tokio::test]
async fn items_and_units_are_found_while_they_are_typed() {
    let (app, _, _scratch) = platforms(0).await.swap_remove(0);
    let items = |typed: &str| -> Vec<String> {
        let found = app.find_items(typed, 10).into_iter();
        found.map(|(item, _)| item.code.to_string()).collect()
    };
    assert_eq!(items("sylbzs"), ["B15"]);
    assert!(items("lb").contains(&"B15".to_owned()));
    assert_eq!(items("b15")[0], "B15");
    assert!(items("loudspeaker").contains(&"B15".to_owned()));
    // People say 噪音 and the list says 噪声; other words are spelled like names.
    for typed in ["噪音", "zaoyin"] {
        let found = items(typed);
        assert!(
            found.contains(&"B15".to_owned()) && found.contains(&"D08".to_owned()),
            "{typed} {found:?}"
        );
    }
    assert_eq!(items("红绿灯"), ["A17"]);
    assert!(items("下水道").contains(&"A06".to_owned()));
    // Every initial that the profile knows finds its item.
    for item in app.profile().catalogue.items() {
        for initials in &item.initials {
            let found = app.find_items(initials, 50);
            assert!(
                found.iter().any(|(found, _)| found.code == item.code),
                "{initials} {}",
                item.name
            );
        }
    }
    let units = |typed: &str| {
        app.find_units(typed, None, 10)
            .into_iter()
            .map(|(unit, _)| unit.name.clone())
            .collect::<Vec<_>>()
    };
    let name = |alias: &str| app.profile().directory.find(alias).unwrap().name.clone();
    assert_eq!(units("仓山区城管局")[0], name("仓山区城管局"));
    assert!(units("csqcgj").contains(&name("仓山区城管局")));
    assert!(units("duihupaichusuo").contains(&name("对湖派出所")));
    let inside = app.find_units("cgj", Some(&"350104".into()), 50);
    assert!(
        !inside.is_empty()
            && inside
                .iter()
                .all(|(unit, _)| unit.area.as_str().starts_with("350104"))
    );
}
