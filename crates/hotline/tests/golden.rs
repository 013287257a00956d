//! Events as they are stored: one file a kind, so that what was written once stays readable.
//! `UPDATE_GOLDEN=1 cargo test -p hotline --test golden` writes the files of new kinds.

#![expect(
    clippy::unwrap_used,
    reason = "a test says what failed by failing there"
)]

#[path = "golden/samples.rs"]
mod samples;
#[path = "golden/samples_of_answers.rs"]
mod samples_of_answers;
#[path = "golden/samples_of_units.rs"]
mod samples_of_units;
#[path = "golden/values.rs"]
mod values;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use hotline::case::event::{Corrected, EVENT_VERSION, Event, Facts};
use serde_json::Value;

fn folder() -> PathBuf {
    let name = format!("tests/golden/events-v{EVENT_VERSION}");
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn all() -> Vec<Event> {
    let mut all = samples::events();
    all.extend(samples_of_units::events());
    all.extend(samples_of_answers::events());
    all
}

/// Every kind there is, as serde itself names them when it meets one that is not.
fn kinds() -> BTreeSet<String> {
    let unknown = serde_json::from_str::<Event>(r#"{"kind": "?", "body": {}}"#);
    let sentence = unknown.unwrap_err().to_string();
    let quoted = sentence.split('`').skip(1).step_by(2);
    quoted
        .filter(|name| *name != "?")
        .map(str::to_owned)
        .collect()
}

/// Keys in order, whatever map the JSON library was built with.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut pairs: Vec<_> = map.into_iter().collect();
            pairs.sort_by(|(a, _), (b, _)| a.cmp(b));
            Value::Object(pairs.into_iter().map(|(k, v)| (k, sorted(v))).collect())
        }
        Value::Array(list) => Value::Array(list.into_iter().map(sorted).collect()),
        plain => plain,
    }
}

fn canonical(event: &Event) -> String {
    let value = sorted(serde_json::to_value(event).unwrap());
    format!("{}\n", serde_json::to_string_pretty(&value).unwrap())
}

#[test]
fn every_kind_has_its_sample() {
    let samples = all();
    let sampled: BTreeSet<_> = samples
        .iter()
        .map(|event| event.kind().to_owned())
        .collect();
    assert_eq!(sampled, kinds());
    assert_eq!(samples.len(), sampled.len(), "one sample a kind");
}

#[test]
fn every_kind_has_its_file_and_reads_back() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    fs::create_dir_all(folder()).unwrap();
    for event in all() {
        let path = folder().join(format!("{}.json", event.kind()));
        if update {
            fs::write(&path, canonical(&event)).unwrap();
        }
        let text = fs::read_to_string(&path).unwrap_or_else(|_| {
            panic!("{} is missing: run with UPDATE_GOLDEN=1", path.display());
        });
        let read: Event = serde_json::from_str(&text).unwrap_or_else(|error| {
            panic!("{} is no longer readable: {error}", path.display());
        });
        assert_eq!(read, event, "{}", path.display());
        assert_eq!(
            text,
            canonical(&event),
            "{} is written otherwise",
            path.display()
        );
    }
}

#[test]
fn no_file_is_of_a_kind_that_is_gone() {
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let kind = name.strip_suffix(".json").unwrap_or(&name);
        assert!(kinds().contains(kind), "{name}");
    }
}

#[test]
fn what_a_later_version_may_leave_out_is_read() {
    // `review_by` of a reply and `reply_by` of an assignment were not always there.
    for kind in ["replied", "dispatched"] {
        let event = all().into_iter().find(|event| event.kind() == kind);
        let mut value = serde_json::to_value(event.unwrap()).unwrap();
        let body = value["body"].as_object_mut().unwrap();
        body.remove("review_by");
        if let Some(lead) = body.get_mut("lead").and_then(Value::as_object_mut) {
            lead.remove("reply_by");
        }
        serde_json::from_value::<Event>(value).unwrap();
    }
}

#[test]
fn a_point_is_written_only_where_there_is_one() {
    for kind in ["registered", "corrected"] {
        let event = all().into_iter().find(|event| event.kind() == kind);
        let event = event.unwrap();
        // As ever: what was written before there were points is what is written without one.
        assert!(!canonical(&event).contains("point"), "{kind}");
        let with_point = match event {
            Event::Registered {
                no,
                facts,
                unit,
                accept_by,
            } => Event::Registered {
                no,
                facts: Facts {
                    point: Some(values::text(22)),
                    ..facts
                },
                unit,
                accept_by,
            },
            Event::Corrected(Corrected {
                case_kind,
                item,
                place,
                area,
                urgent,
                reason,
                promise,
                ..
            }) => Event::Corrected(Corrected {
                case_kind,
                item,
                place,
                point: Some(values::text(22)),
                area,
                urgent,
                reason,
                promise,
            }),
            other => other,
        };
        let text = canonical(&with_point);
        assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), with_point);
        let sealed: Vec<_> = with_point.words().into_iter().map(|it| it.0).collect();
        assert!(sealed.contains(&"point"), "{sealed:?}");
    }
}
