//! Points in time, on the clock of Asia/Shanghai.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::day_number;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;
/// China keeps UTC+8 all year; summer time ended in 1991, before the first day that a
/// [`Calendar`](crate::Calendar) answers for.
const SHANGHAI: i64 = 8 * HOUR;

/// A point in time: milliseconds since 1970-01-01T00:00Z.
///
/// It always lies in the years 1 to 9999 of Asia/Shanghai: anything beyond, whether given or
/// reached by arithmetic, becomes [`Instant::MIN`] or [`Instant::MAX`]. Hence it can always be
/// printed, read back and asked for its day.
///
/// Serde sees the integer; `Display` and `FromStr` speak RFC 3339.
///
/// ```
/// use workday::Instant;
/// let call: Instant = "2017-11-18T07:21:00Z".parse()?;
/// assert_eq!(call.to_string(), "2017-11-18T15:21:00+08:00");
/// # Ok::<(), workday::InstantError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "i64", into = "i64")]
pub struct Instant(i64);

impl Instant {
    /// 0001-01-01T00:00:00+08:00.
    pub const MIN: Self = Self(-719_162 * DAY - SHANGHAI);
    /// 9999-12-31T23:59:59.999+08:00.
    pub const MAX: Self = Self(2_932_897 * DAY - SHANGHAI - 1);

    /// The instant so many milliseconds after 1970-01-01T00:00Z, at most [`Instant::MAX`] and at
    /// least [`Instant::MIN`].
    pub const fn from_millis(millis: i64) -> Self {
        if millis < Self::MIN.0 {
            Self::MIN
        } else if millis > Self::MAX.0 {
            Self::MAX
        } else {
            Self(millis)
        }
    }

    /// Milliseconds since 1970-01-01T00:00Z.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// The calendar day in Asia/Shanghai.
    pub fn date(self) -> Date {
        day_number::date_of((self.0 + SHANGHAI).div_euclid(DAY))
    }

    /// 00:00 of `date` in Asia/Shanghai.
    pub fn start_of(date: Date) -> Self {
        Self::from_millis(day_number::number_of(date) * DAY - SHANGHAI)
    }

    /// 24:00 of `date` in Asia/Shanghai, the start of the next day.
    pub fn end_of(date: Date) -> Self {
        Self::start_of(date).plus_days(1)
    }

    /// This instant moved by so many milliseconds, stopping at the ends.
    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self::from_millis(self.0.saturating_add(millis))
    }

    /// This instant moved by so many hours, stopping at the ends.
    #[must_use]
    pub const fn plus_hours(self, hours: i64) -> Self {
        self.plus_millis(hours.saturating_mul(HOUR))
    }

    /// This instant moved by so many days of 24 hours, stopping at the ends.
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_millis(days.saturating_mul(DAY))
    }

    /// Whole minutes since 00:00 of its day in Asia/Shanghai, 0 to 1439.
    pub fn minute_of_day(self) -> u32 {
        u32::try_from(self.millis_of_day() / MINUTE).unwrap_or(0)
    }

    /// Milliseconds since 00:00 of its day in Asia/Shanghai.
    pub(crate) fn millis_of_day(self) -> i64 {
        (self.0 + SHANGHAI).rem_euclid(DAY)
    }
}

impl From<i64> for Instant {
    fn from(millis: i64) -> Self {
        Self::from_millis(millis)
    }
}

impl From<Instant> for i64 {
    fn from(instant: Instant) -> Self {
        instant.0
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date();
        let millis = self.millis_of_day();
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            date.year(),
            date.month(),
            date.day(),
            millis / HOUR,
            millis / MINUTE % 60,
            millis / 1000 % 60,
        )?;
        if millis % 1000 != 0 {
            write!(f, ".{:03}", millis % 1000)?;
        }
        f.write_str("+08:00")
    }
}

/// Why a text is not an [`Instant`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InstantError {
    /// Not of the form `2017-11-18T15:21:00+08:00`.
    #[error("a point in time is written like 2017-11-18T15:21:00+08:00")]
    Form,
    /// No offset from UTC at the end, so that the instant is not known.
    #[error("a point in time needs its offset from UTC at the end, in China +08:00")]
    NoOffset,
    /// A day, hour, minute, second or offset that does not exist.
    #[error("there is no such day, hour, minute, second or offset")]
    NoSuchTime,
}

