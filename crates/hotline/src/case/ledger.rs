//! 计时账: what set or moved the promise, and what did not. “不变” is written out, because it is the
//! proof that returning, bouncing and asking changed nothing.

use serde::{Deserialize, Serialize};
use workday::Instant;

/// What an act did to the promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// 定为: the promise of a round was set.
    Set,
    /// 改为: it was moved.
    Moved,
    /// 不变.
    Unchanged,
}

/// One row of the clock ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// The event, by its place in the case's stream.
    pub seq: u64,
    /// When.
    pub at: Instant,
    /// The event's kind.
    pub what: String,
    /// What it did to the promise.
    pub effect: Effect,
    /// First instant that is late, after it.
    pub due: Instant,
}
