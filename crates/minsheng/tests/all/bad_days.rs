//! Bad days: a database that goes away and comes back, a standby that takes over, a full disk,
//! thousands of connections, an import that is killed.

use crate::load::Load;
use crate::postgres;
use crate::program::{
    Folder, Server, command, get, minsheng, outliving_refusals, register, shown, well,
};
use crate::proof::{everything_is_counted_once, everything_is_followed, nothing_is_lost, proved};
use crate::waiting::{PATIENCE, rounds, until, until_there};
use db::{Abort, Never, Sql};
use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit, setrlimit};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Stdio;
use store::{Scratch, Store};

/// Whether there is a server of PostgreSQL on this machine to be started and stopped.
pub fn has_postgres() -> bool {
    let needed = |name| std::env::var_os(name).is_some();
    let there = needed("TEST_POSTGRES_URL");
    assert!(
        there || !needed("REQUIRE_POSTGRES"),
        "PostgreSQL is required"
    );
    there
}

/// Waits until the server has followed its feed to the end.
async fn followed(database: &str) {
    let store = Store::open(database).await.unwrap();
    everything_is_followed(&store).await;
    store.close().await;
}

#[tokio::test]
async fn postgres_goes_away_and_comes_back() {
    if !has_postgres() {
        return;
    }
    let folder = Folder::new("away");
    let postgres = postgres::Server::start(&folder.join("postgres"));
    let server = Server::start(&postgres.url, &folder.join("data"));
    let load = Load::on(server.port, "away");
    for run in rounds(1) {
        let before = load.so_far();
        until("some are acknowledged", || load.so_far() > before + 50);
        let refused = load.refused();
        if run % 2 == 0 {
            postgres.stop();
        } else {
            postgres.crash();
        }
        until("refusals come", || load.refused() > refused + 20);
        assert_eq!(
            (
                get(server.port, "/api/ready"),
                get(server.port, "/api/health")
            ),
            (Some(503), Some(200)),
            "it lives, and says that it cannot work"
        );
        until("other servers are not heard any more", || {
            let log = std::fs::read_to_string(folder.join("data/server.log")).unwrap();
            log.matches("the feed is looked at instead").count() > run
        });
        let before = load.so_far();
        postgres.start_again();
        // Without a restart of ours.
        until("it works again", || load.so_far() > before + 50);
        until("it is ready", || {
            get(server.port, "/api/ready") == Some(200)
        });
        let store = Store::open(&postgres.url).await.unwrap();
        until_there("it listens to other servers again", async || {
            let sql = Sql::new(
                "select count(*) from pg_stat_activity
                 where datname = current_database() and query like 'LISTEN%'",
            );
            let listening: i64 = store.db().one(sql).await.unwrap();
            (listening > 0).then_some(())
        })
        .await;
        store.close().await;
    }
    let doubted = load.doubted();
    let mut acknowledged = load.end();
    nothing_is_lost(&postgres.url, &acknowledged).await;
    // Whoever did not hear an answer sends again and makes no second case.
    for (key, no) in acknowledged.iter().take(20) {
        assert_eq!(register(server.port, key).as_ref(), Some(no));
    }
    // Whoever was told that it may be kept sends again, and has one case whether it was or not.
    for key in doubted {
        let no = register(server.port, &key).expect("an answer");
        assert_eq!(register(server.port, &key).as_ref(), Some(&no), "{key}");
        assert!(!acknowledged.values().any(|other| *other == no), "{no}");
        acknowledged.insert(key, no);
    }
    nothing_is_lost(&postgres.url, &acknowledged).await;
    followed(&postgres.url).await;
    everything_is_counted_once(&postgres.url).await;
}

#[tokio::test]
async fn a_standby_takes_over() {
    if !has_postgres() {
        return;
    }
    for run in rounds(1) {
        let folder = Folder::new(&format!("over-{run}"));
        let first = postgres::Server::start(&folder.join("first"));
        let server = Server::start(&first.url, &folder.join("data"));
        let second = postgres::Server::standby(&folder.join("second"), &first);
        let examined = minsheng(&["doctor", "--json", "--database", &first.url]);
        let told: serde_json::Value = serde_json::from_slice(&examined.stdout).unwrap();
        let findings = told["findings"].as_array().unwrap();
        let replication = findings.iter().find(|it| it["topic"] == "replication");
        let replication = replication.unwrap();
        assert_eq!(replication["weight"], "fine", "{told}");
        let said = replication["what"].as_str().unwrap();
        assert!(said.contains("streaming sync"), "{told}");
        // Pointed at a standby, the program says so and writes nothing.
        let wrong = minsheng(&["doctor", "--json", "--database", &second.url]);
        assert!(!wrong.status.success(), "{wrong:?}");
        let told = String::from_utf8(wrong.stdout).unwrap();
        assert!(told.contains("请把 database 指向主库"), "{told}");
        assert!(!told.contains("服务会一直等库回来"), "{told}");
        let load = Load::on(server.port, "over");
        until("some are acknowledged", || load.so_far() > 100);
        first.crash();
        let refused = load.refused();
        until("refusals come", || load.refused() > refused + 4);
        let acknowledged = load.end();
        server.kill();
        second.promote();
        nothing_is_lost(&second.url, &acknowledged).await;
        let server = Server::start(&second.url, &folder.join("data"));
        for (key, no) in acknowledged.iter().rev().take(20) {
            assert_eq!(register(server.port, key).as_ref(), Some(no));
        }
        assert!(register(server.port, "a-key-nobody-guesses-after-it").is_some());
        followed(&second.url).await;
        drop(server);
        everything_is_counted_once(&second.url).await;
    }
}

