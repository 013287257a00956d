//! An event in its stream.

use super::Event;
use workday::Instant;

/// An event with its place in the case's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Place in the case's stream, from 1.
    pub seq: u64,
    /// When it holds; never runs backwards in a stream.
    pub at: Instant,
    /// Who: an id, never a name.
    pub actor: String,
    /// What happened.
    pub event: Event,
}
