//! A unit and its duties.

use serde::{Deserialize, Serialize};
use workday::{Date, Hours};

use crate::codes::{AreaCode, ItemCode, UnitCode};

/// Type of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// 省级平台: the provincial platform.
    Province,
    /// 智慧中心: the centre of the city or of a county.
    Centre,
    /// 部门: a department of the city or a bureau of a county.
    Bureau,
    /// 公安分局: a branch of the city police.
    Branch,
    /// 街道、乡镇: a street or town.
    Street,
    /// 派出所: a police station.
    Station,
    /// 公用企业: a utility or city-owned company.
    Utility,
    /// 效能办: an efficiency office, which inspects and handles nothing.
    EfficiencyOffice,
    /// 队、站、所: a team below a bureau.
    Team,
    /// 其他平台: another hotline, to which cases are only transferred.
    Platform,
}

impl UnitKind {
    /// All types.
    pub const ALL: [UnitKind; 10] = [
        UnitKind::Province,
        UnitKind::Centre,
        UnitKind::Bureau,
        UnitKind::Branch,
        UnitKind::Street,
        UnitKind::Station,
        UnitKind::Utility,
        UnitKind::EfficiencyOffice,
        UnitKind::Team,
        UnitKind::Platform,
    ];

    /// The Chinese word shown on screens.
    pub const fn zh(self) -> &'static str {
        match self {
            UnitKind::Province => "省级平台",
            UnitKind::Centre => "智慧中心",
            UnitKind::Bureau => "部门",
            UnitKind::Branch => "公安分局",
            UnitKind::Street => "街道乡镇",
            UnitKind::Station => "派出所",
            UnitKind::Utility => "公用企业",
            UnitKind::EfficiencyOffice => "效能办",
            UnitKind::Team => "基层队站",
            UnitKind::Platform => "其他平台",
        }
    }

    /// The name in data and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            UnitKind::Province => "province",
            UnitKind::Centre => "centre",
            UnitKind::Bureau => "bureau",
            UnitKind::Branch => "branch",
            UnitKind::Street => "street",
            UnitKind::Station => "station",
            UnitKind::Utility => "utility",
            UnitKind::EfficiencyOffice => "efficiency_office",
            UnitKind::Team => "team",
            UnitKind::Platform => "platform",
        }
    }
}

/// That an item is a unit's business (职责清单).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Duty {
    /// The item.
    pub item: ItemCode,
    /// Where; `None` = in the unit's own area.
    pub area: Option<AreaCode>,
    /// Still to be confirmed by officials; in the files that is said of the unit.
    pub composed: bool,
}

/// As the files write it: `B15`, or `B15@350104`.
impl std::fmt::Display for Duty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.area {
            Some(area) => write!(f, "{}@{area}", self.item),
            None => write!(f, "{}", self.item),
        }
    }
}

/// A unit (承办单位) of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Stable code; never given to another unit.
    pub code: UnitCode,
    /// The name on screens and in stories.
    pub name: String,
    /// Other names it is found by.
    pub aliases: Vec<String>,
    /// Its type.
    pub kind: UnitKind,
    /// The unit above it; `None` for the top.
    pub parent: Option<UnitCode>,
    /// Where it acts.
    pub area: AreaCode,
    /// When it acts: limits in working minutes run in these hours.
    pub hours: Hours,
    /// Replies written in it pass its own reviewer (单位审核) before they climb.
    pub review: bool,
    /// Its business.
    pub duties: Vec<Duty>,
    /// First day; `None` = from the beginning.
    pub from: Option<Date>,
    /// Last day; `None` = until further notice.
    pub until: Option<Date>,
    /// Still to be confirmed by officials.
    pub composed: bool,
}

impl Unit {
    /// Code, name and aliases: all that [`super::Directory::find`] knows it by.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [self.code.as_str(), self.name.as_str()]
            .into_iter()
            .chain(self.aliases.iter().map(String::as_str))
    }

    /// Whether the unit exists on `date`.
    pub fn in_force(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date <= until)
    }
}
