//! Office hours (办公时间), for limits given in working hours.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::calendar::{Calendar, OutOfRange};
use crate::instant::Instant;

const MINUTE: i64 = 60_000;
const DAY_MINUTES: u32 = 24 * 60;

/// When a unit works. Written `24h` or `8:30-12:00,14:30-17:30`; serde sees that text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Hours {
    /// Day and night, rest days too, as police stations do.
    RoundTheClock,
    /// The same hours on every working day.
    Daily(Shifts),
}

/// The hours of one working day: at least one interval, in order, none touching the next.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shifts(Vec<(u32, u32)>);

impl Shifts {
    /// First and last minute of each interval, counted from 00:00, the last one excluded.
    pub fn intervals(&self) -> &[(u32, u32)] {
        &self.0
    }

    /// Working minutes a day, 1 to 1440.
    pub fn minutes(&self) -> u32 {
        self.0.iter().map(|(from, to)| to - from).sum()
    }

    /// Working milliseconds of a working day up to so many milliseconds after 00:00.
    fn used(&self, millis_of_day: i64) -> i64 {
        let spent = |&(from, to): &(u32, u32)| {
            let (from, to) = (i64::from(from) * MINUTE, i64::from(to) * MINUTE);
            (millis_of_day.min(to) - from).max(0)
        };
        self.0.iter().map(spent).sum()
    }

    /// The earliest time of a working day, in milliseconds after 00:00, by which so many working
    /// milliseconds are used; the end of work if the day has no more.
    fn reached(&self, mut used: i64) -> i64 {
        let mut end = 0;
        for &(from, to) in &self.0 {
            let (from, to) = (i64::from(from) * MINUTE, i64::from(to) * MINUTE);
            if used <= to - from {
                return from + used;
            }
            used -= to - from;
            end = to;
        }
        end
    }
}

impl Hours {
    /// The earliest instant by which `minutes` working minutes after `from` are used up. What is
    /// used up at closing time is due at closing time, not at the next opening; 0 minutes give
    /// `from`. Round the clock these are plain minutes.
    pub fn after(
        &self,
        calendar: &Calendar,
        from: Instant,
        minutes: u32,
    ) -> Result<Instant, OutOfRange> {
        let date = from.date();
        let beyond = OutOfRange::Hours {
            from: date,
            minutes,
        };
        let span = i64::from(minutes) * MINUTE;
        let shifts = match self {
            _ if minutes == 0 => return Ok(from),
            Self::RoundTheClock => {
                let end = from.plus_millis(span);
                let moved = end.as_millis() - from.as_millis();
                return if moved == span { Ok(end) } else { Err(beyond) };
            }
            Self::Daily(shifts) => shifts,
        };
        if date < calendar.first_day() || date > calendar.last_day() {
            return Err(OutOfRange::Day(date));
        }
        let full_day = i64::from(shifts.minutes()) * MINUTE;
        let used_today = shifts.used(from.millis_of_day());
        let left = if calendar.is_working(date) {
            let left_today = full_day - used_today;
            if span <= left_today {
                return Ok(Instant::start_of(date).plus_millis(shifts.reached(used_today + span)));
            }
            span - left_today
        } else {
            span
        };
        // The days needed beyond today; the last of them is used from 1 millisecond to in full.
        let days = (left - 1) / full_day + 1;
        let last = u32::try_from(days)
            .map_err(|_| beyond)
            .and_then(|days| calendar.add(date, days))
            .map_err(|_| beyond)?
            .date;
        let used = left - (days - 1) * full_day;
        Ok(Instant::start_of(last).plus_millis(shifts.reached(used)))
    }

    /// Whole working minutes from `from` to `to`; 0 if `to` is not later. Outside the calendar's
    /// range no day is worked.
    pub fn between(&self, calendar: &Calendar, from: Instant, to: Instant) -> u32 {
        if to <= from {
            return 0;
        }
        let millis = match self {
            Self::RoundTheClock => to.as_millis() - from.as_millis(),
            Self::Daily(shifts) => {
                let used = |instant: Instant| {
                    let works = calendar.is_working(instant.date());
                    i64::from(works) * shifts.used(instant.millis_of_day())
                };
                // Whole days from the first up to and excluding the last, then the two edges.
                let days = i64::from(calendar.midnights(from, to));
                days * i64::from(shifts.minutes()) * MINUTE + used(to) - used(from)
            }
        };
        u32::try_from(millis / MINUTE).unwrap_or(u32::MAX)
    }
}

/// Why a text is not [`Hours`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum HoursError {
    /// Neither `24h` nor intervals of times of day.
    #[error("office hours are written 24h or like 8:30-12:00,14:30-17:30")]
    Form,
    /// A time of day later than 24:00.
    #[error("there is no such time of day; the latest is 24:00")]
    NoSuchTime,
    /// An interval that ends before it starts, or starts before the one before it has ended.
    #[error("intervals must stand in order and must not touch or overlap")]
    Order,
}

