//! One case played step by step, as a story tells it.

use hotline::case::Case;
use hotline::case::command::Command;
use hotline::case::ledger::Effect;
use hotline::case::promise::Lamp;
use hotline::refusal::{Code, Refusal};
use serde_json::Value;

use super::{Stage, actor, city, instant};

/// A stage with the case that the story is about; others may stand beside it.
pub struct Scene {
    pub stage: Stage,
    id: i64,
}

impl Scene {
    /// A case registered by the city's agent and accepted in the same act.
    pub fn accepted(at: &str, with: &Value) -> Self {
        let mut scene = Self::empty(at);
        let mut with = with.clone();
        with["accept"] = Value::Bool(true);
        scene.register("agent", with);
        scene
    }

    /// Nothing yet.
    pub fn empty(at: &str) -> Self {
        Self {
            stage: Stage::at(instant(at)),
            id: 0,
        }
    }

    /// One more case; the story goes on with it.
    pub fn register(&mut self, by: &str, mut with: Value) -> &mut Self {
        if with.get("text").is_none() {
            with["text"] = "夜里喇叭扰民".into();
        }
        self.id = self.stage.register(by, &with).unwrap();
        self
    }

    /// The story goes on with another case.
    pub fn turn_to(&mut self, id: i64) -> &mut Self {
        self.id = id;
        self
    }

    /// Lets time pass, and timers fire.
    pub fn at(&mut self, time: &str) -> &mut Self {
        let to = instant(time);
        assert!(to >= self.stage.now, "{time} is past");
        self.stage.go(to);
        self
    }

    /// The clock goes by so many milliseconds.
    pub fn later(&mut self, millis: i64) -> &mut Self {
        self.stage.go(self.stage.now.plus_millis(millis));
        self
    }

    pub fn give(&mut self, by: &str, verb: &str, with: Value) -> Result<(), Refusal> {
        let command = Command::read(verb, with)?;
        self.stage.give(self.id, &actor(by), &command)
    }

    /// Somebody gives a command, and it is carried out.
    pub fn does(&mut self, by: &str, verb: &str, with: Value) -> &mut Self {
        if let Err(refusal) = self.give(by, verb, with) {
            panic!("{by} {verb}: {}: {refusal}", refusal.code.as_str());
        }
        self
    }

    /// Somebody gives a command, and it is refused.
    pub fn refused(&mut self, by: &str, verb: &str, with: Value, code: Code) -> &mut Self {
        match self.give(by, verb, with) {
            Ok(()) => panic!("{by} {verb} was carried out, not refused with {code:?}"),
            Err(refusal) => assert_eq!(refusal.code, code, "{by} {verb}"),
        }
        self
    }

    /// The case.
    pub fn case(&self) -> &Case {
        self.stage.case(self.id)
    }

    /// First instant that is late.
    pub fn due(&self) -> String {
        shanghai(&self.case().promise.as_ref().unwrap().due.to_string())
    }

    /// Where it stands.
    pub fn status(&self) -> &'static str {
        self.case().status.as_str()
    }

    /// Late as of now.
    pub fn late(&self) -> bool {
        self.case().is_late(self.stage.now)
    }

    /// Whether the centre should call back.
    pub fn wants_call_back(&self) -> bool {
        let rules = city().rules(Some(self.case()), self.stage.now);
        self.case().wants_call_back(rules)
    }

    /// The lamp as of now.
    pub fn lamp(&self) -> Lamp {
        let case = self.case();
        let rules = city().rules(Some(case), self.stage.now);
        case.lamp(self.stage.now, rules, &self.stage.calendar)
            .unwrap()
    }

    /// Where a unit's assignment of this round stands, over or not.
    pub fn state(&self, unit: &str) -> &'static str {
        let code = city().unit(unit);
        let found = self.case().current().find(|a| &a.unit == code);
        found.map_or("none", |a| a.state.as_str())
    }

    /// Units that hold the next step.
    pub fn holders(&self) -> Vec<&'static str> {
        let name = |code| &*city().profile.directory.unit(code).unwrap().name;
        self.case().holders().into_iter().map(name).collect()
    }

    /// Entries of the ledger that set or moved the promise.
    pub fn moves(&self) -> usize {
        let rows = self.case().ledger.iter();
        rows.filter(|row| row.effect != Effect::Unchanged).count()
    }

    /// Kinds of the last events, the newest last.
    pub fn last(&self, count: usize) -> Vec<&'static str> {
        let events = &self.stage.tales[&self.id].events;
        let from = events.len().saturating_sub(count);
        events[from..]
            .iter()
            .map(|recorded| recorded.event.kind())
            .collect()
    }

    /// Whether a reminder of this kind was given, and whether it was an escalation.
    pub fn reminded(&self, name: &str) -> Option<bool> {
        use hotline::case::event::Event;
        let events = &self.stage.tales[&self.id].events;
        events
            .iter()
            .rev()
            .find_map(|recorded| match &recorded.event {
                Event::Reminded {
                    timer, escalated, ..
                } if timer.to_string().starts_with(name) => Some(*escalated),
                _ => None,
            })
    }
}

/// `2017-11-23T00:00:00+08:00` as `2017-11-23 00:00`.
fn shanghai(time: &str) -> String {
    time.replace('T', " ").replace(":00+08:00", "")
}
