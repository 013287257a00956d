//! Where a case stands, in words: in large letters, a line under them, and what comes next.

use super::steps::advised;
use super::{May, grades, instant};
use crate::dates;
use crate::frame::Frame;
use app::reading::CasePage;
use hotline::case::status::{Hold, Status};
use hotline::catalogue::Catalogue;
use hotline::scope::view::{AssignmentView, CaseView, HistoryLine};
use serde_json::Value;

/// Where the case stands in large letters, and one line under it.
pub(super) fn head(case: &CaseView, frame: &Frame) -> (String, String) {
    let word = |zh: &str, en: &str| frame.t(zh, en).to_owned();
    let lead = case.lead.as_deref();
    match case.status {
        Status::Submitted => (
            word("已收到", "Received"),
            word("等我们受理", "Waiting to be accepted"),
        ),
        Status::Accepted => (
            word("已受理", "Accepted"),
            word("等批转给承办单位", "About to go to a unit"),
        ),
        Status::InProgress if case.question.is_some() => (
            word("等您补充", "Waiting for you"),
            word("请看下面的问题", "See the question below"),
        ),
        Status::InProgress => (
            word("办理中", "In hand"),
            lead.map_or_else(String::new, |lead| {
                frame
                    .language()
                    .pick(format!("{lead}主办"), format!("with {lead}"))
            }),
        ),
        Status::Answered if case.rework_asked => (
            word("已答复", "Answered"),
            word(
                "您已要求重办，等中心决定",
                "You asked for a rework; the centre decides",
            ),
        ),
        Status::Answered => (word("已答复", "Answered"), rated(case, frame)),
        Status::Closed => (word("已办结", "Closed"), rated(case, frame)),
        Status::Declined => (
            word("不予受理", "Declined"),
            word(
                "为什么、该找谁，见下面",
                "Why, and where to turn: see below",
            ),
        ),
        Status::Withdrawn => (
            word("已撤回", "Withdrawn"),
            word("是您撤回的", "Taken back by you"),
        ),
        Status::Transferred => (
            word("已转办", "Passed on"),
            word("转给了别的机关，见下面", "To another body, see below"),
        ),
        Status::Merged => (word("已并件", "Joined"), merged(case, frame)),
    }
}

fn merged(case: &CaseView, frame: &Frame) -> String {
    let into = case.merged_into.as_deref().unwrap_or_default();
    frame.language().pick(
        format!("和 {into} 是同一件事，一起办；答复同样给您"),
        format!("the same matter as {into}; you get its answer, too"),
    )
}

fn rated(case: &CaseView, frame: &Frame) -> String {
    let Some(rating) = &case.rating else {
        return if case.status == Status::Answered {
            frame.t("请您评价", "Please rate it").to_owned()
        } else {
            String::new()
        };
    };
    let grade = grades(frame)
        .into_iter()
        .find(|(grade, _)| *grade == rating.grade)
        .map_or("", |(_, name)| name);
    let solved = if rating.solved {
        frame.t("已解决", "solved")
    } else {
        frame.t("没解决", "not solved")
    };
    frame.language().pick(
        format!("您评价：{grade}，{solved}"),
        format!("Your rating: {grade}, {solved}"),
    )
}

/// The units of this round that work for the lead: what assisting ones do is no step of the requester's.
fn for_lead(case: &CaseView) -> impl Iterator<Item = &AssignmentView> {
    let current = |one: &&AssignmentView| one.round == case.round && one.state.is_live();
    let assists = move |one: &AssignmentView| {
        let mut one = Some(one);
        // The tree of a case is shallow; a broken one must not be walked for ever.
        for _ in 0..case.assignments.len() {
            match one {
                Some(above) if above.duty == "assist" => return true,
                Some(above) => {
                    let upper = above.upper.as_ref();
                    let mut all = case.assignments.iter().filter(current);
                    one = upper.and_then(|upper| all.find(|other| other.unit == *upper));
                }
                None => return false,
            }
        }
        false
    };
    let all = case.assignments.iter().filter(current);
    all.filter(move |one| !assists(one))
}

/// What comes next while units have the case.
fn at_work(case: &CaseView, frame: &Frame) -> String {
    let language = frame.language();
    let names = |holds: &[Hold]| {
        let held = for_lead(case).filter(|one| holds.contains(&one.state));
        let names: Vec<&str> = held.map(|one| one.unit_name.as_str()).collect();
        names.join(language.pick("、", ", "))
    };
    let (returning, holders) = (
        names(&[Hold::ReturnAsked]),
        names(&[Hold::ToSign, Hold::InHand]),
    );
    if !returning.is_empty() {
        return language.pick(
            format!("下一步：裁定是不是由{returning}办；期限不变"),
            format!("Next: a ruling whether {returning} handles it; the date does not move"),
        );
    }
    if holders.is_empty() {
        return language.pick(
            "下一步：答复正在审核，通过后马上给您".to_owned(),
            "Next: the reply is under review and comes to you once passed".to_owned(),
        );
    }
    language.pick(
        format!("下一步：{holders}办理并答复"),
        format!("Next: {holders} handles it and replies"),
    )
}

