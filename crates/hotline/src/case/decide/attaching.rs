//! 添附件: a file comes to a case. The bytes are kept already; here it is decided whose the file is.

use super::{Act, Decision, spoken};
use crate::actor::{Actor, Role};
use crate::case::command::Attach;
use crate::case::event::{Attached, Event};
use crate::codes::UnitCode;
use crate::file::{OF_REQUESTER_MAX, OF_UNITS_MAX};
use crate::refusal::{Code, Refusal};
use crate::text::{Line, TextRef, Vault};

impl Act<'_> {
    pub(super) fn attach(
        &self,
        attach: &Attach,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        let unit = self.owner();
        let theirs = self
            .case
            .files
            .iter()
            .filter(|file| file.unit.is_some() == unit.is_some());
        let most = if unit.is_some() {
            OF_UNITS_MAX
        } else {
            OF_REQUESTER_MAX
        };
        if theirs.count() >= most {
            return Err(Code::FilesSpent.into());
        }
        Ok(Event::Attached(Attached {
            file: attach.file.clone(),
            // The requester sees his own files anyway.
            public: attach.public && unit.is_some(),
            unit,
            name: line(attach.name.as_ref(), vault),
            caption: spoken(attach.caption.as_ref(), vault),
            what: line(attach.what.as_ref(), vault),
            taken_at: line(attach.taken_at.as_ref(), vault),
        })
        .into())
    }

    /// Whose a file or an urging is: what comes from the requester, and what an agent takes in for him, is
    /// his and has no unit; what a unit or the centre adds is its own.
    pub(super) fn owner(&self) -> Option<UnitCode> {
        if !matches!(self.actor, Actor::Staff(_)) {
            return None;
        }
        let held = self.capacities.iter().find(|capacity| capacity.as_holder);
        if let Some(held) = held {
            return held.unit.clone();
        }
        let for_him = |unit: &UnitCode| self.actor.has_post(&[Role::Agent], unit);
        let units = self
            .capacities
            .iter()
            .filter_map(|capacity| capacity.unit.as_ref());
        let mut units = units.peekable();
        let first = units.peek().copied().cloned();
        if units.any(for_him) { None } else { first }
    }
}

fn line(given: Option<&Line>, vault: &mut dyn Vault) -> Option<TextRef> {
    given
        .filter(|line| !line.is_empty())
        .map(|line| vault.seal(line.as_str()))
}
