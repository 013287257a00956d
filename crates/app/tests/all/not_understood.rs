//! A line that holds anything the program does not understand: it is told with its number and the
//! field's name, its case is not taken in, and every other one is.

use crate::dossier::Place;
use serde_json::{Value, json};
use store::Scratch;

/// A file of cases as lines, to be changed.
struct Lines(Vec<String>);

impl Lines {
    /// Where the nth line stands, from 1, that has this in it.
    fn find(&self, what: &str, nth: usize) -> usize {
        let mut found = self
            .0
            .iter()
            .enumerate()
            .filter(|(_, line)| line.contains(what));
        found.nth(nth).unwrap().0 + 1
    }

    fn change(&mut self, line: usize, pointer: &str, name: &str, value: Value) {
        let line = &mut self.0[line - 1];
        let mut whole: Value = serde_json::from_str(line).unwrap();
        whole.pointer_mut(pointer).unwrap()[name] = value;
        *line = whole.to_string();
    }

    fn case_of(&self, line: usize) -> String {
        let whole: Value = serde_json::from_str(&self.0[line - 1]).unwrap();
        whole["case"].as_str().unwrap().to_owned()
    }
}

async fn told_and_not_taken(from: Scratch, to: Scratch) {
    let city = Place::on(from).await.with_a_city().await;
    let text = city.export().await;
    let mut lines = Lines(text.lines().map(ToOwned::to_owned).collect());
    let (registered, accepted) = ("\"kind\":\"registered\"", "\"kind\":\"accepted\"");
    let mut wanted = Vec::new();
    // Two lines of one case: both are told.
    let first = lines.find(accepted, 0);
    let case = lines.case_of(first);
    let begins = lines.find(&format!("\"case\":\"{case}\""), 0) + 1;
    assert!(lines.0[begins - 1].contains(registered) && begins < first);
    lines.change(begins, "/body", "evil", json!(1));
    wanted.push((begins, "the field body.evil is not known"));
    lines.change(first, "/body/promise", "evil", json!({ "deep": [1] }));
    wanted.push((first, "the field body.promise.evil is not known"));
    // A null says nothing, and is not understood either.
    let null = lines.find(registered, 9);
    lines.change(null, "/body/facts", "colour", Value::Null);
    wanted.push((null, "the field body.facts.colour is not known"));
    // Beside the body, in words and in persons.
    let beside = lines.find(registered, 14);
    lines.change(beside, "", "extra", json!(1));
    wanted.push((beside, "the field extra is not known"));
    let head = lines.find("\"line\":\"case\"", 20);
    lines.change(head, "", "colour", json!("red"));
    wanted.push((head, "the field colour is not known"));
    let person = lines.find("\"line\":\"person\"", 20);
    lines.change(person, "/body", "wechat", json!("慕容"));
    wanted.push((person, "the field wechat is not known"));
    // Which of two would count is anybody's guess.
    let twice = lines.find(registered, 30);
    lines.0[twice - 1] =
        lines.0[twice - 1].replacen("\"facts\":{", "\"facts\":{\"urgent\":false,", 1);
    wanted.push((twice, "the field body.facts.urgent stands twice"));
    let place = Place::on(to).await;
    let (done, bad) = place.import(&(lines.0.join("\n") + "\n")).await;
    for (line, why) in &wanted {
        let told = bad.iter().find(|bad| bad.line == *line as u64);
        let told = told.unwrap_or_else(|| panic!("line {line} is not told: {bad:?}"));
        assert_eq!(told.why.en, *why, "line {line}");
        let field = why.split(' ').nth(2).unwrap();
        assert!(told.why.zh.contains(&format!("“{field}”")), "{told:?}");
    }
    assert!(
        !format!("{bad:?}").contains("慕容"),
        "words are not repeated: {bad:?}"
    );
    let untouched = Lines(text.lines().map(ToOwned::to_owned).collect());
    let mut kept_out: Vec<i64> = wanted
        .iter()
        .map(|(line, _)| untouched.case_of(*line).parse().unwrap())
        .collect();
    kept_out.sort_unstable();
    kept_out.dedup();
    let here = place.app.store().known_cases(&kept_out).await.unwrap();
    assert_eq!(here, Vec::<i64>::new(), "not taken in");
    let cases = text.matches("\"line\":\"case\"").count();
    assert_eq!(done.taken, (cases - kept_out.len()) as u64, "{bad:?}");
    place.is_quiet().await;
    // The sound file brings them.
    let (again, bad) = place.import(&text).await;
    assert_eq!((again.taken, bad.len()), (kept_out.len() as u64, 0));
    assert!(place.export().await == text, "the same bytes");
    city.app.store().close().await;
    place.app.store().close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_told_and_not_taken_on_sqlite() {
    told_and_not_taken(Scratch::sqlite().unwrap(), Scratch::sqlite().unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_told_and_not_taken_on_postgres() {
    if let Some(to) = Scratch::postgres_for_test().await {
        told_and_not_taken(Scratch::sqlite().unwrap(), to).await;
    }
}
