//! The driver: turns random numbers into what people do, and checks the world after each step.

use std::fmt::Write;

use hotline::case::command::{Command, Register, Verb};
use workday::Instant;

use super::cast::{Player, cast};
use super::fields::{good, register, wild};
use super::{buttons, ended, holding, record, standing};
use crate::world::{Stage, city, instant};

/// Before a weekend, a new year, Spring Festival, the first rulebook's end, and in holidays.
pub const STARTS: [&str; 6] = [
    "2017-11-17 16:00",
    "2017-12-29 23:30",
    "2018-02-13 09:00",
    "2017-10-30 17:59",
    "2016-09-30 08:00",
    "2018-10-03 12:00",
];

const MOST_CASES: usize = 6;
const MINUTE: i64 = 60_000;

/// What a panic said.
pub fn said(outcome: std::thread::Result<()>) -> String {
    match outcome {
        Ok(()) => String::new(),
        Err(panic) => match panic.downcast::<String>() {
            Ok(text) => *text,
            Err(panic) => panic.downcast_ref::<&str>().unwrap_or(&"?").to_string(),
        },
    }
}

/// Plays steps from a start; tells the story as it goes, for who has to find the fault.
pub fn play(start: usize, steps: &[[u16; 5]], story: &mut String) {
    let mut stage = Stage::at(instant(STARTS[start]));
    stage.calendar = city().calendar_before(2018);
    let mut landed = false;
    for [pace, which, who, what, salt] in steps.iter().copied() {
        let before = stage.clone();
        if salt.is_multiple_of(97) && !landed {
            stage.land(city().calendar.clone(), 2018);
            landed = true;
        }
        pass(&mut stage, pace, salt);
        if stage.tales.is_empty() || which.is_multiple_of(29) && stage.tales.len() < MOST_CASES {
            enter(&mut stage, who, salt);
        } else {
            let ids: Vec<_> = stage.tales.keys().copied().collect();
            // Mostly the first case, so that some life gets long.
            let id = ids[usize::from(which % 16).saturating_sub(8) % ids.len()];
            buttons::agree(&stage, id, &cast()[usize::from(salt) % cast().len()], salt);
            act(&mut stage, id, who, what, salt, story);
        }
        for id in stage.tales.keys().copied().collect::<Vec<_>>() {
            let old = before.tales.get(&id);
            let new = &stage.tales[&id];
            if old.is_none_or(|old| old.case.version != new.case.version) {
                record::check(old, new);
                standing::check(&new.case);
                holding::check(&new.case);
            }
        }
        standing::check_families(&stage);
    }
    // Whatever is left undone, time alone comes to an end.
    stage.go(stage.now.plus_days(400));
    standing::check_families(&stage);
}

fn pass(stage: &mut Stage, pace: u16, salt: u16) {
    let now = stage.now;
    let to = match pace % 20 {
        0..=8 => now,
        9 => now.plus_millis(1),
        10 | 11 => now.plus_millis(i64::from(salt % 60) * MINUTE),
        12 | 13 => now.plus_hours(i64::from(salt % 12)),
        14 | 15 => now.plus_days(1),
        16 => now.plus_days(i64::from(salt % 20)),
        17 => Instant::end_of(now.date()),
        18 => Instant::end_of(now.date()).plus_millis(-1),
        _ => stage.next_timer().map_or(now, |(_, timer)| timer.at),
    };
    stage.go(to.max(now));
}

fn enter(stage: &mut Stage, who: u16, salt: u16) {
    let mut with = register(salt);
    let by = match who % 4 {
        0 => "requester",
        1 => "agent@仓山区智慧中心",
        _ => "agent",
    };
    if by != "requester" && !salt.is_multiple_of(4) {
        with["accept"] = true.into();
    }
    let register: Register = serde_json::from_value(with).unwrap();
    let by = crate::world::actor(by);
    stage.register_as(&by, &register).unwrap();
}

fn act(stage: &mut Stage, id: i64, who: u16, what: u16, salt: u16, story: &mut String) {
    let (player, command) = if what.is_multiple_of(8) {
        let player = &cast()[usize::from(who) % cast().len()];
        let verb = Verb::ALL[usize::from(what / 8) % Verb::ALL.len()];
        let odd = wild(verb, salt).filter(|_| who.is_multiple_of(2));
        let good = good(verb, stage, stage.case(id), &player.actor, salt);
        (player, odd.unwrap_or(good))
    } else {
        plausible(stage, id, who, what, salt)
    };
    let before = stage.case(id).clone();
    let asked = command.verb();
    let outcome = stage.give(id, &player.actor, &command);
    let came = outcome
        .as_ref()
        .err()
        .map_or("done", |refusal| refusal.code.as_str());
    let (by, status) = (player.actor.label(), stage.case(id).status.as_str());
    let _ = writeln!(
        story,
        "{} FZ{id} {by} {}: {came}, {status}",
        stage.now,
        asked.as_str()
    );
    ended::check(&before, asked, outcome.as_ref().err());
    if let Err(refusal) = outcome {
        assert_eq!(
            &before,
            stage.case(id),
            "refused with {:?}, yet changed",
            refusal.code
        );
    }
}

/// Something that somebody can do now, the likelier the more it moves the case.
fn plausible(stage: &Stage, id: i64, who: u16, what: u16, salt: u16) -> (&'static Player, Command) {
    let case = stage.case(id);
    let context = stage.context(Some(case));
    let seeing = cast().iter().filter(|player| player.sees(case));
    let may: Vec<(Verb, &Player)> = seeing
        .flat_map(|player| {
            let actions = case.actions(&context, &player.actor);
            let open = actions
                .into_iter()
                .filter(|action| action.refused.is_none());
            open.map(move |action| (action.verb, player))
        })
        .collect();
    let mut verbs: Vec<_> = may.iter().map(|(verb, _)| *verb).collect();
    verbs.sort_unstable();
    verbs.dedup();
    loop {
        let heavy: Vec<_> = verbs
            .iter()
            .flat_map(|verb| std::iter::repeat_n(*verb, weight(*verb)))
            .collect();
        let verb = heavy[usize::from(what) % heavy.len()];
        let mut players: Vec<_> = may.iter().filter(|(other, _)| *other == verb).collect();
        let first = usize::from(who) % players.len();
        players.rotate_left(first);
        for (_, player) in players {
            let command = good(verb, stage, case, &player.actor, salt);
            let decided = stage.decide(id, &player.actor, &command, &mut stage.safe.clone());
            if decided.is_ok() || verbs.len() == 1 {
                return (player, command);
            }
        }
        verbs.retain(|other| *other != verb);
    }
}

const fn weight(verb: Verb) -> usize {
    match verb {
        Verb::Review => 80,
        Verb::Sign | Verb::RuleOnReturn => 60,
        Verb::Accept | Verb::Dispatch | Verb::Delegate | Verb::Reply => 40,
        Verb::Return | Verb::DecideWaiting | Verb::DecideExtension => 20,
        Verb::AskRequester
        | Verb::RequestExtension
        | Verb::AskRework
        | Verb::Rework
        | Verb::DesignateFallback
        | Verb::Merge => 8,
        Verb::HearFromRequester | Verb::Rate | Verb::Correct | Verb::FollowUp => 4,
        Verb::Withdraw | Verb::Transfer | Verb::Decline => 1,
        _ => 2,
    }
}
