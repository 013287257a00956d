//! What an actor reads of a case: every screen, list, export and message is made of this view, so
//! that what is hidden is hidden everywhere.

use super::{at_the_centre, sees};
use crate::actor::Actor;
use crate::case::Case;
use crate::case::attachment::FileOfCase;
use crate::case::command::Part;
use crate::case::event::{Erasure, Event, Outcome, Recorded};
use crate::case::ledger::LedgerEntry;
use crate::case::promise::Lamp;
use crate::case::status::{Hold, Status};
use crate::case::words::Whose;
use crate::codes::{AreaCode, ItemCode, UnitCode};
use crate::directory::Directory;
use crate::file::FileKind;
use crate::kind::Kind;
use crate::person::{MaskedRequester, Requester};
use crate::rulebook::Rulebook;
use crate::text::{PersonRef, TextRef};
use serde::Serialize;
use workday::{Calendar, Date, Instant};

/// Words and persons of a case, as the store keeps them.
pub trait Opened {
    /// The words behind a reference; none if they were erased.
    fn words(&self, text: &TextRef) -> Option<String>;
    /// The person behind a reference; none if erased.
    fn person(&self, person: &PersonRef) -> Option<Requester>;
}

/// With which eyes an actor looks at a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Eyes {
    /// 诉求人.
    Requester,
    /// The deciding centre: reads the original words, identity masked.
    Centre,
    /// Units, inspectors, leaders: identity masked; of a secret case only what the centre wrote for
    /// them or released.
    Unit,
    /// 公众: the published copy.
    Public,
}

/// How an actor sees a case; none if he does not.
pub fn eyes(actor: &Actor, case: &Case, directory: &Directory) -> Option<Eyes> {
    if !sees(actor, case, directory) {
        return None;
    }
    Some(match actor {
        Actor::Requester => Eyes::Requester,
        _ if at_the_centre(actor, case, directory) => Eyes::Centre,
        Actor::Staff(staff) if staff.posts.iter().any(|post| post.role.deals_with_cases()) => {
            Eyes::Unit
        }
        _ => Eyes::Public,
    })
}

/// An assignment as shown.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AssignmentView {
    /// Round.
    pub round: u32,
    /// Code of the unit.
    pub unit: UnitCode,
    /// Its name.
    pub unit_name: String,
    /// lead, assist or below.
    pub duty: &'static str,
    /// The unit above in the tree.
    pub upper: Option<UnitCode>,
    /// 兜底.
    pub fallback: bool,
    /// Where it stands.
    pub state: Hold,
    /// When it was given.
    pub given_at: String,
    /// 签收 until.
    pub sign_by: String,
    /// When it was signed.
    pub signed_at: Option<String>,
    /// When the unit first reached the requester.
    pub contacted_at: Option<String>,
    /// Inner limit of an assisting unit.
    pub reply_by: Option<String>,
}

/// A rating as shown.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RatingView {
    /// 1 to 5.
    pub grade: u8,
    /// 解决.
    pub solved: bool,
    /// requester, agent or follow_up.
    pub by: &'static str,
    /// In own words.
    pub comment: Option<String>,
}

/// A row of the clock ledger as shown.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LedgerView {
    /// Event.
    pub seq: u64,
    /// When.
    pub at: String,
    /// Kind of the event.
    pub what: String,
    /// set, moved or unchanged.
    pub effect: crate::case::ledger::Effect,
    /// First instant that is late, after it.
    pub due: String,
}

