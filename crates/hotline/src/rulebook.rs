//! The rulebook: every limit, count and share of the hotline, as data with a day of effect.
//!
//! No such number stands in code; a case keeps to the version it was accepted under
//! (`domain.md §0`, `design.md §4`).

mod escalation;
mod keys;
mod load;
mod names;
mod versions;
mod write;

pub use escalation::{ADDRESSEES, EscalationStep};
pub use keys::{KeyInfo, Measure, Provenance, Rulebook};
pub use names::key_name;
pub use versions::Rulebooks;

pub(crate) use load::load;
