//! The log as a machine reads it: a JSON object a line, and nothing in it by which anybody finds a case or the
//! person behind it, whatever the address was that a browser asked for. At the most talkative level.

use crate::program::{Answer, Folder, Server, answer};
use crate::staff::Staff;
use crate::waiting::until;
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;
use store::Scratch;

const NAME: &str = "慕容女士";
const PHONE: &str = "13987654321";
const WORDS: &str = "某某餐馆太吵";
const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

/// A value as it stands in a form or an address.
fn encoded(text: &str) -> String {
    let mut all = String::new();
    for byte in text.bytes() {
        write!(all, "%{byte:02X}").unwrap();
    }
    all
}

fn header<'a>(told: &'a Answer, name: &str) -> Option<&'a str> {
    told.whole.lines().find_map(|line| {
        let (known, value) = line.split_once(": ")?;
        known.eq_ignore_ascii_case(name).then_some(value)
    })
}

/// The cookie of a visit that began, and its token.
fn visit(told: &Answer) -> (String, String) {
    assert_eq!(told.status, 303, "{}", told.whole);
    let cookie = header(told, "set-cookie").unwrap().split(';').next();
    let cookie = cookie.unwrap();
    let token = cookie.split_once('=').unwrap().1.to_owned();
    (format!("Cookie: {cookie}\r\n"), token)
}

/// The token of the link in the first message that has one.
fn link(outbox: &Path) -> String {
    let mut found = None;
    until("a message with a link leaves", || {
        let files = std::fs::read_dir(outbox).into_iter().flatten();
        let paths = files.filter_map(|file| Some(file.ok()?.path()));
        let whole = paths.filter(|path| path.extension().is_some_and(|end| end == "json"));
        let texts = whole.filter_map(|path| std::fs::read_to_string(path).ok());
        found = texts.into_iter().find_map(|text| {
            let (_, from) = text.split_once("/c/")?;
            let token = from.get(..32)?;
            let whole = token.bytes().all(|byte| byte.is_ascii_hexdigit());
            whole.then(|| token.to_owned())
        });
        found.is_some()
    });
    found.unwrap()
}

/// Goes through the pages of a case and past them; gives every word that no log may have.
fn walk(port: u16, scratch: &Scratch, data: &Path) -> Vec<String> {
    let get = |path: &str, headers: &str| answer(port, "GET", path, headers, "").unwrap();
    let post = |path: &str, headers: &str, body: &str| {
        let headers = format!("{FORM}{headers}");
        answer(port, "POST", path, &headers, body).unwrap()
    };
    let body = format!(
        r#"{{"kind":"help","text":"{WORDS}","item":"A07","area":"350104","requester":{{"name":"{NAME}","phone":"{PHONE}"}}}}"#
    );
    let json = "Content-Type: application/json\r\n";
    let made = answer(port, "POST", "/api/public/cases", json, &body).unwrap();
    assert_eq!(made.status, 201, "{}", made.whole);
    let made: Value = serde_json::from_str(&made.body).unwrap();
    let text = |field: &str| made[field].as_str().unwrap().to_owned();
    let (no, code) = (text("no"), text("code"));
    let written = format!(
        "step=who&go=next&kind=help&text={}&place={}&who=named&name={}&phone={PHONE}",
        encoded(WORDS),
        encoded("学军路口"),
        encoded(NAME)
    );
    post("/write", "", &written);
    let mut answered = 0;
    Staff::of(scratch.url()).carry(port, &no, "a-key-of-the-log", &mut |_| answered += 1);
    assert!(answered > 2, "{answered}");

    let follow = format!("/follow/{no}");
    let entered = post("/follow", "", &format!("no={no}&code={code}"));
    let (cookie, token) = visit(&entered);
    assert_eq!(get(&follow, &cookie).status, 200);
    let link = link(&data.join("outbox"));
    let by_link = get(&format!("/c/{link}"), "");
    let (other, other_token) = visit(&by_link);
    assert_eq!(get(&follow, &other).status, 200);
    for act in ["add", "urge", "nothing"] {
        let words = format!("text={}&key=0123456789abcdef", encoded(WORDS));
        post(&format!("{follow}/{act}"), &cookie, &words);
    }
    let parts = format!("Content-Type: multipart/form-data; boundary=xx\r\n{cookie}");
    let photo = |name: &str| {
        let body = format!(
            "--xx\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}.pdf\"\r\n\r\n%PDF-1.7\n%%EOF\n\r\n--xx--\r\n"
        );
        answer(port, "POST", &format!("{follow}/photo"), &parts, &body).unwrap()
    };
    photo(NAME);
    // Pages that are none, keys that open nothing, and numbers that somebody tries.
    for path in [
        format!("/public/{no}"),
        format!("/public/{no}/{PHONE}"),
        format!("/public?q={}", encoded(NAME)),
        format!("{follow}/file/1"),
        format!("{follow}/file/{PHONE}"),
        format!("/c/{}", "f".repeat(32)),
        format!("/c/{link}/{PHONE}"),
        format!("/{no}/{token}"),
        format!("/api/public/cases/{no}?code={code}"),
    ] {
        for headers in ["", &cookie] {
            assert!(get(&path, headers).status < 500, "{path}");
        }
    }
    post("/follow", "", &format!("no={no}&code=x{code}"));
    // What goes wrong is logged as well.
    std::fs::remove_dir_all(data.join("files")).unwrap();
    photo(NAME);
    get(&format!("{follow}/file/1"), &cookie);
    let encoded = [NAME, WORDS].map(encoded);
    let mut secrets = [no, code, link, token, other_token].to_vec();
    secrets.extend([NAME, "慕容", PHONE, WORDS].map(ToOwned::to_owned));
    secrets.extend(encoded);
    secrets
}

