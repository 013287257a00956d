//! Days numbered from 1970-01-01 = 0, so that calendar arithmetic is integer arithmetic.

use jiff::SignedDuration;
use jiff::civil::Date;

const EPOCH: Date = Date::constant(1970, 1, 1);

/// The number of `date`; negative before 1970.
pub(crate) fn number_of(date: Date) -> i64 {
    date.duration_since(EPOCH).as_hours() / 24
}

/// The day with this number; a number beyond the years that `Date` knows gives its first or
/// last day.
pub(crate) fn date_of(number: i64) -> Date {
    number
        .checked_mul(24)
        .and_then(SignedDuration::try_from_hours)
        .map_or(if number < 0 { Date::MIN } else { Date::MAX }, |span| {
            EPOCH.saturating_add(span)
        })
}

/// The day after `date`, or `date` itself at the end of time.
pub(crate) fn next(date: Date) -> Date {
    date.tomorrow().unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates_agree() {
        for number in (-719_162..2_932_897).step_by(37) {
            assert_eq!(number_of(date_of(number)), number);
        }
        assert_eq!(date_of(0), EPOCH);
        assert_eq!(date_of(-1), Date::constant(1969, 12, 31));
    }

    #[test]
    fn far_numbers_stop_at_the_ends() {
        assert_eq!(date_of(i64::MAX), Date::MAX);
        assert_eq!(date_of(i64::MIN), Date::MIN);
        assert_eq!(date_of(5_000_000), Date::MAX);
        assert_eq!(next(Date::MAX), Date::MAX);
    }
}
