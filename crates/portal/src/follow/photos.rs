//! 照片: a requester adds them to his case when it exists, and sees them again, his own and what a unit
//! lets him see. Files are taken in piece by piece; `app` decides what is one.

use super::{Mistake, Wrong, shown};
use crate::Portal;
use crate::door;
use crate::fault;
use crate::frame::Frame;
use crate::pace::{self, Stopped};
use app::AppError;
use app::attachment::{About, FileCopy, FileOut};
use app::execute::Ask;
use app::numbers::as_typed;
use axum::Json;
use axum::body::Body;
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{DefaultBodyLimit, FromRequest as _, Path, Request, State};
use axum::http::header::{
    ACCEPT, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use hotline::actor::Actor;
use hotline::file::{BYTES_MAX, plain_name};
use hotline::refusal::{Code, Refusal};
use serde::Serialize;
use std::hash::{DefaultHasher, Hasher as _};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// Forms with files taken in side by side.
pub(crate) const AT_ONCE: usize = 32;
/// How long a whole form may take.
pub(crate) const WHOLE_TIME: Duration = Duration::from_mins(5);
/// The longest field that is no file, in bytes.
const FIELD_MAX: usize = 200;
/// So much of one file is read to its end, in bytes, so that its sender gets an answer; more is cut off.
const READ_MAX: u64 = 8 * BYTES_MAX;

/// What became of a file.
#[derive(Debug, Serialize)]
pub(crate) struct Taken {
    /// As its sender's machine calls it.
    pub(crate) name: String,
    /// Why it was not kept.
    pub(crate) why: Option<String>,
    /// Whether the same file may be kept when it is sent again.
    pub(crate) again: bool,
    /// Whether nothing can be read after it.
    #[serde(skip)]
    pub(crate) broken: bool,
}

/// What a script is told.
#[derive(Serialize)]
struct Told {
    taken: Vec<Taken>,
}

/// What a script is told of a form that was refused as a whole.
#[derive(Serialize)]
struct Refused {
    why: String,
}

/// A refusal for whoever asked: in JSON for a script, which could read no page.
fn refused(frame: &Frame, script: bool, error: &AppError) -> Response {
    if !script {
        return fault::of_step(frame, error);
    }
    let (status, why) = fault::told(frame, error);
    (status, Json(Refused { why })).into_response()
}

/// Adds what a form brings, each file by itself: one that is refused does not keep the others away.
pub(crate) async fn add(
    State(portal): State<Portal>,
    frame: Frame,
    headers: HeaderMap,
    Path(no): Path<String>,
    request: Request,
) -> Response {
    let no = as_typed(&no);
    let script = headers
        .get(ACCEPT)
        .is_some_and(|accept| accept.as_bytes() == b"application/json");
    match door::visits(&portal, &headers, &no).await {
        Ok(true) => {}
        Ok(false) if script => {
            let why = frame.t(
                "请先用编号和查询码进“查看进度”。",
                "Please enter with number and query code.",
            );
            let why = why.to_owned();
            return (StatusCode::FORBIDDEN, Json(Refused { why })).into_response();
        }
        Ok(false) => return door::shut(&frame, &no, ""),
        Err(error) => return refused(&frame, script, &error),
    }
    let Ok(slot) = Arc::clone(&portal.0.photos).try_acquire_owned() else {
        return refused(&frame, script, &AppError::unavailable("photos"));
    };
    let taken = Box::pin(app::holding(slot, take(&portal, &frame, &no, request)));
    let taken = timeout(WHOLE_TIME, taken).await;
    let taken = taken.unwrap_or_else(|_| Err(nothing()));
    let partly = matches!(&taken, Ok(taken) if taken.iter().any(|one| one.why.is_none()));
    let error = match taken {
        Ok(taken) if script => return Json(Told { taken }).into_response(),
        Ok(taken) if taken.iter().all(|one| one.why.is_none()) => {
            return Redirect::to(&format!("/follow/{no}?done=photo#done")).into_response();
        }
        Ok(taken) => told(&frame, &taken),
        Err(error) if script => return refused(&frame, script, &error),
        Err(AppError::Refused(refusal)) => fault::sentence(&frame, &refusal),
        Err(error) => {
            let (zh, en) = fault::not_taken(&error);
            frame.t(zh, en).to_owned()
        }
    };
    let wrong = Wrong {
        act: "photo",
        mistakes: vec![Mistake::whole(error)],
        partly,
        ..Wrong::default()
    };
    shown(&portal, &frame, &no, "", wrong).await
}

fn nothing() -> AppError {
    let why = "file：没有收到照片，请再选一次 (no photo arrived, please choose again)";
    Refusal::because(Code::BadValue, why).into()
}

impl From<Stopped> for AppError {
    fn from(_: Stopped) -> Self {
        nothing()
    }
}

/// What became of several files, as one text.
fn told(frame: &Frame, taken: &[Taken]) -> String {
    let kept = taken.iter().filter(|one| one.why.is_none()).count();
    let mut told = match kept {
        0 => String::new(),
        some => frame.language().pick(
            format!("收到了 {some} 个。没有收下的："),
            format!("{some} received. Not kept: "),
        ),
    };
    for one in taken {
        if let Some(why) = &one.why {
            told.push_str(&frame.language().pick(
                format!("{}：{why} ", one.name),
                format!("{}: {why} ", one.name),
            ));
        }
    }
    told.trim_end().to_owned()
}

/// Takes every file of the form, one after the other.
async fn take(
    portal: &Portal,
    frame: &Frame,
    no: &str,
    mut request: Request,
) -> Result<Vec<Taken>, AppError> {
    let ask = Ask::default();
    portal.app().may_attach(&Actor::Requester, no, &ask).await?;
    DefaultBodyLimit::disable().apply(&mut request);
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|_| nothing())?;
    let (mut key, mut taken) = (String::new(), Vec::new());
    while let Some(mut field) = pace::piece(form.next_field()).await? {
        if field.name() != Some("file") {
            key = short(&mut field).await?.unwrap_or_default();
            continue;
        }
        // An empty choice comes as a file without a name.
        if field.file_name().is_none_or(str::is_empty) {
            continue;
        }
        let one = take_in(portal, frame, Some(no), &key, &mut field).await;
        let broken = one.broken;
        taken.push(one);
        if broken {
            break;
        }
    }
    if taken.is_empty() {
        return Err(nothing());
    }
    Ok(taken)
}

