//! What gives a case another turn, or adds to it: a return that was ruled, the next round, a correction, a file.

use crate::case::assignment::Given;
use crate::case::promise::Promise;
use crate::codes::{AreaCode, ItemCode, UnitCode};
use crate::file::Kept;
use crate::kind::Kind;
use crate::text::TextRef;
use serde::{Deserialize, Serialize};
use workday::Instant;

/// 裁定.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnRuled {
    /// Whose return.
    pub unit: UnitCode,
    /// Who ruled: the centre, or the unit that gave the case; not written down in the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ruler: Option<UnitCode>,
    /// Upheld or rejected.
    pub upheld: bool,
    /// A disputed return was ruled: from now on it binds.
    pub binds: bool,
    /// The next unit, in the same act.
    pub lead: Option<Given>,
    /// The unit below which the next one works; none directly below the deciding centre.
    pub under: Option<UnitCode>,
    /// Why.
    pub reason: TextRef,
    /// Units relieved with the returner.
    pub relieved: Vec<UnitCode>,
    /// Nobody holds the case any more: it waits for dispatch again.
    pub reaccepted: bool,
    /// 批转 until then, if it waits for dispatch again.
    pub dispatch_by: Instant,
}

/// 更正.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    /// Kind now.
    pub case_kind: Kind,
    /// Item now.
    pub item: Option<ItemCode>,
    /// Place now, if it changed.
    pub place: Option<TextRef>,
    /// Point now, if it changed; a new place without one has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<TextRef>,
    /// Area now.
    pub area: Option<AreaCode>,
    /// Urgent now.
    pub urgent: bool,
    /// Why.
    pub reason: TextRef,
    /// The promise, if it moved.
    pub promise: Option<Promise>,
}

/// 附件.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// The file as it is kept.
    pub file: Kept,
    /// Whose it is: a unit's or a centre's; none if the requester's.
    pub unit: Option<UnitCode>,
    /// Whether the requester may see a unit's file.
    pub public: bool,
    /// Its name.
    pub name: Option<TextRef>,
    /// What there is to say about it.
    pub caption: Option<TextRef>,
    /// Of evidence: what it shows.
    pub what: Option<TextRef>,
    /// When it was taken.
    pub taken_at: Option<TextRef>,
}

/// 重办 or reopening: the next round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundBegun {
    /// Its number.
    pub round: u32,
    /// Its promise.
    pub promise: Promise,
    /// Who gets it; none if it waits for dispatch.
    pub lead: Option<Given>,
    /// Why.
    pub reason: TextRef,
    /// Whether it counts as the rework.
    pub rework: bool,
    /// 批转 until then.
    pub dispatch_by: Instant,
}
