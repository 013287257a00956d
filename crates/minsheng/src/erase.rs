//! `minsheng erase`: deletes persons or words of a case that is over, by order.

use crate::config::{DatabaseFlag, Settings};
use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};
use hotline::case::event::Erasure;
use std::process::ExitCode;

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
    /// Do not write the database's files anew. For several cases one after another: the last one does it for
    /// all.
    #[arg(long)]
    no_rewrite: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// Who asked, and who left word where to reach him.
    Persons,
    /// That, and every word that anybody wrote and every file.
    Words,
}

impl Erase {
    pub async fn run(self, settings: &Settings) -> Result<ExitCode> {
        let app = settings.with(&self.database)?.open_existing().await?;
        let what = match self.what {
            What::Persons => Erasure::Persons,
            What::Words => Erasure::Words,
        };
        app.erase(&self.no, what, &self.reason).await?;
        crate::tell::line(format_args!("{} 已清除", self.no));
        let mut code = ExitCode::SUCCESS;
        if self.no_rewrite {
            crate::tell::line(
                "数据库文件没有重写，里面还找得到它的字；最后一件不带 --no-rewrite（the files still hold its words）",
            );
        } else {
            crate::tell::line("重写数据库文件，其间不能办件（writing the files anew）");
            let alone = app.store().rewrite_erased().await.context(
                "已清除，但数据库文件没有重写，里面还找得到它的字；看看磁盘，再运行一次（erased, but the files still hold its words; look at the disk, run it again）",
            )?;
            if alone {
                crate::tell::line("数据库文件里没有它的字了；备份和对外提供的副本不在其内");
            } else {
                code = ExitCode::FAILURE;
                crate::tell::line(
                    "还有连接在读清除以前的内容，文件里可能还有它的字；等它读完或停下服务器，再运行一次（somebody still reads what was before; run it again）",
                );
            }
        }
        app.store().close().await;
        Ok(code)
    }
}
