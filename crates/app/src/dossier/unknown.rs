//! What a line holds and the program does not look at: a field that nobody reads would be left out of the
//! case without a word.

use hotline::case::event::Event;
use serde_json::Value;

/// The way to the first field of an event's body that the program does not know, such as
/// `assist[0].colour`. What was read and is written again holds every field of the body; one that is
/// missing there is either unknown or left out because it says no more than its default.
pub(super) fn field(kind: &str, body: &Value, read: &Event) -> Option<String> {
    let written = serde_json::to_value(read).unwrap_or_default();
    let written = written.get("body").unwrap_or(&Value::Null);
    let mut missing = Vec::new();
    lost(body, written, &mut Vec::new(), &mut missing);
    let unknown = missing.into_iter().find(|way| !looked_at(kind, body, way));
    unknown.map(|way| shown(&way))
}

/// One step on the way to a value.
#[derive(Debug, Clone)]
enum Step {
    Field(String),
    Place(usize),
}

/// Collects the ways to what stands in one value and not in the other.
fn lost(from: &Value, to: &Value, way: &mut Vec<Step>, missing: &mut Vec<Vec<Step>>) {
    let mut inner = |step: Step, from: &Value, to: Option<&Value>| {
        way.push(step);
        match to {
            Some(to) => lost(from, to, way, missing),
            None => missing.push(way.clone()),
        }
        way.pop();
    };
    match from {
        Value::Object(fields) => {
            for (name, value) in fields {
                inner(Step::Field(name.clone()), value, to.get(name));
            }
        }
        Value::Array(list) => {
            for (at, value) in list.iter().enumerate() {
                inner(Step::Place(at), value, to.get(at));
            }
        }
        _ => {}
    }
}

/// Whether the program looks at what stands there: with a value in its place that fits nothing the event
/// is read no more.
fn looked_at(kind: &str, body: &Value, way: &[Step]) -> bool {
    let mut changed = body.clone();
    let mut at = Some(&mut changed);
    for step in way {
        at = match step {
            Step::Field(name) => at.and_then(|value| value.get_mut(name)),
            Step::Place(place) => at.and_then(|value| value.get_mut(place)),
        };
    }
    if let Some(at) = at {
        *at = serde_json::json!({ "\u{0}": {} });
    }
    store::event::read(kind, &changed.to_string()).is_err()
}

/// A way for people.
fn shown(way: &[Step]) -> String {
    let mut text = String::new();
    for step in way {
        match step {
            Step::Field(name) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(&plain(name));
            }
            Step::Place(at) => {
                text.push('[');
                text.push_str(&at.to_string());
                text.push(']');
            }
        }
    }
    text
}

/// The longest name of a field that is repeated, in characters.
const NAME_MAX: usize = 60;

/// A field's name fit for a terminal: what stands there may be anything.
pub(super) fn plain(name: &str) -> String {
    let shown = name.chars().filter(|c| !c.is_control());
    let mut text: String = shown.clone().take(NAME_MAX).collect();
    if shown.count() > NAME_MAX {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(kind: &str, body: &Value) -> Option<String> {
        let read = store::event::read(kind, &body.to_string()).unwrap();
        field(kind, body, &read)
    }

    /// Every object in a value, by its JSON pointer.
    fn objects(value: &Value, at: &str, all: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                all.push(at.to_owned());
                for (name, value) in fields {
                    objects(value, &format!("{at}/{name}"), all);
                }
            }
            Value::Array(list) => {
                for (n, value) in list.iter().enumerate() {
                    objects(value, &format!("{at}/{n}"), all);
                }
            }
            _ => {}
        }
    }

    #[test]
    fn of_every_kind_all_is_understood_and_nothing_more() {
        let folder = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../hotline/tests/golden/events-v1"
        );
        let (mut kinds, mut named) = (0, 0);
        for entry in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            let event: Value = serde_json::from_str(&text).unwrap();
            let (kind, body) = (event["kind"].as_str().unwrap(), &event["body"]);
            assert_eq!(found(kind, body), None, "{kind}");
            kinds += 1;
            let mut all = Vec::new();
            objects(body, "", &mut all);
            for pointer in all {
                for value in [serde_json::json!(1), Value::Null, serde_json::json!([])] {
                    let mut changed = body.clone();
                    changed.pointer_mut(&pointer).unwrap()["evil"] = value;
                    // Where a type refuses by itself what it does not know, the event is not read at all.
                    if store::event::read(kind, &changed.to_string()).is_ok() {
                        let way = found(kind, &changed);
                        let way = way.unwrap_or_else(|| panic!("{kind} {pointer}"));
                        assert_eq!(way.rsplit('.').next(), Some("evil"), "{kind} {way}");
                        named += 1;
                    }
                }
            }
        }
        assert!(kinds > 40 && named > kinds, "{kinds} {named}");
    }

    #[test]
    fn what_says_no_more_than_its_default_is_understood() {
        let default =
            serde_json::json!({ "timer": "late/1/2017-11-22/1", "escalated": true, "also": [] });
        assert_eq!(found("reminded", &default), None);
        let more =
            serde_json::json!({ "timer": "late/1/2017-11-22/1", "escalated": true, "als": [] });
        assert_eq!(found("reminded", &more).as_deref(), Some("als"));
    }

    #[test]
    fn names_are_fit_for_a_terminal() {
        assert_eq!(plain("a\u{1b}[31mb"), "a[31mb");
        assert_eq!(plain(&"长".repeat(61)).chars().count(), 61);
    }
}
