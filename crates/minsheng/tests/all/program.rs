//! The program, run to its end or as a server, and requests to it.

use crate::waiting::PATIENCE;
use rustix::process::{Pid, Signal, kill_process};
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};

/// The program with arguments, without settings of whoever runs the tests.
pub fn command(arguments: &[&str]) -> Command {
    told(Command::new(PROGRAM), arguments)
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_minsheng");

/// The same, for a system that says no to files that grow: the write fails, where a signal would end the program.
pub fn outliving_refusals(arguments: &[&str]) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", PROGRAM]);
    told(shell, arguments)
}

fn told(mut command: Command, arguments: &[&str]) -> Command {
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    for (name, _) in std::env::vars_os() {
        if name.as_encoded_bytes().starts_with(b"MINSHENG_") {
            command.env_remove(name);
        }
    }
    command
}

/// Runs the program to its end.
pub fn minsheng(arguments: &[&str]) -> Output {
    let mut command = command(arguments);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.output().unwrap()
}

/// Runs it to a good end.
#[track_caller]
pub fn well(arguments: &[&str]) -> Output {
    let done = minsheng(arguments);
    assert!(done.status.success(), "{arguments:?}: {done:?}");
    done
}

/// A path as an argument.
pub fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// A folder of one's own, gone when dropped.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("minsheng-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The server as users run it; killed when dropped. What it logs lies beside its data, in `server.log`.
pub struct Server {
    pub child: Child,
    pub port: u16,
    /// It says more when it stops.
    says: BufReader<ChildStdout>,
}

impl Server {
    pub fn start(database: &str, data: &Path) -> Self {
        Self::start_with(database, data, &[])
    }

    /// With more settings. It listens on a port that the system chooses, and says on which.
    pub fn start_with(database: &str, data: &Path, more: &[&str]) -> Self {
        Self::start_as(command, database, data, more)
    }

    /// By another command than the plain one.
    pub fn start_as(
        command: fn(&[&str]) -> Command,
        database: &str,
        data: &Path,
        more: &[&str],
    ) -> Self {
        std::fs::create_dir_all(data).unwrap();
        let log = data.join("server.log");
        let open = File::options().create(true).append(true).open(&log);
        let mut arguments = vec!["serve", "--database", database, "--listen", "127.0.0.1:0"];
        let data = shown(data);
        arguments.extend(["--set", "log.level=warn", "--data", &data]);
        arguments.extend(more);
        let mut child = command(&arguments)
            .stdout(Stdio::piped())
            .stderr(open.unwrap())
            .spawn()
            .unwrap();
        let mut says = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        says.read_line(&mut first).unwrap();
        let address = first.split_whitespace().find_map(|word| {
            let port = word.strip_prefix("http://")?.rsplit_once(':')?.1;
            port.parse().ok()
        });
        let port = address.unwrap_or_else(|| {
            let why = std::fs::read_to_string(&log).unwrap_or_default();
            panic!("the server did not start: {first}{why}")
        });
        Self { child, port, says }
    }

    /// SIGTERM, as a system tells a service to stop.
    pub fn told_to_stop(&self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap();
    }

    /// Waits for its end by itself: how it ended, and its last words.
    pub fn ended(mut self) -> (ExitStatus, String) {
        let mut last = String::new();
        self.says.read_to_string(&mut last).unwrap();
        (self.child.wait().unwrap(), last)
    }

    /// SIGKILL: no shutdown, no flush, no farewell.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub whole: String,
    pub body: String,
}

/// One request on a connection of its own; nothing if it broke.
pub fn answer(port: u16, method: &str, path: &str, headers: &str, body: &str) -> Option<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body.as_bytes()).ok()?;
    heard(&mut stream)
}

/// The answer on a connection that ends with it; nothing if it broke.
pub fn heard(stream: &mut TcpStream) -> Option<Answer> {
    let mut whole = String::new();
    stream.read_to_string(&mut whole).ok()?;
    let status = whole.split(' ').nth(1)?.parse().ok()?;
    let (head, body) = whole.split_once("\r\n\r\n")?;
    // A body that was cut off is no answer.
    let length = head.lines().find_map(|line| {
        line.to_lowercase()
            .strip_prefix("content-length: ")?
            .parse()
            .ok()
    });
    if length.is_some_and(|length: usize| length != body.len()) {
        return None;
    }
    let body = body.to_owned();
    Some(Answer {
        status,
        whole,
        body,
    })
}

/// Asks for a page: the status.
pub fn get(port: u16, path: &str) -> Option<u16> {
    answer(port, "GET", path, "", "").map(|answer| answer.status)
}

/// Sends a case under a key.
pub fn send_case(port: u16, key: &str) -> Option<Answer> {
    let body =
        r#"{"kind":"help","title":"路灯不亮","text":"整条街都不亮","item":"A07","area":"350104"}"#;
    let headers = format!("Content-Type: application/json\r\nIdempotency-Key: {key}\r\n");
    answer(port, "POST", "/api/public/cases", &headers, body)
}

/// Registers a case under a key; its number, if the server acknowledged it.
pub fn register(port: u16, key: &str) -> Option<String> {
    let told = send_case(port, key)?;
    if told.status == 503 {
        return None;
    }
    assert!((200..300).contains(&told.status), "{}", told.whole);
    Some(number(&told))
}

/// The number in an acknowledgement.
pub fn number(told: &Answer) -> String {
    let body: serde_json::Value = serde_json::from_str(&told.body).unwrap();
    body["no"].as_str().unwrap().to_owned()
}
