//! Telephone lines that were merged into the hotline.

use serde::{Deserialize, Serialize};

use crate::codes::UnitCode;
use crate::kind::Kind;

/// Which list a line stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// 市级热线: a service line of the city.
    City,
    /// 部门电话: the public telephone of a department.
    Department,
    /// 专线: a line with a number of its own, mostly the same in the whole country.
    Dedicated,
}

/// How a line was joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LineStatus {
    /// 整合: its calls are answered by the hotline.
    Merged,
    /// 两号并存: it keeps its number; data and supervision are shared.
    Parallel,
}

/// 期限 of a line that keeps its number, in working days by kind; 0 = the same day. A kind that is
/// missing has the rulebook's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LineLimits {
    /// 咨询.
    pub consult: Option<u32>,
    /// 投诉.
    pub complaint: Option<u32>,
    /// 建议.
    pub suggestion: Option<u32>,
    /// 求助.
    pub help: Option<u32>,
}

impl LineLimits {
    /// The line's own limit of a kind.
    pub const fn of(&self, kind: Kind) -> Option<u32> {
        match kind {
            Kind::Consult => self.consult,
            Kind::Complaint => self.complaint,
            Kind::Suggestion => self.suggestion,
            Kind::Help => self.help,
        }
    }
}

/// A line (热线).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = HotlineLine))]
pub struct Line {
    /// What is dialled.
    pub number: String,
    /// Chinese name.
    pub name: String,
    /// Its list.
    pub kind: LineKind,
    /// How it was joined.
    pub status: LineStatus,
    /// The unit answerable for it.
    pub unit: UnitCode,
    /// Its own limits.
    pub limits: LineLimits,
    /// Still to be confirmed by officials.
    pub composed: bool,
}
