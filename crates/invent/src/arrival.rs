//! When cases come: few at night, most before noon, fewer on days off, most in the summer.

use crate::Plan;
use crate::chance::Chance;
use workday::{Calendar, Date, Instant};

/// How many of a day's thousand come in each hour (`domain.md §5` gives days, not hours: composed).
const HOURS: [f64; 24] = [
    6.0, 4.0, 3.0, 2.0, 2.0, 4.0, 10.0, 25.0, 60.0, 88.0, 90.0, 72.0, 44.0, 50.0, 76.0, 82.0, 78.0,
    68.0, 52.0, 46.0, 42.0, 38.0, 34.0, 24.0,
];
/// January to December, 1 = the mean.
const MONTHS: [f64; 12] = [
    0.93, 0.78, 0.98, 1.0, 1.02, 1.07, 1.15, 1.16, 1.06, 0.95, 0.97, 0.93,
];
const DAY_OFF: f64 = 0.62;
/// A day's mean weight, working days and days off together.
const MEAN: f64 = 0.88;
const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;

/// A day and the cases that come on it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Day {
    pub(crate) date: Date,
    /// The number of its first case.
    pub(crate) first: usize,
    /// How many.
    pub(crate) count: usize,
    /// How much of it has passed, by weight of the hours.
    passed: f64,
}

/// The instants of all cases, in order.
#[derive(Debug)]
pub(crate) struct Arrivals {
    days: Vec<Day>,
}

impl Arrivals {
    pub(crate) fn new(plan: &Plan, calendar: &Calendar) -> Self {
        let today = plan.until.date();
        let passed = weight_until(plan.until.as_millis() - Instant::start_of(today).as_millis());
        let mut days = Vec::new();
        let (mut left, mut date) = (plan.cases, today);
        while left > 0 {
            let share = if date == today { passed } else { 1.0 };
            let wanted = if plan.all_open {
                left
            } else {
                count_of(date, plan.per_day, share, calendar).min(left)
            };
            left -= wanted;
            let (first, count, passed) = (0, wanted, share);
            days.push(Day {
                date,
                first,
                count,
                passed,
            });
            let Ok(yesterday) = date.yesterday() else {
                break;
            };
            date = yesterday;
        }
        days.reverse();
        let mut first = 0;
        for day in &mut days {
            day.first = first;
            first += day.count;
        }
        Self { days }
    }

    pub(crate) fn days(&self) -> &[Day] {
        &self.days
    }

    /// The day of the n-th case, as a place in [`Arrivals::days`].
    pub(crate) fn day_of(&self, n: usize) -> usize {
        self.days.partition_point(|day| day.first <= n) - 1
    }

    /// When the n-th case comes.
    pub(crate) fn at(&self, n: usize, plan: &Plan, chance: &mut Chance) -> Instant {
        let day = &self.days[self.day_of(n)];
        #[allow(clippy::cast_precision_loss, reason = "a day's cases are few")]
        let place = ((n - day.first) as f64 + chance.share()) / day.count.max(1) as f64;
        if plan.all_open {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_precision_loss,
                reason = "an hour of milliseconds"
            )]
            return plan.until.plus_millis(((place - 1.0) * HOUR as f64) as i64);
        }
        Instant::start_of(day.date).plus_millis(millis_at(place * day.passed))
    }
}

#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a day's cases are few"
)]
fn count_of(date: Date, per_day: usize, share: f64, calendar: &Calendar) -> usize {
    let month = usize::try_from(date.month() - 1).unwrap_or(0);
    let kind = if calendar.is_working(date) {
        1.0
    } else {
        DAY_OFF
    };
    // Days differ, and those of the same date are the same whatever is asked for.
    let mut own = Chance::of(
        u64::from(date.year().unsigned_abs()),
        usize::from(date.day_of_year().unsigned_abs()),
    );
    let differs = 0.9 + own.share() / 5.0;
    (per_day as f64 * kind * MONTHS[month] * differs * share / MEAN).round() as usize
}

/// How much of a day's cases come within its first milliseconds.
#[allow(clippy::cast_precision_loss, reason = "a day's milliseconds")]
fn weight_until(millis: i64) -> f64 {
    let total: f64 = HOURS.iter().sum();
    let passed = millis.clamp(0, DAY) as f64 / HOUR as f64;
    let mut sum = 0.0;
    for (hour, weight) in HOURS.iter().enumerate() {
        sum += weight * (passed - hour as f64).clamp(0.0, 1.0);
    }
    sum / total
}

/// The millisecond of a day by which that share of its cases has come.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a day's milliseconds"
)]
fn millis_at(share: f64) -> i64 {
    let total: f64 = HOURS.iter().sum();
    let mut left = share * total;
    for (hour, weight) in HOURS.iter().enumerate() {
        if left < *weight {
            return ((hour as f64 + left / weight) * HOUR as f64) as i64;
        }
        left -= weight;
    }
    DAY - 1
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a test fails by panicking, and counts cases"
)]
mod tests {
    use super::*;
    use crate::PER_DAY;

    fn plan(cases: usize, per_day: usize, until: &str) -> Plan {
        Plan {
            cases,
            per_day,
            until: until.parse().unwrap(),
            seed: 7,
            all_open: false,
        }
    }

    fn calendar() -> Calendar {
        app::profile::built_in().unwrap().calendar().unwrap()
    }

