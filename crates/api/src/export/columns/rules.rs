//! 规则: what officials confirm.

use super::words::{day_kind, line_kind, line_status, stands, weekday};
use super::{Column, at, minutes, text, yes};
use app::export::{BookRow, DayRow, DutyRow, UnitRow, VersionRow};
use hotline::catalogue::{Channel, Item, Line, Reason};
use hotline::kind::Kind;
use hotline::rulebook::key_name;
use workday::DayKind;

pub(super) const BOOKS: [Column<BookRow>; 7] = [
    ("规则", |one| one.book.clone()),
    ("项", |one| key_name(one.key.key).to_owned()),
    ("键", |one| one.key.key.to_owned()),
    ("值", |one| one.key.value.clone()),
    ("量", |one| one.key.unit.to_owned()),
    ("出处", |one| one.key.source.clone()),
    ("待核定", |one| yes(one.key.composed)),
];

pub(super) const ITEMS: [Column<Item>; 9] = [
    ("编码", |one| one.code.to_string()),
    ("名称", |one| one.name.clone()),
    ("英文名称", |one| one.english.clone()),
    ("别的说法", |one| one.also.join("、")),
    ("通常由", |one| one.usual_unit.clone()),
    ("紧急", |one| yes(one.urgent)),
    ("施行", |one| text(one.from.as_ref())),
    ("停用", |one| text(one.until.as_ref())),
    ("待核定", |one| yes(one.composed)),
];

pub(super) const UNITS: [Column<UnitRow>; 11] = [
    ("编码", |one| one.unit.code.to_string()),
    ("名称", |one| one.unit.name.clone()),
    ("简称", |one| one.unit.aliases.join("、")),
    ("类型", |one| one.unit.kind.zh().to_owned()),
    ("上级", |one| one.parent.clone()),
    ("区域", |one| one.area.clone()),
    ("办公时间", |one| one.unit.hours.to_string()),
    ("自己审核", |one| yes(one.unit.review)),
    ("施行", |one| text(one.unit.from.as_ref())),
    ("停用", |one| text(one.unit.until.as_ref())),
    ("待核定", |one| yes(one.unit.composed)),
];

pub(super) const DUTIES: [Column<DutyRow>; 4] = [
    ("单位", |one| one.unit.clone()),
    ("事项", |one| one.item.clone()),
    ("区域", |one| one.area.clone()),
    ("待核定", |one| yes(one.composed)),
];

pub(super) const REASONS: [Column<(&str, Reason)>; 8] = [
    ("用于", |one| one.0.to_owned()),
    ("序号", |one| one.1.number.to_string()),
    ("编码", |one| one.1.code.clone()),
    ("名称", |one| one.1.name.clone()),
    ("去处", |one| one.1.advice.clone()),
    ("施行", |one| text(one.1.from.as_ref())),
    ("停用", |one| text(one.1.until.as_ref())),
    ("待核定", |one| yes(one.1.composed)),
];

pub(super) const CHANNELS: [Column<Channel>; 4] = [
    ("编码", |one| one.code.clone()),
    ("名称", |one| one.name.clone()),
    ("诉求人自己用", |one| yes(one.citizen)),
    ("待核定", |one| yes(one.composed)),
];

pub(super) const LINES: [Column<(Line, String)>; 7] = [
    ("号码", |one| one.0.number.clone()),
    ("名称", |one| one.0.name.clone()),
    ("类型", |one| line_kind(one.0.kind).to_owned()),
    ("怎么并", |one| line_status(one.0.status).to_owned()),
    ("单位", |one| one.1.clone()),
    // Working days by kind; a kind that is missing has the rulebook's.
    ("自己的期限（工作日）", |one| {
        let limits = Kind::ALL.into_iter().filter_map(|kind| {
            let days = one.0.limits.of(kind)?;
            Some(format!("{} {days}", kind.zh()))
        });
        limits.collect::<Vec<_>>().join("、")
    }),
    ("待核定", |one| yes(one.0.composed)),
];

pub(super) const VERSIONS: [Column<VersionRow>; 12] = [
    ("号", |one| one.version.no.to_string()),
    ("哪一部分", |one| one.version.part.zh().to_owned()),
    ("施行", |one| one.version.effective.to_string()),
    ("怎样了", |one| stands(one.standing).to_owned()),
    ("定下的人", |one| one.by.clone()),
    ("账号", |one| one.version.by.clone()),
    ("定下的时间", |one| minutes(one.version.at)),
    ("理由", |one| one.version.why.clone()),
    ("撤下的人", |one| one.withdrawn_by.clone()),
    ("撤下的账号", |one| {
        text(one.version.withdrawn.as_ref().map(|back| &back.by))
    }),
    ("撤下的时间", |one| {
        at(one.version.withdrawn.as_ref().map(|back| back.at))
    }),
    ("撤下的理由", |one| {
        text(one.version.withdrawn.as_ref().map(|back| &back.why))
    }),
];

pub(super) const DAYS: [Column<DayRow>; 6] = [
    ("日期", |one| one.date.to_string()),
    ("星期", |one| weekday(one.date).to_owned()),
    ("上班", |one| yes(one.kind.is_working())),
    ("类型", |one| day_kind(&one.kind).to_owned()),
    ("节日", |one| match &one.kind {
        DayKind::Holiday(name) | DayKind::MakeUp(name) => name.to_string(),
        DayKind::Workday | DayKind::Weekend => String::new(),
    }),
    ("暂定", |one| yes(one.provisional)),
];
