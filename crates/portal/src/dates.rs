//! Days and times as people read them: Shanghai's, the year only where it is another one.

use crate::look::Language;
use workday::{Date, Instant};

const WEEKDAYS_ZH: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
const WEEKDAYS_EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS_EN: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

fn pick<const N: usize>(from: [&'static str; N], at: i8) -> &'static str {
    let at = usize::try_from(at - 1).unwrap_or(0);
    from.get(at).copied().unwrap_or("")
}

/// 周三, Wed.
pub(crate) fn weekday(date: Date, language: Language) -> String {
    let at = date.weekday().to_monday_one_offset();
    language.pick(
        format!("周{}", pick(WEEKDAYS_ZH, at)),
        pick(WEEKDAYS_EN, at).to_owned(),
    )
}

/// 三, W: for the narrow columns of the day rail.
pub(crate) fn weekday_short(date: Date, language: Language) -> &'static str {
    let at = date.weekday().to_monday_one_offset();
    language.pick(pick(WEEKDAYS_ZH, at), pick(WEEKDAYS_EN, at))
}

/// 11 月 22 日, 22 Nov.
pub(crate) fn day(date: Date, language: Language) -> String {
    let (month, day) = (date.month(), date.day());
    language.pick(
        format!("{month} 月 {day} 日"),
        format!("{day} {}", pick(MONTHS_EN, month)),
    )
}

/// 2017 年 11 月 22 日, 22 Nov 2017.
pub(crate) fn long_day(date: Date, language: Language) -> String {
    let year = date.year();
    language.pick(
        format!("{year} 年 {}", day(date, language)),
        format!("{} {year}", day(date, language)),
    )
}

/// 2017 年 11 月 22 日（周三）24:00 前: a promise names its year.
pub(crate) fn promise(last: Date, language: Language) -> String {
    let (day, week) = (long_day(last, language), weekday(last, language));
    language.pick(
        format!("{day}（{week}）24:00 前"),
        format!("by 24:00 on {week} {day}"),
    )
}

/// 23:42.
pub(crate) fn clock(at: Instant) -> String {
    let minute = at.minute_of_day();
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// 11 月 22 日 23:42; with the year if it is not this one.
pub(crate) fn moment(at: Instant, now: Instant, language: Language) -> String {
    let date = at.date();
    let day = if date.year() == now.date().year() {
        day(date, language)
    } else {
        long_day(date, language)
    };
    format!("{day} {}", clock(at))
}

/// 早 18 分钟, 超 14 小时, 3 天: a span in the largest unit that says enough.
pub(crate) fn span(from: Instant, to: Instant, language: Language) -> String {
    let minutes = ((to.as_millis() - from.as_millis()) / 60_000).max(0);
    let (hours, days) = (minutes / 60, minutes / 60 / 24);
    let plural = |n: i64, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    if days >= 2 {
        language.pick(format!("{days} 天"), plural(days, "day"))
    } else if hours >= 1 {
        language.pick(format!("{hours} 小时"), plural(hours, "hour"))
    } else {
        language.pick(format!("{minutes} 分钟"), plural(minutes, "minute"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn times_are_shanghais() {
        let answered = at("2017-11-22T15:42:00Z");
        let zh = Language::Chinese;
        assert_eq!(moment(answered, answered, zh), "11 月 22 日 23:42");
        assert_eq!(
            moment(answered, at("2026-11-25T00:00:00+08:00"), Language::English),
            "22 Nov 2017 23:42"
        );
        assert_eq!(
            promise(answered.date(), zh),
            "2017 年 11 月 22 日（周三）24:00 前"
        );
    }

    #[test]
    fn spans_name_one_unit() {
        let due = at("2017-11-23T00:00:00+08:00");
        let zh = Language::Chinese;
        assert_eq!(span(at("2017-11-22T23:42:00+08:00"), due, zh), "18 分钟");
        assert_eq!(span(due, due.plus_hours(14), zh), "14 小时");
        assert_eq!(span(due, due.plus_hours(80), Language::English), "3 days");
    }
}
