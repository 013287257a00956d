//! By which words a case may be found, and by whom: exactly by those that the searcher may read.
//!
//! The words of a case stand on shelves, one for each pair of [`Eyes`] that can search. A secret case
//! stands on the staff's shelf only with what its units may read; its original words stand on the
//! centre's shelf, where only the deciding centre looks.

use super::view::{Eyes, reads_words};
use super::{Reach, at_the_centre_works};
use crate::actor::Actor;
use crate::case::Case;
use crate::case::event::{Corrected, Event};
use crate::case::words::Whose;
use crate::codes::{AreaCode, UnitCode};
use crate::directory::{Directory, UnitKind};
use crate::text::TextRef;
use std::collections::BTreeSet;

/// A shelf of the full-text index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shelf {
    /// What every staff member reads who sees the case.
    Staff,
    /// Secret cases with their original words, for the centre that decides.
    Centre,
    /// Published copies.
    Public,
}

impl Shelf {
    /// Every shelf.
    pub const ALL: [Self; 3] = [Self::Staff, Self::Centre, Self::Public];

    const fn eyes(self) -> Eyes {
        match self {
            Self::Staff => Eyes::Unit,
            Self::Centre => Eyes::Centre,
            Self::Public => Eyes::Public,
        }
    }
}

/// Whether events bring words by which a case is found, or change who reads them.
pub fn concerns_search(event: &Event) -> bool {
    matches!(
        event,
        Event::Registered { .. }
            | Event::Heard { .. }
            | Event::ProgressNoted { .. }
            | Event::Answered { .. }
            | Event::Published { .. }
            | Event::Corrected(Corrected { place: Some(_), .. })
            | Event::HandlingTextWritten { .. }
            | Event::Released { .. }
    )
}

/// Whether a case is somewhere else after an event: it came with a place, or the place was corrected.
pub fn moves(event: &Event) -> bool {
    matches!(
        event,
        Event::Registered { .. }
            | Event::Corrected(Corrected { place: Some(_), .. } | Corrected { point: Some(_), .. })
    )
}

/// The words by which a case is found on a shelf: title, text, place, what the requester added,
/// progress, answers, the handling text of a secret case, the published copy. Never name or number of
/// the requester, and never the centre's own notes.
pub fn words_on<'a>(shelf: Shelf, case: &'a Case, events: &[&'a Event]) -> Vec<&'a TextRef> {
    if shelf == Shelf::Centre && !case.facts.secret() {
        // The staff's shelf has it all.
        return Vec::new();
    }
    let mut words = vec![
        ("title", &case.facts.title, Whose::Requester),
        ("text", &case.facts.text, Whose::Requester),
    ];
    let place = case.facts.place.iter();
    words.extend(place.map(|place| ("place", place, Whose::Requester)));
    let handling = case.handling_text.iter();
    words.extend(handling.map(|text| ("text", text, Whose::Inner)));
    if let Some(copy) = &case.published {
        let public = [&copy.title, &copy.text, &copy.answer];
        words.extend(public.map(|text| ("text", text, Whose::Public)));
    }
    for event in events {
        let brings = matches!(
            event,
            Event::Heard { .. } | Event::ProgressNoted { .. } | Event::Answered { .. }
        );
        if brings {
            words.extend(event.words());
        }
    }
    let eyes = shelf.eyes();
    words
        .into_iter()
        .filter(|(field, _, whose)| reads_words(eyes, *whose, field, case))
        .map(|(_, text, _)| text)
        .collect()
}

/// A shelf to look on, and which of its cases count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// The staff's shelf: every case within reach.
    Staff(Reach),
    /// The centre's shelf: the cases that these centres decide.
    Centre(Centres),
    /// Published copies.
    Public,
}

impl Look {
    /// The shelf.
    pub const fn shelf(&self) -> Shelf {
        match self {
            Self::Staff(_) => Shelf::Staff,
            Self::Centre(_) => Shelf::Centre,
            Self::Public => Shelf::Public,
        }
    }

    /// Where an actor may look. Nothing is found that he does not see, by no word that he does not read.
    pub fn of(actor: &Actor, directory: &Directory) -> Vec<Self> {
        match Reach::of(actor, directory) {
            Reach::Published => vec![Self::Public],
            reach => {
                let centres = Centres::of(actor, directory);
                let centres = centres.map(Self::Centre);
                std::iter::once(Self::Staff(reach)).chain(centres).collect()
            }
        }
    }
}

/// Centres at which somebody reads the original words of the secret cases that they decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Centres {
    /// The centres.
    pub codes: BTreeSet<UnitCode>,
    /// Whether the city's is among them: it decides about all that no centre has claimed yet.
    pub city: bool,
    /// Areas of county centres among them: they decide about what no centre has claimed there.
    pub intake: BTreeSet<AreaCode>,
}

impl Centres {
    /// The actor's; none if he has no such post.
    pub fn of(actor: &Actor, directory: &Directory) -> Option<Self> {
        let posts = actor.posts().iter();
        let codes: BTreeSet<_> = posts
            .filter(|post| at_the_centre_works(post.role))
            .map(|post| post.unit.clone())
            .collect();
        let city = codes.contains(&directory.city_centre().code);
        let units = codes.iter().filter_map(|code| directory.unit(code));
        let intake = units
            .filter(|unit| unit.kind == UnitKind::Centre)
            .map(|unit| unit.area.clone())
            .collect();
        (!codes.is_empty()).then_some(Self {
            codes,
            city,
            intake,
        })
    }
}
