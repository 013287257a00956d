//! Search for two words: how long somebody waits for the first page, when he asks and when he asks again.

use super::client::{Conn, get};
use super::database::{Database, Ground};
use super::figures::{Figure, share_of};
use super::lists::count;
use super::server::Server;
use super::table::{Line, Table};
use anyhow::{Result, ensure};
use db::{Hits, Sql, Then, Wanted};
use invent::Chance;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Instant;
use store::TextTerm;
use text::query::Query;
use text::segment::Segmenter;

/// Pairs that are asked for in a run, each once and then once more.
const PAIRS: usize = 300;
/// Pairs before the first run: they load the dictionary.
const WARM_UP: usize = 24;
/// Rows of a page.
const PAGE: u32 = 50;

/// Waits for pages in milliseconds, and the most rows of one.
#[derive(Default)]
struct Waits {
    each: Vec<f64>,
    rows: usize,
}

impl Waits {
    fn add(&mut self, sent: Instant, rows: usize) {
        self.each.push(sent.elapsed().as_secs_f64() * 1e3);
        self.rows = self.rows.max(rows);
    }
}

/// What several runs came to.
#[derive(Default)]
struct Runs {
    middle: Vec<f64>,
    worst: Vec<f64>,
    rows: usize,
}

impl Runs {
    fn add(&mut self, mut waits: Waits) {
        waits.each.sort_by(f64::total_cmp);
        self.middle.push(share_of(&waits.each, 0.5));
        self.worst.push(share_of(&waits.each, 0.99));
        self.rows = self.rows.max(waits.rows);
    }
}

/// Pairs that nobody has asked for, and the same once more; the statement alone gets pairs of its own the
/// first time, so that neither finds what the other has fetched.
pub async fn measure(
    database: &Database,
    server: &Server,
    ground: &Ground<'_>,
    runs: usize,
    table: &mut Table,
) -> Result<()> {
    let mut words = Words::of(database, ground.seed).await?;
    let token = database.agent().await?;
    let warm_up = words.pairs(WARM_UP).await?;
    asked(server, &token, &warm_up).await?;
    looked_up(database, &warm_up).await?;
    table.probe(ground.folder)?;
    let (mut first, mut again) = (Runs::default(), Runs::default());
    let (mut first_alone, mut again_alone) = (Runs::default(), Runs::default());
    for _ in 0..runs {
        let pairs = words.pairs(PAIRS).await?;
        let others = words.pairs(PAIRS).await?;
        first.add(asked(server, &token, &pairs).await?);
        first_alone.add(looked_up(database, &others).await?);
        again.add(asked(server, &token, &pairs).await?);
        again_alone.add(looked_up(database, &pairs).await?);
    }
    for (when, own, alone) in [
        ("asked for the first time", first, first_alone),
        ("asked again", again, again_alone),
    ] {
        let figure = Figure::of(own.worst);
        let sqlite = database.file.is_some();
        table.add(Line {
            what: format!("search, two Chinese words, first page, p99, {when}"),
            database: database.name,
            cases: Some(database.cases),
            unit: "ms",
            decimals: 1,
            reference: Some(("the statement alone".to_owned(), Figure::of(alone.worst))),
            budget: sqlite.then(|| ("< 50 ms".to_owned(), figure.median < 50.0)),
            note: format!(
                "p50 {:.1} ms, alone {:.1}; up to {} rows",
                Figure::of(own.middle).median,
                Figure::of(alone.middle).median,
                own.rows
            ),
            figure,
        });
    }
    Ok(())
}

/// Over HTTP, as the desk asks. On a connection of its own: the server closes one on which nothing comes for as
/// long as the statement alone may take for all its pairs.
async fn asked(server: &Server, token: &str, pairs: &[String]) -> Result<Waits> {
    let mut conn = Conn::open(server.address).await?;
    let mut waits = Waits::default();
    for pair in pairs {
        let request = get(&format!("/api/cases?q={}", encoded(pair)), token);
        let sent = Instant::now();
        let status = conn.ask(&request).await?;
        ensure!(status == 200, "{pair}: {status}");
        waits.add(sent, count(conn.body()));
    }
    Ok(waits)
}

