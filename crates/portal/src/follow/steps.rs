//! 办理经过: each step in a sentence, unit first, the newest on top.

use crate::dates;
use crate::frame::Frame;
use crate::look::Language;
use hotline::case::ledger::Effect;
use hotline::catalogue::Catalogue;
use hotline::scope::view::{HistoryLine, LedgerView};
use serde_json::Value;
use workday::Instant;

/// A step as a citizen reads it.
pub(crate) struct StepRow {
    /// 0 is the newest.
    pub(crate) nth: usize,
    /// `key` for acceptance, answer, rating; `warn` for returns and refusals.
    pub(crate) class: &'static str,
    pub(crate) title: String,
    pub(crate) at: String,
    /// For machines.
    pub(crate) when: String,
    /// Words of people, a paragraph each.
    pub(crate) words: Vec<String>,
    /// So many of them, the first, are the catalogue's, in the language of the page.
    pub(crate) ours: usize,
    /// Whether the words are the answer itself.
    pub(crate) answer: bool,
}

/// The history, the newest first; steps that tell a citizen nothing are left out.
pub(crate) fn rows(
    history: &[HistoryLine],
    ledger: &[LedgerView],
    now: Instant,
    frame: &Frame,
    catalogue: &Catalogue,
) -> Vec<StepRow> {
    let lines = history.iter().enumerate().rev();
    let row = |(at, line): (usize, &HistoryLine)| {
        let mut row = row(line, now, frame, catalogue)?;
        // What a reply promises is promised once it is the answer.
        if row.answer {
            let replied = history[..at].iter().rfind(|line| line.kind == "replied");
            let promised = replied.and_then(|line| line.words.get("commitment"));
            row.words.extend(promised.cloned());
        }
        if line.kind == "corrected" {
            row.title += &moved(line, ledger, frame.language());
        }
        Some(row)
    };
    let rows = lines.filter_map(row).enumerate();
    rows.map(|(nth, row)| StepRow { nth, ..row }).collect()
}

/// What a correction did to the date; nothing before there is one.
fn moved(line: &HistoryLine, ledger: &[LedgerView], language: Language) -> String {
    let entry = ledger.iter().find(|entry| entry.seq == line.seq);
    let due: Option<Instant> = entry.and_then(|entry| entry.due.parse().ok());
    match (entry.map(|entry| entry.effect), due) {
        (Some(Effect::Moved), Some(due)) => {
            let last = dates::day(due.plus_millis(-1).date(), language);
            language.pick(
                format!("，期限改到 {last}"),
                format!("; the date is now {last}"),
            )
        }
        (Some(Effect::Unchanged), _) => language
            .pick("；期限不变", "; the date does not move")
            .to_owned(),
        _ => String::new(),
    }
}

fn row(line: &HistoryLine, now: Instant, frame: &Frame, catalogue: &Catalogue) -> Option<StepRow> {
    let telling = Telling {
        line,
        language: frame.language(),
    };
    let (class, title) = telling.title()?;
    let words = ["text", "advice", "reason", "question", "comment", "to"];
    let shows =
        |name: &&str| line.kind != "registered" && line.kind != "published" && !name.is_empty();
    let advised = advised(line, frame, catalogue);
    let said = |name: &str| match &advised {
        Some((advice, _)) if name == "advice" => Some(advice),
        _ => line.words.get(name),
    };
    let words = words
        .iter()
        .filter(|name| shows(name))
        .filter_map(|name| said(name))
        .flat_map(|text| text.split('\n'))
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty());
    // Why it is declined stands before where to turn; the history has only the reason's code.
    let reason = (line.kind == "declined")
        .then(|| catalogue.decline_reason(telling.text("reason")))
        .flatten()
        .map(|reason| frame.language().pick(&reason.name, &reason.english).clone());
    let listed = usize::from(reason.is_some());
    let words: Vec<String> = reason.into_iter().chain(words).collect();
    let all_ours = advised.as_ref().is_some_and(|(_, ours)| *ours);
    let at: Option<Instant> = line.at.parse().ok();
    Some(StepRow {
        nth: 0,
        class,
        title,
        at: at.map_or_else(String::new, |at| dates::moment(at, now, frame.language())),
        when: line.at.clone(),
        ours: if all_ours { words.len() } else { listed },
        words,
        answer: line.kind == "answered",
    })
}

/// Where a declined case was told to turn, and whether that is the list's own advice in the language of the
/// page: in a case it is kept in Chinese.
pub(super) fn advised(
    line: &HistoryLine,
    frame: &Frame,
    catalogue: &Catalogue,
) -> Option<(String, bool)> {
    let advice = line.words.get("advice")?.trim();
    let code = line.results.get("reason").and_then(Value::as_str);
    let listed = code.and_then(|code| catalogue.decline_reason(code));
    let english = listed
        .filter(|reason| frame.language().is_english() && reason.advice.trim() == advice)
        .map(|reason| reason.advice_english.trim())
        .filter(|english| !english.is_empty());
    let told = english.unwrap_or(advice);
    Some((told.to_owned(), english.is_some()))
}

