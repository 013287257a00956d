//! 联系 进展 答复 审核 公开: how the answer is made and climbs back to the citizen.

use super::standing::{NO_REVIEW, not_now};
use super::{Act, Decision, needed, spoken};
use crate::case::PendingReply;
use crate::case::assignment::{Assignment, Duty};
use crate::case::command::{Contact, NoteProgress, Publish, Reply, Review, Verdict};
use crate::case::event::{Answered, Event, Replied, Reviewed};
use crate::case::status::Hold;
use crate::codes::UnitCode;
use crate::masking::{self, Passage};
use crate::refusal::{Code, Refusal};
use crate::text::{TextRef, Vault};
use workday::Instant;

/// A reply that waits for a review.
pub(super) enum ToReview<'a> {
    /// On its way up to the citizen.
    Climbing(&'a PendingReply),
    /// An assisting unit's, to the lead.
    Assistant(&'a Assignment),
}

/// Where a reply goes on to that was passed; nowhere, unless something is said.
#[derive(Default)]
struct Onward {
    /// Whose review comes next.
    awaiting: Option<UnitCode>,
    /// With this pass it leaves the lead's house.
    handed_up: bool,
    /// Until when the centre has to review it.
    review_by: Option<Instant>,
}

/// A reply passed at `at`, in the reviewer's words if he changed it.
fn passed(at: UnitCode, writer: UnitCode, text: Option<TextRef>, onward: Onward) -> Event {
    Event::Reviewed(Reviewed {
        at,
        writer,
        passed: true,
        text,
        reason: None,
        awaiting: onward.awaiting,
        handed_up: onward.handed_up,
        review_by: onward.review_by,
    })
}

impl Act<'_> {
    pub(super) fn contact(
        &self,
        contact: &Contact,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        let note = spoken(contact.note.as_ref(), vault);
        Ok(Event::Contacted {
            unit: self.unit()?.clone(),
            how: contact.how,
            reached: contact.reached,
            note,
        }
        .into())
    }

    pub(super) fn note_progress(
        &self,
        progress: &NoteProgress,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        let text = needed(&progress.text, "text", vault)?;
        Ok(Event::ProgressNoted {
            unit: self.unit()?.clone(),
            text,
            public: progress.public,
        }
        .into())
    }

    pub(super) fn reply(&self, reply: &Reply, vault: &mut dyn Vault) -> Result<Decision, Refusal> {
        let unit = self.unit()?.clone();
        let held = self.case.held_by(&unit).ok_or(Code::NotYours)?;
        if reply.text.is_empty() {
            return Err(Code::ReplyEmpty.into());
        }
        self.nobody_works_below(held)?;
        let reviews = self
            .context
            .directory
            .unit(&unit)
            .is_some_and(|unit| unit.review);
        // Below an assisting unit a reply goes no further than to that unit, which then writes its own.
        let awaiting = match (self.case.works_for_lead(&unit), reviews) {
            (_, true) => Some(unit.clone()),
            (false, false) => None,
            (true, false) => Some(self.above(&unit)),
        };
        let handed_up = held.duty == Duty::Lead && !reviews;
        let review_by = if handed_up {
            Some(self.end_of_working_day(self.context.rules.final_review_days)?)
        } else {
            None
        };
        let evidence = (!reply.evidence.is_empty())
            .then(|| serde_json::to_string(&reply.evidence).ok())
            .flatten();
        Ok(Event::Replied(Replied {
            unit,
            person: self.actor.person().unwrap_or_default().to_owned(),
            text: vault.seal(reply.text.as_str()),
            evidence: evidence.map(|list| vault.seal(&list)),
            commitment: reply
                .commitment
                .as_ref()
                .map(|made| vault.seal(made.text.as_str())),
            commitment_until: reply.commitment.as_ref().and_then(|made| made.until),
            awaiting,
            handed_up,
            review_by,
        })
        .into())
    }

    /// Whose review comes after a unit's: the unit above it in the case's own tree, last the centre.
    fn above(&self, unit: &UnitCode) -> UnitCode {
        let upper = self.case.held_by(unit).and_then(|held| held.upper.clone());
        upper.unwrap_or_else(|| self.case.deciding_centre(self.context.directory).clone())
    }

    pub(super) fn review(
        &self,
        review: &Review,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        match self.to_review()? {
            ToReview::Climbing(pending) => self.review_climbing(pending, review, vault),
            ToReview::Assistant(held) => self.review_assistant(held, review, vault),
        }
    }

    /// The reply that waits for this actor's review.
    pub(super) fn to_review(&self) -> Result<ToReview<'_>, Refusal> {
        let mine = |unit: &UnitCode| {
            self.capacities
                .iter()
                .any(|capacity| capacity.unit.as_ref() == Some(unit))
        };
        let climbing = self.case.pending.as_ref();
        if let Some(pending) = climbing.filter(|pending| mine(&pending.awaiting)) {
            return Ok(ToReview::Climbing(pending));
        }
        let waits = |a: &&Assignment| {
            a.state == Hold::Replied && !self.case.works_for_lead(&a.unit) && mine(&a.unit)
        };
        let held = self.case.current().find(waits);
        held.map(ToReview::Assistant)
            .ok_or_else(|| not_now(NO_REVIEW))
    }

    fn send_back(
        &self,
        at: UnitCode,
        writer: UnitCode,
        review: &Review,
        vault: &mut dyn Vault,
    ) -> Decision {
        let reason = spoken(Some(&review.reason), vault);
        let event = Event::Reviewed(Reviewed {
            at,
            writer,
            passed: false,
            text: None,
            reason,
            awaiting: None,
            handed_up: false,
            review_by: None,
        });
        event.into()
    }

    fn own_words(&self, person: &str) -> Result<(), Refusal> {
        if self.actor.person() == Some(person) {
            Err(Code::OwnReply.into())
        } else {
            Ok(())
        }
    }

    fn review_climbing(
        &self,
        pending: &PendingReply,
        review: &Review,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        let at = pending.awaiting.clone();
        let writer = pending.writer.clone();
        if review.decision == Verdict::SendBack {
            return Ok(self.send_back(at, writer, review, vault));
        }
        self.own_words(&pending.person)?;
        let text = spoken(review.text.as_ref(), vault);
        let centre = self.case.deciding_centre(self.context.directory);
        // A county centre that accepted a case has no assignment of its own in it.
        if &at == centre && self.case.held_by(&at).is_none() {
            let answer = text.clone().unwrap_or_else(|| pending.text.clone());
            let reviewed = passed(at, writer, text, Onward::default());
            let answered = self.answered(answer);
            let wake = self.case.children.iter().copied().collect();
            return Ok(Decision {
                events: vec![reviewed, answered],
                wake,
                ..Decision::default()
            });
        }
        let next = self.above(&at);
        let handed_up = &next == centre && self.case.lead().is_some_and(|lead| lead.unit == at);
        let review_by = if handed_up {
            Some(self.end_of_working_day(self.context.rules.final_review_days)?)
        } else {
            None
        };
        let onward = Onward {
            awaiting: Some(next),
            handed_up,
            review_by,
        };
        Ok(passed(at, writer, text, onward).into())
    }

    fn answered(&self, text: TextRef) -> Event {
        let open = |hold: Hold| {
            matches!(
                hold,
                Hold::ToSign | Hold::InHand | Hold::ReturnAsked | Hold::Delegated
            )
        };
        let unfinished: Vec<_> = self
            .case
            .current()
            .filter(|a| a.duty == Duty::Assist && open(a.state))
            .collect();
        let late = |by: Option<Instant>| by.is_some_and(|by| by <= self.now());
        Event::Answered(Answered {
            text,
            unit: self.case.lead().map(|lead| lead.unit.clone()),
            counted_at: self.case.handed_up.unwrap_or(self.now()),
            window_until: self.window_until(),
            relieved: unfinished
                .iter()
                .flat_map(|a| self.case.branch(&a.unit))
                .collect(),
            missed: unfinished
                .iter()
                .filter(|a| late(a.given.reply_by))
                .map(|a| a.unit.clone())
                .collect(),
            knowledge: None,
        })
    }

    /// 协办: reviewed in its own house, then it lies before the lead; what a unit below an assisting
    /// one wrote lies before that one.
    fn review_assistant(
        &self,
        held: &Assignment,
        review: &Review,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        let unit = held.unit.clone();
        if review.decision == Verdict::SendBack {
            return Ok(self.send_back(unit.clone(), unit, review, vault));
        }
        self.own_words(held.replied_by.as_deref().unwrap_or_default())?;
        let text = spoken(review.text.as_ref(), vault);
        Ok(passed(unit.clone(), unit, text, Onward::default()).into())
    }

    pub(super) fn may_be_public(&self) -> Result<(), Refusal> {
        if self.case.facts.secret() {
            Err(Code::Confidential.into())
        } else {
            Ok(())
        }
    }

    pub(super) fn publish(
        &self,
        publish: &Publish,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        if publish.title.is_empty() {
            return Err(Refusal::because(
                Code::BadValue,
                "title：没有填写 (missing)",
            ));
        }
        self.may_be_public()?;
        // Everybody would read an answer that nobody gave, also beside the one that comes later.
        if self.case.answer.is_none() && !publish.answer.is_empty() {
            return Err(Refusal::because(
                Code::BadValue,
                "answer：还没有答复，请留空，答复以后再公开一次 (there is no answer yet: leave it empty, and publish again once there is one)",
            ));
        }
        for (field, words) in [
            ("title", publish.title.as_str()),
            ("text", publish.text.as_str()),
            ("answer", publish.answer.as_str()),
        ] {
            if let Some(found) = masking::never_public(words, field == "answer") {
                return Err(Refusal::because(Code::BadValue, told_of(field, &found)));
            }
        }
        Ok(Event::Published {
            title: vault.seal(publish.title.as_str()),
            text: vault.seal(publish.text.as_str()),
            answer: vault.seal(publish.answer.as_str()),
        }
        .into())
    }
}

/// Where a passage stands that may not go public, without writing it out once more.
fn told_of(field: &str, found: &Passage) -> String {
    let (place, begins) = (
        found.at.0 + 1,
        // A bracket would end what is told in one language.
        (found.words.chars().filter(|c| c.is_alphanumeric()))
            .take(3)
            .collect::<String>(),
    );
    let (zh, en) = (found.what.zh(), found.what.en());
    format!(
        "{field}：第 {place} 个字起的{zh}（{begins}…）要先遮住 ({en} from character {place}, {begins}…, has to be blotted out first)"
    )
}
