//! The last form with photos in it, as a browser without script sends it. The file field stands last in
//! the form, so all words are there when the first photo begins: the case is registered then, and only
//! after that is a byte of a photo kept. A photo that fails never takes the words along.

use super::draft::{Draft, Step};
use super::sending::{self, Sent};
use super::{checked, page, tried};
use crate::Portal;
use crate::fault;
use crate::follow::photos::{self, Taken, WHOLE_TIME};
use crate::frame::Frame;
use crate::pace;
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{DefaultBodyLimit, FromRequest as _, Request};
use axum::http::StatusCode;
use axum::response::Response;
use hotline::refusal::Code;
use std::sync::Arc;
use tokio::time::timeout;

/// All fields that are no files, in bytes.
const WORDS_MAX: usize = 256 * 1024;

/// How far a form has come.
#[derive(Default)]
struct Coming {
    draft: Draft,
    words: usize,
    /// A field of words was larger than any that can be filled in.
    too_long: bool,
    /// The case, or the page that says why there is none.
    sent: Option<Result<Sent, Response>>,
    taken: Vec<Taken>,
}

/// Registers the case and adds the photos.
pub(super) async fn take(portal: &Portal, frame: Frame, mut request: Request) -> Response {
    DefaultBodyLimit::disable().apply(&mut request);
    let kept = tried::comes_back(request.headers());
    let mut coming = Coming::default();
    if let Ok(mut form) = Multipart::from_request(request, &()).await {
        let slot = Arc::clone(&portal.0.photos).try_acquire_owned().ok();
        let room = slot.is_some();
        let whole = read(portal, &frame, &mut form, &mut coming, room);
        let whole = Box::pin(app::holding(slot, whole));
        // Too slow or broken off: what has come by then counts.
        let whole = timeout(WHOLE_TIME, whole).await;
        if !matches!(whole, Ok(Some(()))) && coming.sent.is_none() {
            return page_of(portal, frame, coming).await;
        }
    }
    if coming.sent.is_none() {
        let sent = send(portal, &frame, &mut coming).await;
        coming.sent = Some(sent);
    }
    let Coming {
        draft, sent, taken, ..
    } = coming;
    match sent {
        Some(Ok(sent)) => sending::received(portal, &frame, &sent, (&draft, &taken), kept).await,
        Some(Err(back)) => back,
        None => fault::of_step(&frame, &Code::BadValue.into()),
    }
}

/// A form that could not be read before all words were there: nothing is sent, what came is shown.
async fn page_of(portal: &Portal, frame: Frame, mut coming: Coming) -> Response {
    if let Err(error) = coming.draft.take_key() {
        return fault::of_step(&frame, &error);
    }
    let told = frame.t(
        "没有收全，请再按一次“提交”。",
        "It did not arrive whole. Please press submit again.",
    );
    let told = Some(told.to_owned());
    page(portal, frame, &coming.draft, Step::Who, Vec::new(), told).await
}

/// Reads the form to its end: who is answered before he has sent everything sees a broken connection. Photos
/// are kept if there is room for them.
async fn read(
    portal: &Portal,
    frame: &Frame,
    form: &mut Multipart,
    coming: &mut Coming,
    room: bool,
) -> Option<()> {
    while let Some(mut field) = pace::piece(form.next_field()).await.ok()? {
        let name = field.name().unwrap_or_default().to_owned();
        if name != "photo" {
            word(&mut field, &name, coming).await?;
            continue;
        }
        // An empty choice comes as a file without a name.
        if field.file_name().is_none_or(str::is_empty) {
            continue;
        }
        if coming.sent.is_none() {
            coming.sent = Some(send(portal, frame, coming).await);
        }
        let case = match &coming.sent {
            Some(Ok(sent)) if room => Some(sent.done.no.as_str()),
            _ => None,
        };
        let key = coming.draft.key.clone();
        let taken = photos::take_in(portal, frame, case, &key, &mut field).await;
        let broken = taken.broken;
        coming.taken.push(taken);
        if broken {
            return None;
        }
    }
    Some(())
}

/// A field of words; after the case is registered none changes it.
async fn word(field: &mut Field<'_>, name: &str, coming: &mut Coming) -> Option<()> {
    let mut bytes = Vec::new();
    while let Some(piece) = pace::piece(field.chunk()).await.ok()? {
        coming.words += piece.len();
        // Read to its end all the same: an answer before that is a broken connection.
        if coming.words > WORDS_MAX {
            coming.too_long = true;
        } else {
            bytes.extend_from_slice(&piece);
        }
    }
    if coming.sent.is_none() {
        coming.draft.set(name, &String::from_utf8_lossy(&bytes));
    }
    Some(())
}

async fn send(portal: &Portal, frame: &Frame, coming: &mut Coming) -> Result<Sent, Response> {
    if coming.too_long {
        return Err(fault::page(frame, StatusCode::PAYLOAD_TOO_LARGE));
    }
    let draft = &mut coming.draft;
    if let Err(error) = draft.take_key() {
        return Err(fault::of_step(frame, &error));
    }
    checked(portal, frame, draft, Step::Who).await?;
    sending::register(portal, frame, draft).await
}
