//! 公开诉求: what the centre published, as everybody may read it: a list to search, a page each, 同遇, and
//! the same as CSV and Atom.

mod feeds;
pub(crate) mod met;
mod narrowing;

pub(crate) use feeds::{atom, csv};

use crate::Portal;
use crate::dates;
use crate::fault;
use crate::follow::{instant, kind_line};
use crate::frame::{Frame, show, show_as};
use crate::typed;
use crate::write::{area_name, county_names};
use app::AppError;
use app::execute::Ask;
use app::numbers::as_typed;
use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use hotline::actor::Actor;
use hotline::case::command::Command;
use hotline::case::status::Status;
use hotline::catalogue::Catalogue;
use hotline::person::Phone;
use hotline::refusal::{Code, Refusal};
use hotline::scope::view::CaseView;
use narrowing::Narrowing;
use serde::Deserialize;
use serde_json::json;

/// A published case as a row of a list.
pub(crate) struct PublicRow {
    pub(crate) no: String,
    pub(crate) title: String,
    /// Area, unit, working days, rating.
    pub(crate) line: String,
    /// It has ended: 同遇 is counted no more.
    pub(crate) ended: bool,
}

#[derive(Template)]
#[template(path = "public.html")]
struct List<'a> {
    frame: &'a Frame,
    narrowing: &'a Narrowing,
    rows: Vec<PublicRow>,
    counties: Vec<(String, String)>,
    kinds: [(&'a str, &'a str); 4],
    categories: Vec<Category<'a>>,
    /// Items that the words may mean: where the list of each is, and its name.
    meant: Vec<(String, String)>,
    /// Where the list goes on.
    more: Option<String>,
    unsearchable: bool,
}

/// A category of the list of everyday matters, with its items by code and name.
struct Category<'a> {
    name: &'a str,
    items: Vec<(&'a str, &'a str)>,
}

/// All that a published case may have, also what is on the list no more.
fn categories<'a>(catalogue: &'a Catalogue, frame: &Frame) -> Vec<Category<'a>> {
    let of = |category: &'a hotline::catalogue::Category| {
        let items = catalogue.items().iter();
        let items = items.filter(|item| item.category == category.code);
        Category {
            name: frame.t(&category.name, &category.english),
            items: items
                .map(|item| (item.code.as_str(), frame.t(&item.name, &item.english)))
                .collect(),
        }
    };
    catalogue.categories().iter().map(of).collect()
}

/// Items offered for words, at most.
const MEANT: usize = 5;

/// Items that are looked at for them, at most.
const LOOKED_AT: usize = 12;

/// What people call 噪音 stands on the list as 噪声: items that the words name, by any of their names, and of
/// which something is public that fits the rest.
async fn meant(
    portal: &Portal,
    frame: &Frame,
    narrowing: &Narrowing,
) -> Result<Vec<(String, String)>, AppError> {
    let mut meant = Vec::new();
    if !narrowing.item.is_empty() {
        return Ok(meant);
    }
    for item in portal.app().items_called(&narrowing.q, LOOKED_AT) {
        let only = narrowing.of_item(item.code.as_str());
        if !only.latest(portal.app(), 1).await?.is_empty() {
            let name = frame.t(&item.name, &item.english).to_owned();
            meant.push((only.address("/public", None), name));
        }
        if meant.len() == MEANT {
            break;
        }
    }
    Ok(meant)
}

/// The list.
pub(crate) async fn list(
    State(portal): State<Portal>,
    frame: Frame,
    narrowing: Result<Query<Narrowing>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let narrowing = narrowing.map(|narrowing| narrowing.0).unwrap_or_default();
    let read = async {
        let found = narrowing.find(portal.app(), narrowing::PAGE).await?;
        Ok::<_, AppError>((found, meant(&portal, &frame, &narrowing).await?))
    };
    let (found, meant) = match read.await {
        Ok(read) => read,
        Err(error) => return fault::of(&frame, &error),
    };
    let rows = found.cases.iter().map(|case| row(&portal, &frame, case));
    let profile = portal.app().profile();
    let page = List {
        frame: &frame,
        rows: rows.collect(),
        counties: county_names(&profile.directory),
        categories: categories(&profile.catalogue, &frame),
        meant,
        kinds: [
            ("consult", frame.t("咨询", "Question")),
            ("complaint", frame.t("投诉", "Complaint")),
            ("suggestion", frame.t("建议", "Suggestion")),
            ("help", frame.t("求助", "Request for help")),
        ],
        more: found
            .next
            .map(|next| narrowing.address("/public", Some(next))),
        unsearchable: found.unsearchable,
        narrowing: &narrowing,
    };
    show(&frame, &page)
}

/// The latest published, for the home page.
pub(crate) async fn newest(
    portal: &Portal,
    frame: &Frame,
    most: usize,
) -> Result<Vec<PublicRow>, AppError> {
    let found = Narrowing::default().latest(portal.app(), most).await?;
    let rows = found.iter().map(|case| row(portal, frame, case));
    Ok(rows.collect())
}

