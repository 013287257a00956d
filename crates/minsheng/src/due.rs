//! `minsheng due`: a deadline and how it is counted; needs no server, database or configuration.

use anyhow::{Context as _, Result, anyhow, bail};
use clap::Args;
use hotline::case::promise::{Base, Matter, Promise};
use hotline::kind::Kind;
use hotline::profile::Profile;
use serde_json::json;
use workday::{Calendar, Date, Instant};

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
    pub fn run(self, profile: &Profile) -> Result<()> {
        let calendar = profile.calendar().map_err(|error| anyhow!("{}", error.zh()))?;
        let accepted = instant(&self.accepted)?;
        let day = self.rulebook.unwrap_or(accepted.date());
        let rules = profile.rulebooks.on(day);
        let item = self.item.as_deref().map(|code| {
            let item = profile.catalogue.item(&code.into());
            item.ok_or_else(|| anyhow!("没有“{code}”这个便民服务事项 (no such item)"))
        });
        let item = item.transpose()?;
        let same_day = self.urgent || item.is_some_and(|item| item.urgent);
        let base = match (self.kind, self.days) {
            _ if same_day => Base::SameDay { date: accepted.date() },
            (Some(kind), _) => {
                let rules = rules.with_context(|| format!("{day} 没有施行的规则 (no rulebook in force)"))?;
                Matter { kind, listed: item.is_some(), same_day }.base(accepted, rules)
            }
            (None, Some(days)) => Base::Counted { from: accepted, days },
            (None, None) => bail!("--kind 或 --days (one of them)"),
        };
        let promise = Promise::count(base, 0, 0, &calendar).map_err(|error| anyhow!("{} ({})", error.zh(), error.en()))?;
        let rulebook = rules.map(|rules| rules.effective);
        if self.json { print_json(&promise, accepted, rulebook, &calendar) } else { print_text(&promise, accepted, &calendar) }
        Ok(())
    }
}

fn print_json(promise: &Promise, accepted: Instant, rulebook: Option<Date>, calendar: &Calendar) {
    let days = calendar.explain(accepted, promise.last_day);
    let days: Vec<_> = days.iter().map(|line| json!({ "date": line.date.to_string(), "counts": line.counts, "why": line.why.zh() })).collect();
    let answer = json!({
        "due": promise.due.to_string(),
        "last_day": promise.last_day.to_string(),
        "working_days": promise.limit(),
        "provisional": promise.provisional,
        "rulebook": rulebook.map(|day| day.to_string()),
        "days": days,
    });
    println!("{answer}");
}

fn print_text(promise: &Promise, accepted: Instant, calendar: &Calendar) {
    let maybe = if promise.provisional { "（暂定：放假安排还没公布）" } else { "" };
    println!("{} 24:00 前答复{maybe}", promise.last_day);
    println!("受理 {accepted}，{} 个工作日；从 {} 起算超期", promise.limit(), promise.due);
    for line in calendar.explain(accepted, promise.last_day) {
        println!("  {}  {}  {}", line.date, if line.counts { "计" } else { "　" }, line.why.zh());
    }
}

/// An instant as people type it.
fn instant(text: &str) -> Result<Instant> {
    let text = text.trim();
    if let Ok(instant) = text.parse() {
        return Ok(instant);
    }
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00"));
    let time = if time.len() == 5 { format!("{time}:00") } else { time.to_owned() };
    let spelled = format!("{day}T{time}+08:00");
    spelled.parse().map_err(|_| anyhow!("看不懂时间“{text}”，请写成 2017-11-18T15:21:00+08:00 (time not understood)"))
}
