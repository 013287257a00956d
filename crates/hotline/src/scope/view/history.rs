//! What an actor reads of a case's history.

use super::{Eyes, Opened, eyes, files_of, reads_words};
use crate::actor::Actor;
use crate::case::Case;
use crate::case::event::{Attached, Event, Recorded};
use crate::case::words::Whose;
use crate::directory::Directory;
use serde::Serialize;

/// One step of a case's history as an actor may read it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct HistoryLine {
    /// Place in the stream.
    pub seq: u64,
    /// When.
    pub at: String,
    /// Kind of the event.
    pub kind: &'static str,
    /// Who: role for people outside, an id for staff; never a name.
    pub actor: String,
    /// Name of the person, only where it matters who it was: with a stale version, for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Name of the unit whose step it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Name of the unit that ruled, where the step is about another's: of a ruling on a return.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ruler: Option<String>,
    /// Names of the units that the case went to, the lead first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
    /// How the step ended, by name: `passed`, `upheld`, `granted`, `days`, `how`, `reached`, `outcome` …
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = std::collections::BTreeMap<String, serde_json::Value>))]
    pub results: serde_json::Map<String, serde_json::Value>,
    /// Words by field.
    pub words: std::collections::BTreeMap<&'static str, String>,
}

/// The case's history as the actor may read it; none if he may not see the case.
pub fn history(
    case: &Case,
    events: &[Recorded],
    actor: &Actor,
    directory: &Directory,
    opened: &dyn Opened,
) -> Option<Vec<HistoryLine>> {
    let eyes = eyes(actor, case, directory)?;
    let lines = events
        .iter()
        .filter(|recorded| concerns(eyes, &recorded.event))
        .map(|recorded| {
            let words = recorded
                .event
                .words()
                .into_iter()
                .filter(|(field, _, whose)| reads(eyes, *whose, field, case, recorded.seq));
            let told = recorded.event.told();
            HistoryLine {
                by: None,
                unit: told.unit.map(|unit| directory.name_of(unit).to_owned()),
                ruler: told.ruler.map(|unit| directory.name_of(unit).to_owned()),
                to: told
                    .to
                    .iter()
                    .map(|to| directory.name_of(to).to_owned())
                    .collect(),
                results: if eyes == Eyes::Public {
                    serde_json::Map::new()
                } else {
                    told.results
                },
                seq: recorded.seq,
                at: recorded.at.to_string(),
                kind: recorded.event.kind(),
                actor: if matches!(eyes, Eyes::Centre | Eyes::Unit) {
                    recorded.actor.clone()
                } else {
                    String::new()
                },
                words: words
                    .filter_map(|(field, text, _)| Some((field, opened.words(text)?)))
                    .collect(),
            }
        });
    Some(lines.collect())
}

/// Whether these eyes read words of that origin.
fn reads(eyes: Eyes, whose: Whose, field: &str, case: &Case, seq: u64) -> bool {
    // Of a file its words are shown to whom the file is shown.
    if let Some(file) = case.file(seq) {
        return files_of(case, eyes).any(|seen| seen.seq == file.seq);
    }
    reads_words(eyes, whose, field, case)
}

/// Steps that a citizen reads about; staff read them all.
const fn concerns(eyes: Eyes, event: &Event) -> bool {
    match eyes {
        Eyes::Centre | Eyes::Unit => true,
        Eyes::Public if matches!(event, Event::Attached { .. }) => false,
        Eyes::Requester | Eyes::Public => !matches!(
            event,
            Event::Attached(Attached {
                unit: Some(_),
                public: false,
                ..
            }) | Event::Annotated { .. }
                | Event::CallerFlagged { .. }
                | Event::Supervised { .. }
                | Event::HandlingTextWritten { .. }
                | Event::Released { .. }
                | Event::Reminded { .. }
                | Event::Taken { .. }
                | Event::Absorbed { .. }
                | Event::Parted { .. }
        ),
    }
}
