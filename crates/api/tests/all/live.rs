//! 实时更新 over HTTP: within reach, nothing lost, nothing kept for who is not there.

use crate::rules_of_lists::{keep, register};
use crate::rules_of_units::closing;
use crate::server::{Client, TestServer, on_both};
use app::App;
use app::execute::Ask;
use app::keys::Scope;
use hotline::actor::Actor;
use std::time::Duration;
use store::Store;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinHandle;

/// A connection that is kept open.
struct Stream(BufReader<TcpStream>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    id: i64,
    event: String,
    data: String,
}

impl Stream {
    async fn open(client: &Client, last: Option<i64>) -> Self {
        let mut stream = TcpStream::connect(client.address()).await.unwrap();
        let last = last.map_or(String::new(), |last| format!("last-event-id: {last}\r\n"));
        let head = format!(
            "GET /api/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: Bearer {}\r\n{last}\r\n",
            client.token()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut stream = Self(BufReader::new(stream));
        let status = stream.line().await.unwrap();
        assert!(status.contains("200"), "{status}");
        stream
    }

    /// A line; nothing at the end. Lines of the transfer's own are passed over by who asks.
    async fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = tokio::time::timeout(Duration::from_mins(10), self.0.read_line(&mut line));
        match read.await.expect("something comes") {
            Ok(0) | Err(_) => None,
            Ok(_) => Some(line.trim_end().to_owned()),
        }
    }

    /// The next event with a name; nothing at the end of the stream.
    async fn next(&mut self) -> Option<Told> {
        let (mut id, mut event, mut data) = (0, String::new(), String::new());
        loop {
            let line = self.line().await?;
            if let Some(text) = line.strip_prefix("id: ") {
                id = text.parse().unwrap();
            } else if let Some(text) = line.strip_prefix("event: ") {
                text.clone_into(&mut event);
            } else if let Some(text) = line.strip_prefix("data: ") {
                text.clone_into(&mut data);
            } else if line.is_empty() && !event.is_empty() {
                return Some(Told { id, event, data });
            }
        }
    }

    /// Updates up to a place in the feed.
    async fn until(&mut self, position: i64) -> Vec<Told> {
        let mut all = Vec::new();
        while all.last().is_none_or(|told: &Told| told.id < position) {
            let told = self.next().await.expect("the stream goes on");
            if told.event == "case" {
                all.push(told);
            }
        }
        all
    }
}

fn herald(server: &TestServer) -> JoinHandle<()> {
    let app = server.app.clone();
    tokio::spawn(async move { app.keep_telling_live().await })
}

