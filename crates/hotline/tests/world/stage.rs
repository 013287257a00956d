//! A stage: cases with their events, a clock, and timers that fire in their order.

use std::collections::BTreeMap;

use hotline::actor::Actor;
use hotline::case::Case;
use hotline::case::command::{Command, Register};
use hotline::case::decide::{Context, Decision, NewCase};
use hotline::case::event::{Event, Recorded};
use hotline::case::timer::{Timer, TimerKey, TimerKind};
use hotline::refusal::Refusal;
use serde_json::Value;
use workday::{Calendar, Instant};

use super::{Safe, actor, city};

/// More timers than this at one go would be a loop without end.
const TIMERS_AT_ONCE: usize = 2_000;

/// A case and the events that made it.
#[derive(Debug, Clone)]
pub struct Tale {
    pub case: Case,
    pub events: Vec<Recorded>,
}

/// Cases, clock, calendar and vault.
#[derive(Clone)]
pub struct Stage {
    pub now: Instant,
    pub calendar: Calendar,
    pub safe: Safe,
    pub tales: BTreeMap<i64, Tale>,
}

impl Stage {
    /// An empty stage at an instant.
    pub fn at(now: Instant) -> Self {
        Self {
            now,
            calendar: city().calendar.clone(),
            safe: Safe::default(),
            tales: BTreeMap::new(),
        }
    }

    /// The case with an id; ids count from 1.
    pub fn case(&self, id: i64) -> &Case {
        &self.tales[&id].case
    }

