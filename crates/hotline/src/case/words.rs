//! Which sealed words an event refers to, and whose they are: who may read them follows from that.

use super::event::{
    Answered, Attached, Corrected, Event, Rating, Replied, ReturnRuled, Reviewed, RoundBegun,
};
use crate::text::TextRef;

/// Whose words they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The requester's own: he reads them; units do not if the case is secret.
    Requester,
    /// Said to the requester: he and all who handle the case read them.
    ToRequester,
    /// Between centre and units: the requester does not read them.
    Inner,
    /// For the centre alone.
    Centre,
    /// Open to all.
    Public,
}

impl Event {
    /// Words of the event: name of the field, reference, whose.
    #[allow(
        clippy::too_many_lines,
        reason = "one arm an event: who may read what is seen in one place"
    )]
    pub fn words(&self) -> Vec<(&'static str, &TextRef, Whose)> {
        use Whose::{Centre, Inner, Public, Requester, ToRequester};
        let one = |field, text, whose| vec![(field, text, whose)];
        match self {
            Self::Registered { facts, .. } => {
                let mut words = vec![
                    ("title", &facts.title, Requester),
                    ("text", &facts.text, Requester),
                ];
                words.extend(optional("place", facts.place.as_ref(), Requester));
                words.extend(optional("point", facts.point.as_ref(), Requester));
                words
            }
            Self::Declined { advice, .. } => optional("advice", advice.as_ref(), ToRequester),
            Self::Transferred { to, note, .. } => {
                let mut words = one("to", to, ToRequester);
                words.extend(optional("note", note.as_ref(), Inner));
                words
            }
            Self::Dispatched { note, .. } | Self::Delegated { note, .. } => {
                optional("note", note.as_ref(), Inner)
            }
            Self::Taken { person, .. } => one("person", person, Inner),
            Self::ReturnAsked { request, .. } => one("basis", &request.basis, Inner),
            Self::ReturnRuled(ReturnRuled { reason, .. })
            | Self::FallbackDesignated { reason, .. } => one("reason", reason, Inner),
            Self::Contacted { note, .. } => optional("note", note.as_ref(), Inner),
            Self::ProgressNoted { text, public, .. } => {
                one("text", text, if *public { ToRequester } else { Inner })
            }
            Self::QuestionAsked { question, .. } => one("question", question, ToRequester),
            Self::WaitingDecided { reason, .. } | Self::ExtensionDecided { reason, .. } => {
                optional("reason", reason.as_ref(), ToRequester)
            }
            Self::Heard { text, .. } => one("text", text, Requester),
            Self::ExtensionAsked { reason, .. } => one("reason", reason, Inner),
            Self::Replied(Replied {
                text,
                evidence,
                commitment,
                ..
            }) => {
                let mut words = one("text", text, Inner);
                words.extend(optional("evidence", evidence.as_ref(), Inner));
                words.extend(optional("commitment", commitment.as_ref(), ToRequester));
                words
            }
            Self::Reviewed(Reviewed { text, reason, .. }) => {
                let mut words = optional("text", text.as_ref(), Inner);
                words.extend(optional("reason", reason.as_ref(), Inner));
                words
            }
            Self::Answered(Answered { text, .. }) => one("text", text, ToRequester),
            Self::Published {
                title,
                text,
                answer,
            } => {
                vec![
                    ("title", title, Public),
                    ("text", text, Public),
                    ("answer", answer, Public),
                ]
            }
            Self::Rated {
                rating: Rating { comment, .. },
            } => optional("comment", comment.as_ref(), Requester),
            Self::FollowedUp { note, .. } => optional("note", note.as_ref(), Centre),
            Self::ReworkAsked { reason, .. } | Self::Withdrawn { reason, .. } => {
                one("reason", reason, Requester)
            }
            Self::RoundBegun(RoundBegun { reason, .. })
            | Self::ReworkRefused { reason }
            | Self::Reopened { reason, .. } => one("reason", reason, ToRequester),
            Self::Closed { reason, .. } => optional("reason", reason.as_ref(), ToRequester),
            Self::Unmerged { reason, .. } => optional("reason", reason.as_ref(), Inner),
            Self::Corrected(Corrected {
                place,
                point,
                reason,
                ..
            }) => {
                let mut words = optional("place", place.as_ref(), Requester);
                words.extend(optional("point", point.as_ref(), Requester));
                words.extend(one("reason", reason, Inner));
                words
            }
            // What a unit urges with is said to whoever has the case, not to the requester.
            Self::Urged { unit, text } => {
                let whose = if unit.is_some() { Inner } else { Requester };
                optional("text", text.as_ref(), whose)
            }
            Self::Supervised { reason, .. } => one("reason", reason, Inner),
            Self::Annotated { text, .. } => one("text", text, Centre),
            Self::CallerFlagged { reason } | Self::Released { reason, .. } => {
                one("reason", reason, Centre)
            }
            Self::HandlingTextWritten { text } => one("text", text, Inner),
            Self::Attached(Attached {
                unit,
                public,
                name,
                caption,
                what,
                taken_at,
                ..
            }) => {
                let whose = match unit {
                    None => Requester,
                    Some(_) if *public => ToRequester,
                    Some(_) => Inner,
                };
                let mut words = optional("file_name", name.as_ref(), whose);
                words.extend(optional("caption", caption.as_ref(), whose));
                words.extend(optional("what", what.as_ref(), whose));
                words.extend(optional("taken_at", taken_at.as_ref(), whose));
                words
            }
            Self::Accepted { .. }
            | Self::Signed { .. }
            | Self::WaitingUsedUp { .. }
            | Self::AnsweredWithParent { .. }
            | Self::Merged { .. }
            | Self::Absorbed { .. }
            | Self::Parted { .. }
            | Self::Split { .. }
            | Self::MeTooAdded { .. }
            | Self::Erased { .. }
            | Self::Redated { .. }
            | Self::Reminded { .. } => Vec::new(),
        }
    }
}

fn optional<'a>(
    field: &'static str,
    text: Option<&'a TextRef>,
    whose: Whose,
) -> Vec<(&'static str, &'a TextRef, Whose)> {
    text.map(|text| (field, text, whose)).into_iter().collect()
}
