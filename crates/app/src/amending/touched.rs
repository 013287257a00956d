//! What is still at work with entries that a new version ends. Nothing of it changes: it is told so that
//! whoever ends them knows what is left to be done.

use crate::{App, AppError};
use hotline::amendment::Change;

/// What hangs on an entry that ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// The code of the item or unit.
    pub entry: String,
    /// Its Chinese name.
    pub name: String,
    /// Open cases of the item; none for a unit.
    pub cases: Option<u64>,
}

impl App {
    /// What hangs on the entries that a change ends.
    pub(super) async fn touched(&self, change: &Change) -> Result<Vec<Touched>, AppError> {
        let profile = self.profile();
        let mut touched = Vec::new();
        if let Change::Items(new) = change {
            for code in &new.ended {
                let item = profile.catalogue.item(code);
                touched.push(Touched {
                    entry: code.to_string(),
                    name: item.map_or_else(String::new, |item| item.name.clone()),
                    cases: Some(self.store().open_cases_of_item(code).await?),
                });
            }
        }
        Ok(touched)
    }
}