    /// What decisions about a case rest on now.
    pub fn context<'a>(&'a self, case: Option<&Case>) -> Context<'a> {
        self.context_at(case, self.now)
    }

    fn context_at<'a>(&'a self, case: Option<&Case>, now: Instant) -> Context<'a> {
        Context {
            now,
            rules: city().rules(case, now),
            catalogue: &city().profile.catalogue,
            directory: &city().profile.directory,
            shapes: &city().profile.shapes,
            calendar: &self.calendar,
            seen_version: None,
            other: None,
            knowledge: None,
            fresh: &[],
        }
    }

    fn fresh(&self) -> [(i64, String); 2] {
        let next = self.tales.keys().last().copied().unwrap_or_default() + 1;
        [next, next + 1].map(|id| (id, format!("FZ{id}")))
    }

    /// Registers a case by the name of an actor.
    pub fn register(&mut self, by: &str, with: &Value) -> Result<i64, Refusal> {
        let register = serde_json::from_value(with.clone()).unwrap();
        self.register_as(&actor(by), &register)
    }

    /// Registers a case.
    pub fn register_as(&mut self, by: &Actor, register: &Register) -> Result<i64, Refusal> {
        let (fresh, mut safe) = (self.fresh(), self.safe.clone());
        let context = Context {
            knowledge: None,
            fresh: &fresh,
            ..self.context(None)
        };
        let new = NewCase::register(&context, by, register, &mut safe)?;
        self.safe = safe;
        self.begin(new.id, new.events, &by.label());
        Ok(new.id)
    }

    /// Decides a command, and takes what comes of it; a refusal leaves all as it was.
    pub fn give(&mut self, id: i64, by: &Actor, command: &Command) -> Result<(), Refusal> {
        let mut safe = self.safe.clone();
        let decision = self.decide(id, by, command, &mut safe)?;
        self.safe = safe;
        let (label, at) = (by.label(), self.now);
        self.append(id, decision.events, &label, at);
        for (other, event) in decision.elsewhere {
            self.append(other, vec![event], &label, at);
        }
        for (new, events) in decision.spawned {
            self.begin(new, events, &label);
        }
        for child in decision.wake {
            self.fire(child, &parent_timer(), at);
        }
        Ok(())
    }

    /// Decides a command and takes nothing.
    pub fn decide(
        &self,
        id: i64,
        by: &Actor,
        command: &Command,
        safe: &mut Safe,
    ) -> Result<Decision, Refusal> {
        let case = self.case(id);
        let fresh = self.fresh();
        let other = match command {
            Command::Merge(merge) => self
                .tales
                .values()
                .map(|tale| &tale.case)
                .find(|case| case.no == merge.into),
            _ => case.merged_into.map(|parent| self.case(parent)),
        };
        let context = Context {
            other,
            knowledge: None,
            fresh: &fresh,
            ..self.context(Some(case))
        };
        case.decide(&context, by, command, safe)
    }

    /// The timers of a case as it stands.
    pub fn timers(&self, id: i64) -> Vec<Timer> {
        let case = self.case(id);
        case.timers(city().rules(Some(case), self.now), &self.calendar)
    }

    /// Lets time pass until an instant: every timer that falls due is fired in order.
    pub fn go(&mut self, to: Instant) {
        for _ in 0..TIMERS_AT_ONCE {
            let Some((id, timer)) = self.next_timer().filter(|(_, timer)| timer.at <= to) else {
                self.now = self.now.max(to);
                return;
            };
            self.now = self.now.max(timer.at);
            assert!(
                self.fire(id, &timer.key, timer.at),
                "{} did nothing",
                timer.key
            );
            let stays = self.timers(id).iter().any(|left| left.key == timer.key);
            assert!(!stays, "{} stays after it fired", timer.key);
        }
        panic!("timers without end");
    }

    /// The timer that is due first.
    pub fn next_timer(&self) -> Option<(i64, Timer)> {
        let all = self
            .tales
            .keys()
            .flat_map(|id| self.timers(*id).into_iter().map(|timer| (*id, timer)));
        all.min_by(|(a, x), (b, y)| (x.at, a, &x.key).cmp(&(y.at, b, &y.key)))
    }

    fn fire(&mut self, id: i64, key: &TimerKey, due: Instant) -> bool {
        let case = self.case(id).clone();
        // A timer holds from its due on, but a case's time never runs backwards.
        let at = due.max(case.at);
        let parent = case
            .needs_parent(key)
            .map(|parent| self.case(parent).clone());
        let context = Context {
            other: parent.as_ref(),
            ..self.context_at(Some(&case), at)
        };
        let decided = case.tick(&context, key).unwrap();
        let happened = !decided.events.is_empty();
        self.append(id, decided.events, "system", at);
        for (other, event) in decided.elsewhere {
            let at = at.max(self.case(other).at);
            self.append(other, vec![event], "system", at);
        }
        happened
    }

    /// A calendar lands: open cases are dated anew.
    pub fn land(&mut self, calendar: Calendar, year: i16) {
        self.calendar = calendar;
        for id in self.tales.keys().copied().collect::<Vec<_>>() {
            let case = self.case(id);
            let event = case.redate(&self.context(Some(case)), year).unwrap();
            self.append(id, event.into_iter().collect(), "system", self.now);
        }
    }

    fn begin(&mut self, id: i64, events: Vec<Event>, by: &str) {
        let mut events = events.into_iter();
        let first = Recorded {
            seq: 1,
            at: self.now,
            actor: by.to_owned(),
            event: events.next().unwrap(),
        };
        let case = Case::begin(id, &first).unwrap();
        let events_so_far = vec![first];
        self.tales.insert(
            id,
            Tale {
                case,
                events: events_so_far,
            },
        );
        self.append(id, events.collect(), by, self.now);
    }

    fn append(&mut self, id: i64, events: Vec<Event>, by: &str, at: Instant) {
        let tale = self.tales.get_mut(&id).unwrap();
        for event in events {
            let recorded = Recorded {
                seq: tale.case.version + 1,
                at,
                actor: by.to_owned(),
                event,
            };
            tale.case.apply(&recorded).unwrap();
            tale.events.push(recorded);
        }
    }
}

fn parent_timer() -> TimerKey {
    TimerKey {
        kind: TimerKind::Parent,
        round: 0,
        which: String::new(),
    }
}
