//! Every example of `docs/integrating.md`, run as it stands against a server with the demonstration.

use crate::program::{Server, well};
use serde_json::Value;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use store::Scratch;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/integrating.md");
/// The examples use plain `curl`; the test wants to see how it was answered. What a page needs of it stands
/// on the page: the test's own files have names that no example uses.
const PRELUDE: &str = r#"
curl() { local was=0; command curl -sS -D .head -o .body "$@" || was=$?; cat .body; return $was; }
set -euo pipefail
"#;

/// A fenced block: its language, its text, and the line on which it begins.
struct Block {
    kind: String,
    text: String,
    line: usize,
}

fn blocks(page: &str) -> Vec<Block> {
    let (mut all, mut open): (Vec<Block>, Option<Block>) = (Vec::new(), None);
    for (n, line) in page.lines().enumerate() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(_), Some(block)) => all.push(block),
            (Some(kind), None) => {
                open = Some(Block {
                    kind: kind.to_owned(),
                    text: String::new(),
                    line: n + 1,
                });
            }
            (None, Some(mut block)) => {
                block.text.push_str(line);
                block.text.push('\n');
                open = Some(block);
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block without an end");
    all
}

/// Where the page is read out: a folder, and a shell whose variables live on.
struct Reading {
    folder: PathBuf,
}

impl Reading {
    fn run(&self, block: &Block) {
        // Exported variables live on in a file, so that each block is run once.
        let script = format!(
            "{PRELUDE}\n[ -f env.sh ] && . ./env.sh\n{}\nexport -p > env.sh\n",
            block.text
        );
        let ran = Command::new("bash")
            .arg("-c")
            .arg(&script)
            .current_dir(&self.folder)
            .output()
            .unwrap();
        assert!(
            ran.status.success(),
            "line {}: {}\n{}\n{}",
            block.line,
            block.text,
            String::from_utf8_lossy(&ran.stdout),
            String::from_utf8_lossy(&ran.stderr)
        );
    }

    fn answered(&self, block: &Block) {
        // A picture is no text.
        let read = |name: &str| {
            let bytes = std::fs::read(self.folder.join(name)).unwrap();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let (head, body) = (read(".head"), read(".body"));
        let whole = || {
            format!(
                "line {}:\n{}\nbut it was\n{head}{body}",
                block.line, block.text
            )
        };
        let (shown_head, shown_body) = block.text.split_once("\n\n").unwrap_or((&block.text, ""));
        let answered: Vec<_> = head
            .lines()
            .map(|line| line.trim().to_lowercase())
            .collect();
        for (n, shown) in shown_head.trim().lines().enumerate() {
            let shown = shown.to_lowercase();
            let found = if n == 0 {
                answered[0] == shown
            } else {
                answered.contains(&shown)
            };
            assert!(found, "{shown} in {}", whole());
        }
        if !shown_body.trim().is_empty() {
            let shown: Value = serde_json::from_str(shown_body).expect("JSON in the page");
            let came: Value = serde_json::from_str(&body).expect("JSON from the server");
            assert!(shows(&shown, &came), "{}", whole());
        }
    }
}

/// Whether what is shown is found in what came; `…` stands for anything but null.
fn shows(shown: &Value, came: &Value) -> bool {
    match (shown, came) {
        (Value::String(any), came) if any == "…" => !came.is_null(),
        (Value::Object(shown), Value::Object(came)) => shown
            .iter()
            .all(|(name, value)| came.get(name).is_some_and(|came| shows(value, came))),
        (Value::Array(shown), Value::Array(came)) if shown.is_empty() => came.is_empty(),
        (Value::Array(shown), Value::Array(came)) => shown
            .iter()
            .all(|value| came.iter().any(|came| shows(value, came))),
        (shown, came) => shown == came,
    }
}

fn minsheng(database: &str, arguments: &[&str]) -> String {
    let ran = well(&[arguments, &["--database", database]].concat());
    String::from_utf8(ran.stdout).unwrap().trim().to_owned()
}

fn every_example_is_true(scratch: &Scratch, name: &str) {
    let folder = std::env::temp_dir().join(format!("minsheng-page-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    minsheng(scratch.url(), &["demo"]);
    let page = std::fs::read_to_string(PAGE).unwrap();
    let blocks = blocks(&page);
    // The key of the page is made with the page's own line.
    let made = blocks
        .iter()
        .find(|block| block.text.starts_with("minsheng key add "))
        .unwrap();
    let line = made
        .text
        .lines()
        .next()
        .unwrap()
        .strip_prefix("minsheng ")
        .unwrap();
    let token = minsheng(scratch.url(), &line.split_whitespace().collect::<Vec<_>>());
    let server = Server::start(scratch.url(), &folder.join("data"));
    let env = format!("export BASE=http://127.0.0.1:{} KEY={token}\n", server.port);
    std::fs::write(folder.join("env.sh"), env).unwrap();
    let reading = Reading {
        folder: folder.clone(),
    };
    let (mut ran, mut compared) = (0, 0);
    for block in &blocks {
        match block.kind.as_str() {
            "sh" => {
                reading.run(block);
                ran += 1;
            }
            "http" => {
                reading.answered(block);
                compared += 1;
            }
            "python" => python(&folder, block),
            "text" => {}
            other => panic!("line {}: what is a block of {other}?", block.line),
        }
    }
    assert!(
        ran > 10 && compared > 10,
        "{ran} examples, {compared} answers"
    );
    drop(server);
    let _ = std::fs::remove_dir_all(folder);
}

fn python(folder: &Path, block: &Block) {
    let mut child = Command::new("python3")
        .arg("-")
        .current_dir(folder)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(block.text.as_bytes())
        .unwrap();
    assert!(child.wait().unwrap().success(), "line {}", block.line);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_example_is_true_on_sqlite() {
    every_example_is_true(&Scratch::sqlite().unwrap(), "sqlite");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_example_is_true_on_postgres() {
    if let Some(scratch) = Scratch::postgres_for_test().await {
        every_example_is_true(&scratch, "postgres");
    }
}
