//! 附件: taking files in, handing them out under the case's scope, sweeping away what nobody wants.

use crate::execute::{Ask, Done};
use crate::holding::held;
use crate::{App, AppError};
use files::{Copy, FileError, Files, Incoming, Opened};
use hotline::actor::Actor;
use hotline::case::command::{Attach, Command, Verb};
use hotline::file::{FileKind, Kept, plain_name};
use hotline::refusal::{Code, Refusal};
use hotline::scope::view::{eyes, files_of};
use hotline::text::{Line, Words};
use std::path::Path;
use store::sealed::CaseWords;

pub use files::Copy as FileCopy;
pub use files::Incoming as FileComing;
pub use files::is_half_kept;

/// A file that no case refers to is left alone for so long: it may have come just now.
const ORPHAN_HOURS: i64 = 24;
/// Digests asked for in one statement.
const ASKED_AT_ONCE: usize = 200;

/// Whether a form with this content type comes in parts, as those with files do: large, and piece by piece. Here
/// alone it is decided, in whatever case it is written.
pub fn in_parts(content_type: &[u8]) -> bool {
    let kind = content_type.split(|byte| *byte == b';').next();
    let kind = kind.unwrap_or_default().trim_ascii();
    kind.eq_ignore_ascii_case(b"multipart/form-data")
}

/// What is said about a file.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// Its name on the sender's machine, as it was given.
    pub name: Option<String>,
    /// What there is to say about it.
    pub caption: Option<Words>,
    /// Of evidence: what it shows.
    pub what: Option<Line>,
    /// When it was taken.
    pub taken_at: Option<Line>,
    /// Whether the requester may see a unit's file.
    pub public: bool,
}

/// A file on its way out.
pub struct FileOut {
    /// What it is.
    pub kind: FileKind,
    /// Its name, ending as its kind does.
    pub name: String,
    /// Its content.
    pub opened: Opened,
}

impl From<FileError> for AppError {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Refused(refusal) => Self::Refused(refusal),
            FileError::Unavailable(why) => Self::NoFiles(why),
            FileError::Missing => Self::NoFiles("a file is missing".to_owned()),
        }
    }
}

impl App {
    /// Keeps files in a folder from now on. Without it they are gone with the process.
    ///
    /// # Errors
    /// The folder cannot be used, or files are kept already.
    pub fn keep_files_in(&self, folder: &Path) -> Result<(), AppError> {
        let files = Files::in_folder(folder)
            .map_err(|error| AppError::Setup(format!("{}: {error}", folder.display())))?;
        let twice = |_| AppError::Setup("files are kept already".to_owned());
        self.0.files.set(files).map_err(twice)
    }

    /// The place where files lie.
    pub fn files(&self) -> &Files {
        self.0.files.get_or_init(Files::in_memory)
    }

    /// Whether the actor may add a file to a case now: asked before anything is taken in. A repeat of a file
    /// that he added may, whatever has become of the case since: it adds nothing.
    ///
    /// # Errors
    /// `not_found`, `stale`, `not_yours`, `wrong_state`, `ended`; or the database does not answer.
    pub async fn may_attach(&self, actor: &Actor, no: &str, ask: &Ask) -> Result<(), AppError> {
        let case = self.seen_case(actor, no).await?;
        if self.has_attached(actor, &case, ask).await? {
            return Ok(());
        }
        if ask.if_match.is_some_and(|seen| seen != case.version) {
            return Err(Code::Stale.into());
        }
        self.may_give(actor, no, Verb::Attach).await
    }

    /// Whether the actor may give a command now, before anything else is read or taken in.
    pub(crate) async fn may_give(
        &self,
        actor: &Actor,
        no: &str,
        verb: Verb,
    ) -> Result<(), AppError> {
        let actions = self.actions(actor, no).await?;
        if let Some(action) = actions.into_iter().find(|it| it.verb == verb) {
            return action.refused.map_or(Ok(()), |refusal| Err(refusal.into()));
        }
        let case = self.seen_case(actor, no).await?;
        Err(case.not_concerned(verb, actor).into())
    }

    /// Begins to take a file in.
    ///
    /// # Errors
    /// The place where files lie is gone or full.
    pub async fn file_coming(&self) -> Result<Incoming, AppError> {
        Ok(self.files().incoming().await?)
    }

