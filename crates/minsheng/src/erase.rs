//! `minsheng erase`: deletes persons or words of a case that is over, by order.

use crate::config::{DatabaseFlag, Settings};
use anyhow::Result;
use app::AppError;
use clap::{Args, ValueEnum};
use db::DbError;
use hotline::case::event::Erasure;
use std::process::ExitCode;
use store::StoreError;

/// What to do about whoever holds the database.
const HELD: &str = "别的进程占着数据库，等了也没有放开：可能是正在写的 minsheng serve、备份或迁移，或者开着它的工具（sqlite3、psql 等）；让它结束，再运行一次（another process holds the database: minsheng serve while it writes, a backup, or a tool such as sqlite3 or psql; let it end and run this again）";
/// What a rewriting that failed has left.
const STILL_THERE: &str = "已清除，但数据库文件没有重写，里面还找得到它的字（erased, but the files still hold its words）";
const LOOK_AT_THE_DISK: &str = "看看磁盘，再运行一次（look at the disk, run it again）";

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
        let erased = self.erase(settings).await;
        // Of a rewriting it is told already what to do.
        let told = |error: &anyhow::Error| format!("{error:#}").contains(HELD);
        erased.map_err(|error| {
            if is_held(&error) && !told(&error) {
                error.context(HELD)
            } else {
                error
            }
        })
    }

    async fn erase(self, settings: &Settings) -> Result<ExitCode> {
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
            let rewritten = app.store().rewrite_erased().await;
            let alone = rewritten.map_err(not_rewritten)?;
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

/// Whether an error comes from somebody who holds the database, and not from its disk.
fn is_held(error: &anyhow::Error) -> bool {
    let busy = |busy: &DbError| matches!(busy, DbError::Busy(_));
    error.chain().any(|cause| {
        let of_db = cause.downcast_ref().is_some_and(busy);
        let of_store = matches!(cause.downcast_ref(), Some(StoreError::Db(DbError::Busy(_))));
        let of_app = cause.downcast_ref().is_some_and(AppError::is_held);
        of_db || of_store || of_app
    })
}

fn not_rewritten(error: StoreError) -> anyhow::Error {
    let error = anyhow::Error::new(error);
    let then = if is_held(&error) {
        HELD
    } else {
        LOOK_AT_THE_DISK
    };
    error.context(then).context(STILL_THERE)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Only a disk that is full, or does not answer, is the disk's fault.
    #[test]
    fn a_rewriting_that_failed_says_whose_fault_it_is() {
        let told = |error: DbError| format!("{:#}", not_rewritten(error.into()));
        let held = told(DbError::Busy("database is locked".to_owned()));
        assert!(
            held.starts_with(STILL_THERE) && held.contains("sqlite3"),
            "{held}"
        );
        assert!(!held.contains("磁盘"), "{held}");
        for disk in [
            DbError::Full,
            DbError::Unavailable("disk I/O error".to_owned()),
        ] {
            let told = told(disk);
            assert!(
                told.starts_with(STILL_THERE) && told.contains("看看磁盘"),
                "{told}"
            );
        }
    }
}
