//! Intake over HTTP, durable, beside what the database can do with the same rows.

use super::client::{load, post};
use super::database::Database;
use super::figures::{Figure, share_of};
use super::pgbench::{Script, WAITING};
use super::raw::Rows;
use super::server::Server;
use super::table::{Line, Table};
use anyhow::{Result, bail};
use hotline::scope::shelf::Shelf;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::search::index;

/// Connections that register at once.
const CONNECTIONS: usize = 64;
/// Registrations that are sent in turn.
const BODIES: usize = 2_000;
/// Cases whose rows the raw engine writes again.
const SAMPLE: u32 = 2_000;

/// What the database does with the same rows.
enum Reference {
    Raw(Rows),
    Pgbench(Script),
}

impl Reference {
    /// Cases a second in the best way that was tried, and which that was.
    fn run(&mut self, database: &Database, folder: &Path, time: Duration) -> Result<(f64, String)> {
        Ok(match self {
            Self::Raw(rows) => {
                let file = database.file.as_deref().unwrap_or(folder);
                let (rate, group) = rows.best(file, time / 3)?;
                (rate, format!("raw SQLite, {group} cases a commit"))
            }
            Self::Pgbench(script) => {
                let (rate, way) = script.best(&database.url, time)?;
                (rate, format!("pgbench -M {way}"))
            }
        })
    }

    /// What a case is to it.
    fn each(&self) -> String {
        match self {
            Self::Raw(rows) => {
                let (rows, bytes) = rows.each();
                format!("{rows:.0} rows, {bytes:.0} bytes a case")
            }
            Self::Pgbench(script) => format!("{} rows a case", script.rows),
        }
    }
}

pub async fn measure(
    database: &Database,
    folder: &Path,
    (runs, time): (usize, Duration),
    seed: u64,
    table: &mut Table,
) -> Result<()> {
    let token = database.agent().await?;
    let on = database.app.now().date();
    let registrations = invent::registrations(&database.app.profile(), on, seed, BODIES)?;
    let mut requests = Vec::new();
    for registration in registrations {
        requests.push(post(
            "/api/cases",
            &token,
            &serde_json::to_vec(&registration)?,
        ));
    }
    let requests = Arc::new(requests);
    // Once to warm up, and for the rows.
    let server = Server::serve(&database.url, folder).await?;
    let warm = load(
        server.address,
        CONNECTIONS,
        time.min(Duration::from_secs(1)),
        requests.clone(),
    )
    .await?;
    if let Some(bad) = warm.first_bad {
        bail!("a registration was refused: {bad}");
    }
    database.settle().await?;
    server.stop();
    let mut reference = match &database.file {
        Some(file) => {
            let found_by = database.found_by(SAMPLE).await?;
            Reference::Raw(Rows::of(file, database.last_case, &found_by)?)
        }
        None => Reference::Pgbench(Script::of(database, folder).await?),
    };
    table.probe(folder)?;
    let (mut own, mut other, mut middle, mut worst) = (vec![], vec![], vec![], vec![]);
    let (mut how, mut bad) = (String::new(), 0);
    for _ in 0..runs {
        let (rate, best) = reference.run(database, folder, time)?;
        other.push(rate);
        how = best;
        let server = Server::serve(&database.url, folder).await?;
        let loaded = load(server.address, CONNECTIONS, time, requests.clone()).await?;
        own.push(loaded.rate);
        middle.push(share_of(&loaded.waits, 0.5));
        worst.push(share_of(&loaded.waits, 0.99));
        bad += loaded.bad;
        database.settle().await?;
        server.stop();
    }
    let rows = reference.each();
    let mut line = Line {
        what: "intake over HTTP, durable, 64 connections".to_owned(),
        database: database.name,
        cases: Some(database.cases),
        figure: Figure::of(own),
        unit: "/s",
        reference: Some((how, Figure::of(other))),
        note: format!(
            "{rows}; p50 {:.0} ms, p99 {:.0} ms{}",
            Figure::of(middle).median,
            Figure::of(worst).median,
            if bad > 0 {
                format!("; {bad} refused")
            } else {
                String::new()
            }
        ),
        ..Line::default()
    };
    let least = if database.file.is_some() { 0.3 } else { 0.5 };
    let kept = line.ratio().is_some_and(|ratio| ratio >= least);
    line.budget = Some((format!("≥ {least}"), kept));
    let (rate, reference) = (line.figure, line.reference.clone());
    table.add(line);
    if database.file.is_some() {
        table.add(Line {
            what: "the same, when the disk allows".to_owned(),
            database: database.name,
            cases: Some(database.cases),
            figure: rate,
            unit: "/s",
            reference,
            budget: Some(("≥ 10,000".to_owned(), rate.median >= 10_000.0)),
            ..Line::default()
        });
    }
    forget(database).await
}

/// Takes away what came with the measuring, but for places in the feed, which are never given twice.
async fn forget(database: &Database) -> Result<()> {
    let last = database.last_case;
    for column in database.db().schema().await? {
        let (table, key) = (column.table.as_str(), column.column.as_str());
        if ["case_id", "stream_id"].contains(&key) && !["feed", WAITING].contains(&table) {
            let text = format!("delete from {table} where {key} > {{}}");
            run(database, text, Some(last)).await?;
        }
    }
    for shelf in Shelf::ALL {
        let text = format!("delete from {} where rowid > {{}}", index(shelf));
        run(database, text, Some(last)).await?;
    }
    run(database, format!("drop table if exists {WAITING}"), None).await
}

/// Runs a statement that only a bench needs.
pub async fn run(database: &Database, text: String, argument: Option<i64>) -> Result<()> {
    let done = database
        .db()
        .write((text, argument), |(text, argument), tx| {
            Box::pin(async move {
                let sql = db::Sql::made(text.clone());
                tx.run(match argument {
                    Some(argument) => sql.bind(*argument),
                    None => sql,
                })
                .await?;
                Ok::<(), store::Abort<db::Never>>(())
            })
        });
    Ok(done.await.map_err(store::StoreError::from)?)
}
