//! Reasons to decline or to return a case.

use serde::{Deserialize, Serialize};

/// A reason with its code: to decline (不予受理, `domain.md §1`) or to return (退件).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Place in the list, from 1; what an agent presses and a notice quotes (第 3 类).
    pub number: u8,
    /// Code in data and stories, e.g. `litigation`.
    pub code: String,
    /// The reason as a Chinese sentence.
    pub name: String,
    /// What the person should do instead, as Chinese sentences; a refusal without it is not
    /// allowed.
    pub advice: String,
    /// The reason in English.
    pub english: String,
    /// Still to be confirmed by officials.
    #[serde(default)]
    pub composed: bool,
}
