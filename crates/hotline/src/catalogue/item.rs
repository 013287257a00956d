//! Convenience items and their categories.

use serde::Serialize;
use workday::Date;

use crate::codes::ItemCode;

/// A category (类) of convenience items, e.g. B 市容环境.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Category {
    /// One capital letter; the codes of its items begin with it.
    pub code: char,
    /// Chinese name.
    pub name: String,
    /// English name.
    pub english: String,
}

/// An item of the convenience list (便民服务事项).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Item {
    /// Letter of the category and two digits, e.g. `B15`.
    pub code: ItemCode,
    /// The category's letter.
    pub category: char,
    /// Chinese name.
    pub name: String,
    /// English name.
    pub english: String,
    /// Pinyin initials in lower case, one for each combination of the readings of polyphonic
    /// characters, the usual one first; so `kd` and `zd` both find an item that holds 调.
    pub initials: Vec<String>,
    /// Other words that people say for it, by which it is found: 噪音 for 噪声. Several items may have the
    /// same.
    pub also: Vec<String>,
    /// Answered the same calendar day (情况紧急).
    pub urgent: bool,
    /// Who usually handles it, in the words of the list; for people. Dispatch goes by the duties
    /// of the units.
    pub usual_unit: String,
    /// Still to be confirmed by officials.
    pub composed: bool,
    /// First day on the list; `None` = from the beginning.
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = Date))]
    pub from: Option<Date>,
    /// Last day on the list; `None` = until further notice.
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = Date))]
    pub until: Option<Date>,
    /// Whether it was urgent before later versions, each by the first day of the later one.
    #[serde(skip)]
    #[cfg_attr(feature = "schema", schema(ignore))]
    pub(crate) urgent_before: Vec<(Date, bool)>,
}

impl Item {
    /// Whether the item is on the list on `date`.
    pub fn in_force(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date <= until)
    }

    /// Whether what is accepted on `date` is answered the same day: a later version of the item does
    /// not hurry, or slow, what was accepted before it.
    pub fn urgent_on(&self, date: Date) -> bool {
        let mut before = self.urgent_before.iter();
        let then = before.find(|(first, _)| date < *first);
        then.map_or(self.urgent, |&(_, urgent)| urgent)
    }

    /// Takes the place of an earlier version from a day on.
    pub(crate) fn after(mut self, earlier: &Item, day: Date) -> Self {
        self.urgent_before.clone_from(&earlier.urgent_before);
        if earlier.urgent != self.urgent {
            self.urgent_before.push((day, earlier.urgent));
        }
        self
    }
}
