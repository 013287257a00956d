//! Every example of `docs/integrating.md`, run as it stands against a server with the demonstration.

use crate::program::{Server, answer, well};
use crate::receiver::ALLOWED;
use crate::waiting::PATIENCE;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
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

/// A line of the page that runs the program.
fn as_it_stands(database: &str, line: &str) -> String {
    let line = line.strip_prefix("minsheng ").unwrap();
    minsheng(database, &line.split_whitespace().collect::<Vec<_>>())
}

/// A message as it comes over the wire, or as the page shows it.
struct Message {
    /// `POST /minsheng HTTP/1.1`.
    request: String,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Message {
    fn read(text: &str) -> Self {
        let text = text.replace("\r\n", "\n");
        let (head, body) = text.split_once("\n\n").unwrap();
        let (request, headers) = head.split_once('\n').unwrap();
        let header = |line: &str| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_lowercase(), value.to_owned())
        };
        Self {
            request: request.to_owned(),
            headers: headers.lines().map(header).collect(),
            body: body.to_owned(),
        }
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// The headers that Standard Webhooks call for.
    fn webhook_headers(&self) -> BTreeSet<&str> {
        let names = self.headers.keys().map(String::as_str);
        names.filter(|name| name.starts_with("webhook-")).collect()
    }
}

/// An endpoint that takes one message and hands it on as it came.
fn endpoint() -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/minsheng", listener.local_addr().unwrap());
    let (hand_on, taken) = mpsc::channel();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut bytes, mut piece) = (Vec::new(), [0; 4096]);
        while !bytes.ends_with(b"}}") {
            let read = stream.read(&mut piece).unwrap();
            assert_ne!(read, 0, "a message without an end");
            bytes.extend_from_slice(&piece[..read]);
        }
        let answer = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
        stream.write_all(answer.as_bytes()).unwrap();
        let _ = hand_on.send(String::from_utf8(bytes).unwrap());
    });
    (url, taken)
}

/// The keys of an object.
fn keys(of: &Value) -> BTreeSet<&str> {
    let object = of.as_object().expect("an object");
    object.keys().map(String::as_str).collect()
}

/// The page shows a message as it is: the same kind of request, the same headers, the same keys.
fn is_shown(shown: &Block, came: &Message) {
    let shown = Message::read(&shown.text);
    assert_eq!(shown.request, came.request);
    assert_eq!(shown.webhook_headers(), came.webhook_headers());
    for name in shown.headers.keys() {
        assert!(
            came.headers.contains_key(name),
            "{name}: {:?}",
            came.headers
        );
    }
    let (shown_body, came_body) = (shown.json(), came.json());
    assert_eq!(keys(&shown_body), keys(&came_body));
    assert_eq!(keys(&shown_body["data"]), keys(&came_body["data"]));
    assert_eq!(shown_body["type"], came_body["type"]);
    for (message, body) in [(&shown, &shown_body), (came, &came_body)] {
        let (id, position) = (&message.headers["webhook-id"], &body["data"]["position"]);
        assert!(id.starts_with("msg_") && id.ends_with(&format!("_{position}")));
        assert!(message.headers["webhook-timestamp"].parse::<i64>().is_ok());
        assert!(message.headers["webhook-signature"].starts_with("v1,"));
        for at in [&body["timestamp"], &body["data"]["due"]] {
            assert!(at.as_str().unwrap().ends_with("+08:00"), "{at}");
        }
    }
}

/// The page's own check of a signature, on a message that came.
fn is_verified(folder: &Path, check: &Block, secret: &str, came: &Message) {
    let message =
        serde_json::json!({ "secret": secret, "headers": came.headers, "body": came.body });
    std::fs::write(folder.join(".message.json"), message.to_string()).unwrap();
    let text = format!(
        "{}\nimport json\nit = json.load(open('.message.json', encoding='utf-8'))\n\
         assert verify(it['secret'], it['headers'], it['body'].encode())\n\
         assert not verify(it['secret'], it['headers'], it['body'].encode() + b' ')\n",
        check.text
    );
    let whole = Block {
        kind: check.kind.clone(),
        text,
        line: check.line,
    };
    python(folder, &whole);
}

/// The lines about keys: one makes the key of the page, one lists it, one takes it back.
struct Keys<'p> {
    add: &'p str,
    list: &'p str,
    revoke: &'p str,
}

impl<'p> Keys<'p> {
    fn read(block: &'p Block) -> Self {
        let lines: Vec<_> = block.text.lines().collect();
        let [add, list, revoke] = lines[..] else {
            panic!("line {}: three lines about keys", block.line)
        };
        assert!(add.starts_with("minsheng key add "), "{add}");
        Self { add, list, revoke }
    }
}

fn every_example_is_true(scratch: &Scratch, name: &str) {
    let folder = std::env::temp_dir().join(format!("minsheng-page-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    minsheng(scratch.url(), &["demo"]);
    let page = std::fs::read_to_string(PAGE).unwrap();
    let blocks = blocks(&page);
    let texts: Vec<_> = blocks.iter().filter(|block| block.kind == "text").collect();
    let [about_keys, delivery] = texts[..] else {
        panic!("a new block of text: what is it compared with?")
    };
    let checks: Vec<_> = blocks.iter().filter(|it| it.kind == "python").collect();
    // The key of the page is made with the page's own line.
    let lines = Keys::read(about_keys);
    let token = as_it_stands(scratch.url(), lines.add);
    let server = Server::start_with(scratch.url(), &folder.join("data"), &ALLOWED);
    let bearer = format!("Authorization: Bearer {token}\r\n");
    let (url, taken) = endpoint();
    let hook = serde_json::json!({ "url": url, "kinds": ["dispatched"] }).to_string();
    let json = format!("{bearer}Content-Type: application/json\r\n");
    let hook = answer(server.port, "POST", "/api/webhooks", &json, &hook).unwrap();
    let hook: Value = serde_json::from_str(&hook.body).unwrap();
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
    // The page's case was dispatched, and this is what was told of it.
    let came = taken.recv_timeout(PATIENCE).expect("a delivery");
    let came = Message::read(&came);
    is_shown(delivery, &came);
    let id = hook["id"].as_str().unwrap();
    assert!(came.headers["webhook-id"].starts_with(&format!("msg_{id}_")));
    is_verified(&folder, checks[0], hook["secret"].as_str().unwrap(), &came);
    // The key is in the list, and taken back with the id that stands there.
    let listed = as_it_stands(scratch.url(), lines.list);
    let listed = listed.lines().find(|line| line.contains("示例平台"));
    let id = listed
        .unwrap()
        .split_whitespace()
        .next()
        .unwrap()
        .to_owned();
    assert!(token.contains(&id), "the digits in its token");
    let shown = lines.revoke.strip_prefix("minsheng key revoke ").unwrap();
    let hex = |text: &str| text.len() == 8 && text.chars().all(|c| c.is_ascii_hexdigit());
    assert!(hex(shown) && hex(&id), "{shown} {id}");
    let me = || answer(server.port, "GET", "/api/me", &bearer, "").map(|told| told.status);
    assert_eq!(me(), Some(200));
    as_it_stands(scratch.url(), &lines.revoke.replace(shown, &id));
    assert_eq!(me(), Some(401));
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
