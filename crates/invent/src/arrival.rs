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
