//! 两号并存: cases of lines that keep their own number, by file, and found by that number.

use crate::Api;
use crate::case::FullCase;
use crate::extract::Path;
use crate::language::Language;
use crate::problem::{Document, Fault, Problem};
use crate::session::Signed;
use app::lines::{Form, Taken};
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use futures_util::StreamExt as _;
use hotline::file::BYTES_MAX;
use hotline::refusal::Code;
use serde::Serialize;
use std::time::Duration;
use tokio::time::timeout;
use utoipa::ToSchema;

/// Files of lines taken in side by side, and of one sender: each is read whole into memory.
pub(crate) const AT_ONCE: usize = 8;
pub(crate) const OF_ONE: usize = 2;
/// How long a file may take to come.
const WHOLE_TIME: Duration = Duration::from_mins(2);
/// Of a file that is too large so much is read and thrown away.
const THROWN_AWAY_MAX: u64 = 4 * BYTES_MAX;

/// What came of a file.
#[derive(Serialize, ToSchema)]
pub(crate) struct LineReport {
    /// New cases.
    taken: usize,
    /// Cases that were known already.
    known: usize,
    /// Of these, rows that say something else than the case that is known: it stays, and nothing of them was
    /// taken.
    differs: usize,
    /// Rows that were refused.
    refused: usize,
    /// Row by row, in the order of the file.
    rows: Vec<LineRow>,
}

/// What came of a row: `no`, or `problem`.
#[derive(Serialize, ToSchema)]
pub(crate) struct LineRow {
    /// Its line in the file, from 1.
    row: u64,
    /// The line's own number of the case.
    line_no: Option<String>,
    /// The number here.
    #[serde(skip_serializing_if = "Option::is_none")]
    no: Option<String>,
    /// Whether it was known already.
    known: bool,
    /// Whether it was known and this row says something else: the case stays as it is, and nothing of the row
    /// was taken. What is to change is told to whoever works on the case.
    differs: bool,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Document>,
}

/// 两号并存的热线送件 · Cases of a line that keeps its number, as a file
///
/// A CSV table in UTF-8 with the heads 编号、受理时间、类别、标题、内容、事项、区域、地点、坐标、姓名、电话、保密、紧急 (or
/// no, accepted_at, kind, title, text, item, area, place, point, name, phone, confidential, urgent), or JSON lines with
/// `no`, `accepted_at` and the fields of `register`. 坐标 is longitude,latitude (WGS-84), such as "119.3062,26.0753". At most 10 MiB and 10,000 rows. A bad row is told with its
/// line and stops no other; a case that the line sent before, by its own number in whatever case and width,
/// is not taken twice: it is `known`, and `differs` tells where the row says something else. Of rows with one
/// number the first stands. For the unit of the line and agents of the city's centre; one case at a time is
/// `register` with `line`. Nobody has more than two files on their way (`503 busy`).
#[utoipa::path(post, path = "/api/lines/{line}/cases", tag = "cases", operation_id = "take_in_lines", security(("session" = []), ("token" = [])),
    params(("line" = String, Path, description = "Number of the line, such as 12315.")),
    request_body(content((String = "text/csv"), (String = "application/x-ndjson"))),
    responses((status = 200, body = LineReport)))]
pub(crate) async fn take_in(
    State(api): State<Api>,
    signed: Signed,
    language: Language,
    Path(line): Path<String>,
    request: Request,
) -> Result<axum::Json<LineReport>, Problem> {
    let actor = signed.actor();
    api.app.may_bring_lines(&actor, &line)?;
    let form = form(&request)?;
    let _place = api
        .line_files
        .enter(Some(signed.staff.person.clone()))
        .await?;
    let text = timeout(WHOLE_TIME, whole(request)).await;
    let text = text.map_err(|_| Fault::SlowBody)??;
    let taken = api.app.take_in_lines(&actor, &line, &text, form).await?;
    Ok(axum::Json(report(taken, language)))
}

fn form(request: &Request) -> Result<Form, Problem> {
    let kind = request.headers().get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    match kind.split(';').next().unwrap_or_default().trim() {
        "text/csv" => Ok(Form::Csv),
        "application/x-ndjson" | "application/jsonl" => Ok(Form::JsonLines),
        _ => Err(Problem::from(Fault::UnsupportedMediaType).because(
            "这里收 text/csv 或 application/x-ndjson (text/csv or application/x-ndjson here)",
        )),
    }
}

async fn whole(request: Request) -> Result<String, Problem> {
    let (mut pieces, mut bytes) = (request.into_body().into_data_stream(), Vec::new());
    let mut length = 0_u64;
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Fault::BadRequest)?;
        length += piece.len() as u64;
        if length <= BYTES_MAX {
            bytes.extend_from_slice(&piece);
        } else if length > THROWN_AWAY_MAX {
            break;
        }
    }
    if length > BYTES_MAX {
        return Err(Code::FileTooLarge.into());
    }
    let why = "文件须是 UTF-8，Excel 请另存为“CSV UTF-8” (save the file as UTF-8)";
    String::from_utf8(bytes).map_err(|_| Problem::bad_value(why))
}

fn report(taken: Vec<Taken>, language: Language) -> LineReport {
    let row = |taken: Taken| {
        let (no, known, differs, problem) = match taken.done {
            Ok(done) => (Some(done.no), done.events.is_empty(), done.differs, None),
            Err(error) => {
                let problem = Problem::from(error).document(language);
                (None, false, false, Some(problem))
            }
        };
        LineRow {
            row: taken.at,
            line_no: taken.no,
            no,
            known,
            differs,
            problem,
        }
    };
    let rows: Vec<_> = taken.into_iter().map(row).collect();
    let known = rows.iter().filter(|row| row.known).count();
    let refused = rows.iter().filter(|row| row.problem.is_some()).count();
    LineReport {
        taken: rows.len() - known - refused,
        known,
        differs: rows.iter().filter(|row| row.differs).count(),
        refused,
        rows,
    }
}

/// 按热线的编号查 · A case by the number under which a line knows it
#[utoipa::path(get, path = "/api/lines/{line}/cases/{line_no}", tag = "cases", operation_id = "case_of_line", security(("session" = []), ("token" = [])),
    params(("line" = String, Path, description = "Number of the line, such as 12315."), ("line_no" = String, Path, description = "The line's own number of the case.")),
    responses((status = 200, body = FullCase)))]
pub(crate) async fn one(
    State(api): State<Api>,
    signed: Signed,
    Path((line, line_no)): Path<(String, String)>,
) -> Result<FullCase, Problem> {
    let actor = signed.actor();
    let no = api.app.no_of_line(&actor, &line, line_no.trim()).await?;
    Ok(api.app.page(&actor, &no).await?.into())
}
