//! 评价 回访 重办 办结: the citizen's say, and what follows from it.

use super::standing::not_now;
use super::{Act, Decision, reason, spoken};
use crate::actor::Actor;
use crate::case::assignment::Duty;
use crate::case::command::{AskRework, CallOutcome, Close, FollowUp, Rate, Rework};
use crate::case::event::{Event, Outcome, RatedBy, Rating, RoundBegun};
use crate::case::promise::{Base, Promise};
use crate::case::status::Status;
use crate::refusal::{Code, Refusal};
use crate::text::Vault;

/// What was heard of the requester, and the end of the case if that closes it.
fn heard(event: Event, closes: bool) -> Decision {
    let end = closes.then_some(Event::Closed {
        outcome: Outcome::Rated,
        reason: None,
    });
    Decision {
        events: std::iter::once(event).chain(end).collect(),
        ..Decision::default()
    }
}

impl Act<'_> {
    fn window_is_open(&self) -> Result<bool, Refusal> {
        let answer = self.case.answer.as_ref().ok_or(Code::WrongState)?;
        Ok(self.now() < answer.window_until)
    }

    pub(super) fn may_rate(&self) -> Result<(), Refusal> {
        if self.window_is_open()? {
            Ok(())
        } else {
            Err(Code::RatingClosed.into())
        }
    }

    pub(super) fn may_follow_up(&self) -> Result<(), Refusal> {
        self.may_rate()?;
        if self.case.follow_ups >= self.context.rules.follow_up_tries {
            Err(Code::FollowUpSpent.into())
        } else {
            Ok(())
        }
    }

    pub(super) fn may_ask_rework(&self) -> Result<(), Refusal> {
        if self.case.rework_asked.is_some() {
            return Err(not_now(
                "已经申请了重办，等中心决定。 (Rework was asked for; the centre's decision is awaited.)",
            ));
        }
        if !self.window_is_open()? {
            return Err(Code::ReworkTooLate.into());
        }
        self.rework_left()
    }

    fn check_grade(grade: u8) -> Result<(), Refusal> {
        if (1..=5).contains(&grade) {
            Ok(())
        } else {
            Err(Refusal::because(
                Code::BadValue,
                "grade：1 到 5 (from 1 to 5)",
            ))
        }
    }

    /// Solved and at least fair: the case is over, unless the requester comes back in the window.
    fn closes(&self, rating: &Rating) -> bool {
        self.case.status == Status::Answered
            && rating.solved
            && u32::from(rating.grade) >= self.context.rules.satisfied_grade
    }

    pub(super) fn rate(&self, rate: &Rate, vault: &mut dyn Vault) -> Result<Decision, Refusal> {
        Self::check_grade(rate.grade)?;
        self.may_rate()?;
        let by = if matches!(self.actor, Actor::Staff(_)) {
            RatedBy::Agent
        } else {
            RatedBy::Requester
        };
        let comment = spoken(rate.comment.as_ref(), vault);
        let rating = Rating {
            by,
            grade: rate.grade,
            solved: rate.solved,
            comment,
            like: rate.like,
        };
        let closes = self.case.takes(&rating) && self.closes(&rating);
        Ok(heard(Event::Rated { rating }, closes))
    }

    pub(super) fn follow_up(
        &self,
        call: &FollowUp,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        call.grade.map_or(Ok(()), Self::check_grade)?;
        self.may_follow_up()?;
        let reached = call.outcome == CallOutcome::Reached;
        // Left out it would count as not solved, and nobody said so.
        if reached && call.solved.is_none() {
            return Err(Refusal::because(
                Code::BadValue,
                "solved：接通了就要问清解决没有 (say whether it is solved, once somebody was reached)",
            ));
        }
        let own = self
            .case
            .rating
            .as_ref()
            .is_some_and(|rating| rating.by != RatedBy::FollowUp);
        let said = call.grade.zip(call.solved).filter(|_| reached && !own);
        let rating = said.map(|(grade, solved)| Rating {
            by: RatedBy::FollowUp,
            grade,
            solved,
            comment: None,
            like: false,
        });
        // A rework that the requester asked for is the centre's to decide, not the caller's.
        let undecided = self.case.rework_asked.is_some();
        let closes = !undecided && rating.as_ref().is_some_and(|rating| self.closes(rating));
        let note = spoken(call.note.as_ref(), vault);
        let called = Event::FollowedUp {
            outcome: call.outcome,
            solved: call.solved,
            note,
            rating,
        };
        Ok(heard(called, closes))
    }

    pub(super) fn ask_rework(
        &self,
        asked: &AskRework,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        let reason = reason(&asked.reason, vault)?;
        self.may_ask_rework()?;
        let decide_by = self.end_of_working_day(self.context.rules.rework_decision_days)?;
        Ok(Event::ReworkAsked { reason, decide_by }.into())
    }

    pub(super) fn rework_left(&self) -> Result<(), Refusal> {
        if self.case.reworks >= self.context.rules.rework_times {
            Err(Code::ReworkSpent.into())
        } else {
            Ok(())
        }
    }

    pub(super) fn rework(
        &self,
        rework: &Rework,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        let named = rework
            .lead
            .as_deref()
            .map(|name| self.context.find_unit(name))
            .transpose()?;
        let reason = reason(&rework.reason, vault)?;
        self.rework_left()?;
        if let Some(unit) = named {
            self.in_area_of(self.case.deciding_centre(self.context.directory), unit)?;
        }
        // A merged case was answered by its parent's lead, and goes its own way from here.
        let parent = self.case.merged_into.and(self.context.other);
        let last = parent
            .unwrap_or(self.case)
            .current()
            .rev()
            .find(|a| a.duty == Duty::Lead && a.state.is_live());
        let last = last.and_then(|lead| self.context.directory.unit(&lead.unit));
        // One that has ended is given nothing new: without another lead the case waits for dispatch.
        let last = last.filter(|unit| unit.in_force(self.now().date()));
        let base = Base::Counted {
            from: self.now(),
            days: self.context.rules.rework_days,
        };
        let begun = Event::RoundBegun(RoundBegun {
            round: self.case.round + 1,
            promise: Promise::count(base, 0, 0, self.context.calendar)?,
            lead: named.or(last).map(|unit| self.given(unit)).transpose()?,
            reason,
            rework: true,
            dispatch_by: self.dispatch_by(),
        });
        Ok(Decision {
            events: vec![begun],
            elsewhere: self.parted(),
            ..Decision::default()
        })
    }

    pub(super) fn close(&self, close: &Close, vault: &mut dyn Vault) -> Result<Decision, Refusal> {
        let reason = reason(&close.reason, vault)?;
        if self.case.status.is_end() {
            return Ok(Event::ReworkRefused { reason }.into());
        }
        let outcome = if self.case.rework_asked.is_some() {
            Outcome::ReworkRefused
        } else {
            Outcome::ByCentre
        };
        Ok(Event::Closed {
            outcome,
            reason: Some(reason),
        }
        .into())
    }
}
