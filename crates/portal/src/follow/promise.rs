//! 承诺答复: until when, how it stands, and how it was counted.

use super::basis;
use super::days::{self, Column, DayRow, Start};
use super::instant;
use crate::dates;
use crate::frame::Frame;
use app::outlook::Outlook;
use app::reading::CasePage;
use hotline::case::promise::Lamp;
use hotline::case::status::Status;
use hotline::profile::Profile;
use workday::Instant;

/// The box with the promise.
pub(crate) struct PromiseBox {
    /// Until when; none before acceptance.
    pub(crate) date: Option<String>,
    pub(crate) provisional: bool,
    /// Class of the lamp, and its words.
    pub(crate) lamp: &'static str,
    pub(crate) stands: String,
    pub(crate) rail: Vec<Column>,
    pub(crate) rail_says: String,
    pub(crate) days: Vec<DayRow>,
    /// What the count rests on, a sentence each.
    pub(crate) basis: Vec<String>,
    /// Closed cases fold the table.
    pub(crate) open: bool,
}

impl PromiseBox {
    pub(crate) fn of(page: &CasePage, profile: &Profile, now: Instant, frame: &Frame) -> Self {
        let (case, language) = (&page.view, frame.language());
        let answered = instant(case.counted_at.as_deref());
        let (lamp, stands) = stands(page, answered, now, frame);
        let until = answered.unwrap_or(now);
        let start = basis::start(page);
        let mut table = days::rows(&page.days, start, language);
        if let (Some(hit), Some(at)) = (hit(page, answered, now, frame), answered) {
            // An early answer stands before the days that it did not need.
            let before = page.days.iter().filter(|day| day.date <= at.date());
            table.insert(before.count().min(table.len()), hit);
        }
        Self {
            date: case.last_day.map(|last| dates::promise(last, language)),
            provisional: case.provisional,
            lamp,
            stands,
            rail: days::rail(
                &page.days,
                start,
                until,
                answered.map(Instant::date),
                language,
            ),
            rail_says: days::sentence(&page.days, start, language),
            days: table,
            basis: page
                .promise
                .as_ref()
                .map(|promise| basis::sentences(promise, page, profile, now, frame))
                .unwrap_or_default(),
            open: !over(page),
        }
    }

    /// Before acceptance: until when there is an answer if it is accepted as late as it may be, counted day
    /// by day as the receipt has it, and what did not come in time.
    pub(crate) fn expect(
        &mut self,
        outlook: &Outlook,
        page: &CasePage,
        profile: &Profile,
        now: Instant,
        frame: &Frame,
    ) {
        let (counted, language) = (&outlook.deadline.promise, frame.language());
        let last = dates::promise(counted.last_day, language);
        self.date = Some(language.pick(format!("最晚 {last}"), format!("at the latest {last}")));
        self.provisional = counted.provisional;
        if !counted.same_day() {
            self.days = days::rows(&outlook.deadline.days, Start::Latest, language);
        }
        self.basis = basis::outlook(outlook, &page.view, profile, now, frame);
        // Opened again, it has a new limit of acceptance, which is not the one counted here.
        let reopened = page.history.iter().any(|line| line.kind == "reopened");
        if now < outlook.accept_by || reopened {
            return;
        }
        self.lamp = "r";
        let by = dates::moment(outlook.accept_by, now, language);
        self.stands = if now < counted.due {
            let late = dates::span(outlook.accept_by, now, language);
            language.pick(
                format!("还没有受理：最晚该在 {by} 受理，已超 {late}。答复的日期不往后推。"),
                format!("Not accepted yet: it should have been by {by}, {late} late. The date of the answer does not move."),
            )
        } else {
            let late = dates::span(counted.due, now, language);
            language.pick(
                format!("没有按时答复，已超 {late}：最晚该在 {by} 受理，到现在还没有受理。请拨 12345。"),
                format!("Not answered in time, {late} late: it should have been accepted by {by}, and is not yet. Please call 12345."),
            )
        };
    }
}

