//! 数据: how many cases came, were answered in time, solved and liked, by month, kind, area and unit; each
//! share with the number that it rests on. Also as CSV.

mod map;

use crate::Portal;
use crate::fault;
use crate::frame::{Frame, show};
use crate::write::area_name;
use app::figures::{FEW, PublicFigures};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use hotline::codes::{AreaCode, UnitCode};
use hotline::figures::{Measure, Measures};
use hotline::kind::Kind;
use hotline::profile::Profile;
use serde::Deserialize;
use workday::Date;

/// No figures are older.
const FIRST_YEAR: i16 = 2004;

/// A line of a table.
pub(crate) struct Line {
    pub(crate) name: String,
    /// What was received; for a unit, which receives nothing from citizens, what it was given.
    pub(crate) came: String,
    pub(crate) answered: String,
    /// Share, and of how many.
    pub(crate) in_time: String,
    pub(crate) solved: String,
    pub(crate) satisfied: String,
}

/// A table.
pub(crate) struct Table {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    /// What `came` counts.
    pub(crate) came: &'static str,
    pub(crate) lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "figures.html")]
struct Page<'a> {
    frame: &'a Frame,
    month: String,
    /// `2026-11` and its name, to choose from.
    months: Vec<(String, String)>,
    total: Line,
    tables: Vec<Table>,
    map: Option<map::Map>,
    few: i64,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    month: String,
}

impl Asked {
    /// The first day of the month asked for, today where none is; none for what is no month, or none yet.
    fn day(&self, today: Date) -> Option<Date> {
        if self.month.is_empty() {
            return Some(today);
        }
        let (year, month) = self.month.split_once('-')?;
        let day = Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?;
        (day <= today && day.year() >= FIRST_YEAR).then_some(day)
    }
}

/// `2026-11`.
fn code_of(month: Date) -> String {
    format!("{:04}-{:02}", month.year(), month.month())
}

/// The page.
pub(crate) async fn page(
    State(portal): State<Portal>,
    frame: Frame,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let asked = asked.map(|asked| asked.0).unwrap_or_default();
    let today = portal.app().now().date();
    // The page names the month that it shows, and has the others to choose from.
    let day = asked.day(today).unwrap_or(today);
    let figures = match portal.app().public_figures(day).await {
        Ok(figures) => figures,
        Err(error) => return fault::of(&frame, &error),
    };
    let profile = portal.app().profile();
    let received = |code: &AreaCode| {
        let found = figures.areas.iter().find(|(area, _)| area == code.as_str());
        found.map_or(0, |(_, measures)| measures.get(Measure::Received))
    };
    let page = Page {
        map: map::Map::of(&frame, &profile.shapes, &profile.directory, &received),
        frame: &frame,
        month: code_of(day),
        months: months(today, &frame),
        total: line(
            &frame,
            frame.t("全市", "Whole city").to_owned(),
            Measure::Received,
            &figures.total,
        ),
        tables: tables(&portal, &frame, &figures),
        few: FEW,
    };
    show(&frame, &page)
}

/// The last twelve months, to choose from.
fn months(today: Date, frame: &Frame) -> Vec<(String, String)> {
    let index = i32::from(today.year()) * 12 + i32::from(today.month()) - 1;
    let month = |back: i32| {
        let (year, month) = ((index - back) / 12, (index - back) % 12 + 1);
        let name = frame.language().pick(
            format!("{year} 年 {month} 月"),
            format!("{year}-{month:02}"),
        );
        (format!("{year:04}-{month:02}"), name)
    };
    (0..12).map(month).collect()
}

fn tables(portal: &Portal, frame: &Frame, figures: &PublicFigures) -> Vec<Table> {
    let directory = &portal.app().profile().directory;
    let kind = |code: &str| {
        code.parse::<Kind>().map_or_else(
            |_| code.to_owned(),
            |kind| {
                match kind {
                    Kind::Consult => frame.t("咨询", "Questions"),
                    Kind::Complaint => frame.t("投诉、举报", "Complaints and reports"),
                    Kind::Suggestion => frame.t("建议", "Suggestions"),
                    Kind::Help => frame.t("求助", "Requests for help"),
                }
                .to_owned()
            },
        )
    };
    let area = |code: &str| {
        let name = area_name(directory, code);
        if name.is_empty() {
            code.to_owned()
        } else {
            name
        }
    };
    let unit = |code: &str| directory.name_of(&UnitCode::from(code)).to_owned();
    let month = |code: &str| {
        let (year, month) = code.split_at_checked(4).unwrap_or((code, ""));
        let month = month.trim_start_matches('0');
        frame
            .language()
            .pick(format!("{year} 年 {month} 月"), format!("{year}-{month}"))
    };
    let lines = |rows: &[(String, Measures)], came: Measure, name: &dyn Fn(&str) -> String| {
        rows.iter()
            .map(|(code, measures)| line(frame, name(code), came, measures))
            .collect()
    };
    let received = frame.language().pick("收到", "Received");
    vec![
        Table {
            id: "kinds",
            title: frame.language().pick("按类别", "By kind"),
            came: received,
            lines: lines(&figures.kinds, Measure::Received, &kind),
        },
        Table {
            id: "areas",
            title: frame.language().pick("按区县", "By area"),
            came: received,
            lines: lines(&figures.areas, Measure::Received, &area),
        },
        Table {
            id: "units",
            title: frame.language().pick("按单位", "By unit"),
            came: frame.language().pick("交办", "Given"),
            lines: lines(&figures.units, Measure::Given, &unit),
        },
        Table {
            id: "months",
            title: frame
                .language()
                .pick("近十二个月", "The last twelve months"),
            came: received,
            lines: lines(&figures.months, Measure::Received, &month),
        },
    ]
}