/// Writes to a database beside its server.
async fn write(store: &Store, sql: &'static str) {
    let done = store.db().write((), move |(), tx| {
        Box::pin(async move {
            tx.run(Sql::new(sql)).await?;
            Ok::<(), Abort<Never>>(())
        })
    });
    done.await.unwrap();
}

#[tokio::test]
async fn a_full_disk_takes_no_writes_and_loses_none() {
    let (scratch, folder) = (Scratch::sqlite().unwrap(), Folder::new("full"));
    let store = Store::open(scratch.url()).await.unwrap();
    // Something big, that somebody will clear away.
    write(&store, "create table ballast (bytes blob)").await;
    write(&store, "insert into ballast values (zeroblob(4000000))").await;
    let pages: i64 = store
        .db()
        .one(Sql::new("select * from pragma_page_count"))
        .await
        .unwrap();
    let small = format!("store.max_pages={}", pages + 250);
    let server = Server::start_with(scratch.url(), &folder.join("data"), &["--set", &small]);
    let load = Load::on(server.port, "full");
    until("it is full", || load.refused() > 40);
    // Reads go on, and so does the server.
    for path in [
        "/api/health",
        "/api/reference/units",
        "/api/due?kind=help&accepted=2026-11-20",
    ] {
        assert_eq!(get(server.port, path), Some(200), "{path}");
    }
    let before = load.acknowledged();
    assert!(!before.is_empty());
    nothing_is_lost(scratch.url(), &before).await;
    // There is room again, and nobody restarts anything.
    write(&store, "drop table ballast").await;
    until("it works again", || load.so_far() > before.len() + 50);
    until("it is ready", || {
        get(server.port, "/api/ready") == Some(200)
    });
    // A file that cannot grow says so before anything is confirmed.
    assert_eq!(load.doubted(), [""; 0]);
    let acknowledged = load.end();
    for (key, no) in acknowledged.iter().take(20) {
        assert_eq!(register(server.port, key).as_ref(), Some(no));
    }
    everything_is_followed(&store).await;
    drop(server);
    nothing_is_lost(scratch.url(), &acknowledged).await;
    everything_is_counted_once(scratch.url()).await;
    store.close().await;
}

/// The disk takes no more while a step is confirmed: whether it was kept, nobody can tell, and whoever sends again
/// has one case whether it was or not.
#[tokio::test]
async fn a_write_that_breaks_off_is_doubted_and_kept_once() {
    let (scratch, folder) = (Scratch::sqlite().unwrap(), Folder::new("broken-off"));
    let (url, data) = (scratch.url(), folder.join("data"));
    let server = Server::start_as(outliving_refusals, url, &data, &[]);
    let may_grow_to = |most: Option<u64>| {
        let current = most.or(getrlimit(Resource::Fsize).maximum);
        let maximum = getrlimit(Resource::Fsize).maximum;
        let pid = Some(Pid::from_child(&server.child));
        prlimit(pid, Resource::Fsize, Rlimit { current, maximum }).unwrap();
    };
    let load = Load::on(server.port, "broken-off");
    let log = format!("{}-wal", url.strip_prefix("sqlite:").unwrap());
    for _ in rounds(1) {
        let before = load.so_far();
        until("some are acknowledged", || load.so_far() > before + 20);
        let (doubted, grown) = (load.doubted().len(), std::fs::metadata(&log).unwrap().len());
        may_grow_to(Some(grown + 100_000));
        until("steps are doubted", || load.doubted().len() > doubted + 10);
        assert_eq!(get(server.port, "/api/health"), Some(200));
        may_grow_to(None);
        let before = load.so_far();
        until("it works again", || load.so_far() > before + 50);
    }
    let doubted = load.doubted();
    let mut acknowledged = load.end();
    let mut keys: Vec<String> = acknowledged.keys().cloned().collect();
    keys.extend(doubted);
    for key in keys {
        let no = register(server.port, &key).expect("an answer");
        let known = acknowledged.insert(key.clone(), no.clone());
        assert!(known.is_none_or(|known| known == no), "{key}");
    }
    followed(url).await;
    drop(server);
    nothing_is_lost(url, &acknowledged).await;
    let store = Store::open(url).await.unwrap();
    let cases = Sql::new("select count(*) from cases");
    let cases: i64 = store.db().one(cases).await.unwrap();
    let different: std::collections::BTreeSet<_> = acknowledged.values().collect();
    assert_eq!(usize::try_from(cases).unwrap(), acknowledged.len());
    assert_eq!(
        different.len(),
        acknowledged.len(),
        "each key has a case of its own"
    );
    store.close().await;
    everything_is_counted_once(url).await;
}

