//! In which capacity an actor may give a command: his posts against the parties of the table.

use super::{Party, row_of};
use crate::actor::{Actor, Role};
use crate::case::Case;
use crate::case::command::Verb;
use crate::case::status::Hold;
use crate::codes::UnitCode;
use crate::directory::{Directory, UnitKind};
use crate::scope::{Reach, trusted};
use Role::{Dispatcher, Handler, Reviewer, UnitAdmin};

/// In which capacity an actor may give a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capacity {
    /// The unit for which staff act.
    pub unit: Option<UnitCode>,
    /// Whether this is a unit's (or a giver's) own act, as opposed to the deciding centre's.
    pub as_holder: bool,
}

impl Case {
    /// The centre that accepted the case, before that the one that registered it; none while a
    /// citizen's own submission waits for whoever accepts it.
    pub fn claimed_by(&self) -> Option<&UnitCode> {
        let accepted = self.accepted.as_ref().map(|accepted| &accepted.centre);
        accepted.or(self.registered_by.as_ref())
    }

    /// The centre that decides about the case; the city's while nobody has claimed it.
    pub fn deciding_centre<'a>(&'a self, directory: &'a Directory) -> &'a UnitCode {
        self.claimed_by().unwrap_or(&directory.city_centre().code)
    }

    /// Whether a centre decides about the case. What nobody has claimed yet is the city's, and as
    /// well that of the county centre in whose area it lies: there its people hold the centre's roles.
    pub fn is_decided_by(&self, unit: &UnitCode, directory: &Directory) -> bool {
        let in_its_area = || {
            let unit = directory
                .unit(unit)
                .filter(|unit| unit.kind == UnitKind::Centre);
            let area = self.facts.area.as_ref();
            unit.zip(area)
                .is_some_and(|(unit, area)| unit.area.covers(area))
        };
        unit == self.deciding_centre(directory) || self.claimed_by().is_none() && in_its_area()
    }

    /// Every capacity in which the actor may give the command, by who he is alone.
    pub fn capacities(&self, verb: Verb, actor: &Actor, directory: &Directory) -> Vec<Capacity> {
        row_of(verb)
            .by
            .iter()
            .flat_map(|party| self.as_party(*party, actor, directory))
            .collect()
    }

    fn as_party(&self, party: Party, actor: &Actor, directory: &Directory) -> Vec<Capacity> {
        let posts = actor.posts();
        let staff = |fits: &dyn Fn(&crate::actor::Post) -> bool, as_holder| {
            let mut units: Vec<_> = posts
                .iter()
                .filter(|post| fits(post))
                .map(|post| post.unit.clone())
                .collect();
            units.dedup();
            units
                .into_iter()
                .map(|unit| Capacity {
                    unit: Some(unit),
                    as_holder,
                })
                .collect::<Vec<_>>()
        };
        let holds = |unit: &UnitCode| self.held_by(unit).is_some();
        let is_centre = |unit: &UnitCode| {
            directory
                .unit(unit)
                .is_some_and(|unit| unit.kind == UnitKind::Centre)
        };
        match party {
            Party::Deciding(roles) => staff(
                &|post| roles.contains(&post.role) && self.is_decided_by(&post.unit, directory),
                false,
            ),
            Party::Trusted => staff(
                &|post| {
                    self.facts.secret()
                        && trusted(post.role)
                        && self.is_decided_by(&post.unit, directory)
                },
                false,
            ),
            Party::City(roles) => {
                let city = &directory.city_centre().code;
                staff(
                    &|post| &post.unit == city && roles.contains(&post.role),
                    false,
                )
            }
            Party::HoldingCentre(roles) => staff(
                &|post| roles.contains(&post.role) && is_centre(&post.unit) && holds(&post.unit),
                true,
            ),
            Party::Holder(_) => staff(
                &|post| {
                    let role = matches!(post.role, Handler | Reviewer | UnitAdmin)
                        || post.role == Dispatcher && is_centre(&post.unit);
                    role && holds(&post.unit)
                },
                true,
            ),
            Party::Giver => staff(
                &|post| matches!(post.role, Handler | Reviewer) && holds(&post.unit),
                true,
            ),
            Party::Climbing => {
                let centre = self.deciding_centre(directory);
                staff(
                    &|post| post.role == Reviewer && (&post.unit == centre || holds(&post.unit)),
                    true,
                )
            }
            Party::Seeing(roles) => staff(
                &|post| roles.contains(&post.role) && Reach::of_post(post, directory).covers(self),
                false,
            ),
            Party::AnyStaff => staff(
                &|post| {
                    post.role.deals_with_cases() && Reach::of_post(post, directory).covers(self)
                },
                false,
            ),
            Party::Requester => plain(actor == &Actor::Requester),
            Party::Public => plain(actor == &Actor::Public),
        }
    }

    /// The states that a holder's assignment must be in for this command, if it is a holder's.
    pub fn holder_states(verb: Verb) -> Option<&'static [Hold]> {
        row_of(verb).by.iter().find_map(|party| match party {
            Party::Holder(states) => Some(*states),
            _ => None,
        })
    }
}

fn plain(fits: bool) -> Vec<Capacity> {
    if fits {
        vec![Capacity {
            unit: None,
            as_holder: false,
        }]
    } else {
        Vec::new()
    }
}
