//! Cases.

use super::{Column, minute, text, yes};
use app::export::CaseRow;

pub(super) const CASES: [Column<CaseRow>; 25] = [
    ("编号", |case| case.view.no.clone()),
    ("状态", |case| case.view.status.zh().to_owned()),
    ("类别", |case| case.view.kind.zh().to_owned()),
    ("举报", |case| yes(case.view.report)),
    ("保密", |case| yes(case.view.confidential)),
    ("紧急", |case| yes(case.view.urgent)),
    ("事项", |case| case.item.clone()),
    ("渠道", |case| case.channel.clone()),
    ("区域", |case| case.area.clone()),
    ("标题", |case| text(case.view.title.as_ref())),
    ("地点", |case| text(case.view.place.as_ref())),
    ("主办单位", |case| text(case.view.lead.as_ref())),
    ("在办单位", |case| case.view.holders.join("、")),
    ("轮次", |case| case.view.round.to_string()),
    ("提交时间", |case| minute(Some(&case.view.submitted_at))),
    ("受理时间", |case| {
        minute(case.view.accepted_at.as_ref())
    }),
    ("最后一天", |case| text(case.view.last_day.as_ref())),
    ("暂定", |case| yes(case.view.provisional)),
    ("超期", |case| yes(case.view.late)),
    ("督办", |case| yes(case.view.supervised)),
    ("催办次数", |case| case.view.urged.to_string()),
    // What came later is last, so that whoever reads columns by their place goes on: longitude and latitude,
    // and for programs the codes behind the names.
    ("坐标", |case| text(case.view.point.as_ref())),
    ("事项编码", |case| text(case.view.item.as_ref())),
    ("渠道编码", |case| text(case.view.channel.as_ref())),
    ("区划编码", |case| text(case.view.area.as_ref())),
];
