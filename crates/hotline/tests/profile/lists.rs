//! Amendments of lists: entries that are added, take the place of others, or end from a day on.

use hotline::amendment::{Amendment, Change, Difference, Part, differences, may_begin};
use hotline::codes::ItemCode;
use hotline::deadline::{Deadline, Question};
use hotline::profile::Profile;
use hotline::refusal::Code;
use serde_json::{Value, json};
use workday::{Date, Instant};

use super::folder::profile;

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn change(json: Value) -> Change {
    let change: Change = serde_json::from_value(json).unwrap();
    change.spelled(|name| vec![if name.is_empty() { "" } else { "mc" }.to_owned()])
}

/// A version written on the profile of its day.
pub fn version(no: i64, effective: &str, json: Value, over: &Profile) -> Amendment {
    let change = change(json);
    Amendment {
        no,
        part: change.part(),
        effective: day(effective),
        text: change.file(day(effective), over).unwrap(),
        by: "staff:x".to_owned(),
        at: Instant::from_millis(0),
        why: "试验".to_owned(),
        withdrawn: None,
    }
}

/// Why a version is not even written, or not read.
pub fn refused(effective: &str, json: Value, over: &Profile) -> String {
    if let Err(refusal) = change(json.clone()).file(day(effective), over) {
        assert_eq!(refusal.code, Code::BadValue, "{refusal:?}");
        return refusal.detail.unwrap();
    }
    let new = version(1, effective, json.clone(), over);
    let (path, text) = (new.path(), new.text.clone());
    let error = over.amended(&[new], day(effective)).unwrap_err();
    let refusal = change(json).refusal(&path, &text, &error);
    refusal.detail.unwrap()
}

