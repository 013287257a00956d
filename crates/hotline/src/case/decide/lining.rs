//! 两号并存: a case that a line with a number of its own has taken already. It comes in as what it is:
//! accepted there and then, in the hands of the line's unit, promised as the line promises.

use super::Context;
use crate::actor::{Actor, Role};
use crate::case::assignment::Given;
use crate::case::command::LineGiven;
use crate::case::event::{Event, FromLine};
use crate::case::promise::{Base, Matter, Promise};
use crate::catalogue::{Line, LineStatus};
use crate::codes::UnitCode;
use crate::refusal::{Code, Refusal};
use workday::Instant;

/// A case that comes from a line: its line, checked.
pub(super) struct Lined<'a> {
    line: &'a Line,
    pub(super) from: FromLine,
}

fn bad<T>(what: &str) -> Result<T, Refusal> {
    Err(Refusal::because(Code::BadValue, what))
}

impl<'a> Lined<'a> {
    /// Who may bring a line's cases in, and whether the line is one that keeps its number.
    pub(super) fn check(
        context: &Context<'a>,
        actor: &Actor,
        given: &LineGiven,
    ) -> Result<Self, Refusal> {
        let line = context.catalogue.line(given.line.as_str());
        let line = line.filter(|line| line.status == LineStatus::Parallel);
        let city = &context.directory.city_centre().code;
        let of_line = |line: &Line| {
            let own = [Role::Handler, Role::Reviewer, Role::UnitAdmin];
            actor.has_post(&own, &line.unit)
        };
        if !actor.has_post(&[Role::Agent], city) && !line.is_some_and(of_line) {
            return Err(Code::NotYours.into());
        }
        let Some(line) = line else {
            return bad("line.line：没有这条两号并存的热线 (no line of that number that keeps it)");
        };
        if FromLine::key(given.no.as_str()).is_empty() {
            return bad("line.no：请写热线自己的编号 (give the line's own number of the case)");
        }
        let Ok(accepted_at) = given.accepted_at.parse::<Instant>() else {
            return bad(
                "line.accepted_at：应当是带时区的时间，例如 2026-11-20T10:30:00+08:00 (expected a time with its offset)",
            );
        };
        if accepted_at > context.now {
            return bad("line.accepted_at：还没到这个时间 (that time has not come)");
        }
        Ok(Self {
            line,
            from: FromLine {
                line: line.number.clone(),
                no: given.no.as_str().to_owned(),
                accepted_at,
            },
        })
    }

    /// What happened at the line, in the order of our own events.
    pub(super) fn events(
        &self,
        context: &Context<'_>,
        registered: Event,
        matter: Matter,
        accepted: impl FnOnce(UnitCode, Promise) -> Event,
    ) -> Result<Vec<Event>, Refusal> {
        let base = context.base(matter, Some(&self.from), self.from.accepted_at);
        let promise = Promise::count(base, 0, 0, context.calendar)?;
        let unit = self.line.unit.clone();
        let centre = context.directory.city_centre().code.clone();
        Ok(vec![
            registered,
            accepted(centre, promise),
            Event::Dispatched {
                lead: Given {
                    unit: unit.clone(),
                    sign_by: context.now,
                    // What a line took itself it does not give back.
                    return_by: context.now,
                    reply_by: None,
                },
                assist: Vec::new(),
                note: None,
            },
            Event::Signed { unit },
        ])
    }
}

impl Context<'_> {
    /// Where a promise counts from and how far: a line that keeps its number keeps its limits too.
    pub(crate) fn base(&self, matter: Matter, line: Option<&FromLine>, from: Instant) -> Base {
        let limit = line
            .and_then(|line| self.catalogue.line(&line.line))
            .and_then(|line| line.limits.of(matter.kind));
        match limit {
            Some(0) => Base::SameDay { date: from.date() },
            Some(days) if !matter.same_day => Base::Counted { from, days },
            _ => matter.base(from, self.rules),
        }
    }
}
