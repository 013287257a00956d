//! Telephone lines that were merged into the hotline.

use serde::{Deserialize, Serialize};

use crate::codes::UnitCode;

/// Which list a line stands on (`domain.md §1`).
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

/// How a line was joined (`domain.md §1`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LineStatus {
    /// 整合: its calls are answered by the hotline.
    Merged,
    /// 两号并存: it keeps its number; data and supervision are shared.
    Parallel,
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
    /// Still to be confirmed by officials.
    pub composed: bool,
}
