//! An event's kind as stored, and which events carry a promise.

use super::{Corrected, Event, RoundBegun};
use crate::case::promise::Promise;

macro_rules! kinds {
    ($($name:ident $kind:literal;)*) => {
        /// Every kind of event there is, as stored.
        pub const KINDS: &[&str] = &[$($kind,)*];

        impl Event {
            /// The event's kind, as stored.
            pub const fn kind(&self) -> &'static str {
                match self { $(Self::$name { .. } => $kind,)* }
            }
        }
    };
}

kinds! {
    Registered "registered";
    Accepted "accepted";
    Declined "declined";
    Transferred "transferred";
    Dispatched "dispatched";
    Signed "signed";
    Taken "taken";
    Delegated "delegated";
    ReturnAsked "return_asked";
    ReturnRuled "return_ruled";
    FallbackDesignated "fallback_designated";
    Contacted "contacted";
    ProgressNoted "progress_noted";
    QuestionAsked "question_asked";
    WaitingDecided "waiting_decided";
    Heard "heard";
    WaitingUsedUp "waiting_used_up";
    ExtensionAsked "extension_asked";
    ExtensionDecided "extension_decided";
    Replied "replied";
    Reviewed "reviewed";
    Answered "answered";
    AnsweredWithParent "answered_with_parent";
    Published "published";
    Rated "rated";
    FollowedUp "followed_up";
    ReworkAsked "rework_asked";
    RoundBegun "round_begun";
    Closed "closed";
    ReworkRefused "rework_refused";
    Merged "merged";
    Absorbed "absorbed";
    Unmerged "unmerged";
    Parted "parted";
    Split "split";
    Withdrawn "withdrawn";
    Reopened "reopened";
    Corrected "corrected";
    Urged "urged";
    Supervised "supervised";
    Annotated "annotated";
    CallerFlagged "caller_flagged";
    HandlingTextWritten "handling_text_written";
    Released "released";
    Attached "attached";
    MeTooAdded "me_too_added";
    Erased "erased";
    Redated "redated";
    Reminded "reminded";
}

impl Event {
    /// The promise that the event sets or moves; only these events may (`design.md §3`).
    pub const fn promise(&self) -> Option<&Promise> {
        match self {
            Self::Accepted { promise, .. }
            | Self::RoundBegun(RoundBegun { promise, .. })
            | Self::Redated { promise, .. } => Some(promise),
            Self::WaitingDecided { promise, .. }
            | Self::Heard { promise, .. }
            | Self::WaitingUsedUp { promise }
            | Self::ExtensionDecided { promise, .. }
            | Self::Corrected(Corrected { promise, .. }) => promise.as_ref(),
            _ => None,
        }
    }
}
