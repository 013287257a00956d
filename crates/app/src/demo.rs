//! 示例: a city at work, invented from a fixed seed. Every case is played through the rules with the
//! clock at the right instants, so that a demonstration shows nothing that could not happen.

mod article;
mod desks;
mod knowledge;
pub mod matters;
mod plan;
mod spot;
mod staff;
mod templates;
mod words;

use crate::clock::SetClock;
use crate::execute::Ask;
use crate::{App, AppError};
use hotline::actor::Actor;
use hotline::case::command::Command;
use hotline::profile::Profile;
use plan::{Plan, Step};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;
use store::Store;
use workday::Instant;

pub use staff::{DemoAccount, PASSWORD, accounts};

/// The seed of every demonstration.
pub const SEED: u64 = 12_345;

/// What a demonstration was filled with.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filled {
    /// Cases registered.
    pub cases: usize,
    /// Commands carried out.
    pub commands: usize,
    /// Commands that the rules refused; part of a city at work (a late return, a second question).
    pub refused: usize,
}

/// Fills an empty store: staff for every role, the article's case, and so many cases of the last
/// weeks before `now`. A store that holds accounts already is left alone.
///
/// # Errors
/// The database does not answer, or the profile has no unit that the article names.
pub async fn fill(
    store: &Store,
    profile: &Profile,
    now: Instant,
    cases: usize,
    seed: u64,
) -> Result<Option<Filled>, AppError> {
    if !store.demo_accounts().await?.is_empty() {
        return Ok(None);
    }
    let clock = Arc::new(SetClock::at(now));
    let app = App::open(store.clone(), profile.clone(), clock.clone(), None).await?;
    let mut filled = Filled::default();
    let mut stage = Stage {
        app: &app,
        clock: &clock,
        numbers: BTreeMap::new(),
        filled: &mut filled,
    };
    stage.play(vec![article::article(&app)?], now).await?;
    let mut chance = Chance(seed);
    let mut plans: Vec<Plan> = (0..cases)
        .map(|n| plan::invent(n, &app, now, &mut chance))
        .collect();
    plans.extend(desks::invent(
        profile,
        cases / desks::CITY,
        now,
        &mut chance,
    )?);
    stage.play(plans, now).await?;
    knowledge::fill(&app, &clock, now).await?;
    templates::fill(&app, &clock, now).await?;
    // Last: a filling that was interrupted has no accounts yet and is noticed.
    clock.set(now);
    for account in accounts(profile)? {
        app.add_staff(&account.login, &account.name, PASSWORD, account.posts, true)
            .await?;
    }
    app.follow_feed().await?;
    app.leave_feed().await?;
    app.deliver(None).await?;
    Ok(Some(filled))
}

/// Chance that repeats itself: the same seed, the same city (splitmix64).
#[derive(Debug, Clone)]
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound` (at least 1).
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    /// One of several.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// Minutes between two bounds.
    pub(crate) fn minutes(&mut self, least: i64, most: i64) -> i64 {
        least
            + i64::try_from(self.below(usize::try_from(most - least + 1).unwrap_or(1))).unwrap_or(0)
    }
}

struct Stage<'a> {
    app: &'a App,
    clock: &'a SetClock,
    numbers: BTreeMap<usize, String>,
    filled: &'a mut Filled,
}

impl Stage<'_> {
    /// Plays every plan, all steps of all cases in the order of time, until now.
    async fn play(&mut self, plans: Vec<Plan>, now: Instant) -> Result<(), AppError> {
        self.numbers.clear();
        let mut queue: BinaryHeap<Reverse<(Instant, usize, usize)>> = BinaryHeap::new();
        for (n, plan) in plans.iter().enumerate() {
            queue.extend(plan.steps.first().map(|step| Reverse((step.at, n, 0))));
        }
        while let Some(Reverse((at, n, step))) = queue.pop() {
            if at > now {
                continue;
            }
            self.advance(at).await?;
            self.step(n, &plans[n].steps[step]).await?;
            queue.extend(
                plans[n]
                    .steps
                    .get(step + 1)
                    .map(|next| Reverse((next.at, n, step + 1))),
            );
        }
        self.advance(now).await
    }

    async fn advance(&self, until: Instant) -> Result<(), AppError> {
        while let Some(timer) = self.app.next_due(until).await? {
            self.clock.set(timer.at.max(self.app.now()));
            self.app.fire(&timer).await?;
        }
        self.clock.set(until);
        Ok(())
    }

    async fn step(&mut self, n: usize, step: &Step) -> Result<(), AppError> {
        let mut with = step.with.clone();
        if let (Some(into), Some(earlier)) = (
            with.get_mut("into"),
            n.checked_sub(1).and_then(|n| self.numbers.get(&n)),
        ) {
            // The same matter reported by somebody else: the case of the plan before this one.
            *into = earlier.as_str().into();
        }
        let command = Command::read(step.verb, with)?;
        let done = match &command {
            Command::Register(register) => {
                self.app
                    .register(&step.by, &step.by.label(), register, &Ask::default())
                    .await
            }
            command => match self.numbers.get(&n) {
                Some(no) => {
                    self.app
                        .execute(&step.by, no, command, &Ask::default())
                        .await
                }
                None => return Ok(()),
            },
        };
        match done {
            Ok(done) => {
                self.filled.commands += 1;
                if matches!(command, Command::Register(_)) {
                    self.filled.cases += 1;
                    self.numbers.insert(n, done.no);
                }
                Ok(())
            }
            Err(AppError::Refused(_)) => {
                self.filled.refused += 1;
                Ok(())
            }
            Err(other) => Err(other),
        }
    }
}

/// Staff made for a role: the same ids as the accounts of the demonstration.
pub(crate) fn actor(role: hotline::actor::Role, unit: &hotline::codes::UnitCode) -> Actor {
    let post = hotline::actor::Post {
        role,
        unit: unit.clone(),
    };
    Actor::Staff(hotline::actor::Staff {
        person: format!("{role}@{unit}"),
        posts: vec![post],
    })
}
