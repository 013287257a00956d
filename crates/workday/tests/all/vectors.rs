//! The vectors of domain.md §6 and the case of the newspaper article.

use workday::{Hours, Instant};

use super::{at, day, fuzhou};

#[test]
fn due_dates_of_the_domain_paper() {
    let calendar = fuzhou();
    for (accepted, working_days, last) in [
        ("2017-11-17", 3, "2017-11-22"),
        ("2017-11-18", 3, "2017-11-22"),
        ("2017-11-20", 3, "2017-11-23"),
        ("2017-11-17", 10, "2017-12-01"),
        ("2017-09-29", 3, "2017-10-10"),
        ("2025-12-31", 2, "2026-01-05"),
        ("2026-02-13", 3, "2026-02-25"),
        ("2026-09-19", 1, "2026-09-20"),
        ("2026-09-24", 2, "2026-09-29"),
        ("2026-09-30", 3, "2026-10-10"),
    ] {
        let last_day = calendar.add(day(accepted), working_days).unwrap();
        assert_eq!(last_day.date, day(last), "{accepted} and {working_days}");
        assert!(!last_day.provisional, "{accepted} and {working_days}");
        // The hour of acceptance is of no consequence.
        for from in [
            Instant::start_of(day(accepted)),
            Instant::end_of(day(accepted)).plus_millis(-1),
        ] {
            let promise = calendar.due(from, working_days).unwrap();
            assert_eq!(promise.last_day, day(last));
            assert_eq!(promise.due, Instant::end_of(day(last)));
        }
    }
}

#[test]
fn the_case_of_the_article() {
    let calendar = fuzhou();
    let promise = calendar.due(at("2017-11-18T15:21:00+08:00"), 3).unwrap();
    assert_eq!(promise.due, at("2017-11-23T00:00:00+08:00"));
    assert!(at("2017-11-22T23:42:00+08:00") < promise.due);
    assert!(!promise.provisional);
}

#[test]
fn same_day_is_a_calendar_day() {
    let calendar = fuzhou();
    let promise = calendar.due(at("2026-10-01T23:59:59+08:00"), 0).unwrap();
    assert_eq!(promise.due, at("2026-10-02T00:00:00+08:00"));
    assert_eq!(promise.last_day, day("2026-10-01"));
}

#[test]
fn next_year_is_provisional_until_its_notice() {
    let calendar = fuzhou();
    for (from, working_days, provisional) in [
        ("2026-12-21", 4, false), // 12-25
        ("2026-12-21", 5, true),  // 12-28, over 12-26
        ("2026-12-25", 1, true),
        ("2026-12-25", 0, false),
        ("2026-12-31", 0, false),
        ("2027-03-01", 1, true),
        ("2025-12-25", 5, false),
    ] {
        let last = calendar.add(day(from), working_days).unwrap();
        assert_eq!(last.provisional, provisional, "{from} and {working_days}");
    }
    assert!(!calendar.is_provisional(day("2026-12-25")));
    assert!(calendar.is_provisional(day("2026-12-26")));
    assert!(calendar.is_provisional(day("2027-01-01")));
    assert!(!calendar.is_provisional(day("2025-12-31")));
}

#[test]
fn working_hours_skip_nights_weekends_and_holidays() {
    let calendar = fuzhou();
    let office: Hours = "8:30-12:00,14:30-17:30".parse().unwrap();
    for (from, minutes, due) in [
        (
            "2017-11-17T15:45:00+08:00",
            240,
            "2017-11-20T10:45:00+08:00",
        ), // Friday to Monday
        (
            "2017-11-18T15:21:00+08:00",
            240,
            "2017-11-20T15:00:00+08:00",
        ), // a Saturday
        (
            "2017-11-20T08:30:00+08:00",
            210,
            "2017-11-20T12:00:00+08:00",
        ), // by closing time
        (
            "2017-11-20T08:30:00+08:00",
            211,
            "2017-11-20T14:31:00+08:00",
        ),
        ("2017-11-20T13:00:00+08:00", 30, "2017-11-20T15:00:00+08:00"), // at noon
        ("2017-11-20T17:30:00+08:00", 1, "2017-11-21T08:31:00+08:00"),
        ("2017-11-20T03:00:00+08:00", 0, "2017-11-20T03:00:00+08:00"),
        ("2017-09-29T17:00:00+08:00", 60, "2017-09-30T09:00:00+08:00"), // a make-up Saturday
        ("2017-09-30T17:00:00+08:00", 60, "2017-10-09T09:00:00+08:00"), // over National Day
        (
            "2017-11-20T08:30:15.250+08:00",
            1,
            "2017-11-20T08:31:15.250+08:00",
        ),
    ] {
        let reached = office.after(&calendar, at(from), minutes).unwrap();
        assert_eq!(reached, at(due), "{from} and {minutes}");
        assert_eq!(office.between(&calendar, at(from), reached), minutes);
    }
    assert_eq!(
        Hours::RoundTheClock.after(&calendar, at("2017-11-18T15:21:00+08:00"), 120),
        Ok(at("2017-11-18T17:21:00+08:00"))
    );
}
