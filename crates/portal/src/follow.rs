//! 进度: a case like a parcel. The promise and how it was counted, each step with unit and time, what
//! comes next, and what the requester may do now.

mod acts;
mod basis;
pub(crate) mod days;
pub(crate) mod photos;
mod promise;
mod standing;
mod steps;

pub(crate) use acts::{act, back, back_of};

use crate::Portal;
use crate::dates;
use crate::door;
use crate::fault;
use crate::frame::{Frame, show, show_as};
use app::AppError;
use app::numbers::as_typed;
use app::outlook::Outlook;
use app::reading::CasePage;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use hotline::actor::Actor;
use hotline::case::command::Verb;
use hotline::case::status::Status;
use hotline::scope::view::CaseView;
use promise::PromiseBox;
use serde::Deserialize;
use steps::StepRow;
use workday::Instant;

/// What went wrong with a form of the page.
#[derive(Default)]
pub(crate) struct Wrong {
    /// Which form.
    pub(crate) act: &'static str,
    /// Everything that is wrong with it, so that nobody comes back for the second.
    pub(crate) mistakes: Vec<Mistake>,
    /// What was written, so that it is not lost.
    pub(crate) acted: acts::Acted,
    /// Some of what was sent has arrived.
    pub(crate) partly: bool,
}

/// One thing that is wrong with a form.
pub(crate) struct Mistake {
    /// The field; empty if it is the whole.
    pub(crate) field: &'static str,
    pub(crate) sentence: String,
}

