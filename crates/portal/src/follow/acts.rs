//! What a requester does with his case: add, answer a question, urge, withdraw, rate, ask for a rework.
//! The rules decide; here a form becomes a command and a refusal becomes a sentence beside the form.

use super::{Mistake, Wrong, shown};
use crate::Portal;
use crate::door;
use crate::fault;
use crate::frame::Frame;
use crate::typed;
use app::AppError;
use app::execute::Ask;
use app::numbers::as_typed;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use hotline::actor::Actor;
use hotline::case::command::Command;
use serde::Deserialize;
use serde_json::{Value, json};

/// Fields of the page's forms.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Acted {
    /// Idempotency-Key: pressed twice, it is done once.
    pub(crate) key: String,
    pub(crate) text: String,
    pub(crate) grade: String,
    pub(crate) solved: String,
    pub(crate) like: String,
}

/// The forms: their address, and the command.
const ACTS: [(&str, &str); 5] = [
    ("add", "hear_from_requester"),
    ("urge", "urge"),
    ("withdraw", "withdraw"),
    ("rate", "rate"),
    ("rework", "ask_rework"),
];

/// The address of a form, opened by itself: a mistake left it in the bar of the browser, and somebody loads it
/// again. It leads back to the page on which the form stands.
pub(crate) async fn back(uri: Uri) -> Redirect {
    // As it came, still escaped.
    let page = uri.path().rsplit_once('/').map_or("/", |(page, _)| page);
    Redirect::to(page)
}

/// The same, of a case's forms by their names.
pub(crate) async fn back_of(
    frame: Frame,
    Path((_, act)): Path<(String, String)>,
    uri: Uri,
) -> Response {
    if ACTS.iter().any(|(name, _)| *name == act) {
        back(uri).await.into_response()
    } else {
        fault::page(&frame, StatusCode::NOT_FOUND)
    }
}

/// Carries out what a form asks.
pub(crate) async fn act(
    State(portal): State<Portal>,
    frame: Frame,
    headers: HeaderMap,
    Path((no, act)): Path<(String, String)>,
    form: Result<Form<Acted>, axum::extract::rejection::FormRejection>,
) -> Response {
    let no = as_typed(&no);
    match door::visits(&portal, &headers, &no).await {
        Ok(true) => {}
        // The visit ended meanwhile: number and code once more, nothing is done unseen.
        Ok(false) => {
            let written = form.map(|form| form.0.text).unwrap_or_default();
            return door::shut(&frame, &no, written.trim());
        }
        Err(error) => return fault::of_step(&frame, &error),
    }
    let known = ACTS.iter().find(|(name, _)| *name == act);
    let (Some((act, verb)), Ok(Form(acted))) = (known, form) else {
        return fault::of_step(
            &frame,
            &AppError::Refused(hotline::refusal::Code::BadValue.into()),
        );
    };
    let with = match fields(act, &acted, &frame) {
        Ok(with) => with,
        Err(mistakes) => {
            let wrong = Wrong {
                act,
                mistakes,
                acted,
                ..Wrong::default()
            };
            return shown(&portal, &frame, &no, "", wrong).await;
        }
    };
    let ask = Ask {
        command_id: Some(acted.key.clone()).filter(|key| key.len() >= 16),
        if_match: None,
    };
    let done = async {
        let command = Command::read(verb, with)?;
        portal
            .app()
            .execute(&Actor::Requester, &no, &command, &ask)
            .await
    };
    match done.await {
        Ok(_) => Redirect::to(&format!("/follow/{no}?done={act}#done")).into_response(),
        Err(error) => {
            let sentence = match &error {
                AppError::Refused(refusal) => fault::sentence(&frame, refusal),
                error => {
                    let (zh, en) = fault::not_taken(error);
                    frame.t(zh, en).to_owned()
                }
            };
            let wrong = Wrong {
                act,
                mistakes: vec![Mistake::whole(sentence)],
                acted,
                ..Wrong::default()
            };
            shown(&portal, &frame, &no, "", wrong).await
        }
    }
}

/// The command's fields, or which of them are missing.
fn fields(act: &str, acted: &Acted, frame: &Frame) -> Result<Value, Vec<Mistake>> {
    let text = typed::words(&acted.text);
    let text = text.trim();
    let missing = |field, zh: &str, en: &str| Mistake {
        field,
        sentence: frame.t(zh, en).to_owned(),
    };
    match act {
        "rate" => {
            let grade = acted.grade.parse::<u8>();
            let grade = grade.ok().filter(|grade| (1..=5).contains(grade));
            let solved = match acted.solved.as_str() {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            };
            let (Some(grade), Some(solved)) = (grade, solved) else {
                let no_grade = grade
                    .is_none()
                    .then(|| missing("grade", "请在五个等级里选一个。", "Choose one of the five."));
                let not_said = solved.is_none().then(|| {
                    missing(
                        "solved",
                        "请选解决了还是没解决。",
                        "Say whether it is solved.",
                    )
                });
                return Err(no_grade.into_iter().chain(not_said).collect());
            };
            let comment = Some(text).filter(|text| !text.is_empty());
            Ok(
                json!({ "grade": grade, "solved": solved, "comment": comment, "like": acted.like == "yes" }),
            )
        }
        "urge" => Ok(json!({ "text": Some(text).filter(|text| !text.is_empty()) })),
        _ if text.is_empty() => Err(vec![missing(
            "text",
            "请写一两句。",
            "Write a sentence or two.",
        )]),
        "add" => Ok(json!({ "text": text })),
        _ => Ok(json!({ "reason": text })),
    }
}

/// The sentence after an act was done.
pub(super) fn thanks(done: &str, frame: &Frame) -> Option<&'static str> {
    let (zh, en) = match done {
        "photo" => ("照片收到了。", "The photos have arrived."),
        "add" => ("收到了，已经转给办理单位。", "Received, and passed on."),
        "urge" => ("已经替您催了。", "We have urged for you."),
        "withdraw" => ("已经撤回。", "Withdrawn."),
        "rate" => (
            "谢谢您的评价。评价时间内还可以改。",
            "Thank you. You may change your rating within its time.",
        ),
        "rework" => (
            "收到了。中心 1 个工作日内决定是否重办。",
            "Received. The centre decides within one working day.",
        ),
        _ => return None,
    };
    Some(frame.language().pick(zh, en))
}
