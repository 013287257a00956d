//! The table that is printed.

use super::figures::Figure;
use std::fmt::Write as _;

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
    /// Durable appends a second just before.
    pub fsyncs: Option<f64>,
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
    pub lines: Vec<Line>,
}

impl Table {
    pub fn add(&mut self, line: Line) {
        eprintln!("{}", plain(&line));
        self.lines.push(line);
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        let mut text = String::from(
            "| what | cases | database | measured: median (least–most) | reference | ratio | budget | kept | fsync/s |\n|---|---|---|---|---|---|---|---|---|\n",
        );
        for line in &self.lines {
            let cases = line.cases.map(size).unwrap_or_default();
            let (budget, kept) = line.budget.as_ref().map_or(("", ""), |(budget, kept)| {
                (budget.as_str(), if *kept { "yes" } else { "**missed**" })
            });
            let reference = line
                .reference
                .as_ref()
                .map(|(what, figure)| format!("{what}: {}", figure.shown(line.decimals)));
            let ratio = line.ratio().map(|ratio| format!("{ratio:.2}"));
            let fsyncs = line.fsyncs.map(|fsyncs| format!("{fsyncs:.0}"));
            let _ = writeln!(
                text,
                "| {}{} | {cases} | {} | {} {} | {} | {} | {budget} | {kept} | {} |",
                line.what,
                if line.note.is_empty() {
                    String::new()
                } else {
                    format!(" ({})", line.note)
                },
                line.database,
                line.figure.shown(line.decimals),
                line.unit,
                reference.unwrap_or_default(),
                ratio.unwrap_or_default(),
                fsyncs.unwrap_or_default(),
            );
        }
        text
    }
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
fn plain(line: &Line) -> String {
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
    if let Some(fsyncs) = line.fsyncs {
        let _ = write!(text, "; {fsyncs:.0} fsync/s");
    }
    if !line.note.is_empty() {
        let _ = write!(text, " ({})", line.note);
    }
    text
}