impl Mistake {
    /// The whole form was refused.
    pub(crate) const fn whole(sentence: String) -> Self {
        Self {
            field: "",
            sentence,
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Done {
    done: String,
    /// Number and code, or a link, were right a moment ago.
    come: String,
}

#[derive(Template)]
#[template(path = "follow.html")]
struct Follow<'a> {
    frame: &'a Frame,
    case: &'a CaseView,
    kind: String,
    head: String,
    under: String,
    promise: PromiseBox,
    files: Vec<FileRow>,
    steps: Vec<StepRow>,
    /// The step whose answer stands above already.
    last_answer: usize,
    next: Option<String>,
    /// What the answer promises for later, and until when.
    committed: Option<(&'a str, Option<String>)>,
    done: Option<&'static str>,
    wrong: Wrong,
    /// A fresh Idempotency-Key for each form of the page.
    key: String,
    may: May,
    /// What to do where there is no form for anything.
    left: Option<standing::Left>,
    window: Option<String>,
    grades: [(u8, &'a str); 5],
}

/// What the requester may do now.
#[allow(clippy::struct_excessive_bools, reason = "one a form")]
#[derive(Default)]
struct May {
    photo: bool,
    rate: bool,
    rework: bool,
    /// Why no rework, where the case has an answer.
    no_rework: Option<String>,
    add: bool,
    urge: bool,
    withdraw: bool,
}

impl May {
    fn of(page: &CasePage, frame: &Frame) -> Self {
        let action = |verb: Verb| page.actions.iter().find(|action| action.verb == verb);
        let may = |verb| action(verb).is_some_and(|action| action.refused.is_none());
        let answered = page.view.answered_at.is_some();
        let no_rework = action(Verb::AskRework)
            .filter(|_| answered && !page.view.rework_asked)
            .and_then(|action| action.refused.as_ref())
            .map(|refusal| fault::sentence(frame, refusal));
        Self {
            photo: may(Verb::Attach),
            rate: may(Verb::Rate),
            rework: may(Verb::AskRework),
            no_rework,
            add: may(Verb::HearFromRequester),
            urge: may(Verb::Urge),
            withdraw: may(Verb::Withdraw),
        }
    }

    /// Whether there is anything.
    const fn something(&self) -> bool {
        self.photo || self.rate || self.rework || self.add || self.urge || self.withdraw
    }
}

/// So many steps stand on the page before the older ones are folded, and so many then.
const UNFOLDED: usize = 12;
const NEWEST: usize = 8;

impl Follow<'_> {
    /// How many of the steps are not folded.
    const fn shown(&self) -> usize {
        if self.steps.len() > UNFOLDED {
            NEWEST
        } else {
            self.steps.len()
        }
    }

    /// What the others are called.
    fn older(&self) -> String {
        let n = self.steps.len() - self.shown();
        self.frame
            .language()
            .pick(format!("更早的 {n} 步"), format!("{n} earlier steps"))
    }

    fn wrong(&self, act: &str, field: &str) -> Option<&str> {
        let mut mistakes = self.wrong.mistakes.iter();
        let this = mistakes.find(|mistake| self.wrong.act == act && mistake.field == field);
        this.map(|mistake| mistake.sentence.as_str())
    }

    /// Where the link of a mistake leads: its field, or the first one of its form.
    fn place(&self, mistake: &Mistake) -> String {
        match (self.wrong.act, mistake.field) {
            ("photo", _) => "photo".to_owned(),
            ("rate", "") => "rate".to_owned(),
            (act, "") => format!("{act}-text"),
            (act, field) => format!("{act}-{field}"),
        }
    }

    /// The head of what is wrong while its form is still there: something is missing, or it was refused.
    fn mistaken(&self) -> Option<&'static str> {
        let (there, title) = self.failed()?;
        let whole = self.wrong.mistakes.iter().any(|one| one.field.is_empty());
        let missing = self.frame.language().pick("还差一点", "Almost there");
        there.then_some(if whole { title } else { missing })
    }

    /// What was written into a form that went wrong.
    fn said(&self, act: &str) -> &str {
        if self.wrong.act == act {
            &self.wrong.acted.text
        } else {
            ""
        }
    }

    /// What came too late: its form is no longer on the page.
    fn late(&self) -> Option<&'static str> {
        let (there, title) = self.failed()?;
        (!there).then_some(title)
    }

    /// Whether the form that went wrong is still on the page, and what was not done.
    fn failed(&self) -> Option<(bool, &'static str)> {
        let (there, zh, en) = match self.wrong.act {
            "rate" => (self.may.rate, "没有评上", "Not rated"),
            "rework" => (self.may.rework, "没有要求成重办", "No rework asked for"),
            "add" => (self.may.add, "没有交上去", "Not sent"),
            "urge" => (self.may.urge, "没有催成", "Not urged"),
            "withdraw" => (self.may.withdraw, "没有撤回", "Not withdrawn"),
            "photo" if self.wrong.partly => (self.may.photo, "有没收下的", "Not all were kept"),
            "photo" => (self.may.photo, "没有传上去", "Not uploaded"),
            _ => return None,
        };
        Some((there, self.frame.language().pick(zh, en)))
    }

    /// What was chosen in the form of the rating; before that, what the requester rated last.
    fn chose(&self, field: &str, value: &str) -> bool {
        let acted = &self.wrong.acted;
        if self.wrong.act == "rate" {
            return match field {
                "grade" => acted.grade == value,
                "like" => acted.like == value,
                _ => acted.solved == value,
            };
        }
        let own = self.case.rating.as_ref();
        own.filter(|own| own.by == "requester")
            .is_some_and(|own| match field {
                "grade" => own.grade.to_string() == value,
                "like" => own.like && value == "yes",
                _ => own.solved == (value == "yes"),
            })
    }

    /// The words of the rating, as [`Self::chose`].
    fn comment(&self) -> &str {
        if self.wrong.act == "rate" {
            return &self.wrong.acted.text;
        }
        let own = self.case.rating.as_ref();
        let own = own.filter(|own| own.by == "requester");
        own.and_then(|own| own.comment.as_deref())
            .unwrap_or_default()
    }
}

/// The page of a case, for whoever is on a visit to it; the door for everybody else.
pub(crate) async fn page(
    State(portal): State<Portal>,
    frame: Frame,
    headers: HeaderMap,
    Path(no): Path<String>,
    done: Result<Query<Done>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let no = as_typed(&no);
    let Done { done, come } = done.map(|done| done.0).unwrap_or_default();
    match door::visits(&portal, &headers, &no).await {
        // The question stays in no address: asked again later, it would be another one.
        Ok(true) if !come.is_empty() => Redirect::to(&format!("/follow/{no}")).into_response(),
        Ok(true) => shown(&portal, &frame, &no, &done, Wrong::default()).await,
        Ok(false) if !come.is_empty() => door::forgetful(&frame, &no),
        Ok(false) => door::form(&frame, &no),
        Err(error) => fault::of(&frame, &error),
    }
}

/// The page, with what was done or went wrong.
pub(crate) async fn shown(
    portal: &Portal,
    frame: &Frame,
    no: &str,
    done: &str,
    wrong: Wrong,
) -> Response {
    let made = async {
        let page = portal.app().page(&Actor::Requester, no).await?;
        let key = app::chance::token()?;
        Ok::<_, AppError>((page, key))
    };
    let bad = !wrong.act.is_empty();
    let (page, key) = match made.await {
        Ok(made) => made,
        Err(error) if bad => return fault::of_step(frame, &error),
        Err(error) => return fault::of(frame, &error),
    };
    let now = portal.app().now();
    let (head, under) = standing::head(&page.view, frame);
    let profile = portal.app().profile();
    let mut promise = PromiseBox::of(&page, &profile, now, frame);
    if page.view.status == Status::Submitted
        && let Some(outlook) = outlook(portal, &page.view)
    {
        promise.expect(&outlook, &page, &profile, now, frame);
    }
    let steps = steps::rows(
        &page.history,
        &page.view.ledger,
        now,
        frame,
        &profile.catalogue,
    );
    let last_answer = steps.iter().position(|step| step.answer);
    let may = May::of(&page, frame);
    let follow = Follow {
        frame,
        case: &page.view,
        kind: kind_line(portal, &page.view, frame),
        head,
        under,
        promise,
        files: files(&page.view, now, frame),
        last_answer: last_answer
            .filter(|_| page.view.answer.is_some())
            .unwrap_or_default(),
        steps,
        next: standing::next(&page, &may, frame),
        left: standing::Left::of(&page, &may, frame, &profile.catalogue),
        committed: page.view.commitment.as_deref().map(|promised| {
            let until = page.view.commitment_until;
            let until = until.map(|until| dates::promise(until, frame.language()));
            (promised, until)
        }),
        done: acts::thanks(done, frame),
        wrong,
        key,
        may,
        window: instant(page.view.window_until.as_deref())
            .map(|until| dates::promise(until.plus_millis(-1).date(), frame.language())),
        grades: grades(frame),
    };
    if bad {
        show_as(StatusCode::UNPROCESSABLE_ENTITY, frame, &follow)
    } else {
        show(frame, &follow)
    }
}

/// The promise of a case that is not accepted yet, as it will be if that comes as late as it may.
fn outlook(portal: &Portal, case: &CaseView) -> Option<Outlook> {
    let submitted = instant(Some(&case.submitted_at))?;
    let same_day = case.urgent || case.simple;
    let app = portal.app();
    app.outlook(case.kind, case.item.clone(), same_day, submitted)
        .ok()
}

/// A file of the case.
struct FileRow {
    file: u64,
    picture: bool,
    /// What it shows, or whose it is.
    says: String,
}

/// The case's files as the requester may see them.
fn files(case: &CaseView, now: Instant, frame: &Frame) -> Vec<FileRow> {
    let row = |file: &hotline::scope::view::FileView| {
        let mine = frame.t("您传的", "yours");
        let whose = file.unit.as_deref().unwrap_or(mine);
        let what = file.what.as_deref().or(file.caption.as_deref());
        let taken = file.taken_at.clone();
        let at = taken.unwrap_or_else(|| {
            instant(Some(&file.at))
                .map_or_else(String::new, |at| dates::moment(at, now, frame.language()))
        });
        let parts = [what, Some(whose), Some(at.as_str())];
        FileRow {
            file: file.file,
            picture: file.thumbnail,
            says: parts
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(frame.t("，", ", ")),
        }
    };
    case.files.iter().map(row).collect()
}

/// The five grades, the best first, all of the same size.
fn grades(frame: &Frame) -> [(u8, &str); 5] {
    [
        (5, frame.t("非常满意", "Very satisfied")),
        (4, frame.t("满意", "Satisfied")),
        (3, frame.t("基本满意", "Fairly satisfied")),
        (2, frame.t("不满意", "Unsatisfied")),
        (1, frame.t("非常不满意", "Very unsatisfied")),
    ]
}

pub(crate) fn instant(text: Option<&str>) -> Option<Instant> {
    text.and_then(|text| text.parse().ok())
}

/// 求助 · 商业喇叭噪声.
pub(crate) fn kind_line(portal: &Portal, case: &CaseView, frame: &Frame) -> String {
    let kind = kind_name(case, frame);
    let catalogue = &portal.app().profile().catalogue;
    let item = case.item.as_ref().and_then(|code| catalogue.item(code));
    let item = item.map(|item| frame.t(&item.name, &item.english).to_owned());
    item.map_or_else(|| kind.to_owned(), |item| format!("{kind} · {item}"))
}

pub(crate) fn kind_name<'a>(case: &CaseView, frame: &Frame) -> &'a str {
    use hotline::kind::Kind;
    let (zh, en) = match case.kind {
        _ if case.report => ("举报", "Report"),
        Kind::Consult => ("咨询", "Question"),
        Kind::Complaint => ("投诉", "Complaint"),
        Kind::Suggestion => ("建议", "Suggestion"),
        Kind::Help => ("求助", "Request for help"),
    };
    frame.language().pick(zh, en)
}
