//! 权限范围: the one place that decides who sees a case and which of its parts. Lists, counts,
//! search, exports and live updates use [`Reach`], the same rule as data, which the store compiles
//! to SQL; tests prove both equal.

pub mod knowledge;
pub mod office;
pub mod shelf;
pub mod templates;
pub mod view;

use crate::actor::{Actor, Post, Role, Staff};
use crate::case::Case;
use crate::codes::{AreaCode, UnitCode};
use crate::directory::{Directory, Unit, UnitKind};
use std::collections::BTreeSet;

/// What an actor can see, as data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Every case: the city's own centre, its inspectors and leaders.
    Everything,
    /// Cases that one of these units holds or once held, that one of these centres decides, that lie
    /// in one of these areas, or that nobody has claimed yet and lie in a centre's area.
    Some {
        /// Units: the actor's own, and every one below them.
        units: BTreeSet<UnitCode>,
        /// Centres whose cases the actor sees from registration on.
        centres: BTreeSet<UnitCode>,
        /// Areas of an inspector.
        areas: BTreeSet<AreaCode>,
        /// Areas of the actor's centres: what citizens write there is theirs to accept, until some
        /// centre has.
        intake: BTreeSet<AreaCode>,
    },
    /// Published cases only.
    Published,
}

impl Reach {
    /// What one post lets its holder see.
    pub fn of_post(post: &Post, directory: &Directory) -> Self {
        let staff = Staff {
            person: String::new(),
            posts: vec![post.clone()],
        };
        Self::of(&Actor::Staff(staff), directory)
    }

    /// What the actor's posts let him see. A requester sees his own case by number and query code,
    /// which is not a matter of lists: for lists he is the public.
    pub fn of(actor: &Actor, directory: &Directory) -> Self {
        let posts = match actor {
            Actor::Staff(staff) => &staff.posts,
            Actor::System => return Self::Everything,
            Actor::Requester | Actor::Public => return Self::Published,
        };
        let (mut units, mut centres) = (BTreeSet::new(), BTreeSet::new());
        let (mut areas, mut intake) = (BTreeSet::new(), BTreeSet::new());
        for post in posts.iter().filter(|post| post.role.deals_with_cases()) {
            let Some(unit) = directory.unit(&post.unit) else {
                continue;
            };
            if reaches_everything(post, unit.kind, directory) {
                return Self::Everything;
            }
            if post.role == Role::Inspector {
                areas.insert(unit.area.clone());
            }
            if unit.kind == UnitKind::Centre {
                centres.insert(unit.code.clone());
                intake.insert(unit.area.clone());
            }
            if unit.kind == UnitKind::Centre || post.role == Role::Inspector {
                let inside = directory
                    .units()
                    .filter(|other| unit.area.covers(&other.area));
                units.extend(inside.map(|other| other.code.clone()));
            }
            units.insert(unit.code.clone());
            units.extend(
                directory
                    .below(&unit.code)
                    .into_iter()
                    .map(|lower| lower.code.clone()),
            );
        }
        if units.is_empty() && areas.is_empty() {
            Self::Published
        } else {
            Self::Some {
                units,
                centres,
                areas,
                intake,
            }
        }
    }

    /// Whether a case lies within reach.
    pub fn covers(&self, case: &Case) -> bool {
        match self {
            Self::Everything => true,
            Self::Published => case.published.is_some(),
            Self::Some {
                units,
                centres,
                areas,
                intake,
            } => {
                let lies_in = |wide: &BTreeSet<AreaCode>| {
                    let area = case.facts.area.as_ref();
                    area.is_some_and(|area| wide.iter().any(|wide| wide.covers(area)))
                };
                let claimed = match case.claimed_by() {
                    Some(centre) => centres.contains(centre),
                    None => lies_in(intake),
                };
                claimed
                    || lies_in(areas)
                    || case
                        .ever_held()
                        .into_iter()
                        .any(|unit| units.contains(unit))
            }
        }
    }
}

