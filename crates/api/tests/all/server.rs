//! A server of one's own for a test, and a small client.

use api::limits::Limits;
use app::clock::SetClock;
use app::keys::{NewKey, Scope};
use app::{App, Courier};
use hotline::actor::Post;
use serde_json::Value;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use store::{Scratch, Store};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use workday::Instant;

pub const PASSWORD: &str = "a long password";

/// Who sends webhooks: to one address of this machine and to no other.
pub fn courier() -> Courier {
    Courier::new(vec!["127.0.0.2/32".parse().unwrap()])
}

/// A server on a database of its own.
pub struct TestServer {
    pub app: App,
    pub clock: Arc<SetClock>,
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    scratch: Scratch,
}

impl TestServer {
    /// On SQLite, at half past ten of a Friday.
    pub async fn new() -> Self {
        Self::on(Scratch::sqlite().unwrap()).await
    }

    pub async fn on(scratch: Scratch) -> Self {
        Self::within(scratch, Limits::default()).await
    }

    /// With limits other than those of every day.
    pub async fn within(scratch: Scratch, limits: Limits) -> Self {
        let clock = Arc::new(SetClock::at(instant("2026-11-20T10:30:00+08:00")));
        let (app, address, stop) = serving(scratch.url(), clock.clone(), limits).await;
        Self {
            app,
            clock,
            address,
            stop: Some(stop),
            scratch,
        }
    }

    /// Another server on the same database, with a platform of its own and the same clock.
    pub async fn beside(&self) -> Beside {
        let (app, address, stop) =
            serving(self.scratch.url(), self.clock.clone(), Limits::default()).await;
        Beside {
            app,
            address,
            _stop: stop,
        }
    }

    /// Where its database is.
    pub fn url(&self) -> &str {
        self.scratch.url()
    }

    /// Sets the clock.
    pub fn at(&self, text: &str) {
        self.clock.set(instant(text));
    }

    /// Somebody who is not signed in.
    pub fn anonymous(&self) -> Client {
        Client {
            address: self.address,
            headers: Vec::new(),
        }
    }

    /// A member of staff, `ROLE` at the city's centre or `ROLE@UNIT`, signed in.
    pub async fn with(&self, who: &str) -> Client {
        let (role, unit) = who
            .split_once('@')
            .map_or((who, None), |(role, unit)| (role, Some(unit)));
        let directory = &self.app.profile().directory;
        let unit = unit.map_or(directory.city_centre(), |unit| {
            directory.find(unit).expect("a unit")
        });
        let post = Post {
            role: role.parse().unwrap(),
            unit: unit.code.clone(),
        };
        self.app
            .add_staff(who, who, PASSWORD, vec![post], false)
            .await
            .unwrap();
        let signed = self
            .app
            .sign_in(who, PASSWORD)
            .await
            .unwrap()
            .expect("signed in");
        self.anonymous()
            .header("authorization", &format!("Bearer {}", signed.token))
    }

    /// A case of a citizen: number and query code.
    pub async fn submitted(&self) -> (String, String) {
        let body = serde_json::json!({ "kind": "help", "item": "B15", "text": "喇叭扰民", "area": "350104",
            "requester": { "name": "陈女士", "phone": "13900000000" } });
        let reply = self.anonymous().post("/api/public/cases", &body).await;
        assert_eq!(reply.status, 201, "{reply:?}");
        (reply.text("no"), reply.text("code"))
    }

    /// A case in the hands of a unit: number and query code.
    pub async fn dispatched(&self, unit: &str) -> (String, String) {
        let (no, code) = self.submitted().await;
        let agent = self.with("agent").await;
        agent.command(&no, "accept", "{}").await.ok();
        let dispatcher = self.with("dispatcher").await;
        dispatcher
            .command(&no, "dispatch", &format!("{{\"lead\": \"{unit}\"}}"))
            .await
            .ok();
        (no, code)
    }

    /// The same database under another server.
    pub async fn restarted(mut self) -> Self {
        drop(self.stop.take());
        self.app.store().close().await;
        let now = self.app.now();
        let server = Self::on(self.scratch).await;
        server.clock.set(now);
        server
    }

    /// A key with a post `ROLE@UNIT` and scopes.
    pub async fn key(&self, name: &str, post: &str, scopes: &[Scope]) -> Client {
        let (role, unit) = post.split_once('@').unwrap();
        let directory = &self.app.profile().directory;
        let unit = &directory.find(unit).unwrap().code;
        let new = NewKey {
            name: name.to_owned(),
            posts: vec![Post {
                role: role.parse().unwrap(),
                unit: unit.clone(),
            }],
            scopes: scopes.to_vec(),
            expires_at: None,
        };
        let (_, token) = self.app.add_key("test", new).await.unwrap();
        self.anonymous()
            .header("authorization", &format!("Bearer {token}"))
    }

    pub async fn stop(mut self) {
        drop(self.stop.take());
        self.app.store().close().await;
    }
}

/// A second server; it ends when dropped.
pub struct Beside {
    pub app: App,
    pub address: SocketAddr,
    _stop: oneshot::Sender<()>,
}

