//! From a decision to what is written: events in their places, the case folded, its timers.

use crate::delivery::messages;
use crate::vault::Sealing;
use crate::{App, AppError};
use hotline::case::Case;
use hotline::case::event::{Event, Recorded};
use store::commit::{CommandKey, Commit, StreamWrite};
use store::outbox::Message;
use store::{Abort, StoreError};
use workday::{Calendar, Instant};

impl App {
    /// What an existing case becomes by new events.
    pub(crate) fn extend(
        &self,
        case: &Case,
        events: Vec<Event>,
        actor: &str,
        now: Instant,
        sealing: &Sealing,
    ) -> Result<StreamWrite, AppError> {
        let mut after = case.clone();
        let at = now.max(case.at);
        let (texts, persons) = sealing.of(&events);
        let mut recorded = Vec::with_capacity(events.len());
        for event in events {
            let next = Recorded {
                seq: after.version + 1,
                at,
                actor: actor.to_owned(),
                event,
            };
            after
                .apply(&next)
                .map_err(|error| AppError::Internal(error.to_string()))?;
            recorded.push(next);
        }
        let timers = self.timers_of(&after, now)?;
        Ok(StreamWrite {
            call_back: after.wants_call_back(&*self.rules_of(Some(&after), now)?),
            case: after,
            expected: case.version,
            events: recorded,
            texts,
            persons,
            timers,
            found_by: None,
        })
    }

    /// A new case from its first events.
    pub(crate) fn begin(
        &self,
        id: i64,
        events: Vec<Event>,
        actor: &str,
        now: Instant,
        sealing: &Sealing,
    ) -> Result<StreamWrite, AppError> {
        let (texts, persons) = sealing.of(&events);
        let numbered = events.into_iter().zip(1..);
        let recorded: Vec<_> = numbered
            .map(|(event, seq)| Recorded {
                seq,
                at: now,
                actor: actor.to_owned(),
                event,
            })
            .collect();
        let case =
            Case::fold(id, &recorded).map_err(|error| AppError::Internal(error.to_string()))?;
        let timers = self.timers_of(&case, now)?;
        Ok(StreamWrite {
            // Nobody is called back about a case that has only begun.
            call_back: false,
            case,
            expected: 0,
            events: recorded,
            texts,
            persons,
            timers,
            found_by: None,
        })
    }

    pub(crate) fn timers_of(
        &self,
        case: &Case,
        now: Instant,
    ) -> Result<Vec<hotline::case::timer::Timer>, AppError> {
        let calendar: Calendar = self.working_days();
        Ok(case.timers(&*self.rules_of(Some(case), now)?, &calendar))
    }

    /// Messages to requesters and units that the streams' events call for.
    pub(crate) fn messages(
        &self,
        streams: &[StreamWrite],
        now: Instant,
    ) -> Result<Vec<Message>, AppError> {
        let mut all = Vec::new();
        for stream in streams {
            messages(stream, now, &mut all)?;
        }
        Ok(all)
    }

    /// The same, and those to whoever joined one of the cases.
    pub(crate) async fn all_messages(
        &self,
        streams: &[StreamWrite],
        now: Instant,
    ) -> Result<Vec<Message>, AppError> {
        let mut all = self.messages(streams, now)?;
        for stream in streams {
            self.tell_joined(stream, now, &mut all).await?;
        }
        Ok(all)
    }

    /// Writes what the platform decided by itself; whether nobody was faster.
    pub(crate) async fn commit_own(
        &self,
        key: CommandKey,
        streams: Vec<StreamWrite>,
        at: Instant,
    ) -> Result<bool, AppError> {
        let messages = self.all_messages(&streams, at).await?;
        let commit = Commit::new(key, self.now(), streams, messages, String::new());
        match self.put(commit).await {
            Ok(()) => Ok(true),
            Err(Abort::Refused(_)) => Ok(false),
            Err(Abort::Db(error)) => Err(StoreError::from(error).into()),
        }
    }
}
