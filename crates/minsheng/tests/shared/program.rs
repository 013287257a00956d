//! The program as users run it, for tests.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server; killed when dropped.
pub struct Program {
    child: Child,
    pub port: u16,
}

impl Program {
    pub fn start(database: &str, data: &Path, more: &[&str]) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let child = Command::new(env!("CARGO_BIN_EXE_minsheng"))
            .args(["serve", "--database", database, "--log", "error"])
            .args(["--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(data)
            .args(more)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let program = Self { child, port };
        let patience = Instant::now() + Duration::from_mins(1);
        while request(port, "GET", "/api/health", "", "").is_none_or(|(status, _)| status != 200) {
            assert!(Instant::now() < patience, "the server did not start");
            std::thread::sleep(Duration::from_millis(30));
        }
        program
    }

    /// SIGKILL: no shutdown, no flush, no farewell.
    #[allow(dead_code, reason = "not every test kills")]
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One request on a connection of its own; nothing if it broke.
pub fn request(
    port: u16,
    method: &str,
    path: &str,
    headers: &str,
    body: &str,
) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    let patience = Some(Duration::from_secs(20));
    stream.set_read_timeout(patience).ok()?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let status = answer.split(' ').nth(1)?.parse().ok()?;
    let body = answer.split_once("\r\n\r\n")?.1.to_owned();
    Some((status, body))
}
