//! Lists and counts: how their time grows with what lies in the archive.

use super::client::{Conn, get};
use super::database::Database;
use super::figures::{Figure, share_of};
use super::server::Server;
use super::table::{Line, Table, size};
use anyhow::{Result, ensure};
use hotline::codes::UnitCode;
use std::path::Path;
use std::time::Instant;

/// Times that each page is asked for in a run.
const TIMES: usize = 60;

/// A page that is asked for.
struct Page {
    what: &'static str,
    path: String,
    by_agent: bool,
    /// The budget speaks of it.
    counts: bool,
    /// Answers that are kept in memory are let go before each question.
    anew: bool,
}

fn pages(unit: &UnitCode, city: &UnitCode) -> Vec<Page> {
    let page = |what, path: String, by_agent, counts| Page {
        what,
        path,
        by_agent,
        counts,
        anew: false,
    };
    let counted = |page: Page| Page { anew: true, ..page };
    let of_city = format!("/api/units/{city}");
    vec![
        page(
            "inbox of a unit: in hand",
            format!("/api/units/{unit}/inbox/in_hand"),
            false,
            true,
        ),
        page(
            "inbox of a unit: to sign",
            format!("/api/units/{unit}/inbox/to_sign"),
            false,
            true,
        ),
        page(
            "badges of a unit",
            format!("/api/units/{unit}/badges"),
            false,
            true,
        ),
        page(
            "inbox of the centre: to dispatch",
            format!("{of_city}/inbox/to_dispatch"),
            true,
            true,
        ),
        page(
            "inbox of the centre: to call back",
            format!("{of_city}/inbox/call_back"),
            true,
            true,
        ),
        page(
            "badges of the centre",
            format!("{of_city}/badges"),
            true,
            true,
        ),
        counted(page(
            "statistics by unit, this month, first answer",
            "/api/figures?by=unit".to_owned(),
            true,
            true,
        )),
        page(
            "statistics by unit, this month, from memory",
            "/api/figures?by=unit".to_owned(),
            true,
            true,
        ),
        counted(page(
            "statistics by day, of a unit, first answer",
            "/api/figures?by=day".to_owned(),
            false,
            true,
        )),
        page(
            "statistics by day, of a unit, from memory",
            "/api/figures?by=day".to_owned(),
            false,
            true,
        ),
        page(
            "newest cases of a unit",
            "/api/cases".to_owned(),
            false,
            false,
        ),
        page(
            "newest cases of the city",
            "/api/cases".to_owned(),
            true,
            false,
        ),
        page(
            "cases of the city in work",
            "/api/cases?status=in_progress".to_owned(),
            true,
            false,
        ),
        // So rare that all of the archive has to be gone through.
        page(
            "cases of one item in one county",
            "/api/cases?item=B15&area=350124".to_owned(),
            true,
            false,
        ),
    ]
}

/// Rows in a page.
pub fn count(body: &[u8]) -> usize {
    body.windows(5).filter(|five| *five == b"\"no\":").count()
}

/// All sizes in turn, so that each page meets the same machine at each of them.
pub async fn measure(
    databases: &[(Database, Server)],
    folder: &Path,
    runs: usize,
    table: &mut Table,
) -> Result<()> {
    let Some((largest, _)) = databases.last() else {
        return Ok(());
    };
    let busiest = db::Sql::new(
        "select unit from assignments where open and unit like '%-%' group by unit order by count(*) desc, unit limit 1",
    );
    let busiest: Option<String> = largest.db().opt(busiest).await?;
    let city = largest.app.profile().directory.city_centre().code.clone();
    // In a small database nothing may be with a unit just now.
    let unit = busiest.map_or_else(|| city.clone(), UnitCode::from);
    let mut tokens = Vec::new();
    for (database, _) in databases {
        tokens.push((database.handler(&unit).await?, database.agent().await?));
    }
    for page in pages(&unit, &city) {
        table.probe(folder)?;
        let mut times = vec![Vec::new(); databases.len()];
        let mut rows = vec![0; databases.len()];
        for run in 0..=runs {
            for (at, (database, server)) in databases.iter().enumerate() {
                let token = if page.by_agent {
                    &tokens[at].1
                } else {
                    &tokens[at].0
                };
                let request = get(&page.path, token);
                let mut conn = Conn::open(server.address).await?;
                let mut waits = Vec::new();
                // The first run only warms up.
                for _ in 0..if run == 0 { 5 } else { TIMES } {
                    if page.anew {
                        database.forget_answers().await?;
                    }
                    let sent = Instant::now();
                    let status = conn.ask(&request).await?;
                    ensure!(status == 200, "{}: {status}", page.path);
                    waits.push(sent.elapsed().as_secs_f64() * 1e3);
                }
                rows[at] = count(conn.body());
                if run > 0 {
                    waits.sort_by(f64::total_cmp);
                    times[at].push(share_of(&waits, 0.5));
                }
            }
        }
        let figures: Vec<Figure> = times.into_iter().map(Figure::of).collect();
        for (at, (database, _)) in databases.iter().enumerate() {
            let mut line = Line {
                what: page.what.to_owned(),
                database: database.name,
                cases: Some(database.cases),
                figure: figures[at],
                unit: "ms",
                decimals: 2,
                note: if rows[at] > 0 {
                    format!("{} rows", rows[at])
                } else {
                    String::new()
                },
                ..Line::default()
            };
            if at > 0 {
                line.reference = Some((format!("at {}", size(databases[0].0.cases)), figures[0]));
                let kept = line.ratio().is_some_and(|ratio| ratio <= 1.5);
                line.budget = page.counts.then(|| ("≤ 1.5".to_owned(), kept));
            }
            table.add(line);
        }
    }
    Ok(())
}