/// A case as a row.
pub(crate) fn row(portal: &Portal, frame: &Frame, case: &CaseView) -> PublicRow {
    let area = case.area.as_ref();
    let area = area.map(|area| area_name(&portal.app().profile().directory, area.as_str()));
    let parts = [
        area.filter(|area| !area.is_empty()),
        case.lead.clone(),
        took(portal, frame, case),
        rating(frame, case).map(|told| format!("{}{told}", frame.t("群众评价：", "rated "))),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    PublicRow {
        no: case.no.clone(),
        title: case.title.clone().unwrap_or_else(|| case.no.clone()),
        line: parts.join(" · "),
        ended: case.status.is_end(),
    }
}

/// 用了 3 个工作日: from the day after acceptance to the answer.
fn took(portal: &Portal, frame: &Frame, case: &CaseView) -> Option<String> {
    let accepted = instant(case.accepted_at.as_deref())?.date();
    let counted = instant(case.counted_at.as_deref())?.date();
    let calendar = portal.app().working_days();
    let days = calendar
        .count(accepted, counted)
        .saturating_sub(u32::from(calendar.is_working(accepted)));
    Some(match days {
        0 => frame.t("当天答复", "answered the same day").to_owned(),
        _ => frame.language().pick(
            format!("用了 {days} 个工作日"),
            format!("{days} working days"),
        ),
    })
}

fn rating(frame: &Frame, case: &CaseView) -> Option<String> {
    let rating = case.rating.as_ref()?;
    let grade = match rating.grade {
        5 => ("非常满意", "very satisfied"),
        4 => ("满意", "satisfied"),
        3 => ("基本满意", "fairly satisfied"),
        2 => ("不满意", "unsatisfied"),
        _ => ("非常不满意", "very unsatisfied"),
    };
    let solved = if rating.solved {
        ("已解决", "solved")
    } else {
        ("没解决", "not solved")
    };
    Some(frame.language().pick(
        format!("{}，{}", grade.0, solved.0),
        format!("{}, {}", grade.1, solved.1),
    ))
}

#[derive(Template)]
#[template(path = "public_case.html")]
struct One<'a> {
    frame: &'a Frame,
    case: &'a CaseView,
    row: PublicRow,
    kind: String,
    facts: Vec<(&'a str, String)>,
    /// The words of the published copy, if it has any.
    answer: Option<&'a str>,
    key: String,
    joined: bool,
    /// He left where to send word.
    told: bool,
    /// This browser said so before.
    met: bool,
    wrong: Option<String>,
    /// What is wrong is the number that was left.
    wrong_number: bool,
    /// A number may be left: there is something to come.
    asks_number: bool,
    contact: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Joined {
    done: String,
}

/// What the page says of the reader himself.
#[derive(Clone, Copy, Default)]
struct Reader {
    /// He has just joined.
    joined: bool,
    /// And left where to send word.
    told: bool,
    /// This browser said so before.
    met: bool,
}

/// The page of a published case.
pub(crate) async fn one(
    State(portal): State<Portal>,
    frame: Frame,
    Path(no): Path<String>,
    headers: HeaderMap,
    done: Result<Query<Joined>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let done = done.map(|done| done.0.done).unwrap_or_default();
    let reader = Reader {
        joined: matches!(done.as_str(), "me-too" | "me-too-told"),
        told: done == "me-too-told",
        met: met::all(&headers).any(|met| met == no),
    };
    shown(&portal, &frame, &no, reader, None, String::new()).await
}

async fn shown(
    portal: &Portal,
    frame: &Frame,
    no: &str,
    reader: Reader,
    wrong: Option<&Refusal>,
    contact: String,
) -> Response {
    let read = async {
        let case = portal.app().view(&Actor::Public, &as_typed(no)).await?;
        Ok::<_, AppError>((case, app::chance::token()?))
    };
    let (case, key) = match read.await {
        Ok(read) => read,
        Err(error) if wrong.is_some() => return fault::of_step(frame, &error),
        Err(error) => return fault::of(frame, &error),
    };
    let open = !case.status.is_end() && !reader.met;
    let asks_number = open && case.answered_at.is_none();
    let page = One {
        frame,
        row: row(portal, frame, &case),
        kind: kind_line(portal, &case, frame),
        facts: facts(portal, frame, &case),
        answer: case.answer.as_deref().filter(|answer| !answer.is_empty()),
        key,
        joined: reader.joined,
        told: reader.told,
        met: reader.met,
        wrong: wrong.map(|refusal| fault::sentence(frame, refusal)),
        asks_number,
        wrong_number: asks_number && wrong.is_some_and(|refusal| refusal.code == Code::BadValue),
        contact,
        case: &case,
    };
    if wrong.is_some() {
        show_as(StatusCode::UNPROCESSABLE_ENTITY, frame, &page)
    } else {
        show(frame, &page)
    }
}

fn facts<'a>(portal: &Portal, frame: &Frame, case: &CaseView) -> Vec<(&'a str, String)> {
    let (language, now) = (frame.language(), portal.app().now());
    let at = |text: Option<&str>| instant(text).map(|at| dates::moment(at, now, language));
    let area = case.area.as_ref();
    let area = area.map(|area| area_name(&portal.app().profile().directory, area.as_str()));
    // An answer, or how it ended, is told by rows of its own; which step a unit is at is no matter of the public's.
    let open = matches!(case.status, Status::Accepted | Status::InProgress);
    let in_time = match (
        instant(case.counted_at.as_deref()),
        instant(case.due.as_deref()),
    ) {
        (Some(counted), Some(due)) if counted < due => Some(frame.t("按期", "in time").to_owned()),
        (Some(counted), Some(due)) => {
            let late = dates::span(due, counted, language);
            Some(language.pick(format!("晚了 {late}"), format!("{late} late")))
        }
        // One that was joined is late by its own date until its answer comes.
        (None, _) if open || case.status == Status::Merged => overdue(portal, frame, case),
        _ => None,
    };
    let promised = case.last_day.map(|last| dates::promise(last, language));
    let in_hand =
        (open && case.answered_at.is_none()).then(|| language.pick("办理中", "in hand").to_owned());
    let facts = [
        (language.pick("现在", "Now"), in_hand),
        (
            language.pick("区域", "Area"),
            area.filter(|area| !area.is_empty()),
        ),
        (language.pick("承办单位", "Unit"), case.lead.clone()),
        (
            language.pick("提出", "Submitted"),
            at(Some(&case.submitted_at)),
        ),
        (language.pick("承诺", "Promised"), promised),
        (
            language.pick("答复", "Answered"),
            at(case.counted_at.as_deref()),
        ),
        (language.pick("是否按期", "In time"), in_time),
        (language.pick("评价", "Rating"), rating(frame, case)),
        (
            language.pick("同遇", "Me too"),
            Some(language.pick(format!("{} 人", case.me_too), case.me_too.to_string())),
        ),
    ];
    facts
        .into_iter()
        .filter_map(|(name, fact)| Some((name, fact?)))
        .collect()
}

/// What is said of a case whose time is over, in working days after the last one that was promised, today
/// among them; on days off before the first of them without.
fn overdue(portal: &Portal, frame: &Frame, case: &CaseView) -> Option<String> {
    let (now, due) = (portal.app().now(), instant(case.due.as_deref())?);
    let last = case.last_day.filter(|_| now >= due)?;
    let calendar = portal.app().working_days();
    let days = calendar
        .count(last, now.date())
        .saturating_sub(u32::from(calendar.is_working(last)));
    let language = frame.language();
    Some(match days {
        0 => language.pick(
            "已超过承诺时间".to_owned(),
            "past its promised time".to_owned(),
        ),
        1 => language.pick(
            "已超过承诺时间 1 个工作日".to_owned(),
            "1 working day past its promised time".to_owned(),
        ),
        _ => language.pick(
            format!("已超过承诺时间 {days} 个工作日"),
            format!("{days} working days past its promised time"),
        ),
    })
}

/// 同遇: what is sent.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct MeToo {
    key: String,
    contact: String,
}

