//! New versions of the units and of their duties.

use super::lists::{Days, each_once, entry, file, unknown};
use crate::codes::{AreaCode, ItemCode, UnitCode};
use crate::directory::{Directory, Duty, Unit, UnitKind};
use crate::refusal::{Code, Refusal};
use crate::text::Line;
use serde::Deserialize;
use toml::{Table, Value};
use workday::Date;

/// A new version of the units: entries that are added or take the place of those of their code, and
/// codes that end. All others stay as they are, and so do the duties.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewUnits {
    /// Added or changed, each whole.
    #[serde(default)]
    pub entries: Vec<NewUnit>,
    /// Given no more cases from the day on. What they have in hand they finish.
    #[serde(default)]
    pub ended: Vec<UnitCode>,
}

/// A unit as it will be.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewUnit {
    /// Its code: letters, digits and hyphens; never that of another unit, also of one that has ended.
    pub code: UnitCode,
    /// The name on screens.
    pub name: Line,
    /// Other names it is found by.
    #[serde(default)]
    pub aliases: Vec<Line>,
    /// Its type.
    pub kind: UnitKind,
    /// The unit above it, by code; nothing for the top.
    #[serde(default)]
    pub parent: Option<UnitCode>,
    /// Where it acts.
    pub area: AreaCode,
    /// When it acts, such as `8:30-12:00,14:30-17:30` or `24h`; as its type does if missing.
    #[serde(default)]
    pub hours: Option<Line>,
    /// Whether its own reviewer passes its replies; as its type does if missing.
    #[serde(default)]
    pub review: Option<bool>,
    /// Still to be confirmed by officials.
    #[serde(default)]
    pub composed: bool,
}

impl NewUnits {
    pub(super) fn table(&self, effective: Date, directory: &Directory) -> Result<Table, Refusal> {
        each_once(
            self.entries.iter().map(|new| new.code.to_string()),
            self.ended.iter().map(ToString::to_string),
        )?;
        let mut units = Vec::with_capacity(self.entries.len() + self.ended.len());
        for new in &self.entries {
            let known = directory.unit(&new.code);
            units.push(new.table(Days::going_on(known.map(days_of), effective)));
        }
        for (at, code) in self.ended.iter().enumerate() {
            let known = directory.unit(code);
            let known = known.ok_or_else(|| unknown(at, code.as_str()))?;
            let days = days_of(known).ending(effective, at, &known.name)?;
            units.push(ended_table(known, days));
        }
        Ok(file([("unit", units)]))
    }
}

const fn days_of(unit: &Unit) -> Days {
    Days {
        from: unit.from,
        until: unit.until,
    }
}

fn texts<'a>(list: impl Iterator<Item = &'a str>) -> Value {
    Value::Array(list.map(Value::from).collect())
}

impl NewUnit {
    fn table(&self, days: Days) -> Table {
        let mut table = entry([
            ("code", self.code.as_str().into()),
            ("name", self.name.as_str().into()),
            ("aliases", texts(self.aliases.iter().map(Line::as_str))),
            ("kind", self.kind.as_str().into()),
            ("area", self.area.as_str().into()),
            ("composed", self.composed.into()),
        ]);
        let parent = self.parent.as_ref().map(UnitCode::as_str);
        let hours = self.hours.as_ref().map(Line::as_str);
        for (key, text) in [("parent", parent), ("hours", hours)] {
            if let Some(text) = text.filter(|text| !text.is_empty()) {
                table.insert(key.to_owned(), text.into());
            }
        }
        if let Some(review) = self.review {
            table.insert("review".to_owned(), review.into());
        }
        days.write(&mut table);
        table
    }
}

/// A unit as it is, with its last day.
fn ended_table(unit: &Unit, days: Days) -> Table {
    let mut table = entry([
        ("code", unit.code.as_str().into()),
        ("name", unit.name.as_str().into()),
        ("aliases", texts(unit.aliases.iter().map(String::as_str))),
        ("kind", unit.kind.as_str().into()),
        ("area", unit.area.as_str().into()),
        ("hours", unit.hours.to_string().into()),
        ("review", unit.review.into()),
        ("composed", unit.composed.into()),
    ]);
    if let Some(parent) = &unit.parent {
        table.insert("parent".to_owned(), parent.as_str().into());
    }
    days.write(&mut table);
    table
}

/// A new version of the duties: those that are added, and those that end. All others stay as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewDuties {
    /// Added, or marked otherwise.
    #[serde(default)]
    pub entries: Vec<NewDuty>,
    /// No longer the unit's business from the day on.
    #[serde(default)]
    pub ended: Vec<DutyCode>,
}

/// That an item becomes a unit's business.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewDuty {
    /// Whose, by code.
    pub unit: UnitCode,
    /// The item.
    pub item: ItemCode,
    /// Where; the unit's own area if missing.
    #[serde(default)]
    pub area: Option<AreaCode>,
    /// Still to be confirmed by officials.
    #[serde(default)]
    pub composed: bool,
}

/// A duty by what it is known by.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DutyCode {
    /// Whose, by code.
    pub unit: UnitCode,
    /// The item.
    pub item: ItemCode,
    /// Where; nothing for the unit's own area.
    #[serde(default)]
    pub area: Option<AreaCode>,
}

impl NewDuties {
    pub(super) fn table(&self, directory: &Directory) -> Result<Table, Refusal> {
        let ended = self.ended.iter().map(|it| (&it.unit, it.duty(false)));
        let ended: Vec<(&UnitCode, Duty)> = ended.collect();
        let entries = self.entries.iter().map(|it| (&it.unit, it.duty()));
        let entries: Vec<(&UnitCode, Duty)> = entries.collect();
        let key = |(unit, duty): &(&UnitCode, Duty)| format!("{unit} {duty}");
        each_once(entries.iter().map(key), ended.iter().map(key))?;
        for (at, (unit, duty)) in ended.iter().enumerate() {
            let known = directory
                .unit(unit)
                .ok_or_else(|| unknown(at, unit.as_str()))?;
            let same = |it: &Duty| it.item == duty.item && it.area == duty.area;
            if !known.duties.iter().any(same) {
                let name = &known.name;
                let why =
                    format!("ended[{at}]：{name} 没有职责 {duty} ({name} has no duty {duty})");
                return Err(Refusal::because(Code::BadValue, why));
            }
        }
        let table = |(unit, duty): &(&UnitCode, Duty)| {
            entry([
                ("unit", unit.as_str().into()),
                ("duty", duty.to_string().into()),
                ("composed", duty.composed.into()),
            ])
        };
        let mut tables: Vec<Table> = entries.iter().map(table).collect();
        for gone in &ended {
            let mut gone = table(gone);
            gone.insert("ended".to_owned(), true.into());
            tables.push(gone);
        }
        Ok(file([("duty", tables)]))
    }
}

impl NewDuty {
    fn duty(&self) -> Duty {
        Duty {
            item: self.item.clone(),
            area: self.area.clone(),
            composed: self.composed,
        }
    }
}

impl DutyCode {
    fn duty(&self, composed: bool) -> Duty {
        Duty {
            item: self.item.clone(),
            area: self.area.clone(),
            composed,
        }
    }
}
