//! Dossiers: a city's cases move to the other database and back, byte for byte; whatever does not hold
//! together is told with its line, and the rest is kept.

use crate::house::{now, opened, register, staff};
use app::App;
use app::dossier::check::BadLine;
use app::dossier::import::{ImportError, Imported, Listener};
use hotline::actor::Role;
use hotline::point::Point;
use std::collections::BTreeSet;
use std::io::{BufRead, Read};
use store::Scratch;

const CASES: usize = 70;

/// A platform with a city or without.
pub struct Place {
    pub app: App,
    _scratch: Scratch,
}

impl Place {
    pub async fn on(scratch: Scratch) -> Self {
        let (app, _) = opened(scratch.url(), now()).await;
        Self {
            app,
            _scratch: scratch,
        }
    }

    pub async fn sqlite() -> Self {
        Self::on(Scratch::sqlite().unwrap()).await
    }

    pub async fn with_a_city(self) -> Self {
        let profile = app::profile::built_in().unwrap();
        let filled = app::demo::fill(self.app.store(), &profile, now(), CASES, 7).await;
        assert!(filled.unwrap().unwrap().cases >= CASES);
        self
    }

    pub async fn export(&self) -> String {
        let mut out = Vec::new();
        self.app
            .export_dossiers(&mut out, None, &mut |_| {})
            .await
            .unwrap();
        String::from_utf8(out).unwrap()
    }

    pub async fn import(&self, text: &str) -> (Imported, Vec<BadLine>) {
        let mut told = Told::default();
        let done = self
            .app
            .import(&mut text.as_bytes(), None, &mut told)
            .await
            .unwrap();
        (done, told.0)
    }

    pub async fn count(&self, what: &str) -> i64 {
        let sql = db::Sql::made(format!("select count(*) from {what}"));
        self.app.store().db().one(sql).await.unwrap()
    }

    /// Nothing waits to be sent, nothing is due, every row is what the events say.
    pub async fn is_quiet(&self) {
        assert_eq!(self.count("outbox").await, 0, "nothing is sent");
        assert!(
            self.app
                .store()
                .due_timers(now(), 1)
                .await
                .unwrap()
                .is_empty(),
            "nothing fires"
        );
        assert_eq!(self.app.fire_due(now()).await.unwrap(), 0);
        let mut told = Vec::new();
        let (_, different) = self
            .app
            .prove(&mut |what| told.push(what.to_owned()))
            .await
            .unwrap();
        assert_eq!(different, 0, "{told:?}");
    }
}

/// The bad lines of an import.
#[derive(Default)]
pub struct Told(pub Vec<BadLine>);

impl Listener for Told {
    fn bad(&mut self, bad: &BadLine) {
        self.0.push(bad.clone());
    }
    fn progress(&mut self, _: &Imported) {}
}

