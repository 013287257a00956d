//! Administrative and functional areas.

use serde::Serialize;

use crate::codes::AreaCode;

/// An area (行政区划 or 功能区).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Area {
    /// Its code.
    pub code: AreaCode,
    /// Chinese name, e.g. 仓山区.
    pub name: String,
    /// The area around it; `None` for the widest.
    pub parent: Option<AreaCode>,
}
