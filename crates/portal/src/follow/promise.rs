//! 承诺答复: until when, how it stands, and how it was counted.

use super::days::{self, Column, DayRow};
use super::instant;
use crate::dates;
use crate::frame::Frame;
use app::reading::CasePage;
use hotline::case::ledger::Effect;
use hotline::case::promise::{Lamp, Promise};
use hotline::case::status::Status;
use hotline::scope::view::CaseView;
use workday::{DayLine, Instant};

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
    pub(crate) fn of(page: &CasePage, now: Instant, frame: &Frame) -> Self {
        let (case, language) = (&page.view, frame.language());
        let answered = instant(case.counted_at.as_deref());
        let (lamp, stands) = stands(page, answered, now, frame);
        let until = answered.unwrap_or(now);
        let mut table = days::rows(&page.days, language);
        if let Some(hit) = hit(page, answered, now, frame) {
            table.push(hit);
        }
        Self {
            date: case.last_day.map(|last| dates::promise(last, language)),
            provisional: case.provisional,
            lamp,
            stands,
            rail: days::rail(&page.days, until, answered.map(Instant::date), language),
            rail_says: days::sentence(&page.days, language),
            days: table,
            basis: page
                .promise
                .as_ref()
                .map(|promise| basis(promise, case, &page.days, frame))
                .unwrap_or_default(),
            open: !case.status.is_end(),
        }
    }
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
    if case.status.is_end() {
        let told = frame.t("已经结束，不再计时", "Ended, no longer counted");
        return ("off", told.to_owned());
    }
    if now >= promise.due {
        let late = dates::span(promise.due, now, language);
        let who = case
            .lead
            .clone()
            .unwrap_or_else(|| frame.t("我们", "We").to_owned());
        return (
            "r",
            language.pick(
                format!("{who}没有按时答复，已超 {late}。您可以催一催。"),
                format!("{who} did not answer in time: {late} late. You may urge."),
            ),
        );
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

/// What the count rests on.
fn basis(promise: &Promise, case: &CaseView, days: &[DayLine], frame: &Frame) -> Vec<String> {
    let language = frame.language();
    let word = |zh: &str, en: &str| frame.t(zh, en).to_owned();
    let mut basis = Vec::new();
    basis.push(match (promise.limit(), &case.item) {
        (0, _) => word(
            "紧急或简单的事：受理当天 24:00 前答复，休息日也一样。",
            "Urgent or simple: by 24:00 of the day of acceptance, rest days included.",
        ),
        (days, Some(item)) => language.pick(
            format!("{days} 个工作日：便民服务事项 {item}。"),
            format!("{days} working days: item {item} of the list."),
        ),
        (days, None) => language.pick(
            format!("{days} 个工作日：这一类诉求的期限。"),
            format!("{days} working days: the limit of this kind."),
        ),
    });
    if promise.extended > 0 {
        let n = promise.extended;
        basis.push(language.pick(
            format!("中心同意延期 {n} 个工作日，已经数在里面。"),
            format!("Extended by {n} working days, included above."),
        ));
    }
    if promise.waited > 0 {
        let n = promise.waited;
        basis.push(language.pick(
            format!("等您补充，加了 {n} 个工作日，已经数在里面。"),
            format!("{n} working days were added while we waited for you, included above."),
        ));
    }
    let moved = case
        .ledger
        .iter()
        .any(|entry| entry.effect == Effect::Moved);
    if !moved && case.assignments.len() > 1 {
        basis.push(word(
            "单位之间转来转去，没有延长这个日期。",
            "Passing it between units did not add time.",
        ));
    }
    if days.iter().any(|line| line.provisional) {
        basis.push(word(
            "暂定：放假安排公布后如有变化，会告诉您。",
            "Provisional: you will be told if the holiday notice changes it.",
        ));
    }
    basis
}
