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
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use hotline::actor::Actor;
use hotline::case::command::Register;
use hotline::refusal::{Code, Refusal};

/// Keys of drafts are a space of their own: a key that a program made up is never met here.
pub(super) const SENDER: &str = "portal";

/// A case that is stored, and what it was asked to be.
pub(super) struct Sent {
    pub(super) done: Done,
    pub(super) register: Register,
    /// Whether the case was stored with other words: this draft arrived before, and was changed since.
    pub(super) earlier: bool,
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
        Err(mut mistake) => {
            mistake.sentence = fault::whole(frame.half(&mistake.sentence));
            return Err(page(portal, frame, draft, mistake.step, vec![mistake], None).await);
        }
    };
    let ask = Ask {
        command_id: Some(draft.key.clone()),
        if_match: None,
    };
    let app = portal.app();
    let done = app
        .register(&Actor::Requester, SENDER, &register, &ask)
        .await;
    let (done, earlier) = match done {
        Err(AppError::Refused(refusal)) if refusal.code == Code::IdempotencyKeyReused => {
            (stored_before(portal, draft, refusal).await, true)
        }
        done => (done, false),
    };
    let told = match done {
        Ok(done) => {
            return Ok(Sent {
                done,
                register,
                earlier,
            });
        }
        Err(AppError::Refused(refusal)) => fault::sentence(&frame, &refusal),
        Err(error) => {
            tracing::warn!(%error, "a case was not submitted");
            let (zh, en) = fault::not_taken(&error);
            frame.t(zh, en).to_owned()
        }
    };
    Err(page(portal, frame, draft, Step::Who, Vec::new(), Some(told)).await)
}

/// The case of a draft that arrived although its answer was lost, and was changed since. Without number and
/// code its citizen could never follow it, and with another key he would have two.
///
/// Nobody comes to another's receipt so: the draft's key is 128 random bits that this house drew for one
/// form, it stands in that form and in the browser that filled it in, in no address, message or log, and
/// keys of programs are apart from it. Whoever has it could already have the receipt by sending the same
/// form again; the code is told on the same page as then, and nothing of what was stored is.
async fn stored_before(portal: &Portal, draft: &Draft, refusal: Refusal) -> Result<Done, AppError> {
    let stored = portal.app().registered(SENDER, &draft.key).await?;
    stored.ok_or(AppError::Refused(refusal))
}

/// The receipt, of what was written and the photos that came with it. The case is stored: whatever cannot be
/// read now must not keep number and code from the citizen. `kept`: his browser is known to keep cookies.
pub(super) async fn received(
    portal: &Portal,
    frame: &Frame,
    sent: &Sent,
    (draft, photos): (&Draft, &[Taken]),
    kept: bool,
) -> Response {
    let visit = match portal.app().begin_visit(&sent.done.no).await {
        Ok(visit) => Some(visit),
        Err(error) => {
            tracing::warn!(%error, "no visit after submitting");
            None
        }
    };
    let secure = portal.0.secure;
    let cookies = visit.as_ref().map(|visit| {
        AppendHeaders([
            (SET_COOKIE, door::cookie(&visit.token, secure)),
            (SET_COOKIE, receipt::cookie(&draft.key, secure)),
        ])
    });
    // A page of its own can be come back to, by whoever keeps what opens it; what cannot be told there is told
    // at once.
    let all_kept = photos.iter().all(|photo| photo.why.is_none());
    if kept && visit.is_some() && all_kept && !sent.earlier {
        return (cookies, Redirect::to("/write/receipt")).into_response();
    }
    let told = receipt::Told {
        done: &sent.done,
        key: &draft.key,
        written: Some((sent, draft)),
        photos,
    };
    let shown = receipt::page(portal, frame, &told).await;
    (cookies, shown).into_response()
}
