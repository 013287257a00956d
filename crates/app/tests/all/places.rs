//! Units are suggested by the place: who led what happened at the same place, by its words or by metres, says
//! so with a reason of its own; cases and units of another area have no say.

use crate::house::{agent, platforms, register, run, staff};
use app::App;
use app::suggest::{Dispatch, Draft, Reason};
use hotline::actor::Role;
use hotline::point::Point;
use hotline::shapes::Located;
use serde_json::{Value, json};

/// A case with a lead; its number.
async fn led(app: &App, lead: &str, more: Value) -> String {
    let mut with = json!({"channel": "phone", "kind": "help", "title": "石狮子歪斜", "text": "石狮子歪斜，孩子常爬上去",
        "area": "350104", "accept": true});
    for (key, value) in more.as_object().unwrap() {
        with[key] = value.clone();
    }
    let no = register(app, with).await;
    let dispatcher = staff(app, Role::Dispatcher, "市智慧中心");
    run(app, &dispatcher, &no, "dispatch", json!({"lead": lead})).await;
    no
}

fn draft(words: &str, place: Option<&str>) -> Draft {
    Draft {
        words: words.to_owned(),
        place: place.map(str::to_owned),
        area: Some("350104".into()),
        ..Draft::default()
    }
}

/// Where a unit stands among those that are suggested, with its reasons.
fn suggested(app: &App, found: &Dispatch, unit: &str) -> Option<(usize, Vec<Reason>)> {
    let code = app.profile().directory.find(unit).unwrap().code.to_string();
    let at = found.units.iter().position(|unit| unit.code == code)?;
    Some((at, found.units[at].reasons.clone()))
}