impl InstantError {
    /// The sentence in Chinese.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Form => "时间应写作 2017-11-18T15:21:00+08:00 的样子",
            Self::NoOffset => "时间末尾缺少时区，北京时间请写 +08:00",
            Self::NoSuchTime => "没有这样的日期、时分秒或时区",
        }
    }
}

impl FromStr for Instant {
    type Err = InstantError;

    /// Reads RFC 3339 with any offset; digits below the millisecond are dropped.
    fn from_str(text: &str) -> Result<Self, InstantError> {
        let mut rest = Digits(text.as_bytes());
        let year = rest.number(4)?;
        rest.expect(b"-")?;
        let month = rest.number(2)?;
        rest.expect(b"-")?;
        let day = rest.number(2)?;
        rest.expect(b"Tt ")?;
        let hour = rest.number(2)?;
        rest.expect(b":")?;
        let minute = rest.number(2)?;
        rest.expect(b":")?;
        let second = rest.number(2)?;
        let millis = rest.fraction()?;
        let offset = rest.offset()?;
        if hour > 23 || minute > 59 || second > 59 {
            return Err(InstantError::NoSuchTime);
        }
        let small = |n: i64| i8::try_from(n).map_err(|_| InstantError::NoSuchTime);
        let year = i16::try_from(year).map_err(|_| InstantError::NoSuchTime)?;
        let date =
            Date::new(year, small(month)?, small(day)?).map_err(|_| InstantError::NoSuchTime)?;
        let utc = day_number::number_of(date) * DAY
            + hour * HOUR
            + minute * MINUTE
            + second * 1000
            + millis
            - offset;
        Ok(Self::from_millis(utc))
    }
}

/// The part of an RFC 3339 text not yet read.
struct Digits<'a>(&'a [u8]);

