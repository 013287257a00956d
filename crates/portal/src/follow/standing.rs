//! Where a case stands, in words: in large letters, a line under them, and what comes next.

use super::{grades, instant};
use crate::dates;
use crate::frame::Frame;
use hotline::case::status::Status;
use hotline::scope::view::CaseView;

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

/// What comes next, and by when; `rework`: whether it may be asked for.
pub(super) fn next(case: &CaseView, rework: bool, frame: &Frame) -> Option<String> {
    let language = frame.language();
    let window = || {
        let until = instant(case.window_until.as_deref())?;
        Some(dates::day(until.plus_millis(-1).date(), language))
    };
    let holders = case.holders.join(language.pick("、", ", "));
    let told = match case.status {
        Status::Submitted => language.pick(
            "下一步：我们受理，或者告诉您为什么不能受理、该找谁".to_owned(),
            "Next: we accept it, or tell you why not and where to turn".to_owned(),
        ),
        Status::Accepted => language.pick(
            "下一步：批转给承办单位".to_owned(),
            "Next: it goes to the unit in charge".to_owned(),
        ),
        Status::InProgress if case.question.is_some() => language.pick(
            "下一步：您补充；期限现在不变".to_owned(),
            "Next: your answer; the date does not move".to_owned(),
        ),
        Status::InProgress if holders.is_empty() => language.pick(
            "下一步：答复正在审核，通过后马上给您".to_owned(),
            "Next: the reply is under review and comes to you once passed".to_owned(),
        ),
        Status::InProgress => language.pick(
            format!("下一步：{holders}办理并答复"),
            format!("Next: {holders} handles it and replies"),
        ),
        Status::Answered if case.rework_asked => language.pick(
            "下一步：中心决定是否重办".to_owned(),
            "Next: the centre decides on the rework".to_owned(),
        ),
        Status::Answered if case.rating.is_none() => {
            let until = window()?;
            language.pick(
                format!("下一步：您评价，{until} 24:00 前都可以"),
                format!("Next: your rating, until 24:00 on {until}"),
            )
        }
        // Rated and not closed: not solved, or not satisfied.
        Status::Answered if rework => {
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
