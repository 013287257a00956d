//! The period that figures are of, and the one before it.

use super::asking::{FigureAsk, bad};
use crate::AppError;
use workday::{Date, Instant};

/// The longest period, in days.
const LONGEST: i64 = 1_100;

/// A day moved by whole days.
fn moved(date: Date, days: i64) -> Date {
    Instant::start_of(date).plus_days(days).date()
}

/// The period before: as many months before whole months, else as many days.
pub(super) fn before(from: Date, to: Date) -> (Date, Date) {
    let last = moved(from, -1);
    if from.day() == 1 && moved(to, 1).day() == 1 {
        let months =
            i32::from(to.year() - from.year()) * 12 + i32::from(to.month() - from.month()) + 1;
        let index = i32::from(from.year()) * 12 + i32::from(from.month()) - 1 - months;
        let year = i16::try_from(index.div_euclid(12)).unwrap_or(1);
        let month = i8::try_from(index.rem_euclid(12) + 1).unwrap_or(1);
        return (Date::new(year, month, 1).unwrap_or(last), last);
    }
    (moved(last, -days_between(from, to)), last)
}

/// Days from the first to the last, the last not counted.
fn days_between(from: Date, to: Date) -> i64 {
    let millis = Instant::start_of(to).as_millis() - Instant::start_of(from).as_millis();
    millis / 86_400_000
}

impl FigureAsk {
    /// The period and the period before it.
    ///
    /// # Errors
    /// A bad period.
    pub(crate) fn periods(&self, today: Date) -> Result<[(Date, Date); 2], AppError> {
        let days = self.days(today)?;
        Ok([days, before(days.0, days.1)])
    }

    /// First and last day, checked.
    pub(super) fn days(&self, today: Date) -> Result<(Date, Date), AppError> {
        let to = self.to.unwrap_or(today);
        let from = self
            .from
            .unwrap_or_else(|| moved(to, 1 - i64::from(to.day())));
        if from > to {
            return Err(bad(
                "to：不能早于开始的那天 (must not be before the first day)",
            ));
        }
        if days_between(from, to) >= LONGEST || from.year() < 1990 || to.year() > 2200 {
            return Err(bad("from：一次最多看三年 (at most three years at once)"));
        }
        Ok((from, to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_period_before_is_as_long() {
        for (from, to, first, last) in [
            ("2026-11-01", "2026-11-30", "2026-10-01", "2026-10-31"),
            ("2026-01-01", "2026-03-31", "2025-10-01", "2025-12-31"),
            ("2026-01-01", "2026-12-31", "2025-01-01", "2025-12-31"),
            ("2024-03-01", "2024-03-31", "2024-02-01", "2024-02-29"),
            ("2026-11-02", "2026-11-08", "2026-10-26", "2026-11-01"),
            ("2026-11-20", "2026-11-20", "2026-11-19", "2026-11-19"),
            ("2026-11-01", "2026-11-20", "2026-10-12", "2026-10-31"),
        ] {
            assert_eq!(
                before(date(from), date(to)),
                (date(first), date(last)),
                "{from} {to}"
            );
        }
    }

    #[test]
    fn a_period_has_an_order_and_an_end() {
        let today = date("2026-11-20");
        let ask = |from: &str, to: &str| FigureAsk {
            from: Some(date(from)),
            to: Some(date(to)),
            ..FigureAsk::default()
        };
        assert_eq!(
            FigureAsk::default().days(today).unwrap(),
            (date("2026-11-01"), today)
        );
        assert!(ask("2026-11-02", "2026-11-01").days(today).is_err());
        assert!(ask("2020-01-01", "2026-01-01").days(today).is_err());
        assert!(ask("9999-12-31", "9999-12-31").days(today).is_err());
    }
}
