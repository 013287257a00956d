//! 体检: what is wrong or soon will be, and what to do about it.

mod accounts;
mod backlog;
mod database;
mod rules;

use crate::{App, AppError};
use hotline::case::Case;
use serde_json::Value;
use std::collections::BTreeSet;

const BATCH: u32 = 200;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// All is well.
    Fine,
    /// To be seen to.
    Warning,
    /// Wrong.
    Wrong,
}

impl Weight {
    /// The name for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Warning => "warning",
            Self::Wrong => "wrong",
        }
    }
}

/// One finding, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is about; `docs/operations.md` has a line for each.
    pub topic: &'static str,
    /// How bad.
    pub weight: Weight,
    /// What was found, in Chinese and, after it in brackets, in English.
    pub what: String,
    /// What to do about it, in both languages; nothing if all is well.
    pub todo: Option<String>,
}

impl Finding {
    /// All is well.
    pub fn fine(topic: &'static str, what: impl Into<String>) -> Self {
        Self {
            topic,
            weight: Weight::Fine,
            what: what.into(),
            todo: None,
        }
    }

    /// To be seen to, and how.
    pub fn warning(topic: &'static str, what: impl Into<String>, todo: impl Into<String>) -> Self {
        Self {
            topic,
            weight: Weight::Warning,
            what: what.into(),
            todo: Some(todo.into()),
        }
    }

    /// Wrong, and what to do.
    pub fn wrong(topic: &'static str, what: impl Into<String>, todo: impl Into<String>) -> Self {
        Self {
            weight: Weight::Wrong,
            ..Self::warning(topic, what, todo)
        }
    }
}

impl App {
    /// Looks at database, calendar, clock, profile, accounts and at what has piled up.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn examine(&self) -> Result<Vec<Finding>, AppError> {
        let now = self.now();
        let mut findings = self.examine_database().await?;
        findings.push(self.examine_calendar(now));
        findings.push(self.examine_clock(now).await?);
        findings.extend(self.examine_backlog(now).await?);
        findings.push(self.examine_webhooks().await?);
        findings.extend(self.examine_accounts().await?);
        findings.push(self.examine_amendments(now));
        findings.push(self.examine_profile());
        Ok(findings)
    }

    /// The same without what takes long or disturbs others: pages of the database are not read one by one,
    /// no password is tried.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn examine_in_passing(&self) -> Result<Vec<Finding>, AppError> {
        let now = self.now();
        let mut findings = self.glance_at_database().await?;
        findings.push(self.examine_calendar(now));
        findings.push(self.examine_clock(now).await?);
        findings.extend(self.examine_backlog(now).await?);
        findings.push(self.examine_webhooks().await?);
        findings.push(self.count_accounts().await?);
        findings.push(self.examine_amendments(now));
        findings.push(self.examine_profile());
        Ok(findings)
    }

    /// Folds every case again from its events, works out all figures again, and names every difference
    /// from what is stored.
    ///
    /// # Errors
    /// The database does not answer, or holds an event that is not understood.
    pub async fn prove(&self, differs: &mut dyn FnMut(&str)) -> Result<(u64, u64), AppError> {
        let (mut after, mut proved, mut different) = (0, 0, 0);
        loop {
            let cases = self.store().cases_after(after, BATCH).await?;
            let Some(last) = cases.last() else {
                different += self.prove_figures(differs).await?;
                return Ok((proved, different));
            };
            after = last.id;
            for stored in cases {
                let events = self.store().events(stored.id).await?;
                let told = match Case::fold(stored.id, &events) {
                    Ok(folded) if folded == stored => {
                        let rows = self.store().assignment_mismatch(&folded).await?;
                        rows.map(|what| format!("{}：{what}", stored.no))
                    }
                    Ok(folded) => Some(format!(
                        "{}：由经过推出的与库里不同：{}",
                        stored.no,
                        differing(&stored, &folded)?
                    )),
                    Err(error) => Some(format!("{}：{error}", stored.no)),
                };
                proved += 1;
                if let Some(told) = told {
                    different += 1;
                    differs(&told);
                }
            }
        }
    }
}

/// The names of what differs between two states of a case; no values, which may be of a person.
fn differing(stored: &Case, folded: &Case) -> Result<String, AppError> {
    let value = |case: &Case| match serde_json::to_value(case) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(other) => Err(AppError::Internal(format!("a case is {other}"))),
        Err(error) => Err(AppError::Internal(error.to_string())),
    };
    let (stored, folded) = (value(stored)?, value(folded)?);
    let names = folded.keys().chain(stored.keys());
    let names: BTreeSet<_> = names
        .filter(|name| stored.get(*name) != folded.get(*name))
        .map(String::as_str)
        .collect();
    Ok(names.into_iter().collect::<Vec<_>>().join("、"))
}