/// Connections of the test with many of them; the page for operators says so.
const MANY: usize = 3000;

/// Lets this process open so many connections beside what it has open anyway. With fewer the test would show
/// something else than it says, so it refuses to run where the system allows no more.
fn room_for(connections: usize) {
    let needed = u64::try_from(connections + 300).unwrap();
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_none_or(|now| now >= needed) {
        return;
    }
    let most = limit.maximum;
    assert!(
        most.is_none_or(|most| most >= needed),
        "this test needs {needed} open files, and the system allows {most:?}: raise the hard limit (ulimit -Hn)"
    );
    // Other tests of the same process have some open too.
    let raised = Rlimit {
        current: Some(most.map_or(2 * needed, |most| most.min(2 * needed))),
        maximum: most,
    };
    setrlimit(Resource::Nofile, raised).unwrap();
}

#[tokio::test]
async fn many_open_connections_keep_nobody_away() {
    room_for(MANY);
    let (scratch, folder) = (Scratch::sqlite().unwrap(), Folder::new("open"));
    let server = Server::start(scratch.url(), &folder.join("data"));
    let mut open = Vec::new();
    for n in 0..MANY {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        // Some say nothing, some stop half way.
        if n % 2 == 0 {
            let half = b"GET /api/health HTTP/1.1\r\nHost: x\r\nX-Slow: ";
            // On a slow machine the first may have been cut off by now.
            let _ = stream.write_all(half);
        }
        open.push(stream);
    }
    for n in 0..20 {
        assert!(register(server.port, &format!("a-key-beside-many-open-ones-{n}")).is_some());
    }
    // Whoever says nothing is cut off, each of them.
    for mut stream in open {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        assert!(
            rest.is_empty() || rest.starts_with(b"HTTP/1.1 408"),
            "{}",
            String::from_utf8_lossy(&rest)
        );
    }
    assert!(register(server.port, "a-key-after-many-open-ones").is_some());
}

/// An import that is killed in the middle, at instants known and unknown.
async fn killed_import(from: &Scratch, to: &Scratch, name: &str) {
    let folder = Folder::new(name);
    well(&["demo", "--database", from.url(), "--cases", "120"]);
    let data = format!("data={}", folder.join("data").display());
    let export = |database: &str, to: &Path| {
        let to_file = shown(to);
        well(&["export", "--database", database, "--set", &data, &to_file]);
        std::fs::read_to_string(to).unwrap()
    };
    let file = folder.join("first.jsonl");
    let first = export(from.url(), &file);
    let file = shown(&file);
    let import = |what| ["import", "--database", to.url(), "--set", &data, what];
    let (by_pipe, by_file) = (import("-"), import(&file));
    let store = Store::open(to.url()).await.unwrap();
    let there = async || -> i64 {
        let sql = Sql::new("select count(*) from cases");
        store.db().one(sql).await.unwrap()
    };
    // It waits for the rest of the file when it is killed: a batch was taken in, more was read.
    let mut child = command(&by_pipe).stdin(Stdio::piped()).spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let part = first.len() / 20 * 19;
    pipe.write_all(&first.as_bytes()[..part]).unwrap();
    pipe.flush().unwrap();
    until_there("some cases are taken in", async || {
        (there().await >= 100).then_some(())
    })
    .await;
    assert!(child.try_wait().unwrap().is_none(), "it waits for the rest");
    child.kill().unwrap();
    child.wait().unwrap();
    // At any other instant.
    for run in rounds(3) {
        let mut child = command(&by_file).spawn().unwrap();
        let wait = [60, 200, 500, 20, 120, 350][run % 6];
        std::thread::sleep(std::time::Duration::from_millis(wait));
        let _ = child.kill();
        child.wait().unwrap();
    }
    well(&by_file);
    let second = export(to.url(), &folder.join("second.jsonl"));
    assert!(second == first, "the same bytes");
    proved(to.url());
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_killed_on_sqlite() {
    let (from, to) = (Scratch::sqlite().unwrap(), Scratch::sqlite().unwrap());
    killed_import(&from, &to, "import-sqlite").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_killed_on_postgres() {
    if let Some(to) = Scratch::postgres_for_test().await {
        killed_import(&Scratch::sqlite().unwrap(), &to, "import-postgres").await;
    }
}
