//! What is measured inside: the sweep of timers, deadlines, the program itself.

use super::database::Database;
use super::figures::Figure;
use super::machine;
use super::server::Server;
use super::table::{Line, Table};
use anyhow::{Context as _, Result, ensure};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use workday::{Calendar, Date, Instant as At};

/// A sweep that finds nothing, and sweeps that find a thousand and ten thousand.
pub async fn sweep(database: &Database, folder: &Path, table: &mut Table) -> Result<()> {
    let timers = db::Sql::new("select count(*) from timers");
    let timers: i64 = database.db().one(timers).await?;
    let first = db::Sql::new("select min(at) from timers");
    let before = At::from_millis(database.db().one::<i64>(first).await? - 1);
    table.probe(folder)?;
    let (mut runs, mut looks) = (Vec::new(), Vec::new());
    for run in 0..220 {
        let look = db::Sql::new("select case_id from timers where at <= {} order by at, case_id");
        let look = look.bind(before.as_millis()).limit(1);
        let start = Instant::now();
        let due: Option<i64> = database.db().opt(look).await?;
        let looked = start.elapsed();
        ensure!(due.is_none(), "a timer is due before the first");
        let start = Instant::now();
        database.app.fire_due(before).await?;
        if run >= 20 {
            runs.push(start.elapsed().as_secs_f64() * 1e3);
            looks.push(looked.as_secs_f64() * 1e3);
        }
    }
    let figure = Figure::of(runs);
    table.add(Line {
        what: "sweep, everything open, none due".to_owned(),
        database: database.name,
        cases: Some(database.cases),
        unit: "ms",
        decimals: 2,
        reference: Some(("the statement alone".to_owned(), Figure::of(looks))),
        budget: Some(("< 5 ms".to_owned(), figure.median < 5.0)),
        note: format!("{timers} timers"),
        figure,
    });
    let mut each = Vec::new();
    // A small database has fewer, in the same proportion.
    for wanted in [(timers / 20).min(1_000), (timers / 2).min(10_000)] {
        let sql = db::Sql::new("select at from timers order by at limit 1 offset {}").bind(wanted);
        let Some(until) = database.db().opt::<i64>(sql).await? else {
            continue;
        };
        table.probe(folder)?;
        let start = Instant::now();
        let fired = database.app.fire_due(At::from_millis(until)).await?;
        let millis = start.elapsed().as_secs_f64() * 1e3;
        #[allow(clippy::cast_precision_loss, reason = "a mean")]
        let figure = Figure::of(vec![millis / fired.max(1) as f64]);
        let mut line = Line {
            what: "sweep, each timer that is due".to_owned(),
            database: database.name,
            cases: Some(database.cases),
            figure,
            unit: "ms",
            decimals: 3,
            note: format!("{fired} due"),
            ..Line::default()
        };
        if let Some(few) = each.first() {
            line.reference = Some(("with a tenth as many".to_owned(), *few));
            let kept = line.ratio().is_some_and(|ratio| ratio <= 1.5);
            line.budget = Some(("linear (≤ 1.5)".to_owned(), kept));
        }
        each.push(figure);
        table.add(line);
    }
    Ok(())
}

/// Deadlines counted by one core, beside going from day to day as one does on paper.
pub fn deadlines(calendar: &Calendar, runs: usize, table: &mut Table) {
    let (mut rates, mut others) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        others.push(a_second(|from, days| walked(calendar, from, days)));
        rates.push(a_second(|from, days| {
            let due = calendar.due(from, days);
            due.map_or(0, |promise| promise.due.as_millis())
        }));
    }
    let figure = Figure::of(rates);
    table.add(Line {
        what: "working-day deadlines, one core".to_owned(),
        unit: "million/s",
        decimals: 2,
        reference: Some(("from day to day".to_owned(), Figure::of(others))),
        budget: Some(("≥ 5".to_owned(), figure.median >= 5.0)),
        figure,
        ..Line::default()
    });
}

/// Millions of deadlines a second.
fn a_second(mut due: impl FnMut(At, u32) -> i64) -> f64 {
    let (start, mut count, mut sum) = (Instant::now(), 0_u32, 0_i64);
    let base = At::start_of(Date::constant(2016, 1, 4)).as_millis();
    while start.elapsed() < Duration::from_millis(700) {
        for n in 0..10_000_u32 {
            let from = At::from_millis(base + i64::from(n) * 31_543_210);
            sum += due(std::hint::black_box(from), 1 + n % 15);
        }
        count += 10_000;
    }
    std::hint::black_box(sum);
    f64::from(count) / start.elapsed().as_secs_f64() / 1e6
}

/// The end of the day on which so many working days are over.
fn walked(calendar: &Calendar, from: At, days: u32) -> i64 {
    let (mut day, mut left) = (from.date(), days);
    while left > 0 {
        let Ok(next) = day.tomorrow() else { return 0 };
        day = next;
        left -= u32::from(calendar.is_working(day));
    }
    At::end_of(day).as_millis()
}

/// Memory of a server after everything before.
pub async fn memory(database: &Database, server: &Server, table: &mut Table) -> Result<()> {
    let (now, most) = machine::memory(server.process());
    let bare = Server::bare(1_000).await?;
    let (_, bare) = machine::memory(bare.process());
    table.add(Line {
        what: "memory after that".to_owned(),
        database: database.name,
        cases: Some(database.cases),
        figure: Figure::of(vec![most]),
        unit: "MiB at most",
        reference: Some(("bare axum, just started".to_owned(), Figure::of(vec![bare]))),
        budget: Some(("< 200 MB".to_owned(), most * 1.048_576 < 200.0)),
        note: format!("{now:.0} MiB now"),
        ..Line::default()
    });
    Ok(())
}

/// From the start of the program to its first answer, beside the same program that prints its interface
/// and ends.
pub async fn start(
    database: &Database,
    folder: &Path,
    runs: usize,
    table: &mut Table,
) -> Result<()> {
    table.probe(folder)?;
    let (mut seconds, mut others) = (Vec::new(), Vec::new());
    for _ in 0..runs.max(3) {
        let started = Instant::now();
        let mut process = Command::new(std::env::current_exe()?);
        let ended = process.arg("openapi").stdout(Stdio::null()).status();
        ensure!(ended.context("openapi")?.success(), "openapi failed");
        others.push(started.elapsed().as_secs_f64());
        let server = Server::serve(&database.url, folder).await?;
        seconds.push(server.start.as_secs_f64());
        server.stop();
    }
    let figure = Figure::of(seconds);
    table.add(Line {
        what: "start".to_owned(),
        database: database.name,
        cases: Some(database.cases),
        unit: "s",
        decimals: 2,
        reference: Some(("minsheng openapi".to_owned(), Figure::of(others))),
        budget: Some(("< 1 s".to_owned(), figure.median < 1.0)),
        figure,
        ..Line::default()
    });
    Ok(())
}

/// The program's size.
pub fn binary(table: &mut Table) -> Result<()> {
    let bytes = std::fs::metadata(std::env::current_exe()?)?.len();
    #[allow(clippy::cast_precision_loss, reason = "megabytes")]
    let figure = Figure::of(vec![bytes as f64 / 1e6]);
    table.add(Line {
        what: "binary".to_owned(),
        unit: "MB",
        decimals: 1,
        budget: Some(("< 40 MB".to_owned(), figure.median < 40.0)),
        figure,
        ..Line::default()
    });
    Ok(())
}
