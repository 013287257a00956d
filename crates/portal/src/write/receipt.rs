//! 提交好了: number, query code, until when, and how it was counted.

use super::draft::Draft;
use super::sending::Sent;
use crate::Portal;
use crate::dates;
use crate::follow::days::{DayRow, rows};
use crate::follow::photos::Taken;
use crate::frame::{Frame, show};
use askama::Template;
use axum::response::Response;
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
    fn kept(&self) -> usize {
        self.photos
            .iter()
            .filter(|photo| photo.why.is_none())
            .count()
    }

    /// Photos that were not kept, to be sent again here.
    fn left(&self) -> impl Iterator<Item = (&str, &str)> {
        self.photos
            .iter()
            .filter_map(|photo| Some((photo.name.as_str(), photo.why.as_deref()?)))
    }
}

pub(super) async fn page(
    portal: &Portal,
    frame: &Frame,
    sent: &Sent,
    draft: &Draft,
    photos: &[Taken],
) -> Response {
    let (app, language) = (portal.app(), frame.language());
    let Sent { done, register, .. } = sent;
    let view = app.view(&Actor::Requester, &done.no).await.ok();
    let submitted = view
        .as_ref()
        .and_then(|view| view.submitted_at.parse().ok())
        .unwrap_or(app.now());
    // What counts is the case that is stored, where this form brought another.
    let stored = view.as_ref().filter(|_| sent.earlier);
    let (kind, item, same_day) = stored.map_or_else(
        || {
            let same_day = register.urgent || register.simple;
            (register.kind, register.item.clone(), same_day)
        },
        |view| (view.kind, view.item.clone(), view.urgent || view.simple),
    );
    let outlook = app.outlook(kind, item, same_day, submitted).ok();
    let accept_by = outlook.as_ref().map_or(submitted, |told| told.accept_by);
    let promise = outlook.as_ref().map(|told| &told.deadline.promise);
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
            .map(|told| rows(&told.deadline.days, language))
            .unwrap_or_default(),
        anonymous: stored.map_or_else(|| draft.is_who("anonymous"), |view| view.anonymous),
        key: &draft.key,
        photos,
        later: sent.earlier.then(|| Later::of(sent, view.as_ref())),
    };
    show(frame, &page)
}
