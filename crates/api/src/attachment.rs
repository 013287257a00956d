//! 附件: files handed in with a form, as browsers and programs both send it, and handed out again.

use crate::Api;
use crate::command::{Outcome, refused};
use crate::extract::{Conditions, No, Path, QueryCode, number};
use crate::limits::in_parts;
use crate::problem::{Fault, Problem};
use crate::session::Signed;
use app::attachment::{About, FileComing, FileCopy, FileOut};
use app::execute::Ask;
use axum::body::Body;
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{DefaultBodyLimit, FromRequest as _, Request, State};
use axum::http::header::{
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use futures_util::StreamExt as _;
use hotline::actor::Actor;
use hotline::file::BYTES_MAX;
use hotline::refusal::Code;
use hotline::text::{Line, WORDS_MAX, Words};
use std::fmt::Write as _;
use std::time::Duration;
use tokio::time::timeout;
use utoipa::ToSchema;

/// Files of staff taken in side by side, and of one of them; each holds a file on the disk. Those of the
/// public have places of their own (`limits`).
pub(crate) const AT_ONCE: usize = 32;
pub(crate) const OF_ONE: usize = 8;
/// What a form may have besides the file, in bytes.
const FIELDS_MAX: u64 = 128 * 1024;
/// The parts that a form may have.
const FIELDS: [&str; 5] = ["file", "caption", "what", "taken_at", "public"];
/// How long the next piece may take to come, and the whole.
const PIECE_TIME: Duration = Duration::from_secs(15);
const WHOLE_TIME: Duration = Duration::from_mins(3);
/// Of what is refused so much is read and thrown away, so that its sender reads the answer.
const THROWN_AWAY_MAX: u64 = 4 * BYTES_MAX;

/// A file with what there is to say about it.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes the form; its parts are read one by one"
)]
pub(crate) struct FileForm {
    /// The file: JPEG, PNG, WebP or PDF, told by content; at most 10 MiB, pictures at most 25 million
    /// pixels.
    #[schema(value_type = String, format = Binary)]
    file: (),
    /// What there is to say about it.
    caption: Option<Words>,
    /// Of a unit's evidence: what it shows.
    what: Option<Line>,
    /// When it was taken, as written by the sender.
    taken_at: Option<Line>,
    /// Whether the requester may see a unit's file.
    public: Option<bool>,
}

/// 添附件 · attach
///
/// One file as `multipart/form-data`, the part `file`; other parts may stand before or after it. What
/// the requester sends, and what an agent takes in for him, is the requester's; what a unit or the
/// centre adds is its own. Of a secret case units see the requester's files only once they are released.
/// A picture is drawn anew: the camera's notes (place, time, device) are gone, it stands the right way up;
/// WebP is kept as JPEG or PNG. At most 10 files of the requester and 30 of units with one case.
#[utoipa::path(post, path = "/api/cases/{no}/attach", tag = "commands", operation_id = "attach", security(("session" = []), ("token" = [])),
    params(("no" = String, Path, description = "Number of the case."),
        ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key returns the first result.", max_length = 200),
        ("If-Match" = Option<String>, Header, description = "The ETag that was read, such as `\"7\"`.")),
    request_body(content = FileForm, content_type = "multipart/form-data"),
    responses((status = 200, body = Outcome)))]
pub(crate) async fn by_staff(
    State(api): State<Api>,
    signed: Signed,
    No(no): No,
    Conditions(ask): Conditions,
    request: Request,
) -> Result<Outcome, Problem> {
    let place = api.uploads.enter(Some(signed.staff.person.clone())).await?;
    let actor = signed.actor();
    app::holding(place, attach(&api, &actor, &no, &ask, request)).await
}

/// 添附件 · attach, by the requester
///
/// As `attach` by staff, with number and query code; the part `file` of a form.
#[utoipa::path(post, path = "/api/public/cases/{no}/attach", tag = "citizens", operation_id = "citizen_attach", security(("query_code" = [])),
    params(("no" = String, Path, description = "Number of the case."),
        ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key returns the first result.", max_length = 200)),
    request_body(content = FileForm, content_type = "multipart/form-data"),
    responses((status = 200, body = Outcome)))]
pub(crate) async fn by_citizen(
    State(api): State<Api>,
    No(no): No,
    QueryCode(code): QueryCode,
    Conditions(ask): Conditions,
    request: Request,
) -> Result<Outcome, Problem> {
    let actor = requester(&api, &no, code).await;
    match actor {
        Ok(actor) => attach(&api, &actor, &no, &ask, request).await,
        Err(problem) => {
            throw_away(request.into_body()).await;
            Err(problem)
        }
    }
}

async fn requester(api: &Api, no: &str, code: Option<String>) -> Result<Actor, Problem> {
    let code = code.ok_or(Code::BadCode)?;
    Ok(api.app.requester(no, &code).await?)
}