/// Takes one file in and adds it to the case; without a case it is only read to its end. `key` makes the
/// same file of the same form come once, whatever else is chosen when it is sent again.
pub(crate) async fn take_in(
    portal: &Portal,
    frame: &Frame,
    no: Option<&str>,
    key: &str,
    field: &mut Field<'_>,
) -> Taken {
    let given = field.file_name().map(ToOwned::to_owned);
    let name = given.as_deref().and_then(plain_name);
    let mut taken = Taken {
        name: name.unwrap_or_else(|| frame.t("照片", "photo").to_owned()),
        why: None,
        again: false,
        broken: false,
    };
    let read = async {
        let mut coming = match no {
            Some(_) => portal.app().file_coming().await,
            None => Err(AppError::unavailable("photos")),
        };
        let (mut bytes, mut mark) = (0, DefaultHasher::new());
        mark.write(taken.name.as_bytes());
        // After an error the rest is read and forgotten.
        while let Some(piece) = pace::piece(field.chunk()).await? {
            bytes += piece.len() as u64;
            if bytes > READ_MAX {
                return Err(Code::FileTooLarge.into());
            }
            mark.write(&piece);
            if let Ok(file) = &mut coming
                && let Err(error) = file.write(&piece).await
            {
                coming = Err(error.into());
            }
        }
        Ok((coming, mark.finish()))
    };
    let kept = match read.await {
        Ok((Ok(file), mark)) => {
            let about = About {
                name: given,
                ..About::default()
            };
            let ask = Ask {
                command_id: (key.len() >= 16).then(|| format!("{key}{mark:016x}")),
                if_match: None,
            };
            let (app, no) = (portal.app(), no.unwrap_or_default());
            let attached = app.attach(&Actor::Requester, no, file, about, &ask);
            attached.await.map(|_| ())
        }
        Ok((Err(error), _)) => Err(error),
        Err(error) => {
            taken.broken = true;
            Err(error)
        }
    };
    if let Err(error) = kept {
        taken.again = !matches!(error, AppError::Refused(_));
        taken.why = Some(why(frame, &error));
    }
    taken
}

/// Why a file was not kept.
fn why(frame: &Frame, error: &AppError) -> String {
    match error {
        AppError::Refused(refusal) => fault::sentence(frame, refusal),
        error => {
            tracing::warn!(%error, "a photo was not kept");
            let (zh, en) = (
                "我们这边暂时忙不过来，请再传一次。",
                "We are busy for a moment; please send it again.",
            );
            frame.t(zh, en).to_owned()
        }
    }
}

/// A short field that is no file.
async fn short(field: &mut Field<'_>) -> Result<Option<String>, AppError> {
    let mut bytes = Vec::new();
    while let Some(piece) = pace::piece(field.chunk()).await? {
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
    let no = as_typed(no);
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
