//! The columns of a list that is taken out: those of the list on the screen.

use app::export::{List, Rows};
use app::oversight::messages::Sent;
use app::oversight::trail::TrailRow;
use hotline::scope::view::CaseView;

/// A column: its head, and what stands in it.
type Column<Row> = (&'static str, fn(&Row) -> String);

const TRAIL: [Column<(TrailRow, Option<String>)>; 6] = [
    ("时间", |one| time(&one.0.row.at.to_string(), 19)),
    ("谁", |one| text(one.1.as_ref())),
    ("账号", |one| one.0.row.actor.replace("staff:", "")),
    ("做了什么", |one| act(&one.0.row.act).to_owned()),
    ("编号", |one| text(one.0.no.as_ref())),
    ("说明", |one| one.0.row.note.clone()),
];

const MESSAGES: [Column<(Sent, Option<String>)>; 8] = [
    ("编号", |one| one.0.no.clone()),
    ("发给", |one| {
        one.1.clone().unwrap_or_else(|| "诉求人".to_owned())
    }),
    ("消息", |one| message(&one.0.message.template).to_owned()),
    ("状态", |one| standing(&one.0).to_owned()),
    ("写好时间", |one| {
        time(&one.0.created_at.to_string(), 16)
    }),
    ("送出时间", |one| {
        one.0
            .sent_at
            .map_or_else(String::new, |at| time(&at.to_string(), 16))
    }),
    ("试过几次", |one| one.0.tries.to_string()),
    ("再试时间", |one| match one.0.sent_at {
        Some(_) => String::new(),
        None => time(&one.0.next_at.to_string(), 16),
    }),
];

const CASES: [Column<CaseView>; 22] = [
    ("编号", |case| case.no.clone()),
    ("状态", |case| case.status.zh().to_owned()),
    ("类别", |case| case.kind.zh().to_owned()),
    ("举报", |case| yes(case.report)),
    ("保密", |case| yes(case.confidential)),
    ("紧急", |case| yes(case.urgent)),
    ("事项", |case| text(case.item.as_ref())),
    ("渠道", |case| text(case.channel.as_ref())),
    ("区划", |case| text(case.area.as_ref())),
    ("标题", |case| text(case.title.as_ref())),
    ("地点", |case| text(case.place.as_ref())),
    ("主办单位", |case| text(case.lead.as_ref())),
    ("在办单位", |case| case.holders.join("、")),
    ("轮次", |case| case.round.to_string()),
    ("提交时间", |case| minute(Some(&case.submitted_at))),
    ("受理时间", |case| minute(case.accepted_at.as_ref())),
    ("最后一天", |case| text(case.last_day.as_ref())),
    ("暂定", |case| yes(case.provisional)),
    ("超期", |case| yes(case.late)),
    ("督办", |case| yes(case.supervised)),
    ("催办次数", |case| case.urged.to_string()),
    // Longitude and latitude; last, so that whoever reads columns by their place goes on.
    ("坐标", |case| text(case.point.as_ref())),
];

/// The heads of a list's columns.
pub(super) fn heads(list: &List) -> Vec<&'static str> {
    match list {
        List::Cases(..) | List::Inbox(..) | List::Open(..) => CASES.map(|column| column.0).to_vec(),
        List::Trail(..) => TRAIL.map(|column| column.0).to_vec(),
        List::Messages(..) => MESSAGES.map(|column| column.0).to_vec(),
    }
}

/// The cells of some rows, row by row.
pub(super) fn cells(rows: &Rows) -> Vec<Vec<String>> {
    match rows {
        Rows::Cases(rows) => filled(&CASES, rows),
        Rows::Trail(rows) => filled(&TRAIL, rows),
        Rows::Messages(rows) => filled(&MESSAGES, rows),
    }
}

fn filled<Row>(columns: &[Column<Row>], rows: &[Row]) -> Vec<Vec<String>> {
    let line = |row| columns.iter().map(|column| (column.1)(row)).collect();
    rows.iter().map(line).collect()
}

/// An act of the audit trail, as the desk calls it.
fn act(act: &str) -> &str {
    match act {
        "reveal_identity" => "查看身份",
        "look_up_caller" => "查来电人",
        "export" => "开始导出",
        "exported" => "导出完成",
        "erase" => "清除",
        "add_person" => "加人员",
        "set_posts" => "改岗位",
        "reset_password" => "重置密码",
        "block_person" => "停用人员",
        "unblock_person" => "启用人员",
        "add_key" => "新建密钥",
        "revoke_key" => "收回密钥",
        "add_webhook" => "新增推送",
        "disable_webhook" => "停用推送",
        "enable_webhook" => "启用推送",
        "rotate_webhook" => "换推送密钥",
        "remove_webhook" => "删推送",
        "send_again" => "重发消息",
        "load_calendar" => "导入放假安排",
        "write_template" => "写答复模板",
        "end_template" => "停用答复模板",
        "amend_rules" => "定下规则",
        "withdraw_rules" => "撤下规则",
        other => other,
    }
}

/// A message, as the desk calls it.
fn message(template: &str) -> &str {
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
        other => other,
    }
}

fn standing(sent: &Sent) -> &'static str {
    match sent.sent_at {
        Some(_) => "已送出",
        None if sent.tries > 0 => "没送成",
        None => "等着送",
    }
}

fn yes(flag: bool) -> String {
    if flag { "是" } else { "" }.to_owned()
}

fn text(value: Option<&impl ToString>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

/// A time as people read it in a table: `2026-11-20 10:30`.
fn minute(time: Option<&String>) -> String {
    time.map_or_else(String::new, |at| self::time(at, 16))
}

fn time(at: &str, long: usize) -> String {
    at.get(..long).unwrap_or(at).replace('T', " ")
}

/// The last line: how many there are.
pub(super) fn last_line(list: &List, rows: u64, watermark: &str) -> String {
    let of = match list {
        List::Cases(..) | List::Inbox(..) | List::Open(..) => "件",
        List::Trail(..) | List::Messages(..) => "条",
    };
    format!("完，共 {rows} {of}；{watermark}")
}

#[cfg(test)]
mod tests {
    /// The desk's words for acts and messages: a file calls nothing by another name.
    const DESK: &str = include_str!("../../../../web/src/office/words.ts");

    #[test]
    fn a_file_and_the_desk_use_the_same_words() {
        let list = |name: &str| {
            let after = DESK.split_once(&format!("{name}: {{ ")).unwrap().1;
            after.split_once('}').unwrap().0
        };
        for (names, word) in [
            (list("acts"), super::act as fn(&str) -> &str),
            (list("template"), super::message),
        ] {
            let mut words = 0;
            for pair in names.split(", ") {
                let (code, zh) = pair.trim().split_once(": ").unwrap();
                assert_eq!(word(code), zh.trim_matches('\''), "{code}");
                words += 1;
            }
            assert!(words > 10, "{names}");
        }
    }
}
