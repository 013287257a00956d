//! Entries of a list that are added, take the place of others, or end.

use crate::refusal::{Code, Refusal};
use toml::{Table, Value};
use workday::Date;

/// What an entry of a list says about its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Days {
    pub(super) from: Option<Date>,
    pub(super) until: Option<Date>,
}

impl Days {
    /// Whether the entry holds on a day.
    pub(super) fn hold(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// The days of an entry that holds again or goes on from a day, until further notice.
    pub(super) fn going_on(known: Option<Self>, day: Date) -> Self {
        let before = known.filter(|days| days.hold(day));
        Self {
            from: before.map_or(Some(day), |days| days.from),
            until: None,
        }
    }

    /// The days of an entry that does not hold from a day on.
    ///
    /// # Errors
    /// `bad_value`, with where it stands in the list of those that end: it has ended already, or the
    /// calendar begins.
    pub(super) fn ending(self, day: Date, at: usize, name: &str) -> Result<Self, Refusal> {
        let last = day.yesterday().map_err(|_| Code::OutOfCalendar)?;
        if !self.hold(day) {
            let why =
                format!("ended[{at}]：{name} 那天已经不在用 ({name} is not in use on that day)");
            return Err(Refusal::because(Code::BadValue, why));
        }
        Ok(Self {
            until: Some(last),
            ..self
        })
    }

    /// Writes them into an entry.
    pub(super) fn write(self, entry: &mut Table) {
        for (key, day) in [("from", self.from), ("until", self.until)] {
            if let Some(day) = day {
                entry.insert(key.to_owned(), day.to_string().into());
            }
        }
    }
}

/// A table of texts and marks.
pub(super) fn entry<const N: usize>(values: [(&str, Value); N]) -> Table {
    let own = |(key, value): (&str, Value)| (key.to_owned(), value);
    values.into_iter().map(own).collect()
}

/// Refuses a version that changes nothing, or names an entry twice. `named` are the keys of the entries
/// and of those that end.
pub(super) fn each_once(
    entries: impl Iterator<Item = String>,
    ended: impl Iterator<Item = String>,
) -> Result<(), Refusal> {
    let mut seen = Vec::new();
    let entries = entries.enumerate().map(|(at, key)| ("entries", at, key));
    let ended = ended.enumerate().map(|(at, key)| ("ended", at, key));
    for (list, at, key) in entries.chain(ended) {
        if seen.contains(&key) {
            let why = format!("{list}[{at}]：{key} 写了两次 ({key} stands twice)");
            return Err(Refusal::because(Code::BadValue, why));
        }
        seen.push(key);
    }
    if seen.is_empty() {
        let why = "entries, ended：没有要改的 (nothing would change)";
        return Err(Refusal::because(Code::BadValue, why));
    }
    Ok(())
}

/// That an entry which should end is not in the list.
pub(super) fn unknown(at: usize, key: &str) -> Refusal {
    let why = format!("ended[{at}]：没有 {key} (there is no {key})");
    Refusal::because(Code::BadValue, why)
}

/// A file with one list of entries, or several.
pub(super) fn file<const N: usize>(lists: [(&str, Vec<Table>); N]) -> Table {
    let lists = lists.into_iter().filter(|(_, entries)| !entries.is_empty());
    let own = |(name, entries): (&str, Vec<Table>)| {
        let entries = entries.into_iter().map(Value::Table).collect();
        (name.to_owned(), Value::Array(entries))
    };
    lists.map(own).collect()
}