/// The city's centre (and whoever stands above it) sees all; so do the city's inspectors.
fn reaches_everything(post: &Post, kind: UnitKind, directory: &Directory) -> bool {
    let city = directory.city_centre();
    let top = post.unit == city.code || directory.is_below(&city.code, &post.unit);
    let inspector = post.role == Role::Inspector
        && kind == UnitKind::EfficiencyOffice
        && directory
            .unit(&post.unit)
            .is_some_and(|unit| unit.area.covers(&city.area));
    top || inspector
}

/// Whether the actor sees every case.
pub fn sees_everything(actor: &Actor, directory: &Directory) -> bool {
    let everything = |(post, unit): (&Post, &Unit)| reaches_everything(post, unit.kind, directory);
    matches!(actor, Actor::System) || working_posts(actor, directory).any(everything)
}

/// Whether the actor sees the case at all: what [`Reach::covers`] says of his reach, without making a
/// list of all units below his.
pub fn sees(actor: &Actor, case: &Case, directory: &Directory) -> bool {
    match actor {
        Actor::Requester | Actor::System => return true,
        Actor::Public => return case.published.is_some(),
        Actor::Staff(_) => {}
    }
    let mut works = false;
    for (post, unit) in working_posts(actor, directory) {
        if reaches_everything(post, unit.kind, directory) || reaches(post, unit, case, directory) {
            return true;
        }
        works = true;
    }
    !works && case.published.is_some()
}

/// The posts in which the actor deals with cases, each with its unit.
fn working_posts<'a>(
    actor: &'a Actor,
    directory: &'a Directory,
) -> impl Iterator<Item = (&'a Post, &'a Unit)> {
    let posts = actor.posts().iter();
    posts
        .filter(|post| post.role.deals_with_cases())
        .filter_map(|post| Some((post, directory.unit(&post.unit)?)))
}

/// Whether a post below the city's centre reaches a case.
fn reaches(post: &Post, unit: &Unit, case: &Case, directory: &Directory) -> bool {
    let (centre, inspector) = (unit.kind == UnitKind::Centre, post.role == Role::Inspector);
    let lies_here = || {
        let area = case.facts.area.as_ref();
        area.is_some_and(|area| unit.area.covers(area))
    };
    let claimed = centre
        && match case.claimed_by() {
            Some(claimed) => *claimed == unit.code,
            None => lies_here(),
        };
    let belongs = |held: &UnitCode| {
        *held == unit.code
            || directory.is_below(held, &unit.code)
            || (centre || inspector)
                && directory
                    .unit(held)
                    .is_some_and(|other| unit.area.covers(&other.area))
    };
    claimed || inspector && lies_here() || case.ever_held().into_iter().any(belongs)
}

/// Whether the actor works at the centre that decides about the case: there the original words of a
/// secret case may be read.
pub fn at_the_centre(actor: &Actor, case: &Case, directory: &Directory) -> bool {
    let decides =
        |post: &Post| at_the_centre_works(post.role) && case.is_decided_by(&post.unit, directory);
    actor.posts().iter().any(decides) || matches!(actor, Actor::System)
}

/// Who may learn the identity behind a secret case, all at the centre that decides about it.
const TRUSTED: [Role; 3] = [Role::Dispatcher, Role::ShiftLead, Role::Reviewer];

/// Whether a post at the centre that decides about a secret case may learn who is behind it.
pub fn trusted(role: Role) -> bool {
    TRUSTED.contains(&role)
}

/// 回访: whom somebody calls back at a centre. Nobody calls a requester whom he may not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calls {
    /// Requesters of ordinary cases.
    Ordinary,
    /// Requesters of secret cases.
    Secret,
    /// Both.
    All,
}

/// Whom the actor calls back at the centre: secret cases are for who may learn who is behind them.
pub fn calls_at(actor: &Actor, centre: &UnitCode) -> Calls {
    let trusted = actor.has_post(&TRUSTED, centre);
    match (trusted, actor.has_post(&[Role::CallBack], centre)) {
        (false, _) => Calls::Ordinary,
        (true, false) => Calls::Secret,
        (true, true) => Calls::All,
    }
}

/// Who at a centre reads the original words of the secret cases that it decides.
fn at_the_centre_works(role: Role) -> bool {
    use Role::{Agent, CallBack, Dispatcher, Reviewer, ShiftLead};
    matches!(role, Agent | ShiftLead | Dispatcher | Reviewer | CallBack)
}
