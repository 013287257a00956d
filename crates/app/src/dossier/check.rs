//! Whether a dossier holds together: its events fold, its words fit their digests, its units, items
//! and rulebooks are known here.

use super::{CaseLine, EventLine, PersonLine, TextLine, reader, unknown};
use crate::App;
use crate::vault::{person_digest, person_of, text_digest};
use hotline::case::Case;
use hotline::case::event::{EVENT_VERSION, Erasure, Event, Recorded};
use hotline::codes::UnitCode;
use std::collections::BTreeMap;
use std::fmt;
use store::commit::CodeWrite;
use store::dossier::StoredEvent;
use store::sealed::{SealedPerson, SealedText};
use workday::Instant;

/// The clocks of two installations may differ by so much.
const SKEW: i64 = 5 * 60_000;

/// What is wrong with a line, in both languages. Words of people are not repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.zh, self.en)
    }
}

pub(super) fn reason(zh: impl Into<String>, en: impl Into<String>) -> Reason {
    Reason {
        zh: zh.into(),
        en: en.into(),
    }
}

/// A line that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Its number, from 1.
    pub line: u64,
    /// The case's number, if it is known.
    pub no: Option<String>,
    /// Why.
    pub why: Reason,
}

/// The lines of one case, each with its number in the file.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) line: u64,
    pub(super) case: CaseLine,
    pub(super) events: Vec<(u64, EventLine)>,
    pub(super) texts: Vec<(u64, TextLine)>,
    pub(super) persons: Vec<(u64, PersonLine)>,
}

/// A dossier that holds together.
pub(super) struct Sound {
    pub(super) line: u64,
    pub(super) case: Case,
    pub(super) recorded: Vec<Recorded>,
    pub(super) events: Vec<StoredEvent>,
    pub(super) texts: Vec<SealedText>,
    pub(super) persons: Vec<SealedPerson>,
    pub(super) code: Option<CodeWrite>,
}

type Checked<T> = Result<T, (u64, Reason)>;

impl App {
    /// Checks a block; of what is wrong each line that is not understood is told, and otherwise the first
    /// thing.
    pub(super) fn sound(&self, block: &Block, now: Instant) -> Result<Sound, Vec<BadLine>> {
        let told = |(line, why)| BadLine {
            line,
            no: Some(block.case.no.clone()),
            why,
        };
        match events(block, now) {
            Ok(events) => self.sound_by(block, events).map_err(|bad| vec![told(bad)]),
            Err(first) => {
                let not_read = |(line, event): &(u64, EventLine)| Some((*line, read(event).err()?));
                let mut all: Vec<_> = block.events.iter().filter_map(not_read).collect();
                if all.iter().all(|(line, _)| *line != first.0) {
                    all.push(first);
                    all.sort_by_key(|(line, _)| *line);
                }
                Err(all.into_iter().map(told).collect())
            }
        }
    }

    fn sound_by(
        &self,
        block: &Block,
        (recorded, events): (Vec<Recorded>, Vec<StoredEvent>),
    ) -> Checked<Sound> {
        let case = Case::fold(block.case.case.0, &recorded)
            .map_err(|error| (block.line, reason("经过推不出这件诉求", error.to_string())))?;
        if case.no != block.case.no {
            return Err((
                block.line,
                reason("编号与登记的不一致", "the number is not the one registered"),
            ));
        }
        let at = |seq: u64| line_of(block, seq);
        let (texts, persons) = sealed(block, &recorded, &at)?;
        self.refers_to_known(&case)
            .map_err(|why| (block.line, why))?;
        let code = block.case.code.as_ref().map(|code| CodeWrite {
            case: case.id,
            salt: code.salt.0,
            digest: code.digest.0,
        });
        Ok(Sound {
            line: block.line,
            case,
            recorded,
            events,
            texts,
            persons,
            code,
        })
    }

