//! 批转 签收 经办 下派 兜底: how a case gets into the hands of the unit that can act.

use super::standing::not_now;
use super::{Act, Decision, reason, spoken};
use crate::case::assignment::{Assignment, Duty, Given};
use crate::case::command::{Delegate, DesignateFallback, Dispatch, Take};
use crate::case::event::Event;
use crate::case::status::Status;
use crate::codes::UnitCode;
use crate::directory::{Unit, UnitKind};
use crate::refusal::{Code, Refusal};
use crate::text::Vault;

impl Act<'_> {
    /// What a unit is given, with its inner limits: they run in the hours of the unit that must act.
    pub(super) fn given(&self, unit: &Unit) -> Result<Given, Refusal> {
        let context = self.context;
        let hurry = self
            .case
            .promise
            .as_ref()
            .is_some_and(crate::case::promise::Promise::same_day);
        let minutes = if hurry {
            context.rules.sign_urgent_minutes
        } else {
            context.rules.sign_minutes
        };
        Ok(Given {
            unit: unit.code.clone(),
            sign_by: unit.hours.after(context.calendar, context.now, minutes)?,
            return_by: self.end_of_working_day(context.rules.return_days)?,
            reply_by: None,
        })
    }

    /// An assisting unit replies to the lead within its share of the days left, at least one.
    pub(super) fn given_to_assist(&self, unit: &Unit) -> Result<Given, Refusal> {
        let calendar = self.context.calendar;
        let today = self.now().date();
        let left = self
            .case
            .promise
            .as_ref()
            .map_or(0, |promise| calendar.count(today, promise.last_day));
        let left = left.saturating_sub(u32::from(calendar.is_working(today)));
        let days = (left * self.context.rules.assist_share_percent / 100).max(1);
        Ok(Given {
            reply_by: Some(self.end_of_working_day(days)?),
            ..self.given(unit)?
        })
    }

    /// A centre gives to units of its area, and never to itself.
    pub(super) fn in_area_of(&self, centre: &UnitCode, unit: &Unit) -> Result<(), Refusal> {
        let area = self
            .context
            .directory
            .unit(centre)
            .map(|centre| &centre.area);
        let inside = area.is_some_and(|area| area.covers(&unit.area))
            || self.context.directory.is_below(&unit.code, centre);
        // The centre that accepted reviews last; it cannot stand below itself as a unit.
        let deciding = self.case.deciding_centre(self.context.directory);
        if inside && &unit.code != centre && &unit.code != deciding {
            Ok(())
        } else {
            Err(Refusal::because(Code::UnitNotBelow, unit.name.clone()))
        }
    }

    /// Under way, a case may be dispatched again only when its lead is gone and helpers remain.
    pub(super) fn without_lead(&self) -> Result<(), Refusal> {
        if self.case.status == Status::InProgress && self.case.lead().is_some() {
            Err(not_now(
                "已有主办单位，正在办理。 (It has a lead unit, which works on it.)",
            ))
        } else {
            Ok(())
        }
    }

    pub(super) fn dispatch(
        &self,
        dispatch: &Dispatch,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        self.without_lead()?;
        let centre = self.unit()?;
        let lead = self.context.find_unit(&dispatch.lead)?;
        let mut assist: Vec<&Unit> = Vec::new();
        for name in &dispatch.assist {
            let unit = self.context.find_unit(name)?;
            if unit.code != lead.code && !assist.iter().any(|known| known.code == unit.code) {
                assist.push(unit);
            }
        }
        for unit in assist.iter().chain([&lead]) {
            self.in_area_of(centre, unit)?;
            // An assisting unit may become the lead, if nobody works below it.
            let free = |held: &Assignment| {
                held.unit == lead.code
                    && held.duty == Duty::Assist
                    && self.case.below(&held.unit).is_none()
            };
            if self
                .case
                .held_by(&unit.code)
                .is_some_and(|held| !free(held))
            {
                return Err(Refusal::because(Code::AlreadyHolds, unit.name.clone()));
            }
        }
        let mut events = Vec::with_capacity(2);
        if let Some(text) = spoken(dispatch.handling_text.as_ref(), vault) {
            events.push(Event::HandlingTextWritten { text });
        }
        events.push(Event::Dispatched {
            lead: self.given(lead)?,
            assist: assist
                .into_iter()
                .map(|unit| self.given_to_assist(unit))
                .collect::<Result<_, _>>()?,
            note: spoken(dispatch.note.as_ref(), vault),
        });
        Ok(Decision {
            events,
            ..Decision::default()
        })
    }

    pub(super) fn sign(&self) -> Result<Decision, Refusal> {
        Ok(Event::Signed {
            unit: self.unit()?.clone(),
        }
        .into())
    }

    pub(super) fn take(&self, take: &Take, vault: &mut dyn Vault) -> Result<Decision, Refusal> {
        let unit = self.unit()?.clone();
        let own = self.actor.person().unwrap_or_default();
        let person = if take.person.is_empty() {
            own
        } else {
            take.person.as_str()
        };
        Ok(Event::Taken {
            unit,
            person: vault.seal(person),
        }
        .into())
    }

    pub(super) fn delegate(
        &self,
        delegate: &Delegate,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        let by = self.unit()?.clone();
        let to = self.context.find_unit(&delegate.to)?;
        self.below(&by, to)?;
        if self.case.held_by(&to.code).is_some() {
            return Err(Refusal::because(Code::AlreadyHolds, to.name.clone()));
        }
        let note = spoken(delegate.note.as_ref(), vault);
        Ok(Event::Delegated {
            by,
            to: self.given(to)?,
            note,
        }
        .into())
    }

    /// A unit gives to units below it; a centre also to any unit of its area.
    pub(super) fn below(&self, upper: &UnitCode, to: &Unit) -> Result<(), Refusal> {
        let directory = self.context.directory;
        let centre = directory
            .unit(upper)
            .is_some_and(|unit| unit.kind == UnitKind::Centre);
        if directory.is_below(&to.code, upper) {
            Ok(())
        } else if centre {
            self.in_area_of(upper, to)
        } else {
            Err(Refusal::because(Code::UnitNotBelow, to.name.clone()))
        }
    }

    pub(super) fn designate_fallback(
        &self,
        fallback: &DesignateFallback,
        vault: &mut dyn Vault,
    ) -> Result<Decision, Refusal> {
        let unit = self.context.find_unit(&fallback.unit)?;
        let reason = reason(&fallback.reason, vault)?;
        let centre = self.unit()?;
        self.in_area_of(centre, unit)?;
        let deciding = self.case.deciding_centre(self.context.directory) == centre;
        let under = (!deciding).then(|| centre.clone());
        let mut relieved = match &under {
            None => self
                .case
                .lead()
                .map(|lead| self.case.branch(&lead.unit))
                .unwrap_or_default(),
            Some(upper) => self
                .case
                .branch(upper)
                .into_iter()
                .filter(|below| below != upper)
                .collect(),
        };
        match self.case.held_by(&unit.code) {
            Some(held) if relieved.contains(&held.unit) => {}
            // An assisting unit may be named: it gives up that part, and whoever works below it.
            Some(held) if held.duty == Duty::Assist && under.as_ref() != Some(&held.unit) => {
                relieved.extend(self.case.branch(&held.unit));
            }
            Some(_) => return Err(Refusal::because(Code::AlreadyHolds, unit.name.clone())),
            None => {}
        }
        let mut to = self.given(unit)?;
        to.return_by = self.now();
        let binds = self.case.disputed();
        Ok(Event::FallbackDesignated {
            to,
            under,
            relieved,
            reason,
            binds,
        }
        .into())
    }
}
