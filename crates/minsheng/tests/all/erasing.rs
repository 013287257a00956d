//! What was erased stands in no file of the database.

use crate::bad_days::has_postgres;
use crate::postgres;
use crate::program::{Folder, Server, answer, minsheng, well};
use std::path::{Path, PathBuf};
use store::Scratch;

/// Words that stand nowhere else: the name, the phone, and of what was said what an index holds behind
/// the letters that other words share.
const NAME: &str = "Wlodzimierz";
const PHONE: &str = "13907654321";
const SAID: &str = "vxanadu";
const ADVISED: &str = "qoheleth";
const ALL: [&str; 4] = [NAME, PHONE, SAID, ADVISED];

/// How many cases lie around the one, so that pages were divided since.
const AROUND: u64 = 150;

/// Somebody with a key of the hotline's people.
struct Agent {
    port: u16,
    token: String,
}

impl Agent {
    fn of(database: &str, port: u16) -> Self {
        let line = [
            "key", "add", "热线", "--scope", "intake", "--scope", "command",
        ];
        let line = [&line[..], &["--post", "agent", "--database", database]].concat();
        let token = String::from_utf8(well(&line).stdout).unwrap();
        let token = token.trim().to_owned();
        Self { port, token }
    }

    fn post(&self, path: &str, body: &serde_json::Value) -> serde_json::Value {
        let headers = format!(
            "Authorization: Bearer {}\r\nContent-Type: application/json\r\n",
            self.token
        );
        let told = answer(self.port, "POST", path, &headers, &body.to_string()).unwrap();
        assert!((200..300).contains(&told.status), "{path}: {}", told.whole);
        serde_json::from_str(&told.body).unwrap()
    }

    /// A case that is over: its number.
    fn declined(&self, name: &str, phone: &str, said: &str, advised: &str) -> String {
        let case = serde_json::json!({"channel": "phone", "kind": "help", "title": "判决", "text": said,
            "requester": {"name": name, "phone": phone}});
        let no = self.post("/api/cases", &case)["no"]
            .as_str()
            .map(str::to_owned);
        let no = no.unwrap();
        let why = serde_json::json!({"reason": "litigation", "advice": advised});
        self.post(&format!("/api/cases/{no}/decline"), &why);
        no
    }

    fn others(&self, from: u64) {
        for number in from..from + AROUND {
            // Neither phones nor words come in the order in which they are kept.
            let mixed = number.wrapping_mul(7_919) % 100_000;
            let phone = format!("139076{mixed:05}");
            let said = format!("不服判决 qz{mixed}");
            self.declined(&format!("Wlodek{mixed}"), &phone, &said, "请找法院");
        }
    }
}

/// Which of the words stand in which files below some paths.
fn standing(paths: &[PathBuf]) -> Vec<(&'static str, PathBuf)> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let below = std::fs::read_dir(path).unwrap();
            let below: Vec<_> = below.map(|entry| entry.unwrap().path()).collect();
            found.extend(standing(&below));
            continue;
        }
        let Ok(bytes) = std::fs::read(path) else {
            continue;
        };
        let holds = |word: &&str| bytes.windows(word.len()).any(|at| at == word.as_bytes());
        found.extend(
            ALL.into_iter()
                .filter(holds)
                .map(|word| (word, path.clone())),
        );
    }
    found
}

fn erase(database: &str, no: &str, more: &[&str]) -> String {
    let line = ["erase", no, "--what", "words", "--reason", "本人申请"];
    let line = [&line[..], &["--database", database], more].concat();
    String::from_utf8(well(&line).stdout).unwrap()
}

#[test]
fn what_was_erased_is_in_no_page_and_no_log_of_the_file() {
    let (scratch, folder) = (Scratch::sqlite().unwrap(), Folder::new("erasing"));
    let url = scratch.url().to_owned();
    let file = url.strip_prefix("sqlite:").unwrap();
    let files = [file.into(), format!("{file}-wal").into()];
    let server = Server::start(&url, &folder.join("data"));
    let agent = Agent::of(&url, server.port);
    agent.others(0);
    let no = agent.declined(NAME, PHONE, "不服判决 qzvxanadu", "请找 qoheleth");
    agent.others(AROUND);
    // While the server works: what it has in its log, and what it goes on writing, is of no harm.
    let told = erase(&url, &no, &["--no-rewrite"]);
    assert!(told.contains("没有重写"), "{told}");
    assert_eq!(standing(&files).len().min(4), 4, "it would find them");
    let told = erase(&url, &no, &[]);
    assert!(told.contains("没有它的字了"), "{told}");
    assert_eq!(standing(&files), []);
    agent.others(2 * AROUND);
    drop(server);
    assert_eq!(standing(&files), []);
    assert_eq!(
        left(Path::new(file)),
        ["minsheng.db", "minsheng.db-shm", "minsheng.db-wal"]
    );
}

/// What lies beside the file: no copy stays.
fn left(file: &Path) -> Vec<String> {
    let beside = std::fs::read_dir(file.parent().unwrap()).unwrap();
    let name = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.unwrap().file_name().into_string().unwrap()
    };
    let mut names: Vec<_> = beside.map(name).collect();
    names.sort();
    names
}

#[test]
fn what_was_erased_is_in_no_file_of_postgresql() {
    if !has_postgres() {
        return;
    }
    let folder = Folder::new("erasing-postgres");
    let database = postgres::Server::start(&folder.join("postgres"));
    let files = [folder.join("postgres").join("data/base")];
    let url = database.url.clone();
    let server = Server::start(&url, &folder.join("data"));
    let agent = Agent::of(&url, server.port);
    agent.others(0);
    let no = agent.declined(NAME, PHONE, "不服判决 qzvxanadu", "请找 qoheleth");
    agent.others(AROUND);
    let told = erase(&url, &no, &["--no-rewrite"]);
    assert!(told.contains("没有重写"), "{told}");
    drop(server);
    // Stopped, a server has written every page.
    database.stop();
    assert!(standing(&files).len() >= 4, "it would find them");
    database.start_again();
    let server = Server::start(&url, &folder.join("data"));
    let told = erase(&url, &no, &[]);
    assert!(told.contains("没有它的字了"), "{told}");
    drop(server);
    database.stop();
    assert_eq!(standing(&files), []);
}

#[test]
fn a_database_that_somebody_holds_is_not_blamed_on_the_disk() {
    let (scratch, folder) = (Scratch::sqlite().unwrap(), Folder::new("erasing-held"));
    let url = scratch.url().to_owned();
    let server = Server::start(&url, &folder.join("data"));
    let no = Agent::of(&url, server.port).declined(NAME, PHONE, "不服判决", "请找法院");
    drop(server);
    let holder = rusqlite::Connection::open(url.strip_prefix("sqlite:").unwrap()).unwrap();
    for hold in [
        "begin immediate",
        "pragma locking_mode = exclusive; begin exclusive",
    ] {
        holder.execute_batch(hold).unwrap();
        let line = ["erase", &no, "--what", "words", "--reason", "本人申请"];
        let done = minsheng(&[&line[..], &["--database", &url]].concat());
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(!done.status.success(), "{hold}: {told}");
        assert!(
            told.contains("别的进程占着数据库") && told.contains("another process holds"),
            "{told}"
        );
        assert!(!told.contains("磁盘"), "{told}");
        holder.execute_batch("rollback").unwrap();
    }
    drop(holder);
    let told = erase(&url, &no, &[]);
    assert!(told.contains("没有它的字了"), "{told}");
}
