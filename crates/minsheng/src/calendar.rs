//! `minsheng calendar`: the holiday tables; `list` and `export` need no server and no database.

use crate::config::{DatabaseFlag, Settings};
use anyhow::{Context as _, Result, anyhow, bail};
use app::accounts::COMMAND_LINE;
use clap::Subcommand;
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
        #[command(flatten)]
        database: DatabaseFlag,
        /// Date of issue, for an ICS file.
        #[arg(long)]
        issued: Option<workday::Date>,
    },
}

impl Command {
    pub fn run(self, settings: &Settings) -> Result<()> {
        let calendar = settings
            .read(&[])?
            .load_profile()?
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
            Self::Export => crate::tell::text_end(&workday::export_csv(&calendar)),
            Self::Import {
                file,
                database,
                issued,
            } => {
                let text =
                    std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
                if issued.is_none() && text.trim_start().starts_with("BEGIN:VCALENDAR") {
                    bail!(
                        "{}：日历文件里没有发布日期，请加 --issued YYYY-MM-DD (an ICS file needs --issued, the day of the notice)",
                        file.display()
                    );
                }
                let notice = match issued {
                    Some(issued) => Notice::from_ics(&text, issued),
                    None => Notice::from_toml(&text),
                };
                let notice =
                    notice.map_err(|error| anyhow!("{}: {}", file.display(), error.zh()))?;
                let year = notice.year;
                let moved = crate::runtime()?.block_on(async {
                    let app = settings.with(&database)?.open().await?;
                    if app.issued_by_now(&notice).is_err() {
                        let (issued, today) = (notice.issued, app.now().date());
                        app.store().close().await;
                        bail!(
                            "{}：发布日期 {issued} 还没到，今天是 {today}；没有导入，请核对发布日期 (the date of issue is after today; nothing was loaded)",
                            file.display()
                        );
                    }
                    let moved = app.load_notice(COMMAND_LINE, notice).await?;
                    app.store().close().await;
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
