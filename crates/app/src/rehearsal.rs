//! Whole lives decided in memory: the same decisions, folds, timers and messages as a command's way
//! through [`App::execute`], but nothing is written before the end. For filling a database with many
//! invented cases; what comes out is loaded by [`store::load`].

use crate::execute::{Ask, Done};
use crate::intake::{Fresh, request_digest};
use crate::search::tokens;
use crate::vault::Sealing;
use crate::{App, AppError};
use hotline::actor::Actor;
use hotline::case::Case;
use hotline::case::command::{Command, Register};
use hotline::case::event::Recorded;
use hotline::case::timer::{Timer, TimerKey, TimerKind};
use hotline::refusal::Code;
use std::collections::BTreeMap;
use store::commit::{CommandKey, Commit, StreamWrite};
use store::figures::FigureChanges;
use store::load::Lives;
use store::sealed::CaseWords;
use workday::Instant;

/// A few cases that have to do with each other, on their way through time. The caller goes forward:
/// commands and timers come in the order of their instants.
pub struct Rehearsal<'a> {
    app: &'a App,
    standing: BTreeMap<i64, Standing>,
    commits: Vec<Commit>,
}

/// A case as its last commit left it.
struct Standing {
    case: Case,
    timers: Vec<Timer>,
    /// Its parent was answered or ended: it has to look there.
    woken: Option<Instant>,
}

impl App {
    /// Everything that rehearsed lives leave in the database, in order of their commits.
    ///
    /// # Errors
    /// An event does not fit the others of its case.
    pub fn lives_of(&self, commits: &[Commit]) -> Result<Lives, AppError> {
        let mut lives = Lives::of(commits)?;
        let mut streams: BTreeMap<i64, (Vec<Recorded>, CaseWords, &Case)> = BTreeMap::new();
        for stream in commits.iter().flat_map(|commit| &commit.streams) {
            let begun = || (Vec::new(), CaseWords::default(), &stream.case);
            let (events, words, last) = streams.entry(stream.case.id).or_insert_with(begun);
            events.extend(stream.events.iter().cloned());
            words.add(&stream.texts, &stream.persons);
            *last = &stream.case;
        }
        let mut figures = FigureChanges::default();
        for (id, (recorded, words, case)) in streams {
            figures.replace(id, &[], self.contribution(id, &recorded)?);
            let events: Vec<_> = recorded.iter().map(|recorded| &recorded.event).collect();
            lives.find(id, &tokens(case, &events, &words, &|_| true));
        }
        lives.count(figures);
        Ok(lives)
    }
}

impl<'a> Rehearsal<'a> {
    /// Nothing yet.
    pub const fn new(app: &'a App) -> Self {
        Self {
            app,
            standing: BTreeMap::new(),
            commits: Vec::new(),
        }
    }

    /// Everything that has happened so far, in order.
    pub fn into_commits(self) -> Vec<Commit> {
        self.commits
    }

    /// How many commits there are so far.
    pub const fn commits(&self) -> usize {
        self.commits.len()
    }

    /// A case as it stands.
    pub fn case(&self, id: i64) -> Option<&Case> {
        self.standing.get(&id).map(|standing| &standing.case)
    }

    /// Registers a case under an id and a number that nobody else uses.
    ///
    /// # Errors
    /// A refusal, after which nothing has happened.
    pub fn register(
        &mut self,
        now: Instant,
        actor: &Actor,
        register: &Register,
        id: i64,
        no: String,
    ) -> Result<(), AppError> {
        let fresh = Fresh {
            now,
            case: [(id, no)],
        };
        let (command, request) = (Ask::default().id()?, request_digest(register)?);
        let (commit, ..) =
            self.app
                .registering(actor, &actor.label(), register, &fresh, &command, &request)?;
        self.note(commit);
        Ok(())
    }

