//! Somebody who is told by webhooks, and notes each message.

use app::clock::SystemClock;
use app::keys::{NewKey, Scope};
use app::webhooks::NewWebhook;
use app::{App, Courier, Net};
use hotline::actor::{Post, Role, Staff};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use store::Store;

/// What the servers need to be allowed.
pub const ALLOWED: [&str; 2] = ["--set", "webhooks.allowed=127.0.0.0/8"];

/// A program that listens. It is not always well: now and then it answers 500 the first time.
pub struct Receiver {
    url: String,
    /// Where in the feed each message says that it stands, by its id.
    heard: Arc<Mutex<BTreeMap<String, i64>>>,
}

impl Receiver {
    /// One message in so many it refuses once; after a refusal it is left in peace for a while.
    pub fn refusing_one_in(many: i64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let heard = Arc::<Mutex<BTreeMap<String, i64>>>::default();
        let noting = heard.clone();
        std::thread::spawn(move || {
            let mut refused = BTreeSet::new();
            for stream in listener.incoming().flatten() {
                take(stream, many, &mut refused, &noting);
            }
        });
        Self { url, heard }
    }

    /// Makes a key and its endpoint, and lets the follower find its place before anything happens.
    pub async fn is_known_to(&self, database: &str) {
        let store = Store::open(database).await.unwrap();
        let profile = app::profile::built_in().unwrap();
        let centre = profile.directory.city_centre().code.clone();
        let clock = Arc::new(SystemClock::default());
        let app = App::open(store.clone(), profile, clock, None)
            .await
            .unwrap();
        let post = Post {
            role: Role::Leader,
            unit: centre,
        };
        let new = NewKey {
            name: "听众".to_owned(),
            posts: vec![post.clone()],
            scopes: vec![Scope::Webhooks],
            expires_at: None,
        };
        app.add_key("test", new).await.unwrap();
        let owner = Staff {
            person: "key:听众".to_owned(),
            posts: vec![post],
        };
        let courier = Courier::new(vec!["127.0.0.0/8".parse::<Net>().unwrap()]);
        let new = NewWebhook {
            url: self.url.clone(),
            kinds: Vec::new(),
        };
        app.add_webhook(&courier, &owner, new).await.unwrap();
        app.follow_feed().await.unwrap();
        app.leave_feed().await.unwrap();
        store.close().await;
    }

    /// The places in the feed of what was heard.
    pub fn heard(&self) -> BTreeSet<i64> {
        self.heard.lock().unwrap().values().copied().collect()
    }

    /// How many different ids messages had.
    pub fn ids(&self) -> usize {
        self.heard.lock().unwrap().len()
    }
}

/// Takes one message; a sender that was killed in the middle of it has said nothing.
fn take(
    mut stream: TcpStream,
    many: i64,
    refused: &mut BTreeSet<i64>,
    noting: &Mutex<BTreeMap<String, i64>>,
) {
    let (mut bytes, mut piece) = (Vec::new(), [0; 4096]);
    while !bytes.ends_with(b"}}") {
        match stream.read(&mut piece) {
            Ok(n) if n > 0 => bytes.extend_from_slice(&piece[..n]),
            _ => return,
        }
    }
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let id = lines
        .find_map(|line| line.strip_prefix("webhook-id: "))
        .unwrap();
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    let position = body["data"]["position"].as_i64().unwrap();
    let well = position % many != 3 || !refused.insert(position);
    if well {
        let before = noting.lock().unwrap().insert(id.to_owned(), position);
        // Told twice, it has the same id, and is the same.
        assert!(before.is_none_or(|before| before == position), "{id}");
    }
    let status = if well { 204 } else { 500 };
    let _ = write!(stream, "HTTP/1.1 {status} x\r\ncontent-length: 0\r\n\r\n");
}

/// The places in the feed.
pub async fn positions(store: &Store) -> BTreeSet<i64> {
    let (mut all, mut after) = (BTreeSet::new(), 0);
    loop {
        let some = store.feed_after(after, 10_000).await.unwrap();
        let Some(last) = some.last() else { return all };
        after = last.position;
        all.extend(some.iter().map(|entry| entry.position));
    }
}