    /// 添附件: keeps a file that has come and adds it to a case. The file is durable before the case
    /// knows of it.
    ///
    /// # Errors
    /// A refusal of the file or of the command, after which the case is as before; or files or
    /// database are not available.
    pub async fn attach(
        &self,
        actor: &Actor,
        no: &str,
        mut coming: Incoming,
        about: About,
        ask: &Ask,
    ) -> Result<Done, AppError> {
        if coming.bytes() == 0 {
            let why =
                "file：这个文件是空的，请重新选一个 (this file is empty, please choose another)";
            return Err(Refusal::because(Code::BadValue, why).into());
        }
        let name = about.name.as_deref().and_then(plain_name);
        let name = name.and_then(|name| Line::new(&name).ok());
        let file = self.kept(actor, &mut coming).await?;
        let digest = file.digest.clone();
        let command = Command::Attach(Attach {
            file,
            name,
            caption: about.caption,
            what: about.what,
            taken_at: about.taken_at,
            public: about.public,
        });
        let done = self.execute(actor, no, &command, ask).await?;
        // A sweep that looked just before the case knew of it may have taken the file away.
        if !self.files().has(&digest).await? {
            self.kept(actor, &mut coming).await?;
        }
        Ok(done)
    }

    /// Keeps a file that has come; one of the public in a line of its own. What is held here is held until it is
    /// drawn, also when nobody waits for that any more.
    async fn kept(&self, actor: &Actor, coming: &mut Incoming) -> Result<Kept, FileError> {
        match actor {
            Actor::Requester => self.files().keep_for_public(coming, held()).await,
            _ => self.files().keep(coming, held()).await,
        }
    }

    /// A file of a case, or its thumbnail. A file that is not there and one that may not be seen get
    /// the same answer.
    ///
    /// # Errors
    /// `not_found`; or files or database are not available.
    pub async fn file(
        &self,
        actor: &Actor,
        no: &str,
        file: u64,
        copy: Copy,
    ) -> Result<FileOut, AppError> {
        let case = self.seen_case(actor, no).await?;
        let eyes = eyes(actor, &case, &self.profile().directory).ok_or(Code::NotFound)?;
        let found = files_of(&case, eyes).find(|seen| seen.seq == file);
        let found = found.ok_or(Code::NotFound)?;
        if copy == Copy::Thumbnail && !found.file.kind.is_picture() {
            return Err(Code::NotFound.into());
        }
        let words: CaseWords = self.0.store.words(case.id).await?;
        let given = found.name.as_ref();
        let given = given.and_then(|name| hotline::scope::view::Opened::words(&words, name));
        let (kind, end) = match copy {
            Copy::Whole => (found.file.kind, found.file.kind.extension()),
            Copy::Thumbnail => (FileKind::Jpeg, "jpg"),
        };
        let opened = self.files().open(&found.file.digest, copy).await?;
        Ok(FileOut {
            kind,
            name: named(given.as_deref(), &format!("{no}-{file}"), end),
            opened,
        })
    }

    /// Sweeps one of the 256 parts of the files' place: removes what no case refers to, and what was
    /// left half taken in. How many files went.
    ///
    /// # Errors
    /// Files or database are not available.
    pub async fn sweep_files(&self, shard: u8) -> Result<u32, AppError> {
        self.sweep_files_before(shard, self.now().plus_hours(-ORPHAN_HOURS).as_millis())
            .await
    }

    /// The same for files older than an instant, in UTC milliseconds.
    ///
    /// # Errors
    /// Files or database are not available.
    pub async fn sweep_files_before(&self, shard: u8, before: i64) -> Result<u32, AppError> {
        let mut removed = self.files().remove_left_over(before).await?;
        removed += self.files().remove_half_kept(shard, before).await?;
        let old = self.files().older(shard, before).await?;
        for some in old.chunks(ASKED_AT_ONCE) {
            let wanted = self.0.store.referred_to(some).await?;
            for digest in some.iter().filter(|it| !wanted.contains(it.as_str())) {
                removed += u32::from(self.files().remove(digest, before).await?);
            }
        }
        Ok(removed)
    }
}

/// A name for saving: as given, ending as the kind does.
fn named(given: Option<&str>, otherwise: &str, end: &str) -> String {
    let given = given.unwrap_or(otherwise);
    let stem = match given.rsplit_once('.') {
        Some((stem, last)) if !stem.is_empty() && last.len() <= 5 => stem,
        _ => given,
    };
    format!("{stem}.{end}")
}

#[cfg(test)]
mod tests {
    use super::in_parts;

    #[test]
    fn a_form_comes_in_parts_in_whatever_case_that_is_written() {
        for kind in [
            "multipart/form-data; boundary=xx",
            "Multipart/Form-Data; boundary=xx",
            " MULTIPART/FORM-DATA ;boundary=xx",
            "multipart/form-data",
        ] {
            assert!(in_parts(kind.as_bytes()), "{kind}");
        }
        for kind in [
            "",
            "application/x-www-form-urlencoded",
            "multipart/form-data-of-words; boundary=xx",
            "multipart/mixed; boundary=xx",
            "text/plain; multipart/form-data",
        ] {
            assert!(!in_parts(kind.as_bytes()), "{kind}");
        }
    }
}
