//! 提交: the case is registered, durably and once; then the receipt is shown, whatever else failed.

use super::draft::{Draft, Step};
use super::{page, receipt};
use crate::Portal;
use crate::door;
use crate::fault;
use crate::follow::photos::Taken;
use crate::frame::Frame;
use app::AppError;
use app::execute::{Ask, Done};
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse as _, Response};
use hotline::actor::Actor;
use hotline::case::command::Register;

/// A case that is stored, and what it was asked to be.
pub(super) struct Sent {
    pub(super) done: Done,
    register: Register,
}

/// Registers what was written; the same draft once more is the same case.
///
/// # Errors
/// The page that says what is wrong, with everything that was written.
pub(super) async fn register(
    portal: &Portal,
    frame: &Frame,
    draft: &Draft,
) -> Result<Sent, Response> {
    let frame = frame.clone();
    let register = match draft.register() {
        Ok(register) => register,
        Err(mistake) => {
            return Err(page(portal, frame, draft, mistake.step, vec![mistake], None).await);
        }
    };
    let ask = Ask {
        command_id: Some(draft.key.clone()),
        if_match: None,
    };
    let app = portal.app();
    let done = app
        .register(&Actor::Requester, "requester", &register, &ask)
        .await;
    let told = match done {
        Ok(done) => return Ok(Sent { done, register }),
        Err(AppError::Refused(refusal)) => fault::sentence(&frame, &refusal),
        Err(error) => {
            tracing::warn!(%error, "a case was not submitted");
            frame.t(fault::busy().0, fault::busy().1).to_owned()
        }
    };
    Err(page(portal, frame, draft, Step::Who, Vec::new(), Some(told)).await)
}

/// The receipt. The case is stored: whatever cannot be read now must not keep number and code from the
/// citizen.
pub(super) async fn received(
    portal: &Portal,
    frame: &Frame,
    sent: &Sent,
    draft: &Draft,
    photos: &[Taken],
) -> Response {
    let Sent { done, register } = sent;
    let cookie = match portal.app().begin_visit(&done.no).await {
        Ok(visit) => Some((SET_COOKIE, door::cookie(&visit.token, portal.0.secure))),
        Err(error) => {
            tracing::warn!(%error, "no visit after submitting");
            None
        }
    };
    let shown = receipt::page(portal, frame, done, register, draft, photos).await;
    (AppendHeaders(cookie), shown).into_response()
}
