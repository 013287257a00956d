//! The rule of who sees a case, said again in the plainest way, to be compared with the real one.

use hotline::actor::{Actor, Role};
use hotline::case::Case;
use hotline::codes::{AreaCode, UnitCode};
use hotline::directory::{Directory, Unit, UnitKind};

/// Whether an actor finds a case in lists.
pub fn finds(actor: &Actor, case: &Case, directory: &Directory) -> bool {
    let posts = match actor {
        Actor::System => return true,
        Actor::Requester | Actor::Public => return case.published.is_some(),
        Actor::Staff(staff) => &staff.posts,
    };
    let mut anywhere = false;
    for post in posts {
        let keeps_apart = [
            Role::SystemAdmin,
            Role::SecurityAdmin,
            Role::Auditor,
            Role::Librarian,
        ];
        let Some(unit) = directory.unit(&post.unit) else {
            continue;
        };
        if keeps_apart.contains(&post.role) {
            continue;
        }
        anywhere = true;
        if post_finds(post.role, unit, case, directory) {
            return true;
        }
    }
    // Whoever has nothing to do with cases is the public.
    !anywhere && case.published.is_some()
}

fn post_finds(role: Role, unit: &Unit, case: &Case, directory: &Directory) -> bool {
    let city = directory.city_centre();
    // The city's centre and the province above it.
    if unit.code == city.code || above(&city.code, &unit.code, directory) {
        return true;
    }
    let inspector = role == Role::Inspector;
    if inspector && unit.kind == UnitKind::EfficiencyOffice && inside(&unit.area, &city.area) {
        return true;
    }
    // A centre finds what it decides, from registration on.
    let decides = match &case.accepted {
        Some(accepted) => Some(&accepted.centre),
        None => case.registered_by.as_ref(),
    };
    if unit.kind == UnitKind::Centre && decides == Some(&unit.code) {
        return true;
    }
    // Nobody has claimed what a citizen wrote: a centre finds what lies in its area.
    let area = case.facts.area.as_ref();
    let lies_inside = area.is_some_and(|area| inside(&unit.area, area));
    if unit.kind == UnitKind::Centre && decides.is_none() && lies_inside {
        return true;
    }
    // An inspector finds what lies in his area.
    if inspector && lies_inside {
        return true;
    }
    // What the unit or one below it holds or once held; for centres and inspectors also what any
    // unit of the area does.
    let wide = inspector || unit.kind == UnitKind::Centre;
    case.assignments.iter().any(|a| {
        let own = a.unit == unit.code || above(&a.unit, &unit.code, directory);
        let held = directory.unit(&a.unit);
        own || wide && held.is_some_and(|held| inside(&unit.area, &held.area))
    })
}

/// Whether `upper` is met on the way up from `lower`.
fn above(lower: &UnitCode, upper: &UnitCode, directory: &Directory) -> bool {
    let parent = directory.unit(lower).and_then(|unit| unit.parent.as_ref());
    parent.is_some_and(|parent| parent == upper || above(parent, upper, directory))
}

/// Province, city, county by pairs of digits; a street by the six digits of its county.
fn inside(wide: &AreaCode, area: &AreaCode) -> bool {
    let (wide, area) = (wide.as_str(), area.as_str());
    let level = match wide.len() {
        6 if wide.ends_with("0000") => 2,
        6 if wide.ends_with("00") => 4,
        length => length,
    };
    wide == area || wide.len() == 6 && area.starts_with(&wide[..level])
}
