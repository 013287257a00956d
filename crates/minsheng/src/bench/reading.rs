//! Reading a case by its number, beside a bare answer of the same size.

use super::client::{Conn, get, load};
use super::database::Database;
use super::figures::Figure;
use super::server::Server;
use super::table::{Line, Table};
use anyhow::{Result, bail, ensure};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Connections that ask at once.
const CONNECTIONS: usize = 64;
/// Numbers that are asked for in turn.
const NUMBERS: usize = 5_000;

pub async fn measure(
    database: &Database,
    server: &Server,
    folder: &Path,
    (runs, time): (usize, Duration),
    table: &mut Table,
) -> Result<()> {
    let token = database.agent().await?;
    let numbers = database.numbers(NUMBERS).await?;
    let requests: Vec<Vec<u8>> = numbers
        .iter()
        .map(|no| get(&format!("/api/cases/{no}"), &token))
        .collect();
    let mut conn = Conn::open(server.address).await?;
    let mut bytes = 0;
    for request in requests.iter().take(100) {
        ensure!(conn.ask(request).await? == 200, "a case cannot be read");
        bytes += conn.body().len();
    }
    let bytes = bytes / requests.len().clamp(1, 100);
    let requests = Arc::new(requests);
    let bare = Server::bare(bytes).await?;
    table.probe(folder)?;
    let (mut own, mut other) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        other.push(
            load(bare.address, CONNECTIONS, time, requests.clone())
                .await?
                .rate,
        );
        let loaded = load(server.address, CONNECTIONS, time, requests.clone()).await?;
        if let Some(bad) = loaded.first_bad {
            bail!("a case was not read: {bad}");
        }
        own.push(loaded.rate);
    }
    let mut line = Line {
        what: "read a case by number".to_owned(),
        database: database.name,
        cases: Some(database.cases),
        figure: Figure::of(own),
        unit: "/s",
        reference: Some(("bare axum".to_owned(), Figure::of(other))),
        note: format!("{bytes} bytes"),
        ..Line::default()
    };
    let kept = line.ratio().is_some_and(|ratio| ratio >= 0.5);
    line.budget = Some(("≥ 0.5".to_owned(), kept));
    table.add(line);
    Ok(())
}
