//! Where a case stands, told to whoever is refused for it: what is the case, and a way out that is open
//! there. Which way that is depends on the command: a table in `tests/rules/refusing.rs` reads them all.

use super::Act;
use crate::actor::Actor;
use crate::case::Case;
use crate::case::assignment::Assignment;
use crate::case::command::Verb;
use crate::case::status::{Hold, Status};
use crate::refusal::{Code, OWN_WAY, Refusal};
use crate::rulebook::Rulebook;

/// Nobody has asked to return the case.
pub(super) const NO_RETURN: &str = "没有等裁定的退件。 (No return waits for a ruling.)";
/// No question with an undecided waiting.
pub(super) const NO_WAITING: &str = "没有等决定的等候申请。 (No waiting is to be decided.)";
/// No undecided extension.
pub(super) const NO_EXTENSION: &str = "没有等决定的延期申请。 (No extension is to be decided.)";
/// No reply waits for this actor.
pub(super) const NO_REVIEW: &str = "没有等您这里审核的答复。 (No reply waits for your review.)";

/// `wrong_state`, with what is the case, as `中文 (English)`.
pub(super) fn not_now(why: &'static str) -> Refusal {
    Refusal::because(Code::WrongState, why)
}

/// The state of the case, to whom the step is not one of this state.
pub(super) fn of_case(case: &Case, verb: Verb, rules: &Rulebook) -> Refusal {
    not_now(match verb {
        Verb::Register => {
            "这件已经登记。别的事请另外登记。 (It is registered. Register anything else as a case of its own.)"
        }
        Verb::Accept => "这件已经受理。 (It is accepted already.)",
        Verb::Unmerge => "这件没有并件，不用撤销。 (It is not merged; there is nothing to undo.)",
        Verb::Reopen => {
            "这件没有结束，不用重新打开。 (It has not ended; there is nothing to reopen.)"
        }
        Verb::RuleOnReturn => NO_RETURN,
        Verb::DecideWaiting => NO_WAITING,
        Verb::DecideExtension => NO_EXTENSION,
        Verb::Review => NO_REVIEW,
        Verb::Publish => "还没受理，受理以后才能公开。 (It is published once it is accepted.)",
        Verb::Rate => "还没答复，答复以后才能评价。 (It is rated once it is answered.)",
        Verb::FollowUp => "还没答复，答复以后才能回访。 (The call back comes after the answer.)",
        Verb::AskRework => {
            "还没答复，答复以后才能申请重办。 (Rework is asked for once it is answered.)"
        }
        _ => match case.status {
            Status::Submitted => of_submitted(verb),
            Status::Accepted => of_accepted(verb),
            Status::InProgress => of_in_progress(verb),
            _ => of_answered(case, rules),
        },
    })
}

const fn of_submitted(verb: Verb) -> &'static str {
    match verb {
        Verb::Rework => "还没答复，不用重办。请先受理。 (It is not answered; accept it first.)",
        Verb::Close => {
            "还没答复，不能办结。请先受理；不归本热线的，可不予受理或转办。 (It is not answered. Accept it first, or decline it or hand it over.)"
        }
        _ => "还没受理，请先受理。 (It is not accepted yet; accept it first.)",
    }
}

const fn of_accepted(verb: Verb) -> &'static str {
    match verb {
        Verb::Decline => {
            "已经受理，不能再不予受理。可直接答复或转办，诉求人也可撤回。 (It is accepted and cannot be declined any more. Answer it directly or hand it over; the requester may withdraw it.)"
        }
        Verb::Rework => {
            "还没答复，不用重办。请先批转或直接答复。 (It is not answered; dispatch it or answer it directly first.)"
        }
        Verb::Close => {
            "还没答复，不能办结。请先批转或直接答复，也可转办。 (It is not answered. Dispatch it or answer it directly first, or hand it over.)"
        }
        _ => "还没批转，等受理中心批转。 (The accepting centre has yet to dispatch it.)",
    }
}

const fn of_in_progress(verb: Verb) -> &'static str {
    match verb {
        Verb::Decline | Verb::Transfer => {
            "已经批转，由承办单位办理。诉求人可撤回。 (It is dispatched, and the unit deals with it. The requester may withdraw it.)"
        }
        Verb::AnswerDirectly => {
            "已经批转，由承办单位答复。 (It is dispatched; the unit's reply is the answer.)"
        }
        Verb::Rework => {
            "还没答复，不用重办。正在承办单位办理。 (It is not answered; a unit works on it.)"
        }
        Verb::Close => {
            "还没答复，不能办结。正在承办单位办理，诉求人可撤回。 (It is not answered; a unit works on it. The requester may withdraw it.)"
        }
        _ => "已经批转，正在办理。 (It is dispatched and being worked on.)",
    }
}

