//! Programs that do the staff's work: they carry cases from acceptance to the answer, step by step.

use crate::program::{Answer, answer, well};
use std::collections::BTreeMap;

/// What was acknowledged to them: the version of a case after each step, by number.
pub type Carried = BTreeMap<String, Vec<u64>>;

/// The steps, who takes them, and what they are given.
const STEPS: [(&str, Desk, &str); 6] = [
    ("accept", Desk::Handling, "{}"),
    ("dispatch", Desk::Handling, r#"{"lead": "仓山区城管局"}"#),
    ("sign", Desk::Handling, "{}"),
    ("reply", Desk::Handling, r#"{"text": "路灯已经修好。"}"#),
    ("review", Desk::Reviewing, r#"{"decision": "pass"}"#),
    ("review", Desk::Reviewing, r#"{"decision": "pass"}"#),
];

/// Nobody passes his own reply.
#[derive(Clone, Copy)]
enum Desk {
    Handling,
    Reviewing,
}

/// Two keys with the posts that the steps need.
#[derive(Clone)]
pub struct Staff {
    handling: String,
    reviewing: String,
}

impl Staff {
    /// Makes the keys in a database, with the program.
    pub fn of(database: &str) -> Self {
        let key = |name: &str, posts: &[&str]| {
            let mut line = vec!["key", "add", name, "--scope", "command"];
            line.extend(posts.iter().flat_map(|post| ["--post", post]));
            line.extend(["--database", database]);
            let token = String::from_utf8(well(&line).stdout).unwrap();
            token.trim().to_owned()
        };
        let handling = ["agent", "dispatcher", "handler@仓山区城管局"];
        Self {
            handling: key("办件", &handling),
            reviewing: key("审核", &["reviewer@仓山区城管局", "reviewer"]),
        }
    }

    /// Takes a case as far as its answer. What is heard is handed on with the step's name; the first step
    /// that is not acknowledged ends it.
    pub fn carry(&self, port: u16, no: &str, key: &str, hear: &mut dyn FnMut(Answer)) {
        for step in 0..STEPS.len() {
            let Some(told) = self.step(port, no, key, step) else {
                return;
            };
            let done = told.status == 200;
            hear(told);
            if !done {
                return;
            }
        }
    }

    /// One step, under a key of its own; nothing if no answer came.
    fn step(&self, port: u16, no: &str, key: &str, step: usize) -> Option<Answer> {
        let (verb, desk, with) = STEPS[step];
        let token = match desk {
            Desk::Handling => &self.handling,
            Desk::Reviewing => &self.reviewing,
        };
        let headers = format!(
            "Authorization: Bearer {token}\r\nContent-Type: application/json\r\nIdempotency-Key: {key}-{step}\r\n"
        );
        answer(
            port,
            "POST",
            &format!("/api/cases/{no}/{verb}"),
            &headers,
            with,
        )
    }

    /// Repeats the acknowledged steps of a case under their old keys: each is answered as it was the first
    /// time, and nothing is done again.
    pub fn repeat(&self, port: u16, no: &str, key: &str, versions: &[u64]) {
        for (step, version) in versions.iter().enumerate() {
            let told = self.step(port, no, key, step).unwrap();
            assert_eq!(told.status, 200, "{}", told.whole);
            assert_eq!(version_of(&told), *version, "{no}");
        }
    }
}

/// Whether a case was carried to its answer.
pub fn is_answered(versions: &[u64]) -> bool {
    versions.len() == STEPS.len()
}

/// The version in an acknowledgement.
pub fn version_of(told: &Answer) -> u64 {
    let body: serde_json::Value = serde_json::from_str(&told.body).unwrap();
    body["version"].as_u64().unwrap()
}