/// The reasons that speak of the place.
fn of_place(reasons: &[Reason]) -> Vec<(&str, &str)> {
    reasons
        .iter()
        .filter(|reason| reason.zh.contains("件由该单位主办"))
        .map(|reason| (reason.zh.as_str(), reason.en.as_str()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_roads_the_one_of_the_draft_decides() {
    for (app, _, _scratch) in platforms(0).await {
        let agent = agent(&app);
        // The same matter in two roads, and two units that have led it. The duty list names neither.
        let (one, other) = ("仓山区城管局", "仓山区园林中心");
        let shi_pu = led(&app, one, json!({"place": "施埔路12号"})).await;
        let shang_san = led(&app, other, json!({"place": "上三路7号"})).await;
        for (place, first, second, no, zh, en) in [
            (
                "施埔路12号",
                one,
                other,
                &shi_pu,
                "同一地点",
                "at the same place",
            ),
            (
                "施埔路90号附近",
                one,
                other,
                &shi_pu,
                "同一路段或附近",
                "on the same road or near by",
            ),
            (
                "上三路7号",
                other,
                one,
                &shang_san,
                "同一地点",
                "at the same place",
            ),
        ] {
            let ours = draft("石狮子歪斜", Some(place));
            let found = app.dispatch_for(&agent, &ours).await.unwrap();
            let (first_at, first) = suggested(&app, &found, first).unwrap();
            let (second_at, second) = suggested(&app, &found, second).unwrap();
            assert!(first_at < second_at, "{place}: {found:?}");
            let zh = format!("{zh}近一年 1 件由该单位主办：{no}");
            let en = format!("1 {en} led by this unit within a year: {no}");
            assert_eq!(of_place(&first), [(zh.as_str(), en.as_str())], "{place}");
            // Beside what the matter says, which both have in common with the draft.
            for reasons in [&first, &second] {
                let alike = |reason: &Reason| reason.zh.contains("相似诉求由该单位主办");
                assert!(reasons.iter().any(alike), "{place}: {reasons:?}");
            }
            assert!(of_place(&second).is_empty(), "{place}: {second:?}");
        }
        // Without a place nothing is said of one, and the newer comes first.
        let found = app.dispatch_for(&agent, &draft("石狮子歪斜", None)).await;
        let found = found.unwrap();
        let all: Vec<_> = found.units.iter().flat_map(|unit| &unit.reasons).collect();
        assert!(!all.is_empty());
        assert!(
            all.iter()
                .all(|reason| !reason.zh.contains("件由该单位主办") || reason.zh.contains("相似")),
            "{all:?}"
        );
        app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn metres_say_who_leads_near_a_point() {
    for (app, _, _scratch) in platforms(0).await {
        let agent = agent(&app);
        let here = Point::new(119.3050, 26.0400).unwrap();
        let inside = Located::Inside(Some("350104".into()));
        assert_eq!(app.profile().shapes.locate(here), inside);
        let at =
            |lng: f64, place: &str| json!({"place": place, "point": {"lng": lng, "lat": 26.04}});
        // Twenty metres are the same corner whatever it is called; a name far away is another place.
        let corner = led(&app, "仓山区城管局", at(119.3052, "公交站后面")).await;
        let near = led(&app, "仓山区住建局", at(119.3065, "小学北门")).await;
        led(&app, "仓山区园林中心", at(119.3080, "上三路")).await;
        let reasons = async |ours: &Draft, unit: &str| {
            let found = app.dispatch_for(&agent, ours).await.unwrap();
            let reasons = suggested(&app, &found, unit).map(|(_, reasons)| reasons);
            let reasons = reasons.unwrap_or_default();
            let of_place = of_place(&reasons);
            let of_place = of_place.into_iter();
            of_place
                .map(|(zh, en)| (zh.to_owned(), en.to_owned()))
                .collect::<Vec<_>>()
        };
        let pair = |zh: String, en: String| vec![(zh, en)];
        // The area as it is written, and as the point tells it.
        for area in [Some("350104".into()), None] {
            let ours = Draft {
                words: "长凳裂开".to_owned(),
                place: Some("上三路".to_owned()),
                area,
                point: Some(here),
                ..Draft::default()
            };
            assert_eq!(
                reasons(&ours, "仓山区城管局").await,
                pair(
                    format!("同一地点近一年 1 件由该单位主办：{corner}"),
                    format!("1 at the same place led by this unit within a year: {corner}")
                )
            );
            assert_eq!(
                reasons(&ours, "仓山区住建局").await,
                pair(
                    format!("150 米内近一年 1 件由该单位主办：{near}"),
                    format!("1 within 150 m led by this unit within a year: {near}")
                )
            );
            assert_eq!(
                reasons(&ours, "仓山区园林中心").await,
                [],
                "300 metres away"
            );
        }
        app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_else_happened_at_a_place_tells_who_not_what() {
    for (app, _, _scratch) in platforms(0).await {
        let agent = agent(&app);
        let unit = "仓山区园林中心";
        let item = json!({"place": "学军路3号", "item": "A07"});
        let numbers = [
            led(&app, unit, item.clone()).await,
            led(&app, unit, item).await,
        ];
        let ours = draft("餐馆商业喇叭扰民", Some("学军路3号"));
        let found = app.dispatch_for(&agent, &ours).await.unwrap();
        let (_, reasons) = suggested(&app, &found, unit).unwrap();
        let [reason] = &reasons[..] else {
            panic!("the place alone speaks for it: {reasons:?}")
        };
        assert!(reason.zh.starts_with("同一地点近一年 2 件"), "{reason:?}");
        assert!(
            numbers
                .iter()
                .all(|no| reason.zh.contains(no) && reason.en.contains(no))
        );
        // The item is known by the words, not by what else there was; whose duty it is stands first.
        assert!(
            found.items.iter().all(|item| item.code != "A07"),
            "{found:?}"
        );
        assert_eq!(found.items[0].code, "B15");
        let directory = &app.profile().directory;
        let duty = directory.with_duty(&"B15".into(), &"350104".into());
        assert_eq!(found.units[0].code, duty[0].code.as_str());
        app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn units_of_another_area_have_no_say() {
    for (app, _, _scratch) in platforms(0).await {
        let agent = agent(&app);
        let same = json!({"place": "中山路5号"});
        let away = json!({"place": "中山路5号", "area": "350102"});
        // A road of the same name in another county, and a case of this county that another's unit leads.
        let elsewhere = led(&app, "鼓楼区城管局", away.clone()).await;
        let astray = led(&app, "鼓楼区住建局", same.clone()).await;
        let of_the_city = led(&app, "市城管委", away).await;
        let here = led(&app, "仓山区城管局", same).await;
        // A street of the county, and a unit of that street.
        let street = json!({"place": "中山路5号", "area": "350104003"});
        let in_a_street = led(&app, "对湖街道", street).await;
        // A road runs through several streets: the county's unit counts in each, a street's only in its own.
        let street = json!({"place": "中山路5号", "area": "350104007"});
        let next_street = led(&app, "下渡街道", street.clone()).await;
        let along = led(&app, "仓山区园林中心", street).await;
        let said = async |area: Option<&str>| {
            let ours = Draft {
                area: area.map(Into::into),
                ..draft("石狮子歪斜", Some("中山路5号"))
            };
            let found = app.dispatch_for(&agent, &ours).await.unwrap();
            let reasons = found.units.iter().flat_map(|unit| &unit.reasons);
            reasons.map(|reason| reason.zh.clone()).collect::<String>()
        };
        let county = said(Some("350104")).await;
        for (no, has_a_say) in [
            (&elsewhere, false),
            (&astray, false),
            (&of_the_city, false),
            (&here, true),
            (&in_a_street, true),
        ] {
            assert_eq!(county.contains(no), has_a_say, "{no}: {county}");
        }
        let in_the_street = said(Some("350104003")).await;
        for (no, has_a_say) in [
            (&next_street, false),
            (&elsewhere, false),
            (&along, true),
            (&here, true),
            (&in_a_street, true),
        ] {
            assert_eq!(
                in_the_street.contains(no),
                has_a_say,
                "{no}: {in_the_street}"
            );
        }
        let in_the_other = said(Some("350102")).await;
        assert!(
            in_the_other.contains(&elsewhere) && in_the_other.contains(&of_the_city),
            "{in_the_other}"
        );
        assert!(
            ![&here, &astray, &in_a_street]
                .iter()
                .any(|no| in_the_other.contains(*no)),
            "{in_the_other}"
        );
        // Where nobody knows the area, all have.
        let anywhere = said(None).await;
        assert!(
            anywhere.contains(&elsewhere) || anywhere.contains(&astray),
            "{anywhere}"
        );
        assert!(
            anywhere.contains(&here) || anywhere.contains(&along),
            "{anywhere}"
        );
        app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_said_of_cases_that_are_secret_or_not_seen() {
    for (app, _, _scratch) in platforms(0).await {
        let point = json!({"lng": 119.305, "lat": 26.04});
        let open = json!({"place": "学军路3号", "point": point});
        let secret = json!({"place": "学军路3号", "point": point, "confidential": true});
        let open = led(&app, "仓山区园林中心", open).await;
        let secret = led(&app, "仓山区城管局", secret).await;
        let ours = Draft {
            point: Point::new(119.305, 26.04).ok(),
            ..draft("长凳裂开", Some("学军路3号"))
        };
        for (unit, sees) in [("市智慧中心", true), ("鼓楼区智慧中心", false)] {
            let dispatcher = staff(&app, Role::Dispatcher, unit);
            let found = app.dispatch_for(&dispatcher, &ours).await.unwrap();
            let said = format!("{found:?}");
            assert!(!said.contains(&secret), "{unit}: {said}");
            let seen = app.seen_case(&dispatcher, &open).await.is_ok();
            assert_eq!((said.contains(&open), seen), (sees, sees), "{unit}: {said}");
        }
        app.store().close().await;
    }
}
