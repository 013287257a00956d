//! The ladder of escalation (催办层级) above an overdue case.

use serde::{Deserialize, Serialize};

/// Whom a step may be addressed to: the answerable unit, its centre, the efficiency office of its
/// area, or the public (通报).
pub const ADDRESSEES: [&str; 4] = ["unit", "centre", "efficiency_office", "public_notice"];

/// One step of the ladder (`domain.md §4`: system → 告知函 → 效能办 → 通报).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EscalationStep {
    /// Working days after the due instant; 0 = at due.
    pub days_late: u32,
    /// One of [`ADDRESSEES`].
    pub to: String,
    /// What the step is called on screens, e.g. 告知函.
    pub name: String,
    /// Where the step comes from.
    pub source: String,
    /// Still to be confirmed by officials.
    #[serde(default)]
    pub composed: bool,
}