struct Telling<'a> {
    line: &'a HistoryLine,
    language: Language,
}

impl Telling<'_> {
    fn pick(&self, zh: impl Into<String>, en: impl Into<String>) -> String {
        self.language.pick(zh.into(), en.into())
    }

    fn unit(&self) -> &str {
        let nobody = self.language.pick("中心", "The centre");
        self.line.unit.as_deref().unwrap_or(nobody)
    }

    /// Who ruled on a return; of rulings before that was kept, the centre.
    fn ruler(&self) -> &str {
        let centre = self.language.pick("中心", "The centre");
        self.line.ruler.as_deref().unwrap_or(centre)
    }

    fn to(&self) -> String {
        self.line.to.join(self.language.pick("、", ", "))
    }

    fn is(&self, name: &str) -> bool {
        self.line.results.get(name).and_then(Value::as_bool) == Some(true)
    }

    fn number(&self, name: &str) -> u64 {
        let found = self.line.results.get(name).and_then(Value::as_u64);
        found.unwrap_or_default()
    }

    fn text(&self, name: &str) -> &str {
        let found = self.line.results.get(name).and_then(Value::as_str);
        found.unwrap_or_default()
    }

    /// The sentence; none for steps that tell a citizen nothing.
    #[allow(clippy::too_many_lines, reason = "one arm a kind of step")]
    fn title(&self) -> Option<(&'static str, String)> {
        let (unit, to, ruler) = (self.unit(), self.to(), self.ruler());
        let has_words = !self.line.words.is_empty();
        Some(match self.line.kind {
            "registered" => ("key", self.pick("您提出诉求", "You wrote to us")),
            "accepted" => (
                "key",
                self.pick(
                    format!("{unit} 受理，开始计时"),
                    format!("Accepted by {unit}; the count begins"),
                ),
            ),
            "declined" => ("warn", self.pick("不予受理", "Declined")),
            "transferred" => ("warn", self.pick("转给别的机关", "Passed on to")),
            "dispatched" => (
                "",
                self.pick(format!("中心批转 {to}"), format!("Given to {to}")),
            ),
            "signed" => (
                "",
                self.pick(format!("{unit} 签收"), format!("{unit} has seen it")),
            ),
            "delegated" => (
                "",
                self.pick(
                    format!("{unit} 交 {to} 办理"),
                    format!("{unit} gave it to {to}"),
                ),
            ),
            "return_asked" => (
                "warn",
                self.pick(
                    format!("{unit} 认为不归它办，等裁定；期限不变"),
                    format!("{unit} asks to return it; the date does not move"),
                ),
            ),
            "return_ruled" if self.is("upheld") && !to.is_empty() => (
                "",
                self.pick(
                    format!("{ruler} 裁定：改由 {to} 办理；期限不变"),
                    format!("{ruler} ruled: given to {to} instead; the date does not move"),
                ),
            ),
            "return_ruled" if self.is("upheld") => (
                "",
                self.pick(
                    format!("{ruler} 同意 {unit} 退件，另找单位；期限不变"),
                    format!("{ruler} ruled: {unit} returns it; another unit will be found"),
                ),
            ),
            "return_ruled" => (
                "",
                self.pick(
                    format!("{ruler} 不同意退件，{unit} 继续办"),
                    format!("{ruler} ruled: not returned, {unit} goes on"),
                ),
            ),
            "fallback_designated" => (
                "",
                self.pick(
                    format!("中心指定 {to} 兜底办理"),
                    format!("The centre designated {to}"),
                ),
            ),
            "contacted" => ("", self.contacted(unit)),
            "progress_noted" if has_words => (
                "",
                self.pick(
                    format!("{unit} 说明进展"),
                    format!("{unit} on the progress"),
                ),
            ),
            "question_asked" => (
                "warn",
                self.pick(format!("{unit} 请您补充"), format!("{unit} asks you")),
            ),
            "waiting_decided" if self.is("granted") => {
                let n = self.number("days");
                (
                    "",
                    self.pick(
                        format!("中心同意等您补充，最多 {n} 个工作日"),
                        format!("Waiting for you, {n} working days at most"),
                    ),
                )
            }
            "waiting_decided" => (
                "",
                self.pick(
                    "中心不同意等候，期限不变",
                    "The centre does not wait: the date does not move",
                ),
            ),
            "waiting_used_up" => (
                "",
                self.pick(
                    "等您补充的时间用完了，接着计时",
                    "The time to wait for you is used up; the count goes on",
                ),
            ),
            "heard" => ("key", self.pick("您补充", "You added")),
            "extension_asked" => {
                let n = self.number("days");
                (
                    "",
                    self.pick(
                        format!("{unit} 申请延期 {n} 个工作日，等中心决定"),
                        format!("{unit} asks for {n} more working days"),
                    ),
                )
            }
            "extension_decided" if self.is("granted") => {
                let n = self.number("days");
                (
                    "warn",
                    self.pick(
                        format!("中心同意延期 {n} 个工作日"),
                        format!("Extended by {n} working days"),
                    ),
                )
            }
            "extension_decided" => (
                "",
                self.pick(
                    "中心不同意延期，期限不变",
                    "No extension: the date does not move",
                ),
            ),
            "replied" => (
                "",
                self.pick(
                    format!("{unit} 写好答复，等审核"),
                    format!("{unit} replied; under review"),
                ),
            ),
            "reviewed" if self.is("passed") => (
                "",
                self.pick(format!("{unit} 审核通过"), format!("Passed by {unit}")),
            ),
            "reviewed" => (
                "",
                self.pick(
                    format!("{unit} 要求重写答复"),
                    format!("Sent back by {unit}"),
                ),
            ),
            "answered" => (
                "key",
                self.pick(format!("{unit}答复"), format!("{unit}: answer")),
            ),
            "answered_with_parent" => (
                "key",
                self.pick(
                    "并件的答复同样给您",
                    "The joined case was answered, for you, too",
                ),
            ),
            "published" => (
                "",
                self.pick(
                    "公开了隐去姓名住址的副本",
                    "A copy without names and addresses was published",
                ),
            ),
            "rated" => ("key", self.rated()),
            "followed_up" => ("", self.pick("中心回访", "The centre called back")),
            "rework_asked" => ("key", self.pick("您要求重办", "You asked for a rework")),
            "round_begun" if to.is_empty() => (
                "key",
                self.pick("重新办理，重新计时", "Taken up again; a new count begins"),
            ),
            "round_begun" => (
                "key",
                self.pick(
                    format!("交 {to} 重新办理，重新计时"),
                    format!("Taken up again by {to}; a new count begins"),
                ),
            ),
            "rework_refused" => ("warn", self.pick("中心不同意重办", "No rework")),
            "closed" => ("", self.pick("办结", "Closed")),
            "merged" => (
                "",
                self.pick(
                    format!("和 {} 是同一件事，一起办", self.text("into")),
                    format!("Joined with {}", self.text("into")),
                ),
            ),
            "unmerged" => ("", self.pick("撤销并件，单独办理", "Parted again")),
            "split" => ("", self.pick("拆成几件办理", "Split into several cases")),
            "withdrawn" => ("key", self.pick("您撤回", "Withdrawn by you")),
            "reopened" => ("", self.pick("重新打开", "Reopened")),
            "corrected" => (
                "",
                self.pick("中心更正了类别或地点", "The centre corrected kind or place"),
            ),
            "urged" => match &self.line.unit {
                Some(unit) => (
                    "",
                    self.pick(format!("{unit} 催办"), format!("Urged by {unit}")),
                ),
                None => ("", self.pick("您催办", "You urged")),
            },
            "redated" => (
                "",
                self.pick(
                    "放假安排公布，期限按新安排",
                    "Counted again by the holiday notice",
                ),
            ),
            _ => return None,
        })
    }

    fn contacted(&self, unit: &str) -> String {
        let reached = self.is("reached");
        let (zh, en) = match (self.text("how"), reached) {
            ("visit", _) => ("到现场", "was there in person"),
            ("phone", true) => ("打电话联系您", "called you"),
            ("phone", false) => ("打电话，没打通", "called you in vain"),
            ("message", _) => ("给您发了消息", "sent you a message"),
            (_, true) => ("联系您", "contacted you"),
            (_, false) => ("联系您，没联系上", "tried to contact you"),
        };
        self.pick(format!("{unit} {zh}"), format!("{unit} {en}"))
    }

    fn rated(&self) -> String {
        let (zh, en) = match self.number("grade") {
            5 => ("非常满意", "very satisfied"),
            4 => ("满意", "satisfied"),
            3 => ("基本满意", "fairly satisfied"),
            2 => ("不满意", "unsatisfied"),
            _ => ("非常不满意", "very unsatisfied"),
        };
        let solved = if self.is("solved") {
            ("已解决", "solved")
        } else {
            ("没解决", "not solved")
        };
        self.pick(
            format!("您评价：{zh}，{}", solved.0),
            format!("Your rating: {en}, {}", solved.1),
        )
    }
}

#[cfg(test)]
mod tests;