/// A case as an actor may read it. Times are RFC 3339 with +08:00.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CaseView {
    /// Number.
    pub no: String,
    /// Version, for If-Match.
    pub version: u64,
    /// Where it stands.
    pub status: Status,
    /// 类别.
    pub kind: Kind,
    /// 举报.
    pub report: bool,
    /// 保密.
    pub confidential: bool,
    /// 匿名.
    pub anonymous: bool,
    /// 紧急.
    pub urgent: bool,
    /// 简易.
    pub simple: bool,
    /// 便民服务事项.
    pub item: Option<ItemCode>,
    /// 渠道.
    pub channel: Option<String>,
    /// Area.
    pub area: Option<AreaCode>,
    /// Title.
    pub title: Option<String>,
    /// Text.
    pub text: Option<String>,
    /// Place.
    pub place: Option<String>,
    /// 办理要点 of a secret case.
    pub handling_text: Option<String>,
    /// Who asks, masked.
    pub requester: Option<MaskedRequester>,
    /// When it was submitted.
    pub submitted_at: String,
    /// When it was accepted.
    pub accepted_at: Option<String>,
    /// Name of the deciding centre.
    pub centre: Option<String>,
    /// Day of effect of the rulebook.
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = Date))]
    pub rulebook: Option<Date>,
    /// First instant that is late.
    pub due: Option<String>,
    /// Last day in time.
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = Date))]
    pub last_day: Option<Date>,
    /// 暂定.
    pub provisional: bool,
    /// Late as of now.
    pub late: bool,
    /// Lamp as of now.
    pub lamp: Option<Lamp>,
    /// 清除: persons or words were deleted.
    pub erased: Option<Erasure>,
    /// Round.
    pub round: u32,
    /// Reworks so far.
    pub reworks: u32,
    /// Name of the top-level answerable unit.
    pub lead: Option<String>,
    /// Names of the units that hold the next step.
    pub holders: Vec<String>,
    /// Every assignment.
    pub assignments: Vec<AssignmentView>,
    /// 计时账.
    pub ledger: Vec<LedgerView>,
    /// An open question to the requester.
    pub question: Option<String>,
    /// Working days of an undecided extension.
    pub extension_asked: Option<u32>,
    /// The answer.
    pub answer: Option<String>,
    /// When the citizen got it.
    pub answered_at: Option<String>,
    /// The instant that decided whether it was in time.
    pub counted_at: Option<String>,
    /// The window for rating closes then.
    pub window_until: Option<String>,
    /// The effective rating.
    pub rating: Option<RatingView>,
    /// How it was closed.
    pub outcome: Option<Outcome>,
    /// A rework was asked for and is undecided.
    pub rework_asked: bool,
    /// Number of the parent.
    pub merged_into: Option<String>,
    /// 督办.
    pub supervised: bool,
    /// 催办 so far.
    pub urged: u32,
    /// 同遇 so far.
    pub me_too: u32,
    /// Whether a masked copy is public.
    pub published: bool,
    /// 附件 that the reader may see.
    pub files: Vec<FileView>,
    /// The line with a number of its own that it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<LineView>,
}

/// 两号并存 as shown.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LineView {
    /// Number of the line.
    pub line: String,
    /// The line's own number of the case.
    pub no: String,
    /// When the line accepted it.
    pub accepted_at: String,
}

/// 附件 as shown.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FileView {
    /// Its number within the case, as in the path.
    pub file: u64,
    /// When it came.
    pub at: String,
    /// What it is, by its content.
    pub kind: FileKind,
    /// Its size.
    pub bytes: u64,
    /// Width of a picture, in pixels.
    pub width: Option<u32>,
    /// Height of a picture.
    pub height: Option<u32>,
    /// Whether there is a thumbnail.
    pub thumbnail: bool,
    /// Its name.
    pub name: Option<String>,
    /// What there is to say about it.
    pub caption: Option<String>,
    /// Of evidence: what it shows.
    pub what: Option<String>,
    /// When it was taken, as written by the sender.
    pub taken_at: Option<String>,
    /// Name of the unit whose it is; none if the requester's.
    pub unit: Option<String>,
    /// Whether the requester may see a unit's file.
    pub public: bool,
}

/// What the view of a moment rests on.
#[derive(Clone, Copy)]
pub struct Light<'a> {
    /// Now.
    pub now: Instant,
    /// Rulebook of the case.
    pub rules: &'a Rulebook,
    /// Calendar of the moment.
    pub calendar: &'a Calendar,
    /// Directory of the moment.
    pub directory: &'a Directory,
}

