//! `minsheng bench`: what this machine does in a second, every figure beside its reference; and filling
//! databases with invented cases.

mod client;
mod database;
mod figures;
mod fill;
mod inner;
mod intake;
mod lists;
mod machine;
mod pgbench;
mod raw;
mod reading;
mod run;
mod search;
mod server;
mod table;

use crate::config::Settings;
use anyhow::Result;
use clap::{Args, Subcommand};

/// Measures, and prints a table.
#[derive(Args)]
pub struct Bench {
    #[command(flatten)]
    run: run::Run,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// 造数：load invented cases with whole lives into an empty database.
    Fill(fill::Fill),
    /// A server that answers every request with the same bytes, to compare with.
    #[command(hide = true)]
    Bare(server::Bare),
}

impl Bench {
    pub async fn run(self, settings: &Settings) -> Result<()> {
        match self.command {
            Some(Command::Fill(fill)) => fill.run(settings).await,
            Some(Command::Bare(bare)) => bare.run().await,
            None => self.run.run(settings).await,
        }
    }
}
