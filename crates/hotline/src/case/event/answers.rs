//! A reply on its way up, and what the citizen gets.

use super::KnowledgeUsed;
use crate::codes::UnitCode;
use crate::text::TextRef;
use serde::{Deserialize, Serialize};
use workday::{Date, Instant};

/// 答复 written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replied {
    /// By which unit.
    pub unit: UnitCode,
    /// By whom.
    pub person: String,
    /// The words.
    pub text: TextRef,
    /// What proves them, as one sealed list.
    pub evidence: Option<TextRef>,
    /// What will be done.
    pub commitment: Option<TextRef>,
    /// By which day.
    pub commitment_until: Option<Date>,
    /// The unit whose review comes next; none for an assisting unit without review.
    pub awaiting: Option<UnitCode>,
    /// The lead's top-level unit hands it up with this very act.
    pub handed_up: bool,
    /// The centre should have reviewed it by then, if it is handed up.
    #[serde(default)]
    pub review_by: Option<Instant>,
}

/// 审核.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    /// At which unit.
    pub at: UnitCode,
    /// Whose reply.
    pub writer: UnitCode,
    /// Passed or sent back.
    pub passed: bool,
    /// The answer as improved.
    pub text: Option<TextRef>,
    /// Why it was sent back.
    pub reason: Option<TextRef>,
    /// The unit whose review comes next.
    pub awaiting: Option<UnitCode>,
    /// The lead's top-level unit hands it up with this very act.
    pub handed_up: bool,
    /// The centre should have reviewed it by then.
    pub review_by: Option<Instant>,
}

/// 已答复: the citizen may read it, the window for rating opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The answer.
    pub text: TextRef,
    /// The unit that answered; none if the centre did directly.
    pub unit: Option<UnitCode>,
    /// The instant that decides whether it was in time.
    pub counted_at: Instant,
    /// The window closes then.
    pub window_until: Instant,
    /// Assisting units that were not waited for.
    pub relieved: Vec<UnitCode>,
    /// Those of them that were late.
    pub missed: Vec<UnitCode>,
    /// What a direct answer was taken from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub knowledge: Option<KnowledgeUsed>,
}