async fn attach(
    api: &Api,
    actor: &Actor,
    no: &str,
    ask: &Ask,
    request: Request,
) -> Result<Outcome, Problem> {
    // Asked before anything is taken in: nobody fills our disk who may not add a file.
    if let Err(error) = api.app.may_attach(actor, no, ask).await {
        throw_away(request.into_body()).await;
        return Err(refused(api, actor, no, ask, error).await);
    }
    let announced = request.headers().get(CONTENT_LENGTH);
    let announced = announced.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if let Some(length) = announced.filter(|length| *length > BYTES_MAX + FIELDS_MAX) {
        if length <= THROWN_AWAY_MAX {
            throw_away(request.into_body()).await;
        }
        return Err(Code::FileTooLarge.into());
    }
    let read = timeout(WHOLE_TIME, read(api, request)).await;
    let (coming, about) = read.map_err(|_| Fault::SlowBody)??;
    match api.app.attach(actor, no, coming, about, ask).await {
        Ok(done) => Ok(done.into()),
        Err(error) => Err(refused(api, actor, no, ask, error).await),
    }
}

/// Reads the form; of one that is refused the rest is thrown away.
async fn read(api: &Api, mut request: Request) -> Result<(FileComing, About), Problem> {
    DefaultBodyLimit::disable().apply(&mut request);
    if !in_parts(request.headers()) {
        throw_away(request.into_body()).await;
        return Err(Fault::NotMultipart.into());
    }
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|_| Fault::NotMultipart)?;
    let read = parts(api, &mut form).await;
    if read.is_err() {
        let rest = async {
            let mut thrown = 0_u64;
            while let Ok(Some(mut field)) = form.next_field().await {
                while let Ok(Some(piece)) = field.chunk().await {
                    thrown += piece.len() as u64;
                    if thrown > THROWN_AWAY_MAX {
                        return;
                    }
                }
            }
        };
        let _ = timeout(PIECE_TIME, rest).await;
    }
    read
}

async fn parts(api: &Api, form: &mut Multipart) -> Result<(FileComing, About), Problem> {
    let (mut coming, mut about) = (None, About::default());
    while let Some(mut field) = next(form).await? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            if coming.is_some() {
                let why = "file：一次一份，请分几次传 (one file at a time)";
                return Err(Problem::bad_value(why));
            }
            about.name = field.file_name().map(ToOwned::to_owned);
            coming = Some(take_in(api, &mut field).await?);
            continue;
        }
        if !FIELDS.contains(&name.as_str()) {
            let zh = FIELDS.join("、");
            let en = FIELDS.join(", ");
            let why = format!("没有这一项，可以填：{zh} (no such field; one of: {en})");
            return Err(Problem::bad_value(why));
        }
        let text = text(&name, &mut field).await?;
        let wrong = |why: hotline::text::TextError| Problem::bad_value(format!("{name}：{why}"));
        match name.as_str() {
            "caption" => about.caption = Some(Words::new(&text).map_err(wrong)?),
            "what" => about.what = Some(Line::new(&text).map_err(wrong)?),
            "taken_at" => about.taken_at = Some(Line::new(&text).map_err(wrong)?),
            _ => about.public = yes_or_no(&text)?,
        }
    }
    let coming =
        coming.ok_or_else(|| Problem::bad_value("file：没有选文件 (no file was chosen)"))?;
    Ok((coming, about))
}

async fn next(form: &mut Multipart) -> Result<Option<Field<'_>>, Problem> {
    let next = timeout(PIECE_TIME, form.next_field()).await;
    let next = next.map_err(|_| Fault::SlowBody)?;
    next.map_err(|_| Fault::BadRequest.into())
}

async fn piece(field: &mut Field<'_>) -> Result<Option<axum::body::Bytes>, Problem> {
    let piece = timeout(PIECE_TIME, field.chunk()).await;
    let piece = piece.map_err(|_| Fault::SlowBody)?;
    piece.map_err(|_| Fault::BadRequest.into())
}

async fn take_in(api: &Api, field: &mut Field<'_>) -> Result<FileComing, Problem> {
    let mut coming = api.app.file_coming().await?;
    while let Some(piece) = piece(field).await? {
        coming.write(&piece).await.map_err(app::AppError::from)?;
    }
    Ok(coming)
}

async fn text(name: &str, field: &mut Field<'_>) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    while let Some(piece) = piece(field).await? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > WORDS_MAX * 4 {
            return Err(Fault::TooLarge.into());
        }
    }
    let why = |_| Problem::bad_value(format!("{name}：应当是 UTF-8 文字 (expected UTF-8 text)"));
    String::from_utf8(bytes).map_err(why)
}

fn yes_or_no(text: &str) -> Result<bool, Problem> {
    match text.trim() {
        "true" | "on" | "1" => Ok(true),
        "false" | "off" | "0" | "" => Ok(false),
        _ => Err(Problem::bad_value(
            "public：应当是 true 或 false (expected true or false)",
        )),
    }
}