/// What comes next while a question is open, and what that does to the date.
fn waiting(history: &[HistoryLine], frame: &Frame) -> String {
    let asked = history
        .iter()
        .rposition(|line| line.kind == "question_asked");
    let since = &history[asked.unwrap_or_default()..];
    let granted = since.iter().find(|line| {
        let granted = line.results.get("granted").and_then(Value::as_bool);
        line.kind == "waiting_decided" && granted == Some(true)
    });
    let used_up = since.iter().any(|line| line.kind == "waiting_used_up");
    let language = frame.language();
    match granted.and_then(|line| line.results.get("days")) {
        Some(_) if used_up => language.pick(
            "下一步：您补充；等您的时间用完了，日期不再往后推".to_owned(),
            "Next: your answer; the time to wait for you is used up, the date moves no more".to_owned(),
        ),
        Some(days) => language.pick(
            format!("下一步：您补充；为了等您，日期往后推了 {days} 个工作日，补充得早就收回来一些"),
            format!("Next: your answer; the date moved by {days} working days to wait for you, and moves back if you answer earlier"),
        ),
        None => language.pick(
            "下一步：您补充；期限现在不变".to_owned(),
            "Next: your answer; the date does not move".to_owned(),
        ),
    }
}

/// What comes next, and by when, after what the requester may do.
pub(super) fn next(page: &CasePage, may: &May, frame: &Frame) -> Option<String> {
    let (case, language) = (&page.view, frame.language());
    let window = || {
        let until = instant(case.window_until.as_deref())?;
        Some(dates::day(until.plus_millis(-1).date(), language))
    };
    let told = match case.status {
        Status::Submitted => language.pick(
            "下一步：我们受理，或者告诉您为什么不能受理、该找谁".to_owned(),
            "Next: we accept it, or tell you why not and where to turn".to_owned(),
        ),
        Status::Accepted => language.pick(
            "下一步：批转给承办单位".to_owned(),
            "Next: it goes to the unit in charge".to_owned(),
        ),
        Status::InProgress if case.question.is_some() => waiting(&page.history, frame),
        Status::InProgress => at_work(case, frame),
        Status::Merged if case.answered_at.is_none() => {
            let into = case.merged_into.as_deref().unwrap_or_default();
            language.pick(
                format!("下一步：{into} 答复；答复同样给您"),
                format!("Next: {into} is answered; you get its answer, too"),
            )
        }
        Status::Answered if case.rework_asked => language.pick(
            "下一步：中心决定是否重办".to_owned(),
            "Next: the centre decides on the rework".to_owned(),
        ),
        Status::Merged if !may.rate => return None,
        Status::Answered | Status::Merged if case.rating.is_none() => {
            let until = window()?;
            language.pick(
                format!("下一步：您评价，{until} 24:00 前都可以"),
                format!("Next: your rating, until 24:00 on {until}"),
            )
        }
        // Rated and not closed: not solved, or not satisfied.
        Status::Answered if may.rework => {
            let until = window()?;
            language.pick(
                format!("下一步：您可以要求重办；到 {until} 24:00 没有要求，就办结"),
                format!(
                    "Next: you may ask for a rework; without one it is closed at 24:00 on {until}"
                ),
            )
        }
        Status::Answered => {
            let until = window()?;
            language.pick(
                format!("下一步：{until} 24:00 办结"),
                format!("Next: it is closed at 24:00 on {until}"),
            )
        }
        _ => return None,
    };
    Some(told)
}

/// What is left to do with a case that takes nothing more from its requester.
pub(super) struct Left {
    /// The number of the case whose answer comes for this one, too.
    pub(super) joined: Option<String>,
    /// Where to turn, and whether that is in the language of the page.
    pub(super) turn: Option<(String, bool)>,
    /// To whom it was passed on.
    pub(super) passed_to: Option<String>,
}

impl Left {
    /// None while there is a form for something.
    pub(super) fn of(
        page: &CasePage,
        may: &May,
        frame: &Frame,
        catalogue: &Catalogue,
    ) -> Option<Self> {
        if may.something() {
            return None;
        }
        let case = &page.view;
        let last = |kind| page.history.iter().rfind(|line| line.kind == kind);
        let joined = case.status == Status::Merged && case.answered_at.is_none();
        let declined = last("declined").filter(|_| case.status == Status::Declined);
        let passed = last("transferred").filter(|_| case.status == Status::Transferred);
        Some(Self {
            joined: case.merged_into.clone().filter(|_| joined),
            turn: declined.and_then(|line| advised(line, frame, catalogue)),
            passed_to: passed.and_then(|line| line.words.get("to").cloned()),
        })
    }
}
