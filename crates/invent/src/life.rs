//! What will be done to a case: steps one after another, each so long after the last. Steps that lie
//! after the present simply have not happened yet, so that cases stand in every state by themselves.

mod after;
mod centre;
mod unit;

use crate::cast::{Players, Town, staff};
use crate::chance::Chance;
use crate::matter::{Matter, words};
use crate::words::explained;
use hotline::actor::{Actor, Role};
use hotline::case::command::{AnswerDirectly, Command, Register};
use hotline::codes::UnitCode;
use std::collections::VecDeque;

/// How long after the last step, in minutes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wait {
    /// Day and night.
    Any(i64),
    /// Of working time.
    Working(i64),
}

/// What happens in a step.
#[derive(Debug)]
pub(crate) enum Act {
    Register(Box<Register>, Actor),
    Command(Box<Command>, Actor),
    /// 并件 into the case before this one; the rest is for the case that this one cannot join.
    Merge(Actor),
    /// The reply climbs: whoever's turn it is reviews, until the citizen has it. `false`: the centre
    /// sends it back.
    Reviews(bool),
}

/// Steps of a case.
pub(crate) type Life = VecDeque<(Wait, Act)>;

struct Script<'a> {
    life: Life,
    players: &'a Players,
    done: &'static str,
    chance: &'a mut Chance,
}

/// The life of a case. `follows`: it is about what the case before it is about, and is merged.
pub(crate) fn life(
    town: &Town,
    players: &Players,
    matter: Matter,
    follows: bool,
    all_open: bool,
    chance: &mut Chance,
) -> Life {
    let Matter {
        register,
        done,
        by_requester,
        at_once,
    } = matter;
    let secret = register.report || register.confidential;
    let agent = town.agent(chance);
    let mut script = Script {
        life: Life::new(),
        players,
        done,
        chance,
    };
    script.begin(register, by_requester && !all_open, &agent);
    if all_open {
        script.dispatch(secret, false);
        if script.chance.in_thousand(500) {
            script.sign(&players.lead, 2);
        }
        return script.life;
    }
    if script.ends_early(by_requester, &agent) {
        return script.life;
    }
    if follows {
        let dispatcher = script.dispatcher();
        let wait = script.any(2, 40);
        script.life.push_back((wait, Act::Merge(dispatcher)));
    }
    if at_once && !follows {
        let text = words(&explained(script.chance));
        let wait = script.any(1, 6);
        script.act(
            wait,
            agent,
            Command::AnswerDirectly(AnswerDirectly {
                text,
                knowledge: None,
            }),
        );
    } else {
        script.handle(secret);
    }
    script.hear(secret, true);
    script.life
}

impl Script<'_> {
    fn any(&mut self, least: i64, most: i64) -> Wait {
        Wait::Any(self.chance.skewed(least, most))
    }

    fn working(&mut self, least: i64, most: i64) -> Wait {
        Wait::Working(self.chance.skewed(least, most))
    }

    fn act(&mut self, wait: Wait, by: Actor, command: Command) {
        self.life
            .push_back((wait, Act::Command(Box::new(command), by)));
    }

    fn staff(&mut self, role: Role, unit: &UnitCode) -> Actor {
        staff(role, unit, self.chance)
    }

    fn dispatcher(&mut self) -> Actor {
        self.staff(Role::Dispatcher, &self.players.city.clone())
    }

    /// Whoever signs and gives on in a unit: a centre has dispatchers for it.
    fn hands(&mut self, unit: &UnitCode, centre: bool) -> Actor {
        let role = if centre {
            Role::Dispatcher
        } else {
            Role::Handler
        };
        self.staff(role, unit)
    }
}
