//! 体检: what is wrong or soon will be, and what to do about it.

mod accounts;
mod backlog;
mod clock;
mod database;
mod proof;
mod rules;

pub use database::OF_A_STANDBY;

use crate::{App, AppError};

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
    /// What was found, in Chinese and, after it in brackets, in English. Neither half has brackets of its
    /// own: the two are told apart by them.
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
        findings.push(self.examine_calendar(now).await?);
        findings.push(self.examine_clock(now).await?);
        findings.extend(self.examine_backlog(now).await?);
        findings.push(self.examine_webhooks().await?);
        findings.extend(self.examine_accounts().await?);
        findings.push(self.examine_amendments(now));
        findings.push(self.examine_profile());
        Ok(findings)
    }

    /// The same without what takes long or disturbs others: pages of the database and open cases are not read
    /// one by one, no password is tried.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn examine_in_passing(&self) -> Result<Vec<Finding>, AppError> {
        let now = self.now();
        let mut findings = self.glance_at_database().await?;
        findings.push(self.examine_calendar(now).await?);
        findings.push(self.glance_at_clock(now).await?);
        findings.extend(self.examine_backlog(now).await?);
        findings.push(self.examine_webhooks().await?);
        findings.push(self.count_accounts().await?);
        findings.push(self.examine_amendments(now));
        findings.push(self.examine_profile());
        Ok(findings)
    }
}