fn read_by_a_machine(scratch: &Scratch, name: &str) {
    let folder = Folder::new(&format!("logs-{name}"));
    let data = folder.join("data");
    let more = ["--set", "log.format=json", "--set", "log.level=trace"];
    let server = Server::start_with(scratch.url(), &data, &more);
    let secrets = walk(server.port, scratch, &data);
    server.told_to_stop();
    assert!(server.ended().0.success());

    let log = std::fs::read_to_string(data.join("server.log")).unwrap();
    let (mut answered, mut told_of) = (Vec::new(), Vec::new());
    for line in log.lines() {
        let told: Value =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let told = told.as_object().unwrap();
        for field in ["timestamp", "level", "target"] {
            assert!(told[field].is_string(), "{field}: {line}");
        }
        // Digits of an instant may be anybody's.
        let mut rest = told.clone();
        rest.remove("timestamp");
        let rest = Value::from(rest).to_string();
        let secret = secrets.iter().find(|secret| rest.contains(secret.as_str()));
        told_of.extend(secret.map(|secret| format!("{secret} in: {line}")));
        if told
            .get("message")
            .is_some_and(|message| message == "answered")
        {
            assert!(told["status"].is_u64() && told["ms"].is_u64(), "{line}");
            answered.push(told["path"].as_str().unwrap().to_owned());
        }
    }
    assert!(told_of.is_empty(), "{}", told_of.join("\n"));
    // The pages are there, by their pattern.
    for path in [
        "/follow/{no}",
        "/follow/{no}/{act}",
        "/public/{no}",
        "/c/{token}",
        "-",
    ] {
        assert!(answered.iter().any(|it| it == path), "{path}: {answered:?}");
    }
    assert!(log.contains("a photo was not kept"), "mistakes are logged");
}

#[test]
fn a_machine_reads_the_log_and_learns_of_nobody_on_sqlite() {
    read_by_a_machine(&Scratch::sqlite().unwrap(), "sqlite");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_reads_the_log_and_learns_of_nobody_on_postgres() {
    if let Some(scratch) = Scratch::postgres_for_test().await {
        tokio::task::spawn_blocking(move || read_by_a_machine(&scratch, "postgres"))
            .await
            .unwrap();
    }
}
