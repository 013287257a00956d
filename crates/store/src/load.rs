//! Loading whole lives: the rows that one commit after another would have left, written at once. For
//! filling a database with many invented or imported cases; whatever [`Store::commit`] writes for a
//! command has its place here too.

use crate::commit::{CommandKey, Commit, StreamWrite};
use crate::figures::FigureChanges;
use crate::search::{self, Tokens};
use crate::{Store, StoreError, case_row, commit, event, feed, outbox, sealed, spot};
use db::{Abort, Never, Val, vals};
use hotline::case::timer::TimerKind;
use std::collections::{BTreeMap, HashMap};
use workday::Instant;

/// The follower that keeps the figures.
pub const FIGURES: &str = "figures";

/// Rows of whole lives, by table. Making them is work for the caller's own thread; writing them is
/// left to [`Store::load`].
#[derive(Debug, Default)]
pub struct Lives {
    tables: Vec<Table>,
    /// The events in order, without their places in the feed.
    feed: Vec<Vec<Val>>,
    /// What the cases add to the figures, if it is known already.
    figures: Option<FigureChanges>,
    cases: usize,
}

#[derive(Debug, Clone)]
struct Table {
    name: &'static str,
    columns: &'static [&'static str],
    rows: Vec<Vec<Val>>,
}

impl Lives {
    /// The rows that these commits leave, given in the order in which they happened, from each case's
    /// registration on. Messages count as delivered when they were written: the past sends nothing.
    ///
    /// # Errors
    /// A value cannot be written as JSON.
    pub fn of(commits: &[Commit]) -> Result<Self, StoreError> {
        let mut lives = Self::default();
        let mut last: BTreeMap<i64, &StreamWrite> = BTreeMap::new();
        // A call to look at the parent is not a case's own timer: it stays until it fired.
        let mut spots: BTreeMap<i64, Vec<Vec<Val>>> = BTreeMap::new();
        let mut woken: HashMap<i64, Instant> = HashMap::new();
        for commit in commits {
            let command = commit.key.id();
            for stream in &commit.streams {
                let events = commit::event_rows(stream, commit.now, &command)?;
                lives.add("events", event::COLUMNS, events);
                lives.feed.extend(commit::feed_rows(stream));
                let (texts, persons) = commit::sealed_rows(stream)?;
                lives.add("texts", sealed::TEXT_COLUMNS, texts);
                lives.add("persons", sealed::PERSON_COLUMNS, persons);
                if let Some(rows) = spot::rows(stream) {
                    spots.insert(stream.case.id, rows);
                }
                last.insert(stream.case.id, stream);
            }
            match &commit.key {
                CommandKey::Timer { case, key } if key.kind == TimerKind::Parent => {
                    woken.remove(case);
                }
                key => {
                    if let Some((table, columns, row)) =
                        commit::key_row(key, &commit.result, commit.now)
                    {
                        lives.add(table, columns, [row]);
                    }
                }
            }
            if let Some(code) = &commit.code {
                lives.add(
                    "query_codes",
                    commit::CODE_COLUMNS,
                    [commit::code_row(code)],
                );
            }
            for child in &commit.wake {
                woken.entry(*child).or_insert(commit.now);
            }
            let sent = |message| outbox::delivered_row(message, commit.now);
            lives.add("outbox", outbox::COLUMNS, commit.messages.iter().map(sent));
        }
        lives.cases = last.len();
        for stream in last.values() {
            let row = case_row::row(&stream.case, stream.call_back)?;
            lives.add("cases", case_row::COLUMNS, [row]);
            let assignments = case_row::assignment_rows(&stream.case);
            lives.add("assignments", case_row::ASSIGNMENT_COLUMNS, assignments);
            lives.add("timers", commit::TIMER_COLUMNS, commit::timer_rows(stream));
        }
        lives.add("spots", spot::COLUMNS, spots.into_values().flatten());
        for (case, at) in woken {
            let row = vals![case, "parent/0/", at.as_millis()];
            lives.add("timers", commit::TIMER_COLUMNS, [row]);
        }
        Ok(lives)
    }

    /// How many cases.
    pub const fn cases(&self) -> usize {
        self.cases
    }

    /// How many rows, in all tables.
    pub fn rows(&self) -> usize {
        let rows = self.tables.iter().map(|table| table.rows.len());
        rows.sum::<usize>() + self.feed.len()
    }

    /// By which tokens a case is found.
    pub fn find(&mut self, case: i64, tokens: &Tokens) {
        for (index, row) in search::rows(case, Some(tokens)).into_iter().flatten() {
            self.add(index, search::COLUMNS, [row]);
        }
    }

    /// What the cases add to the figures, so that it need not be found out once more.
    pub fn count(&mut self, figures: FigureChanges) {
        self.figures = Some(figures);
    }

    fn add(
        &mut self,
        name: &'static str,
        columns: &'static [&'static str],
        rows: impl IntoIterator<Item = Vec<Val>>,
    ) {
        let at = self.tables.iter().position(|table| table.name == name);
        let at = at.unwrap_or_else(|| {
            let rows = Vec::new();
            self.tables.push(Table {
                name,
                columns,
                rows,
            });
            self.tables.len() - 1
        });
        self.tables[at].rows.extend(rows);
    }
}

impl Store {
    /// Writes whole lives in one transaction.
    ///
    /// # Errors
    /// One of the cases is there already, after which nothing is written; or the database does not
    /// answer.
    pub async fn load(&self, lives: Lives) -> Result<(), StoreError> {
        let done = self.db.write(lives, |lives, tx| {
            Box::pin(async move {
                for table in &lives.tables {
                    tx.load(table.name, table.columns, table.rows.clone())
                        .await?;
                }
                let (from, to) = feed::place(tx, &lives.feed).await?;
                // Whoever counts has come as far as this, and need not look at these cases.
                if let Some(figures) = &lives.figures
                    && feed::pass(tx, FIGURES, from, to).await?
                {
                    figures.apply(tx).await?;
                }
                Ok::<(), Abort<Never>>(())
            })
        });
        Ok(done.await?)
    }
}
