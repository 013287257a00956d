//! How many durable writes a second, and how long each waits.
//!
//! `cargo run --release -p db --example group_commit [seconds [way]]`, with `TEST_POSTGRES_URL` set also on
//! PostgreSQL. A write is what registering a case does: look whether the command is known, insert a
//! case, its events, a timer and search tokens: seven rows.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "the figures are small"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use db::{Abort, Db, DbError, Migration, Never, Options, Scratch, Sql, Tx, vals};

const MIGRATIONS: &[Migration] = &[Migration {
    version: 1,
    name: "bench",
    sql: "
        create table cases (case_id BIGINT primary key, no TEXT not null unique, state TEXT not null,
            unit TEXT not null, due BIGINT not null, version BIGINT not null);
        create index cases_by_unit on cases (unit, due);
        create table events (case_id BIGINT not null, seq BIGINT not null, kind TEXT not null,
            at BIGINT not null, command_id TEXT not null, body TEXT not null,
            primary key (case_id, seq)) WITHOUT ROWID;
        create table timers (case_id BIGINT not null, name TEXT not null, due BIGINT not null,
            primary key (case_id, name)) WITHOUT ROWID;
        create table texts (case_id BIGINT primary key, body TEXT not null);",
    sqlite: "",
    postgres: "",
}];

/// How the rows are sent.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// One row, nothing else.
    OneRow,
    /// Each statement awaited.
    Each,
    /// Rows that wait for the other jobs of the group.
    Insert,
}

const TEXT: &str =
    "市民反映仓山区对湖街道某小区门口夜间占道经营、噪音扰民，希望有关部门尽快处理并答复。";

async fn register(tx: &mut Tx, way: Way, id: i64) -> Result<(), Abort<Never>> {
    let no = format!("FZ260101{id:07}");
    if matches!(way, Way::Insert) {
        return Ok(insert(tx, id, &no)?);
    }
    let case = Sql::new(
        "insert into cases (case_id, no, state, unit, due, version) values ({}, {}, {}, {}, {}, {})",
    )
    .bind(id)
    .bind(&no)
    .bind("submitted")
    .bind("350104")
    .bind(id)
    .bind(1_i64);
    if matches!(way, Way::OneRow) {
        tx.run(case).await?;
        return Ok(());
    }
    let known = Sql::new("select seq from events where case_id = {} and command_id = {}");
    let known: Option<i64> = tx.opt(known.bind(id).bind(&no)).await?;
    if known.is_some() {
        return Ok(());
    }
    tx.run(case).await?;
    let text = Sql::new("insert into texts (case_id, body) values ({}, {})");
    tx.run(text.bind(id).bind(TEXT)).await?;
    for seq in 1..=3_i64 {
        let event = Sql::new(
            "insert into events (case_id, seq, kind, at, command_id, body) values ({}, {}, {}, {}, {}, {})",
        );
        let event = event.bind(id).bind(seq).bind("registered").bind(id);
        tx.run(event.bind(&no).bind(TEXT)).await?;
    }
    for name in ["accept", "promise"] {
        let timer = Sql::new("insert into timers (case_id, name, due) values ({}, {}, {})");
        tx.run(timer.bind(id).bind(name).bind(id)).await?;
    }
    Ok(())
}

/// The same rows; that the command is new is left to the unique number.
fn insert(tx: &mut Tx, id: i64, no: &str) -> Result<(), DbError> {
    const CASES: &[&str] = &["case_id", "no", "state", "unit", "due", "version"];
    const EVENTS: &[&str] = &["case_id", "seq", "kind", "at", "command_id", "body"];
    tx.insert(
        "cases",
        CASES,
        vals![id, no, "submitted", "350104", id, 1_i64],
    )?;
    tx.insert("texts", &["case_id", "body"], vals![id, TEXT])?;
    let events = (1..=3_i64).map(|seq| vals![id, seq, "registered", id, no, TEXT]);
    tx.insert_many("events", EVENTS, events)?;
    let timers = ["accept", "promise"].map(|name| vals![id, name, id]);
    tx.insert_many("timers", &["case_id", "name", "due"], timers)
}

