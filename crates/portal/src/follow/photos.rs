//! 照片: a requester adds them to his case when it exists, and sees them again, his own and what a unit
//! lets him see. Files are taken in piece by piece; `app` decides what is one.

use super::{Wrong, shown};
use crate::Portal;
use crate::door;
use crate::fault;
use crate::frame::Frame;
use app::AppError;
use app::attachment::{About, FileComing, FileCopy, FileOut};
use app::execute::Ask;
use axum::body::Body;
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{DefaultBodyLimit, FromRequest as _, Path, Request, State};
use axum::http::header::{
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse as _, Redirect, Response};
use hotline::actor::Actor;
use hotline::file::OF_REQUESTER_MAX;
use hotline::refusal::{Code, Refusal};
use std::time::Duration;
use tokio::time::timeout;

/// Forms with files taken in side by side.
pub(crate) const AT_ONCE: usize = 16;
/// How long a whole form may take.
const WHOLE_TIME: Duration = Duration::from_mins(5);
/// The longest field that is no file, in bytes.
const FIELD_MAX: usize = 200;

/// Adds what a form brings.
pub(crate) async fn add(
    State(portal): State<Portal>,
    frame: Frame,
    headers: HeaderMap,
    Path(no): Path<String>,
    request: Request,
) -> Response {
    let no = door::plain(&no);
    match door::visits(&portal, &headers, &no).await {
        Ok(true) => {}
        Ok(false) => return Redirect::to(&format!("/follow/{no}")).into_response(),
        Err(error) => return fault::of(&frame, &error),
    }
    let Ok(_slot) = portal.0.photos.try_acquire() else {
        return fault::of(&frame, &AppError::Unavailable("photos".to_owned()));
    };
    let taken = timeout(WHOLE_TIME, take(&portal, &no, request)).await;
    let taken = taken.unwrap_or_else(|_| Err(nothing()));
    match taken {
        Ok(()) => Redirect::to(&format!("/follow/{no}?done=photo#done")).into_response(),
        Err(error) => {
            let sentence = match &error {
                AppError::Refused(refusal) => fault::sentence(&frame, refusal),
                _ => frame.t(fault::busy().0, fault::busy().1).to_owned(),
            };
            let wrong = Wrong {
                act: "photo",
                sentence,
                ..Wrong::default()
            };
            shown(&portal, &frame, &no, "", wrong).await
        }
    }
}

fn nothing() -> AppError {
    let why = "file：没有收到照片，请再选一次 (no photo arrived, please choose again)";
    Refusal::because(Code::BadValue, why).into()
}

/// Takes every file of the form, one after the other.
async fn take(portal: &Portal, no: &str, mut request: Request) -> Result<(), AppError> {
    portal.app().may_attach(&Actor::Requester, no).await?;
    DefaultBodyLimit::disable().apply(&mut request);
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|_| nothing())?;
    let (mut key, mut added) = (None, 0_usize);
    while let Some(mut field) = form.next_field().await.map_err(|_| nothing())? {
        if field.name() != Some("file") {
            key = short(&mut field).await?.filter(|key| key.len() >= 16);
            continue;
        }
        // An empty choice comes as a file without a name.
        if field.file_name().is_none_or(str::is_empty) {
            continue;
        }
        if added == OF_REQUESTER_MAX {
            return Err(Code::FilesSpent.into());
        }
        let about = About {
            name: field.file_name().map(ToOwned::to_owned),
            ..About::default()
        };
        let coming = file(portal, &mut field).await?;
        let ask = Ask {
            command_id: key.as_ref().map(|key| format!("{key}{added}")),
            if_match: None,
        };
        portal
            .app()
            .attach(&Actor::Requester, no, coming, about, &ask)
            .await?;
        added += 1;
    }
    if added == 0 {
        return Err(nothing());
    }
    Ok(())
}

async fn file(portal: &Portal, field: &mut Field<'_>) -> Result<FileComing, AppError> {
    let mut coming = portal.app().file_coming().await?;
    while let Some(piece) = field.chunk().await.map_err(|_| nothing())? {
        coming.write(&piece).await?;
    }
    Ok(coming)
}

/// A short field that is no file.
async fn short(field: &mut Field<'_>) -> Result<Option<String>, AppError> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|_| nothing())? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > FIELD_MAX {
            return Ok(None);
        }
    }
    Ok(String::from_utf8(bytes).ok())
}

/// A file of the case.
pub(crate) async fn whole(
    State(portal): State<Portal>,
    frame: Frame,
    headers: HeaderMap,
    Path((no, file)): Path<(String, u64)>,
) -> Response {
    handed_out(&portal, &frame, &headers, &no, file, FileCopy::Whole).await
}

/// A small picture of it.
pub(crate) async fn small(
    State(portal): State<Portal>,
    frame: Frame,
    headers: HeaderMap,
    Path((no, file)): Path<(String, u64)>,
) -> Response {
    handed_out(&portal, &frame, &headers, &no, file, FileCopy::Thumbnail).await
}

async fn handed_out(
    portal: &Portal,
    frame: &Frame,
    headers: &HeaderMap,
    no: &str,
    file: u64,
    copy: FileCopy,
) -> Response {
    let no = door::plain(no);
    let found = async {
        if !door::visits(portal, headers, &no).await? {
            return Err(Code::NotFound.into());
        }
        portal.app().file(&Actor::Requester, &no, file, copy).await
    };
    match found.await {
        Ok(out) => answer(out, &no, file),
        Err(error) => fault::of(frame, &error),
    }
}

/// Without any power in a browser; documents are saved, not opened.
fn answer(out: FileOut, no: &str, file: u64) -> Response {
    let way = if out.kind.is_picture() {
        "inline"
    } else {
        "attachment"
    };
    let name = format!("{way}; filename=\"{no}-{file}.{}\"", out.kind.extension());
    let disposition = HeaderValue::from_str(&name);
    let headers = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static(out.kind.media_type()),
        ),
        (CONTENT_LENGTH, out.opened.bytes.into()),
        (
            CONTENT_DISPOSITION,
            disposition.unwrap_or(HeaderValue::from_static("attachment")),
        ),
        (
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; sandbox"),
        ),
    ];
    (headers, Body::from_stream(out.opened.content)).into_response()
}
