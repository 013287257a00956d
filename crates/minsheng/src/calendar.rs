//! `minsheng calendar`: the holiday tables; `list` and `export` need no server and no database.

use anyhow::{Context as _, Result, anyhow};
use clap::Subcommand;
use hotline::profile::Profile;
use std::path::PathBuf;
use workday::Notice;

/// What to do with the tables.
#[derive(Subcommand)]
pub enum Command {
    /// Tables loaded, by year.
    List,
    /// Every day of every loaded year as CSV `date,working,kind`.
    Export,
    /// Load a table (TOML or ICS) into a database and re-date open cases.
    Import {
        /// The table.
        file: PathBuf,
        /// The database: `sqlite:PATH` or `postgres://…`.
        #[arg(
            long,
            env = "MINSHENG_DATABASE",
            default_value = "sqlite:data/minsheng.db"
        )]
        database: String,
        /// Date of issue, for an ICS file.
        #[arg(long)]
        issued: Option<workday::Date>,
    },
}

impl Command {
    pub fn run(self, profile: &Profile) -> Result<()> {
        let calendar = profile
            .calendar()
            .map_err(|error| anyhow!("{}", error.zh()))?;
        match self {
            Self::List => {
                for notice in calendar.notices() {
                    let composed = if notice.composed {
                        "（发布日期待核）"
                    } else {
                        ""
                    };
                    crate::tell::line(format_args!(
                        "{}  {}  {}{composed}",
                        notice.year, notice.issued, notice.title
                    ));
                }
            }
            Self::Export => print!("{}", workday::export_csv(&calendar)),
            Self::Import {
                file,
                database,
                issued,
            } => {
                let text =
                    std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
                let notice = match issued {
                    Some(issued) => Notice::from_ics(&text, issued),
                    None => Notice::from_toml(&text),
                };
                let notice =
                    notice.map_err(|error| anyhow!("{}: {}", file.display(), error.zh()))?;
                let year = notice.year;
                let moved = crate::runtime()?.block_on(async {
                    let store = store::Store::open(&database).await?;
                    let clock = std::sync::Arc::new(app::clock::SystemClock::default());
                    let app = app::App::open(store.clone(), profile.clone(), clock, None).await?;
                    let moved = app.load_notice(notice).await?;
                    store.close().await;
                    anyhow::Ok(moved)
                })?;
                crate::tell::line(format_args!(
                    "{year} 年放假安排已导入，{moved} 件的期限已按新安排重算或确定"
                ));
            }
        }
        Ok(())
    }
}
