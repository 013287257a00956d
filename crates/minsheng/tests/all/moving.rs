//! Cases move to another installation on the command line: bad lines are told one by one and the good ones are
//! kept, attachments go along as files and are downloaded there as they were.

use crate::program::{Folder, Server, minsheng, shown, well};
use crate::waiting::PATIENCE;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Output;
use store::Scratch;

/// Two by two points.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x02\x08\x02\x00\x00\x00\xfd\xd4\x9as\
    \x00\x00\x00\x12IDATx\xdac\xf8\xcf\xc0\xc0\x00\xc2\x0c\xff\x81\x00\x00\x1f\xee\x05\xfb\xf1\xab\xbaw\
    \x00\x00\x00\x00IEND\xaeB`\x82";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";

/// A database with the place where its files lie.
struct Place<'a> {
    database: &'a str,
    data: String,
}

impl<'a> Place<'a> {
    fn of(scratch: &'a Scratch, folder: &Folder, name: &str) -> Self {
        Self {
            database: scratch.url(),
            data: shown(&folder.join(name)),
        }
    }

    fn arguments<'b>(&'b self, verb: &'b str, data: &'b str, file: &'b str) -> [&'b str; 6] {
        [verb, "--database", self.database, "--set", data, file]
    }

    fn export(&self, file: &Path) -> String {
        let (data, to) = (format!("data={}", self.data), shown(file));
        well(&self.arguments("export", &data, &to));
        std::fs::read_to_string(file).unwrap()
    }

    fn import(&self, file: &Path) -> Output {
        let (data, from) = (format!("data={}", self.data), shown(file));
        minsheng(&self.arguments("import", &data, &from))
    }
}

/// What an import said of itself and of bad lines: the numbers of these with what is said of each, and the rest.
fn told(done: &Output) -> (BTreeMap<usize, String>, String) {
    let said = String::from_utf8(done.stdout.clone()).unwrap();
    let mut bad = BTreeMap::new();
    let mut rest = String::new();
    for line in said.lines() {
        let of_a_line = line
            .strip_prefix("第 ")
            .and_then(|line| line.split_once(" 行 "));
        if let Some((number, why)) = of_a_line {
            let before = bad.insert(number.parse().unwrap(), why.to_owned());
            assert_eq!(before, None, "a line is told once: {said}");
        } else {
            rest.push_str(line);
            rest.push('\n');
        }
    }
    (bad, rest)
}

/// The lines of each case in a file, by its number.
fn dossiers(text: &str) -> BTreeMap<String, String> {
    let mut of_case = BTreeMap::new();
    let mut no = String::new();
    for line in text.lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        match value["line"].as_str().unwrap() {
            "header" | "end" => {}
            sort => {
                if sort == "case" {
                    value["no"].as_str().unwrap().clone_into(&mut no);
                }
                let lines: &mut String = of_case.entry(no.clone()).or_default();
                lines.push_str(line);
                lines.push('\n');
            }
        }
    }
    of_case
}

fn changed(line: &str, key: &str, to: &str) -> String {
    let mut value: Value = serde_json::from_str(line).unwrap();
    value[key] = to.into();
    value.to_string()
}

fn bad_lines(to: &Scratch, name: &str) {
    let from = Scratch::sqlite().unwrap();
    let folder = Folder::new(name);
    well(&["demo", "--database", from.url(), "--cases", "30"]);
    let (from, to) = (
        Place::of(&from, &folder, "from"),
        Place::of(to, &folder, "to"),
    );
    let whole = folder.join("whole.jsonl");
    let text = from.export(&whole);
    let all = dossiers(&text);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    // Three lines of three cases: cut off, of the future, with other words.
    let mut spoilt = BTreeMap::new();
    let mut cases = BTreeSet::new();
    let mut no = String::new();
    for (at, line) in lines.iter_mut().enumerate() {
        let value: Value = serde_json::from_str(line).unwrap();
        if value["line"] == "case" {
            value["no"].as_str().unwrap().clone_into(&mut no);
        }
        let wanted = ["event", "event", "text"];
        let Some(sort) = wanted.get(spoilt.len()) else {
            break;
        };
        if value["line"] != *sort || cases.contains(&no) {
            continue;
        }
        let (other, why) = match spoilt.len() {
            0 => (line[..30].to_owned(), "byte"),
            1 => (changed(line, "at", "2100-01-01T00:00:00+08:00"), "future"),
            _ => (changed(line, "body", "改过的话慕容"), "digest"),
        };
        *line = other;
        cases.insert(no.clone());
        spoilt.insert(at + 1, (no.clone(), why));
    }
    assert_eq!((spoilt.len(), cases.len()), (3, 3));
    let file = folder.join("spoilt.jsonl");
    std::fs::write(&file, lines.join("\n") + "\n").unwrap();
    let done = to.import(&file);
    assert_eq!(done.status.code(), Some(1), "{done:?}");
    let (bad, rest) = told(&done);
    for (line, (no, why)) in &spoilt {
        let said = bad.get(line).unwrap_or_else(|| panic!("{line}: {bad:?}"));
        // In Chinese and in English, with the case where its line can be read.
        assert!(
            said.contains(why) && !said.is_ascii(),
            "{line} {why}: {said}"
        );
        assert!(*why == "byte" || said.starts_with(no.as_str()), "{said}");
    }
    // Besides them that the file is not as it was written, and nothing else of the lines that are sound.
    let last = bad.get(&lines.len()).expect("the last line is told");
    assert!(last.contains("digest"), "{last}");
    let taken = all.len() - 3;
    let sum = format!("({taken} taken, 0 here already, {} bad lines)", bad.len());
    assert!(rest.contains(&sum), "{rest}");
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(!said.contains("慕容"), "words are not repeated: {said}");
    // The good ones are kept as they were, the others are not there at all.
    let kept = dossiers(&to.export(&folder.join("kept.jsonl")));
    assert_eq!(kept.len(), taken);
    for (no, lines) in &all {
        let expected = (!cases.contains(no)).then_some(lines);
        assert!(kept.get(no) == expected, "{no}");
    }
    // The file put right brings the rest, and ends well.
    let done = to.import(&whole);
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let (bad, rest) = told(&done);
    assert_eq!(bad, BTreeMap::new());
    let sum = format!("(3 taken, {taken} here already, 0 bad lines)");
    assert!(rest.contains(&sum), "{rest}");
    assert!(
        to.export(&folder.join("again.jsonl")) == text,
        "the same bytes"
    );
    // A file that is none of ours is told as a whole.
    std::fs::write(&file, "PK\u{3}\u{4}").unwrap();
    let done = to.import(&file);
    assert_eq!(done.status.code(), Some(1));
    let why = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(why.contains("no file of dossiers"), "{why}");
}

#[test]
fn bad_lines_are_told_and_the_good_ones_kept_on_sqlite() {
    bad_lines(&Scratch::sqlite().unwrap(), "bad-lines-sqlite");
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_lines_are_told_and_the_good_ones_kept_on_postgres() {
    if let Some(to) = Scratch::postgres_for_test().await {
        bad_lines(&to, "bad-lines-postgres");
    }
}

/// A server and a key to it.
struct Desk {
    server: Server,
    token: String,
}

impl Desk {
    fn at(place: &Place<'_>) -> Self {
        let key = ["key", "add", "搬家", "--post", "agent"];
        let scopes = ["--scope", "intake,read,files", "--database", place.database];
        let token = well(&[&key[..], &scopes[..]].concat()).stdout;
        Self {
            server: Server::start(place.database, Path::new(&place.data)),
            token: String::from_utf8(token).unwrap().trim().to_owned(),
        }
    }

    /// One request with a body of bytes: the status and the body of the answer.
    fn ask(&self, request: &str, kind: &str, body: &[u8]) -> (u16, Vec<u8>) {
        self.ask_as(&self.token, request, kind, body)
    }

    fn ask_as(&self, token: &str, request: &str, kind: &str, body: &[u8]) -> (u16, Vec<u8>) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.server.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let head = format!(
            "{request} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut whole = Vec::new();
        stream.read_to_end(&mut whole).unwrap();
        let end = whole
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = String::from_utf8(whole[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, whole.split_off(end + 4))
    }

    fn json(&self, request: &str, body: &Value) -> Value {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let (status, answer) = self.ask(request, "application/json", body.as_bytes());
        let answer = String::from_utf8(answer).unwrap();
        assert!((200..300).contains(&status), "{request}: {status} {answer}");
        serde_json::from_str(&answer).unwrap()
    }

    fn attach(&self, no: &str, name: &str, content: &[u8]) {
        let mut form = format!(
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        )
        .into_bytes();
        form.extend_from_slice(content);
        form.extend_from_slice(b"\r\n--x--\r\n");
        let request = format!("POST /api/cases/{no}/attach");
        let (status, answer) = self.ask(&request, "multipart/form-data; boundary=x", &form);
        let answer = String::from_utf8_lossy(&answer);
        assert_eq!(status, 200, "{name}: {answer}");
    }

    /// Every file of a case by its id, as it is downloaded, with the thumbnail of a picture.
    fn downloaded(&self, no: &str) -> BTreeMap<String, (Vec<u8>, Option<Vec<u8>>)> {
        let case = self.json(&format!("GET /api/cases/{no}"), &Value::Null);
        let files = case["files"].as_array().unwrap().iter();
        let file = |file: &Value| {
            let id = file["file"].to_string().trim_matches('"').to_owned();
            let get = |what: &str| {
                let request = format!("GET /api/cases/{no}/files/{id}{what}");
                self.ask(&request, "text/plain", b"")
            };
            let (status, whole) = get("");
            assert_eq!(status, 200, "{file}");
            let (status, thumbnail) = get("/thumbnail");
            (id, (whole, (status == 200).then_some(thumbnail)))
        };
        files.map(file).collect()
    }
}

/// The files of a folder by name.
fn files_in(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        files.insert(name, std::fs::read(path).unwrap());
    }
    files
}

fn digest(content: &[u8]) -> String {
    app::chance::hex(&Sha256::digest(content))
}

/// A case with two files is written into a file and a folder beside it, read in elsewhere, and given out there.
fn with_files(from: &Scratch, to: &Scratch, name: &str) {
    let folder = Folder::new(name);
    let (from, to) = (
        Place::of(from, &folder, "from"),
        Place::of(to, &folder, "to"),
    );
    let desk = Desk::at(&from);
    let case = json!({ "channel": "phone", "kind": "help", "title": "路灯不亮", "text": "整条街都不亮",
        "item": "A07", "area": "350104", "accept": true });
    let no = desk.json("POST /api/cases", &case)["no"]
        .as_str()
        .unwrap()
        .to_owned();
    desk.attach(&no, "灯杆.png", PNG);
    desk.attach(&no, "申请.pdf", PDF);
    let given = desk.downloaded(&no);
    let digests: BTreeSet<String> = given.values().map(|(whole, _)| digest(whole)).collect();
    assert_eq!((given.len(), digests.len()), (2, 2));
    assert!(
        digests.contains(&digest(PDF)),
        "a document is kept as it came"
    );
    let thumbnails = given.values().filter(|(_, thumbnail)| thumbnail.is_some());
    assert_eq!(thumbnails.count(), 1, "of the picture");
    drop(desk.server);
    let (file, beside) = (folder.join("cases.jsonl"), folder.join("cases.jsonl.files"));
    let text = from.export(&file);
    // Beside the file each lies under its digest, and nothing else does.
    let carried = files_in(&beside);
    assert_eq!(carried.keys().cloned().collect::<BTreeSet<_>>(), digests);
    for (name, content) in &carried {
        assert_eq!(*name, digest(content));
    }
    // Without the folder the case is not whole: its lines are told, and nothing is served that is not there.
    let away = folder.join("away");
    std::fs::rename(&beside, &away).unwrap();
    let done = to.import(&file);
    assert_eq!(done.status.code(), Some(1), "{done:?}");
    let (bad, _) = told(&done);
    assert_eq!(bad.len(), 2, "{bad:?}");
    for (line, why) in &bad {
        let said = text.lines().nth(line - 1).unwrap();
        assert!(
            said.contains("\"kind\":\"attached\"") && why.starts_with(&no),
            "{why}"
        );
    }
    // With it, run again: they lie where the other installation keeps its files.
    std::fs::rename(&away, &beside).unwrap();
    let done = to.import(&file);
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    for digest in &digests {
        let kept = Path::new(&to.data)
            .join("files")
            .join(&digest[..2])
            .join(digest);
        assert!(kept.is_file(), "{}", kept.display());
    }
    let there = Desk::at(&to);
    // Accounts and keys do not move.
    let (status, _) = there.ask_as(
        &desk.token,
        &format!("GET /api/cases/{no}"),
        "text/plain",
        b"",
    );
    assert_eq!(status, 401);
    assert!(
        there.downloaded(&no) == given,
        "the same files, and the picture's thumbnail"
    );
    drop(there.server);
    let again = folder.join("again.jsonl");
    assert!(to.export(&again) == text, "the same lines");
    assert!(
        files_in(&folder.join("again.jsonl.files")) == carried,
        "the same files"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn files_move_along_to_postgres() {
    if let Some(to) = Scratch::postgres_for_test().await {
        with_files(&Scratch::sqlite().unwrap(), &to, "files-to-postgres");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_move_along_from_postgres() {
    if let Some(from) = Scratch::postgres_for_test().await {
        with_files(&from, &Scratch::sqlite().unwrap(), "files-from-postgres");
    }
}

#[test]
fn files_move_along_on_sqlite() {
    let sqlite = || Scratch::sqlite().unwrap();
    with_files(&sqlite(), &sqlite(), "files-on-sqlite");
}