    /// The last instant of 2025.
    const YEAR_END: &str = "2025-12-31T23:59:59.999+08:00";

    fn days(per_day: usize) -> Vec<Day> {
        let all = Arrivals::new(&plan(per_day * 365, per_day, YEAR_END), &calendar());
        all.days().to_vec()
    }

    /// Cases a day, of the days that are wanted.
    fn mean(days: &[Day], wanted: impl Fn(Date) -> bool) -> f64 {
        let some: Vec<_> = days.iter().filter(|day| wanted(day.date)).collect();
        let cases: usize = some.iter().map(|day| day.count).sum();
        cases as f64 / some.len() as f64
    }

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// domain.md §5: Fuzhou had 1,000 a day in 2017 and more since; what is aimed at is 10,000.
    #[test]
    fn a_year_has_as_many_cases_a_day_as_were_asked_for() {
        assert!((999_000..1_001_000).contains(&(PER_DAY * 365)));
        for per_day in [1_000, PER_DAY, 10_000] {
            let days = days(per_day);
            assert!((358..=372).contains(&days.len()), "{} days", days.len());
            let whole: usize = days.iter().map(|day| day.count).sum();
            assert_eq!(whole, per_day * 365);
            let year = mean(&days, |date| date.year() == 2025);
            assert!(
                (year / per_day as f64 - 1.0).abs() < 0.02,
                "{year}, not {per_day}"
            );
            for pair in days.windows(2) {
                assert_eq!(pair[0].date, pair[1].date.yesterday().unwrap());
                assert_eq!(pair[0].first + pair[0].count, pair[1].first);
            }
        }
    }

    #[test]
    fn fewer_come_on_days_off_and_most_in_summer() {
        let (days, calendar) = (days(PER_DAY), calendar());
        let working = mean(&days, |date| calendar.is_working(date));
        let off = mean(&days, |date| !calendar.is_working(date));
        assert!((0.58..0.66).contains(&(off / working)), "{off} {working}");
        let of = |text: &str| {
            let day = days.iter().find(|day| day.date == date(text)).unwrap();
            day.count as f64
        };
        // The working days are the State Council's: a Sunday that is worked, a Wednesday that is none.
        assert!(of("2025-01-26") > of("2025-01-27") * 0.8);
        assert!(of("2025-10-01") < of("2025-09-24") * 0.8);
        let month = |month: i8| {
            mean(&days, |date| {
                date.month() == month && calendar.is_working(date)
            })
        };
        let months: Vec<_> = (1..=12).map(month).collect();
        let summer = months[6].min(months[7]);
        for (n, other) in months.iter().enumerate() {
            assert!([6, 7].contains(&n) || *other < summer, "{months:?}");
            assert!(n == 1 || months[1] < *other, "{months:?}");
        }
        assert!((1.2..1.8).contains(&(summer / months[1])), "{months:?}");
    }

    #[test]
    fn most_of_a_day_come_before_noon_and_few_at_night() {
        let plan = plan(20_000, 10_000, YEAR_END);
        let arrivals = Arrivals::new(&plan, &calendar());
        let day = *arrivals.days().last().unwrap();
        let (mut hours, mut before) = ([0_usize; 24], Instant::start_of(day.date));
        for n in day.first..day.first + day.count {
            let at = arrivals.at(n, &plan, &mut Chance::of(plan.seed, n));
            assert!(before <= at && at.date() == day.date, "{n}: {before} {at}");
            before = at;
            hours[usize::try_from(at.minute_of_day() / 60).unwrap()] += 1;
        }
        let share = |from: usize, to: usize| {
            hours[from..to].iter().sum::<usize>() as f64 / day.count as f64
        };
        assert!((0.005..0.03).contains(&share(0, 6)), "{hours:?}");
        assert!((0.6..0.8).contains(&share(8, 18)), "{hours:?}");
        assert!(share(8, 12) > share(14, 18), "{hours:?}");
        let busiest = (0..24).max_by_key(|hour| hours[*hour]).unwrap();
        assert!((9..=10).contains(&busiest), "{hours:?}");
        assert!(hours[12] < hours[10] * 2 / 3 && hours[12] < hours[15] * 2 / 3);
    }

    #[test]
    fn nothing_comes_after_the_end() {
        let calendar = calendar();
        // Half past ten: a third of a working day has come.
        let morning = plan(30_000, 10_000, "2025-12-31T10:30:00+08:00");
        let arrivals = Arrivals::new(&morning, &calendar);
        let (whole, part) = (days(10_000), arrivals.days().last().unwrap().count);
        let share = part as f64 / whole.last().unwrap().count as f64;
        assert!((0.2..0.35).contains(&share), "{share}");
        let last = arrivals.at(29_999, &morning, &mut Chance::of(7, 29_999));
        let minutes = (morning.until.as_millis() - last.as_millis()) / 60_000;
        assert!((0..5).contains(&minutes), "{last}");
        // Open ones come within the last hour, in order.
        let open = Plan {
            all_open: true,
            ..morning
        };
        let arrivals = Arrivals::new(&open, &calendar);
        let mut before = open.until.plus_hours(-1);
        for n in 0..open.cases {
            let at = arrivals.at(n, &open, &mut Chance::of(7, n));
            assert!(before <= at && at <= open.until, "{n}: {before} {at}");
            before = at;
        }
    }
}