impl Digits<'_> {
    fn number(&mut self, digits: usize) -> Result<i64, InstantError> {
        let (head, tail) = self.0.split_at_checked(digits).ok_or(InstantError::Form)?;
        self.0 = tail;
        head.iter().try_fold(0, |sum, byte| match byte {
            b'0'..=b'9' => Ok(sum * 10 + i64::from(byte - b'0')),
            _ => Err(InstantError::Form),
        })
    }

    fn expect(&mut self, one_of: &[u8]) -> Result<u8, InstantError> {
        match self.0.split_first() {
            Some((byte, tail)) if one_of.contains(byte) => {
                self.0 = tail;
                Ok(*byte)
            }
            _ => Err(InstantError::Form),
        }
    }

    /// `.123` in milliseconds, 0 without one.
    fn fraction(&mut self) -> Result<i64, InstantError> {
        if self.expect(b".").is_err() {
            return Ok(0);
        }
        let length = self.0.iter().take_while(|b| b.is_ascii_digit()).count();
        let (digits, tail) = self.0.split_at(length);
        if digits.is_empty() {
            return Err(InstantError::Form);
        }
        self.0 = tail;
        Ok(digits
            .iter()
            .chain(b"00")
            .take(3)
            .fold(0, |sum, byte| sum * 10 + i64::from(byte - b'0')))
    }

    /// `Z` or `+08:00` in milliseconds, to the end of the text.
    fn offset(&mut self) -> Result<i64, InstantError> {
        if self.0.is_empty() {
            return Err(InstantError::NoOffset);
        }
        let sign = match self.expect(b"Zz+-")? {
            b'+' => 1,
            b'-' => -1,
            _ => 0,
        };
        let mut offset = 0;
        if sign != 0 {
            let hours = self.number(2)?;
            self.expect(b":")?;
            let minutes = self.number(2)?;
            if hours > 23 || minutes > 59 {
                return Err(InstantError::NoSuchTime);
            }
            offset = sign * (hours * HOUR + minutes * MINUTE);
        }
        if self.0.is_empty() {
            Ok(offset)
        } else {
            Err(InstantError::Form)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn day_changes_at_midnight_in_shanghai() {
        let start = Instant::start_of(Date::constant(2017, 11, 18));
        assert_eq!(start.to_string(), "2017-11-18T00:00:00+08:00");
        assert_eq!(start.plus_millis(-1).date(), Date::constant(2017, 11, 17));
        assert_eq!(start.date(), Date::constant(2017, 11, 18));
        assert_eq!(
            Instant::end_of(Date::constant(2017, 11, 17)),
            start,
            "24:00 is 00:00 of the next day"
        );
        assert_eq!(
            at("2017-11-18T15:21:59+08:00").minute_of_day(),
            15 * 60 + 21
        );
    }

    #[test]
    fn every_offset_names_the_same_instant() {
        let instant = at("2017-11-18T15:21:00+08:00");
        assert_eq!(at("2017-11-18T07:21:00Z"), instant);
        assert_eq!(at("2017-11-18t07:21:00.0z"), instant);
        assert_eq!(at("2017-11-18 02:51:00-04:30"), instant);
        assert_eq!(
            at("2017-11-18T15:21:00.0429+08:00"),
            instant.plus_millis(42)
        );
    }

    #[test]
    fn doubtful_texts_are_refused() {
        for (text, why) in [
            ("2017-11-18T15:21:00", InstantError::NoOffset),
            ("2017-11-18", InstantError::Form),
            ("2017-11-18T15:21+08:00", InstantError::Form),
            ("2017-11-18T15:21:00.+08:00", InstantError::Form),
            ("2017-11-18T15:21:00+0800", InstantError::Form),
            ("2017-11-18T15:21:00+08:00 ", InstantError::Form),
            ("2017-02-29T00:00:00Z", InstantError::NoSuchTime),
            ("2017-02-28T24:00:00Z", InstantError::NoSuchTime),
            ("2017-02-28T00:00:00+25:00", InstantError::NoSuchTime),
            ("", InstantError::Form),
            ("今天", InstantError::Form),
        ] {
            assert_eq!(text.parse::<Instant>(), Err(why), "{text}");
            assert!(!why.zh().is_empty());
        }
    }

    #[test]
    fn the_ends_hold() {
        assert_eq!(Instant::MIN.to_string(), "0001-01-01T00:00:00+08:00");
        assert_eq!(Instant::MAX.to_string(), "9999-12-31T23:59:59.999+08:00");
        assert_eq!(Instant::from_millis(i64::MAX), Instant::MAX);
        assert_eq!(Instant::from_millis(i64::MIN), Instant::MIN);
        assert_eq!(Instant::MAX.plus_days(i64::MAX), Instant::MAX);
        assert_eq!(Instant::MIN.plus_hours(i64::MIN), Instant::MIN);
        assert_eq!(Instant::start_of(Date::MIN), Instant::MIN);
        assert_eq!(Instant::end_of(Date::MAX), Instant::MAX);
        assert_eq!(at("0000-01-01T00:00:00Z"), Instant::MIN);
        assert_eq!(Instant::MAX.date(), Date::constant(9999, 12, 31));
        assert_eq!(Instant::MIN.date(), Date::constant(1, 1, 1));
    }

    #[test]
    fn serde_sees_an_integer() {
        let instant = at("2017-11-18T15:21:00+08:00");
        let json = serde_json::to_string(&instant).unwrap();
        assert_eq!(json, "1510989660000");
        assert_eq!(serde_json::from_str::<Instant>(&json).unwrap(), instant);
    }

    proptest! {
        #[test]
        fn display_and_from_str_agree(millis in any::<i64>(), near in -70_000_000_000_000_i64..260_000_000_000_000) {
            for instant in [Instant::from_millis(millis), Instant::from_millis(near)] {
                prop_assert_eq!(instant.to_string().parse::<Instant>(), Ok(instant));
                let start = Instant::start_of(instant.date());
                prop_assert!(start <= instant && instant < start.plus_days(1) || instant == Instant::MAX);
                prop_assert_eq!(start.plus_millis(instant.millis_of_day()), instant);
            }
        }

        #[test]
        fn any_text_is_answered(text in ".{0,40}") {
            let _ = text.parse::<Instant>();
        }
    }
}