/// Rework is the way to have it done again, and where that is used up, closing and reopening.
const fn of_answered(case: &Case, rules: &Rulebook) -> &'static str {
    if case.reworks < rules.rework_times {
        "已经答复。要再办，由受理中心重办。 (It is answered. To have it done again, the accepting centre orders rework.)"
    } else {
        "已经答复，重办次数已用完。要再办，由受理中心办结后重新打开。 (It is answered, and the rework is used up. To have it done again, the accepting centre closes it and reopens it.)"
    }
}

/// `ended`, with how it ended and what is open there.
pub(super) fn of_end(case: &Case, verb: Verb, actor: &Actor) -> Refusal {
    if case.status == Status::Merged {
        return of_merged(case, verb, actor);
    }
    let why = match (verb, case.status) {
        (Verb::Unmerge, _) => {
            "这件没有并件，不用撤销。 (It is not merged; there is nothing to undo.)"
        }
        (Verb::Close, Status::Closed) => {
            "已经办结，也没有等决定的重办申请。 (It is closed, and no rework is asked for.)"
        }
        (Verb::Rework, Status::Closed) => {
            "已经办结，也没有等决定的重办申请。要再办，由受理中心重新打开。 (It is closed, and no rework is asked for. To have it done again, the accepting centre reopens it.)"
        }
        (_, Status::Declined) => {
            "已定不予受理，可由受理中心重新打开。 (It was declined; the accepting centre may reopen it.)"
        }
        (_, Status::Withdrawn) => {
            "诉求人已撤回，可由受理中心重新打开。 (It was withdrawn; the accepting centre may reopen it.)"
        }
        (_, Status::Transferred) => {
            "已经转出，可由受理中心重新打开。 (It was handed over; the accepting centre may reopen it.)"
        }
        _ => "已经办结，可由受理中心重新打开。 (It is closed; the accepting centre may reopen it.)",
    };
    Refusal::because(Code::Ended, why)
}

/// The public is not told which case another one was merged into.
fn of_merged(case: &Case, verb: Verb, actor: &Actor) -> Refusal {
    let told = case.merged_into_no.as_deref();
    let (zh, en) = told.filter(|_| actor != &Actor::Public).map_or_else(
        || {
            (
                "已并入另一件".to_owned(),
                "It was merged into another case".to_owned(),
            )
        },
        |no| (format!("已并入 {no}"), format!("It was merged into {no}")),
    );
    let (way, way_en) = match verb {
        Verb::Rate | Verb::AskRework => (
            "随那一件答复，答复以后才能评价和申请重办。",
            "and is answered with it; then it is rated, and rework asked for.",
        ),
        Verb::FollowUp => ("由那一件回访。", "and that one is called back for."),
        Verb::Close => (
            "随那一件办结，也没有等决定的重办申请。",
            "and ends with it; no rework is asked for.",
        ),
        _ => (
            "随那一件办理。要单独办理，由受理中心撤销并件。",
            "and follows it. To have it go its own way, the accepting centre undoes the merge.",
        ),
    };
    Refusal::because(Code::Ended, format!("{zh}，{way} ({en} {way_en})"))
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

/// The state of a unit's part, where it has one.
pub(super) fn of_part(
    case: &Case,
    held: Option<&Assignment>,
    verb: Verb,
    rules: &Rulebook,
) -> Refusal {
    held.map_or_else(
        || of_case(case, verb, rules),
        |held| not_now(held.state.stands()),
    )
}

/// What a requester hears whose own way to have it done again is open.
pub(super) fn own_way(case: &Case) -> Refusal {
    if case.status == Status::Closed {
        let why = format!(
            "已经办结。要再办，{OWN_WAY}。 (It is closed. To have it done again, you may ask for rework.)"
        );
        return Refusal::because(Code::Ended, why);
    }
    let why = format!(
        "已经答复。要再办，{OWN_WAY}。 (It is answered. To have it done again, you may ask for rework.)"
    );
    Refusal::because(Code::WrongState, why)
}

impl Case {
    /// What somebody hears of a command that `actions` leaves out for him.
    pub fn not_concerned(&self, verb: Verb, actor: &Actor) -> Refusal {
        if self.status.is_end() {
            of_end(self, verb, actor)
        } else {
            Code::NotYours.into()
        }
    }
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