fn line(frame: &Frame, name: String, came: Measure, measures: &Measures) -> Line {
    let (answered, heard) = (measures.answered(), measures.get(Measure::Heard));
    let of = |part: i64, whole: i64| share(frame, part, whole);
    Line {
        name,
        came: thousands(measures.get(came)),
        answered: thousands(answered),
        in_time: of(measures.get(Measure::InTime), answered),
        solved: of(measures.get(Measure::Solved), heard),
        satisfied: of(measures.get(Measure::Satisfied), heard),
    }
}

/// 93.4%（7,112 人）: a share names what it rests on; without any it is a dash.
fn share(frame: &Frame, part: i64, whole: i64) -> String {
    if whole <= 0 {
        return "—".to_owned();
    }
    let per_mille = (part * 2000 + whole) / (2 * whole);
    let of = thousands(whole);
    let percent = format!("{}.{}%", per_mille / 10, per_mille % 10);
    frame
        .language()
        .pick(format!("{percent}（{of}）"), format!("{percent} (of {of})"))
}

fn thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if number < 0 { format!("-{text}") } else { text }
}

/// The same as CSV, whole numbers only.
pub(crate) async fn csv(
    State(portal): State<Portal>,
    frame: Frame,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let asked = asked.map(|asked| asked.0).unwrap_or_default();
    let Some(day) = asked.day(portal.app().now().date()) else {
        return no_month(&frame);
    };
    let figures = match portal.app().public_figures(day).await {
        Ok(figures) => figures,
        Err(error) => return fault::of(&frame, &error),
    };
    let mut text =
        String::from("\u{feff}分组,代码,收件,按时答复,逾期答复,有效评价,解决,满意,交办,名称\r\n");
    let total = [(String::new(), figures.total)];
    let groups: [(&str, &[(String, Measures)]); 5] = [
        ("全市", &total),
        ("类别", &figures.kinds),
        ("区县", &figures.areas),
        ("单位", &figures.units),
        ("月", &figures.months),
    ];
    let measures = [
        Measure::Received,
        Measure::InTime,
        Measure::Late,
        Measure::Heard,
        Measure::Solved,
        Measure::Satisfied,
        Measure::Given,
    ];
    let profile = portal.app().profile();
    for (group, rows) in groups {
        for (code, figures) in rows {
            let numbers = measures.map(|measure| match measure {
                // A unit receives nothing from citizens: what it was given has a column of its own.
                Measure::Received if group == "单位" => String::new(),
                measure => figures.get(measure).to_string(),
            });
            let name = named(&profile, group, code);
            // Last: programs that read by place keep theirs.
            text += &[group, code, &numbers.join(","), &name].join(",");
            text += "\r\n";
        }
    }
    let name = format!("attachment; filename=\"figures-{}.csv\"", code_of(day));
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, name.as_str()),
        (CACHE_CONTROL, "public, max-age=300"),
    ];
    (headers, text).into_response()
}

/// A file says nowhere of which month it is: whoever asks for another gets none.
fn no_month(frame: &Frame) -> Response {
    let (zh, en) = (
        format!("month 要写成 2026-11 这样，从 {FIRST_YEAR} 年起，到这个月为止；不写就是这个月。"),
        format!(
            "Write month as 2026-11, from {FIRST_YEAR} to this month; without it you get this month."
        ),
    );
    let title = frame.t("没有这个月的数据", "No figures of such a month");
    fault::named(
        frame,
        StatusCode::UNPROCESSABLE_ENTITY,
        title,
        frame.t(&zh, &en),
    )
}

/// What a row's code stands for.
fn named(profile: &Profile, group: &str, code: &str) -> String {
    let name = match group {
        "类别" => code.parse::<Kind>().ok().map(|kind| match kind {
            Kind::Complaint => "投诉、举报".to_owned(),
            kind => kind.zh().to_owned(),
        }),
        "区县" => {
            let area = profile.directory.area(&code.into());
            area.map(|area| area.name.clone())
        }
        "单位" => {
            let unit = profile.directory.unit(&code.into());
            unit.map(|unit| unit.name.clone())
        }
        _ => None,
    };
    name.unwrap_or_default()
        .replace([',', '"', '\r', '\n'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(thousands(12), "12");
    }

    #[test]
    fn months_ahead_and_what_is_none_are_no_months() {
        let today = Date::new(2026, 11, 25).unwrap();
        let asked = |month: &str| Asked {
            month: month.to_owned(),
        };
        let october = Date::new(2026, 10, 1).unwrap();
        assert_eq!(asked("2026-10").day(today), Some(october));
        assert_eq!(asked("").day(today), Some(today));
        for odd in ["2027-01", "2026-12", "x", "2026-13", "0001-01", "2026"] {
            assert_eq!(asked(odd).day(today), None, "{odd}");
        }
    }
}