impl HoursError {
    /// The sentence in Chinese.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Form => "办公时间应写作 24h 或 8:30-12:00,14:30-17:30 的样子",
            Self::NoSuchTime => "没有这样的时刻，最晚写 24:00",
            Self::Order => "各段时间应先后排列，不得相接或重叠",
        }
    }
}

impl FromStr for Hours {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, HoursError> {
        let text = text.trim();
        if text == "24h" {
            return Ok(Self::RoundTheClock);
        }
        let mut intervals: Vec<(u32, u32)> = Vec::new();
        for interval in text.split(',') {
            let (from, to) = interval.split_once('-').ok_or(HoursError::Form)?;
            let (from, to) = (minute(from)?, minute(to)?);
            let touches = intervals.last().is_some_and(|(_, end)| from <= *end);
            if from >= to || touches {
                return Err(HoursError::Order);
            }
            intervals.push((from, to));
        }
        Ok(Self::Daily(Shifts(intervals)))
    }
}

/// `8:30` as minutes after 00:00.
fn minute(text: &str) -> Result<u32, HoursError> {
    let (hour, minute) = text.trim().split_once(':').ok_or(HoursError::Form)?;
    let digits = |text: &str, most: usize| {
        let plain = text.bytes().all(|byte| byte.is_ascii_digit());
        if plain && (1..=most).contains(&text.len()) {
            text.parse::<u32>().map_err(|_| HoursError::Form)
        } else {
            Err(HoursError::Form)
        }
    };
    if minute.len() != 2 {
        return Err(HoursError::Form);
    }
    let (hour, minute) = (digits(hour, 2)?, digits(minute, 2)?);
    let minutes = hour * 60 + minute;
    if minute > 59 || minutes > DAY_MINUTES {
        return Err(HoursError::NoSuchTime);
    }
    Ok(minutes)
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Daily(shifts) = self else {
            return f.write_str("24h");
        };
        for (index, (from, to)) in shifts.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            let (from_hour, to_hour) = (from / 60, to / 60);
            let (from, to) = (from % 60, to % 60);
            write!(f, "{comma}{from_hour}:{from:02}-{to_hour}:{to:02}")?;
        }
        Ok(())
    }
}

impl TryFrom<String> for Hours {
    type Error = HoursError;

    fn try_from(text: String) -> Result<Self, HoursError> {
        text.parse()
    }
}

impl From<Hours> for String {
    fn from(hours: Hours) -> Self {
        hours.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_and_written() {
        for (text, written) in [
            ("24h", "24h"),
            (" 24h ", "24h"),
            ("8:30-12:00,14:30-17:30", "8:30-12:00,14:30-17:30"),
            ("08:30 - 12:00, 14:30 - 17:30", "8:30-12:00,14:30-17:30"),
            ("0:00-24:00", "0:00-24:00"),
        ] {
            let hours: Hours = text.parse().unwrap();
            assert_eq!(hours.to_string(), written);
            let json = serde_json::to_string(&hours).unwrap();
            assert_eq!(json, format!("\"{written}\""));
            assert_eq!(serde_json::from_str::<Hours>(&json).unwrap(), hours);
        }
    }

    #[test]
    fn doubtful_texts_are_refused() {
        for (text, why) in [
            ("", HoursError::Form),
            ("8-12", HoursError::Form),
            ("8:3-12:00", HoursError::Form),
            ("+8:30-12:00", HoursError::Form),
            ("8:30-12:00,", HoursError::Form),
            ("8:30-12:60", HoursError::NoSuchTime),
            ("8:30-24:01", HoursError::NoSuchTime),
            ("99:00-99:30", HoursError::NoSuchTime),
            ("12:00-8:30", HoursError::Order),
            ("8:30-8:30", HoursError::Order),
            ("8:30-12:00,12:00-13:00", HoursError::Order),
            ("14:00-15:00,8:00-9:00", HoursError::Order),
        ] {
            assert_eq!(text.parse::<Hours>(), Err(why), "{text}");
            assert!(!why.zh().is_empty());
        }
    }

    #[test]
    fn a_day_has_its_minutes() {
        let Hours::Daily(shifts) = "8:30-12:00,14:30-17:30".parse().unwrap() else {
            panic!("these are daily hours");
        };
        assert_eq!(shifts.minutes(), 390);
        assert_eq!(shifts.intervals(), [(510, 720), (870, 1050)]);
        assert_eq!(shifts.used(i64::from(10 * 60) * MINUTE), 90 * MINUTE);
        assert_eq!(shifts.reached(390 * MINUTE), 1050 * MINUTE);
    }
}
