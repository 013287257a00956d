//! Filling a database: lives are played on every core, rows go into the database beside it.

use crate::arrival::Arrivals;
use crate::cast::Town;
use crate::chance::Chance;
use crate::life::life;
use crate::matter::{Matter, matter};
use crate::play::{Played, Player, play};
use crate::{InventError, Plan};
use app::App;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::commit::Commit;
use store::load::Lives;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use workday::Instant;

/// Cases played, and loaded in one transaction, at a time. Even: pairs may belong together.
const CHUNK: usize = 400;
/// Transactions under way at once; SQLite takes one after another.
const LOADING: usize = 3;

/// How far a filling is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Progress {
    /// Cases in the database.
    pub cases: usize,
    /// Of so many.
    pub of: usize,
    /// Rows in the database, in all tables.
    pub rows: usize,
}

/// What a database was filled with.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filled {
    /// Cases.
    pub cases: usize,
    /// Rows, in all tables.
    pub rows: usize,
    /// Commands carried out.
    pub commands: usize,
    /// Timers that did something.
    pub timers: usize,
    /// Commands that the rules refused; part of a city at work.
    pub refused: usize,
}

/// What every worker knows.
struct Workshop {
    app: App,
    plan: Plan,
    town: Town,
    arrivals: Arrivals,
    /// Day as in numbers and the first number of each day.
    numbers: Vec<(String, i64)>,
    next: AtomicUsize,
}

/// A chunk ready to be loaded.
struct Chunk {
    lives: Lives,
    played: Played,
}

/// Invents cases and loads them. `tell` hears of every chunk that is durable.
///
/// # Errors
/// The database does not answer; the profile has no units that deal with cases.
pub async fn fill(
    app: &App,
    plan: Plan,
    tell: &mut dyn FnMut(Progress),
) -> Result<Filled, InventError> {
    let workshop = Arc::new(Workshop::open(app, plan).await?);
    let (made, mut ready) = mpsc::channel(LOADING);
    let workers = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let mut working = JoinSet::new();
    for _ in 0..workers {
        let (workshop, made) = (workshop.clone(), made.clone());
        working.spawn_blocking(move || workshop.work(&made));
    }
    drop(made);
    let (mut filled, mut loading) = (Filled::default(), JoinSet::new());
    while let Some(chunk) = ready.recv().await {
        let Chunk { lives, played } = chunk?;
        filled.commands += played.commands;
        filled.timers += played.timers;
        filled.refused += played.refused;
        if loading.len() >= LOADING {
            note(loading.join_next().await, &mut filled, plan, tell)?;
        }
        let store = app.store().clone();
        loading.spawn(async move {
            let counts = (lives.cases(), lives.rows());
            store.load(lives).await.map(|()| counts)
        });
    }
    while !loading.is_empty() {
        note(loading.join_next().await, &mut filled, plan, tell)?;
    }
    while let Some(worker) = working.join_next().await {
        worker.map_err(|error| InventError::Worker(error.to_string()))?;
    }
    app.store().learn().await?;
    Ok(filled)
}

type Loaded = Result<Result<(usize, usize), store::StoreError>, tokio::task::JoinError>;

fn note(
    loaded: Option<Loaded>,
    filled: &mut Filled,
    plan: Plan,
    tell: &mut dyn FnMut(Progress),
) -> Result<(), InventError> {
    let Some(loaded) = loaded else { return Ok(()) };
    let (cases, rows) = loaded.map_err(|error| InventError::Worker(error.to_string()))??;
    filled.cases += cases;
    filled.rows += rows;
    tell(Progress {
        cases: filled.cases,
        of: plan.cases,
        rows: filled.rows,
    });
    Ok(())
}

