//! Days that the calendar does not answer for: refused or counted as none, never a crash.

use std::sync::LazyLock;

use proptest::prelude::*;
use workday::{Calendar, Date, Hours, Instant, OutOfRange};

use super::{day, fuzhou};

#[test]
fn the_range_is_2004_to_2100() {
    let calendar = fuzhou();
    assert_eq!(calendar.first_day(), day("2004-01-01"));
    assert_eq!(calendar.last_day(), day("2100-12-31"));
    for inside in ["2004-01-01", "2100-12-31"] {
        assert!(calendar.day(day(inside)).is_some());
        assert!(calendar.add(day(inside), 0).is_ok());
    }
    for outside in [
        "2003-12-31",
        "2101-01-01",
        "0001-01-01",
        "9999-12-31",
        "-009999-01-01",
    ] {
        let date = day(outside);
        assert_eq!(calendar.day(date), None);
        assert!(!calendar.is_working(date));
        assert!(calendar.is_provisional(date));
        assert_eq!(calendar.add(date, 0), Err(OutOfRange::Day(date)));
        assert_eq!(calendar.count(date, date), 0);
        assert!(calendar.due(Instant::start_of(date), 3).is_err());
    }
}

#[test]
fn a_count_may_reach_the_last_day_and_not_beyond() {
    let calendar = fuzhou();
    // 2100-12-31 is a Friday.
    assert_eq!(
        calendar.add(day("2100-12-30"), 1).unwrap().date,
        day("2100-12-31")
    );
    let beyond = calendar.add(day("2100-12-30"), 2).unwrap_err();
    assert_eq!(
        beyond,
        OutOfRange::Count {
            from: day("2100-12-30"),
            working_days: 2
        }
    );
    assert!(beyond.zh().contains("2100-12-31"));
    assert!(beyond.en().contains("2100-12-31"));
    assert!(calendar.add(day("2004-01-01"), u32::MAX).is_err());
    let office: Hours = "8:30-12:00".parse().unwrap();
    let friday = Instant::start_of(day("2100-12-31"));
    assert!(office.after(&calendar, friday, 210).is_ok());
    assert!(office.after(&calendar, friday, 211).is_err());
    assert!(
        Hours::RoundTheClock
            .after(&calendar, Instant::MAX, 1)
            .is_err()
    );
    assert_eq!(
        Hours::RoundTheClock.between(&calendar, Instant::MIN, Instant::MAX),
        u32::MAX
    );
}

#[test]
fn without_notices_everything_is_provisional() {
    let calendar = Calendar::new(&[]).unwrap();
    assert!(calendar.years().is_empty());
    let promise = calendar
        .due(Instant::start_of(day("2017-09-29")), 3)
        .unwrap();
    assert_eq!(promise.last_day, day("2017-10-04"));
    assert!(promise.provisional);
}

static BARE: LazyLock<Calendar> = LazyLock::new(|| Calendar::new(&[]).unwrap());

fn any_date() -> impl Strategy<Value = Date> {
    (-9999..=9999_i16, 1..=12_i8, 1..=28_i8).prop_map(|(y, m, d)| Date::constant(y, m, d))
}

proptest! {
    #[test]
    fn every_question_is_answered(
        a in any_date(), b in any_date(), millis in any::<[i64; 2]>(), n in any::<u32>(),
    ) {
        let calendar = &*BARE;
        let office: Hours = "8:30-12:00,14:30-17:30".parse().unwrap();
        let [from, to] = millis.map(Instant::from_millis);
        for (from, to) in [(from, to), (Instant::start_of(a), Instant::end_of(b))] {
            let _ = calendar.add(a, n);
            let _ = calendar.due(from, n);
            let _ = calendar.count(a, b);
            let _ = calendar.midnights(from, to);
            let _ = calendar.explain(from, b);
            let _ = office.after(calendar, from, n);
            prop_assert!(office.between(calendar, from, to) <= 390 * 35_430);
            let _ = Hours::RoundTheClock.between(calendar, from, to);
        }
    }
}
