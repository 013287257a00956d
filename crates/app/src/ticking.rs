//! Timers: each that is due is decided as `system` in a transaction of its own case.

use crate::vault::Sealing;
use crate::{App, AppError};
use hotline::actor::Actor;
use hotline::case::Case;
use hotline::refusal::Code;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use store::commit::CommandKey;
use store::timer::{DueRow, DueTimer};
use store::wait::Wait;
use tokio::task::{self, JoinError, JoinSet};
use workday::Instant;

const BATCH: u32 = 200;
const TRIES: u32 = 5;
/// Cases whose timers fire side by side: their transactions share a COMMIT.
const SIDE_BY_SIDE: usize = 32;
/// A case whose timers cannot be decided is left alone for so long, in milliseconds; twice as long after each
/// further try …
const PAUSE: i64 = 60_000;
/// … up to this.
const LONGEST_PAUSE: i64 = 60 * PAUSE;
const PAUSED: Wait = Wait::of_millis(LONGEST_PAUSE);

/// Cases whose timers this process could not decide: nobody else's wait for them.
#[derive(Default)]
pub(crate) struct Stuck(Mutex<HashMap<i64, Pause>>);

#[derive(Clone, Copy)]
struct Pause {
    until: Instant,
    tries: u32,
}

impl Stuck {
    fn cases(&self) -> MutexGuard<'_, HashMap<i64, Pause>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_paused(&self, case: i64, now: Instant) -> bool {
        let until = self.cases().get(&case).map(|pause| pause.until);
        until.is_some_and(|until| !PAUSED.is_over(until, now))
    }

    /// How often it has been tried in vain by now.
    fn pause(&self, case: i64, now: Instant) -> u32 {
        let mut cases = self.cases();
        let tries = cases.get(&case).map_or(0, |pause| pause.tries) + 1;
        let wait = (PAUSE << (tries - 1).min(10)).min(LONGEST_PAUSE);
        let until = now.plus_millis(wait);
        cases.insert(case, Pause { until, tries });
        tries
    }

    fn go_on(&self, case: i64) {
        self.cases().remove(&case);
    }

    /// Only these still have something due.
    fn keep(&self, due: &HashSet<i64>) {
        self.cases().retain(|case, _| due.contains(case));
    }
}

type Fired = Result<(task::Id, Result<u64, AppError>), JoinError>;