impl Workshop {
    async fn open(app: &App, plan: Plan) -> Result<Self, InventError> {
        let arrivals = Arrivals::new(&plan, &app.working_days());
        let mut numbers = Vec::with_capacity(arrivals.days().len());
        for day in arrivals.days() {
            let (year, month) = (day.date.year().rem_euclid(100), day.date.month());
            let text = format!("{year:02}{month:02}{:02}", day.date.day());
            let count = i64::try_from(day.count).unwrap_or(i64::MAX);
            let first = app.store().take_numbers(&text, count).await?;
            numbers.push((text, first));
        }
        Ok(Self {
            app: app.clone(),
            plan,
            town: Town::of(&app.profile(), plan.until.date())?,
            arrivals,
            numbers,
            next: AtomicUsize::new(0),
        })
    }

    /// Plays chunk after chunk until there are none left, or nobody wants them.
    fn work(&self, made: &mpsc::Sender<Result<Chunk, InventError>>) {
        loop {
            let first = self.next.fetch_add(CHUNK, Ordering::Relaxed);
            if first >= self.plan.cases {
                return;
            }
            let end = (first + CHUNK).min(self.plan.cases);
            let chunk = self.chunk(first, end);
            let failed = chunk.is_err();
            if made.blocking_send(chunk).is_err() || failed {
                return;
            }
        }
    }

    fn chunk(&self, first: usize, end: usize) -> Result<Chunk, InventError> {
        let mut played = Played::default();
        let commits = self.commits(first, end, &mut played)?;
        let lives = self.app.lives_of(&commits)?;
        Ok(Chunk { lives, played })
    }

    /// All that happens to cases from one number up to another.
    fn commits(
        &self,
        first: usize,
        end: usize,
        played: &mut Played,
    ) -> Result<Vec<Commit>, InventError> {
        let mut commits = Vec::new();
        let mut n = first;
        while n < end {
            let mut chance = Chance::of(self.plan.seed, n);
            // Somebody else calls about the same thing within minutes.
            let pair = n + 1 < end && chance.in_thousand(30) && !self.plan.all_open;
            let players = self.players(n, pair, &mut chance);
            n += players.len();
            commits.extend(play(&self.app, players, self.plan.until, played)?);
        }
        Ok(commits)
    }

    fn players(&self, n: usize, pair: bool, chance: &mut Chance) -> Vec<Player> {
        let area = self.town.area(chance).clone();
        let item = self.town.item(chance).clone();
        let mut first = matter(&item, &area, None, chance);
        if pair {
            first.at_once = false;
            (first.register.report, first.register.confidential) = (false, false);
        }
        if self.plan.all_open {
            first.register.urgent = false;
        }
        let second = pair.then(|| matter(&item, &area, Some(&first), chance));
        let mut players = vec![self.player(n, first, &item, false, chance)];
        if let Some(second) = second {
            players.push(self.player(n + 1, second, &item, true, chance));
        }
        players
    }

    fn player(
        &self,
        n: usize,
        matter: Matter,
        item: &hotline::catalogue::Item,
        follows: bool,
        chance: &mut Chance,
    ) -> Player {
        let day = self.arrivals.day_of(n);
        let (text, first) = &self.numbers[day];
        let number = first + i64::try_from(n - self.arrivals.days()[day].first).unwrap_or(0);
        let prefix = &self.app.profile().number_prefix;
        let begins = self.arrivals.at(n, &self.plan, chance);
        let directory = &self.app.profile().directory;
        let area = matter
            .register
            .area
            .clone()
            .unwrap_or_else(|| self.town.area(chance).clone());
        let players = self
            .town
            .players(directory, item, &area, begins.date(), chance);
        let life = life(
            &self.town,
            &players,
            matter,
            follows,
            self.plan.all_open,
            chance,
        );
        Player {
            id: id(begins, n, chance),
            no: format!("{prefix}{text}{number:05}"),
            begins,
            life,
            chance: chance.clone(),
        }
    }
}

/// An id that sorts by time, as the platform gives them: 41 bits of milliseconds, 22 of which the
/// first ten tell neighbours apart.
fn id(at: Instant, n: usize, chance: &mut Chance) -> i64 {
    let neighbour = i64::try_from(n % 1024).unwrap_or(0);
    let low = neighbour << 12 | i64::try_from(chance.below(1 << 12)).unwrap_or(0);
    at.as_millis() << 22 | low
}

#[cfg(test)]
mod tests;