/// Serves a database on a port of the system's choice, until the sender is used or dropped.
async fn serving(
    url: &str,
    clock: Arc<SetClock>,
    limits: Limits,
) -> (App, SocketAddr, oneshot::Sender<()>) {
    let store = Store::open(url).await.unwrap();
    let profile = app::profile::built_in().unwrap();
    let app = App::open(store, profile, clock, None).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let api = api::Api::new(app.clone(), false).limited(limits);
    let api = api.sending(courier());
    let router = api::router_beside(api.clone(), api::metrics::routes(api));
    tokio::spawn(api::server::serve(listener, router, async {
        drop(stopped.await);
    }));
    (app, address, stop)
}

pub fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

/// Runs a test on SQLite, and on PostgreSQL where there is a server.
pub async fn on_both<F: AsyncFn(&TestServer)>(test: F) {
    let mut scratches = vec![Scratch::sqlite().unwrap()];
    scratches.extend(Scratch::postgres_for_test().await);
    for scratch in scratches {
        let server = TestServer::on(scratch).await;
        test(&server).await;
        server.stop().await;
    }
}

/// Somebody who sends requests.
#[derive(Clone)]
pub struct Client {
    address: SocketAddr,
    headers: Vec<(String, String)>,
}

impl Client {
    /// The same sender at another server.
    #[must_use]
    pub fn at(&self, address: SocketAddr) -> Self {
        Self {
            address,
            headers: self.headers.clone(),
        }
    }

    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    #[must_use]
    pub fn code(self, code: &str) -> Self {
        self.header("query-code", code)
    }

    /// The token of a session.
    pub fn token(&self) -> String {
        let bearer = self
            .headers
            .iter()
            .find_map(|(_, value)| value.strip_prefix("Bearer "));
        bearer.unwrap().to_owned()
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, b"").await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.clone()
            .header("content-type", "application/json")
            .send("POST", path, body.to_string().as_bytes())
            .await
    }

    /// A command on a case, with its fields as JSON text.
    pub async fn command(&self, no: &str, command: &str, fields: &str) -> Reply {
        let client = self.clone().header("content-type", "application/json");
        client
            .send(
                "POST",
                &format!("/api/cases/{no}/{command}"),
                fields.as_bytes(),
            )
            .await
    }

    /// The same by a citizen.
    pub async fn citizen(&self, no: &str, command: &str, fields: &str) -> Reply {
        let client = self.clone().header("content-type", "application/json");
        client
            .send(
                "POST",
                &format!("/api/public/cases/{no}/{command}"),
                fields.as_bytes(),
            )
            .await
    }

    pub async fn send(&self, method: &str, path: &str, body: &[u8]) -> Reply {
        let mut head = format!(
            "{method} {} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n",
            encoded(path)
        );
        for (name, value) in &self.headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        write!(head, "content-length: {}\r\n\r\n", body.len()).unwrap();
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(body);
        self.raw(&bytes).await
    }

    /// Where the server listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What is told of an answer that may have no end: its status, or the whole problem.
    pub async fn told_at_once(&self, path: &str) -> String {
        let mut head = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n");
        for (name, value) in &self.headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream
            .write_all(format!("{head}\r\n").as_bytes())
            .await
            .unwrap();
        let mut answer = vec![0; 12];
        stream.read_exact(&mut answer).await.unwrap();
        if answer.ends_with(b" 200") {
            return "200".to_owned();
        }
        stream.read_to_end(&mut answer).await.unwrap();
        Reply::read(&answer).told()
    }

    /// Sends bytes as they are and reads until the server closes.
    pub async fn raw(&self, bytes: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        Reply::read(&answer)
    }
}

fn encoded(path: &str) -> String {
    let mut all = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_graphic() {
            all.push(char::from(byte));
        } else {
            write!(all, "%{byte:02X}").unwrap();
        }
    }
    all
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    fn read(answer: &[u8]) -> Self {
        let split = answer
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .expect("an answer");
        let head = String::from_utf8(answer[..split].to_vec()).unwrap();
        let mut lines = head.lines();
        let status = lines
            .next()
            .unwrap()
            .split(' ')
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        let headers = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        Self {
            status,
            headers: headers.collect(),
            body: answer[split + 4..].to_vec(),
        }
    }

    /// The first header of a name; empty if it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value)
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// A field of the answer.
    #[track_caller]
    pub fn text(&self, field: &str) -> String {
        self.json()[field]
            .as_str()
            .unwrap_or_else(|| panic!("{field}: {}", self.json()))
            .to_owned()
    }

    /// It was carried out.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert!(
            self.status < 300,
            "{} {}",
            self.status,
            String::from_utf8_lossy(&self.body)
        );
        self
    }

    /// `200`, or a problem as `409 wrong_state`.
    pub fn told(&self) -> String {
        if self.status < 400 {
            return self.status.to_string();
        }
        self.assert_problem();
        format!("{} {}", self.status, self.text("code"))
    }

    /// Whatever is refused is a whole problem document.
    #[track_caller]
    pub fn assert_problem(&self) {
        assert!(
            self.header("content-type")
                .starts_with("application/problem+json"),
            "{self:?}"
        );
        let problem = self.json();
        assert_eq!(problem["status"], self.status);
        assert!(
            api::documents::codes().contains(&problem["code"].as_str().unwrap()),
            "{problem}"
        );
        for field in ["type", "title", "detail"] {
            assert!(
                problem[field].as_str().is_some_and(|text| !text.is_empty()),
                "{field}: {problem}"
            );
        }
        assert!(problem["allowed"].is_array());
    }
}
