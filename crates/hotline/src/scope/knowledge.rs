//! Who writes and who keeps the knowledge base. Every member of staff reads it.

use crate::actor::{Actor, Role};
use crate::codes::UnitCode;
use crate::directory::{Directory, UnitKind};

/// At a centre these hear what is asked; they write for any unit of the centre's area.
const CENTRE_WRITERS: [Role; 4] = [
    Role::Librarian,
    Role::Agent,
    Role::ShiftLead,
    Role::Dispatcher,
];
/// In a unit these know the answers; they write for their own unit and those below it.
const UNIT_WRITERS: [Role; 3] = [Role::Handler, Role::Reviewer, Role::UnitAdmin];

/// Whether somebody reads entries: staff do, citizens read published cases instead.
pub fn reads(actor: &Actor) -> bool {
    !actor.posts().is_empty()
}

/// Whether there is any unit that the actor may write for.
pub fn may_write_at_all(actor: &Actor) -> bool {
    actor.post_in(&CENTRE_WRITERS).is_some() || actor.post_in(&UNIT_WRITERS).is_some()
}

/// Whether the actor may write an entry that this unit answers for.
pub fn may_write(actor: &Actor, owner: &UnitCode, directory: &Directory) -> bool {
    let below = |unit: &UnitCode| unit == owner || directory.is_below(owner, unit);
    actor.posts().iter().any(|post| {
        (CENTRE_WRITERS.contains(&post.role) && in_the_area(&post.unit, owner, directory))
            || (UNIT_WRITERS.contains(&post.role) && below(&post.unit))
    })
}

/// Whether the actor keeps the entry: reviews it, takes it out of use. The librarian of a centre does for
/// the units of its area.
pub fn keeps(actor: &Actor, owner: &UnitCode, directory: &Directory) -> bool {
    actor
        .posts()
        .iter()
        .any(|post| post.role == Role::Librarian && in_the_area(&post.unit, owner, directory))
}

fn in_the_area(centre: &UnitCode, owner: &UnitCode, directory: &Directory) -> bool {
    let (Some(centre), Some(owner)) = (directory.unit(centre), directory.unit(owner)) else {
        return false;
    };
    centre.kind == UnitKind::Centre && centre.area.covers(&owner.area)
}