pub fn differs(entry: &str, key: &str, before: Option<&str>, after: Option<&str>) -> Difference {
    Difference {
        entry: entry.to_owned(),
        key: key.to_owned(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    }
}

fn item(code: &str, name: &str, urgent: bool) -> Value {
    json!({ "code": code, "name": name, "english": "drone noise", "urgent": urgent, "usual_unit": "公安分局" })
}

fn code(code: &str) -> ItemCode {
    ItemCode::from(code)
}

#[test]
fn an_item_is_added_and_another_ends_from_a_day_on() {
    let base = profile();
    let json =
        json!({ "items": { "entries": [item("B21", "无人机噪声", false)], "ended": ["B03"] } });
    let new = version(1, "2026-12-01", json, &base);
    assert_eq!(new.path(), "items-2026-12-01-1.toml");
    // Only what changes stands in the file.
    assert_eq!(new.text.matches("[[item]]").count(), 2, "{}", new.text);
    let before = base
        .amended(std::slice::from_ref(&new), day("2026-11-30"))
        .unwrap();
    assert_eq!(before.catalogue, base.catalogue);
    let after = base
        .amended(std::slice::from_ref(&new), day("2026-12-01"))
        .unwrap();
    let (eve, first) = (day("2026-11-30"), day("2026-12-01"));
    let added = after.catalogue.item(&code("B21")).unwrap();
    assert_eq!(
        (added.category, added.from, added.until),
        ('B', Some(first), None)
    );
    assert_eq!(added.initials, ["mc"]);
    let ended = after.catalogue.item(&code("B03")).unwrap();
    assert!(ended.in_force(eve) && !ended.in_force(first));
    assert_eq!(
        ended.name, "暴露积存垃圾",
        "old cases go on showing its name"
    );
    assert_eq!(after.catalogue.items().len(), 91);
    let told = differences(Part::Items, &base, &after, first);
    assert!(told.contains(&differs("B03", "until", None, Some("2026-11-30"))));
    assert!(told.contains(&differs("B21", "name", None, Some("无人机噪声"))));
    assert!(told.iter().all(|it| ["B03", "B21"].contains(&&*it.entry)));
    // Ended, and on the list again a month later.
    let again = json!({ "items": { "entries": [item("B03", "暴露垃圾", false)] } });
    let again = version(2, "2027-01-01", again, &after);
    let back = base.amended(&[new, again], day("2027-01-01")).unwrap();
    let back = back.catalogue.item(&code("B03")).unwrap();
    assert_eq!((back.from, back.until), (Some(day("2027-01-01")), None));
}

/// What people call an item is kept where a version does not speak of it.
#[test]
fn other_words_of_an_item_are_kept_changed_and_taken_away() {
    let base = profile();
    let b15 = base.catalogue.item(&code("B15")).unwrap();
    assert!(b15.also.contains(&"噪音".to_owned()), "{:?}", b15.also);
    let of = |also: Value| {
        let mut entry = item("B15", &b15.name, false);
        entry["also"] = also;
        let new = version(
            1,
            "2026-12-01",
            json!({ "items": { "entries": [entry] } }),
            &base,
        );
        let after = base.amended(std::slice::from_ref(&new), day("2026-12-01"));
        after.map(|it| it.catalogue.item(&code("B15")).unwrap().also.clone())
    };
    assert_eq!(of(json!(null)).unwrap(), b15.also);
    assert_eq!(of(json!(["大喇叭"])).unwrap(), ["大喇叭"]);
    assert!(of(json!([])).unwrap().is_empty());
    let refused = of(json!(["广场舞音响噪声"])).unwrap_err();
    assert!(refused.to_string().contains("B16"), "{refused}");
    // A version that was kept before there were such words.
    let mut kept = version(
        1,
        "2026-12-01",
        json!({ "items": { "entries": [item("B15", &b15.name, false)] } }),
        &base,
    );
    let lines = kept.text.lines().filter(|line| !line.starts_with("also"));
    kept.text = lines.collect::<Vec<_>>().join("\n");
    let after = base.amended(&[kept], day("2026-12-01")).unwrap();
    assert_eq!(after.catalogue.item(&code("B15")).unwrap().also, b15.also);
}

/// What was accepted before a version of its item neither hurries nor slows.
#[test]
fn urgency_is_that_of_the_day_of_acceptance() {
    let base = profile();
    let calendar = base.calendar().unwrap();
    let b15 = base.catalogue.item(&code("B15")).unwrap();
    let json = json!({ "items": { "entries": [{ "code": "B15", "name": b15.name, "english": b15.english,
        "usual_unit": b15.usual_unit, "composed": b15.composed, "urgent": true }] } });
    let new = version(1, "2026-12-01", json, &base);
    let after = base.amended(&[new], day("2026-12-01")).unwrap();
    let told = differences(Part::Items, &base, &after, day("2026-12-01"));
    assert_eq!(
        told,
        [differs("B15", "urgent", Some("false"), Some("true"))]
    );
    for (accepted, last) in [
        ("2026-11-30T09:00:00+08:00", "2026-12-03"),
        ("2026-12-01T09:00:00+08:00", "2026-12-01"),
    ] {
        let question = Question {
            kind: Some(hotline::kind::Kind::Complaint),
            days: None,
            item: Some(code("B15")),
            urgent: false,
            accepted: accepted.parse().unwrap(),
            rulebook: None,
        };
        let promise = Deadline::count(&question, &after, &calendar)
            .unwrap()
            .promise;
        assert_eq!(promise.last_day, day(last), "{accepted}");
    }
}

#[test]
fn mistakes_in_items_are_told_with_a_sentence() {
    let base = profile();
    for (items, told) in [
        (json!({}), "entries, ended：没有要改的"),
        (json!({ "ended": ["B03", "B03"] }), "ended[1]：B03 写了两次"),
        (
            json!({ "entries": [item("B03", "垃圾", false)], "ended": ["B03"] }),
            "ended[0]：B03 写了两次",
        ),
        (json!({ "ended": ["X99"] }), "ended[0]：没有 X99"),
        (
            json!({ "entries": [item("Z01", "无人机", false)] }),
            "没有类别 Z",
        ),
        (
            json!({ "entries": [item("B1", "无人机", false)] }),
            "事项代码“B1”应为类别字母 B 加两位数字",
        ),
        (
            json!({ "entries": [item("B21", "", false)] }),
            "name, english, usual_unit 不能为空",
        ),
        (
            json!({ "entries": [item("B21", "商业喇叭噪声", false)] }),
            "事项 B15 已经叫“商业喇叭噪声”",
        ),
        (
            json!({ "entries": [item("", "无人机", false)] }),
            "没有类别",
        ),
    ] {
        let said = refused("2026-12-01", json!({ "items": items }), &base);
        assert!(said.starts_with(told), "{said}");
    }
    let json = json!({ "items": { "ended": ["B03"] } });
    let new = version(1, "2026-12-01", json.clone(), &base);
    let after = base
        .amended(std::slice::from_ref(&new), day("2026-12-02"))
        .unwrap();
    let twice = refused("2026-12-02", json, &after);
    assert!(twice.starts_with("ended[0]：B03 那天已经不在用"), "{twice}");
    // What has ended leaves its name to another.
    let json = json!({ "items": { "entries": [item("B21", "暴露积存垃圾", false)] } });
    let later = version(2, "2026-12-02", json, &after);
    assert!(base.amended(&[new, later], day("2026-12-02")).is_ok());
}

#[test]
fn a_reason_is_added_last_and_keeps_its_number_when_it_ends() {
    let base = profile();
    let reason = |list: &str, code: &str| {
        json!({ "list": list, "code": code, "name": "已经由仲裁处理。", "advice": "请拨打 12348。",
            "english": "Arbitration has it.", "composed": true })
    };
    let json = json!({ "reasons": { "entries": [reason("decline", "arbitration"), reason("return", "other")],
        "ended": [{ "list": "decline", "code": "before_2005" }] } });
    let new = version(1, "2026-12-01", json, &base);
    let after = base.amended(&[new], day("2026-12-01")).unwrap();
    let catalogue = &after.catalogue;
    let added = catalogue.decline_reason("arbitration").unwrap();
    assert_eq!(added.number, 11);
    assert!(!added.in_force(day("2026-11-30")) && added.in_force(day("2026-12-01")));
    let ended = catalogue.decline_reason("before_2005").unwrap();
    assert_eq!(ended.number, 7);
    assert!(ended.in_force(day("2026-11-30")) && !ended.in_force(day("2026-12-01")));
    let changed = catalogue.return_reason("other").unwrap();
    assert_eq!((changed.number, changed.from), (6, None));
    assert!(
        after
            .composed()
            .contains(&"decline reason arbitration: 已经由仲裁处理。".to_owned())
    );
    let told = differences(Part::Reasons, &base, &after, day("2026-12-01"));
    assert!(told.contains(&differs(
        "decline/before_2005",
        "until",
        None,
        Some("2026-11-30")
    )));
    assert!(told.contains(&differs(
        "return/other",
        "name",
        Some("其他理由"),
        Some("已经由仲裁处理。")
    )));
    for (reasons, says) in [
        (
            json!({ "entries": [reason("decline", "Ä b")] }),
            "entries[0].code：只能用小写字母",
        ),
        (
            json!({ "ended": [{ "list": "return", "code": "secret" }] }),
            "ended[0]：没有 secret",
        ),
        (
            json!({ "entries": [{ "list": "decline", "code": "x", "name": "x", "advice": " ", "english": "x" }] }),
            "第 11 类理由缺少文字或正确的途径",
        ),
    ] {
        let said = refused("2026-12-01", json!({ "reasons": reasons }), &base);
        assert!(said.starts_with(says), "{said}");
    }
}

/// Whoever changes a reason and says nothing of the English advice does not lose it, unless the advice says
/// something else now.
#[test]
fn the_english_advice_of_a_reason_stays_with_the_advice() {
    let base = profile();
    let before = base.catalogue.decline_reason("litigation").unwrap();
    assert!(before.advice_english.contains("12348"));
    let after = |advice: &str, english: Option<&str>| {
        let json = json!({ "reasons": { "entries": [{ "list": "decline", "code": "litigation", "name": "已经在诉讼。",
            "advice": advice, "english": "It is in court.", "advice_english": english }] } });
        let new = version(1, "2026-12-01", json, &base);
        let after = base.amended(&[new], day("2026-12-01")).unwrap();
        let reason = after.catalogue.decline_reason("litigation").unwrap();
        reason.advice_english.clone()
    };
    assert_eq!(after(&before.advice, None), before.advice_english);
    assert_eq!(after("请拨打 12368。", None), "");
    assert_eq!(after("请拨打 12368。", Some("Call 12368.")), "Call 12368.");
}

/// A list of a day is one for the whole day; of one day there may be several versions.
#[test]
fn versions_of_a_list_come_in_the_order_of_their_days() {
    let (base, today) = (profile(), day("2026-11-20"));
    let json = json!({ "items": { "ended": ["B03"] } });
    let first = version(1, "2026-12-01", json, &base);
    for (effective, told) in [
        ("2026-11-20", Some(Code::DayPassed)),
        ("2026-11-30", Some(Code::DayPassed)),
        ("2026-12-01", None),
    ] {
        let may = may_begin(
            Part::Items,
            day(effective),
            today,
            std::slice::from_ref(&first),
        );
        assert_eq!(may.err().map(|refusal| refusal.code), told, "{effective}");
        // Another part goes its own way.
        let may = may_begin(
            Part::Reasons,
            day(effective),
            today,
            std::slice::from_ref(&first),
        );
        assert_eq!(may.is_ok(), effective != "2026-11-20", "{effective}");
    }
    let then = base
        .amended(std::slice::from_ref(&first), day("2026-12-01"))
        .unwrap();
    let json = json!({ "items": { "entries": [item("B03", "暴露垃圾", true)] } });
    let second = version(2, "2026-12-01", json, &then);
    // The later of one day holds, in whatever order they are handed in.
    let both = base.amended(&[second, first], day("2026-12-01")).unwrap();
    let b03 = both.catalogue.item(&code("B03")).unwrap();
    assert_eq!((&*b03.name, b03.until), ("暴露垃圾", None));
}
