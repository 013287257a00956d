//! `minsheng doctor`: what is wrong or soon will be; with `--rebuild` the proof of every row.

use crate::config::{DatabaseFlag, Settings};
use anyhow::Result;
use app::doctor::Weight;
use clap::Args;
use std::process::ExitCode;

/// Examines database, calendar, clock and profile. Exits 1 if something is wrong.
#[derive(Args)]
pub struct Doctor {
    #[command(flatten)]
    database: DatabaseFlag,
    /// Fold every case again from its events, work out all figures again, and name every difference from
    /// what is stored.
    #[arg(long)]
    rebuild: bool,
}

impl Doctor {
    pub async fn run(self, settings: &Settings) -> Result<ExitCode> {
        let config = settings.with(&self.database)?;
        let app = config.open().await?;
        let mut worst = Weight::Fine;
        for finding in app.examine().await? {
            worst = worst.max(finding.weight);
            let mark = match finding.weight {
                Weight::Fine => "✓",
                Weight::Warning => "！",
                Weight::Wrong => "✕",
            };
            crate::tell::line(format_args!("{mark} {}", finding.what));
        }
        if self.rebuild {
            let mut differs = |what: &str| crate::tell::line(format_args!("✕ {what}"));
            let (proved, different) = app.prove(&mut differs).await?;
            crate::tell::line(format_args!(
                "由经过重新推出 {proved} 件及其统计，{different} 件与库里不同"
            ));
            worst = if different > 0 { Weight::Wrong } else { worst };
        }
        app.store().close().await;
        Ok(if worst == Weight::Wrong {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        })
    }
}