    /// Whether everything that the case refers to exists here.
    fn refers_to_known(&self, case: &Case) -> Result<(), Reason> {
        let profile = self.profile();
        let units = case
            .assignments
            .iter()
            .flat_map(|assignment| std::iter::once(&assignment.unit).chain(&assignment.upper))
            .chain(&case.registered_by)
            .chain(case.accepted.as_ref().map(|accepted| &accepted.centre))
            .chain(case.answer.as_ref().and_then(|answer| answer.unit.as_ref()));
        let unknown: Option<&UnitCode> = units
            .into_iter()
            .find(|unit| profile.directory.unit(unit).is_none());
        if let Some(unit) = unknown {
            return Err(reason(format!("没有 {unit} 这个单位"), "no such unit"));
        }
        if let Some(item) = case
            .facts
            .item
            .as_ref()
            .filter(|item| profile.catalogue.item(item).is_none())
        {
            return Err(reason(format!("没有 {item} 这个事项"), "no such item"));
        }
        if let Some(area) = case
            .facts
            .area
            .as_ref()
            .filter(|area| profile.directory.area(area).is_none())
        {
            return Err(reason(format!("没有 {area} 这个区域"), "no such area"));
        }
        if profile.catalogue.channel(&case.facts.channel).is_none() {
            return Err(reason(
                format!("没有 {} 这个渠道", case.facts.channel),
                "no such channel",
            ));
        }
        let book = case.accepted.as_ref().map(|accepted| accepted.rulebook);
        match book.filter(|day| profile.rulebooks.effective(*day).is_none()) {
            Some(day) => Err(reason(format!("没有 {day} 施行的规则"), "no such rulebook")),
            None => Ok(()),
        }
    }
}

fn line_of(block: &Block, seq: u64) -> u64 {
    let found = block.events.iter().find(|(_, event)| event.seq == seq);
    found.map_or(block.line, |(line, _)| *line)
}

/// What a line says that happened, all of it.
fn read(line: &EventLine) -> Result<Event, Reason> {
    let read = store::event::read(&line.kind, &line.body.to_string())
        .map_err(|error| not_read(&line.kind, &error.to_string()))?;
    match unknown::field(&line.kind, &line.body, &read) {
        Some(field) => Err(reader::unknown_field(&format!("body.{field}"))),
        None => Ok(read),
    }
}

/// Why an event is not understood, without the place in its body, which is none in the file, and without a
/// list of all that would be.
fn not_read(kind: &str, said: &str) -> Reason {
    if said.contains(&format!("unknown variant `{kind}`")) {
        let kind = unknown::plain(kind);
        return reason(
            format!("不认识的事件“{kind}”"),
            format!("the event {kind} is not known"),
        );
    }
    let said = said.split(" at line ").next().unwrap_or_default();
    let said = said.split(", expected one of").next().unwrap_or_default();
    reason("事件看不懂", said.to_owned())
}

fn events(block: &Block, now: Instant) -> Checked<(Vec<Recorded>, Vec<StoredEvent>)> {
    let latest = now.plus_millis(SKEW);
    let (mut recorded, mut stored, mut before) = (Vec::new(), Vec::new(), None);
    for (seq, (line, event)) in (1_u64..).zip(&block.events) {
        let bad = |zh: &str, en: &str| (*line, reason(zh, en));
        if event.seq != seq {
            let (zh, en) = (
                format!("应是第 {seq} 步"),
                format!("event {seq} should stand here"),
            );
            return Err((*line, reason(zh, en)));
        }
        if !(1..=EVENT_VERSION).contains(&event.v) {
            return Err(bad("事件的版本不认识", "the event's version is not known"));
        }
        if before.is_some_and(|before| event.at.0 < before) {
            return Err(bad("时间早于前一步", "earlier than the event before"));
        }
        if event.at.0 > latest || event.recorded_at.0 > latest {
            return Err(bad("时间在将来", "in the future"));
        }
        if event
            .actor
            .chars()
            .chain(event.command.chars())
            .any(char::is_control)
        {
            return Err(bad(
                "办理人或命令号里有控制字符",
                "a control character in actor or command",
            ));
        }
        before = Some(event.at.0);
        let read = read(event).map_err(|why| (*line, why))?;
        recorded.push(Recorded {
            seq,
            at: event.at.0,
            actor: event.actor.clone(),
            event: read,
        });
        stored.push(StoredEvent {
            seq,
            kind: event.kind.clone(),
            v: event.v,
            at: event.at.0,
            recorded_at: event.recorded_at.0,
            actor: event.actor.clone(),
            command: event.command.clone(),
            body: event.body.to_string(),
        });
    }
    if u64::try_from(recorded.len()).ok() != Some(block.case.events) {
        let (zh, en) = (
            format!(
                "应有 {} 步，文件里有 {} 步",
                block.case.events,
                recorded.len()
            ),
            "the number of events is not the one told",
        );
        return Err((block.line, reason(zh, en)));
    }
    Ok((recorded, stored))
}

