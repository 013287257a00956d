//! 计时账: the promise that an event carries, and the row that it leaves in the clock ledger.

use crate::case::Case;
use crate::case::event::{Event, Recorded};
use crate::case::ledger::{Effect, LedgerEntry};
use crate::case::promise::Promise;

impl Case {
    /// Takes the event's promise and writes the clock ledger.
    pub(super) fn account(&mut self, recorded: &Recorded) {
        let first_of_round = matches!(
            recorded.event,
            Event::Accepted { .. } | Event::RoundBegun { .. }
        );
        let moved = recorded
            .event
            .promise()
            .is_some_and(|new| self.promise.as_ref().is_none_or(|old| old.due != new.due));
        let effect = if first_of_round {
            Effect::Set
        } else if moved {
            Effect::Moved
        } else if matters_to_the_clock(&recorded.event) {
            Effect::Unchanged
        } else {
            self.promise = recorded
                .event
                .promise()
                .cloned()
                .or_else(|| self.promise.take());
            return;
        };
        if let Some(promise) = recorded.event.promise() {
            self.promise = Some(promise.clone());
        }
        if let Some(Promise { due, .. }) = self.promise {
            let what = recorded.event.kind().to_owned();
            self.ledger.push(LedgerEntry {
                seq: recorded.seq,
                at: recorded.at,
                what,
                effect,
                due,
            });
        }
    }
}

/// Acts that people suspect of moving the promise, and that do not.
const fn matters_to_the_clock(event: &Event) -> bool {
    matches!(
        event,
        Event::Dispatched { .. }
            | Event::Signed { .. }
            | Event::Delegated { .. }
            | Event::ReturnAsked { .. }
            | Event::ReturnRuled { .. }
            | Event::FallbackDesignated { .. }
            | Event::QuestionAsked { .. }
            | Event::WaitingDecided { .. }
            | Event::WaitingUsedUp { .. }
            | Event::ExtensionAsked { .. }
            | Event::ExtensionDecided { .. }
            | Event::Corrected { .. }
            | Event::Merged { .. }
    )
}
