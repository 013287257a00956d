//! What is still at work with entries that a new version ends. Nothing of it changes: it is told so that
//! whoever ends them knows what is left to be done.

use crate::{App, AppError};
use hotline::amendment::{Change, NewDuties};
use hotline::profile::Profile;
use store::amendment::AtWork;
use workday::Date;

/// What hangs on an entry that ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// The code of the item or unit; of a duty `UNIT ITEM`.
    pub entry: String,
    /// The Chinese name of the item or unit.
    pub name: String,
    /// What of it.
    pub what: Hanging,
}

/// What hangs on an entry, by its part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hanging {
    /// Open cases of an item.
    Cases(u64),
    /// Who and what is at work in a unit.
    Unit(AtWork),
    /// How many units still have a duty's item, there.
    Others(u64),
}

impl App {
    /// What hangs on the entries that a change ends; `after` is the profile with it.
    pub(super) async fn touched(
        &self,
        change: &Change,
        after: &Profile,
        day: Date,
    ) -> Result<Vec<Touched>, AppError> {
        let mut touched = Vec::new();
        match change {
            // Reasons stand in cases that are over.
            Change::Rulebook(_) | Change::Reasons(_) => {}
            Change::Items(new) => {
                for code in &new.ended {
                    let item = after.catalogue.item(code);
                    touched.push(Touched {
                        entry: code.to_string(),
                        name: item.map_or_else(String::new, |item| item.name.clone()),
                        what: Hanging::Cases(self.store().open_cases_of_item(code).await?),
                    });
                }
            }
            Change::Units(new) => {
                for code in &new.ended {
                    let unit = after.directory.unit(code);
                    touched.push(Touched {
                        entry: code.to_string(),
                        name: unit.map_or_else(String::new, |unit| unit.name.clone()),
                        what: Hanging::Unit(self.store().at_work_in(code).await?),
                    });
                }
            }
            Change::Duties(new) => touched.extend(others(new, after, day)),
        }
        Ok(touched)
    }
}

/// Who else has the item where a duty ends.
fn others(new: &NewDuties, after: &Profile, day: Date) -> Vec<Touched> {
    let directory = &after.directory;
    let each = new.ended.iter().filter_map(|ended| {
        let unit = directory.unit(&ended.unit)?;
        let area = ended.area.as_ref().unwrap_or(&unit.area);
        let left = directory.with_duty(&ended.item, area);
        let left = left.iter().filter(|unit| unit.in_force(day)).count();
        Some(Touched {
            entry: format!("{} {}", ended.unit, ended.item),
            name: unit.name.clone(),
            what: Hanging::Others(u64::try_from(left).unwrap_or_default()),
        })
    });
    each.collect()
}
