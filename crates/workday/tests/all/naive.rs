//! Counting by look-up, compared with walking day by day and minute by minute.

use std::sync::LazyLock;

use proptest::prelude::*;
use workday::{Calendar, Date, Hours, Instant};

use super::fuzhou;

static CALENDAR: LazyLock<Calendar> = LazyLock::new(fuzhou);

/// Worked or not, by looking through the notices, newest first.
fn works(date: Date) -> bool {
    let newest = CALENDAR
        .notices()
        .iter()
        .rev()
        .find_map(|notice| notice.days.iter().find(|day| day.date == date));
    match newest {
        Some(day) => day.working,
        None => date.weekday().to_monday_one_offset() <= 5,
    }
}

fn provisional(date: Date) -> bool {
    let known = |year| (2004..=2026).contains(&year);
    !known(date.year()) || date.month() == 12 && date.day() >= 26 && !known(date.year() + 1)
}

fn add(from: Date, working_days: u32) -> (Date, bool) {
    let (mut date, mut left, mut open) = (from, working_days, false);
    while left > 0 {
        date = date.tomorrow().unwrap();
        open |= provisional(date);
        left -= u32::from(works(date));
    }
    (date, open)
}

fn count(first: Date, last: Date) -> u32 {
    let mut sum = 0;
    let mut date = first;
    while date <= last {
        sum += u32::from(works(date));
        date = date.tomorrow().unwrap();
    }
    sum
}

fn midnights(from: Instant, to: Instant) -> u32 {
    let mut sum = 0;
    let mut date = from.date();
    while date <= to.date() {
        let midnight = Instant::end_of(date);
        sum += u32::from(works(date) && from < midnight && midnight <= to);
        date = date.tomorrow().unwrap();
    }
    sum
}

/// The working minutes from `from`, a full minute, to `to`, one by one.
fn between(shifts: &[(u32, u32)], from: Instant, to: Instant) -> u32 {
    let mut sum = 0;
    let mut now = from;
    while now < to {
        let minute = now.minute_of_day();
        let open = shifts.iter().any(|(a, b)| (*a..*b).contains(&minute));
        sum += u32::from(open && works(now.date()));
        now = now.plus_millis(60_000);
    }
    sum
}

/// A day of 2004 to 2030.
fn a_day() -> impl Strategy<Value = Date> {
    (0..9_800_i64).prop_map(|n| {
        Instant::start_of(Date::constant(2004, 1, 1))
            .plus_days(n)
            .date()
    })
}

/// A full minute of such a day.
fn a_minute() -> impl Strategy<Value = Instant> {
    (a_day(), 0..1440_i64).prop_map(|(day, n)| Instant::start_of(day).plus_millis(n * 60_000))
}

fn some_hours() -> impl Strategy<Value = Hours> {
    prop::collection::btree_set(0..=1440_u32, 2..8).prop_map(|times| {
        let times: Vec<u32> = times.into_iter().collect();
        let text: Vec<String> = times
            .chunks_exact(2)
            .map(|pair| {
                let [a, b] = [pair[0], pair[1]].map(|t| format!("{}:{:02}", t / 60, t % 60));
                format!("{a}-{b}")
            })
            .collect();
        text.join(",").parse().unwrap()
    })
}

#[test]
fn every_day_of_the_tables() {
    let mut date = Date::constant(2004, 1, 1);
    while date.year() < 2031 {
        assert_eq!(CALENDAR.is_working(date), works(date), "{date}");
        assert_eq!(CALENDAR.is_provisional(date), provisional(date), "{date}");
        assert_eq!(CALENDAR.day(date).unwrap().is_working(), works(date));
        date = date.tomorrow().unwrap();
    }
}

proptest! {
    #[test]
    fn add_walks(from in a_day(), working_days in 0..80_u32) {
        let last = CALENDAR.add(from, working_days).unwrap();
        prop_assert_eq!((last.date, last.provisional), add(from, working_days));
    }

    #[test]
    fn due_ends_the_last_day(from in a_minute(), working_days in 0..30_u32) {
        let promise = CALENDAR.due(from, working_days).unwrap();
        let (last, open) = add(from.date(), working_days);
        prop_assert_eq!(promise.last_day, last);
        prop_assert_eq!(promise.due, Instant::end_of(last));
        prop_assert_eq!(promise.provisional, open);
        prop_assert_eq!(promise.working_days, working_days);
        prop_assert_eq!(CALENDAR.midnights(Instant::end_of(from.date()), promise.due), working_days);
    }

    #[test]
    fn count_walks(first in a_day(), days in -5..400_i64) {
        let last = Instant::start_of(first).plus_days(days).date();
        prop_assert_eq!(CALENDAR.count(first, last), count(first, last));
    }

    #[test]
    fn midnights_walk(from in a_minute(), minutes in -3000..60_000_i64, edge in 0..4) {
        let mut to = from.plus_millis(minutes * 60_000);
        let mut from = from;
        if edge & 1 == 1 { from = Instant::start_of(from.date()); }
        if edge & 2 == 2 { to = Instant::start_of(to.date()); }
        prop_assert_eq!(CALENDAR.midnights(from, to), midnights(from, to));
    }

    #[test]
    fn hours_between_walk(hours in some_hours(), from in a_minute(), minutes in 0..20_000_i64) {
        let Hours::Daily(shifts) = &hours else { return Ok(()) };
        let to = from.plus_millis(minutes * 60_000);
        let walked = between(shifts.intervals(), from, to);
        prop_assert_eq!(hours.between(&CALENDAR, from, to), walked);
    }

    #[test]
    fn hours_after_is_the_earliest(
        hours in some_hours(), from in a_minute(), odd in 0..60_000_i64, minutes in 1..6000_u32,
    ) {
        let from = from.plus_millis(odd);
        let reached = hours.after(&CALENDAR, from, minutes).unwrap();
        prop_assert!(reached > from);
        prop_assert_eq!(hours.between(&CALENDAR, from, reached), minutes);
        prop_assert!(hours.between(&CALENDAR, from, reached.plus_millis(-1)) < minutes);
    }

    #[test]
    fn round_the_clock_is_plain(from in a_minute(), minutes in 0..4_000_000_000_u32) {
        let reached = Hours::RoundTheClock.after(&CALENDAR, from, minutes).unwrap();
        prop_assert_eq!(reached, from.plus_millis(i64::from(minutes) * 60_000));
        prop_assert_eq!(Hours::RoundTheClock.between(&CALENDAR, from, reached), minutes);
    }

    #[test]
    fn hours_print_as_they_read(hours in some_hours()) {
        prop_assert_eq!(hours.to_string().parse::<Hours>(), Ok(hours));
    }
}
