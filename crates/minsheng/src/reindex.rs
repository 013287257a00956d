//! `minsheng reindex`: what is derived, made anew from what is stored: each case from its events, the
//! words by which cases are found, and the figures.

use crate::config::{DatabaseFlag, Settings};
use anyhow::Result;
use clap::Args;
use std::process::ExitCode;

/// Folds each case again from its events, where a new program folds it otherwise, and makes the full-text index
/// anew; the service may run meanwhile. With `--check` it only names what is not found, and exits 1 if
/// something is not; `doctor --rebuild` names cases that are folded otherwise. With `--figures` it does nothing of
/// this, and counts the figures again from the first event.
#[derive(Args)]
pub struct Reindex {
    #[command(flatten)]
    database: DatabaseFlag,
    /// Change nothing; name every case that is not found by its own words.
    #[arg(long, conflicts_with = "figures")]
    check: bool,
    /// Only count the figures again, where `doctor --rebuild` finds that they differ from the events. Until it is
    /// through they are incomplete; whoever breaks it off leaves the rest to the service.
    #[arg(long)]
    figures: bool,
}

impl Reindex {
    pub async fn run(self, settings: &Settings) -> Result<ExitCode> {
        let config = settings.with(&self.database)?;
        let app = config.open_existing().await?;
        let mut code = ExitCode::SUCCESS;
        if self.check {
            let mut differs = |what: &str| crate::tell::line(format_args!("✕ {what}"));
            let (proved, different) = app.prove_search(&mut differs).await?;
            crate::tell::line(format_args!("查了 {proved} 件，{different} 处与原文不符"));
            if different > 0 {
                code = ExitCode::FAILURE;
            }
        } else if self.figures {
            crate::tell::line("统计从第一步起重数，数完以前不全");
            let mut last = -1;
            let mut told = |at: i64, head: i64| {
                if at != last {
                    crate::tell::line(format_args!("统计数到流水第 {at} 步，共 {head} 步"));
                }
                last = at;
            };
            app.recount_figures_whole(&mut told).await?;
        } else {
            let mut told = |done: u64| {
                if done.is_multiple_of(10_000) {
                    crate::tell::line(format_args!("已重推 {done} 件"));
                }
            };
            let folded = app.fold_anew(&mut told).await?;
            crate::tell::line(format_args!(
                "由经过重推：{} 件，改写 {} 件",
                folded.looked_at, folded.mended
            ));
            if folded.left > 0 {
                crate::tell::line(format_args!(
                    "✕ {} 件推不出来，原样未动；minsheng doctor --rebuild 逐件说明",
                    folded.left
                ));
                code = ExitCode::FAILURE;
            }
            let mut told = |done: u64| {
                if done.is_multiple_of(10_000) {
                    crate::tell::line(format_args!("已重建 {done} 件"));
                }
            };
            let done = app.rebuild_search(&mut told).await?;
            let entries = app.rebuild_knowledge().await?;
            crate::tell::line(format_args!("全文索引已重建：{done} 件，知识 {entries} 条"));
        }
        app.store().close().await;
        Ok(code)
    }
}