/// Nothing of it is waited for any more. One that was joined is late by its own date until its answer comes.
fn over(page: &CasePage) -> bool {
    let joined = page.view.status == Status::Merged && page.view.answered_at.is_none();
    page.view.status.is_end() && !joined
}

/// The lamp's class and words. No countdown: citizens read a date.
fn stands(
    page: &CasePage,
    answered: Option<Instant>,
    now: Instant,
    frame: &Frame,
) -> (&'static str, String) {
    let (case, language) = (&page.view, frame.language());
    let Some(promise) = &page.promise else {
        let (zh, en) = match case.status {
            Status::Declined => (
                "没有受理，不计时。对这个决定有疑问，可以拨 12345",
                "Not accepted, so nothing is counted. If in doubt about it, call 12345",
            ),
            status if status.is_end() => ("已经结束，不计时", "Ended; nothing is counted"),
            _ => ("受理以后才开始计时", "Counted from acceptance"),
        };
        return ("off", frame.t(zh, en).to_owned());
    };
    if let Some(counted) = answered {
        let at = dates::moment(counted, now, language);
        return if counted < promise.due {
            let early = dates::span(counted, promise.due, language);
            (
                "g",
                language.pick(
                    format!("{at} 答复，按期，早 {early}"),
                    format!("answered {at}, in time, {early} early"),
                ),
            )
        } else {
            let late = dates::span(promise.due, counted, language);
            (
                "r",
                language.pick(
                    format!("{at} 答复，晚了 {late}"),
                    format!("answered {at}, {late} late"),
                ),
            )
        };
    }
    if over(page) {
        let told = frame.t("已经结束，不再计时", "Ended, no longer counted");
        return ("off", told.to_owned());
    }
    if now >= promise.due {
        let late = dates::span(promise.due, now, language);
        let who = case
            .lead
            .clone()
            .unwrap_or_else(|| frame.t("我们", "We").to_owned());
        let so = if case.status.is_end() {
            frame.t("可以拨 12345。", "You may call 12345.")
        } else {
            frame.t("您可以催一催。", "You may urge.")
        };
        return (
            "r",
            language.pick(
                format!("{who}没有按时答复，已超 {late}。{so}"),
                format!("{who} did not answer in time: {late} late. {so}"),
            ),
        );
    }
    if case.status == Status::Merged {
        let (zh, en) = (
            "和那一件一起办，这个日期照样算",
            "Handled with the other; this date holds all the same",
        );
        let lamp = if case.lamp == Some(Lamp::Green) {
            "g"
        } else {
            "y"
        };
        return (lamp, frame.t(zh, en).to_owned());
    }
    match case.lamp {
        Some(Lamp::Green) => ("g", frame.t("在期限内办理", "In hand, in time").to_owned()),
        _ if promise.last_day == now.date() => (
            "y",
            frame
                .t("今天是最后一天", "Today is the last day")
                .to_owned(),
        ),
        _ => (
            "y",
            frame
                .t("在期限内，时间已过半", "In time; more than half is used")
                .to_owned(),
        ),
    }
}

/// The row of the table that says when the answer came.
fn hit(page: &CasePage, answered: Option<Instant>, now: Instant, frame: &Frame) -> Option<DayRow> {
    let (promise, counted, language) = (page.promise.as_ref()?, answered?, frame.language());
    let in_time = counted < promise.due;
    let (from, to) = if in_time {
        (counted, promise.due)
    } else {
        (promise.due, counted)
    };
    let span = dates::span(from, to, language);
    let unit = page.view.lead.clone();
    let unit = unit.unwrap_or_else(|| frame.t("中心", "the centre").to_owned());
    Some(DayRow {
        day: dates::moment(counted, now, language),
        weekday: String::new(),
        why: language.pick(format!("{unit}答复"), format!("answer of {unit}")),
        counts: if in_time {
            language.pick(format!("早 {span}"), format!("{span} early"))
        } else {
            language.pick(format!("晚 {span}"), format!("{span} late"))
        },
        class: if in_time { "hit" } else { "miss" },
    })
}
