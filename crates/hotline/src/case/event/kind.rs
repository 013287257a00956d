//! An event's kind as stored, and which events carry a promise.

use super::Event;
use crate::case::promise::Promise;

impl Event {
    /// The event's kind, as stored.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Registered { .. } => "registered",
            Self::Accepted { .. } => "accepted",
            Self::Declined { .. } => "declined",
            Self::Transferred { .. } => "transferred",
            Self::Dispatched { .. } => "dispatched",
            Self::Signed { .. } => "signed",
            Self::Taken { .. } => "taken",
            Self::Delegated { .. } => "delegated",
            Self::ReturnAsked { .. } => "return_asked",
            Self::ReturnRuled { .. } => "return_ruled",
            Self::FallbackDesignated { .. } => "fallback_designated",
            Self::Contacted { .. } => "contacted",
            Self::ProgressNoted { .. } => "progress_noted",
            Self::QuestionAsked { .. } => "question_asked",
            Self::WaitingDecided { .. } => "waiting_decided",
            Self::Heard { .. } => "heard",
            Self::WaitingUsedUp { .. } => "waiting_used_up",
            Self::ExtensionAsked { .. } => "extension_asked",
            Self::ExtensionDecided { .. } => "extension_decided",
            Self::Replied { .. } => "replied",
            Self::Reviewed { .. } => "reviewed",
            Self::Answered { .. } => "answered",
            Self::AnsweredWithParent { .. } => "answered_with_parent",
            Self::Published { .. } => "published",
            Self::Rated { .. } => "rated",
            Self::FollowedUp { .. } => "followed_up",
            Self::ReworkAsked { .. } => "rework_asked",
            Self::RoundBegun { .. } => "round_begun",
            Self::Closed { .. } => "closed",
            Self::ReworkRefused { .. } => "rework_refused",
            Self::Merged { .. } => "merged",
            Self::Absorbed { .. } => "absorbed",
            Self::Unmerged { .. } => "unmerged",
            Self::Parted { .. } => "parted",
            Self::Split { .. } => "split",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Reopened { .. } => "reopened",
            Self::Corrected { .. } => "corrected",
            Self::Urged { .. } => "urged",
            Self::Supervised { .. } => "supervised",
            Self::Annotated { .. } => "annotated",
            Self::CallerFlagged { .. } => "caller_flagged",
            Self::HandlingTextWritten { .. } => "handling_text_written",
            Self::Released { .. } => "released",
            Self::Attached { .. } => "attached",
            Self::MeTooAdded { .. } => "me_too_added",
            Self::Erased { .. } => "erased",
            Self::Redated { .. } => "redated",
            Self::Reminded { .. } => "reminded",
        }
    }

    /// The promise that the event sets or moves; only these events may (`design.md §3`).
    pub const fn promise(&self) -> Option<&Promise> {
        match self {
            Self::Accepted { promise, .. }
            | Self::RoundBegun { promise, .. }
            | Self::Redated { promise, .. } => Some(promise),
            Self::WaitingDecided { promise, .. }
            | Self::Heard { promise, .. }
            | Self::WaitingUsedUp { promise }
            | Self::ExtensionDecided { promise, .. }
            | Self::Corrected { promise, .. } => promise.as_ref(),
            _ => None,
        }
    }
}