/// The case as the actor may read it; none if he may not see it.
#[expect(
    clippy::too_many_lines,
    reason = "one line a field: what is shown is read in one place"
)]
pub fn view(case: &Case, actor: &Actor, light: Light<'_>, opened: &dyn Opened) -> Option<CaseView> {
    let eyes = eyes(actor, case, light.directory)?;
    let name = |unit: &UnitCode| unit_name(light.directory, unit);
    let staff = matches!(eyes, Eyes::Centre | Eyes::Unit);
    let own = eyes == Eyes::Requester;
    let shows = |part: Part| match eyes {
        Eyes::Requester | Eyes::Centre => true,
        Eyes::Unit => !case.facts.secret() || case.released.contains(&part),
        Eyes::Public => false,
    };
    let words = |part: Part, text: Option<&TextRef>| {
        text.filter(|_| shows(part))
            .and_then(|text| opened.words(text))
    };
    let public = case.published.as_ref().filter(|_| eyes == Eyes::Public);
    let answer = case.answer.as_ref();
    let promise = case.promise.as_ref();
    Some(CaseView {
        no: case.no.clone(),
        version: case.version,
        status: case.status,
        kind: case.facts.kind,
        report: case.facts.report,
        confidential: case.facts.confidential,
        anonymous: case.facts.anonymous,
        urgent: case.facts.urgent,
        simple: case.facts.simple,
        item: case.facts.item.clone(),
        channel: (staff || own).then(|| case.facts.channel.clone()),
        area: case.facts.area.clone(),
        title: words(Part::Title, Some(&case.facts.title))
            .or_else(|| public.and_then(|copy| opened.words(&copy.title))),
        text: words(Part::Text, Some(&case.facts.text))
            .or_else(|| public.and_then(|copy| opened.words(&copy.text))),
        place: words(Part::Place, case.facts.place.as_ref()),
        handling_text: case
            .handling_text
            .as_ref()
            .filter(|_| staff)
            .and_then(|text| opened.words(text)),
        requester: requester(case, eyes, opened),
        submitted_at: case.submitted_at.to_string(),
        accepted_at: case
            .accepted
            .as_ref()
            .map(|accepted| accepted.at.to_string()),
        centre: case
            .accepted
            .as_ref()
            .map(|accepted| name(&accepted.centre)),
        rulebook: case.accepted.as_ref().map(|accepted| accepted.rulebook),
        due: promise.map(|promise| promise.due.to_string()),
        last_day: promise.map(|promise| promise.last_day),
        provisional: promise.is_some_and(|promise| promise.provisional),
        late: case.is_late(light.now),
        lamp: case.lamp(light.now, light.rules, light.calendar),
        round: case.round,
        erased: case.erased,
        reworks: case.reworks,
        lead: case.lead().map(|lead| name(&lead.unit)),
        holders: case.holders().into_iter().map(name).collect(),
        assignments: assignments(case, &name),
        ledger: if eyes == Eyes::Public {
            Vec::new()
        } else {
            ledger(&case.ledger)
        },
        question: case
            .question
            .as_ref()
            .filter(|question| !question.settled && (staff || own))
            .and_then(|question| opened.words(&question.text)),
        extension_asked: case
            .extension
            .as_ref()
            .filter(|_| staff)
            .map(|asked| asked.days),
        answer: match public {
            Some(copy) => opened.words(&copy.answer),
            None => answer
                .and_then(|answer| answer.text.as_ref())
                .and_then(|text| opened.words(text)),
        },
        answered_at: answer.map(|answer| answer.at.to_string()),
        counted_at: answer.map(|answer| answer.counted_at.to_string()),
        window_until: answer.map(|answer| answer.window_until.to_string()),
        rating: rating(case, eyes, opened),
        outcome: case.outcome,
        rework_asked: case.rework_asked.is_some(),
        merged_into: case.merged_into_no.clone().filter(|_| eyes != Eyes::Public),
        supervised: case.supervised && staff,
        urged: if staff { case.urged } else { 0 },
        me_too: case.me_too,
        published: case.published.is_some(),
        files: files(case, eyes, &name, opened),
        line: case
            .facts
            .line
            .as_ref()
            .filter(|_| staff || own)
            .map(|from| LineView {
                line: from.line.clone(),
                no: from.no.clone(),
                accepted_at: from.accepted_at.to_string(),
            }),
    })
}

