//! What the count of a promise rests on, a sentence each: which limit holds, from when it is counted, and what
//! moved it.

use super::days::Start;
use super::instant;
use crate::dates;
use crate::frame::Frame;
use app::outlook::Outlook;
use app::reading::CasePage;
use hotline::case::ledger::Effect;
use hotline::case::promise::{Base, Promise};
use hotline::codes::ItemCode;
use hotline::profile::Profile;
use hotline::scope::view::CaseView;
use workday::{Date, Instant};

/// Which limit it is that holds.
enum Limit<'a> {
    /// 当天答复.
    SameDay,
    /// 重办 has a limit of its own.
    Again,
    /// A line that keeps its number keeps its limits.
    OfLine(&'a str),
    /// The list's is not longer than the kind's.
    OfItem(&'a ItemCode),
    /// The kind's, although the item is on the list.
    OfKindBefore(&'a ItemCode),
    OfKind,
}

impl<'a> Limit<'a> {
    /// `book`: the rulebook's day of effect.
    fn of(promise: &Promise, case: &'a CaseView, profile: &'a Profile, book: Option<Date>) -> Self {
        if promise.limit() == 0 {
            return Self::SameDay;
        }
        if case.round > 1 {
            return Self::Again;
        }
        let line = case.line.as_ref();
        let line = line.and_then(|from| profile.catalogue.line(&from.line));
        if let Some(line) = line.filter(|line| line.limits.of(case.kind) == Some(promise.limit())) {
            return Self::OfLine(&line.name);
        }
        let Some(item) = &case.item else {
            return Self::OfKind;
        };
        let rules = book.and_then(|book| profile.rulebooks.effective(book));
        match rules.and_then(|rules| rules.list_limit) {
            Some(listed) if listed == promise.limit() => Self::OfItem(item),
            _ => Self::OfKindBefore(item),
        }
    }

    fn told(&self, days: u32, frame: &Frame) -> String {
        let (zh, en) = match self {
            Self::SameDay => {
                let (zh, en) = (
                    "紧急或简单的事：受理当天 24:00 前答复，休息日也一样。",
                    "Urgent or simple: by 24:00 of the day of acceptance, rest days included.",
                );
                return frame.t(zh, en).to_owned();
            }
            Self::Again => (
                "重办的期限，从决定重办的下一个工作日数起。".to_owned(),
                "the limit of a rework, from the working day after it was decided.".to_owned(),
            ),
            Self::OfLine(line) => (
                format!("{line}自己的期限。"),
                format!("the limit of {line}."),
            ),
            Self::OfItem(item) => (
                format!("便民服务事项 {item}。"),
                format!("item {item} of the list."),
            ),
            Self::OfKindBefore(item) => (
                format!("这一类诉求的期限，比便民服务事项 {item} 的短。"),
                format!("the limit of this kind, shorter than that of item {item} of the list."),
            ),
            Self::OfKind => (
                "这一类诉求的期限。".to_owned(),
                "the limit of this kind.".to_owned(),
            ),
        };
        frame.language().pick(
            format!("{days} 个工作日：{zh}"),
            format!("{days} working days: {en}"),
        )
    }
}

/// The instant that a count begins after, where it came before the acceptance: who accepts late takes no day
/// from the requester.
fn before_acceptance(page: &CasePage) -> Option<(Date, Option<Instant>)> {
    let (case, promise) = (&page.view, page.promise.as_ref()?);
    if case.round > 1 || case.line.is_some() {
        return None;
    }
    let accepted = instant(case.accepted_at.as_deref())?.date();
    let (day, from) = match promise.base {
        Base::Counted { from, .. } => (from.date(), Some(from)),
        Base::SameDay { date } => (date, None),
        Base::Corrected { .. } => return None,
    };
    (day < accepted).then_some((day, from))
}

/// What the first day of a case's count is.
pub(super) fn start(page: &CasePage) -> Start {
    if page.view.round > 1 {
        Start::Again
    } else if before_acceptance(page).is_some() {
        Start::Latest
    } else {
        Start::Accepted
    }
}

/// The sentences of a promise.
pub(super) fn sentences(
    promise: &Promise,
    page: &CasePage,
    profile: &Profile,
    now: Instant,
    frame: &Frame,
) -> Vec<String> {
    let (case, language) = (&page.view, frame.language());
    let word = |zh: &str, en: &str| frame.t(zh, en).to_owned();
    let limit = Limit::of(promise, case, profile, case.rulebook);
    let mut basis = vec![limit.told(promise.limit(), frame)];
    if let Some((day, from)) = before_acceptance(page) {
        let latest = from.map_or_else(
            || dates::day(day, language),
            |from| dates::moment(from, now, language),
        );
        basis.push(language.pick(
            format!("受理晚了：从最晚应受理的 {latest} 数起，没有往后推。"),
            format!("Accepted late: counted from {latest}, when it should have been accepted at the latest."),
        ));
    }
    if matches!(promise.base, Base::Corrected { days, .. } if days > 0) {
        basis.push(word(
            "更正以后，这个期限已经过了，所以要在更正当天 24:00 前答复。",
            "That limit had passed when the case was corrected, so the answer is due by 24:00 of that day.",
        ));
    }
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
    if page.days.iter().any(|line| line.provisional) {
        basis.push(provisional(frame));
    }
    basis
}

fn provisional(frame: &Frame) -> String {
    let told = frame.t(
        "暂定：放假安排公布后如有变化，会告诉您。",
        "Provisional: you will be told if the holiday notice changes it.",
    );
    told.to_owned()
}

/// The sentences before acceptance, of the promise as it will be at the latest.
pub(super) fn outlook(
    outlook: &Outlook,
    case: &CaseView,
    profile: &Profile,
    now: Instant,
    frame: &Frame,
) -> Vec<String> {
    let promise = &outlook.deadline.promise;
    let limit = Limit::of(promise, case, profile, outlook.deadline.rulebook);
    let mut basis = vec![limit.told(promise.limit(), frame)];
    let from = if now < outlook.accept_by {
        (
            "按最晚的受理时间算；受理得早，答复也早。",
            "Reckoned from the latest acceptance; accepted earlier, it is answered earlier.",
        )
    } else {
        (
            "受理晚了，也从最晚应受理的时间数起，不往后推。",
            "Though accepted late, it is counted from when it should have been accepted.",
        )
    };
    basis.push(frame.t(from.0, from.1).to_owned());
    if promise.provisional {
        basis.push(provisional(frame));
    }
    basis
}
