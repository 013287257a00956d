//! Amendments: the rulebook from a day on, over the files of Fuzhou.

use hotline::amendment::{
    Amendment, Change, Difference, NewKey, NewRulebook, Part, Standing, Withdrawal, differences,
    may_begin,
};
use hotline::kind::Kind;
use hotline::profile::Profile;
use hotline::refusal::{Code, Refusal};
use workday::{Date, Instant};

use super::folder::profile;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn key(key: &str, value: Option<u32>) -> NewKey {
    NewKey {
        key: key.to_owned(),
        value,
        composed: false,
    }
}

fn book(keys: Vec<NewKey>) -> Change {
    Change::Rulebook(NewRulebook {
        title: None,
        source: serde_json::from_str("\"榕政办〔2026〕12号\"").unwrap(),
        composed: false,
        keys,
    })
}

fn amendment(no: i64, effective: &str, change: &Change, over: &Profile) -> Amendment {
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

fn withdrawn(amendment: &Amendment) -> Amendment {
    let back = Withdrawal {
        by: "staff:x".to_owned(),
        at: Instant::from_millis(1),
        why: "写错了".to_owned(),
    };
    Amendment {
        withdrawn: Some(back),
        ..amendment.clone()
    }
}

fn refusal(change: &Change, on: &str) -> Refusal {
    change.file(day(on), &profile()).unwrap_err()
}

#[test]
fn a_version_holds_from_its_day_and_changes_nothing_else() {
    let base = profile();
    let change = book(vec![
        key("limit_complaint", Some(8)),
        key("list_limit", None),
    ]);
    let new = amendment(1, "2026-12-01", &change, &base);
    // Rulebooks tell their days themselves: it is in the profile of every day.
    let then = base.amended(&[new], day("2026-11-20")).unwrap();
    let (before, after) = (day("2026-11-30"), day("2026-12-01"));
    let books = &then.rulebooks;
    assert_eq!(books.on(before), base.rulebooks.on(before));
    let (old, new) = (books.on(before).unwrap(), books.on(after).unwrap());
    assert_eq!((old.limit_complaint, new.limit_complaint), (10, 8));
    assert_eq!((old.list_limit, new.list_limit), (Some(3), None));
    assert_eq!(new.limit(Kind::Help), old.limit(Kind::Help));
    assert_eq!(new.escalation, old.escalation);
    let source = |key: &str| {
        let keys = new.keys().into_iter();
        keys.filter(|it| it.key == key)
            .map(|it| (it.source, it.composed))
            .next()
    };
    assert_eq!(
        source("limit_complaint"),
        Some(("榕政办〔2026〕12号".to_owned(), false))
    );
    assert!(
        source("return_days").unwrap().1,
        "what is composed stays so"
    );
    let told = differences(Part::Rulebook, &base, &then, after);
    let of = |key: &str, before: Option<&str>, after: Option<&str>| Difference {
        entry: String::new(),
        key: key.to_owned(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    };
    assert!(
        told.contains(&of("limit_complaint", Some("10"), Some("8"))),
        "{told:?}"
    );
    assert!(
        told.contains(&of("list_limit", Some("3"), None)),
        "{told:?}"
    );
    assert!(
        told.contains(&of("composed", Some("true"), Some("false"))),
        "{told:?}"
    );
    assert_eq!(told.len(), 4, "{told:?}");
    assert_eq!(differences(Part::Rulebook, &base, &then, before), []);
}

#[test]
fn the_next_version_begins_with_the_one_before_it() {
    let base = profile();
    let first = amendment(
        1,
        "2026-12-01",
        &book(vec![key("limit_complaint", Some(8))]),
        &base,
    );
    let then = base
        .amended(std::slice::from_ref(&first), day("2026-11-20"))
        .unwrap();
    let second = amendment(
        2,
        "2027-01-01",
        &book(vec![key("limit_help", Some(2))]),
        &then,
    );
    let both = base
        .amended(&[first.clone(), second], day("2026-11-20"))
        .unwrap();
    let last = both.rulebooks.on(day("2027-06-01")).unwrap();
    assert_eq!((last.limit_complaint, last.limit_help), (8, 2));
    // One that was taken back counts nowhere.
    let none = base
        .amended(&[withdrawn(&first)], day("2027-06-01"))
        .unwrap();
    assert_eq!(none.rulebooks, base.rulebooks);
}

#[test]
fn what_the_loader_refuses_is_refused_here() {
    let base = profile();
    for (name, value, told) in [
        (
            "limit_complaint",
            Some(0),
            "投诉的期限 应在 1 到 366 之间，不能是 0",
        ),
        ("limit_complaint", None, "缺少键 limit_complaint"),
        (
            "satisfied_grade",
            Some(6),
            "满意的等级 应在 1 到 5 之间，不能是 6",
        ),
    ] {
        let change = book(vec![key(name, value)]);
        let new = amendment(1, "2026-12-01", &change, &base);
        let error = base.amended(&[new], day("2026-11-20")).unwrap_err();
        assert_eq!(
            (error.file.as_str(), error.zh.as_str()),
            ("rulebook-2026-12-01.toml", told)
        );
    }
    for (change, on, told) in [
        (
            book(vec![key("limit_wish", Some(1))]),
            "2026-12-01",
            "keys[0].key：规则没有 limit_wish",
        ),
        (book(vec![]), "2026-12-01", "keys：没有要改的"),
        (
            book(vec![key("limit_help", Some(1)), key("limit_help", Some(2))]),
            "2026-12-01",
            "keys[1].key：limit_help 写了两次",
        ),
    ] {
        let refusal = refusal(&change, on);
        let detail = refusal.detail.clone().unwrap();
        assert!(
            refusal.code == Code::BadValue && detail.starts_with(told),
            "{detail}"
        );
    }
    for on in ["2017-11-01", "2014-06-01"] {
        let early = refusal(&book(vec![key("limit_help", Some(1))]), on);
        assert_eq!(early.code, Code::DayPassed);
        assert!(
            early
                .detail
                .unwrap()
                .starts_with("effective：2017-11-01 已有一版")
        );
    }
}

#[test]
fn the_past_is_never_changed() {
    let today = day("2026-11-20");
    for (effective, told) in [
        ("2026-11-19", Some(Code::DayPassed)),
        // Some of today's cases are accepted already.
        ("2026-11-20", Some(Code::DayPassed)),
        ("2026-11-21", None),
    ] {
        let may = may_begin(Part::Rulebook, day(effective), today, &[]);
        assert_eq!(may.err().map(|refusal| refusal.code), told, "{effective}");
    }
    let new = amendment(
        1,
        "2026-12-01",
        &book(vec![key("limit_help", Some(2))]),
        &profile(),
    );
    for (amendment, today, standing, code) in [
        (new.clone(), "2026-11-30", Standing::Coming, None),
        (
            new.clone(),
            "2026-12-01",
            Standing::InForce,
            Some(Code::InForce),
        ),
        (
            withdrawn(&new),
            "2026-11-30",
            Standing::Withdrawn,
            Some(Code::Stale),
        ),
    ] {
        let today = day(today);
        assert_eq!(amendment.standing(today), standing);
        let may = amendment.may_withdraw(today, &[]);
        assert_eq!(may.err().map(|refusal| refusal.code), code, "{standing:?}");
    }
}

/// Each version begins with the one before it, so they come and go in order.
#[test]
fn versions_of_a_part_are_kept_in_the_order_of_their_days() {
    let (base, today) = (profile(), day("2026-11-20"));
    let change = book(vec![key("limit_help", Some(2))]);
    let first = amendment(1, "2026-12-01", &change, &base);
    let then = base.amended(std::slice::from_ref(&first), today).unwrap();
    let change = book(vec![key("limit_help", Some(1))]);
    let second = amendment(2, "2027-01-01", &change, &then);
    let kept = [first.clone(), second.clone()];
    for (effective, told) in [
        (
            "2026-12-15",
            Some("effective：已定下的一版从 2027-01-01 起，新的一版最早 2027-01-02"),
        ),
        (
            "2027-01-01",
            Some("effective：已定下的一版从 2027-01-01 起"),
        ),
        ("2027-01-02", None),
    ] {
        let may = may_begin(Part::Rulebook, day(effective), today, &kept);
        let detail = may.err().and_then(|refusal| refusal.detail);
        let fits = detail
            .as_deref()
            .map(|detail| detail.starts_with(told.unwrap_or("?")));
        assert_eq!(fits, told.map(|_| true), "{effective}: {detail:?}");
    }
    let refused = first.may_withdraw(today, &kept).unwrap_err();
    assert_eq!(refused.code, Code::BuiltUpon);
    assert!(second.may_withdraw(today, &kept).is_ok());
    let kept = [first.clone(), withdrawn(&second)];
    assert!(first.may_withdraw(today, &kept).is_ok());
    assert!(may_begin(Part::Rulebook, day("2026-12-15"), today, &kept).is_ok());
}
