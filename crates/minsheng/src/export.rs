//! `minsheng export`: every case with its whole history as canonical JSON lines.

use crate::config::{DatabaseFlag, Settings};
use crate::progress::Progress;
use anyhow::{Context as _, Result, bail};
use clap::Args;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// Writes every case with its history into a file that `import` reads, on whichever database. It
/// holds personal data in clear: keep it as safe as the database. Accounts are not in it.
#[derive(Args)]
pub struct Export {
    #[command(flatten)]
    database: DatabaseFlag,
    /// The file, which must not be there yet; `-` for standard output.
    file: PathBuf,
}

impl Export {
    pub async fn run(self, settings: &Settings) -> Result<()> {
        let config = settings.with(&self.database)?;
        let app = config.open_existing().await?;
        app.keep_files_in(&config.data.join("files"))?;
        let whole = app.store().count_cases().await?;
        let mut bar = Progress::new("导出", Some(whole));
        let mut tell = |done: u64| bar.at(done, &format!("{done} 件"));
        let done = if self.file == Path::new("-") {
            let mut out = BufWriter::new(std::io::stdout().lock());
            app.export_dossiers(&mut out, None, &mut tell).await?
        } else {
            let mut out = Unfinished::new(&self.file)?;
            let folder = attachments_of(&self.file);
            let done = app
                .export_dossiers(&mut out.writer, Some(&folder), &mut tell)
                .await?;
            out.finish()?;
            done
        };
        bar.end("");
        let end = done.end;
        eprintln!(
            "{} 件诉求，{} 步，{} 段文字，{} 人；SHA-256 {}",
            end.cases, end.events, end.texts, end.persons, end.sha256
        );
        if done.files > 0 {
            eprintln!("附件 {} 个 (attachments)", done.files);
        }
        app.store().close().await;
        if !done.missing.is_empty() {
            bail!(
                "{} 个附件没有写出：写到标准输出时不带附件，或它们不在 data 的 files 里 (attachments missing)",
                done.missing.len()
            );
        }
        Ok(())
    }
}

/// Where the attachments of a file of lines lie.
pub fn attachments_of(file: &Path) -> PathBuf {
    let mut folder = file.as_os_str().to_owned();
    folder.push(".files");
    PathBuf::from(folder)
}

/// A file under another name until it is whole.
struct Unfinished {
    writer: BufWriter<File>,
    partial: PathBuf,
    file: PathBuf,
}

impl Unfinished {
    fn new(file: &Path) -> Result<Self> {
        if file.exists() {
            bail!(
                "{} 已存在，不覆盖 (exists and is not overwritten)",
                file.display()
            );
        }
        let mut partial = file.as_os_str().to_owned();
        partial.push(".partial");
        let partial = PathBuf::from(partial);
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        // Others on the machine have no business with it.
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let opened = options.open(&partial);
        let writer = BufWriter::new(opened.with_context(|| partial.display().to_string())?);
        Ok(Self {
            writer,
            partial,
            file: file.to_owned(),
        })
    }

    fn finish(mut self) -> Result<()> {
        self.writer.flush()?;
        self.writer.get_ref().sync_all()?;
        // Somebody may have made the file meanwhile; a link is never made over one.
        std::fs::hard_link(&self.partial, &self.file)
            .with_context(|| self.file.display().to_string())?;
        std::fs::remove_file(&self.partial)?;
        Ok(())
    }
}