/// The files that these eyes may see: lists, downloads and thumbnails ask here.
pub fn files_of(case: &Case, eyes: Eyes) -> impl Iterator<Item = &FileOfCase> {
    case.files.iter().filter(move |file| match eyes {
        Eyes::Centre => true,
        Eyes::Requester => file.unit.is_none() || file.public,
        Eyes::Unit => case.shows_to_units(file),
        Eyes::Public => false,
    })
}

fn files(
    case: &Case,
    eyes: Eyes,
    name: &dyn Fn(&UnitCode) -> String,
    opened: &dyn Opened,
) -> Vec<FileView> {
    let words = |text: &Option<TextRef>| text.as_ref().and_then(|text| opened.words(text));
    let view = |file: &FileOfCase| FileView {
        file: file.seq,
        at: file.at.to_string(),
        kind: file.file.kind,
        bytes: file.file.bytes,
        width: file.file.width,
        height: file.file.height,
        thumbnail: file.file.kind.is_picture(),
        name: words(&file.name),
        caption: words(&file.caption),
        what: words(&file.what),
        taken_at: words(&file.taken_at),
        unit: file.unit.as_ref().map(name),
        public: file.public,
    };
    files_of(case, eyes).map(view).collect()
}

fn requester(case: &Case, eyes: Eyes, opened: &dyn Opened) -> Option<MaskedRequester> {
    let who = case
        .facts
        .requester
        .as_ref()
        .and_then(|person| opened.person(person))?;
    let mut shown = who.masked();
    match eyes {
        Eyes::Public => return None,
        Eyes::Unit if case.facts.secret() => {
            // Even that a name was given is nobody's business until the centre releases it.
            let plain = |part, text: Option<String>| text.filter(|_| case.released.contains(&part));
            shown = MaskedRequester {
                name: plain(Part::Name, who.name.map(|name| name.as_str().to_owned())),
                phone: plain(
                    Part::Phone,
                    who.phone.map(|phone| phone.as_str().to_owned()),
                ),
                ..MaskedRequester::default()
            };
        }
        _ => {}
    }
    (shown != MaskedRequester::default()).then_some(shown)
}

fn rating(case: &Case, eyes: Eyes, opened: &dyn Opened) -> Option<RatingView> {
    use crate::case::event::RatedBy;
    let rating = case.rating.as_ref()?;
    let may_read = match eyes {
        Eyes::Requester | Eyes::Centre => true,
        Eyes::Unit => !case.facts.secret() || case.released.contains(&Part::Text),
        Eyes::Public => false,
    };
    Some(RatingView {
        grade: rating.grade,
        solved: rating.solved,
        by: match rating.by {
            RatedBy::Requester => "requester",
            RatedBy::Agent => "agent",
            RatedBy::FollowUp => "follow_up",
        },
        comment: rating
            .comment
            .as_ref()
            .filter(|_| may_read)
            .and_then(|comment| opened.words(comment)),
    })
}

fn assignments(case: &Case, name: &dyn Fn(&UnitCode) -> String) -> Vec<AssignmentView> {
    let view = |a: &crate::case::assignment::Assignment| AssignmentView {
        round: a.round,
        unit: a.unit.clone(),
        unit_name: name(&a.unit),
        duty: a.duty.as_str(),
        upper: a.upper.clone(),
        fallback: a.fallback,
        state: a.state,
        given_at: a.given_at.to_string(),
        sign_by: a.given.sign_by.to_string(),
        signed_at: a.signed_at.map(|at| at.to_string()),
        contacted_at: a.contacted_at.map(|at| at.to_string()),
        reply_by: a.given.reply_by.map(|at| at.to_string()),
    };
    case.assignments.iter().map(view).collect()
}

fn ledger(entries: &[LedgerEntry]) -> Vec<LedgerView> {
    let view = |entry: &LedgerEntry| LedgerView {
        seq: entry.seq,
        at: entry.at.to_string(),
        what: entry.what.clone(),
        effect: entry.effect,
        due: entry.due.to_string(),
    };
    entries.iter().map(view).collect()
}

