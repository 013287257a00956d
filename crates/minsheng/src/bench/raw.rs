//! The raw engine: SQLite without anything around it, writing the rows that intake wrote.

use super::database::FoundBy;
use super::pgbench::WAITING;
use anyhow::{Context as _, Result};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

/// Cases a commit that are tried.
const GROUPS: [usize; 5] = [1, 16, 64, 256, 1024];

/// Rows of cases, table by table.
pub struct Rows {
    tables: Vec<Table>,
    cases: Vec<Vec<(usize, Vec<Value>)>>,
    /// Cases written so far: each writing makes new ones.
    written: i64,
}

struct Table {
    insert: String,
    columns: Vec<String>,
}

impl Rows {
    /// The rows of cases that came after one, and by what they are found: an index of words cannot be
    /// read back, so its tokens were made beforehand.
    pub fn of(file: &Path, after: i64, found_by: &FoundBy) -> Result<Self> {
        let conn = open(file)?;
        conn.execute_batch(&format!(
            "create table if not exists {WAITING} (stream_id integer, seq integer, primary key (stream_id, seq)) without rowid"
        ))?;
        let mut rows = Self {
            tables: Vec::new(),
            cases: vec![Vec::new(); found_by.len()],
            written: 0,
        };
        let places_of: HashMap<i64, usize> = found_by.keys().copied().zip(0..).collect();
        for (name, key, columns) in tables(&conn)? {
            let places = vec!["?"; columns.len()].join(", ");
            let list = columns.join(", ");
            // One look through each table: not every one has an index by case.
            let text = format!("select {list}, {key} from {name} where {key} > ?");
            let mut select = conn.prepare(&text)?;
            let mut found = select.query([after])?;
            while let Some(row) = found.next()? {
                let id: i64 = row.get(columns.len())?;
                let Some(at) = places_of.get(&id) else {
                    continue;
                };
                let values = (0..columns.len()).map(|column| row.get(column));
                let values = values.collect::<Result<_, _>>()?;
                rows.cases[*at].push((rows.tables.len(), values));
            }
            drop(found);
            drop(select);
            // The sequencer has moved on what intake wrote as waiting.
            let name = if name == "feed" { WAITING } else { &name };
            rows.tables.push(Table {
                insert: format!("insert into {name} ({list}) values ({places})"),
                columns,
            });
        }
        rows.add_words(found_by);
        Ok(rows)
    }

    /// The rows in the indexes of words.
    fn add_words(&mut self, found_by: &FoundBy) {
        for (at, (case, words)) in found_by.iter().enumerate() {
            for (index, tokens) in words {
                let insert = format!("insert into {index} (rowid, tokens) values (?, ?)");
                let known = self.tables.iter().position(|table| table.insert == insert);
                let table = known.unwrap_or_else(|| {
                    let columns = vec!["rowid".to_owned(), "tokens".to_owned()];
                    self.tables.push(Table { insert, columns });
                    self.tables.len() - 1
                });
                let row = vec![Value::Integer(*case), Value::Text(tokens.clone())];
                self.cases[at].push((table, row));
            }
        }
    }

    /// Rows of a case in the mean, and the bytes in them.
    #[allow(clippy::cast_precision_loss, reason = "means")]
    pub fn each(&self) -> (f64, f64) {
        let rows: usize = self.cases.iter().map(Vec::len).sum();
        let of = |value: &Value| match value {
            Value::Text(text) => text.len(),
            Value::Blob(blob) => blob.len(),
            _ => 4,
        };
        let all = self.cases.iter().flatten().flat_map(|(_, row)| row);
        let bytes: usize = all.map(of).sum();
        let cases = self.cases.len().max(1) as f64;
        (rows as f64 / cases, bytes as f64 / cases)
    }

    /// Cases a second at the group size that is best, and that size.
    pub fn best(&mut self, file: &Path, time: Duration) -> Result<(f64, usize)> {
        let mut best = (0.0, 0);
        for group in GROUPS {
            let rate = self.write(file, group, time)?;
            if rate > best.0 {
                best = (rate, group);
            }
        }
        Ok(best)
    }

    /// Writes the rows under new ids, so many cases a commit; cases a second.
    pub fn write(&mut self, file: &Path, group: usize, time: Duration) -> Result<f64> {
        let conn = open(file)?;
        let mut inserts = Vec::new();
        for table in &self.tables {
            inserts.push(conn.prepare(&table.insert)?);
        }
        let (start, before) = (Instant::now(), self.written);
        while start.elapsed() < time {
            conn.execute_batch("begin immediate")?;
            for _ in 0..group {
                let at = usize::try_from(self.written)? % self.cases.len();
                for (table, row) in &self.cases[at] {
                    let columns = &self.tables[*table].columns;
                    let row = columns
                        .iter()
                        .zip(row)
                        .map(|(column, value)| fresh(column, value, self.written + 1));
                    inserts[*table].execute(params_from_iter(row))?;
                }
                self.written += 1;
            }
            conn.execute_batch("commit")?;
        }
        #[allow(clippy::cast_precision_loss, reason = "a rate")]
        Ok((self.written - before) as f64 / start.elapsed().as_secs_f64())
    }
}

/// The value under which the n-th copy does not clash with what is there.
fn fresh(column: &str, value: &Value, n: i64) -> Value {
    match (column, value) {
        ("case_id" | "stream_id" | "rowid", Value::Integer(id)) => Value::Integer(id + (n << 24)),
        ("key_digest", Value::Blob(digest)) => {
            Value::Blob([n.to_le_bytes().as_slice(), &digest[8.min(digest.len())..]].concat())
        }
        ("no" | "command_id", Value::Text(text)) => Value::Text(format!("{text}r{n}")),
        _ => value.clone(),
    }
}

/// Tables of cases: name, column of the case, columns.
fn tables(conn: &Connection) -> Result<Vec<(String, String, Vec<String>)>> {
    let sql = "select name from sqlite_schema where type = 'table' and sql not like '%virtual%' and name not like 'sqlite%' and name not like 'bench%' order by rowid";
    let names: Vec<String> = conn
        .prepare(sql)?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut tables = Vec::new();
    for name in names {
        let columns: Vec<String> = conn
            .prepare("select name from pragma_table_info(?) where name <> 'position'")?
            .query_map([&name], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let key = ["case_id", "stream_id"]
            .into_iter()
            .find(|key| columns.iter().any(|column| column == key));
        if let Some(key) = key {
            tables.push((name, key.to_owned(), columns));
        }
    }
    Ok(tables)
}

/// With the settings of the platform's own writer.
fn open(file: &Path) -> Result<Connection> {
    let conn = Connection::open(file).with_context(|| file.display().to_string())?;
    conn.execute_batch(
        "pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -16384; pragma busy_timeout = 10000",
    )?;
    Ok(conn)
}
