//! What an actor reads of a case: every screen, list, export and message is made of this view, so
//! that what is hidden is hidden everywhere.

mod history;
mod shown;

pub use history::{HistoryLine, history};
pub use shown::{AssignmentView, CaseView, FileView, LedgerView, LineView, RatingView};

use super::{at_the_centre, sees};
use crate::actor::Actor;
use crate::case::Case;
use crate::case::attachment::FileOfCase;
use crate::case::command::Part;
use crate::case::ledger::LedgerEntry;
use crate::case::words::Whose;
use crate::codes::UnitCode;
use crate::directory::Directory;
use crate::person::{MaskedRequester, Requester};
use crate::rulebook::Rulebook;
use crate::text::{PersonRef, TextRef};
use workday::{Calendar, Instant};

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
    let name = |unit: &UnitCode| light.directory.name_of(unit).to_owned();
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
        point: words(Part::Place, case.facts.point.as_ref()).and_then(|text| text.parse().ok()),
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
        commitment: answer
            .filter(|_| eyes != Eyes::Public)
            .and_then(|answer| answer.commitment.as_ref())
            .and_then(|text| opened.words(text)),
        commitment_until: answer
            .filter(|_| eyes != Eyes::Public)
            .and_then(|answer| answer.commitment_until),
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
        published_at: (case.published.as_ref()).map(|copy| copy.at.to_string()),
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
        like: rating.like,
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

/// Whether these eyes read words of that origin, which belong to no file.
pub(super) fn reads_words(eyes: Eyes, whose: Whose, field: &str, case: &Case) -> bool {
    let part = match field {
        "title" => Part::Title,
        "place" | "point" => Part::Place,
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
