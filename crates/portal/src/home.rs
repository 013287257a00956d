//! The home page: write, follow, call; how long an answer takes; where else to turn.

use crate::Portal;
use crate::door;
use crate::fault;
use crate::frame::{Frame, show};
use crate::public::{self, PublicRow};
use app::AppError;
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hotline::catalogue::Reason;
use hotline::kind::Kind;

/// So many published cases are shown.
const NEWEST: usize = 3;

/// A limit of the rulebook in force.
pub(crate) struct Limit {
    name: &'static str,
    note: String,
    /// Working days; none = the same day.
    days: Option<u32>,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home<'a> {
    frame: &'a Frame,
    limits: Vec<Limit>,
    reasons: Vec<&'a Reason>,
    newest: Vec<PublicRow>,
    /// The case of a visit that lasts.
    visiting: Option<String>,
}

pub(crate) async fn home(
    State(portal): State<Portal>,
    frame: Frame,
    headers: HeaderMap,
) -> Response {
    let limits = match limits(&portal, &frame) {
        Ok(limits) => limits,
        Err(error) => return fault::of(&frame, &error),
    };
    let newest = match public::newest(&portal, &frame, NEWEST).await {
        Ok(newest) => newest,
        Err(error) => return fault::of(&frame, &error),
    };
    let (profile, today) = (portal.app().profile(), portal.app().now().date());
    let reasons = profile.catalogue.decline_reasons().iter();
    let reasons = reasons.filter(|reason| reason.in_force(today)).collect();
    let page = Home {
        frame: &frame,
        limits,
        reasons,
        newest,
        visiting: door::visiting(&portal, &headers).await,
    };
    show(&frame, &page)
}

fn limits(portal: &Portal, frame: &Frame) -> Result<Vec<Limit>, AppError> {
    let rules = portal.app().rules_of(None, portal.app().now())?;
    let kind = |kind, zh, en| Limit {
        name: frame.t(zh, en),
        note: String::new(),
        days: Some(rules.limit(kind)),
    };
    let (profile, today) = (portal.app().profile(), portal.app().now().date());
    let items = profile.catalogue.items().iter();
    let items = items.filter(|item| item.in_force(today)).count();
    let listed = rules.list_limit.map(|days| Limit {
        name: frame.t("便民事项", "Everyday matters"),
        note: frame.language().pick(
            format!("路灯、井盖、噪声、垃圾等 {items} 项"),
            format!("street lamps, manholes, noise, rubbish: {items} items"),
        ),
        days: Some(days),
    });
    let mut limits: Vec<_> = listed.into_iter().collect();
    limits.extend([
        kind(Kind::Consult, "咨询", "Questions"),
        kind(Kind::Help, "求助", "Requests for help"),
        kind(Kind::Suggestion, "建议", "Suggestions"),
        kind(Kind::Complaint, "投诉、举报", "Complaints and reports"),
        Limit {
            name: frame.t("紧急或简单的事", "Urgent or simple matters"),
            note: String::new(),
            days: None,
        },
    ]);
    Ok(limits)
}
