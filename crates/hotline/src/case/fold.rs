//! Folding: a case is what its events say, and nothing else.

mod account;
mod beginning;
mod standing;
mod tree;
mod turning;

use super::assignment::Duty;
use super::attachment::FileOfCase;
use super::command::CallOutcome;
use super::event::{Attached, Corrected, Erasure, Event, Recorded, Replied, Reviewed, RoundBegun};
use super::status::{Hold, Status};
use super::{Acceptance, Answer, Case, ExtensionAsked, PublicCopy, Question, ReworkAsked, Waiting};
use workday::Instant;

/// Why a stream of events is not a case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// The stream does not begin with a registration.
    #[error("事件流不以登记开头 (the stream does not begin with a registration)")]
    NotRegistered,
    /// An event is missing or out of its place.
    #[error("事件序号应为 {expected}，遇到 {found} (event {expected} expected, found {found})")]
    OutOfPlace {
        /// The next place in the stream.
        expected: u64,
        /// The place found.
        found: u64,
    },
}

impl Case {
    /// Folds a whole stream.
    ///
    /// # Errors
    /// The stream has a gap or does not begin with a registration.
    pub fn fold<'a>(
        id: i64,
        events: impl IntoIterator<Item = &'a Recorded>,
    ) -> Result<Self, FoldError> {
        let mut events = events.into_iter();
        let mut case = Self::begin(id, events.next().ok_or(FoldError::NotRegistered)?)?;
        for event in events {
            case.apply(event)?;
        }
        Ok(case)
    }

    /// The case after its first event.
    ///
    /// # Errors
    /// The event is not a registration.
    pub fn begin(id: i64, first: &Recorded) -> Result<Self, FoldError> {
        match &first.event {
            Event::Registered {
                no,
                facts,
                unit,
                accept_by,
            } => Ok(Self::registered(
                id,
                first,
                no.clone(),
                facts.clone(),
                unit.clone(),
                *accept_by,
            )),
            _ => Err(FoldError::NotRegistered),
        }
    }

    /// Takes the next event.
    ///
    /// # Errors
    /// The event is not the next one.
    pub fn apply(&mut self, recorded: &Recorded) -> Result<(), FoldError> {
        let expected = self.version + 1;
        if recorded.seq != expected {
            return Err(FoldError::OutOfPlace {
                expected,
                found: recorded.seq,
            });
        }
        self.version = recorded.seq;
        self.at = recorded.at;
        self.take(&recorded.event, recorded.at);
        self.account(recorded);
        Ok(())
    }

    #[allow(
        clippy::too_many_lines,
        reason = "one arm an event: the whole fold is read in one place"
    )]
    fn take(&mut self, event: &Event, at: Instant) {
        match event {
            Event::Registered { .. } => {}
            Event::Accepted {
                centre,
                rulebook,
                from,
                case_kind,
                item,
                urgent,
                simple,
                dispatch_by,
                ..
            } => {
                self.status = Status::Accepted;
                self.accepted = Some(Acceptance {
                    at,
                    from: *from,
                    centre: centre.clone(),
                    rulebook: *rulebook,
                });
                self.facts.kind = *case_kind;
                self.facts.item.clone_from(item);
                self.facts.urgent = *urgent;
                self.facts.simple = *simple;
                self.next_by = *dispatch_by;
            }
            Event::Declined { .. } => self.end(Status::Declined, at),
            Event::Transferred { relieved, .. } => {
                self.relieve(relieved);
                self.end(Status::Transferred, at);
            }
            Event::Dispatched { lead, assist, .. } => {
                self.status = Status::InProgress;
                self.give(Duty::Lead, None, false, lead, at);
                for given in assist {
                    self.give(Duty::Assist, None, false, given, at);
                }
            }
            Event::Signed { unit } => self.at_unit(unit, |a| {
                a.state = Hold::InHand;
                a.signed_at = Some(at);
            }),
            Event::Taken { unit, person } => {
                self.at_unit(unit, |a| a.person = Some(person.id.to_string()));
            }
            Event::Delegated { by, to, .. } => {
                self.at_unit(by, |a| a.state = Hold::Delegated);
                self.give(Duty::Below, Some(by.clone()), false, to, at);
            }
            Event::ReturnAsked { unit, request } => {
                self.returns += 1;
                self.at_unit(unit, |a| {
                    a.state = Hold::ReturnAsked;
                    a.asked_return = true;
                    a.returning = Some(request.clone());
                });
            }
            Event::ReturnRuled { .. } => self.ruled(event, at),
            Event::FallbackDesignated { .. } => self.fall_back(event, at),
            Event::QuestionAsked { unit, question } => {
                self.questions += 1;
                self.question = Some(Question {
                    unit: unit.clone(),
                    at,
                    text: question.clone(),
                    settled: false,
                    decided: false,
                    waiting: None,
                });
            }
            Event::WaitingDecided {
                granted,
                days,
                used_up_at,
                ..
            } => {
                if let Some(question) = &mut self.question {
                    question.decided = true;
                    if *granted {
                        question.waiting = used_up_at.map(|used_up_at| Waiting {
                            days: *days,
                            used_up_at,
                        });
                    }
                }
            }
            Event::Heard { answers, .. } if *answers => self.settle_question(),
            Event::WaitingUsedUp { .. } => self.settle_question(),
            Event::ExtensionAsked { unit, days, .. } => {
                self.extension = Some(ExtensionAsked {
                    unit: unit.clone(),
                    days: *days,
                    at,
                });
            }
            Event::ExtensionDecided { granted, .. } => {
                self.extension = None;
                self.extensions += u32::from(*granted);
            }
            Event::Replied(Replied {
                unit,
                person,
                text,
                commitment,
                commitment_until,
                awaiting,
                handed_up,
                review_by,
                ..
            }) => {
                let promised = (commitment.clone(), *commitment_until);
                self.reply(unit, person, text, promised, awaiting.clone(), *review_by);
                self.handed_up = if *handed_up { Some(at) } else { self.handed_up };
            }
            Event::Reviewed(Reviewed {
                at: level,
                writer,
                passed,
                text,
                awaiting,
                handed_up,
                review_by,
                ..
            }) => {
                self.reviewed(
                    level,
                    writer,
                    *passed,
                    text.as_ref(),
                    awaiting.clone(),
                    *review_by,
                );
                self.handed_up = if *handed_up { Some(at) } else { self.handed_up };
            }
            Event::Answered { .. } => self.answered(event, at),
            Event::AnsweredWithParent {
                counted_at,
                window_until,
            } => {
                self.answer = Some(Answer {
                    at,
                    counted_at: *counted_at,
                    text: None,
                    unit: None,
                    window_until: *window_until,
                    commitment: None,
                    commitment_until: None,
                });
            }
            Event::Published {
                title,
                text,
                answer,
            } => {
                let (title, text, answer) = (title.clone(), text.clone(), answer.clone());
                self.published = Some(PublicCopy {
                    at,
                    title,
                    text,
                    answer,
                });
            }
            Event::Rated { rating } => {
                if self.takes(rating) {
                    self.rating = Some(rating.clone());
                }
            }
            Event::FollowedUp {
                outcome, rating, ..
            } => {
                self.follow_ups += 1;
                self.followed_up |= *outcome != CallOutcome::NotReached;
                if let Some(rating) = rating {
                    self.rating = Some(rating.clone());
                }
            }
            Event::ReworkAsked { decide_by, .. } => {
                self.rework_asked = Some(ReworkAsked {
                    at,
                    decide_by: *decide_by,
                });
            }
            Event::RoundBegun(RoundBegun {
                round,
                lead,
                rework,
                dispatch_by,
                ..
            }) => {
                self.begin_round(*round, *rework, *dispatch_by);
                if let Some(given) = lead {
                    self.status = Status::InProgress;
                    self.give(Duty::Lead, None, false, given, at);
                }
            }
            Event::Closed { outcome, .. } => {
                self.rework_asked = None;
                self.outcome = Some(*outcome);
                self.end(Status::Closed, at);
            }
            Event::ReworkRefused { .. } => self.rework_asked = None,
            Event::Merged {
                into,
                into_no,
                relieved,
            } => {
                self.relieve(relieved);
                self.handed_up = None;
                self.merged_into = Some(*into);
                self.merged_into_no = Some(into_no.clone());
                self.end(Status::Merged, at);
            }
            Event::Absorbed { child, .. } => {
                self.children.insert(*child);
            }
            Event::Parted { child } => {
                self.children.remove(child);
            }
            Event::Unmerged { dispatch_by, .. } => {
                // It was the parent's answer that was rated.
                self.rating = None;
                self.reopen(Status::Accepted, *dispatch_by);
            }
            Event::Withdrawn { relieved, .. } => {
                self.relieve(relieved);
                self.end(Status::Withdrawn, at);
            }
            Event::Reopened {
                status, next_by, ..
            } => self.reopen(*status, *next_by),
            Event::Corrected(Corrected {
                case_kind,
                item,
                place,
                point,
                area,
                urgent,
                ..
            }) => {
                self.facts.kind = *case_kind;
                self.facts.item.clone_from(item);
                self.facts.area.clone_from(area);
                self.facts.urgent = *urgent;
                if place.is_some() {
                    self.facts.place.clone_from(place);
                }
                // A point belongs to its place: it would lead to where the matter no longer is.
                if place.is_some() || point.is_some() {
                    self.facts.point.clone_from(point);
                }
            }
            Event::Urged { .. } => self.urged += 1,
            Event::Supervised { .. } => self.supervised = true,
            Event::CallerFlagged { .. } => self.flagged = true,
            Event::HandlingTextWritten { text } => self.handling_text = Some(text.clone()),
            Event::Released { what, .. } => {
                self.released.insert(*what);
            }
            Event::Attached(Attached {
                file,
                unit,
                public,
                name,
                caption,
                what,
                taken_at,
            }) => self.files.push(FileOfCase {
                seq: self.version,
                at,
                file: file.clone(),
                unit: unit.clone(),
                public: *public,
                name: name.clone(),
                caption: caption.clone(),
                what: what.clone(),
                taken_at: taken_at.clone(),
            }),
            Event::MeTooAdded { .. } => self.me_too += 1,
            Event::Reminded { timer, also, .. } => {
                self.reminded.extend(also.iter().cloned());
                self.reminded.insert(timer.clone());
            }
            // A second time only persons leaves what was erased before.
            Event::Erased { what } => {
                if self.erased != Some(Erasure::Words) {
                    self.erased = Some(*what);
                }
                if *what == Erasure::Words {
                    self.published = None;
                    self.files.clear();
                }
            }
            Event::Contacted { unit, reached, .. } => {
                if *reached {
                    self.at_unit(unit, |a| a.contacted_at = a.contacted_at.or(Some(at)));
                }
            }
            Event::Heard { .. }
            | Event::ProgressNoted { .. }
            | Event::Annotated { .. }
            | Event::Split { .. }
            | Event::Redated { .. } => {}
        }
    }
}