/// Reads what is refused, so that its sender reads the answer instead of a broken connection.
async fn throw_away(body: Body) {
    let rest = async {
        let (mut pieces, mut thrown) = (body.into_data_stream(), 0_u64);
        while let Some(Ok(piece)) = pieces.next().await {
            thrown += piece.len() as u64;
            if thrown > THROWN_AWAY_MAX {
                return;
            }
        }
    };
    let _ = timeout(PIECE_TIME, rest).await;
}

/// 看附件 · A file of a case
///
/// Whoever does not see the file is told what he would be told if there were none.
#[utoipa::path(get, path = "/api/cases/{no}/files/{file}", tag = "cases", security(("session" = []), ("token" = [])),
    params(("no" = String, Path, description = "Number of the case."), ("file" = u64, Path, description = "Number of the file within the case.")),
    responses((status = 200, description = "The file.", content_type = "application/octet-stream", body = Vec<u8>)))]
pub(crate) async fn file(
    State(api): State<Api>,
    signed: Signed,
    Path((no, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    hand_out(&api, &signed.actor(), &no, &file, FileCopy::Whole).await
}

/// 缩略图 · A small picture of a file
#[utoipa::path(get, path = "/api/cases/{no}/files/{file}/thumbnail", tag = "cases", security(("session" = []), ("token" = [])),
    params(("no" = String, Path, description = "Number of the case."), ("file" = u64, Path, description = "Number of the file within the case.")),
    responses((status = 200, description = "A JPEG, its longer side at most 320 pixels.", content_type = "image/jpeg", body = Vec<u8>)))]
pub(crate) async fn thumbnail(
    State(api): State<Api>,
    signed: Signed,
    Path((no, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    hand_out(&api, &signed.actor(), &no, &file, FileCopy::Thumbnail).await
}

/// 看附件 · A file of the requester's own case
#[utoipa::path(get, path = "/api/public/cases/{no}/files/{file}", tag = "citizens", security(("query_code" = [])),
    params(("no" = String, Path, description = "Number of the case."), ("file" = u64, Path, description = "Number of the file within the case.")),
    responses((status = 200, description = "The file.", content_type = "application/octet-stream", body = Vec<u8>)))]
pub(crate) async fn file_for_citizen(
    State(api): State<Api>,
    Path((no, file)): Path<(String, String)>,
    QueryCode(code): QueryCode,
) -> Result<Response, Problem> {
    let actor = requester(&api, &number(&no), code).await?;
    hand_out(&api, &actor, &no, &file, FileCopy::Whole).await
}

/// 缩略图 · A small picture of a file of the requester's own case
#[utoipa::path(get, path = "/api/public/cases/{no}/files/{file}/thumbnail", tag = "citizens", security(("query_code" = [])),
    params(("no" = String, Path, description = "Number of the case."), ("file" = u64, Path, description = "Number of the file within the case.")),
    responses((status = 200, description = "A JPEG, its longer side at most 320 pixels.", content_type = "image/jpeg", body = Vec<u8>)))]
pub(crate) async fn thumbnail_for_citizen(
    State(api): State<Api>,
    Path((no, file)): Path<(String, String)>,
    QueryCode(code): QueryCode,
) -> Result<Response, Problem> {
    let actor = requester(&api, &number(&no), code).await?;
    hand_out(&api, &actor, &no, &file, FileCopy::Thumbnail).await
}

async fn hand_out(
    api: &Api,
    actor: &Actor,
    no: &str,
    file: &str,
    copy: FileCopy,
) -> Result<Response, Problem> {
    // A number that is none is a file that is not there; the case is asked for all the same.
    let file = file.parse().unwrap_or(u64::MAX);
    let out = api.app.file(actor, &number(no), file, copy).await?;
    Ok(answer(out))
}

/// A file as an answer: named, measured, and without any power in a browser.
pub fn answer(out: FileOut) -> Response {
    let disposition = disposition(out.kind.is_picture(), &out.name);
    let headers: [(HeaderName, HeaderValue); 5] = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static(out.kind.media_type()),
        ),
        (CONTENT_LENGTH, out.opened.bytes.into()),
        (CONTENT_DISPOSITION, disposition),
        (
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; sandbox"),
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("same-origin"),
        ),
    ];
    (headers, Body::from_stream(out.opened.content)).into_response()
}

/// Pictures are shown, documents saved. The name in full, and one for those who read ASCII only.
fn disposition(shown: bool, name: &str) -> HeaderValue {
    let way = if shown { "inline" } else { "attachment" };
    let plain: String = name
        .chars()
        .map(|c| match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' => c,
            _ => '_',
        })
        .collect();
    let mut full = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            full.push(char::from(byte));
        } else {
            let _ = write!(full, "%{byte:02X}");
        }
    }
    let text = format!("{way}; filename=\"{plain}\"; filename*=UTF-8''{full}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("attachment"))
}