impl App {
    /// Fires every timer that is due by an instant, those of a case one after another, the earliest
    /// first; gives how many did something. A case whose timers cannot be decided is told in the log, left
    /// alone for a while, and keeps nobody from the others.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn fire_due(&self, now: Instant) -> Result<u64, AppError> {
        let mut fired = 0;
        loop {
            let (mut last, mut looked_at) = (None, 0);
            let mut paused = HashSet::new();
            loop {
                let due = self.0.store.due_timers_after(now, last.as_ref(), BATCH);
                let due = due.await?;
                last = due.last().cloned();
                if last.is_none() {
                    break;
                }
                let mut cases: BTreeMap<i64, Vec<DueRow>> = BTreeMap::new();
                for timer in due {
                    if self.0.stuck.is_paused(timer.case, self.now()) {
                        paused.insert(timer.case);
                    } else {
                        cases.entry(timer.case).or_default().push(timer);
                    }
                }
                looked_at += cases.len();
                fired += self.fire_side_by_side(cases, now).await?;
            }
            // What is due because of what fired may lie before the place that was reached.
            if looked_at == 0 {
                self.0.stuck.keep(&paused);
                return Ok(fired);
            }
        }
    }

    /// Cases whose timers this process could not decide when it tried last.
    pub fn stuck_cases(&self) -> usize {
        self.0.stuck.cases().len()
    }

    async fn fire_side_by_side(
        &self,
        cases: BTreeMap<i64, Vec<DueRow>>,
        now: Instant,
    ) -> Result<u64, AppError> {
        let (mut fired, mut away) = (0, None);
        let (mut firing, mut whose) = (JoinSet::new(), HashMap::new());
        for (case, timers) in cases {
            if firing.len() >= SIDE_BY_SIDE {
                let ended = firing.join_next_with_id().await;
                self.ended(ended, &whose, &mut fired, &mut away).await;
            }
            let app = self.clone();
            let of_case = async move {
                let mut fired = 0;
                for timer in timers {
                    fired += u64::from(app.fire_until(&timer.timer()?, now).await?);
                }
                Ok(fired)
            };
            whose.insert(firing.spawn(of_case).id(), case);
        }
        while !firing.is_empty() {
            let ended = firing.join_next_with_id().await;
            self.ended(ended, &whose, &mut fired, &mut away).await;
        }
        away.map_or(Ok(fired), Err)
    }

    /// Takes down how the timers of one case ended.
    async fn ended(
        &self,
        ended: Option<Fired>,
        whose: &HashMap<task::Id, i64>,
        fired: &mut u64,
        away: &mut Option<AppError>,
    ) {
        let (id, result) = match ended {
            Some(Ok(ended)) => ended,
            Some(Err(broken)) => (broken.id(), Err(AppError::Internal(broken.to_string()))),
            None => return,
        };
        let Some(case) = whose.get(&id).copied() else {
            return;
        };
        match result {
            Ok(some) => {
                *fired += some;
                self.0.stuck.go_on(case);
            }
            Err(error) if error.is_away() => drop(away.get_or_insert(error)),
            Err(error) => {
                let tries = self.0.stuck.pause(case, self.now());
                let no = self.0.store.number_of(case).await.ok().flatten();
                tracing::error!(no, case, tries, %error, "timers of a case could not be decided; they are tried again later, those of others go on");
            }
        }
    }

    /// The timer that is due next by an instant, for whoever sets the clock to each.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn next_due(&self, now: Instant) -> Result<Option<DueTimer>, AppError> {
        Ok(self.0.store.due_timers(now, 1).await?.into_iter().next())
    }

    /// Decides one timer; whether anything came of it.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn fire(&self, timer: &DueTimer) -> Result<bool, AppError> {
        self.fire_until(timer, timer.at).await
    }

    /// Decides one timer when the time has come to `until`: reminders of the same case that were
    /// missed by then collapse to one.
    async fn fire_until(&self, timer: &DueTimer, until: Instant) -> Result<bool, AppError> {
        for _ in 0..TRIES {
            let Some(case) = self.0.store.case_by_id(timer.case).await? else {
                self.0.store.drop_timer(timer).await?;
                return Ok(false);
            };
            // What a timer does holds from its due on, wherever the machine's clock stands by now.
            let at = timer.at.max(case.at);
            let basis = self.basis(Some(&case), at)?;
            let mut context = basis.context(at);
            let parent = match case.needs_parent(&timer.key) {
                Some(parent) => self.0.store.case_by_id(parent).await?,
                None => None,
            };
            context.other = parent.as_ref();
            let missed = Some(until).filter(|_| timer.key.kind.reminds());
            if let Some((due, event)) = missed.and_then(|until| case.catch_up(&context, until)) {
                let (label, at) = (Actor::System.label(), due.max(case.at));
                let streams =
                    vec![self.extend(&case, vec![event], &label, at, &Sealing::new(at))?];
                let key = CommandKey::Timer {
                    case: case.id,
                    key: timer.key.clone(),
                };
                if self.commit_own(key, streams, at).await? {
                    return Ok(true);
                }
                continue;
            }
            let decided = match case.tick(&context, &timer.key) {
                // A holiday table came in between, and the case waits longer now.
                Err(refusal) if refusal.code == Code::NotDue => {
                    self.move_timers(&case, at).await?;
                    // Where it still stands there it would be read again and again.
                    let stands = self.0.store.timers_of(case.id).await?;
                    if stands.contains(timer) {
                        return Err(refusal.into());
                    }
                    return Ok(false);
                }
                decided => decided?,
            };
            if decided.events.is_empty() {
                self.0.store.drop_timer(timer).await?;
                return Ok(false);
            }
            let (label, sealing) = (Actor::System.label(), Sealing::new(at));
            let mut streams = vec![self.extend(&case, decided.events, &label, at, &sealing)?];
            for (other, event) in decided.elsewhere {
                if let Some(other) = self.0.store.case_by_id(other).await? {
                    streams.push(self.extend(&other, vec![event], &label, at, &sealing)?);
                }
            }
            let key = CommandKey::Timer {
                case: case.id,
                key: timer.key.clone(),
            };
            if self.commit_own(key, streams, at).await? {
                return Ok(true);
            }
        }
        // Somebody is faster every time: the timer stays and is looked at again with the next sweep.
        Ok(false)
    }

    /// Moves a case's timers to where it waits for them by the calendar of the moment: a holiday
    /// table moves reminders also of cases whose promise stays.
    pub(crate) async fn move_timers(&self, case: &Case, now: Instant) -> Result<(), AppError> {
        let waits = self.timers_of(case, now)?;
        for stands in self.0.store.timers_of(case.id).await? {
            let to = waits.iter().find(|timer| timer.key == stands.key);
            if let Some(to) = to.filter(|timer| timer.at != stands.at) {
                self.0.store.move_timer(&stands, to.at).await?;
            }
        }
        Ok(())
    }
}