/// Somebody has met the same.
pub(crate) async fn me_too(
    State(portal): State<Portal>,
    frame: Frame,
    headers: HeaderMap,
    Path(no): Path<String>,
    form: Result<Form<MeToo>, axum::extract::rejection::FormRejection>,
) -> Response {
    let Ok(Form(MeToo { key, contact })) = form else {
        return fault::of_step(&frame, &AppError::from(Code::BadValue));
    };
    let no = as_typed(&no);
    let ask = Ask {
        command_id: Some(key).filter(|key| key.len() >= 16),
        if_match: None,
    };
    if met::all(&headers).any(|met| met == no) {
        let reader = Reader {
            met: true,
            ..Reader::default()
        };
        return shown(&portal, &frame, &no, reader, None, contact).await;
    }
    let contact = typed::line(&contact).trim().to_owned();
    let done = async {
        let told = Some(&contact).filter(|contact| !contact.is_empty());
        if let Some(phone) = told {
            Phone::for_word(phone).map_err(|told| Refusal::because(Code::BadValue, told))?;
        }
        let command = Command::read("me_too", json!({ "contact": told }))?;
        portal
            .app()
            .execute(&Actor::Public, &no, &command, &ask)
            .await
    };
    match done.await {
        Ok(_) => {
            let kept = met::cookie(&no, &headers, portal.0.secure);
            let told = if contact.is_empty() { "" } else { "-told" };
            let back = Redirect::to(&format!("/public/{no}?done=me-too{told}#done"));
            (AppendHeaders([(SET_COOKIE, kept)]), back).into_response()
        }
        Err(AppError::Refused(refusal)) if refusal.code != Code::NotFound => {
            let reader = Reader::default();
            shown(&portal, &frame, &no, reader, Some(&refusal), contact).await
        }
        Err(error) => fault::of_step(&frame, &error),
    }
}
