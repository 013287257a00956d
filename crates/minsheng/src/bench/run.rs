//! The whole run: databases, servers, every line of the table.

use super::database::{Database, Ground};
use super::server::Server;
use super::table::Table;
use super::{inner, intake, lists, machine, reading, search};
use crate::config::Settings;
use anyhow::Result;
use clap::Args;
use std::path::PathBuf;
use std::time::Duration;

/// What is measured, and where.
#[derive(Args)]
pub struct Run {
    /// Cases in the databases, the smallest first.
    #[arg(long, value_delimiter = ',', default_value = "10000,100000")]
    sizes: Vec<usize>,
    /// A PostgreSQL server on which databases may be made and dropped; none: only SQLite.
    #[arg(long, env = "MINSHENG_BENCH_POSTGRES", hide_env_values = true)]
    postgres: Option<String>,
    /// Only PostgreSQL.
    #[arg(long)]
    no_sqlite: bool,
    /// Folder for the databases; they are kept and used again.
    #[arg(long, default_value = "target/bench")]
    folder: PathBuf,
    /// Runs of each measurement, in turn with its reference.
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// Seconds of each run.
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// Only these: deadlines, lists, reading, search, intake, sweep, start.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Another seed, other cases.
    #[arg(long = "bench-seed", default_value_t = app::demo::SEED)]
    seed: u64,
}

impl Run {
    pub async fn run(self, settings: &Settings) -> Result<()> {
        let config = settings.read(&[])?;
        let profile = config.load_profile()?;
        std::fs::create_dir_all(&self.folder)?;
        let before = machine::load();
        let mut table = Table::default();
        table.probe(&self.folder)?;
        if self.wants("deadlines") {
            let calendar = profile.calendar()?;
            inner::deadlines(&calendar, self.runs, &mut table);
        }
        inner::binary(&mut table)?;
        let ground = Ground {
            folder: &self.folder,
            profile: &profile,
            server: self.postgres.as_deref(),
            seed: self.seed,
        };
        let mut names = Vec::new();
        if !self.no_sqlite {
            names.push("SQLite");
        }
        if self.postgres.is_some() {
            names.push("PostgreSQL");
        }
        for name in names {
            self.measure(&ground, name, &mut table).await?;
        }
        crate::tell::text_end(&machine::head());
        crate::tell::line(format_args!(
            "负载：开始 {before}，结束 {}",
            machine::load()
        ));
        crate::tell::line("");
        crate::tell::text_end(&table.markdown());
        Ok(())
    }

    fn wants(&self, what: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == what)
    }

    async fn measure(
        &self,
        ground: &Ground<'_>,
        name: &'static str,
        table: &mut Table,
    ) -> Result<()> {
        let time = (self.runs, Duration::from_secs(self.seconds.max(1)));
        let mut databases: Vec<(Database, Server)> = Vec::new();
        for cases in &self.sizes {
            let database = ground.database(name, *cases, false).await?;
            // What came due while it was filled is not what is measured.
            database.app.fire_due(database.app.now()).await?;
            let server = Server::serve(&database.url, ground.folder).await?;
            database.settle().await?;
            databases.push((database, server));
        }
        if self.wants("lists") {
            lists::measure(&databases, ground.folder, self.runs, table).await?;
        }
        for (database, server) in &databases {
            if self.wants("reading") {
                reading::measure(database, server, ground.folder, time, table).await?;
            }
            if self.wants("search") {
                search::measure(database, server, ground, self.runs, table).await?;
            }
        }
        if let Some((database, server)) = databases.last() {
            inner::memory(database, server, table).await?;
        }
        for (database, server) in databases {
            server.stop();
            if self.wants("intake") {
                intake::measure(&database, ground.folder, time, self.seed, table).await?;
            }
            if self.wants("start") && self.sizes.last() == Some(&database.cases) {
                inner::start(&database, ground.folder, self.runs, table).await?;
            }
            database.app.store().close().await;
        }
        if let Some(cases) = self.sizes.last().filter(|_| self.wants("sweep")) {
            let database = ground.database(name, *cases, true).await?;
            inner::sweep(&database, ground.folder, table).await?;
            database.app.store().close().await;
        }
        Ok(())
    }
}
