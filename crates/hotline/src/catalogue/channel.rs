//! Channels by which cases arrive.

use serde::{Deserialize, Serialize};

/// A channel (渠道).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Code in data and stories, e.g. `wechat`.
    pub code: String,
    /// Chinese name.
    pub name: String,
    /// A requester may register by it himself; otherwise an agent writes the case down.
    pub citizen: bool,
    /// Still to be confirmed by officials.
    #[serde(default)]
    pub composed: bool,
}
