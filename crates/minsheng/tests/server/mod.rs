//! The program as users run it, for tests.

#![allow(dead_code, reason = "each test program uses a part of it")]

pub mod postgres;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The program with arguments, without settings of whoever runs the tests.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_minsheng"));
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

/// The server as users run it; killed when dropped.
pub struct Server {
    pub child: Child,
    pub port: u16,
}

impl Server {
    pub fn start(database: &str, data: &Path) -> Self {
        Self::start_with(database, data, &[])
    }

    pub fn start_with(database: &str, data: &Path, more: &[&str]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let child = Command::new(env!("CARGO_BIN_EXE_minsheng"))
            .args([
                "serve",
                "--database",
                database,
                "--listen",
                &format!("127.0.0.1:{port}"),
            ])
            .arg("--data")
            .arg(data)
            .args(more)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { child, port };
        let patience = Instant::now() + Duration::from_mins(1);
        while request(port, "GET", "/api/health", "", "").is_none_or(|(status, _)| status != 200) {
            assert!(Instant::now() < patience, "the server did not start");
            std::thread::sleep(Duration::from_millis(30));
        }
        server
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
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .ok()?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body.as_bytes()).ok()?;
    let mut whole = String::new();
    stream.read_to_string(&mut whole).ok()?;
    let status = whole.split(' ').nth(1)?.parse().ok()?;
    let body = whole.split_once("\r\n\r\n")?.1.to_owned();
    Some(Answer {
        status,
        whole,
        body,
    })
}

/// Status and body of one request.
pub fn request(
    port: u16,
    method: &str,
    path: &str,
    headers: &str,
    body: &str,
) -> Option<(u16, String)> {
    answer(port, method, path, headers, body).map(|answer| (answer.status, answer.body))
}

/// Registers a case under a key; its number, if the server acknowledged it.
pub fn register(port: u16, key: &str) -> Option<String> {
    let body =
        r#"{"kind":"help","title":"路灯不亮","text":"整条街都不亮","item":"A07","area":"350104"}"#;
    let headers = format!("Content-Type: application/json\r\nIdempotency-Key: {key}\r\n");
    let (status, body) = request(port, "POST", "/api/public/cases", &headers, body)?;
    if status == 503 {
        return None;
    }
    assert!((200..300).contains(&status), "{status} {body}");
    // A body that was cut off acknowledges nothing.
    let answer: serde_json::Value = serde_json::from_str(&body).ok()?;
    answer
        .get("no")
        .and_then(|no| no.as_str())
        .map(ToOwned::to_owned)
}