async fn head(server: &TestServer) -> i64 {
    server.app.follow_feed().await.unwrap();
    server.app.feed_head().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn updates_come_within_reach_only_and_carry_no_words() {
    on_both(async |server: &TestServer| {
        let telling = herald(server);
        let leader = server.with("leader").await;
        let (own, stranger) = (
            server.with("handler@仓山公安分局").await,
            server.with("handler@鼓楼区城管局").await,
        );
        let mut streams = Vec::new();
        for client in [&leader, &own, &stranger] {
            let mut stream = Stream::open(client, None).await;
            assert_eq!(stream.next().await.unwrap().event, "ready");
            streams.push(stream);
        }
        let (first, _) = server.dispatched("仓山公安分局").await;
        let (second, _) = server.dispatched("鼓楼区城管局").await;
        own.command(&first, "sign", "").await.ok();
        stranger.command(&second, "sign", "").await.ok();
        // Two servers may have given places in another order than the acts; each sees its last one.
        let end = head(server).await;
        let all = streams[0].until(end).await;
        let ids: Vec<_> = all.iter().map(|told| told.id).collect();
        let first_id = ids[0];
        assert_eq!(
            ids,
            (first_id..=end).collect::<Vec<_>>(),
            "the leader hears everything once"
        );
        for (n, mine, other) in [(1, &first, &second), (2, &second, &first)] {
            let wanted: Vec<_> = all
                .iter()
                .filter(|told| told.data.contains(mine.as_str()))
                .cloned()
                .collect();
            let heard = streams[n].until(wanted.last().unwrap().id).await;
            assert_eq!(heard, wanted);
            assert!(heard.iter().all(|told| !told.data.contains(other.as_str())));
        }
        for told in &all {
            let data: serde_json::Value = serde_json::from_str(&told.data).unwrap();
            let keys: Vec<_> = data.as_object().unwrap().keys().cloned().collect();
            assert_eq!(keys, ["kind", "no", "position", "version"]);
            assert_eq!(data["position"], told.id);
        }
        telling.abort();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_again_has_lost_nothing() {
    on_both(async |server: &TestServer| {
        let telling = herald(server);
        let leader = server.with("leader").await;
        let mut stream = Stream::open(&leader, None).await;
        stream.next().await.unwrap();
        server.submitted().await;
        let seen = stream.until(head(server).await).await.last().unwrap().id;
        drop(stream);
        for _ in 0..60 {
            server.submitted().await;
        }
        let end = head(server).await;
        let mut stream = Stream::open(&leader, Some(seen)).await;
        assert_eq!(stream.next().await.unwrap().event, "ready");
        server.submitted().await;
        let last = head(server).await;
        let ids: Vec<_> = stream
            .until(last)
            .await
            .iter()
            .map(|told| told.id)
            .collect();
        assert!(end < last);
        assert_eq!(ids, (seen + 1..=last).collect::<Vec<_>>());
        // A place that this feed does not have yet.
        let mut stream = Stream::open(&leader, Some(last + 1000)).await;
        let told = stream.next().await.unwrap();
        assert_eq!((told.event.as_str(), told.id), ("reset", last));
        let odd = leader
            .clone()
            .header("last-event-id", "-1")
            .get("/api/live")
            .await;
        assert_eq!(odd.told(), "422 bad_value");
        telling.abort();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_with_its_session() {
    on_both(async |server: &TestServer| {
        let telling = herald(server);
        let leader = server.with("leader").await;
        let mut stream = Stream::open(&leader, None).await;
        assert_eq!(stream.next().await.unwrap().event, "ready");
        leader.post("/api/sign-out", &serde_json::json!({})).await;
        let busy = async {
            loop {
                server.submitted().await;
                server.app.follow_feed().await.unwrap();
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        };
        tokio::select! {
            () = busy => {}
            () = async { while stream.next().await.is_some() {} } => {}
        }
        telling.abort();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_has_so_many_streams_and_no_more() {
    let server = TestServer::new().await;
    let leader = server.with("leader").await;
    let mut streams = Vec::new();
    for _ in 0..8 {
        streams.push(Stream::open(&leader, None).await);
    }
    assert!(leader.told_at_once("/api/live").await.starts_with("429"));
    let other = server.with("inspector").await;
    Stream::open(&other, None).await;
    drop(streams);
    // Whoever has left makes room.
    while leader.told_at_once("/api/live").await != "200" {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_on_one_server_is_told_on_the_other() {
    on_both(async |server: &TestServer| {
        let telling = herald(server);
        let store = Store::open(server.url()).await.unwrap();
        let profile = app::profile::built_in().unwrap();
        let other = App::open(store, profile, server.clock.clone(), None)
            .await
            .unwrap();
        let leader = server.with("leader").await;
        let mut stream = Stream::open(&leader, None).await;
        stream.next().await.unwrap();
        let register = serde_json::from_str(r#"{"kind": "help", "text": "喇叭扰民"}"#).unwrap();
        let done = other
            .register(&Actor::Requester, "web", &register, &Ask::default())
            .await
            .unwrap();
        other.follow_feed().await.unwrap();
        let heard = stream.until(other.feed_head().await.unwrap()).await;
        assert!(heard.iter().all(|told| told.data.contains(&done.no)));
        telling.abort();
        other.store().close().await;
    })
    .await;
}

/// Nobody waits for a look at the feed that comes after so long.
const NEVER: Duration = Duration::from_hours(24);

fn herald_that_never_looks(app: &App) -> JoinHandle<()> {
    let app = app.clone();
    tokio::spawn(async move { app.keep_telling_live_looking(NEVER).await })
}

/// A case of a citizen comes in at one server, which gives it its place; all streams hear of it, and hear the
/// same.
async fn told_on_all(at: &Client, app: &App, streams: &mut [Stream]) {
    let body = serde_json::json!({ "kind": "help", "text": "喇叭扰民", "area": "350104" });
    let reply = at.post("/api/public/cases", &body).await;
    assert_eq!(reply.status, 201, "{reply:?}");
    let no = reply.text("no");
    assert!(app.follow_feed().await.unwrap() > 0, "it follows");
    let position = app.feed_head().await.unwrap();
    let mut heard = Vec::new();
    for stream in streams {
        let last = stream.until(position).await.pop().unwrap();
        assert!(last.data.contains(&no), "{last:?}");
        heard.push(last);
    }
    assert!(heard.windows(2).all(|two| two[0] == two[1]), "{heard:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_on_one_postgres_tell_each_other_at_once() {
    let Some(scratch) = store::Scratch::postgres_for_test().await else {
        return;
    };
    let server = TestServer::on(scratch).await;
    let beside = server.beside().await;
    let telling = [&server.app, &beside.app].map(herald_that_never_looks);
    let leader = server.with("leader").await;
    // One session holds on both servers.
    let there = leader.at(beside.address);
    let mut streams = Vec::new();
    for client in [&leader, &there] {
        let mut stream = Stream::open(client, None).await;
        assert_eq!(stream.next().await.unwrap().event, "ready");
        streams.push(stream);
    }
    let here = server.anonymous();
    let across = here.at(beside.address);
    told_on_all(&here, &server.app, &mut streams).await;
    // Written at one, followed by the other.
    told_on_all(&across, &server.app, &mut streams).await;
    server.app.leave_feed().await.unwrap();
    told_on_all(&across, &beside.app, &mut streams).await;
    // Both are cut off from each other: they listen again, and find what was said meanwhile.
    let store = server.app.store();
    let cut = "select count(pg_terminate_backend(pid)) from pg_stat_activity
        where datname = current_database() and query like 'LISTEN%'";
    assert_eq!(store.db().one::<i64>(db::Sql::new(cut)).await, Ok(2));
    beside.app.leave_feed().await.unwrap();
    told_on_all(&here, &server.app, &mut streams).await;
    server.app.leave_feed().await.unwrap();
    told_on_all(&here, &beside.app, &mut streams).await;
    for telling in telling {
        telling.abort();
    }
    drop(streams);
    beside.app.store().close().await;
    server.stop().await;
}

/// A connection of somebody who asks for everything that ever happened and takes nothing of it.
async fn hanging(client: &Client) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut stream = socket.connect(client.address()).await.unwrap();
    let head = format!(
        "GET /api/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: Bearer {}\r\nlast-event-id: 0\r\n\r\n",
        client.token()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // It has its place; nothing more is taken.
    let mut status = [0; 12];
    stream.read_exact(&mut status).await.unwrap();
    assert_eq!(&status, b"HTTP/1.1 200");
    stream
}

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_nothing_is_let_go_and_leaves_his_place() {
    let server = TestServer::new().await;
    let telling = herald(&server);
    // Another listener of the same platform, with small buffers and little patience.
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_send_buffer_size(4096).unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(64).unwrap();
    let address = listener.local_addr().unwrap();
    let api = api::Api::new(server.app.clone(), false);
    let api = api.letting_go_after(Duration::from_millis(100));
    let served = api::server::serve(listener, api::router(api), std::future::pending());
    let serving = tokio::spawn(served);
    for _ in 0..400 {
        server.submitted().await;
    }
    head(&server).await;
    let leader = server.with("leader").await.at(address);
    let mut streams = Vec::new();
    for _ in 0..8 {
        streams.push(hanging(&leader).await);
    }
    // There is no place before one of them is let go, and things go on happening meanwhile.
    let free = async {
        while leader.told_at_once("/api/live").await != "200" {
            server.submitted().await;
            head(&server).await;
        }
    };
    let patience = Duration::from_mins(3);
    tokio::time::timeout(patience, free)
        .await
        .expect("a place is free again");
    // Who was let go finds what was on its way, and then the end; the others hear on.
    let read = |mut stream: TcpStream| {
        Box::pin(async move {
            let mut rest = Vec::new();
            let _ = stream.read_to_end(&mut rest).await;
            String::from_utf8_lossy(&rest).into_owned()
        })
    };
    let ended = futures_util::future::select_all(streams.into_iter().map(read));
    let (text, ..) = tokio::time::timeout(patience, ended)
        .await
        .expect("one ends");
    assert!(text.contains("event: ready"), "{text}");
    serving.abort();
    telling.abort();
    server.stop().await;
}

/// Rights are looked at again when they were looked at longer ago than two seconds.
const LOOKED_AT_AGAIN: Duration = Duration::from_millis(2_100);

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_hears_of_a_unit_that_begins_while_it_is_open() {
    on_both(async |server: &TestServer| {
        let telling = herald(server);
        let admin = server.with("system_admin").await;
        let scopes = [Scope::Intake, Scope::Read, Scope::Command];
        let agent = server.key("话务", "agent@市智慧中心", &scopes).await;
        let give = server.key("批转", "dispatcher@市智慧中心", &scopes).await;
        let bureau = server
            .key("分局", "handler@仓山公安分局", &[Scope::Read])
            .await;
        keep(&admin, "2026-11-24", closing()).await;
        let mut stream = Stream::open(&bureau, None).await;
        assert_eq!(stream.next().await.unwrap().event, "ready");
        server.at("2026-11-24T09:00:00+08:00");
        tokio::time::sleep(LOOKED_AT_AGAIN).await;
        let dispatched = async |unit: &str| {
            let no = register(&agent, "B15").await.text("no");
            let lead = format!("{{\"lead\": \"{unit}\"}}");
            give.command(&no, "dispatch", &lead).await.ok();
            no
        };
        let below = dispatched("施埔派出所").await;
        // Its places in the feed are before those of the next.
        head(server).await;
        dispatched("仓山公安分局").await;
        let heard = stream.until(head(server).await).await;
        assert!(heard.iter().any(|told| told.data.contains(&below)));
        telling.abort();
    })
    .await;
}
