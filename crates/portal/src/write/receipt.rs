//! 提交好了: number, query code, until when, and how it was counted.

use super::draft::Draft;
use super::sending::{SENDER, Sent};
use crate::Portal;
use crate::dates;
use crate::door;
use crate::fault;
use crate::follow::days::{DayRow, Start, rows};
use crate::follow::photos::Taken;
use crate::frame::{Frame, show};
use crate::look;
use app::AppError;
use app::execute::Done;
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use hotline::actor::Actor;
use hotline::scope::view::CaseView;

#[derive(Template)]
#[template(path = "receipt.html")]
struct Receipt<'a> {
    frame: &'a Frame,
    no: &'a str,
    code: Option<&'a str>,
    accept_by: String,
    /// The promise as it will be at the latest; none if it could not be counted now.
    last: Option<String>,
    limit: u32,
    provisional: bool,
    days: Vec<DayRow>,
    anonymous: bool,
    key: &'a str,
    /// Photos that came with the words.
    photos: &'a [Taken],
    /// So many of the case's photos are kept.
    kept: usize,
    /// What was written since, where the draft had arrived before.
    later: Option<Later>,
}

/// What a citizen changed after his draft had arrived, to be added to the case.
struct Later {
    /// The words as they are now; empty if those are the same.
    text: String,
    /// A fresh Idempotency-Key for the form.
    key: String,
}

impl Later {
    fn of(sent: &Sent, view: Option<&CaseView>) -> Self {
        let now = sent.register.text.as_str();
        let then = view.and_then(|view| view.text.as_deref());
        Self {
            text: if then == Some(now) { "" } else { now }.to_owned(),
            // Without one the form is sent once a press; it is no reason to show no receipt.
            key: app::chance::token().unwrap_or_default(),
        }
    }
}

impl Receipt<'_> {
    /// Photos that were not kept, to be sent again here.
    fn left(&self) -> impl Iterator<Item = (&str, &str)> {
        self.photos
            .iter()
            .filter_map(|photo| Some((photo.name.as_str(), photo.why.as_deref()?)))
    }
}

const COOKIE_NAME: &str = "minsheng_receipt";

/// The header that keeps the draft's key for the receipt's page: with the visit it is told once more, so that
/// one step back in the browser loses neither number nor code. The code itself stands in no cookie.
pub(super) fn cookie(key: &str, secure: bool) -> String {
    let seconds = app::visit::VISIT_HOURS * 3600;
    let secure = if secure { "; Secure" } else { "" };
    format!("{COOKIE_NAME}={key}; Path=/write; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}

/// The header that forgets it.
pub(crate) fn forgotten() -> String {
    format!("{COOKIE_NAME}=; Path=/write; Max-Age=0; HttpOnly; SameSite=Lax")
}

/// The receipt once more, for whoever has just submitted and is still on his visit to the case; the door for
/// everybody else. What cannot be read this moment is said, not taken for somebody else's.
pub(crate) async fn again(
    State(portal): State<Portal>,
    frame: Frame,
    headers: HeaderMap,
) -> Response {
    let key = look::cookie(&headers, COOKIE_NAME).unwrap_or_default();
    let done = match of_visit(&portal, &headers, key).await {
        Ok(Some(done)) => done,
        Ok(None) => return Redirect::to(door::FIRST).into_response(),
        Err(error) => return fault::of_receipt(&frame, &error),
    };
    let told = Told {
        done: &done,
        key,
        written: None,
        photos: &[],
    };
    page(&portal, &frame, &told).await
}

/// The case of a draft, if the browser is on a visit to it.
async fn of_visit(
    portal: &Portal,
    headers: &HeaderMap,
    key: &str,
) -> Result<Option<Done>, AppError> {
    if key.is_empty() {
        return Ok(None);
    }
    let Some(no) = door::visited(portal, headers).await? else {
        return Ok(None);
    };
    let done = portal.app().registered(SENDER, key).await?;
    Ok(done.filter(|done| done.no == no))
}

/// What a receipt tells.
pub(super) struct Told<'a> {
    pub(super) done: &'a Done,
    /// The draft's key.
    pub(super) key: &'a str,
    /// What was just written; none on the page that is shown once more.
    pub(super) written: Option<(&'a Sent, &'a Draft)>,
    /// Photos that came with it.
    pub(super) photos: &'a [Taken],
}

pub(super) async fn page(portal: &Portal, frame: &Frame, told: &Told<'_>) -> Response {
    let (app, language) = (portal.app(), frame.language());
    let done = told.done;
    let view = app.view(&Actor::Requester, &done.no).await.ok();
    let submitted = view
        .as_ref()
        .and_then(|view| view.submitted_at.parse().ok())
        .unwrap_or(app.now());
    // What counts is the case that is stored, but for one that could not be read just now.
    let written = told.written.filter(|(sent, _)| !sent.earlier);
    let of_form = written.map(|(Sent { register, .. }, _)| {
        let same_day = register.urgent || register.simple;
        (register.kind, register.item.clone(), same_day)
    });
    let stored = view.as_ref();
    let of_case = stored.map(|view| (view.kind, view.item.clone(), view.urgent || view.simple));
    let outlook = of_form
        .or(of_case)
        .and_then(|(kind, item, same_day)| app.outlook(kind, item, same_day, submitted).ok());
    let accept_by = outlook.as_ref().map_or(submitted, |told| told.accept_by);
    let promise = outlook.as_ref().map(|told| &told.deadline.promise);
    let earlier = told.written.filter(|(sent, _)| sent.earlier);
    let came = told.photos.iter().filter(|photo| photo.why.is_none());
    let page = Receipt {
        frame,
        no: &done.no,
        code: done.code.as_deref(),
        accept_by: dates::moment(accept_by, app.now(), language),
        last: promise.map(|promise| dates::promise(promise.last_day, language)),
        limit: promise.map_or(0, hotline::case::promise::Promise::limit),
        provisional: promise.is_some_and(|promise| promise.provisional),
        days: outlook
            .as_ref()
            .map(|told| rows(&told.deadline.days, Start::Accepted, language))
            .unwrap_or_default(),
        anonymous: written.map_or_else(
            || stored.is_some_and(|view| view.anonymous),
            |(_, draft)| draft.is_who("anonymous"),
        ),
        key: told.key,
        photos: told.photos,
        kept: match told.written {
            Some(_) => came.count(),
            None => stored.map_or(0, |view| view.files.len()),
        },
        later: earlier.map(|(sent, _)| Later::of(sent, view.as_ref())),
    };
    show(frame, &page)
}
