//! The directory: areas, units and their duties, as one tree.

mod area;
mod layers;
mod load;
mod tree;
mod unit;

pub use area::Area;
pub use unit::{Duty, Unit, UnitKind};

pub(crate) use load::{Defaults, hours, load};

use std::collections::HashMap;
use std::sync::Arc;

use crate::codes::{AreaCode, ItemCode, UnitCode};
use tree::Tree;

/// All units of a profile at the moment (`domain.md §11`). Cheap to clone.
#[derive(Debug, Clone)]
pub struct Directory(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    units: Vec<Unit>,
    areas: Vec<Area>,
    city_centre: usize,
    tree: Tree,
    /// Position by code.
    by_code: HashMap<UnitCode, usize>,
    /// Position by code, name and alias; the loader refuses what two units would share.
    by_name: HashMap<String, usize>,
    area_at: HashMap<AreaCode, usize>,
    /// Units with a duty for an item and the area of that duty, the smallest areas first.
    duties: HashMap<ItemCode, Vec<(AreaCode, usize)>>,
}

impl Directory {
    /// Puts a directory together from checked parts: parents exist and make no cycle, no name
    /// stands twice, `city_centre` is a position in `units`.
    pub(crate) fn new(units: Vec<Unit>, areas: Vec<Area>, city_centre: usize) -> Self {
        let by_code: HashMap<UnitCode, usize> = units
            .iter()
            .enumerate()
            .map(|(at, unit)| (unit.code.clone(), at))
            .collect();
        let mut by_name = HashMap::new();
        let mut duties: HashMap<ItemCode, Vec<(AreaCode, usize)>> = HashMap::new();
        for (at, unit) in units.iter().enumerate() {
            for name in unit.names() {
                by_name.insert(name.to_owned(), at);
            }
            for duty in &unit.duties {
                let area = duty.area.as_ref().unwrap_or(&unit.area).clone();
                duties
                    .entry(duty.item.clone())
                    .or_default()
                    .push((area, at));
            }
        }
        for holders in duties.values_mut() {
            holders.sort_by_key(|(area, at)| (std::cmp::Reverse(detail(area)), *at));
        }
        let parents = units
            .iter()
            .map(|unit| {
                unit.parent
                    .as_ref()
                    .and_then(|parent| by_code.get(parent).copied())
            })
            .collect();
        let area_at = areas
            .iter()
            .enumerate()
            .map(|(at, area)| (area.code.clone(), at))
            .collect();
        Directory(Arc::new(Inner {
            tree: Tree::new(parents),
            units,
            areas,
            city_centre,
            by_code,
            by_name,
            area_at,
            duties,
        }))
    }

    /// The unit of a code.
    pub fn unit(&self, code: &UnitCode) -> Option<&Unit> {
        self.at(code).map(|at| &self.0.units[at])
    }

    /// The name of a unit as people read it; its code if the profile does not know it.
    pub fn name_of<'a>(&'a self, code: &'a UnitCode) -> &'a str {
        self.unit(code)
            .map_or(code.as_str(), |unit| unit.name.as_str())
    }

    /// The unit of a name, alias or code; all three are unique in a profile.
    pub fn find(&self, text: &str) -> Option<&Unit> {
        self.0.by_name.get(text).map(|&at| &self.0.units[at])
    }

    /// The city centre (市智慧中心).
    pub fn city_centre(&self) -> &Unit {
        &self.0.units[self.0.city_centre]
    }

    /// Whether `lower` stands below `upper` in the tree; no unit is below itself.
    pub fn is_below(&self, lower: &UnitCode, upper: &UnitCode) -> bool {
        match (self.at(lower), self.at(upper)) {
            (Some(lower), Some(upper)) => self.0.tree.is_below(lower, upper),
            _ => false,
        }
    }

    /// The units above one, the nearest first.
    pub fn ancestors(&self, code: &UnitCode) -> Vec<&Unit> {
        let above = self
            .at(code)
            .map(|at| self.0.tree.ancestors(at))
            .unwrap_or_default();
        above.into_iter().map(|at| &self.0.units[at]).collect()
    }

    /// All units below one, each after its parent; not the unit itself.
    pub fn below(&self, code: &UnitCode) -> Vec<&Unit> {
        let below = self
            .at(code)
            .map(|at| self.0.tree.below(at))
            .unwrap_or_default();
        below.iter().map(|&at| &self.0.units[at]).collect()
    }

    /// All units in the order of the files, also those no longer in force.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.0.units.iter()
    }

    /// The area of a code.
    pub fn area(&self, code: &AreaCode) -> Option<&Area> {
        self.0.area_at.get(code).map(|&at| &self.0.areas[at])
    }

    /// The name of an area as screens show it: a street with the district in which it lies.
    pub fn name_around(&self, code: &AreaCode) -> Option<String> {
        let area = self.area(code)?;
        // Cities and provinces need not be told here.
        let wide = |code: &AreaCode| code.as_str().len() == 6 && code.as_str().ends_with("00");
        let around = area.parent.as_ref().filter(|parent| !wide(parent));
        Some(match around.and_then(|parent| self.area(parent)) {
            Some(around) => format!("{} {}", around.name, area.name),
            None => area.name.clone(),
        })
    }

    /// All areas in the order of the files.
    pub fn areas(&self) -> &[Area] {
        &self.0.areas
    }

    /// Units whose duty an item is in an area, those with the smallest area first.
    ///
    /// Units are not filtered by their dates: see [`Unit::in_force`].
    pub fn with_duty(&self, item: &ItemCode, area: &AreaCode) -> Vec<&Unit> {
        let holders = self
            .0
            .duties
            .get(item)
            .map(Vec::as_slice)
            .unwrap_or_default();
        holders
            .iter()
            .filter(|(of, _)| of.covers(area))
            .map(|&(_, at)| &self.0.units[at])
            .collect()
    }

    fn at(&self, code: &UnitCode) -> Option<usize> {
        self.0.by_code.get(code).copied()
    }
}

/// How many characters of an area's code say something: more = smaller.
fn detail(area: &AreaCode) -> usize {
    area.as_str().trim_end_matches('0').len()
}
