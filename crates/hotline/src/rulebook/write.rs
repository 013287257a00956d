//! A rulebook as its file says it, for the next version to begin with.

use super::{EscalationStep, Measure, Rulebook};
use toml::{Table, Value};

impl Rulebook {
    /// The whole file as a table; read again it is the same version.
    pub(crate) fn table(&self) -> Table {
        let mut table = Table::new();
        table.insert("effective".to_owned(), self.effective.to_string().into());
        table.insert("title".to_owned(), self.title.as_str().into());
        table.insert("source".to_owned(), self.source.as_str().into());
        table.insert("composed".to_owned(), self.composed.into());
        for from in &self.provenance {
            let Some((value, measure)) = self.number(from.key) else {
                continue;
            };
            let mut key = Table::new();
            key.insert("value".to_owned(), Value::Integer(value.into()));
            key.insert("unit".to_owned(), measure.as_str().into());
            key.insert("source".to_owned(), from.source.as_str().into());
            key.insert("composed".to_owned(), from.composed.into());
            table.insert(from.key.to_owned(), key.into());
        }
        let ladder = self.escalation.iter().map(step).collect();
        table.insert("escalation".to_owned(), Value::Array(ladder));
        table
    }

    /// What a key of that name counts; nothing if there is no such key.
    pub fn measure(key: &str) -> Option<Measure> {
        let known = Self::MEASURES.iter().find(|(name, _)| *name == key);
        known.map(|(_, measure)| *measure)
    }
}

fn step(step: &EscalationStep) -> Value {
    let mut table = Table::new();
    table.insert(
        "days_late".to_owned(),
        Value::Integer(step.days_late.into()),
    );
    table.insert("to".to_owned(), step.to.as_str().into());
    table.insert("name".to_owned(), step.name.as_str().into());
    table.insert("source".to_owned(), step.source.as_str().into());
    table.insert("composed".to_owned(), step.composed.into());
    table.into()
}
