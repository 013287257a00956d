//! 导入: dossiers of another installation. Whatever holds together is taken, whatever does not is
//! told with its line; a second run takes nothing twice, so an interrupted one is simply run again.

use super::check::{BadLine, Block, Reason, Sound, reason};
use super::reader::Reader;
use super::{EndLine, FORMAT, Header, Id, Line, VERSION};
use crate::{App, AppError};
use hotline::case::Case;
use hotline::case::status::Status;
use hotline::case::timer::{Timer, TimerKey, TimerKind};
use std::collections::BTreeSet;
use std::io::BufRead;
use std::path::Path;
use store::commit::{Conflict, StreamWrite};
use store::dossier::{Intake, StoredEvent};
use store::{Abort, StoreError};
use workday::Instant;

/// Cases in one transaction.
const BATCH: usize = 100;
/// What should have happened on its own while the case was on its way is looked at so much later:
/// nothing fires while it is taken in, and nothing is forgotten either.
const LATER: i64 = 24 * 3_600_000;
/// Bad lines that wait for those before them, at most; only a case with more broken lines than this has
/// them told out of order.
const WAITING: usize = 10_000;

/// Why an import did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The database does not answer.
    #[error(transparent)]
    App(#[from] AppError),
    /// The file cannot be read.
    #[error("读不下去 (cannot read): {0}")]
    Read(#[from] std::io::Error),
    /// The file is not one of ours, or of another version or city.
    #[error("{0}")]
    File(Reason),
}

/// What came of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Imported {
    /// Cases taken in.
    pub taken: u64,
    /// Cases that were there already.
    pub present: u64,
    /// Lines that were told as bad.
    pub bad: u64,
    /// Bytes read.
    pub bytes: u64,
}

/// Told while an import runs.
pub trait Listener {
    /// A line that is not taken. They come in the order of their numbers.
    fn bad(&mut self, bad: &BadLine);
    /// How far it is.
    fn progress(&mut self, so_far: &Imported);
}

/// An import under way.
struct Import<'a> {
    app: &'a App,
    folder: Option<&'a Path>,
    listener: &'a mut dyn Listener,
    done: Imported,
    block: Option<Block>,
    batch: Vec<Sound>,
    /// Bad lines that are not told yet: one before them may still turn out to be bad.
    bad: Vec<BadLine>,
    /// Cases whose lines were already told to belong nowhere.
    strays: BTreeSet<Id>,
    counts: EndLine,
}

impl App {
    /// Takes in every case of a file that holds together and is not here yet, and its attachments from
    /// a folder.
    ///
    /// # Errors
    /// The file is not one of ours, of another version or another city's; it cannot be read; or the
    /// database does not answer. What was taken in by then stays.
    pub async fn import(
        &self,
        input: &mut dyn BufRead,
        folder: Option<&Path>,
        listener: &mut dyn Listener,
    ) -> Result<Imported, ImportError> {
        let mut reader = Reader::new(input);
        header(self, &mut reader)?;
        let mut import = Import {
            app: self,
            folder,
            listener,
            done: Imported::default(),
            block: None,
            batch: Vec::new(),
            bad: Vec::new(),
            strays: BTreeSet::new(),
            counts: EndLine {
                cases: 0,
                events: 0,
                texts: 0,
                persons: 0,
                sha256: String::new(),
            },
        };
        let read = import.read(&mut reader).await;
        import.tell_waiting();
        read?;
        if import.done.taken > 0 {
            // All is taken in by now; what cannot be looked through at once is, a while later.
            let _ = self.store().learn().await;
        }
        Ok(import.done)
    }
}

fn header(app: &App, reader: &mut Reader<'_>) -> Result<(), ImportError> {
    let not_ours = || ImportError::File(reason("这不是案卷文件", "this is no file of dossiers"));
    let first = reader.next()?.ok_or_else(not_ours)?;
    let Ok(Line::Header(Header {
        format,
        version,
        profile,
    })) = first.what
    else {
        return Err(not_ours());
    };
    if format != FORMAT {
        return Err(not_ours());
    }
    if version != VERSION {
        return Err(ImportError::File(reason(
            format!("文件是第 {version} 版格式，本程序读第 {VERSION} 版；请用写出它的程序版本"),
            format!("the file has version {version}, this program reads {VERSION}"),
        )));
    }
    let own = &app.profile().name;
    if profile != *own {
        return Err(ImportError::File(reason(
            format!("文件属于 {profile}，这里是 {own}"),
            "the file is of another city's profile",
        )));
    }
    Ok(())
}

