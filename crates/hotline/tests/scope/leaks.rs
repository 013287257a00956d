//! No hidden word reaches anybody, on any step of a case's life.

use std::collections::BTreeSet;

use hotline::case::command::Part;
use hotline::scope::view::{Eyes, Light, eyes, history, view};
use serde_json::json;

use super::marks::{Kept, MARKS, life, may_read, registration};
use crate::world::{Scene, actor, city};

/// Everybody who looks, and with which eyes he looks once he sees the case.
const LOOKING: &[(&str, Eyes)] = &[
    ("requester", Eyes::Requester),
    ("public", Eyes::Public),
    ("system", Eyes::Centre),
    ("agent", Eyes::Centre),
    ("dispatcher", Eyes::Centre),
    ("reviewer", Eyes::Centre),
    ("call_back", Eyes::Centre),
    ("leader", Eyes::Unit),
    ("leader@350000", Eyes::Unit),
    ("inspector@市效能办", Eyes::Unit),
    ("inspector@仓山区效能办", Eyes::Unit),
    ("inspector@鼓楼区效能办", Eyes::Unit),
    ("dispatcher@仓山区智慧中心", Eyes::Unit),
    ("agent@鼓楼区智慧中心", Eyes::Unit),
    ("handler@仓山公安分局", Eyes::Unit),
    ("reviewer@市公安局", Eyes::Unit),
    ("unit_admin@对湖派出所", Eyes::Unit),
    ("handler@仓前派出所", Eyes::Unit),
    ("handler@仓山区城管局", Eyes::Unit),
    ("librarian", Eyes::Public),
    ("system_admin", Eyes::Public),
    ("auditor@市效能办", Eyes::Public),
];

/// All that somebody can read of the case, as one text; none if he does not see it.
fn all_that(who: &str, scene: &Scene) -> Option<String> {
    let (case, by) = (scene.case(), actor(who));
    let directory = &city().profile.directory;
    let light = Light {
        now: scene.stage.now,
        rules: city().rules(Some(case), scene.stage.now),
        calendar: &scene.stage.calendar,
        directory,
    };
    let events = &scene.stage.tales[&case.id].events;
    let view = view(case, &by, light, &scene.stage.safe);
    let history = history(case, events, &by, directory, &scene.stage.safe);
    assert_eq!(view.is_some(), history.is_some(), "{who}");
    let text = json!([view?, history?]).to_string();
    Some(text)
}

fn released(scene: &Scene) -> Vec<&'static str> {
    let name = |part: &Part| match part {
        Part::Title => "title",
        Part::Text => "text",
        Part::Place => "place",
        Part::Name => "name",
        Part::Phone => "phone",
        Part::Files => "files",
        Part::Recording => "recording",
        Part::File(_) => "file",
    };
    scene.case().released.iter().map(name).collect()
}

/// Looks with everybody's eyes; gives the marks that each could read.
fn look(scene: &Scene, step: &str) -> BTreeSet<(&'static str, &'static str)> {
    let mut read = BTreeSet::new();
    let secret = scene.case().facts.secret();
    let released = released(scene);
    for (who, expected) in LOOKING {
        let seen = eyes(&actor(who), scene.case(), &city().profile.directory);
        assert_eq!(seen.unwrap_or(*expected), *expected, "{who}");
        let Some(text) = all_that(who, scene) else {
            assert_eq!(seen, None, "{who} after {step}");
            continue;
        };
        assert!(seen.is_some(), "{who} after {step}");
        for (mark, kept) in MARKS {
            if text.contains(mark) {
                let may = may_read(*kept, mark, *expected, secret, &released);
                assert!(may, "{who} reads {mark} after {step}: {text}");
                read.insert((*who, *mark));
            }
        }
    }
    read
}

/// Plays a life and looks after each step; gives every mark that anybody ever read.
fn play(report: bool, confidential: bool) -> (Scene, BTreeSet<(&'static str, &'static str)>) {
    let mut scene = Scene::empty("2017-11-20 09:00");
    scene.register("agent", registration(report, confidential));
    let mut read = look(&scene, "register");
    for (by, verb, with) in life(report || confidential) {
        scene.later(60_000).does(by, verb, with);
        read.extend(look(&scene, verb));
    }
    (scene, read)
}

