//! Rulebooks, items, reasons, channels and lines of Fuzhou.

use hotline::catalogue::LineKind;
use hotline::codes::ItemCode;
use hotline::kind::Kind;
use hotline::rulebook::Rulebook;
use workday::Date;

use super::folder::profile;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn the_head_is_read() {
    let profile = profile();
    assert_eq!(profile.name, "fuzhou");
    assert_eq!(profile.city, "福州市");
    assert_eq!(profile.number_prefix, "FZ");
    assert_eq!(profile.synonyms[0], ["噪音", "噪声"]);
    assert!(!profile.notices.is_empty());
    assert!(profile.calendar().is_ok());
}

#[test]
fn both_rulebooks_have_the_limits_of_the_article() {
    let books = profile().rulebooks;
    let limits = |book: &Rulebook| Kind::ALL.map(|kind| book.limit(kind));
    let new = books.on(day("2017-11-18")).unwrap();
    assert_eq!(limits(new), [2, 10, 5, 3]);
    assert_eq!(new.list_limit, Some(3));
    let old = books.on(day("2017-10-31")).unwrap();
    assert_eq!(limits(old), [5, 10, 10, 10]);
    assert_eq!(old.list_limit, None);
}

#[test]
fn a_version_holds_until_the_next() {
    let books = profile().rulebooks;
    let effective = |on: &str| books.on(day(on)).map(|book| book.effective.to_string());
    assert_eq!(effective("2014-12-31"), None);
    assert_eq!(effective("2015-01-01").as_deref(), Some("2015-01-01"));
    assert_eq!(effective("2017-11-01").as_deref(), Some("2017-11-01"));
    assert_eq!(effective("2030-01-01").as_deref(), Some("2017-11-01"));
    assert!(books.effective(day("2017-11-01")).is_some());
    assert!(books.effective(day("2017-11-02")).is_none());
    assert_eq!(books.all().len(), 2);
}

#[test]
fn every_key_names_its_source() {
    for book in profile().rulebooks.all() {
        let keys = book.keys();
        for key in Rulebook::KEYS {
            let info = keys.iter().find(|info| info.key == *key).unwrap();
            assert!(!info.source.is_empty() && !info.unit.is_empty(), "{key}");
        }
        assert_eq!(
            keys.iter().filter(|info| info.key == "escalation").count(),
            4
        );
        let named = |key: &str| keys.iter().find(|info| info.key == key).unwrap();
        assert!(!named("limit_help").composed && named("accept_minutes").composed);
    }
}

#[test]
fn the_defaults_of_the_design() {
    let books = profile().rulebooks;
    let book = books.on(day("2018-01-01")).unwrap();
    assert_eq!((book.accept_minutes, book.dispatch_minutes), (120, 120));
    assert_eq!(book.dispatch_urgent_minutes, 15);
    assert_eq!((book.sign_minutes, book.sign_urgent_minutes), (240, 30));
    assert_eq!((book.return_days, book.ruling_minutes), (1, 240));
    assert_eq!((book.extension_times, book.extension_total_days), (1, 15));
    assert_eq!((book.waiting_days, book.waiting_times), (3, 1));
    assert_eq!((book.rating_window_days, book.satisfied_grade), (15, 3));
    assert_eq!(
        (
            book.rework_decision_days,
            book.rework_times,
            book.rework_days
        ),
        (1, 1, 3)
    );
    assert_eq!(
        (book.follow_up_sample_percent, book.follow_up_tries),
        (10, 3)
    );
    assert_eq!(
        (book.assist_share_percent, book.first_contact_days),
        (50, 1)
    );
    assert_eq!(
        (book.final_review_days, book.lamp_green_share_percent),
        (1, 50)
    );
    let ladder: Vec<_> = book
        .escalation
        .iter()
        .map(|it| (it.days_late, it.to.as_str()))
        .collect();
    assert_eq!(
        ladder,
        [
            (0, "unit"),
            (1, "centre"),
            (3, "efficiency_office"),
            (5, "public_notice")
        ]
    );
}