/// One step of a case's history as an actor may read it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct HistoryLine {
    /// Place in the stream.
    pub seq: u64,
    /// When.
    pub at: String,
    /// Kind of the event.
    pub kind: &'static str,
    /// Who: role for people outside, an id for staff; never a name.
    pub actor: String,
    /// Name of the person, only where it matters who it was: with a stale version, for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Name of the unit whose step it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Names of the units that the case went to, the lead first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
    /// How the step ended, by name: `passed`, `upheld`, `granted`, `days`, `how`, `reached`, `outcome` …
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = std::collections::BTreeMap<String, serde_json::Value>))]
    pub results: serde_json::Map<String, serde_json::Value>,
    /// Words by field.
    pub words: std::collections::BTreeMap<&'static str, String>,
}

/// The case's history as the actor may read it; none if he may not see the case.
pub fn history(
    case: &Case,
    events: &[Recorded],
    actor: &Actor,
    directory: &Directory,
    opened: &dyn Opened,
) -> Option<Vec<HistoryLine>> {
    let eyes = eyes(actor, case, directory)?;
    let lines = events
        .iter()
        .filter(|recorded| concerns(eyes, &recorded.event))
        .map(|recorded| {
            let words = recorded
                .event
                .words()
                .into_iter()
                .filter(|(field, _, whose)| reads(eyes, *whose, field, case, recorded.seq));
            let told = recorded.event.told();
            HistoryLine {
                by: None,
                unit: told.unit.map(|unit| unit_name(directory, unit)),
                to: told.to.iter().map(|to| unit_name(directory, to)).collect(),
                results: if eyes == Eyes::Public {
                    serde_json::Map::new()
                } else {
                    told.results
                },
                seq: recorded.seq,
                at: recorded.at.to_string(),
                kind: recorded.event.kind(),
                actor: if matches!(eyes, Eyes::Centre | Eyes::Unit) {
                    recorded.actor.clone()
                } else {
                    String::new()
                },
                words: words
                    .filter_map(|(field, text, _)| Some((field, opened.words(text)?)))
                    .collect(),
            }
        });
    Some(lines.collect())
}

/// The name of the moment; a unit that is gone keeps its code.
fn unit_name(directory: &Directory, unit: &UnitCode) -> String {
    let found = directory.unit(unit);
    found.map_or_else(|| unit.to_string(), |unit| unit.name.clone())
}

/// Whether these eyes read words of that origin.
fn reads(eyes: Eyes, whose: Whose, field: &str, case: &Case, seq: u64) -> bool {
    // Of a file its words are shown to whom the file is shown.
    if let Some(file) = case.file(seq) {
        return files_of(case, eyes).any(|seen| seen.seq == file.seq);
    }
    reads_words(eyes, whose, field, case)
}

/// Whether these eyes read words of that origin, which belong to no file.
pub(super) fn reads_words(eyes: Eyes, whose: Whose, field: &str, case: &Case) -> bool {
    let part = match field {
        "title" => Part::Title,
        "place" => Part::Place,
        _ => Part::Text,
    };
    match (eyes, whose) {
        (_, Whose::Public) | (Eyes::Centre, _) => true,
        // What a reply promises is a promise once the reply was passed.
        (Eyes::Requester, _) if field == "commitment" => case.answer.is_some(),
        (Eyes::Requester, Whose::Requester | Whose::ToRequester) => true,
        (Eyes::Unit, Whose::Inner | Whose::ToRequester) => true,
        (Eyes::Unit, Whose::Requester) => !case.facts.secret() || case.released.contains(&part),
        _ => false,
    }
}

/// Steps that a citizen reads about; staff read them all.
const fn concerns(eyes: Eyes, event: &Event) -> bool {
    match eyes {
        Eyes::Centre | Eyes::Unit => true,
        Eyes::Public if matches!(event, Event::Attached { .. }) => false,
        Eyes::Requester | Eyes::Public => !matches!(
            event,
            Event::Attached {
                unit: Some(_),
                public: false,
                ..
            } | Event::Annotated { .. }
                | Event::CallerFlagged { .. }
                | Event::Supervised { .. }
                | Event::HandlingTextWritten { .. }
                | Event::Released { .. }
                | Event::Reminded { .. }
                | Event::Taken { .. }
                | Event::Absorbed { .. }
                | Event::Parted { .. }
        ),
    }
}