async fn measure(url: &str, way: Way, writers: usize, time: Duration) -> Result<(), DbError> {
    static NEXT: AtomicI64 = AtomicI64::new(0);
    let options = Options {
        migrations: MIGRATIONS,
        readers: 16,
        ..Options::default()
    };
    let db = Db::open(url, options).await?;
    let before = db.writes();
    let start = Instant::now();
    let tasks: Vec<_> = (0..writers)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut waits = Vec::new();
                while start.elapsed() < time {
                    let id = NEXT.fetch_add(1, Ordering::Relaxed);
                    let sent = Instant::now();
                    let done = db.write(id, move |&id, tx| Box::pin(register(tx, way, id)));
                    done.await.map_err(DbError::from)?;
                    waits.push(sent.elapsed());
                }
                Ok::<_, DbError>(waits)
            })
        })
        .collect();
    let mut waits = Vec::new();
    for task in tasks {
        waits.extend(task.await.unwrap_or(Ok(Vec::new()))?);
    }
    let elapsed = start.elapsed().as_secs_f64();
    waits.sort();
    let after = db.writes();
    let group = (after.jobs - before.jobs) as f64 / (after.commits - before.commits).max(1) as f64;
    let share = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize];
    println!(
        "{:?} {way:?} {writers} writers: {:.0} writes/s, {group:.1} a commit, p50 {:?} p99 {:?} max {:?}",
        db.dialect(),
        waits.len() as f64 / elapsed,
        share(0.5),
        share(0.99),
        share(1.0),
    );
    db.close().await;
    Ok(())
}

/// Reads by key, to see what the trip to SQLite's thread or the server costs.
async fn measure_reads(url: &str, readers: usize, time: Duration) -> Result<(), DbError> {
    let options = Options {
        migrations: MIGRATIONS,
        readers: 4,
        ..Options::default()
    };
    let db = Db::open(url, options).await?;
    let start = Instant::now();
    let reads = Arc::new(AtomicI64::new(0));
    let tasks: Vec<_> = (0..readers)
        .map(|reader| {
            let (db, reads) = (db.clone(), reads.clone());
            tokio::spawn(async move {
                while start.elapsed() < time {
                    let sql = Sql::new("select no, state, due from cases where case_id = {}");
                    let _: Option<(String, String, i64)> = db.opt(sql.bind(reader as i64)).await?;
                    reads.fetch_add(1, Ordering::Relaxed);
                }
                Ok::<_, DbError>(())
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap_or(Ok(()))?;
    }
    let reads = reads.load(Ordering::Relaxed) as f64 / start.elapsed().as_secs_f64();
    println!("{:?} {readers} readers: {reads:.0} reads/s", db.dialect());
    db.close().await;
    Ok(())
}

/// What the disk does without any database: small appends, each made durable.
fn fsync_probe() -> std::io::Result<()> {
    use std::io::Write as _;
    let path = std::env::temp_dir().join(format!("minsheng_fsync_{}", std::process::id()));
    let mut file = std::fs::File::create(&path)?;
    let start = Instant::now();
    let mut syncs = 0;
    while start.elapsed() < Duration::from_secs(1) {
        file.write_all(&[0; 4096])?;
        file.sync_data()?;
        syncs += 1;
    }
    std::fs::remove_file(path)?;
    println!("disk: {syncs} fdatasync/s");
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), DbError> {
    let seconds = std::env::args().nth(1).and_then(|arg| arg.parse().ok());
    let only = std::env::args().nth(2);
    let time = Duration::from_secs(seconds.unwrap_or(4));
    let mut scratches = vec![Scratch::sqlite()?];
    scratches.extend(Scratch::postgres_for_test().await);
    for scratch in &scratches {
        let _ = fsync_probe();
        for way in [Way::OneRow, Way::Each, Way::Insert] {
            if only
                .as_ref()
                .is_some_and(|only| *only != format!("{way:?}"))
            {
                continue;
            }
            for writers in [1, 16, 64, 256] {
                measure(scratch.url(), way, writers, time).await?;
            }
        }
        measure_reads(scratch.url(), 1, time).await?;
        measure_reads(scratch.url(), 64, time).await?;
    }
    Ok(())
}
