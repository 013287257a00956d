//! `minsheng due`: a deadline and how it is counted; needs no server, database or configuration.

use crate::config::Settings;
use anyhow::{Result, anyhow};
use clap::Args;
use hotline::deadline::{Deadline, Question, instant};
use hotline::kind::Kind;
use hotline::refusal::Refusal;
use workday::{Date, Instant};

/// Counts a deadline.
#[derive(Args)]
pub struct Due {
    /// 类别: consult, complaint, suggestion, help.
    #[arg(long, required_unless_present = "days", conflicts_with = "days")]
    kind: Option<Kind>,
    /// So many working days instead of a kind's limit.
    #[arg(long)]
    days: Option<u32>,
    /// When the case was accepted: RFC 3339, or Shanghai time as `2017-11-18 15:21` or `2017-11-18`.
    #[arg(long, value_name = "TIME")]
    accepted: String,
    /// 便民服务事项, such as B15.
    #[arg(long, value_name = "CODE")]
    item: Option<String>,
    /// 情况紧急: the same day.
    #[arg(long)]
    urgent: bool,
    /// The rulebook in force on this day; otherwise the day of acceptance decides.
    #[arg(long, value_name = "DATE")]
    rulebook: Option<Date>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Due {
    pub fn run(self, settings: &Settings) -> Result<()> {
        let profile = settings.read(&[])?.load_profile()?;
        let calendar = profile
            .calendar()
            .map_err(|error| anyhow!("{}", error.zh()))?;
        let accepted = instant(&self.accepted).map_err(told)?;
        let question = Question {
            kind: self.kind,
            days: self.days,
            item: self.item.map(Into::into),
            urgent: self.urgent,
            accepted,
            rulebook: self.rulebook,
        };
        let deadline = Deadline::count(&question, &profile, &calendar).map_err(told)?;
        if self.json {
            crate::tell::line(serde_json::to_string(&deadline.view(false))?);
        } else {
            print_text(&deadline, accepted);
        }
        Ok(())
    }
}

/// A refusal in both languages, as the rest of the program tells its errors.
fn told(refusal: Refusal) -> anyhow::Error {
    let detail = refusal
        .detail
        .map(|detail| format!(" {detail}"))
        .unwrap_or_default();
    anyhow!("{}{detail} ({})", refusal.code.zh(), refusal.code.en())
}

fn print_text(deadline: &Deadline, accepted: Instant) {
    let promise = &deadline.promise;
    let maybe = if promise.provisional {
        "（暂定：放假安排还没公布）"
    } else {
        ""
    };
    crate::tell::line(format_args!("{} 24:00 前答复{maybe}", promise.last_day));
    crate::tell::line(format_args!(
        "受理 {accepted}，{} 个工作日；从 {} 起算超期",
        promise.limit(),
        promise.due
    ));
    for line in &deadline.days {
        crate::tell::line(format_args!(
            "  {}  {}  {}",
            line.date,
            if line.counts { "计" } else { "　" },
            line.why.zh()
        ));
    }
}
