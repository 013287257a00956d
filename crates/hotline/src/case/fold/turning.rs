//! Events that move several nodes of the tree at once.

use crate::case::assignment::Duty;
use crate::case::event::{Answered, Event, ReturnRuled};
use crate::case::status::{Hold, Status};
use crate::case::{Answer, Case};
use workday::Instant;

impl Case {
    /// 裁定: the unit that asked is out or goes on, and a new one comes in.
    pub(super) fn ruled(&mut self, event: &Event, at: Instant) {
        let Event::ReturnRuled(ReturnRuled {
            unit,
            upheld,
            binds,
            lead,
            under,
            relieved,
            reaccepted,
            dispatch_by,
            ..
        }) = event
        else {
            return;
        };
        self.binding |= binds;
        let top = self.top_of(unit).map_or(Duty::Lead, |top| top.duty);
        self.relieve(relieved);
        let (mut duty, mut upper) = (Duty::Lead, None);
        self.at_unit(unit, |a| {
            (duty, upper) = (a.duty, a.upper.clone());
            if let Some(request) = a.returning.take() {
                a.state = if *upheld {
                    Hold::Returned
                } else {
                    request.from
                };
            }
        });
        match (lead, upper) {
            (Some(given), _) => {
                // Lifted out of a county's hands, the case has a new unit at the top.
                let duty = if under.is_none() { top } else { duty };
                self.give(duty, under.clone(), false, given, at);
            }
            (None, Some(upper)) if *upheld => {
                self.at_unit(&upper, |a| a.state = Hold::InHand);
            }
            _ => {}
        }
        if *reaccepted {
            self.status = Status::Accepted;
            self.next_by = *dispatch_by;
        }
    }

    /// 兜底: a unit that cannot return.
    pub(super) fn fall_back(&mut self, event: &Event, at: Instant) {
        let Event::FallbackDesignated {
            to,
            under,
            relieved,
            binds,
            ..
        } = event
        else {
            return;
        };
        self.status = Status::InProgress;
        self.binding |= binds;
        // A fallback below an assisting centre leaves the lead's reply alone.
        let written_there = self.pending.as_ref().is_some_and(|pending| {
            relieved.contains(&pending.writer) || under.as_ref() == Some(&pending.writer)
        });
        if written_there {
            self.withdraw_reply();
        }
        self.relieve(relieved);
        if let Some(under) = under {
            // Who names a fallback of its own keeps the case: a return it asked for lapses.
            self.at_unit(under, |a| {
                a.state = Hold::Delegated;
                a.returning = None;
            });
        }
        let duty = if under.is_some() {
            Duty::Below
        } else {
            Duty::Lead
        };
        self.give(duty, under.clone(), true, to, at);
    }

    /// 已答复: every open node of the round ends well or as missed.
    pub(super) fn answered(&mut self, event: &Event, at: Instant) {
        let Event::Answered(Answered {
            text,
            unit,
            counted_at,
            window_until,
            relieved,
            missed,
            knowledge: _,
        }) = event
        else {
            return;
        };
        self.status = Status::Answered;
        let promised = self.pending.take();
        let (commitment, commitment_until) = promised.map_or((None, None), |reply| {
            (reply.commitment, reply.commitment_until)
        });
        self.commitments.extend(commitment_until);
        self.extension = None;
        self.settle_question();
        self.relieve(relieved);
        let round = self.round;
        for a in self.assignments.iter_mut().filter(|a| a.round == round) {
            a.missed |= missed.contains(&a.unit);
            if matches!(a.state, Hold::Replied | Hold::Delegated) {
                a.state = Hold::Approved;
            }
        }
        self.answer = Some(Answer {
            at,
            counted_at: *counted_at,
            text: Some(text.clone()),
            unit: unit.clone(),
            window_until: *window_until,
            commitment,
            commitment_until,
        });
    }
}