impl Import<'_> {
    /// Everything behind the first line.
    async fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), ImportError> {
        let (mut last, mut ended) = (1, false);
        while let Some(read) = reader.next()? {
            last = read.line;
            self.done.bytes = reader.bytes();
            if ended {
                self.tell(
                    read.line,
                    None,
                    reason("末行之后还有内容", "more after the last line"),
                );
                break;
            }
            match read.what {
                Err(why) => self.tell(read.line, None, why),
                Ok(Line::Header(_)) => {
                    self.tell(read.line, None, reason("首行写了两次", "a second header"));
                }
                Ok(Line::End(end)) => {
                    self.close().await?;
                    self.counts.sha256 = reader.digest();
                    if self.counts != end {
                        let why = reason(
                            "文件与末行的件数或摘要不符：有改动或缺行",
                            "the file does not fit the counts or the digest of its last line",
                        );
                        self.tell(read.line, None, why);
                    }
                    ended = true;
                }
                Ok(line) => self.line(read.line, line).await?,
            }
        }
        self.close().await?;
        self.flush().await?;
        if !ended {
            let why = reason(
                "文件没有写完：缺末行",
                "the file is cut off: its last line is missing",
            );
            self.tell(last, None, why);
        }
        Ok(())
    }

    fn tell(&mut self, line: u64, no: Option<String>, why: Reason) {
        self.told(vec![BadLine { line, no, why }]);
    }

    fn told(&mut self, bad: Vec<BadLine>) {
        self.done.bad += u64::try_from(bad.len()).unwrap_or_default();
        self.bad.extend(bad);
        // What comes before it is looked at already, or there is far too much.
        if self.block.is_none() && self.batch.is_empty() || self.bad.len() >= WAITING {
            self.tell_waiting();
        }
    }

    fn tell_waiting(&mut self) {
        self.bad.sort_by_key(|bad| bad.line);
        for bad in self.bad.drain(..) {
            self.listener.bad(&bad);
        }
    }

    async fn line(&mut self, number: u64, line: Line) -> Result<(), ImportError> {
        let case = match &line {
            Line::Case(case) => {
                self.close().await?;
                self.counts.cases += 1;
                self.block = Some(Block {
                    line: number,
                    case: case.clone(),
                    events: Vec::new(),
                    texts: Vec::new(),
                    persons: Vec::new(),
                });
                return Ok(());
            }
            Line::Event(event) => event.case,
            Line::Text(text) => text.case,
            Line::Person(person) => person.case,
            Line::Header(_) | Line::End(_) => return Ok(()),
        };
        let counts = &mut self.counts;
        match &line {
            Line::Event(_) => counts.events += 1,
            Line::Text(_) => counts.texts += 1,
            _ => counts.persons += 1,
        }
        let Some(block) = self.block.as_mut().filter(|block| block.case.case == case) else {
            if self.strays.insert(case) {
                let zh = format!("前面没有诉求 {} 的首行，它的各行都不取", case.0);
                self.tell(number, None, reason(zh, "no case line before it"));
            }
            return Ok(());
        };
        match line {
            Line::Event(event) => block.events.push((number, event)),
            Line::Text(text) => block.texts.push((number, text)),
            Line::Person(person) => block.persons.push((number, person)),
            _ => {}
        }
        Ok(())
    }

    /// The block is complete.
    async fn close(&mut self) -> Result<(), ImportError> {
        let Some(block) = self.block.take() else {
            return Ok(());
        };
        match self.app.sound(&block, self.app.now()) {
            Ok(sound) => self.batch.push(sound),
            Err(bad) => self.told(bad),
        }
        if self.batch.len() >= BATCH {
            self.flush().await?;
        }
        Ok(())
    }

    /// Writes what waits.
    async fn flush(&mut self) -> Result<(), ImportError> {
        let batch = std::mem::take(&mut self.batch);
        // Before their cases: what a case refers to is there.
        for sound in &batch {
            for (seq, why) in self.app.bring_in(&sound.recorded, self.folder).await? {
                let line = sound.line + seq;
                self.tell(line, Some(sound.case.no.clone()), why);
            }
        }
        let ids: Vec<i64> = batch.iter().map(|sound| sound.case.id).collect();
        let known: BTreeSet<i64> = self
            .app
            .store()
            .known_cases(&ids)
            .await
            .map_err(AppError::from)?
            .into_iter()
            .collect();
        let (there, fresh): (Vec<_>, Vec<_>) = batch
            .into_iter()
            .partition(|sound| known.contains(&sound.case.id));
        for sound in there {
            self.compare(&sound).await?;
        }
        let now = self.app.now();
        let intakes = fresh.iter().map(|sound| self.app.intake(sound, now));
        let intakes = intakes.collect::<Result<Vec<_>, _>>()?;
        let count = u64::try_from(intakes.len()).unwrap_or_default();
        if put(self.app, intakes, now).await? {
            self.done.taken += count;
        } else {
            // One of them clashes with what is here: each alone.
            for sound in fresh {
                let intake = self.app.intake(&sound, now)?;
                if put(self.app, vec![intake], now).await? {
                    self.done.taken += 1;
                } else {
                    self.compare(&sound).await?;
                }
            }
        }
        if self.block.is_none() {
            self.tell_waiting();
        }
        self.listener.progress(&self.done);
        Ok(())
    }

    /// A case whose id or number is here already: the same one, or another.
    async fn compare(&mut self, sound: &Sound) -> Result<(), ImportError> {
        let here = self
            .app
            .store()
            .stored_events(sound.case.id)
            .await
            .map_err(AppError::from)?;
        let why = match here {
            Some((no, events)) if no == sound.case.no && begins(&events, &sound.events) => {
                self.done.present += 1;
                return Ok(());
            }
            Some((no, events)) if no == sound.case.no && begins(&sound.events, &events) => reason(
                format!("这里已有这件，但只到第 {} 步", events.len()),
                "this case is here already with fewer events",
            ),
            Some(_) => reason(
                "这里已有另一件用着同一个 id",
                "another case here has the same id",
            ),
            None => reason(
                "这里已有另一件用着同一个编号",
                "another case here has the same number",
            ),
        };
        self.tell(sound.line, Some(sound.case.no.clone()), why);
        Ok(())
    }
}