#[test]
fn an_ordinary_case_hides_the_person_from_all_and_shows_the_rest_to_whom_it_concerns() {
    let (_, read) = play(false, false);
    // What may be read is there to be read: nothing is hidden by accident.
    for (mark, kept) in MARKS {
        for (who, eyes) in [
            ("requester", Eyes::Requester),
            ("dispatcher", Eyes::Centre),
            ("handler@仓山公安分局", Eyes::Unit),
            ("public", Eyes::Public),
        ] {
            // Of an ordinary case nothing is ever released: it was given no such words.
            let given = *mark != "M-released";
            let may = given && may_read(*kept, mark, eyes, false, &[]);
            assert_eq!(read.contains(&(who, *mark)), may, "{who} {mark}");
        }
    }
    // Nobody else's unit, county or office, and no administrator, but for the published copy.
    for who in [
        "handler@仓山区城管局",
        "handler@仓前派出所",
        "inspector@鼓楼区效能办",
        "agent@鼓楼区智慧中心",
    ] {
        assert!(read.iter().all(|(reader, _)| *reader != who), "{who}");
    }
    for who in ["librarian", "system_admin", "auditor@市效能办"] {
        let marks = MARKS
            .iter()
            .filter(|(mark, _)| read.contains(&(who, *mark)));
        assert!(marks.clone().all(|(_, kept)| *kept == Kept::Open) && marks.count() == 3);
    }
}

#[test]
fn reports_and_confidential_cases_hide_the_words_too() {
    for (report, confidential) in [(true, false), (false, true), (true, true)] {
        let (mut scene, read) = play(report, confidential);
        for (who, eyes) in LOOKING.iter().filter(|(_, eyes)| *eyes == Eyes::Unit) {
            let own = MARKS
                .iter()
                .filter(|(_, kept)| matches!(kept, Kept::Own(_)));
            for (mark, _) in own {
                assert!(!read.contains(&(*who, *mark)), "{who} {mark} {eyes:?}");
            }
        }
        assert!(read.contains(&("handler@仓山公安分局", "M-handling")));
        assert!(read.contains(&("dispatcher", "M-text")));
        assert!(read.contains(&("requester", "M-heard")));
        assert!(read.iter().all(|(who, _)| *who != "public"));
        // The case is closed; reopened, the centre releases part by part.
        scene.does("dispatcher", "reopen", json!({"reason": "M-rework"}));
        let mut before = look(&scene, "reopen");
        let first = format!("file.{}", scene.case().files[0].seq);
        for (part, marks) in [
            ("recording", &[][..]),
            (&first, &["M-ownfile", "M-ownshows"]),
            ("files", &["M-otherfile"]),
            ("title", &["M-title"]),
            ("place", &["M-place", "M-newplace", "119.2966", "119.3031"]),
            ("name", &["M-name"]),
            ("phone", &["13912345678"]),
            (
                "text",
                &["M-text", "M-heard", "M-urged", "M-comment", "M-asksrework"],
            ),
        ] {
            let with = json!({"what": part, "reason": "M-released"});
            scene.does("dispatcher", "release", with);
            let now = look(&scene, part);
            let fresh: BTreeSet<_> = now
                .difference(&before)
                .filter(|(who, _)| *who == "handler@仓山公安分局")
                .map(|(_, mark)| *mark)
                .collect();
            assert_eq!(fresh, marks.iter().copied().collect(), "{part}");
            before = now;
        }
    }
}

#[test]
fn events_carry_neither_words_nor_persons() {
    for secret in [false, true] {
        let (scene, _) = play(secret, false);
        for recorded in &scene.stage.tales[&scene.case().id].events {
            let json = serde_json::to_string(&recorded.event).unwrap();
            let word = MARKS.iter().find(|(mark, _)| json.contains(mark));
            assert_eq!(word, None, "{json}");
        }
        let json = serde_json::to_string(scene.case()).unwrap();
        assert!(MARKS.iter().all(|(mark, _)| !json.contains(mark)));
    }
}

#[test]
fn an_anonymous_case_without_a_person_says_so() {
    let mut scene = Scene::empty("2017-11-20 09:00");
    let with = json!({"kind": "help", "anonymous": true, "text": "M-text", "accept": true});
    scene.register("agent", with);
    let text = all_that("dispatcher", &scene).unwrap();
    let seen: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(seen[0]["requester"].is_null());
    assert_eq!(seen[0]["anonymous"], true);
}
