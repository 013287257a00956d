//! pgbench, PostgreSQL's own load tool, inserting the rows that intake wrote.

use super::database::Database;
use anyhow::{Context as _, Result, bail};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// A script for pgbench.
pub struct Script {
    file: PathBuf,
    runs: i64,
    /// Rows that each transaction inserts.
    pub rows: usize,
}

/// Where the reference writes events that wait for their places: no sequencer looks there.
pub const WAITING: &str = "bench_waiting";

/// The ways to send a statement that are tried.
const WAYS: [&str; 2] = ["prepared", "simple"];

impl Script {
    /// One transaction inserts the rows of a case that came with the measuring, an INSERT a table.
    pub async fn of(database: &Database, folder: &Path) -> Result<Self> {
        let waiting = format!(
            "create table if not exists {WAITING} (stream_id bigint, seq bigint, primary key (stream_id, seq))"
        );
        super::intake::run(database, waiting, None).await?;
        let found_by = database.found_by(1).await?;
        let (case, words) = found_by.first_key_value().context("no case came")?;
        let columns = database.db().schema().await?;
        let mut tables: Vec<&str> = columns.iter().map(|column| column.table.as_str()).collect();
        tables.dedup();
        let mut text =
            String::from("\\set n :n + 1\n\\set id :base + :n * 64 + :client_id\nbegin;\n");
        let mut rows = 0;
        for table in tables {
            let own: Vec<&str> = columns
                .iter()
                .filter(|column| column.table == table)
                .map(|column| column.column.as_str())
                .filter(|column| *column != "position")
                .collect();
            let Some(key) = own
                .iter()
                .find(|column| ["case_id", "stream_id"].contains(column))
            else {
                continue;
            };
            let values: Vec<String> = own.iter().map(|column| value(column)).collect();
            let select = format!(
                "select concat_ws(', ', {}) from {table} where {key} = {case}",
                values.join(", ")
            );
            let lines: Vec<String> = database.db().all(db::Sql::made(select)).await?;
            if !lines.is_empty() {
                let all = lines.join("), (");
                // The sequencer has moved on what intake wrote as waiting.
                let table = if table == "feed" { WAITING } else { table };
                let own = own.join(", ");
                let _ = writeln!(text, "insert into {table} ({own}) values ({all});");
                rows += lines.len();
            }
        }
        // An index of words cannot be read back: its tokens were made beforehand.
        for (index, tokens) in words {
            let tokens = tokens.replace('\'', "''");
            let _ = writeln!(
                text,
                "insert into {index} (rowid, tokens) values (:id, array_to_tsvector(string_to_array('{tokens}', ' ')));"
            );
            rows += 1;
        }
        text.push_str("commit;\n");
        let file = folder.join("intake.pgbench");
        std::fs::write(&file, text)?;
        Ok(Self {
            file,
            runs: 0,
            rows,
        })
    }

    /// Transactions a second of 16 clients, and the way that was best.
    pub fn best(&mut self, url: &str, time: Duration) -> Result<(f64, &'static str)> {
        let mut best = (0.0, "");
        let mut failed = None;
        for way in WAYS {
            // Some versions of pgbench lose a prepared statement of a long script; the other way will do.
            match self.run(url, way, time) {
                Ok(rate) if rate > best.0 => best = (rate, way),
                Ok(_) => {}
                Err(error) => failed = Some(error),
            }
        }
        match failed {
            Some(error) if best.0 <= 0.0 => Err(error),
            _ => Ok(best),
        }
    }

    /// Transactions a second of 16 clients.
    pub fn run(&mut self, url: &str, way: &str, time: Duration) -> Result<f64> {
        self.runs += 1;
        // Ids go on behind those of the platform, as its own do.
        let base = (8_000_000_000_000_000 + self.runs * 10_000_000_000_000) * 1_000;
        let out = Command::new("pgbench")
            .args(["-n", "-c", "16", "-j", "2", "-M", way])
            .args(["-T", &time.as_secs().max(1).to_string()])
            .args(["-D", "n=0", "-D", &format!("base={base}"), "-f"])
            .arg(&self.file)
            .arg(url)
            .output()
            .context("pgbench is missing: install PostgreSQL's programs")?;
        let told = String::from_utf8_lossy(&out.stdout);
        let rate = told
            .lines()
            .find_map(|line| line.strip_prefix("tps = "))
            .and_then(|line| line.split(' ').next()?.parse().ok());
        match rate {
            Some(rate) if out.status.success() => Ok(rate),
            _ => bail!("pgbench: {}", String::from_utf8_lossy(&out.stderr)),
        }
    }
}

/// A column's value as a literal of its own; ids are made anew in each transaction. pgbench takes a
/// colon before a word for one of its variables, so there is none.
fn value(column: &str) -> String {
    match column {
        "case_id" | "stream_id" => "':id'".to_owned(),
        "key_digest" => "'decode(md5(cast(:id as text)), ''hex'')'".to_owned(),
        "no" | "command_id" => "'(''b'' || :id)'".to_owned(),
        _ => {
            // PostgreSQL writes the E itself before what has a backslash.
            let quoted = format!("regexp_replace(quote_literal({column}::text), '^ *E?', 'E')");
            format!("coalesce(replace({quoted}, ':', '\\x3a'), 'null')")
        }
    }
}
