//! Every kind of step in both languages: who did it, what moves the date, whose words stand under it.

#![allow(clippy::unwrap_used, reason = "a test")]

mod sentences;

use super::*;
use crate::look::Look;
use hotline::case::event::KINDS;
use hotline::profile::Profile;
use serde_json::json;
use std::sync::LazyLock;

const BRANCH: &str = "仓山公安分局";
const STATION: &str = "对湖派出所";
/// Kinds that are told to nobody outside, or that tell a citizen nothing.
const SILENT: [&str; 13] = [
    "taken",
    "absorbed",
    "parted",
    "supervised",
    "annotated",
    "caller_flagged",
    "handling_text_written",
    "released",
    "attached",
    "me_too_added",
    "erased",
    "reminded",
    // Without words for him it is the unit's own note.
    "progress_noted",
];

fn frame(language: Language) -> Frame {
    Frame {
        look: Look {
            elder: false,
            language,
        },
        demo: false,
        city: "福州市".to_owned(),
        here: None,
        form: None,
        style: String::new(),
        script: String::new(),
        photos: String::new(),
    }
}

fn line(kind: &'static str) -> HistoryLine {
    HistoryLine {
        seq: 1,
        at: "2017-11-22T15:42:00Z".to_owned(),
        kind,
        actor: String::new(),
        by: None,
        unit: None,
        ruler: None,
        to: Vec::new(),
        results: serde_json::Map::new(),
        words: std::collections::BTreeMap::new(),
    }
}

/// A step of a unit.
fn of(kind: &'static str, unit: &str) -> HistoryLine {
    HistoryLine {
        unit: Some(unit.to_owned()),
        ..line(kind)
    }
}

fn to(line: HistoryLine, to: &[&str]) -> HistoryLine {
    let to = to.iter().map(|unit| (*unit).to_owned()).collect();
    HistoryLine { to, ..line }
}

fn with(mut line: HistoryLine, results: &[(&str, Value)]) -> HistoryLine {
    let results = results.iter().cloned();
    let results = results.map(|(name, value)| (name.to_owned(), value));
    line.results.extend(results);
    line
}

fn saying(mut line: HistoryLine, field: &'static str, text: &str) -> HistoryLine {
    line.words.insert(field, text.to_owned());
    line
}

fn ruled(upheld: bool, lead: &[&str]) -> HistoryLine {
    let ruled = HistoryLine {
        ruler: Some("福州市智慧中心".to_owned()),
        ..of("return_ruled", BRANCH)
    };
    to(with(ruled, &[("upheld", upheld.into())]), lead)
}

fn told(history: &[HistoryLine], language: Language) -> Vec<StepRow> {
    // Read once: it is a whole city's.
    static PROFILE: LazyLock<Profile> = LazyLock::new(|| app::profile::built_in().unwrap());
    let now = "2017-11-24T12:17:00+08:00".parse().unwrap();
    rows(history, &[], now, &frame(language), &PROFILE.catalogue)
}

/// The class and the sentence of one step, if it is told at all.
fn sentence(line: HistoryLine, language: Language) -> Option<(&'static str, String)> {
    let row = told(&[line], language).pop();
    row.map(|row| (row.class, row.title))
}

#[test]
fn every_kind_of_step_is_a_sentence_or_is_left_out_on_purpose() {
    let all = sentences::all();
    for (line, (class, zh, en)) in &all {
        for (language, words) in [(Language::Chinese, zh), (Language::English, en)] {
            let told = sentence(line.clone(), language);
            assert_eq!(told, Some((*class, (*words).to_owned())), "{}", line.kind);
        }
    }
    for kind in KINDS {
        let has_sentence = all.iter().any(|(line, _)| line.kind == *kind);
        let silent = SILENT.contains(kind);
        assert!(has_sentence || silent, "{kind} has no sentence");
        if silent {
            assert_eq!(
                sentence(of(kind, BRANCH), Language::Chinese),
                None,
                "{kind}"
            );
        }
    }
}

