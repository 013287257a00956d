//! Who deals with cases: units by duty and area, and people in them.

use crate::InventError;
use crate::chance::Chance;
use hotline::actor::{Actor, Post, Role, Staff};
use hotline::catalogue::Item;
use hotline::codes::{AreaCode, UnitCode};
use hotline::directory::{Directory, Unit, UnitKind};
use hotline::profile::Profile;
use workday::Date;

/// How many agents the city's centre has; 88 seats were filled in 2015 (`domain.md §5`).
const AGENTS: usize = 88;

/// What of the profile cases are made of.
pub(crate) struct Town {
    pub(crate) items: Vec<Item>,
    /// Counties, the bigger ones more often.
    counties: Vec<AreaCode>,
    weights: Vec<usize>,
    city: UnitCode,
}

/// The units of one case.
pub(crate) struct Players {
    pub(crate) city: UnitCode,
    /// The top-level unit that answers.
    pub(crate) lead: UnitCode,
    /// Lower units on the way down to the one that writes, in order.
    pub(crate) down: Vec<UnitCode>,
    /// The lead is a county's centre, which gives the case on.
    pub(crate) centre_leads: bool,
    /// Another unit: to assist, or to have the case after a return.
    pub(crate) other: UnitCode,
}

impl Town {
    pub(crate) fn of(profile: &Profile, on: Date) -> Result<Self, InventError> {
        let directory = &profile.directory;
        let city = directory.city_centre();
        let centres = directory.units().filter(|unit| {
            unit.kind == UnitKind::Centre && unit.in_force(on) && unit.code != city.code
        });
        let counties: Vec<AreaCode> = centres.map(|unit| unit.area.clone()).collect();
        let items: Vec<Item> = profile
            .catalogue
            .items()
            .iter()
            .filter(|item| item.in_force(on))
            .cloned()
            .collect();
        if counties.is_empty() || items.is_empty() {
            return Err(InventError::NoUnits);
        }
        // The inner districts come first in the files and have the most people.
        let weights = (0..counties.len()).map(|at| 120 / (at + 3)).collect();
        Ok(Self {
            items,
            counties,
            weights,
            city: city.code.clone(),
        })
    }

    pub(crate) fn area(&self, chance: &mut Chance) -> &AreaCode {
        &self.counties[chance.weighed(&self.weights)]
    }

    /// Items are not asked about equally: the first of the list ten times as often as the last.
    pub(crate) fn item(&self, chance: &mut Chance) -> &Item {
        let skewed = chance.skewed(0, i64::try_from(self.items.len()).unwrap_or(1));
        let at = usize::try_from(skewed).unwrap_or(0);
        &self.items[(at * 37 + 11) % self.items.len()]
    }

    pub(crate) fn agent(&self, chance: &mut Chance) -> Actor {
        person(Role::Agent, &self.city, 1 + chance.below(AGENTS))
    }

    pub(crate) fn players(
        &self,
        directory: &Directory,
        item: &Item,
        area: &AreaCode,
        on: Date,
        chance: &mut Chance,
    ) -> Players {
        let fits = |unit: &&Unit| {
            unit.in_force(on)
                && unit.code != self.city
                && !matches!(
                    unit.kind,
                    UnitKind::Platform | UnitKind::Province | UnitKind::EfficiencyOffice
                )
        };
        let of_area =
            |unit: &&Unit| fits(unit) && unit.kind == UnitKind::Bureau && &unit.area == area;
        let mut bureaus = directory.units().filter(of_area);
        let spare = chance.below(8);
        let other = bureaus
            .nth(spare)
            .or_else(|| directory.units().find(of_area));
        let responsible = directory.with_duty(&item.code, area);
        let first = responsible.into_iter().find(fits).or(other);
        let first = first.map_or_else(|| self.city.clone(), |unit| unit.code.clone());
        let centre = directory
            .ancestors(&first)
            .into_iter()
            .find(|unit| unit.kind == UnitKind::Centre && unit.code != self.city);
        let mut down = Vec::new();
        // Half of a county's cases go through its centre, the others straight to the bureau.
        let through = centre.filter(|_| chance.in_thousand(500));
        let lead = match through {
            Some(centre) => {
                down.push(first.clone());
                centre.code.clone()
            }
            None => first.clone(),
        };
        let below: Vec<_> = directory.below(&first).into_iter().filter(fits).collect();
        if !below.is_empty() && chance.in_thousand(600) {
            down.push(chance.pick(&below).code.clone());
        }
        let other = other.map_or_else(|| lead.clone(), |unit| unit.code.clone());
        Players {
            city: self.city.clone(),
            lead,
            down,
            centre_leads: through.is_some(),
            other,
        }
    }
}

/// Somebody of a role in a unit. There are several of each.
pub(crate) fn staff(role: Role, unit: &UnitCode, chance: &mut Chance) -> Actor {
    person(role, unit, 1 + chance.below(4))
}

fn person(role: Role, unit: &UnitCode, number: usize) -> Actor {
    let post = Post {
        role,
        unit: unit.clone(),
    };
    Actor::Staff(Staff {
        person: format!("{role}@{unit}#{number}"),
        posts: vec![post],
    })
}
