//! Cases.

use super::{Column, minute, text, yes};
use hotline::scope::view::CaseView;

pub(super) const CASES: [Column<CaseView>; 22] = [
    ("编号", |case| case.no.clone()),
    ("状态", |case| case.status.zh().to_owned()),
    ("类别", |case| case.kind.zh().to_owned()),
    ("举报", |case| yes(case.report)),
    ("保密", |case| yes(case.confidential)),
    ("紧急", |case| yes(case.urgent)),
    ("事项", |case| text(case.item.as_ref())),
    ("渠道", |case| text(case.channel.as_ref())),
    ("区域", |case| text(case.area.as_ref())),
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
