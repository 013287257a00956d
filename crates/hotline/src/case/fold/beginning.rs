//! A case as its registration leaves it.

use crate::case::Case;
use crate::case::event::{Facts, Recorded};
use crate::case::status::Status;
use crate::codes::UnitCode;
use std::collections::BTreeSet;
use workday::Instant;

impl Case {
    pub(super) fn registered(
        id: i64,
        first: &Recorded,
        no: String,
        facts: Facts,
        unit: Option<UnitCode>,
        accept_by: Instant,
    ) -> Self {
        Self {
            id,
            no,
            version: first.seq,
            at: first.at,
            status: Status::Submitted,
            before_end: None,
            facts,
            registered_by: unit,
            submitted_at: first.at,
            next_by: accept_by,
            accepted: None,
            round: 1,
            reworks: 0,
            promise: None,
            ledger: Vec::new(),
            assignments: Vec::new(),
            returns: 0,
            binding: false,
            pending: None,
            handed_up: None,
            question: None,
            questions: 0,
            extension: None,
            extensions: 0,
            answer: None,
            rating: None,
            rework_asked: None,
            follow_ups: 0,
            followed_up: false,
            outcome: None,
            ended_at: None,
            merged_into: None,
            merged_into_no: None,
            children: BTreeSet::new(),
            supervised: false,
            flagged: false,
            urged: 0,
            handling_text: None,
            released: BTreeSet::new(),
            published: None,
            me_too: 0,
            commitments: Vec::new(),
            erased: None,
            reminded: BTreeSet::new(),
            files: Vec::new(),
        }
    }
}
