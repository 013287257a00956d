//! Reasons to decline or to return a case.

use serde::{Deserialize, Serialize};
use workday::Date;

/// A reason with its code: to decline (不予受理) or to return (退件).
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
    /// The advice in English; empty where nobody has written it yet.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub advice_english: String,
    /// Still to be confirmed by officials.
    #[serde(default)]
    pub composed: bool,
    /// First day on the list; `None` = from the beginning.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = Date))]
    pub from: Option<Date>,
    /// Last day on the list; `None` = until further notice.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = Date))]
    pub until: Option<Date>,
}

impl Reason {
    /// Whether the reason may be given on `date`.
    pub fn in_force(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date <= until)
    }
}