/// The statements that find a page, without reach, HTTP, or anything made of its rows.
async fn looked_up(database: &Database, pairs: &[String]) -> Result<Waits> {
    let segmenter = database.app.segmenter();
    let mut waits = Waits::default();
    for pair in pairs {
        let query = Query::read(pair, &segmenter);
        let query = query.map_err(|error| anyhow::anyhow!("{pair}: {error:?}"))?;
        let terms = query.terms().iter().map(|term| TextTerm {
            token: &term.token,
            begins: term.begins,
        });
        let ways = database.db().dialect().newest_hits(&Wanted {
            index: "words_staff",
            groups: &[terms.collect::<Vec<_>>()],
            range: &Sql::new("1 = 1"),
            then: Then::Taken(PAGE),
        });
        let sent = Instant::now();
        let mut states: Vec<String> = Vec::new();
        for Hits { from, fits } in ways {
            let sql = Sql::new("select c.state from")
                .push_sql(from)
                .push("cross join cases c where c.case_id = words_staff.rowid")
                .and_sql(fits)
                .order("words_staff.rowid desc");
            states = database.db().all(sql.limit(PAGE)).await?;
            if states.len() >= usize::try_from(PAGE)? {
                break;
            }
        }
        waits.add(sent, states.len());
    }
    Ok(waits)
}

/// Words as they stand in stored cases, drawn by the bench's seed.
struct Words<'a> {
    database: &'a Database,
    segmenter: std::sync::Arc<Segmenter>,
    chance: Chance,
    /// Pairs that were drawn: none comes twice.
    drawn: BTreeSet<String>,
    oldest: i64,
}

impl<'a> Words<'a> {
    async fn of(database: &'a Database, seed: u64) -> Result<Self> {
        let oldest = Sql::new("select min(case_id) from cases");
        Ok(Self {
            database,
            segmenter: database.app.segmenter(),
            chance: Chance::of(seed, database.cases),
            drawn: BTreeSet::new(),
            oldest: database.db().one(oldest).await?,
        })
    }

    /// Pairs, half of them of one case, half of two; fewer where few words are stored.
    async fn pairs(&mut self, wanted: usize) -> Result<Vec<String>> {
        let mut pairs = Vec::new();
        for turn in 0..wanted * 10 {
            let one = self.words().await?;
            let other = if turn % 2 == 0 {
                one.clone()
            } else {
                self.words().await?
            };
            if one.is_empty() || other.is_empty() {
                continue;
            }
            let (one, other) = (self.chance.pick(&one), self.chance.pick(&other));
            let pair = format!("{one} {other}");
            if one != other && self.drawn.insert(pair.clone()) {
                pairs.push(pair);
            }
            if pairs.len() == wanted {
                break;
            }
        }
        ensure!(!pairs.is_empty(), "no words are stored");
        Ok(pairs)
    }

    /// The Chinese words of a case that say something, of two to four characters.
    async fn words(&mut self) -> Result<Vec<String>> {
        let span = usize::try_from(self.database.last_case - self.oldest + 1)?;
        let place = self.oldest + i64::try_from(self.chance.below(span))?;
        let case = Sql::new("select case_id from cases where case_id <= {} and not secret");
        let case = case.bind(place).order("case_id desc").limit(1);
        let Some(case) = self.database.db().opt::<i64>(case).await? else {
            return Ok(Vec::new());
        };
        let texts = Sql::new("select body from texts where case_id = {} order by text_id");
        let texts: Vec<String> = self.database.db().all(texts.bind(case)).await?;
        let mut words: Vec<String> = texts
            .iter()
            .flat_map(|text| self.segmenter.content(text))
            .collect();
        words.retain(|word| {
            let chinese = |c| ('\u{4e00}'..='\u{9fff}').contains(&c);
            (2..=4).contains(&word.chars().count()) && word.chars().all(chinese)
        });
        Ok(words)
    }
}

fn encoded(text: &str) -> String {
    let mut all = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        let _ = write!(all, "%{byte:02X}");
    }
    all
}