#[test]
fn ninety_items_in_five_categories() {
    let catalogue = profile().catalogue;
    let count = |category| {
        catalogue
            .items()
            .iter()
            .filter(|it| it.category == category)
            .count()
    };
    assert_eq!(['A', 'B', 'C', 'D', 'E'].map(count), [24, 20, 14, 20, 12]);
    assert_eq!(catalogue.items().len(), 90);
    assert_eq!(catalogue.categories().len(), 5);
    let urgent: Vec<_> = catalogue.items().iter().filter(|it| it.urgent).collect();
    let codes: Vec<_> = urgent.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(codes, ["A14", "A16", "B20", "C13", "D19"]);
    assert!(catalogue.items().iter().all(|it| it.composed));
    let loudspeaker = catalogue.item(&ItemCode::from("B15")).unwrap();
    assert_eq!(loudspeaker.name, "商业喇叭噪声");
    assert_eq!(loudspeaker.initials, ["sylbzs"]);
}

#[test]
fn items_are_found_by_every_reading() {
    let catalogue = profile().catalogue;
    let initials = |code| {
        catalogue
            .item(&ItemCode::from(code))
            .unwrap()
            .initials
            .clone()
    };
    assert_eq!(initials("B11"), ["jdclt", "jdjlt"]);
    assert_eq!(initials("A03"), ["yjgqsyw", "xjgqsyw"]);
    assert_eq!(initials("E12").len(), 4);
    for item in catalogue.items() {
        let characters = item.name.chars().count();
        assert!(
            item.initials.iter().all(|it| it.len() == characters),
            "{}",
            item.code
        );
    }
}

#[test]
fn reasons_stand_in_their_order() {
    let catalogue = profile().catalogue;
    let codes: Vec<_> = catalogue
        .decline_reasons()
        .iter()
        .map(|it| it.code.as_str())
        .collect();
    assert_eq!(
        codes,
        [
            "secret",
            "other_power",
            "litigation",
            "in_hand_elsewhere",
            "lawfully_finished",
            "review_finished",
            "before_2005",
            "emergency",
            "out_of_power",
            "unlawful"
        ]
    );
    let codes: Vec<_> = catalogue
        .return_reasons()
        .iter()
        .map(|it| it.code.as_str())
        .collect();
    assert_eq!(
        codes,
        [
            "not_our_duty",
            "not_our_area",
            "other_lead",
            "duplicate",
            "facts_missing",
            "other"
        ]
    );
    assert_eq!(catalogue.decline_reason("litigation").unwrap().number, 3);
    assert!(catalogue.decline_reason("not_our_duty").is_none());
    assert!(catalogue.return_reason("not_our_duty").is_some());
}

#[test]
fn ten_channels() {
    let catalogue = profile().catalogue;
    let codes: Vec<_> = catalogue
        .channels()
        .iter()
        .map(|it| it.code.as_str())
        .collect();
    assert_eq!(
        codes,
        [
            "phone", "web", "mail", "wechat", "weibo", "qq", "sms", "app", "letter", "province"
        ]
    );
    assert!(catalogue.channel("web").unwrap().citizen);
    assert!(!catalogue.channel("phone").unwrap().citizen);
    assert!(catalogue.channel("fax").is_none());
}

#[test]
fn lines_are_counted_as_in_the_article() {
    let profile = profile();
    let lines = profile.catalogue.lines();
    let count = |kind| lines.iter().filter(|line| line.kind == kind).count();
    assert_eq!(count(LineKind::City), 13);
    assert_eq!(count(LineKind::Department), 119);
    assert_eq!(count(LineKind::Dedicated), 46);
    for line in lines {
        assert!(
            profile.directory.unit(&line.unit).is_some(),
            "{}",
            line.number
        );
    }
}

#[test]
fn what_officials_must_confirm_is_listed() {
    let composed = profile().composed();
    for entry in [
        "rulebook 2017-11-01: effective",
        "rulebook 2017-11-01: accept_minutes = 120",
        "item B15: 商业喇叭噪声",
        "unit 350104-cgj: 仓山区城管局",
    ] {
        assert!(composed.iter().any(|it| it == entry), "{entry}");
    }
    assert!(
        !composed
            .iter()
            .any(|it| it.starts_with("rulebook 2017-11-01: limit_help"))
    );
}
