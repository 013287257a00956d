//! Notices on top of one another.

use workday::{Calendar, CalendarError, DayKind, Notice, NoticeDay};

use super::{at, day, fuzhou, notices};

fn notice(year: i16, issued: &str, days: &[(&str, bool, &str)]) -> Notice {
    Notice {
        year,
        issued: day(issued),
        title: format!("{issued} 的通知"),
        source: "试例".to_owned(),
        composed: false,
        days: days
            .iter()
            .map(|(date, working, name)| NoticeDay {
                date: day(date),
                working: *working,
                name: (*name).to_owned(),
            })
            .collect(),
    }
}

#[test]
fn the_newest_notice_wins_in_whatever_order_they_come() {
    let base = notice(
        2020,
        "2019-11-21",
        &[
            ("2020-01-01", false, "元旦"),
            ("2020-01-30", false, "春节"),
            ("2020-02-01", true, "春节"),
        ],
    );
    let longer = notice(2020, "2020-01-26", &[("2020-02-01", false, "春节")]);
    for order in [[&base, &longer], [&longer, &base]] {
        let calendar = Calendar::new(&order.map(Clone::clone)).unwrap();
        assert_eq!(
            calendar.day(day("2020-02-01")),
            Some(DayKind::Holiday("春节".into()))
        );
        assert_eq!(
            calendar.day(day("2020-01-30")),
            Some(DayKind::Holiday("春节".into()))
        );
        assert_eq!(calendar.notices()[0], base);
    }
    let before = Calendar::new(std::slice::from_ref(&base)).unwrap();
    assert_eq!(
        before.day(day("2020-02-01")),
        Some(DayKind::MakeUp("春节".into()))
    );
    let after = before.with(longer).unwrap();
    assert!(!after.is_working(day("2020-02-01")));
    assert!(
        before.is_working(day("2020-02-01")),
        "the old calendar is unchanged"
    );
}

#[test]
fn a_day_off_taken_back_is_an_ordinary_working_day() {
    let calendar = fuzhou()
        .with(notice(
            2026,
            "2026-05-20",
            &[("2026-06-19", true, "端午节")],
        ))
        .unwrap();
    assert_eq!(calendar.day(day("2026-06-19")), Some(DayKind::Workday));
    assert_eq!(
        calendar.day(day("2026-06-20")),
        Some(DayKind::Holiday("端午节".into()))
    );
}

#[test]
fn equal_dates_of_issue_must_agree() {
    let one = notice(2020, "2019-11-21", &[("2020-01-02", false, "元旦")]);
    let mut other = notice(2020, "2019-11-21", &[("2020-01-02", true, "元旦")]);
    let error = Calendar::new(&[one.clone(), other.clone()]).unwrap_err();
    assert!(matches!(error, CalendarError::Disagree { .. }));
    assert!(error.zh().contains("2020-01-02") && error.en().contains("2020-01-02"));
    other.days[0].working = false;
    other.title = "别的通知".to_owned();
    assert!(Calendar::new(&[one.clone(), other]).is_ok());
    let twice = Calendar::new(&[one.clone(), one.clone()]).unwrap();
    assert_eq!(twice.notices().len(), 1);
}

#[test]
fn slips_of_the_pen_are_refused() {
    let double = notice(
        2020,
        "2019-11-21",
        &[("2020-01-02", false, "元旦"), ("2020-01-02", true, "元旦")],
    );
    assert!(matches!(
        Calendar::new(&[double]),
        Err(CalendarError::Twice { .. })
    ));
    let old = notice(2004, "2003-12-15", &[("2003-12-31", false, "元旦")]);
    assert!(matches!(
        Calendar::new(&[old]),
        Err(CalendarError::OutOfRange { .. })
    ));
}

#[test]
fn next_years_notice_settles_what_was_provisional() {
    let today = fuzhou();
    let from = at("2026-12-25T10:00:00+08:00");
    let before = today.due(from, 5).unwrap();
    assert_eq!(
        (before.last_day, before.provisional),
        (day("2027-01-01"), true)
    );
    let landed = today
        .with(notice(
            2027,
            "2026-11-30",
            &[
                ("2027-01-01", false, "元旦"),
                ("2027-01-02", false, "元旦"),
                ("2027-01-03", false, "元旦"),
            ],
        ))
        .unwrap();
    let after = landed.due(from, 5).unwrap();
    assert_eq!(
        (after.last_day, after.provisional),
        (day("2027-01-04"), false)
    );
    assert_eq!(landed.years().last(), Some(&2027));
}

#[test]
fn a_change_alone_does_not_make_a_year_known() {
    let calendar = fuzhou()
        .with(notice(
            2027,
            "2026-11-30",
            &[("2027-09-03", false, "纪念日")],
        ))
        .unwrap();
    assert_eq!(calendar.years().last(), Some(&2026));
    assert!(!calendar.is_working(day("2027-09-03")));
    assert!(calendar.is_provisional(day("2027-09-03")));
}

#[test]
fn the_three_changes_of_the_profile_hold() {
    let calendar = fuzhou();
    for (date, working) in [
        ("2015-09-03", false),
        ("2015-09-04", false),
        ("2015-09-06", true),
        ("2019-05-02", false),
        ("2019-05-05", true),
        ("2020-01-31", false),
        ("2020-02-01", false),
        ("2020-02-03", true),
    ] {
        assert_eq!(calendar.is_working(day(date)), working, "{date}");
    }
    assert_eq!(notices().len(), 26);
    assert_eq!(calendar.years(), (2004..=2026).collect::<Vec<i16>>());
}
