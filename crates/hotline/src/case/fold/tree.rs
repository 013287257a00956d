//! The tree of assignments below a case: giving, relieving, and a reply on its way up.

use crate::case::assignment::{Assignment, Duty, Given};
use crate::case::status::Hold;
use crate::case::{Case, PendingReply};
use crate::codes::UnitCode;
use crate::text::TextRef;
use workday::{Date, Instant};

impl Case {
    pub(super) fn give(
        &mut self,
        duty: Duty,
        upper: Option<UnitCode>,
        fallback: bool,
        given: &Given,
        at: Instant,
    ) {
        let mut fresh = Assignment::fresh(self.round, duty, upper, fallback, given.clone(), at);
        // One node a unit and round: a unit that gets the case again goes on with its own node.
        let round = self.round;
        match self
            .assignments
            .iter_mut()
            .find(|a| a.round == round && a.unit == given.unit)
        {
            Some(node) => {
                fresh.asked_return = node.asked_return;
                *node = fresh;
            }
            None => self.assignments.push(fresh),
        }
    }

    pub(super) fn at_unit(&mut self, unit: &UnitCode, change: impl FnOnce(&mut Assignment)) {
        let round = self.round;
        if let Some(node) = self
            .assignments
            .iter_mut()
            .find(|a| a.round == round && &a.unit == unit)
        {
            change(node);
        }
    }

    pub(super) fn relieve(&mut self, units: &[UnitCode]) {
        for unit in units {
            self.at_unit(unit, |a| {
                a.state = Hold::Relieved;
                a.returning = None;
            });
        }
    }

    pub(super) fn reply(
        &mut self,
        unit: &UnitCode,
        person: &str,
        text: &TextRef,
        (commitment, commitment_until): (Option<TextRef>, Option<Date>),
        awaiting: Option<UnitCode>,
        review_by: Option<Instant>,
    ) {
        if !self.works_for_lead(unit) {
            let state = if awaiting.is_some() {
                Hold::Replied
            } else {
                Hold::Approved
            };
            self.at_unit(unit, |a| {
                a.state = state;
                a.reply = Some(text.clone());
                a.replied_by = Some(person.to_owned());
            });
            if awaiting.is_none() {
                self.hand_back(unit);
            }
            return;
        }
        self.at_unit(unit, |a| a.state = Hold::Replied);
        self.pending = awaiting.map(|awaiting| PendingReply {
            writer: unit.clone(),
            person: person.to_owned(),
            text: text.clone(),
            awaiting,
            review_by,
            commitment,
            commitment_until,
        });
    }

    /// What a unit below an assisting one wrote lies before that one, which has the case in hand
    /// again and writes its own reply to the lead.
    fn hand_back(&mut self, lower: &UnitCode) {
        if let Some(upper) = self.held_by(lower).and_then(|a| a.upper.clone()) {
            self.at_unit(&upper, |a| a.state = Hold::InHand);
        }
    }

    pub(super) fn reviewed(
        &mut self,
        at: &UnitCode,
        writer: &UnitCode,
        passed: bool,
        text: Option<&TextRef>,
        awaiting: Option<UnitCode>,
        review_by: Option<Instant>,
    ) {
        if !self.works_for_lead(writer) {
            let state = if passed { Hold::Approved } else { Hold::InHand };
            self.at_unit(writer, |a| {
                a.state = state;
                if let Some(text) = text {
                    a.reply = Some(text.clone());
                }
            });
            if passed {
                self.hand_back(writer);
            }
            return;
        }
        if !passed {
            self.withdraw_reply();
            return;
        }
        let Some(mut pending) = self.pending.take() else {
            return;
        };
        if let Some(text) = text {
            pending.text = text.clone();
        }
        // Everything below the review has said yes; the unit that reviewed stands for the reply now.
        let mut node = Some(writer.clone()).filter(|unit| unit != at);
        while let Some(unit) = node {
            self.at_unit(&unit, |a| a.state = Hold::Approved);
            node = self
                .held_by(&unit)
                .and_then(|a| a.upper.clone())
                .filter(|upper| upper != at);
        }
        if writer != at {
            self.at_unit(at, |a| a.state = Hold::Replied);
        }
        if let Some(awaiting) = awaiting {
            pending.awaiting = awaiting;
        }
        pending.review_by = review_by;
        self.pending = Some(pending);
    }

    /// A reply sent back counts as never given: who wrote it has it in hand again.
    pub(super) fn withdraw_reply(&mut self) {
        let Some(pending) = self.pending.take() else {
            return;
        };
        self.handed_up = None;
        let mut node = Some(pending.writer.clone());
        while let Some(unit) = node {
            let state = if unit == pending.writer {
                Hold::InHand
            } else {
                Hold::Delegated
            };
            self.at_unit(&unit, |a| a.state = state);
            node = self.held_by(&unit).and_then(|a| a.upper.clone());
        }
    }
}
