//! The table that is printed.

use super::figures::Figure;
use super::machine;
use anyhow::Result;
use std::fmt::Write as _;
use std::path::Path;

/// A line of the table.
#[derive(Debug, Clone, Default)]
pub struct Line {
    pub what: String,
    /// SQLite, PostgreSQL, or neither.
    pub database: &'static str,
    pub cases: Option<usize>,
    pub figure: Figure,
    pub unit: &'static str,
    pub decimals: usize,
    /// What it is compared with.
    pub reference: Option<(String, Figure)>,
    /// The budget in words, and whether it is kept; some lines only inform.
    pub budget: Option<(String, bool)>,
    pub note: String,
}

impl Line {
    /// Figure by reference.
    pub fn ratio(&self) -> Option<f64> {
        let (_, reference) = self.reference.as_ref()?;
        (reference.median > 0.0).then(|| self.figure.median / reference.median)
    }
}

/// Everything measured so far.
#[derive(Debug, Default)]
pub struct Table {
    /// Each with the durable appends a second that the disk made just before.
    lines: Vec<(Line, f64)>,
    fsyncs: f64,
}

impl Table {
    /// Asks the disk how fast it is just now; stands beside every line until it is asked again.
    pub fn probe(&mut self, folder: &Path) -> Result<()> {
        self.fsyncs = machine::fsyncs(folder)?;
        Ok(())
    }

    pub fn add(&mut self, line: Line) {
        eprintln!("{}", plain(&line, self.fsyncs));
        self.lines.push((line, self.fsyncs));
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        let mut text = String::from(
            "| what | cases | database | measured: median (least–most) | reference | ratio | budget | kept | fsync/s |\n|---|---|---|---|---|---|---|---|---|\n",
        );
        for (line, fsyncs) in &self.lines {
            let cases = line.cases.map(size).unwrap_or_default();
            let (budget, kept) = line.budget.as_ref().map_or(("", ""), |(budget, kept)| {
                (budget.as_str(), if *kept { "yes" } else { "**missed**" })
            });
            let reference = line
                .reference
                .as_ref()
                .map(|(what, figure)| format!("{what}: {}", figure.shown(line.decimals)));
            let ratio = line.ratio().map(|ratio| format!("{ratio:.2}"));
            let _ = writeln!(
                text,
                "| {}{} | {cases} | {} | {} {} | {} | {} | {budget} | {kept} | {fsyncs:.0} |",
                line.what,
                if line.note.is_empty() {
                    String::new()
                } else {
                    format!(" ({})", line.note)
                },
                line.database,
                line.figure.shown(line.decimals),
                line.unit,
                reference.unwrap_or_else(none),
                ratio.unwrap_or_else(none),
            );
        }
        text
    }
}

/// What stands where there is nothing to compare with.
fn none() -> String {
    "—".to_owned()
}

/// 10k, 1M.
pub fn size(cases: usize) -> String {
    match cases {
        n if n >= 1_000_000 && n.is_multiple_of(100_000) => format!("{}M", n / 1_000_000),
        n if n >= 1_000 && n.is_multiple_of(1_000) => format!("{}k", n / 1_000),
        n => n.to_string(),
    }
}

/// A line while it goes on.
fn plain(line: &Line, fsyncs: f64) -> String {
    let mut text = format!(
        "{} {} {}: {} {}",
        line.what,
        line.database,
        line.cases.map(size).unwrap_or_default(),
        line.figure.shown(line.decimals),
        line.unit
    );
    if let Some((what, figure)) = &line.reference {
        let ratio = line.ratio().unwrap_or_default();
        let _ = write!(
            text,
            "; {what} {}; ratio {ratio:.2}",
            figure.shown(line.decimals)
        );
    }
    if let Some((budget, kept)) = &line.budget {
        let _ = write!(
            text,
            "; {budget}: {}",
            if *kept { "kept" } else { "MISSED" }
        );
    }
    let _ = write!(text, "; {fsyncs:.0} fsync/s");
    if !line.note.is_empty() {
        let _ = write!(text, " ({})", line.note);
    }
    text
}
