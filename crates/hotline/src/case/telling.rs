//! What a step of the history tells beside its words: whose step it was, to whom it went, and how it
//! ended. Screens and citizens' pages make their sentences of it.

use super::assignment::Given;
use super::event::{Answered, Attached, Event, Replied, ReturnRuled, Reviewed, RoundBegun};
use crate::codes::UnitCode;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// A step's units and results.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told<'a> {
    /// The unit whose step it was, if a unit's.
    pub unit: Option<&'a UnitCode>,
    /// The unit that ruled, where the step is about another's.
    pub ruler: Option<&'a UnitCode>,
    /// Units that the case went to: the lead first, then assisting ones.
    pub to: Vec<&'a UnitCode>,
    /// Results by name, such as `passed`, `days`, `outcome`.
    pub results: Map<String, Value>,
}

impl<'a> Told<'a> {
    fn by(unit: &'a UnitCode) -> Self {
        Self {
            unit: Some(unit),
            ..Self::default()
        }
    }

    fn to<'b: 'a>(mut self, given: impl IntoIterator<Item = &'b Given>) -> Self {
        self.to.extend(given.into_iter().map(|given| &given.unit));
        self
    }

    fn with(mut self, name: &str, value: impl Serialize) -> Self {
        let value = json!(value);
        if !value.is_null() {
            self.results.insert(name.to_owned(), value);
        }
        self
    }
}

impl Event {
    /// Whose step it was, to whom it went and how it ended.
    pub fn told(&self) -> Told<'_> {
        let none = Told::default();
        match self {
            Self::Accepted { centre, .. } => Told::by(centre),
            Self::Declined { reason, .. } => none.with("reason", reason),
            Self::Dispatched { lead, assist, .. } => none.to([lead]).to(assist),
            Self::Signed { unit } | Self::Taken { unit, .. } | Self::Annotated { unit, .. } => {
                Told::by(unit)
            }
            Self::Delegated { by, to, .. } => Told::by(by).to([to]),
            Self::ReturnAsked { unit, request } => Told::by(unit).with("reason", &request.reason),
            Self::ReturnRuled(ReturnRuled {
                unit,
                ruler,
                upheld,
                binds,
                lead,
                ..
            }) => {
                let told = Told {
                    ruler: ruler.as_ref(),
                    ..Told::by(unit)
                };
                told.to(lead).with("upheld", upheld).with("binds", binds)
            }
            Self::FallbackDesignated { to, .. } => none.to([to]),
            Self::Contacted {
                unit, how, reached, ..
            } => Told::by(unit).with("how", how).with("reached", reached),
            Self::ProgressNoted { unit, public, .. } => Told::by(unit).with("public", public),
            Self::QuestionAsked { unit, .. } => Told::by(unit),
            Self::WaitingDecided { granted, days, .. } => {
                none.with("granted", granted).with("days", days)
            }
            Self::ExtensionAsked { unit, days, .. } => Told::by(unit).with("days", days),
            Self::ExtensionDecided { granted, days, .. } => {
                none.with("granted", granted).with("days", days)
            }
            Self::Replied(Replied {
                unit,
                commitment_until,
                ..
            }) => Told::by(unit).with("commitment_until", commitment_until),
            Self::Reviewed(Reviewed { at, passed, .. }) => Told::by(at).with("passed", passed),
            Self::Answered(Answered {
                unit, knowledge, ..
            }) => {
                let told = Told {
                    unit: unit.as_ref(),
                    ..none
                };
                match knowledge {
                    // As a text: the id has more digits than a browser counts.
                    Some(used) => told
                        .with("knowledge", used.entry.to_string())
                        .with("knowledge_version", used.version),
                    None => told,
                }
            }
            Self::Rated { rating } => none
                .with("grade", rating.grade)
                .with("solved", rating.solved),
            Self::FollowedUp {
                outcome,
                solved,
                rating,
                ..
            } => none
                .with("outcome", outcome)
                .with("grade", rating.as_ref().map(|rating| rating.grade))
                .with("solved", solved),
            Self::RoundBegun(RoundBegun { round, lead, .. }) => none.to(lead).with("round", round),
            Self::Closed { outcome, .. } => none.with("outcome", outcome),
            Self::Merged { into_no, .. } => none.with("into", into_no),
            Self::Split { parts } => none.with("parts", parts),
            Self::Released { what, .. } => none.with("what", what),
            Self::Attached(Attached {
                unit: Some(unit), ..
            })
            | Self::Urged {
                unit: Some(unit), ..
            }
            | Self::Supervised {
                unit: Some(unit), ..
            } => Told::by(unit),
            Self::Reminded {
                timer, escalated, ..
            } => none.with("timer", timer).with("escalated", escalated),
            _ => none,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_tells_its_unit_and_how_it_ended() {
        let unit = UnitCode::from("350104-gafj");
        let event = Event::ExtensionAsked {
            unit: unit.clone(),
            days: 3,
            reason: crate::text::TextRef {
                id: 1,
                digest: String::new(),
            },
        };
        let told = event.told();
        assert_eq!(told.unit, Some(&unit));
        assert_eq!(told.results["days"], 3);
        assert!(told.to.is_empty());
    }
}
