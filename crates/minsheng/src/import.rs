//! `minsheng import`: cases of another installation, from a file that `export` wrote.

use crate::config::{DatabaseFlag, Settings};
use crate::progress::Progress;
use anyhow::{Context as _, Result};
use app::dossier::check::BadLine;
use app::dossier::import::{Imported, Listener};
use clap::Args;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Takes in every case of the file that holds together and is not here yet. A line that is not taken
/// is told with its number and why, and the exit status is 1. Run it again after an interruption:
/// nothing is taken twice, nothing is sent, and no reminder of the past is given.
#[derive(Args)]
pub struct Import {
    #[command(flatten)]
    database: DatabaseFlag,
    /// The file; `-` for standard input.
    file: PathBuf,
}

struct Bar(Progress);

impl Listener for Bar {
    fn bad(&mut self, bad: &BadLine) {
        let no = bad.no.as_deref().unwrap_or("");
        crate::tell::line(format_args!("第 {} 行 {no}：{}", bad.line, bad.why));
    }
    fn progress(&mut self, so_far: &Imported) {
        let word = format!(
            "收下 {}，已有 {}，有错 {}",
            so_far.taken, so_far.present, so_far.bad
        );
        self.0.at(so_far.bytes, &word);
    }
}

impl Import {
    pub async fn run(self, settings: &Settings) -> Result<ExitCode> {
        let (mut input, size): (Box<dyn BufRead>, _) = if self.file == Path::new("-") {
            (Box::new(BufReader::new(std::io::stdin())), None)
        } else {
            let file = File::open(&self.file).with_context(|| self.file.display().to_string())?;
            let size = file.metadata()?.len();
            (
                Box::new(BufReader::with_capacity(1 << 20, file)),
                Some(size),
            )
        };
        let config = settings.with(&self.database)?;
        let app = config.open().await?;
        app.keep_files_in(&config.data.join("files"))?;
        let folder = crate::export::attachments_of(&self.file);
        let mut bar = Bar(Progress::new("导入", size));
        let done = app.import(&mut input, Some(&folder), &mut bar).await;
        app.store().close().await;
        let done = done.context("没有导完；已收下的都在，修好后再运行一次即可 (run it again)")?;
        bar.0.end("");
        crate::tell::line(format_args!(
            "收下 {} 件，已有 {} 件，{} 行有错 ({} taken, {} here already, {} bad lines)",
            done.taken, done.present, done.bad, done.taken, done.present, done.bad
        ));
        Ok(if done.bad == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}