/// Before which events persons, and words with files, were erased by order.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Erased {
    pub(crate) persons_before: u64,
    pub(crate) words_before: u64,
}

impl Erased {
    pub(crate) fn of(recorded: &[Recorded]) -> Self {
        let mut erased = Self::default();
        for event in recorded {
            if let Event::Erased { what } = &event.event {
                erased.persons_before = event.seq;
                if *what == Erasure::Words {
                    erased.words_before = event.seq;
                }
            }
        }
        erased
    }
}

/// Words and persons: each that an event refers to is there and fits its digest, unless it was erased,
/// and no other is.
fn sealed(
    block: &Block,
    recorded: &[Recorded],
    at: &dyn Fn(u64) -> u64,
) -> Checked<(Vec<SealedText>, Vec<SealedPerson>)> {
    let mut texts: BTreeMap<i64, (u64, &TextLine)> = BTreeMap::new();
    for (line, text) in &block.texts {
        if texts.insert(text.id.0, (*line, text)).is_some() {
            return Err((*line, reason("同一段文字写了两次", "a text twice")));
        }
        if text.body.contains('\0') {
            return Err((*line, reason("文字里有 U+0000", "the character U+0000")));
        }
    }
    let mut persons: BTreeMap<i64, (u64, &PersonLine)> = BTreeMap::new();
    for (line, person) in &block.persons {
        if persons.insert(person.id.0, (*line, person)).is_some() {
            return Err((*line, reason("同一个人写了两次", "a person twice")));
        }
    }
    let (mut words, mut people) = (BTreeMap::new(), BTreeMap::new());
    for event in recorded {
        for (_, text, _) in event.event.words() {
            words.insert(text.id, (event.seq, &text.digest));
        }
        if let Some(person) = person_of(&event.event) {
            people.insert(person.id, (event.seq, &person.digest));
        }
    }
    let erased = Erased::of(recorded);
    for (id, (seq, digest)) in &words {
        let Some((line, text)) = texts.get(id) else {
            if *seq < erased.words_before {
                continue;
            }
            return Err((
                at(*seq),
                reason(format!("所指的文字 {id} 不在文件里"), "the text is missing"),
            ));
        };
        if text_digest(&text.salt.0, &text.body) != **digest {
            return Err((
                *line,
                reason("文字与经过里的摘要不符", "the text does not fit its digest"),
            ));
        }
    }
    for (id, (seq, digest)) in &people {
        let Some((line, person)) = persons.get(id) else {
            if *seq < erased.persons_before {
                continue;
            }
            return Err((
                at(*seq),
                reason(format!("所指的人 {id} 不在文件里"), "the person is missing"),
            ));
        };
        if person_digest(&person.salt.0, &person.body) != **digest {
            return Err((
                *line,
                reason("人与经过里的摘要不符", "the person does not fit its digest"),
            ));
        }
    }
    let stray = texts
        .iter()
        .filter(|(id, _)| !words.contains_key(id))
        .map(|(_, (line, _))| *line)
        .chain(
            persons
                .iter()
                .filter(|(id, _)| !people.contains_key(id))
                .map(|(_, (line, _))| *line),
        )
        .min();
    if let Some(line) = stray {
        return Err((line, reason("经过里没有提到它", "no event refers to it")));
    }
    let text = |(_, text): &(u64, &TextLine)| SealedText {
        id: text.id.0,
        salt: text.salt.0,
        body: text.body.clone(),
    };
    let person = |(_, person): &(u64, &PersonLine)| SealedPerson {
        id: person.id.0,
        salt: person.salt.0,
        person: person.body.clone(),
    };
    Ok((
        texts.values().map(text).collect(),
        persons.values().map(person).collect(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_that_is_not_known_is_told_by_its_name_alone() {
        let told = |kind: &str, body: &str| {
            let error = store::event::read(kind, body).unwrap_err();
            not_read(kind, &error.to_string()).to_string()
        };
        let unknown = told("exploded", "{}");
        assert_eq!(
            unknown,
            "不认识的事件“exploded” (the event exploded is not known)"
        );
        let short = told("registered", "{}");
        assert!(
            short.contains("事件看不懂") && !short.contains("at line"),
            "{short}"
        );
    }
}
