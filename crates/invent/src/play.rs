//! Plays lives: every step and every timer of a few cases that belong together, in the order of time.

use crate::chance::Chance;
use crate::life::{Act, Life, Wait};
use app::rehearsal::Rehearsal;
use app::{App, AppError};
use hotline::actor::Role;
use hotline::case::command::{Command, Merge, Review, Verdict};
use hotline::text::Words;
use store::commit::Commit;
use workday::{Calendar, Instant};

/// A case to be played.
pub(crate) struct Player {
    pub(crate) id: i64,
    pub(crate) no: String,
    pub(crate) begins: Instant,
    pub(crate) life: Life,
    pub(crate) chance: Chance,
}

/// What came of it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Played {
    /// Commands carried out.
    pub(crate) commands: usize,
    /// Timers that did something.
    pub(crate) timers: usize,
    /// Commands that the rules refused: somebody was too late, or the day was over.
    pub(crate) refused: usize,
}

const MINUTE: i64 = 60_000;
/// When most people are at work, in minutes of the day.
const OPENS: i64 = 8 * 60 + 30;
const CLOSES: i64 = 17 * 60 + 30;

/// Plays cases that belong together until an instant. The second may merge into the first.
pub(crate) fn play(
    app: &App,
    mut players: Vec<Player>,
    until: Instant,
    played: &mut Played,
) -> Result<Vec<Commit>, AppError> {
    let calendar = app.working_days();
    let mut rehearsal = Rehearsal::new(app);
    let mut next: Vec<Option<Instant>> = players
        .iter()
        .map(|player| Some(player.begins).filter(|at| *at <= until))
        .collect();
    loop {
        let first = next
            .iter()
            .enumerate()
            .filter_map(|(turn, at)| at.map(|at| (at, turn)))
            .min();
        let Some((at, turn)) = first else { break };
        advance(&mut rehearsal, at, played)?;
        let parent = players[0].no.clone();
        let player = &mut players[turn];
        let Some((_, act)) = player.life.pop_front() else {
            next[turn] = None;
            continue;
        };
        match step(&mut rehearsal, player, act, at, &parent) {
            Ok(()) => played.commands += 1,
            Err(AppError::Refused(_)) => played.refused += 1,
            Err(other) => return Err(other),
        }
        next[turn] = player
            .life
            .front()
            .map(|(wait, _)| after(at, *wait, &calendar))
            .filter(|at| *at <= until);
    }
    advance(&mut rehearsal, until, played)?;
    Ok(rehearsal.into_commits())
}

/// Fires what is due by an instant.
fn advance(
    rehearsal: &mut Rehearsal<'_>,
    until: Instant,
    played: &mut Played,
) -> Result<(), AppError> {
    while let Some((at, case)) = rehearsal.next_timer() {
        if at > until {
            break;
        }
        rehearsal.fire(case)?;
        played.timers += 1;
    }
    Ok(())
}

fn step(
    rehearsal: &mut Rehearsal<'_>,
    player: &mut Player,
    act: Act,
    at: Instant,
    parent: &str,
) -> Result<(), AppError> {
    let id = player.id;
    match act {
        Act::Register(register, by) => {
            rehearsal.register(at, &by, &register, id, player.no.clone())
        }
        Act::Command(command, by) => rehearsal.execute(at, &by, id, &command),
        Act::Merge(by) => {
            let into = parent.to_owned();
            rehearsal.execute(at, &by, id, &Command::Merge(Merge { into }))?;
            player.life.clear();
            Ok(())
        }
        Act::Reviews(passes) => review(rehearsal, player, at, passes),
    }
}

/// The next review of a reply on its way up; comes again until the citizen has it.
fn review(
    rehearsal: &mut Rehearsal<'_>,
    player: &mut Player,
    at: Instant,
    passes: bool,
) -> Result<(), AppError> {
    let case = rehearsal.case(player.id);
    let pending = case.and_then(|case| case.pending.as_ref());
    let Some(awaiting) = pending.map(|pending| pending.awaiting.clone()) else {
        return Err(hotline::refusal::Code::WrongState.into());
    };
    let last = case
        .and_then(|case| case.accepted.as_ref())
        .is_some_and(|accepted| accepted.centre == awaiting);
    let sends_back = last && !passes;
    let review = Review {
        decision: if sends_back {
            Verdict::SendBack
        } else {
            Verdict::Pass
        },
        text: None,
        reason: if sends_back {
            crate::matter::words("没有写明处理结果")
        } else {
            Words::default()
        },
    };
    let by = crate::cast::staff(Role::Reviewer, &awaiting, &mut player.chance);
    rehearsal.execute(at, &by, player.id, &Command::Review(review))?;
    if !last {
        let wait = Wait::Working(player.chance.skewed(10, 120));
        player.life.push_front((wait, Act::Reviews(passes)));
    }
    Ok(())
}

/// So long after an instant.
fn after(at: Instant, wait: Wait, calendar: &Calendar) -> Instant {
    match wait {
        Wait::Any(minutes) => at.plus_millis(minutes * MINUTE),
        Wait::Working(minutes) => {
            let (mut at, mut left) = (at, minutes * MINUTE);
            loop {
                let day = at.date();
                let (opens, closes) = (
                    Instant::start_of(day).plus_millis(OPENS * MINUTE),
                    Instant::start_of(day).plus_millis(CLOSES * MINUTE),
                );
                if calendar.is_working(day) && at < closes {
                    let from = at.max(opens);
                    let today = closes.as_millis() - from.as_millis();
                    if left <= today {
                        return from.plus_millis(left);
                    }
                    left -= today;
                }
                at = Instant::end_of(day);
            }
        }
    }
}
