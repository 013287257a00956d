//! Who reads and who writes reply templates: a unit's people read those of their unit and of the units
//! above it; its administrator writes those of his unit and of the units below.

use crate::actor::{Actor, Role};
use crate::codes::UnitCode;
use crate::directory::Directory;
use std::collections::BTreeSet;

/// Whether there is any unit that the actor may write for.
pub fn may_write_at_all(actor: &Actor) -> bool {
    actor
        .post_in(&[Role::UnitAdmin, Role::SystemAdmin])
        .is_some()
}

/// Whether the actor may write templates of this unit. The system's administrator may for every unit.
pub fn may_write(actor: &Actor, unit: &UnitCode, directory: &Directory) -> bool {
    actor.posts().iter().any(|post| match post.role {
        Role::SystemAdmin => true,
        Role::UnitAdmin => post.unit == *unit || directory.is_below(unit, &post.unit),
        _ => false,
    })
}

/// The units whose templates the actor reads; none for all of them.
pub fn read_of(actor: &Actor, directory: &Directory) -> Option<BTreeSet<UnitCode>> {
    if super::office::may(actor, super::office::Care::Look).is_ok() {
        return None;
    }
    let mut units = BTreeSet::new();
    for post in actor.posts() {
        units.insert(post.unit.clone());
        let above = directory.ancestors(&post.unit).into_iter();
        units.extend(above.map(|unit| unit.code.clone()));
        if post.role == Role::UnitAdmin {
            let below = directory.below(&post.unit).into_iter();
            units.extend(below.map(|unit| unit.code.clone()));
        }
    }
    Some(units)
}
