//! `minsheng demo`: fills an empty database with a city at work.

use crate::config::{DatabaseFlag, Settings};
use anyhow::Result;
use app::clock::{Clock as _, SetClock, SystemClock};
use clap::Args;
use std::path::Path;

/// Fills an empty database with demo staff and invented cases; one that is filled is left alone.
#[derive(Args)]
pub struct Demo {
    #[command(flatten)]
    database: DatabaseFlag,
    /// How many cases.
    #[arg(long, default_value_t = 400)]
    cases: usize,
    /// How many more of the last year, most of them closed.
    #[arg(long, default_value_t = 0)]
    archive: usize,
    /// Another seed, another city.
    #[arg(long, default_value_t = app::demo::SEED)]
    seed: u64,
}

impl Demo {
    pub async fn run(self, settings: &Settings) -> Result<()> {
        let config = settings.with(&self.database)?;
        let profile = config.load_profile()?;
        if let Some(folder) = config
            .database
            .strip_prefix("sqlite:")
            .and_then(|path| Path::new(path).parent())
        {
            std::fs::create_dir_all(folder)?;
        }
        let store = config.open_store().await?;
        let now = SystemClock::default().now();
        if self.archive > 0 && store.latest_event().await?.is_none() {
            let clock = std::sync::Arc::new(SetClock::at(now));
            let app = app::App::open(store.clone(), profile.clone(), clock, None).await?;
            let plan = invent::Plan {
                cases: self.archive,
                per_day: (self.archive / 365).max(1),
                until: now,
                seed: self.seed,
                all_open: false,
            };
            let filled = invent::fill(&app, plan, &mut |_| ()).await?;
            crate::tell::line(format_args!("过去一年：{} 件诉求", filled.cases));
        }
        let filled = app::demo::fill(&store, &profile, now, self.cases, self.seed).await?;
        match filled {
            Some(filled) => crate::tell::line(format_args!(
                "示例数据：{} 件诉求，{} 步办理（另有 {} 步按规则被拒）",
                filled.cases, filled.commands, filled.refused
            )),
            None => crate::tell::line(format_args!("示例数据已经在库里，没有再添。")),
        }
        crate::tell::line(format_args!(
            "\n示例账号（密码都是 {}）：",
            app::demo::PASSWORD
        ));
        for account in app::demo::accounts(&profile)? {
            crate::tell::line(format_args!("  {:<26} {}", account.login, account.name));
        }
        crate::tell::line("");
        store.close().await;
        Ok(())
    }
}
