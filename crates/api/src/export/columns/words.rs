//! Codes as the desk calls them: a file calls nothing by another name.

use crate::oversight::ACTS;
use hotline::amendment;
use hotline::catalogue::{LineKind, LineStatus};
use hotline::knowledge::Standing;
use workday::{Date, DayKind};

/// An act of the audit trail, as the desk calls it.
pub(super) fn act(act: &str) -> &str {
    let known = ACTS.iter().find(|(code, _)| *code == act);
    known.map_or(act, |(_, name)| name)
}

/// A message, as the desk calls it.
pub(super) fn message(template: &str) -> &str {
    match template {
        "accepted" => "已受理",
        "declined" => "不予受理",
        "transferred" => "已转办",
        "question_asked" => "请您补充",
        "waiting_granted" => "同意等候",
        "extended" => "已延期",
        "answered" => "已答复",
        "round_begun" => "开始重办",
        "redated" => "期限重算",
        "merged" => "已并件",
        "dispatched" => "批转",
        "delegated" => "下派",
        "fallback_designated" => "兜底",
        "return_ruled" => "裁定",
        "urged" => "催办",
        "supervised" => "督办",
        "joined_answered" => "同遇的件已答复",
        "joined_ended" => "同遇的件已办结",
        other => other,
    }
}

/// What a key may be used for, as the desk calls it.
pub(super) fn scope(scope: &str) -> &str {
    match scope {
        "intake" => "登记",
        "read" => "看件",
        "command" => "办件",
        "identity" => "看身份",
        "files" => "附件",
        "export" => "导出",
        "webhooks" => "推送",
        "figures" => "统计",
        other => other,
    }
}

/// How a delivery stands, as the desk calls it.
pub(super) fn delivery(state: &str) -> &str {
    match state {
        "waiting" => "等着送",
        "heard" => "收到",
        "failed" => "放弃",
        other => other,
    }
}

/// How an entry of the knowledge base stands, as the desk calls it.
pub(super) fn standing(how: Standing) -> &'static str {
    match how {
        Standing::InForce => "有效",
        Standing::Expired => "已过期",
        Standing::Unreviewed => "待审核",
        Standing::SentBack => "已退回",
        Standing::Withdrawn => "已停用",
    }
}

/// A line's kind, as the desk calls it.
pub(super) const fn line_kind(kind: LineKind) -> &'static str {
    match kind {
        LineKind::City => "市级热线",
        LineKind::Department => "部门电话",
        LineKind::Dedicated => "专线",
    }
}

/// How a line was joined, as the desk calls it.
pub(super) const fn line_status(status: LineStatus) -> &'static str {
    match status {
        LineStatus::Merged => "整合",
        LineStatus::Parallel => "两号并存",
    }
}

/// How a version of the rules stands, as the desk calls it.
pub(super) fn stands(standing: amendment::Standing) -> &'static str {
    match standing {
        amendment::Standing::Coming => "未施行",
        amendment::Standing::InForce => "已施行",
        amendment::Standing::Withdrawn => "已撤下",
    }
}

/// What kind of day it is, as the desk calls it.
pub(super) fn day_kind(kind: &DayKind) -> &'static str {
    match kind {
        DayKind::Workday => "工作日",
        DayKind::Weekend => "休息日",
        DayKind::Holiday(_) => "放假",
        DayKind::MakeUp(_) => "调休上班",
    }
}

/// 星期.
pub(super) fn weekday(date: Date) -> &'static str {
    const DAYS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
    let monday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
    DAYS[monday]
}

#[cfg(test)]
mod tests {
    use super::{act, delivery, line_kind, line_status, message, scope, standing};
    use app::reading::Inbox;
    use hotline::rulebook::key_name;
    use serde::de::DeserializeOwned;

    /// The desk's words for what administrators look after, and for entries.
    const AUDIT: &str = include_str!("../../../../../web/src/office/words/audit.ts");
    const MESSAGES: &str = include_str!("../../../../../web/src/office/words/messages.ts");
    const PROGRAMS: &str = include_str!("../../../../../web/src/office/words/programs.ts");
    const RULES: &str = include_str!("../../../../../web/src/office/words/rules.ts");
    const KNOWLEDGE: &str = include_str!("../../../../../web/src/knowledge/words.ts");

    /// The desk's words for the lists of a unit.
    const ROWS: &str = include_str!("../../../../../web/src/locales/rows/zh-CN.ts");

    /// The first words that stand under a name: each code with its word, however the lines are broken.
    fn words(desk: &str, name: &str) -> Vec<(String, String)> {
        let (_, after) = desk.split_once(&format!("\n  {name}: {{")).expect(name);
        let (names, _) = after.split_once('}').unwrap();
        let names: Vec<_> = names.split_whitespace().collect();
        let names = names.join(" ");
        let pairs = names.trim_end_matches(',').split(", ");
        let pair = |pair: &str| {
            let (code, zh) = pair.split_once(": ").unwrap();
            (code.to_owned(), zh.trim_matches('\'').to_owned())
        };
        pairs.map(pair).collect()
    }

    #[test]
    fn a_file_is_called_what_its_list_is_called() {
        let lists = words(ROWS, "list");
        for inbox in Inbox::ALL {
            let word = (inbox.as_str().to_owned(), inbox.zh().to_owned());
            assert!(lists.contains(&word), "{word:?}");
        }
    }

    fn code<T: DeserializeOwned>(code: &str) -> T {
        serde_json::from_value(code.into()).unwrap()
    }

    #[test]
    fn a_file_and_the_desk_use_the_same_words() {
        for (desk, name, word, least) in [
            (AUDIT, "acts", act as fn(&str) -> &str, 11),
            (MESSAGES, "template", message, 11),
            (PROGRAMS, "scope", scope, 8),
            (PROGRAMS, "delivery", delivery, 3),
            (RULES, "keys", key_name, 25),
            (RULES, "lineKinds", |one| line_kind(code(one)), 3),
            (RULES, "lineStatus", |one| line_status(code(one)), 2),
            (KNOWLEDGE, "standings", |one| standing(code(one)), 5),
        ] {
            let words = words(desk, name);
            for (code, zh) in &words {
                assert_eq!(word(code), zh, "{code}");
            }
            assert!(words.len() >= least, "{name}: {words:?}");
        }
    }
}
