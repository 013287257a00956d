//! One unit's part in a case: a node of the tree below the case, one a unit and round.

use super::status::Hold;
use crate::codes::UnitCode;
use crate::text::TextRef;
use serde::{Deserialize, Serialize};
use workday::Instant;

/// 主办, 协办, or below another unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// 主办: answers for the case.
    Lead,
    /// 协办: replies to the lead.
    Assist,
    /// 下派: works for the unit above.
    Below,
}

impl Duty {
    /// The name in API and database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Assist => "assist",
            Self::Below => "below",
        }
    }
}

/// What a unit is given, with the inner limits that hold for it: part of the events that give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The unit.
    pub unit: UnitCode,
    /// 签收 until then.
    pub sign_by: Instant,
    /// 退件 until then; never for a fallback unit.
    pub return_by: Instant,
    /// Inner limit of an assisting unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_by: Option<Instant>,
}

/// A return that waits for its ruling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnAsked {
    /// When.
    pub at: Instant,
    /// Code of `reasons.toml`.
    pub reason: String,
    /// The rule it rests on.
    pub basis: TextRef,
    /// The unit that should have it.
    pub suggest: Option<UnitCode>,
    /// Until when the giver should rule.
    pub rule_by: Instant,
    /// 争议: the second return on the case; only a centre rules.
    pub disputed: bool,
    /// Where the assignment goes back to if the return is rejected.
    pub from: Hold,
}

/// A unit's assignment in one round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// The round it belongs to.
    pub round: u32,
    /// The unit.
    pub unit: UnitCode,
    /// Its part.
    pub duty: Duty,
    /// The unit above that delegated; the deciding centre for none.
    pub upper: Option<UnitCode>,
    /// 兜底: named as fallback, cannot return.
    pub fallback: bool,
    /// Where it stands.
    pub state: Hold,
    /// When the unit got it.
    pub given_at: Instant,
    /// Inner limits.
    pub given: Given,
    /// When it was signed.
    pub signed_at: Option<Instant>,
    /// When the unit first reached the requester.
    #[serde(default)]
    pub contacted_at: Option<Instant>,
    /// Who has it in hand there.
    pub person: Option<String>,
    /// Whether the unit has asked for a return in this round.
    pub asked_return: bool,
    /// A return that waits.
    pub returning: Option<ReturnAsked>,
    /// An assisting unit's reply to the lead.
    pub reply: Option<TextRef>,
    /// Who wrote that reply.
    pub replied_by: Option<String>,
    /// The case was answered without this assisting unit, after its inner limit.
    pub missed: bool,
}

impl Assignment {
    /// A fresh assignment, waiting to be signed.
    pub(crate) fn fresh(
        round: u32,
        duty: Duty,
        upper: Option<UnitCode>,
        fallback: bool,
        given: Given,
        at: Instant,
    ) -> Self {
        Self {
            round,
            unit: given.unit.clone(),
            duty,
            upper,
            fallback,
            state: Hold::ToSign,
            given_at: at,
            given,
            signed_at: None,
            contacted_at: None,
            person: None,
            asked_return: false,
            returning: None,
            reply: None,
            replied_by: None,
            missed: false,
        }
    }
}
