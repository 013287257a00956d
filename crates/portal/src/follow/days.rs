//! The promise day by day: the table in words, and the day rail (期轨) beside it.

use crate::dates;
use crate::look::Language;
use workday::{Date, DayLine, Instant, Why};

/// A row of the table.
pub(crate) struct DayRow {
    pub(crate) day: String,
    pub(crate) weekday: String,
    pub(crate) why: String,
    pub(crate) counts: String,
    /// `count`, `rest`, or `hit` for the answer.
    pub(crate) class: &'static str,
}

/// What the first day of a count is, which is not counted itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// The day of acceptance.
    Accepted,
    /// The day on which it should have been accepted at the latest.
    Latest,
    /// The day on which a rework was decided.
    Again,
}

impl Start {
    fn word(self, language: Language) -> &'static str {
        match self {
            Self::Accepted => language.pick("受理", "accepted"),
            Self::Latest => language.pick("最晚应受理", "latest acceptance"),
            Self::Again => language.pick("重办", "rework"),
        }
    }

    /// Below a column of the rail.
    fn short(self, language: Language) -> &'static str {
        match self {
            Self::Accepted => language.pick("受理", "in"),
            Self::Latest => language.pick("应受理", "due in"),
            Self::Again => language.pick("重办", "again"),
        }
    }
}

/// The table of a count.
pub(crate) fn rows(days: &[DayLine], start: Start, language: Language) -> Vec<DayRow> {
    let last = days.iter().rposition(|line| line.counts);
    let row = |(n, line): (usize, &DayLine)| {
        let (why, counts) = told(&line.why, start, last == Some(n), language);
        DayRow {
            day: dates::day(line.date, language),
            weekday: dates::weekday(line.date, language),
            why,
            counts,
            class: if line.counts { "count" } else { "rest" },
        }
    };
    days.iter().enumerate().map(row).collect()
}

/// Why a day counts, and as which.
fn told(why: &Why, start: Start, last: bool, language: Language) -> (String, String) {
    let word = |zh: &str, en: &str| language.pick(zh, en).to_owned();
    let nth = |n: &u32| language.pick(format!("第 {n} 天"), format!("day {n}"));
    let until = if last {
        word("，到 24:00 为止", ", until 24:00")
    } else {
        String::new()
    };
    let not = word("不计", "not counted");
    match why {
        Why::Accepted => (
            start.word(language).to_owned(),
            word("当天不计", "not counted"),
        ),
        Why::Workday(n) => (word("工作日", "working day") + &until, nth(n)),
        Why::MakeUp(name, n) => (
            language.pick(
                format!("{name}调休上班"),
                format!("make-up working day ({name})"),
            ) + &until,
            nth(n),
        ),
        Why::Weekend => (word("休息日", "weekend"), not),
        Why::Holiday(name) => (
            language.pick(format!("{name}放假"), format!("holiday ({name})")),
            not,
        ),
        Why::ProvisionalWorkday(n) => (
            word(
                "工作日（放假通知没发布，暂按周末推算）",
                "working day (no holiday notice yet)",
            ) + &until,
            nth(n),
        ),
        Why::ProvisionalWeekend => (
            word(
                "休息日（放假通知没发布，暂按周末推算）",
                "weekend (no holiday notice yet)",
            ),
            not,
        ),
    }
}

/// A column of the day rail.
pub(crate) struct Column {
    pub(crate) day: String,
    pub(crate) weekday: &'static str,
    pub(crate) class: String,
    pub(crate) below: String,
}

/// More days than this do not fit on a phone: the middle is folded into one column.
const FITS: usize = 9;

