//! What time does to a case, by itself: the platform decides as `system`, by the same rules.

use super::{Case, Context, Decision};
use crate::case::event::{Event, Outcome};
use crate::case::status::Status;
use crate::case::timer::{TimerKey, TimerKind};
use crate::refusal::{Code, Refusal};
use workday::Instant;

/// What came of a timer.
#[derive(Debug)]
pub struct TimerDecision {
    /// Events of the case.
    pub events: Vec<Event>,
    /// Events of other cases.
    pub elsewhere: Vec<(i64, Event)>,
}

impl From<Event> for TimerDecision {
    fn from(event: Event) -> Self {
        Self {
            events: vec![event],
            elsewhere: Vec::new(),
        }
    }
}

impl Case {
    /// Decides a timer. One that the case no longer waits for does nothing.
    ///
    /// # Errors
    /// `not_due` if it came too early; `out_of_calendar` if dates lie outside.
    pub fn tick(&self, context: &Context<'_>, key: &TimerKey) -> Result<TimerDecision, Refusal> {
        let nothing = TimerDecision {
            events: Vec::new(),
            elsewhere: Vec::new(),
        };
        if key.kind == TimerKind::Parent {
            return Ok(self.follow_parent(context).unwrap_or(nothing));
        }
        let timers = self.timers(context.rules, context.calendar);
        let Some(timer) = timers.into_iter().find(|timer| &timer.key == key) else {
            return Ok(nothing);
        };
        if context.now < timer.at {
            return Err(Code::NotDue.into());
        }
        Ok(match key.kind {
            TimerKind::Window => {
                let outcome = if self.rating.is_some() {
                    Outcome::Rated
                } else {
                    Outcome::NoRating
                };
                Event::Closed {
                    outcome,
                    reason: None,
                }
                .into()
            }
            TimerKind::Waiting => Event::WaitingUsedUp {
                promise: self.after_waiting(context, timer.at)?,
            }
            .into(),
            _ => reminded(timer.key, Vec::new()).into(),
        })
    }

    /// After an outage: the reminders missed by an instant collapse to the last of them, with the
    /// instant that it was due; none if at most one was missed.
    pub fn catch_up(&self, context: &Context<'_>, until: Instant) -> Option<(Instant, Event)> {
        let timers = self.timers(context.rules, context.calendar).into_iter();
        let mut missed: Vec<_> = timers
            .filter(|timer| timer.at <= until && timer.key.kind.reminds())
            .collect();
        missed.sort_by_key(|timer| timer.at);
        let last = missed.pop()?;
        let also: Vec<_> = missed.into_iter().map(|timer| timer.key).collect();
        (!also.is_empty()).then(|| (last.at, reminded(last.key, also)))
    }

    /// 并件 gets its parent's answer; if the parent ended without one, it goes its own way again.
    fn follow_parent(&self, context: &Context<'_>) -> Option<TimerDecision> {
        let parent = context.other?;
        if self.status != Status::Merged
            || self.merged_into != Some(parent.id)
            || self.answer.is_some()
        {
            return None;
        }
        if let Some(answer) = &parent.answer {
            let counted_at = answer.counted_at;
            return Some(
                Event::AnsweredWithParent {
                    counted_at,
                    window_until: answer.window_until,
                }
                .into(),
            );
        }
        if parent.status.is_end() {
            let dispatch_by = context
                .now
                .plus_millis(i64::from(context.rules.dispatch_minutes) * 60_000);
            let event = Event::Unmerged {
                reason: None,
                dispatch_by,
            };
            return Some(TimerDecision {
                events: vec![event],
                elsewhere: vec![(parent.id, Event::Parted { child: self.id })],
            });
        }
        None
    }

    /// Whether deciding this timer needs the parent at hand.
    pub fn needs_parent(&self, key: &TimerKey) -> Option<i64> {
        self.merged_into.filter(|_| key.kind == TimerKind::Parent)
    }
}

/// A reminder; who has to decide above the case hears of it where nobody decided in time.
fn reminded(timer: TimerKey, also: Vec<TimerKey>) -> Event {
    let escalated = match timer.kind {
        TimerKind::Ruling | TimerKind::Rework => true,
        // The first rung is the platform's own reminder; the others go to somebody above.
        TimerKind::Late => !timer.which.ends_with("/0"),
        _ => false,
    };
    Event::Reminded {
        timer,
        escalated,
        also,
    }
}

impl From<TimerDecision> for Decision {
    fn from(decided: TimerDecision) -> Self {
        Self {
            events: decided.events,
            elsewhere: decided.elsewhere,
            ..Self::default()
        }
    }
}
