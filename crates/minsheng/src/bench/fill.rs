//! `minsheng bench fill`: a million cases in minutes, through the rules.

use crate::config::{DatabaseFlag, Settings};
use anyhow::{Result, bail};
use app::App;
use app::clock::SystemClock;
use clap::Args;
use invent::{Plan, Progress};
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Invents cases from a fixed seed and loads them with their whole lives.
#[derive(Args)]
pub struct Fill {
    #[command(flatten)]
    database: DatabaseFlag,
    /// How many cases.
    #[arg(long, default_value_t = 10_000)]
    cases: usize,
    /// How many come on an average day; the last of them came just now.
    #[arg(long, default_value_t = invent::PER_DAY)]
    per_day: usize,
    /// Another seed, other cases.
    #[arg(long, default_value_t = app::demo::SEED)]
    seed: u64,
    /// Every case came within the last hour and is in work, and nothing is due.
    #[arg(long)]
    all_open: bool,
}

impl Fill {
    pub async fn run(self, settings: &Settings) -> Result<()> {
        let config = settings.with(&self.database)?;
        let folder = config.database.strip_prefix("sqlite:");
        if let Some(folder) = folder.and_then(|path| Path::new(path).parent()) {
            std::fs::create_dir_all(folder)?;
        }
        let store = config.open_store().await?;
        if store.latest_event().await?.is_some() {
            bail!(
                "库里已经有诉求件，造数只用于空库 (the database holds cases; only an empty one is filled)"
            );
        }
        let profile = config.load_profile()?;
        let app = App::open(
            store.clone(),
            profile,
            Arc::new(SystemClock::default()),
            None,
        )
        .await?;
        let plan = Plan {
            cases: self.cases,
            per_day: self.per_day.max(1),
            until: app.now(),
            seed: self.seed,
            all_open: self.all_open,
        };
        let started = Instant::now();
        let mut bar = Bar::begin(started);
        let filled = invent::fill(&app, plan, &mut |progress| bar.show(progress)).await?;
        bar.end();
        store.close().await;
        let seconds = started.elapsed().as_secs_f64();
        crate::tell::line(format_args!(
            "造数：{} 件诉求，{} 步办理，{} 次定时，{} 步按规则被拒；{} 行，{seconds:.0} 秒，每秒 {:.0} 件",
            filled.cases,
            filled.commands,
            filled.timers,
            filled.refused,
            filled.rows,
            rate(filled.cases, seconds),
        ));
        Ok(())
    }
}

/// A line on standard error: how far, how fast, how long still.
pub struct Bar {
    started: Instant,
    shown: Option<Instant>,
    live: bool,
}

impl Bar {
    pub fn begin(started: Instant) -> Self {
        Self {
            started,
            shown: None,
            live: std::io::stderr().is_terminal(),
        }
    }

    /// Shows how far it is; in a terminal five times a second, in a file every ten seconds.
    pub fn show(&mut self, progress: Progress) {
        let pause = Duration::from_millis(if self.live { 200 } else { 10_000 });
        let last = progress.cases >= progress.of;
        if !last && self.shown.is_some_and(|shown| shown.elapsed() < pause) {
            return;
        }
        self.shown = Some(Instant::now());
        let seconds = self.started.elapsed().as_secs_f64();
        let rate = rate(progress.cases, seconds);
        let left = rate_left(progress, rate);
        let done = 20 * progress.cases / progress.of.max(1);
        let line = format!(
            "[{}{}] {}/{} 件，{} 行，每秒 {rate:.0} 件，还要 {}:{:02}",
            "█".repeat(done),
            "·".repeat(20 - done.min(20)),
            progress.cases,
            progress.of,
            progress.rows,
            left / 60,
            left % 60,
        );
        let end = if self.live { "\x1b[K\r" } else { "\n" };
        // Nobody may be reading; the filling goes on.
        let _ = write!(std::io::stderr(), "{line}{end}");
    }

    pub fn end(&self) {
        if self.live {
            let _ = writeln!(std::io::stderr());
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "figures for people")]
fn rate(cases: usize, seconds: f64) -> f64 {
    cases as f64 / seconds.max(0.001)
}

#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures for people"
)]
fn rate_left(progress: Progress, rate: f64) -> u64 {
    (progress.of.saturating_sub(progress.cases) as f64 / rate.max(0.001)) as u64
}