    /// Carries out a command on a case. Parts of a split are not rehearsed.
    ///
    /// # Errors
    /// A refusal, after which nothing has happened.
    pub fn execute(
        &mut self,
        now: Instant,
        actor: &Actor,
        id: i64,
        command: &Command,
    ) -> Result<(), AppError> {
        let case = self.case(id).ok_or(Code::NotFound)?;
        let now = now.max(case.at);
        let basis = self.app.basis(Some(case), now)?;
        let mut context = basis.context(now);
        let other = match command {
            Command::Merge(merge) => self.numbered(&merge.into),
            Command::Unmerge(_) => case.merged_into.and_then(|parent| self.case(parent)),
            _ => None,
        };
        context.other = other;
        let mut sealing = Sealing::new(now);
        let decision = case.decide(&context, actor, command, &mut sealing)?;
        sealing.check()?;
        let label = actor.label();
        let own = self
            .app
            .extend(case, decision.events, &label, now, &sealing)?;
        let done = Done::of(&own);
        let mut streams = vec![own];
        for (other, event) in decision.elsewhere {
            let other = self.case(other).ok_or(Code::NotFound)?;
            streams.push(self.app.extend(other, vec![event], &label, now, &sealing)?);
        }
        let key = CommandKey::OnCase {
            case: id,
            id: Ask::default().id()?,
        };
        let request = request_digest(&(&label, command))?;
        let mut commit = self.committed(key, now, streams, done.stored(&request)?)?;
        commit.wake = decision.wake;
        self.note(commit);
        Ok(())
    }

    /// The case that waits for the earliest timer, and when that is due.
    pub fn next_timer(&self) -> Option<(Instant, i64)> {
        let first = |(id, standing): (&i64, &Standing)| {
            let own = standing.timers.iter().map(|timer| timer.at);
            let at = own.chain(standing.woken).min()?;
            Some((at, *id))
        };
        self.standing.iter().filter_map(first).min()
    }

    /// Decides a case's earliest timer.
    ///
    /// # Errors
    /// The calendar does not reach that far.
    pub fn fire(&mut self, id: i64) -> Result<(), AppError> {
        let Some(standing) = self.standing.get(&id) else {
            return Ok(());
        };
        let case = &standing.case;
        let own = standing.timers.iter().min_by_key(|timer| timer.at);
        let (key, at) = match (own, standing.woken) {
            (Some(timer), None) => (timer.key.clone(), timer.at),
            (Some(timer), Some(woken)) if timer.at < woken => (timer.key.clone(), timer.at),
            (_, Some(woken)) => (parent(), woken),
            (None, None) => return Ok(()),
        };
        let at = at.max(case.at);
        let basis = self.app.basis(Some(case), at)?;
        let mut context = basis.context(at);
        context.other = case.needs_parent(&key).and_then(|parent| self.case(parent));
        let decided = case.tick(&context, &key)?;
        if decided.events.is_empty() {
            if let Some(standing) = self.standing.get_mut(&id) {
                standing.timers.retain(|timer| timer.key != key);
                standing.woken = standing.woken.filter(|_| key.kind != TimerKind::Parent);
            }
            return Ok(());
        }
        let (label, sealing) = (Actor::System.label(), Sealing::new(at));
        let mut streams = vec![
            self.app
                .extend(case, decided.events, &label, at, &sealing)?,
        ];
        for (other, event) in decided.elsewhere {
            let other = self.case(other).ok_or(Code::NotFound)?;
            streams.push(self.app.extend(other, vec![event], &label, at, &sealing)?);
        }
        let key = CommandKey::Timer { case: id, key };
        let commit = self.committed(key, at, streams, String::new())?;
        self.note(commit);
        Ok(())
    }

    fn numbered(&self, no: &str) -> Option<&Case> {
        let cases = self.standing.values().map(|standing| &standing.case);
        cases.into_iter().find(|case| case.no == no)
    }

    fn committed(
        &self,
        key: CommandKey,
        now: Instant,
        streams: Vec<StreamWrite>,
        result: String,
    ) -> Result<Commit, AppError> {
        let messages = self.app.messages(&streams, now)?;
        Ok(Commit::new(key, now, streams, messages, result))
    }

    /// What the store does with a commit, in memory.
    fn note(&mut self, commit: Commit) {
        for stream in &commit.streams {
            let woken = self
                .standing
                .get(&stream.case.id)
                .and_then(|standing| standing.woken);
            let standing = Standing {
                case: stream.case.clone(),
                timers: stream.timers.clone(),
                woken,
            };
            self.standing.insert(stream.case.id, standing);
        }
        if let CommandKey::Timer { case, key } = &commit.key
            && key.kind == TimerKind::Parent
            && let Some(standing) = self.standing.get_mut(case)
        {
            standing.woken = None;
        }
        for child in &commit.wake {
            if let Some(standing) = self.standing.get_mut(child) {
                standing.woken.get_or_insert(commit.now);
            }
        }
        self.commits.push(commit);
    }
}

fn parent() -> TimerKey {
    TimerKey {
        kind: TimerKind::Parent,
        round: 0,
        which: String::new(),
    }
}