#[test]
fn the_newest_stands_on_top_with_its_time_in_shanghai() {
    let at = |at: &str, line| HistoryLine {
        at: at.to_owned(),
        ..line
    };
    let history = [
        at("2016-12-31T15:30:00Z", line("registered")),
        at("2017-11-18T07:21:00Z", of("accepted", "福州市智慧中心")),
        at("2017-11-18T07:22:00Z", of("taken", BRANCH)),
        at("2017-11-22T15:42:00Z", of("answered", BRANCH)),
    ];
    let rows = told(&history, Language::Chinese);
    let read: Vec<_> = rows.iter().map(|row| row.at.as_str()).collect();
    // The year only where it is another one.
    assert_eq!(
        read,
        [
            "11 月 22 日 23:42",
            "11 月 18 日 15:21",
            "2016 年 12 月 31 日 23:30"
        ]
    );
    let machines: Vec<_> = rows.iter().map(|row| row.when.as_str()).collect();
    assert_eq!(
        machines,
        [
            "2017-11-22T15:42:00Z",
            "2017-11-18T07:21:00Z",
            "2016-12-31T15:30:00Z"
        ]
    );
    let answers: Vec<_> = rows.iter().map(|row| row.answer).collect();
    assert_eq!(answers, [true, false, false]);
}

#[test]
fn words_stand_under_their_step_a_paragraph_each() {
    let words = |line| told(&[line], Language::Chinese).remove(0).words;
    let answer = saying(
        of("answered", BRANCH),
        "text",
        "喇叭已撤下。\n\n 不再播放。 ",
    );
    assert_eq!(words(answer), ["喇叭已撤下。", "不再播放。"]);
    let question = saying(of("question_asked", BRANCH), "question", "是哪一家？");
    assert_eq!(words(question), ["是哪一家？"]);
    let transferred = saying(line("transferred"), "to", "110");
    assert_eq!(words(transferred), ["110"]);
    // What the requester wrote stands on the page by itself, and a copy is somebody else's to read.
    let own = saying(line("registered"), "text", "喇叭太响。");
    assert!(words(own).is_empty());
    let copy = saying(line("published"), "text", "一处喇叭太响。");
    assert!(words(copy).is_empty());
    // Evidence, names and addresses of files are not quoted.
    let evidence = saying(of("replied", BRANCH), "evidence", "[]");
    assert!(words(evidence).is_empty());
}

#[test]
fn why_it_is_declined_stands_before_where_to_turn() {
    let reason = [("reason", json!("secret"))];
    let line = saying(with(line("declined"), &reason), "advice", "请当面反映。");
    let zh = told(std::slice::from_ref(&line), Language::Chinese)
        .remove(0)
        .words;
    assert_eq!(
        zh,
        [
            "内容涉及国家秘密、商业秘密或者他人隐私，我们不能受理。",
            "请当面反映。"
        ]
    );
    let en = told(&[line], Language::English).remove(0).words;
    assert_eq!(
        en[0],
        "It concerns state secrets, trade secrets or other people's privacy."
    );
}

#[test]
fn where_to_turn_is_told_in_english_as_long_as_it_is_the_lists_own() {
    let own = "请不要在电话、网络上谈涉密内容。涉及国家秘密的，请当面向保密行政管理部门反映；个人隐私、商业秘密被侵害的，可以报警或者向人民法院起诉。";
    let told_as = |advice, language| {
        let reason = [("reason", json!("secret"))];
        let line = saying(with(line("declined"), &reason), "advice", advice);
        let mut row = told(&[line], language).remove(0);
        (row.words.swap_remove(1), row.ours)
    };
    let (en, ours) = told_as(own, Language::English);
    assert!(en.starts_with("Do not speak of state secrets"), "{en}");
    // None of it is marked as Chinese.
    assert_eq!(ours, 2);
    assert_eq!(told_as(own, Language::Chinese).0, own);
    let agents = "请当面向市保密局反映。";
    let (said, ours) = told_as(agents, Language::English);
    assert_eq!((said.as_str(), ours), (agents, 1));
}
