//! What a citizen reads of each step.

#![allow(clippy::too_many_lines, reason = "tables: a row a step")]

use super::*;

/// Class, Chinese, English.
pub(super) type Sentence = (&'static str, &'static str, &'static str);

/// Steps, and how each is told.
pub(super) fn all() -> Vec<(HistoryLine, Sentence)> {
    [plain(), returns_and_dates(), contacts_and_ratings()].concat()
}

fn plain() -> Vec<(HistoryLine, Sentence)> {
    vec![
        (line("registered"), ("key", "您提出诉求", "You wrote to us")),
        (
            of("accepted", "福州市智慧中心"),
            (
                "key",
                "福州市智慧中心 受理，开始计时",
                "Accepted by 福州市智慧中心; the count begins",
            ),
        ),
        (line("declined"), ("warn", "不予受理", "Declined")),
        (
            line("transferred"),
            ("warn", "转给别的机关", "Passed on to"),
        ),
        (
            to(line("dispatched"), &[BRANCH, "福州市住建局"]),
            (
                "",
                "中心批转 仓山公安分局、福州市住建局",
                "Given to 仓山公安分局, 福州市住建局",
            ),
        ),
        (
            of("signed", BRANCH),
            ("", "仓山公安分局 签收", "仓山公安分局 has seen it"),
        ),
        (
            to(of("delegated", BRANCH), &[STATION]),
            (
                "",
                "仓山公安分局 交 对湖派出所 办理",
                "仓山公安分局 gave it to 对湖派出所",
            ),
        ),
        (
            of("replied", STATION),
            (
                "",
                "对湖派出所 写好答复，等审核",
                "对湖派出所 replied; under review",
            ),
        ),
        (
            with(of("reviewed", BRANCH), &[("passed", true.into())]),
            ("", "仓山公安分局 审核通过", "Passed by 仓山公安分局"),
        ),
        (
            with(of("reviewed", BRANCH), &[("passed", false.into())]),
            ("", "仓山公安分局 要求重写答复", "Sent back by 仓山公安分局"),
        ),
        (
            of("answered", BRANCH),
            ("key", "仓山公安分局答复", "仓山公安分局: answer"),
        ),
        (line("answered"), ("key", "中心答复", "The centre: answer")),
        (
            line("answered_with_parent"),
            (
                "key",
                "并件的答复同样给您",
                "The joined case was answered, for you, too",
            ),
        ),
        (
            line("published"),
            (
                "",
                "公开了隐去姓名住址的副本",
                "A copy without names and addresses was published",
            ),
        ),
        (
            line("followed_up"),
            ("", "中心回访", "The centre called back"),
        ),
        (
            line("rework_asked"),
            ("key", "您要求重办", "You asked for a rework"),
        ),
        (
            line("rework_refused"),
            ("warn", "中心不同意重办", "No rework"),
        ),
        (line("closed"), ("", "办结", "Closed")),
        (
            with(line("merged"), &[("into", "FZ17111800237".into())]),
            (
                "",
                "和 FZ17111800237 是同一件事，一起办",
                "Joined with FZ17111800237",
            ),
        ),
        (line("unmerged"), ("", "撤销并件，单独办理", "Parted again")),
        (
            line("split"),
            ("", "拆成几件办理", "Split into several cases"),
        ),
        (line("withdrawn"), ("key", "您撤回", "Withdrawn by you")),
        (line("reopened"), ("", "重新打开", "Reopened")),
        (
            line("corrected"),
            (
                "",
                "中心更正了类别或地点",
                "The centre corrected kind or place",
            ),
        ),
        (line("urged"), ("", "您催办", "You urged")),
        (
            of("urged", "福州市效能办"),
            ("", "福州市效能办 催办", "Urged by 福州市效能办"),
        ),
        (
            saying(of("progress_noted", BRANCH), "text", "已约店家。"),
            ("", "仓山公安分局 说明进展", "仓山公安分局 on the progress"),
        ),
    ]
}

fn returns_and_dates() -> Vec<(HistoryLine, Sentence)> {
    let days = |line, granted: Option<bool>, days: u32| {
        let granted = granted.map(|granted| ("granted", granted.into()));
        let results = granted.into_iter().chain([("days", days.into())]);
        with(line, &results.collect::<Vec<_>>())
    };
    vec![
        (
            of("return_asked", BRANCH),
            (
                "warn",
                "仓山公安分局 认为不归它办，等裁定；期限不变",
                "仓山公安分局 asks to return it; the date does not move",
            ),
        ),
        (
            ruled(true, &["仓山区城管局"]),
            (
                "",
                "福州市智慧中心 裁定：改由 仓山区城管局 办理；期限不变",
                "福州市智慧中心 ruled: given to 仓山区城管局 instead; the date does not move",
            ),
        ),
        (
            ruled(true, &[]),
            (
                "",
                "福州市智慧中心 同意 仓山公安分局 退件，另找单位；期限不变",
                "福州市智慧中心 ruled: 仓山公安分局 returns it; another unit will be found",
            ),
        ),
        (
            ruled(false, &[]),
            (
                "",
                "福州市智慧中心 不同意退件，仓山公安分局 继续办",
                "福州市智慧中心 ruled: not returned, 仓山公安分局 goes on",
            ),
        ),
        (
            with(of("return_ruled", BRANCH), &[("upheld", false.into())]),
            (
                "",
                "中心 不同意退件，仓山公安分局 继续办",
                "The centre ruled: not returned, 仓山公安分局 goes on",
            ),
        ),
        (
            to(line("fallback_designated"), &[BRANCH]),
            (
                "",
                "中心指定 仓山公安分局 兜底办理",
                "The centre designated 仓山公安分局",
            ),
        ),
        (
            of("question_asked", BRANCH),
            ("warn", "仓山公安分局 请您补充", "仓山公安分局 asks you"),
        ),
        (
            days(line("waiting_decided"), Some(true), 3),
            (
                "",
                "中心同意等您补充，最多 3 个工作日",
                "Waiting for you, 3 working days at most",
            ),
        ),
        (
            with(line("waiting_decided"), &[("granted", false.into())]),
            (
                "",
                "中心不同意等候，期限不变",
                "The centre does not wait: the date does not move",
            ),
        ),
        (
            line("waiting_used_up"),
            (
                "",
                "等您补充的时间用完了，接着计时",
                "The time to wait for you is used up; the count goes on",
            ),
        ),
        (line("heard"), ("key", "您补充", "You added")),
        (
            days(of("extension_asked", BRANCH), None, 2),
            (
                "",
                "仓山公安分局 申请延期 2 个工作日，等中心决定",
                "仓山公安分局 asks for 2 more working days",
            ),
        ),
        (
            days(line("extension_decided"), Some(true), 2),
            (
                "warn",
                "中心同意延期 2 个工作日",
                "Extended by 2 working days",
            ),
        ),
        (
            with(line("extension_decided"), &[("granted", false.into())]),
            (
                "",
                "中心不同意延期，期限不变",
                "No extension: the date does not move",
            ),
        ),
        (
            line("round_begun"),
            (
                "key",
                "重新办理，重新计时",
                "Taken up again; a new count begins",
            ),
        ),
        (
            to(line("round_begun"), &[BRANCH]),
            (
                "key",
                "交 仓山公安分局 重新办理，重新计时",
                "Taken up again by 仓山公安分局; a new count begins",
            ),
        ),
        (
            line("redated"),
            (
                "",
                "放假安排公布，期限按新安排",
                "Counted again by the holiday notice",
            ),
        ),
    ]
}

fn contacts_and_ratings() -> Vec<(HistoryLine, Sentence)> {
    let contact = |how: &str, reached: bool| {
        let results = [("how", json!(how)), ("reached", json!(reached))];
        with(of("contacted", STATION), &results)
    };
    let rating = |grade: u8, solved: bool| {
        let results = [("grade", json!(grade)), ("solved", json!(solved))];
        with(line("rated"), &results)
    };
    vec![
        (
            contact("visit", true),
            ("", "对湖派出所 到现场", "对湖派出所 was there in person"),
        ),
        (
            contact("phone", true),
            ("", "对湖派出所 打电话联系您", "对湖派出所 called you"),
        ),
        (
            contact("phone", false),
            (
                "",
                "对湖派出所 打电话，没打通",
                "对湖派出所 called you in vain",
            ),
        ),
        (
            contact("message", true),
            (
                "",
                "对湖派出所 给您发了消息",
                "对湖派出所 sent you a message",
            ),
        ),
        (
            contact("other", true),
            ("", "对湖派出所 联系您", "对湖派出所 contacted you"),
        ),
        (
            contact("other", false),
            (
                "",
                "对湖派出所 联系您，没联系上",
                "对湖派出所 tried to contact you",
            ),
        ),
        (
            rating(5, true),
            (
                "key",
                "您评价：非常满意，已解决",
                "Your rating: very satisfied, solved",
            ),
        ),
        (
            rating(4, true),
            (
                "key",
                "您评价：满意，已解决",
                "Your rating: satisfied, solved",
            ),
        ),
        (
            rating(3, true),
            (
                "key",
                "您评价：基本满意，已解决",
                "Your rating: fairly satisfied, solved",
            ),
        ),
        (
            rating(2, false),
            (
                "key",
                "您评价：不满意，没解决",
                "Your rating: unsatisfied, not solved",
            ),
        ),
        (
            rating(1, false),
            (
                "key",
                "您评价：非常不满意，没解决",
                "Your rating: very unsatisfied, not solved",
            ),
        ),
    ]
}
