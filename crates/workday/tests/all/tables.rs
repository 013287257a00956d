//! The tables of the profile, the TOML form and the CSV.

use proptest::prelude::*;
use workday::{Date, Notice, NoticeDay, NoticeFault, export_csv};

use super::{day, fuzhou, notices};

#[test]
fn every_table_reads_back_what_it_writes() {
    for (name, notice) in notices() {
        assert_eq!(
            Notice::from_toml(&notice.to_toml()).as_ref(),
            Ok(&notice),
            "{name}"
        );
        let yearly = name == notice.year.to_string();
        assert_eq!(notice.covers_its_year(), yearly, "{name}");
        if yearly {
            assert_eq!(notice.issued.year(), notice.year - 1, "{name}");
        }
    }
}

#[test]
fn make_up_days_lie_on_weekends() {
    for (name, notice) in notices() {
        for listed in notice.days.iter().filter(|listed| listed.working) {
            let weekday = listed.date.weekday().to_monday_one_offset();
            assert!(weekday > 5, "{name}: {} is no weekend", listed.date);
        }
    }
}

type Check = fn(&NoticeFault) -> bool;

#[test]
fn mistakes_are_named_with_their_line() {
    let head = "year = 2026\nissued = 2025-11-04\ntitle = \"t\"\nsource = \"s\"\n";
    let holiday = "[[holiday]]\nname = \"元旦\"\n";
    let cases: [(&str, usize, Check); 10] = [
        ("first = 2026-01-03\nlast = 2026-01-01", 7, |f| {
            *f == NoticeFault::Span
        }),
        ("first = 2026-01-01\nlast = 2026-12-31", 7, |f| {
            *f == NoticeFault::TooLong(60)
        }),
        ("last = 2026-01-01", 5, |f| *f == NoticeFault::NoFirst),
        ("", 5, |f| *f == NoticeFault::Empty),
        ("first = 2026-01-01\nwork = [\n2026-01-01]", 9, |f| {
            matches!(f, NoticeFault::Twice(_))
        }),
        ("first = 2028-01-01", 7, |f| {
            matches!(f, NoticeFault::FarOff(_))
        }),
        ("first = 2026-01-01T00:00:00", 7, |f| {
            matches!(f, NoticeFault::NotADate(_))
        }),
        ("first = 10:00:00", 7, |f| {
            matches!(f, NoticeFault::NotADate(_))
        }),
        ("first = 2026-01-01\nlats = 2026-01-02", 8, |f| {
            matches!(f, NoticeFault::Toml(_))
        }),
        ("first = 2026-02-30", 7, |f| {
            matches!(f, NoticeFault::Toml(_))
        }),
    ];
    for (rest, line, fault) in cases {
        let error = Notice::from_toml(&format!("{head}{holiday}{rest}\n")).unwrap_err();
        assert!(fault(&error.fault), "{rest}: {error:?}");
        assert_eq!(error.line, Some(line), "{rest}: {error:?}");
        assert!(
            error.zh().starts_with(&format!("第 {line} 行")),
            "{}",
            error.zh()
        );
        assert!(
            error.to_string().starts_with(&format!("line {line}:")),
            "{error}"
        );
    }
    let year = Notice::from_toml(&head.replace("2026", "99999")).unwrap_err();
    assert_eq!((year.line, year.fault), (Some(1), NoticeFault::Year(99999)));
    assert!(Notice::from_toml("year = 2026").is_err());
}

#[test]
fn csv_lists_every_day_of_every_known_year() {
    let csv = export_csv(&fuzhou());
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("date,working,kind"));
    assert_eq!(lines.clone().count(), 8401);
    assert_eq!(lines.next(), Some("2004-01-01,0,holiday"));
    assert_eq!(csv.lines().last(), Some("2026-12-31,1,workday"));
    for line in [
        "2017-09-30,1,makeup",
        "2017-10-01,0,holiday",
        "2017-11-18,0,weekend",
        "2005-12-31,1,makeup",
    ] {
        assert!(csv.lines().any(|l| l == line), "{line}");
    }
}

fn any_notice() -> impl Strategy<Value = Notice> {
    let days = prop::collection::btree_map(0..700_i64, (any::<bool>(), 0..3_usize), 0..40);
    (days, "[^\u{0}-\u{1f}\u{7f}]{0,12}", any::<bool>()).prop_map(|(days, title, composed)| {
        Notice {
            year: 2026,
            issued: day("2025-11-04"),
            title,
            source: "引“号”\\ \"x\" '''".to_owned(),
            composed,
            days: days
                .into_iter()
                .map(|(n, (working, name))| NoticeDay {
                    date: Date::constant(2025, 6, 1)
                        .checked_add(jiff::Span::new().days(n))
                        .unwrap(),
                    working,
                    name: ["元旦", "国庆节、中秋节", "a \"b\" \\ c"][name].to_owned(),
                })
                .collect(),
        }
    })
}

proptest! {
    #[test]
    fn toml_round_trip(notice in any_notice()) {
        prop_assert_eq!(Notice::from_toml(&notice.to_toml()), Ok(notice));
    }

    #[test]
    fn any_text_is_answered(text in "(year|=| |2026|-0|1|\n|\\[|\\]|holiday|first|\"|.){0,40}") {
        let _ = Notice::from_toml(&text);
        let _ = Notice::from_ics(&text, day("2025-11-04"));
    }
}
