//! `minsheng erase`: deletes persons or words of a case that is over, by order.

use crate::config::{DatabaseFlag, Settings};
use anyhow::Result;
use clap::{Args, ValueEnum};
use hotline::case::event::Erasure;

/// Delete persons or words of a case that is over; the events stay.
#[derive(Args)]
pub struct Erase {
    #[command(flatten)]
    database: DatabaseFlag,
    /// Number of the case.
    no: String,
    /// What to delete.
    #[arg(long, value_enum)]
    what: What,
    /// By whose order and why; it goes to the audit trail.
    #[arg(long)]
    reason: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// Who asked, and who left word where to reach him.
    Persons,
    /// That, and every word that anybody wrote and every file.
    Words,
}

impl Erase {
    pub async fn run(self, settings: &Settings) -> Result<()> {
        let app = settings.with(&self.database)?.open_existing().await?;
        let what = match self.what {
            What::Persons => Erasure::Persons,
            What::Words => Erasure::Words,
        };
        app.erase(&self.no, what, &self.reason).await?;
        crate::tell::line(format_args!(
            "{} 已清除；备份和对外提供的副本不在其内",
            self.no
        ));
        app.store().close().await;
        Ok(())
    }
}
