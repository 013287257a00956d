//! 导出: every case with its history, in the order of ids.

use super::{
    CaseLine, CodeLine, EndLine, EventLine, FORMAT, Header, Hex, Id, Line, PersonLine, TextLine,
    Time, VERSION,
};
use crate::vault::person_of;
use crate::{App, AppError, chance};
use hotline::case::event::{Erasure, Event};
use hotline::file::FileDigest;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use store::dossier::Dossier;

const BATCH: u32 = 200;

/// Why an export did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The database did not answer, or holds something that is not understood.
    #[error(transparent)]
    App(#[from] AppError),
    /// The file could not be written.
    #[error("写不下去 (cannot write): {0}")]
    Write(#[from] std::io::Error),
}

/// What was written.
#[derive(Debug, Clone)]
pub struct Exported {
    /// The last line.
    pub end: EndLine,
    /// Attachments copied out.
    pub files: u64,
    /// Attachments that cases refer to and that are not there.
    pub missing: Vec<FileDigest>,
}

/// Writes lines, counts and digests them.
struct Lines<'a> {
    out: &'a mut dyn Write,
    digest: Sha256,
}

impl Lines<'_> {
    fn put(&mut self, line: &Line) -> Result<(), ExportError> {
        let text = line.written()?;
        self.digest.update(&text);
        Ok(self.out.write_all(text.as_bytes())?)
    }
}

impl App {
    /// Writes every case, and its attachments by digest into a folder; tells after each batch how many
    /// cases are written.
    ///
    /// Each case is whole as of the instant at which it was read. A server may go on working beside
    /// it; what it changes behind the reader is not in the file.
    ///
    /// # Errors
    /// The database does not answer, or the file cannot be written.
    pub async fn export_dossiers(
        &self,
        out: &mut dyn Write,
        folder: Option<&Path>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Exported, ExportError> {
        let mut lines = Lines {
            out,
            digest: Sha256::new(),
        };
        lines.put(&Line::Header(Header {
            format: FORMAT.to_owned(),
            version: VERSION,
            profile: self.profile().name.clone(),
        }))?;
        let mut end = EndLine {
            cases: 0,
            events: 0,
            texts: 0,
            persons: 0,
            sha256: String::new(),
        };
        let (mut after, mut files, mut missing) = (0, 0, Vec::new());
        loop {
            let dossiers = self
                .store()
                .dossiers_after(after, BATCH)
                .await
                .map_err(AppError::from)?;
            let Some(last) = dossiers.last() else { break };
            after = last.id;
            for dossier in dossiers {
                for digest in write(dossier, &mut lines, &mut end)? {
                    let there = match folder {
                        Some(folder) => self.take_out(&digest, folder).await?,
                        None => false,
                    };
                    if there {
                        files += 1;
                    } else {
                        missing.push(digest);
                    }
                }
            }
            progress(end.cases);
        }
        end.sha256 = chance::hex(&lines.digest.clone().finalize());
        lines.put(&Line::End(end.clone()))?;
        lines.out.flush()?;
        Ok(Exported {
            end,
            files,
            missing,
        })
    }
}

/// Writes a dossier; gives the files that it refers to.
fn write(
    dossier: Dossier,
    lines: &mut Lines<'_>,
    end: &mut EndLine,
) -> Result<Vec<FileDigest>, ExportError> {
    let mut files = Vec::new();
    let case = Id(dossier.id);
    lines.put(&Line::Case(CaseLine {
        case,
        no: dossier.no,
        events: dossier.version,
        code: dossier.code.map(|code| CodeLine {
            salt: Hex(code.salt),
            digest: Hex(code.digest),
        }),
    }))?;
    end.cases += 1;
    let (mut texts, mut persons) = (BTreeSet::new(), BTreeSet::new());
    for stored in dossier.events {
        let event = store::event::read(&stored.kind, &stored.body).map_err(AppError::from)?;
        refers(&event, &mut texts, &mut persons);
        if let Event::Erased {
            what: Erasure::Words,
        } = &event
        {
            // What came before is gone by order.
            files.clear();
        }
        files.extend(super::files::of(&event).cloned());
        let body = serde_json::from_str(&stored.body)
            .map_err(|error| AppError::Internal(error.to_string()))?;
        lines.put(&Line::Event(EventLine {
            case,
            seq: stored.seq,
            kind: stored.kind,
            v: stored.v,
            at: Time(stored.at),
            recorded_at: Time(stored.recorded_at),
            actor: stored.actor,
            command: stored.command,
            body,
        }))?;
        end.events += 1;
    }
    // Words of events that came after the case was read are not of this file.
    for text in dossier
        .texts
        .into_iter()
        .filter(|text| texts.contains(&text.id))
    {
        lines.put(&Line::Text(TextLine {
            case,
            id: Id(text.id),
            salt: Hex(text.salt),
            body: text.body,
        }))?;
        end.texts += 1;
    }
    for person in dossier
        .persons
        .into_iter()
        .filter(|person| persons.contains(&person.id))
    {
        lines.put(&Line::Person(PersonLine {
            case,
            id: Id(person.id),
            salt: Hex(person.salt),
            body: person.person,
        }))?;
        end.persons += 1;
    }
    Ok(files)
}

/// Adds the ids of the words and persons that an event refers to.
pub(super) fn refers(event: &Event, texts: &mut BTreeSet<i64>, persons: &mut BTreeSet<i64>) {
    texts.extend(event.words().into_iter().map(|(_, text, _)| text.id));
    persons.extend(person_of(event).map(|person| person.id));
}