async fn there_and_back(from: Scratch, to: Scratch) {
    let from = Place::on(from).await.with_a_city().await;
    let to = Place::on(to).await;
    let pinned = serde_json::json!({ "kind": "help", "text": "路灯不亮", "confidential": true,
        "point": { "lng": 119.2966, "lat": 26.0855 } });
    let pinned = register(&from.app, pinned).await;
    let first = from.export().await;
    // The point lies among the words, outside the events.
    assert_eq!(first.matches("119.29660,26.08550").count(), 1);
    let (done, bad) = to.import(&first).await;
    assert_eq!(bad, []);
    assert_eq!(
        (done.taken, done.present),
        (first.matches("\"line\":\"case\"").count() as u64, 0)
    );
    let second = to.export().await;
    assert!(first == second, "the second export differs from the first");
    to.is_quiet().await;
    // PostgreSQL knows what it holds before anybody asks for a list.
    if to.app.store().db().dialect() == db::Dialect::Postgres {
        let known = "pg_class where oid = 'cases'::regclass and reltuples > 0";
        assert_eq!(to.count(known).await, 1);
    }
    let centre = staff(&to.app, Role::Dispatcher, "市智慧中心");
    let seen = to.app.view(&centre, &pinned).await.unwrap();
    assert_eq!(seen.point, Point::new(119.2966, 26.0855).ok());
    // Once more: nothing is taken twice.
    let (again, bad) = to.import(&first).await;
    assert_eq!((again.taken, again.present, bad.len()), (0, done.taken, 0));
    // What waits is the same, but for what was past; lists say the same.
    let waits = "cases where call_back";
    assert_eq!(from.count(waits).await, to.count(waits).await);
    for table in [
        "cases",
        "assignments",
        "events",
        "texts",
        "persons",
        "query_codes",
    ] {
        assert_eq!(from.count(table).await, to.count(table).await, "{table}");
    }
    assert!(to.count("timers").await > 0);
    // A new case gets a number that nobody has.
    let body =
        serde_json::json!({ "kind": "help", "title": "新", "text": "新的一件", "channel": "web" });
    let register = hotline::case::command::Command::read("register", body);
    let hotline::case::command::Command::Register(register) = register.unwrap() else {
        panic!("a registration");
    };
    let requester = hotline::actor::Actor::Requester;
    let ask = app::execute::Ask::default();
    let new = to
        .app
        .register(&requester, "x", &register, &ask)
        .await
        .unwrap();
    assert!(!first.contains(&new.no), "{} is taken", new.no);
    from.app.store().close().await;
    to.app.store().close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_bytes_from_sqlite_by_postgres() {
    if let Some(postgres) = Scratch::postgres_for_test().await {
        there_and_back(Scratch::sqlite().unwrap(), postgres).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_bytes_from_postgres_by_sqlite() {
    if let Some(postgres) = Scratch::postgres_for_test().await {
        there_and_back(postgres, Scratch::sqlite().unwrap()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_bytes_on_one_kind() {
    there_and_back(Scratch::sqlite().unwrap(), Scratch::sqlite().unwrap()).await;
}

/// Changes one line of the file, from 1, and gives what is told of it; every other case is taken.
async fn changed(text: &str, line: usize, change: impl Fn(&str) -> String) -> Vec<BadLine> {
    let place = Place::sqlite().await;
    let mut lines: Vec<String> = text.lines().map(ToOwned::to_owned).collect();
    lines[line - 1] = change(&lines[line - 1]);
    let (done, bad) = place.import(&(lines.join("\n") + "\n")).await;
    let cases = text.matches("\"line\":\"case\"").count() as u64;
    assert_eq!(done.taken, cases - 1, "line {line}: {bad:?}");
    // Besides the line itself, the digest of the file is told.
    assert_eq!(bad.last().unwrap().line, lines.len() as u64, "{bad:?}");
    place.is_quiet().await;
    place.app.store().close().await;
    bad
}

/// Which line, what is told of it in English, and how it is changed.
type Change<'a> = (usize, &'a str, Box<dyn Fn(&str) -> String + 'a>);

fn value(line: &str, key: &str, to: serde_json::Value) -> String {
    let mut value: serde_json::Value = serde_json::from_str(line).unwrap();
    value[key] = to;
    value.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_line_is_told_and_the_rest_is_kept() {
    let city = Place::sqlite().await.with_a_city().await;
    let text = city.export().await;
    let lines: Vec<&str> = text.lines().collect();
    let find = |what: &str| lines.iter().position(|line| line.contains(what)).unwrap() + 1;
    let (event, words) = (find("\"kind\":\"accepted\""), find("\"line\":\"text\""));
    let dispatched = find("\"kind\":\"dispatched\"");
    let (person, case) = (find("\"line\":\"person\""), find("\"line\":\"case\""));
    let changes: Vec<Change<'_>> = vec![
        (
            event,
            "byte",
            Box::new(|line| line[..line.len() / 2].to_owned()),
        ),
        (
            event,
            "version",
            Box::new(|line| value(line, "v", 99.into())),
        ),
        (
            event,
            "future",
            Box::new(|line| value(line, "at", "2100-01-01T00:00:00+08:00".into())),
        ),
        (
            event,
            "earlier",
            Box::new(|line| value(line, "at", "2000-01-01T00:00:00+08:00".into())),
        ),
        (
            event,
            "stand here",
            Box::new(|line| value(line, "seq", 99.into())),
        ),
        (
            event,
            "control",
            Box::new(|line| value(line, "actor", "a\u{7}".into())),
        ),
        (
            event,
            "body",
            Box::new(|line| value(line, "body", serde_json::json!({}))),
        ),
        (
            event,
            "field extra",
            Box::new(|line| value(line, "extra", 1.into())),
        ),
        (
            words,
            "digest",
            Box::new(|line| value(line, "body", "改过的话".into())),
        ),
        (
            words,
            "U+0000",
            Box::new(|line| value(line, "body", "a\u{0}".into())),
        ),
        (
            person,
            "digest",
            Box::new(|line| value(line, "body", serde_json::json!({"name": "别人"}))),
        ),
        (
            case,
            "number",
            Box::new(|line| value(line, "no", "FZ26010100001".into())),
        ),
        (
            dispatched,
            "no such unit",
            Box::new(|line| line.replace("\"unit\":\"", "\"unit\":\"x")),
        ),
        (
            case,
            "byte",
            Box::new(|_| "{\"line\":\"case\",\"no\":\"慕容女士".to_owned()),
        ),
    ];
    for (line, told, change) in changes {
        let bad = changed(&text, line, change).await;
        assert!(
            bad.iter().any(|bad| bad.why.en.contains(told)),
            "{told}: {bad:?}"
        );
        // The line itself, or the case whose line it is.
        let near = bad
            .iter()
            .any(|bad| (case as u64..=line as u64).contains(&bad.line));
        assert!(near, "{told} {line}: {bad:?}");
        assert!(
            !format!("{bad:?}").contains("慕容"),
            "words are not repeated: {bad:?}"
        );
    }
    city.app.store().close().await;
}

/// Whoever mends a file goes through it from above.
#[tokio::test(flavor = "multi_thread")]
async fn bad_lines_are_told_in_the_order_of_their_numbers() {
    let city = Place::sqlite().await.with_a_city().await;
    let mut lines: Vec<String> = city.export().await.lines().map(str::to_owned).collect();
    let cases: Vec<usize> = (0..lines.len())
        .filter(|at| lines[*at].contains("\"line\":\"case\""))
        .collect();
    // What is told only when the batch is written: a case whose number another one has here.
    let place = Place::sqlite().await;
    let first: serde_json::Value = serde_json::from_str(&lines[cases[0]]).unwrap();
    let id = first["case"].as_str().unwrap().to_owned();
    let same_number = lines.join("\n").replace(&format!("\"{id}\""), "\"77\"");
    place.import(&same_number).await;
    // When a case is whole: an event of a version that nobody knows; at once: lines that are cut.
    let of_case = |at: usize, kind: &str| {
        let found = (cases[at]..cases[at + 1]).find(|line| lines[*line].contains(kind));
        found.unwrap()
    };
    let (whole, cut) = (of_case(1, "\"kind\":\"registered\""), cases[2] - 1);
    let late = cases[3] + 1;
    assert!(whole < cut && cut < late);
    lines[whole] = value(&lines[whole], "v", 99.into());
    for line in [cut, late] {
        let half = lines[line].len() / 2;
        lines[line] = lines[line].chars().take(half).collect();
    }
    let (done, bad) = place.import(&(lines.join("\n") + "\n")).await;
    let numbers: Vec<u64> = bad.iter().map(|bad| bad.line).collect();
    assert!(numbers.is_sorted(), "{numbers:?}");
    assert_eq!(done.bad, numbers.len() as u64);
    for line in [cases[0], whole, cut, late] {
        assert!(
            numbers.contains(&(line as u64 + 1)),
            "{line} of {numbers:?}"
        );
    }
    for place in [city, place] {
        place.app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_another_kind_is_refused() {
    let place = Place::sqlite().await;
    let header = r#"{"format":"minsheng-cases","line":"header","profile":"fuzhou","version":1}"#;
    for (text, told) in [
        (String::new(), "no file of dossiers"),
        ("PK\u{3}\u{4}".to_owned(), "no file of dossiers"),
        (
            header.replace("minsheng-cases", "other"),
            "no file of dossiers",
        ),
        (
            header.replace("\"version\":1", "\"version\":2"),
            "version 2",
        ),
        (header.replace("fuzhou", "xiamen"), "another city"),
    ] {
        let done = place
            .app
            .import(&mut text.as_bytes(), None, &mut Told::default())
            .await;
        let Err(ImportError::File(why)) = done else {
            panic!("{text}: {done:?}");
        };
        assert!(why.en.contains(told), "{why:?}");
    }
    let (_, bad) = place.import(&format!("{header}\n")).await;
    assert!(bad[0].why.en.contains("cut off"), "{bad:?}");
    place.app.store().close().await;
}

/// A reader that breaks off.
struct Breaks<'a>(&'a [u8], usize);

impl Read for Breaks<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let n = self.fill_buf()?.len().min(out.len());
        out[..n].copy_from_slice(&self.0[..n]);
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Breaks<'_> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.1 == 0 {
            return Err(std::io::Error::other("gone"));
        }
        Ok(&self.0[..self.1.min(self.0.len()).min(997)])
    }
    fn consume(&mut self, n: usize) {
        self.0 = &self.0[n..];
        self.1 -= n;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_import_is_run_again() {
    let city = Place::sqlite().await.with_a_city().await;
    let text = city.export().await;
    let place = Place::sqlite().await;
    // From the end of the file, so that batches were written before.
    for upto in [1, 3, 9].map(|part| text.len() * part / 10) {
        let mut reader = Breaks(text.as_bytes(), upto);
        let broken = place
            .app
            .import(&mut reader, None, &mut Told::default())
            .await;
        assert!(matches!(broken, Err(ImportError::Read(_))), "{broken:?}");
    }
    let (done, bad) = place.import(&text).await;
    let cases = text.matches("\"line\":\"case\"").count() as u64;
    assert_eq!((done.taken + done.present, bad.len()), (cases, 0));
    assert!(place.export().await == text);
    // A cut file: what is whole is taken, and the cut is told.
    let cut = Place::sqlite().await;
    let lines: Vec<&str> = text.lines().collect();
    let (done, bad) = cut.import(&lines[..lines.len() - 1].join("\n")).await;
    assert_eq!((done.taken, bad.len()), (cases, 1), "{bad:?}");
    for place in [city, place, cut] {
        place.app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_here_already_is_told_apart() {
    let city = Place::sqlite().await.with_a_city().await;
    let text = city.export().await;
    // The same ids or numbers, another history.
    let other = Place::sqlite().await;
    let (id, no) = {
        let line = text.lines().nth(1).unwrap();
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        (
            value["case"].as_str().unwrap().to_owned(),
            value["no"].as_str().unwrap().to_owned(),
        )
    };
    let other_id = text.replace(&format!("\"{id}\""), "\"77\"");
    let (done, _) = other.import(&other_id).await;
    let (again, bad) = other.import(&text).await;
    assert_eq!(again.present, done.taken - 1, "{bad:?}");
    assert!(
        bad.iter()
            .any(|bad| bad.no.as_deref() == Some(&no) && bad.why.en.contains("same number")),
        "{bad:?}"
    );
    let known: BTreeSet<i64> = other
        .app
        .store()
        .known_cases(&[77, 78])
        .await
        .unwrap()
        .into_iter()
        .collect();
    assert_eq!(known, BTreeSet::from([77]));
    city.app.store().close().await;
    other.app.store().close().await;
}
