//! The columns of a list that is taken out: those of the list on the screen.

use hotline::scope::view::CaseView;

/// A column: its head, and what stands in it.
type Column = (&'static str, fn(&CaseView) -> String);

const COLUMNS: [Column; 22] = [
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

/// The heads of the columns.
pub(super) fn heads() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().map(|column| column.0)
}

/// A row.
pub(super) fn cells(case: &CaseView) -> impl Iterator<Item = String> {
    COLUMNS.iter().map(|column| (column.1)(case))
}

fn yes(flag: bool) -> String {
    if flag { "是" } else { "" }.to_owned()
}

fn text(value: Option<&impl ToString>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

/// A time as people read it in a table: `2026-11-20 10:30`.
fn minute(time: Option<&String>) -> String {
    let time = time.map_or("", String::as_str);
    time.get(..16).unwrap_or(time).replace('T', " ")
}

/// The last line: how many there are.
pub(super) fn last_line(rows: u64, watermark: &str) -> String {
    format!("完，共 {rows} 件；{watermark}")
}
