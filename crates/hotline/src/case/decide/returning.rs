//! 退件与裁定: a return is a request; the returner stays answerable until it is ruled on.

use super::standing::{NO_RETURN, not_now};
use super::{Act, Decision, reason};
use crate::actor::Role;
use crate::case::assignment::{Assignment, Duty, ReturnAsked};
use crate::case::command::{Return, RuleOnReturn, Ruling};
use crate::case::event::{Event, ReturnRuled};
use crate::case::status::Hold;
use crate::codes::UnitCode;
use crate::directory::UnitKind;
use crate::refusal::{Code, Refusal};
use crate::text::Vault;

impl Act<'_> {
    /// Whether a unit may still ask to give its part back, whatever its reason.
    pub(super) fn may_return(&self, held: &Assignment) -> Result<(), Refusal> {
        // Who was named as the fallback stays it, also when the case comes back to him.
        let named = |a: &Assignment| a.fallback && a.unit == held.unit;
        if self.case.assignments.iter().any(named) {
            return Err(Code::FallbackCannotReturn.into());
        }
        if held.asked_return {
            return Err(Code::ReturnedBefore.into());
        }
        if self.case.binding {
            return Err(Code::RulingBinds.into());
        }
        if self.now() >= held.given.return_by {
            return Err(Code::ReturnTooLate.into());
        }
        Ok(())
    }

    pub(super) fn ask_return(
        &self,
        asked: &Return,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        let unit = self.unit()?.clone();
        let held = self.case.held_by(&unit).ok_or(Code::NotYours)?;
        if self
            .context
            .catalogue
            .return_reason(&asked.reason)
            .is_none_or(|reason| !reason.in_force(self.now().date()))
            || asked.basis.is_empty()
        {
            let why = "退件的理由须从清单里选，并写明依据 (choose a reason for returning from the list and say what it rests on)";
            return Err(Refusal::because(Code::ReasonMissing, why));
        }
        let suggest = asked
            .suggest
            .as_deref()
            .map(|name| self.context.find_unit(name))
            .transpose()?;
        self.may_return(held)?;
        // The giver's people rule, so the limit runs in the giver's hours.
        let giver = held
            .upper
            .as_ref()
            .unwrap_or(self.case.deciding_centre(self.context.directory));
        let giver = self
            .context
            .directory
            .unit(giver)
            .ok_or(Code::UnknownUnit)?;
        let rule_by = giver.hours.after(
            self.context.calendar,
            self.now(),
            self.context.rules.ruling_minutes,
        )?;
        let request = ReturnAsked {
            at: self.now(),
            reason: asked.reason.clone(),
            basis: vault.seal(asked.basis.as_str()),
            suggest: suggest.map(|unit| unit.code.clone()),
            rule_by,
            disputed: self.case.disputed_by_one_more(),
            from: held.state,
        };
        Ok(Event::ReturnAsked { unit, request }.into())
    }

    pub(super) fn somebody_returns(&self) -> Result<(), Refusal> {
        if self.case.current().any(|a| a.state == Hold::ReturnAsked) {
            Ok(())
        } else {
            Err(not_now(NO_RETURN))
        }
    }

    /// The return that waits for this actor's ruling, the oldest first or that of a unit, and the
    /// unit for which he rules.
    pub(super) fn to_rule_on(
        &self,
        named: Option<&UnitCode>,
    ) -> Result<(&Assignment, UnitCode), Refusal> {
        let waiting = self
            .case
            .current()
            .filter(|a| a.state == Hold::ReturnAsked && named.is_none_or(|unit| unit == &a.unit));
        let mine = waiting.filter_map(|a| self.ruler_of(a).map(|ruler| (a, ruler)));
        let oldest = mine.min_by_key(|(a, _)| a.returning.as_ref().map(|request| request.at));
        // Somebody waits for a ruling, but not for this actor's.
        oldest.ok_or_else(|| Code::NotYours.into())
    }

    pub(super) fn rule_on_return(
        &self,
        ruling: &RuleOnReturn,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        self.somebody_returns()?;
        let named = ruling
            .unit
            .as_deref()
            .map(|name| self.context.find_unit(name))
            .transpose()?;
        let (held, ruler) = self.to_rule_on(named.map(|unit| &unit.code))?;
        let disputed = self.case.disputed();
        let lead = ruling
            .lead
            .as_deref()
            .map(|name| self.context.find_unit(name))
            .transpose()?
            // Who rejects leaves the case where it is.
            .filter(|_| ruling.decision == Ruling::Uphold);
        let reason = reason(&ruling.reason, vault)?;
        let upheld = ruling.decision == Ruling::Uphold;
        // Who gave may name the next unit below itself; a centre further up may also lift the case
        // out of the giver's hands, when the dispute crosses the giver's border.
        let mut under = held.upper.clone();
        let mut gone = if upheld {
            self.case.branch(&held.unit)
        } else {
            Vec::new()
        };
        if let Some(unit) = lead {
            if unit.code == held.unit {
                return Err(Refusal::because(Code::AlreadyHolds, unit.name.clone()));
            }
            let within_giver = under
                .as_ref()
                .is_some_and(|giver| self.below(giver, unit).is_ok());
            if !within_giver {
                // Only a centre gives sideways; a bureau that could would be rid of the case by ruling.
                if !self.is_centre(&ruler) {
                    return Err(Refusal::because(Code::UnitNotBelow, unit.name.clone()));
                }
                self.in_area_of(&ruler, unit)?;
                if let Some(top) = under.take().and_then(|_| self.case.top_of(&held.unit)) {
                    gone = self.case.branch(&top.unit);
                }
            }
            let kept = self.case.held_by(&unit.code);
            if let Some(kept) = kept.filter(|kept| !gone.contains(&kept.unit)) {
                // An assisting unit may become the lead: it gives up that part, and whoever works
                // below it.
                let leads = self.case.top_of(&held.unit).map(|top| top.duty) == Some(Duty::Lead);
                if !leads || under.is_some() || kept.duty != Duty::Assist {
                    return Err(Refusal::because(Code::AlreadyHolds, unit.name.clone()));
                }
                gone.extend(self.case.branch(&unit.code));
            }
        }
        // Who follows an assisting unit assists, and has its limit.
        let assists = self
            .case
            .top_of(&held.unit)
            .is_some_and(|top| top.duty == Duty::Assist);
        let next = match lead {
            Some(unit) if assists && under.is_none() => Some(self.given_to_assist(unit)?),
            Some(unit) => Some(self.given(unit)?),
            None => None,
        };
        let relieved: Vec<_> = gone.into_iter().filter(|unit| unit != &held.unit).collect();
        // An assisting unit whose reply was passed has nothing left to do.
        let open = |a: &Assignment| a.state.is_live() && a.state != Hold::Approved;
        let others = self
            .case
            .current()
            .any(|a| open(a) && a.unit != held.unit && !relieved.contains(&a.unit));
        Ok(Event::ReturnRuled(ReturnRuled {
            unit: held.unit.clone(),
            ruler: Some(ruler),
            upheld,
            binds: disputed,
            lead: next,
            under,
            reason,
            relieved,
            reaccepted: upheld && lead.is_none() && !others,
            dispatch_by: self.dispatch_by(),
        })
        .into())
    }

    fn is_centre(&self, unit: &UnitCode) -> bool {
        let unit = self.context.directory.unit(unit);
        unit.is_some_and(|unit| unit.kind == UnitKind::Centre)
    }

    /// The unit for which this actor may rule on a return: the giver or the centre that decides about
    /// the case; for a disputed return only a centre, one above the unit or the city's.
    fn ruler_of(&self, held: &Assignment) -> Option<UnitCode> {
        let directory = self.context.directory;
        let centre = self.case.deciding_centre(directory);
        let giver = held.upper.as_ref().unwrap_or(centre);
        let disputed = self.case.disputed();
        let rules_here = [Role::Dispatcher, Role::ShiftLead];
        if self.is_centre(giver) && self.actor.has_post(&rules_here, giver) {
            return Some(giver.clone());
        }
        if disputed {
            let above = self.centres_above(held);
            return above
                .into_iter()
                .find(|unit| self.actor.has_post(&rules_here, unit));
        }
        if self.is_centre(giver) {
            return None;
        }
        if self.actor.has_post(&rules_here, centre) {
            return Some(centre.clone());
        }
        let bureau = [Role::Handler, Role::Reviewer];
        self.actor.has_post(&bureau, giver).then(|| giver.clone())
    }

    /// Centres above an assignment in the case's own tree, then the deciding one, last the city's.
    fn centres_above(&self, held: &Assignment) -> Vec<UnitCode> {
        let directory = self.context.directory;
        let mut above = Vec::new();
        let mut upper = held.upper.clone();
        while let Some(unit) = upper {
            upper = self.case.held_by(&unit).and_then(|a| a.upper.clone());
            if self.is_centre(&unit) {
                above.push(unit);
            }
        }
        above.push(self.case.deciding_centre(directory).clone());
        // A county finishes what it accepts, but a dispute may cross its border.
        above.push(directory.city_centre().code.clone());
        above
    }
}
