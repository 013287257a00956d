//! `minsheng story`: plays stories and prints what happens, in Chinese.

use crate::config::Settings;
use anyhow::Result;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// Plays stories; exits 1 at the first expectation that is not met.
#[derive(Args)]
pub struct Story {
    /// Story files (TOML).
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// A PostgreSQL server (`postgres://…`): each story makes and drops a database of its own there
    /// and never touches the one named. Without it, SQLite.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Print titles only.
    #[arg(long)]
    quiet: bool,
}

impl Story {
    pub async fn run(self, settings: &Settings) -> Result<ExitCode> {
        let profile = settings.read(&[])?.load_profile()?;
        for file in &self.files {
            let mut lines = 0;
            let mut tell = |line: &str| {
                lines += 1;
                if !self.quiet || lines == 1 {
                    crate::tell::line(line);
                }
            };
            if let Err(error) =
                app::story::play(file, self.database.as_deref(), profile.clone(), &mut tell).await
            {
                eprintln!("{}：{error}", file.display());
                return Ok(ExitCode::from(1));
            }
        }
        crate::tell::line(format_args!(
            "{} 个故事，全部演完 ({} stories passed)",
            self.files.len(),
            self.files.len()
        ));
        Ok(ExitCode::SUCCESS)
    }
}
