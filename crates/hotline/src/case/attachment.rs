//! 附件 of a case: whose they are, and who sees them.

use crate::case::Case;
use crate::case::command::Part;
use crate::codes::UnitCode;
use crate::file::Kept;
use crate::text::TextRef;
use serde::{Deserialize, Serialize};
use workday::Instant;

/// A file of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileOfCase {
    /// The event that brought it: its number within the case.
    pub seq: u64,
    /// When it came.
    pub at: Instant,
    /// The file as it is kept.
    pub file: Kept,
    /// Whose it is: a unit's or a centre's; none if the requester's.
    pub unit: Option<UnitCode>,
    /// Whether the requester may see a unit's file.
    pub public: bool,
    /// Its name.
    pub name: Option<TextRef>,
    /// What there is to say about it.
    pub caption: Option<TextRef>,
    /// Of evidence: what it shows.
    pub what: Option<TextRef>,
    /// When it was taken.
    pub taken_at: Option<TextRef>,
}

impl Case {
    /// A file by its number within the case.
    pub fn file(&self, seq: u64) -> Option<&FileOfCase> {
        self.files.iter().find(|file| file.seq == seq)
    }

    /// Whether units may see a file of the requester: of a secret case only what was released, one
    /// by one or all.
    pub(crate) fn shows_to_units(&self, file: &FileOfCase) -> bool {
        file.unit.is_some()
            || !self.facts.secret()
            || self.released.contains(&Part::Files)
            || self.released.contains(&Part::File(file.seq))
    }
}