/// The rail: from acceptance to the last day, used days filled.
pub(crate) fn rail(
    days: &[DayLine],
    start: Start,
    until: Instant,
    answered: Option<Date>,
    language: Language,
) -> Vec<Column> {
    let today = until.date();
    let last = days.iter().rposition(|line| line.counts);
    let mut counted = 0;
    let column = |(n, line): (usize, &DayLine)| {
        counted += u32::from(line.counts);
        let mut class = String::from("d");
        if !line.counts {
            class += " rest";
        } else if line.date < today || answered == Some(line.date) {
            class += " done";
        } else if line.date == today {
            class += " part";
        }
        match line.why {
            Why::Accepted => class += " begin",
            Why::MakeUp(..) => class += " made",
            _ => {}
        }
        if last == Some(n) {
            class += " last";
        }
        let below = match &line.why {
            Why::Accepted => start.short(language).to_owned(),
            _ if answered == Some(line.date) => language.pick("答复", "answer").to_owned(),
            _ if line.counts => counted.to_string(),
            _ => String::new(),
        };
        Column {
            day: line.date.day().to_string(),
            weekday: dates::weekday_short(line.date, language),
            class,
            below,
        }
    };
    let mut columns: Vec<Column> = days.iter().enumerate().map(column).collect();
    if columns.len() > FITS {
        let folded = columns.len() - FITS + 1;
        let (from, to) = (FITS / 2, FITS / 2 + folded);
        let used = columns[from..to].iter().all(|c| !c.class.contains("part"))
            && columns[to].class.contains("done");
        columns.drain(from..to);
        columns.insert(
            from,
            Column {
                day: "…".to_owned(),
                weekday: "",
                class: if used { "d fold done" } else { "d fold" }.to_owned(),
                below: language.pick(format!("{folded} 天"), format!("{folded} d")),
            },
        );
    }
    columns
}

/// The rail as a sentence, for whoever does not see it.
pub(crate) fn sentence(days: &[DayLine], start: Start, language: Language) -> String {
    let counted = days.iter().filter(|line| line.counts).count();
    let last = days.iter().rfind(|line| line.counts);
    let Some(last) = last else {
        return String::new();
    };
    let day = dates::day(last.date, language);
    let after = match start {
        Start::Accepted => language.pick("受理", "acceptance"),
        Start::Latest => language.pick("最晚应受理", "the latest acceptance"),
        Start::Again => language.pick("决定重办", "the rework was decided"),
    };
    language.pick(
        format!("{after}之后共数 {counted} 个工作日，{day} 24:00 到期，休息日不计"),
        format!(
            "{counted} working days after {after}, until 24:00 on {day}; days of rest do not count"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn days(n: i8) -> Vec<DayLine> {
        let day = |d: i8| DayLine {
            date: Date::new(2017, 11, d).unwrap(),
            counts: d > 1,
            why: if d == 1 {
                Why::Accepted
            } else {
                Why::Workday(u32::try_from(d - 1).unwrap())
            },
            provisional: false,
        };
        (1..=n).map(day).collect()
    }

    #[test]
    fn the_last_day_says_until_when() {
        let rows = rows(&days(3), Start::Accepted, Language::Chinese);
        assert_eq!(rows[0].counts, "当天不计");
        assert_eq!(rows[2].why, "工作日，到 24:00 为止");
        assert_eq!(rows[2].counts, "第 2 天");
    }

    #[test]
    fn long_rails_fold_their_middle() {
        let now = Instant::start_of(Date::new(2017, 11, 3).unwrap());
        let columns = rail(&days(20), Start::Accepted, now, None, Language::Chinese);
        assert_eq!(columns.len(), FITS);
        assert_eq!(columns[0].below, "受理");
        assert!(columns.last().unwrap().class.contains("last"));
        assert_eq!(columns[4].below, "12 天");
    }

    #[test]
    fn holidays_are_named() {
        let (why, counts) = told(
            &Why::Holiday(Arc::from("国庆节")),
            Start::Accepted,
            false,
            Language::Chinese,
        );
        assert_eq!((why.as_str(), counts.as_str()), ("国庆节放假", "不计"));
    }
}
