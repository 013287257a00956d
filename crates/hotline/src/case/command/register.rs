//! What a registration says.

use super::LineGiven;
use crate::codes::{AreaCode, ItemCode};
use crate::kind::Kind;
use crate::person::Requester;
use crate::point::Point;
use crate::text::{Line, Words};
use serde::{Deserialize, Serialize};

/// Fields of `register`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// 渠道, a code of the profile; staff default to `phone`, requesters to `web`.
    #[serde(default)]
    pub channel: Option<String>,
    /// 类别.
    pub kind: Kind,
    /// 举报: a complaint whose informant is protected.
    #[serde(default)]
    pub report: bool,
    /// 便民服务事项.
    #[serde(default)]
    pub item: Option<ItemCode>,
    /// One line; made from the text where missing.
    #[serde(default)]
    pub title: Line,
    /// The matter in the requester's words.
    #[serde(default)]
    pub text: Words,
    /// Where the matter is.
    #[serde(default)]
    pub place: Option<Line>,
    /// Area code of the place; found by the point where it is missing.
    #[serde(default)]
    pub area: Option<AreaCode>,
    /// 坐标 of the place, inside the city.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<Point>,
    /// Who asks.
    #[serde(default)]
    pub requester: Option<Requester>,
    /// 匿名: gives no identity to anyone.
    #[serde(default)]
    pub anonymous: bool,
    /// 保密: the centre knows, units do not.
    #[serde(default)]
    pub confidential: bool,
    /// 情况紧急: same day.
    #[serde(default)]
    pub urgent: bool,
    /// 可简易处理: same day.
    #[serde(default)]
    pub simple: bool,
    /// Number of an earlier case of the same matter.
    #[serde(default)]
    pub repeat_of: Option<String>,
    /// Accept in the same act (staff only).
    #[serde(default)]
    pub accept: bool,
    /// 两号并存: it comes from a line that keeps its number and has accepted it already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<LineGiven>,
}
