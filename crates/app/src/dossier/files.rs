//! 附件 of a dossier: files by digest, in a folder beside the file of lines. A file that is missing is
//! told, and does not keep its case away: run again, it is brought as soon as it is there.

use super::check::{Erased, Reason, reason};
use crate::{App, AppError};
use files::Copy;
use futures_util::StreamExt as _;
use hotline::case::event::{Attached, Event, Recorded};
use hotline::file::FileDigest;
use std::path::Path;
use tokio::io::AsyncWriteExt as _;

/// The file that an event brings.
pub(super) fn of(event: &Event) -> Option<&FileDigest> {
    match event {
        Event::Attached(Attached { file, .. }) => Some(&file.digest),
        _ => None,
    }
}

impl App {
    /// Copies a file out; whether it was there.
    pub(super) async fn take_out(
        &self,
        digest: &FileDigest,
        folder: &Path,
    ) -> Result<bool, std::io::Error> {
        let whole = folder.join(digest.as_str());
        if tokio::fs::try_exists(&whole).await? {
            return Ok(true);
        }
        let Ok(mut opened) = self.files().open(digest, Copy::Whole).await else {
            return Ok(false);
        };
        tokio::fs::create_dir_all(folder).await?;
        let partial = folder.join(format!(".{}.partial", digest.as_str()));
        let mut out = tokio::fs::File::create(&partial).await?;
        while let Some(piece) = opened.content.next().await {
            out.write_all(&piece?).await?;
        }
        out.sync_all().await?;
        tokio::fs::rename(partial, whole).await?;
        Ok(true)
    }

    /// Brings the files of a case that are not here yet; what is wrong with one is told by the number of
    /// its event.
    pub(super) async fn bring_in(
        &self,
        recorded: &[Recorded],
        folder: Option<&Path>,
    ) -> Result<Vec<(u64, Reason)>, AppError> {
        let mut bad = Vec::new();
        let erased = Erased::of(recorded);
        for event in recorded
            .iter()
            .filter(|event| event.seq >= erased.words_before)
        {
            let Some(digest) = of(&event.event) else {
                continue;
            };
            if self.files().has(digest).await.is_ok_and(|here| here) {
                continue;
            }
            let content = match folder {
                Some(folder) => tokio::fs::read(folder.join(digest.as_str())).await.ok(),
                None => None,
            };
            let Some(content) = content else {
                let zh = "附件不在旁边的文件夹里；诉求件已收，补上附件后再运行一次";
                bad.push((
                    event.seq,
                    reason(zh, "the attachment is missing; its case is taken"),
                ));
                continue;
            };
            if let Err(error) = self.files().bring(digest, content).await {
                let zh = "附件与它的摘要不符，或存不下；诉求件已收";
                bad.push((
                    event.seq,
                    reason(zh, format!("the attachment was not kept: {error}")),
                ));
            }
        }
        Ok(bad)
    }
}
