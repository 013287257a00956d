//! 并件 拆件 同遇: cases that belong together, and cases that do not.

use super::standing::not_now;
use super::{Act, Case, Decision, NewCase, reason};
use crate::case::command::{MeToo, Merge, Split, Unmerge};
use crate::case::event::Event;
use crate::case::status::Status;
use crate::case::transition::Capacity;
use crate::person::{Phone, Requester};
use crate::refusal::{Code, Refusal};
use crate::scope;
use crate::text::Vault;

impl Act<'_> {
    pub(super) fn merge(&self, merge: &Merge) -> Result<Decision, Refusal> {
        let parent = self
            .context
            .other
            .filter(|parent| scope::sees(self.actor, parent, self.context.directory));
        let parent = parent.ok_or_else(|| {
            Refusal::because(
                Code::MergeImpossible,
                format!(
                    "into：{} 没有这件 (no such case)",
                    merge.into.chars().take(40).collect::<String>()
                ),
            )
        })?;
        // Who merges decides about both; what nobody has claimed yet he accepts for his centre.
        let centre = parent.deciding_centre(self.context.directory);
        let acts_there = |capacity: &Capacity| capacity.unit.as_ref() == Some(centre);
        let open = |case: &Case| matches!(case.status, Status::Accepted | Status::InProgress);
        let fits = parent.id != self.case.id
            && open(parent)
            && !parent.facts.secret()
            && !self.case.facts.secret()
            && self.case.children.is_empty()
            && self.capacities.iter().any(acts_there);
        if !fits {
            return Err(Code::MergeImpossible.into());
        }
        let mut events = Vec::with_capacity(2);
        if self.case.status == Status::Submitted {
            // Merged cases keep their promise, so there has to be one: merging accepts.
            let accept = crate::case::command::Accept {
                kind: None,
                item: None,
                urgent: None,
                simple: None,
            };
            events = self.accept_at(centre, &accept)?.events;
        }
        events.push(Event::Merged {
            into: parent.id,
            into_no: parent.no.clone(),
            relieved: self.everybody(),
        });
        let absorbed = Event::Absorbed {
            child: self.case.id,
            child_no: self.case.no.clone(),
        };
        Ok(Decision {
            events,
            elsewhere: vec![(parent.id, absorbed)],
            ..Decision::default()
        })
    }

    pub(super) fn unmerge(
        &self,
        unmerge: &Unmerge,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        let reason = Some(reason(&unmerge.reason, vault)?);
        let unmerged = Event::Unmerged {
            reason,
            dispatch_by: self.dispatch_by(),
        };
        Ok(Decision {
            events: vec![unmerged],
            elsewhere: self.parted(),
            ..Decision::default()
        })
    }

    /// What its parent hears of a case that goes its own way.
    pub(super) fn parted(&self) -> Vec<(i64, Event)> {
        let child = self.case.id;
        let parted = |parent| (parent, Event::Parted { child });
        self.case.merged_into.map(parted).into_iter().collect()
    }

    pub(super) fn split(&self, split: &Split, vault: &mut dyn Vault) -> Result<Decision, Refusal> {
        if split.parts.is_empty() || split.parts.iter().any(|part| part.title.is_empty()) {
            return Err(Refusal::because(
                Code::BadValue,
                "parts：至少一件，每件有标题 (at least one, each with a title)",
            ));
        }
        if split.parts.len() > self.context.fresh.len() {
            return Err(Refusal::because(
                Code::BadValue,
                format!("parts：一次最多 {} 件 (at most)", self.context.fresh.len()),
            ));
        }
        for part in &split.parts {
            self.context
                .check_item(part.item.as_ref(), self.accepted_on())?;
        }
        let mut spawned = Vec::with_capacity(split.parts.len());
        for (part, fresh) in split.parts.iter().zip(self.context.fresh) {
            let (title, text) = (
                vault.seal(part.title.as_str()),
                vault.seal(part.text.as_str()),
            );
            // The person is the same one; the store copies the particulars to the new case.
            let requester = self.case.facts.requester.clone();
            let new = NewCase::part_of(
                self.case,
                self.context,
                fresh,
                title,
                text,
                requester,
                part.item.clone(),
            )?;
            spawned.push(new);
        }
        let parts = spawned.iter().map(|new| new.no.clone()).collect();
        let spawned = spawned
            .into_iter()
            .map(|new| (new.id, new.events))
            .collect();
        Ok(Decision {
            events: vec![Event::Split { parts }],
            spawned,
            ..Decision::default()
        })
    }

    pub(super) fn is_public(&self) -> Result<(), Refusal> {
        if self.case.published.is_some() {
            Ok(())
        } else {
            Err(not_now("这件没有公开。 (The case is not public.)"))
        }
    }

    pub(super) fn me_too(
        &self,
        me_too: &MeToo,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        self.is_public()?;
        let told = me_too.contact.as_ref();
        let told = told.filter(|contact| !contact.is_empty());
        if let Some(contact) = told {
            // Word is promised to it.
            Phone::for_word(contact.as_str())
                .map_err(|told| Refusal::because(Code::BadValue, format!("contact：{told}")))?;
        }
        let contact = told.map(|contact| {
            // As an address and not as a telephone: a caller's number finds his own cases, and this is
            // another's. It is read again only to tell him once how it went.
            vault.keep(&Requester {
                address: Some(contact.clone()),
                ..Requester::default()
            })
        });
        Ok(Event::MeTooAdded { contact }.into())
    }
}
