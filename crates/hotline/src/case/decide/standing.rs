//! Where a case stands, told to whoever is refused for it: the state's name and what comes first.

use super::Act;
use crate::case::Case;
use crate::case::assignment::Assignment;
use crate::case::status::{Hold, Status};
use crate::refusal::{Code, Refusal};

/// `wrong_state`, with what is the case, as `中文 (English)`.
pub(super) fn not_now(why: &'static str) -> Refusal {
    Refusal::because(Code::WrongState, why)
}

impl Status {
    /// What a case in this state waits for.
    const fn stands(self) -> &'static str {
        match self {
            Self::Submitted => "还没受理，请先受理。 (It is not accepted yet; accept it first.)",
            Self::Accepted => "还没批转，请先批转。 (It is not dispatched yet; dispatch it first.)",
            Self::InProgress => "已经批转，正在办理。 (It is dispatched and being worked on.)",
            Self::Answered => {
                "已经答复。要再办，由受理中心重办。 (It is answered. To have it done again, the accepting centre orders rework.)"
            }
            Self::Closed => {
                "已经办结，可由受理中心重新打开。 (It is closed; the accepting centre may reopen it.)"
            }
            Self::Declined => {
                "已定不予受理，可由受理中心重新打开。 (It was declined; the accepting centre may reopen it.)"
            }
            Self::Withdrawn => {
                "诉求人已撤回，可由受理中心重新打开。 (It was withdrawn; the accepting centre may reopen it.)"
            }
            Self::Transferred => {
                "已经转出，可由受理中心重新打开。 (It was handed over; the accepting centre may reopen it.)"
            }
            Self::Merged => {
                "已并入另一件，请看那一件。 (It was merged into another case; see that one.)"
            }
        }
    }
}

impl Hold {
    /// What a unit's part in this state waits for.
    const fn stands(self) -> &'static str {
        match self {
            Self::ToSign => {
                "本单位还没签收，请先签收。 (Your unit has not signed for it; sign first.)"
            }
            Self::InHand => {
                "本单位已经签收，正在办理。 (Your unit has signed for it and works on it.)"
            }
            Self::Delegated => {
                "本单位已经下派，由下级单位办理。 (Your unit has passed it to a unit below.)"
            }
            Self::ReturnAsked => {
                "本单位申请了退件，等裁定。 (Your unit has asked to return it; the ruling is awaited.)"
            }
            Self::Replied => {
                "本单位的答复已经写好，等审核。 (Your unit's reply is written and waits for review.)"
            }
            Self::Approved => "本单位的答复已经通过审核。 (Your unit's reply has passed review.)",
            Self::Returned => "本单位已经退件。 (Your unit has returned it.)",
            Self::Relieved => "已经不由本单位办理。 (Your unit was relieved of it.)",
        }
    }
}

/// The state of the case, to whom the step is not one of this state.
pub(super) fn of_case(case: &Case) -> Refusal {
    not_now(case.status.stands())
}
/// The state of a unit's part, where it has one.
pub(super) fn of_part(case: &Case, held: Option<&Assignment>) -> Refusal {
    not_now(held.map_or(case.status.stands(), |held| held.state.stands()))
}

impl Act<'_> {
    /// While a lower unit has the case, the reply is that unit's: what it does with it is said.
    pub(super) fn nobody_works_below(&self, held: &Assignment) -> Result<(), Refusal> {
        if held.state != Hold::Delegated {
            return Ok(());
        }
        let below = |state: Hold| {
            let at = |a: &Assignment| a.upper.as_ref() == Some(&held.unit) && a.state == state;
            self.case.current().any(at)
        };
        let to_pass = self.case.pending.as_ref();
        let why = if below(Hold::ReturnAsked) {
            "它申请了退件，请先裁定。 (It has asked to return the case; rule on that first.)"
        } else if to_pass.is_some_and(|pending| pending.awaiting == held.unit) {
            "它已经答复，等本单位审核。 (It has replied; your unit's review is awaited.)"
        } else if below(Hold::Replied) {
            "它已经答复，还在它那里审核。 (It has replied and reviews that itself first.)"
        } else {
            "请等它答复后审核。 (Wait for its reply and review it.)"
        };
        Err(Refusal::because(Code::LowerUnitOpen, why))
    }
}
