//! Timers: each that is due is decided as `system` in a transaction of its own case.

use crate::vault::Sealing;
use crate::{App, AppError};
use hotline::actor::Actor;
use hotline::case::Case;
use hotline::refusal::Code;
use std::collections::BTreeMap;
use store::commit::CommandKey;
use store::timer::DueTimer;
use tokio::task::{JoinError, JoinSet};
use workday::Instant;

const BATCH: u32 = 200;
const TRIES: u32 = 5;
/// Cases whose timers fire side by side: their transactions share a COMMIT.
const SIDE_BY_SIDE: usize = 32;

type Fired = Result<Result<u64, AppError>, JoinError>;

fn joined(fired: Option<Fired>) -> Result<u64, AppError> {
    let stopped = |error: JoinError| AppError::Internal(error.to_string());
    fired.map_or(Ok(0), |fired| fired.map_err(stopped)?)
}

impl App {
    /// Fires every timer that is due by an instant, those of a case one after another, the earliest
    /// first; gives how many did something.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn fire_due(&self, now: Instant) -> Result<u64, AppError> {
        let mut fired = 0;
        loop {
            let due = self.0.store.due_timers(now, BATCH).await?;
            if due.is_empty() {
                return Ok(fired);
            }
            let mut cases: BTreeMap<i64, Vec<DueTimer>> = BTreeMap::new();
            for timer in due {
                cases.entry(timer.case).or_default().push(timer);
            }
            let mut firing = JoinSet::new();
            for timers in cases.into_values() {
                if firing.len() >= SIDE_BY_SIDE {
                    fired += joined(firing.join_next().await)?;
                }
                let app = self.clone();
                firing.spawn(async move {
                    let mut fired = 0;
                    for timer in timers {
                        fired += u64::from(app.fire_until(&timer, now).await?);
                    }
                    Ok(fired)
                });
            }
            while !firing.is_empty() {
                fired += joined(firing.join_next().await)?;
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
