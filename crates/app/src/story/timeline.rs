//! A story told line by line, in Chinese.

use super::Came;
use super::script::Step;
use crate::App;
use hotline::actor::Role;
use hotline::case::Case;
use hotline::case::command::Verb;
use std::fmt::Write;

/// Tells what happened.
pub(super) struct Timeline<'a> {
    app: &'a App,
}

impl<'a> Timeline<'a> {
    pub(super) const fn new(app: &'a App) -> Self {
        Self { app }
    }

    /// One line for one step.
    pub(super) fn line(&self, step: &Step, came: &Came, case: Option<&Case>) -> String {
        let at = step.at.to_string();
        let mut line = format!(
            "{} {}",
            at.get(..16).unwrap_or(&at).replace('T', " "),
            self.actor(&step.by)
        );
        let _ = write!(line, " {}", word(&step.action));
        if let Some(label) = &step.case {
            let _ = write!(line, "〔{label}〕");
        }
        if let Some(refusal) = &came.refused {
            let _ = write!(line, " ✕ {}：{refusal}", refusal.code.as_str());
            return line;
        }
        let Some(case) = case else { return line };
        let _ = write!(line, " → {}", case.status.zh());
        let holders: Vec<_> = case
            .holders()
            .into_iter()
            .map(|unit| self.name(unit.as_str()))
            .collect();
        if !holders.is_empty() {
            let _ = write!(line, "，在 {}", holders.join("、"));
        }
        if let Some(promise) = &case.promise {
            let late = if case.is_late(self.app.now()) {
                "，已超期"
            } else {
                ""
            };
            let maybe = if promise.provisional {
                "（暂定）"
            } else {
                ""
            };
            let _ = write!(line, "，{} 24:00 前答复{maybe}{late}", promise.last_day);
        }
        line
    }

    fn actor(&self, by: &str) -> String {
        let (place, name) = by
            .split_once(':')
            .map_or((by, ""), |(place, name)| (place, name));
        let (role, unit) = place
            .split_once('@')
            .map_or((place, ""), |(role, unit)| (role, unit));
        let role = match role {
            "requester" => "诉求人",
            "public" => "公众",
            "system" => "系统",
            other => match other.parse::<Role>() {
                Ok(role) => role.zh(),
                Err(_) => other,
            },
        };
        format!("{unit}{role}{name}")
    }

    fn name(&self, unit: &str) -> String {
        let directory = &self.app.profile().directory;
        directory.name_of(&unit.into()).to_owned()
    }
}

/// The word for a command.
fn word(action: &str) -> &str {
    match action {
        "tick" => "时间过去",
        "import_calendar" => "导入放假安排",
        other => Verb::find(other).map_or(other, |verb| verb.zh()),
    }
}