/// Whether a history begins with another.
fn begins(whole: &[StoredEvent], beginning: &[StoredEvent]) -> bool {
    whole.starts_with(beginning)
}

/// Puts cases in; false if one of them is there.
async fn put(app: &App, mut intakes: Vec<Intake>, now: Instant) -> Result<bool, AppError> {
    if intakes.is_empty() {
        return Ok(true);
    }
    for intake in &mut intakes {
        intake.stream.found_by = app.found_by(&intake.stream).await?;
    }
    match app.store().take_in(intakes, now).await {
        Ok(()) => Ok(true),
        Err(Abort::Refused(Conflict::Taken | Conflict::Stale | Conflict::Repeated)) => Ok(false),
        Err(Abort::Db(error)) => Err(StoreError::from(error).into()),
    }
}

impl App {
    fn intake(&self, sound: &Sound, now: Instant) -> Result<Intake, AppError> {
        let case = sound.case.clone();
        Ok(Intake {
            files_from: super::check::Erased::of(&sound.recorded).words_before,
            number: self.numbers().place(&case.no),
            stream: StreamWrite {
                call_back: case.wants_call_back(&*self.rules_of(Some(&case), now)?),
                timers: self.timers_taken_in(&case, now)?,
                case,
                expected: 0,
                events: sound.recorded.clone(),
                texts: sound.texts.clone(),
                persons: sound.persons.clone(),
                found_by: None,
            },
            events: sound.events.clone(),
            code: sound.code.clone(),
        })
    }

    /// What a case waits for that was taken in: reminders that are past stay away for ever.
    fn timers_taken_in(&self, case: &Case, now: Instant) -> Result<Vec<Timer>, AppError> {
        let later = now.plus_millis(LATER);
        let mut timers = self.timers_of(case, now)?;
        timers.retain(|timer| timer.at > now || !timer.key.kind.reminds());
        for timer in &mut timers {
            if timer.at <= now {
                timer.at = later;
            }
        }
        if case.status == Status::Merged {
            // The word that its parent was answered may have been on its way.
            let key = TimerKey {
                kind: TimerKind::Parent,
                round: 0,
                which: String::new(),
            };
            timers.push(Timer { key, at: later });
        }
        Ok(timers)
    }
}
