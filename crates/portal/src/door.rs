//! To a case: by number and query code, typed once, or by the link of a message. A visit is a cookie with
//! a token of its own; the code never stands in an address or a cookie.

use crate::Portal;
use crate::fault;
use crate::frame::{Frame, show, show_as};
use crate::look;
use crate::public::met;
use crate::write::receipt;
use app::AppError;
use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{HeaderMap, SET_COOKIE};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use hotline::refusal::Code;
use serde::Deserialize;

const COOKIE_NAME: &str = "minsheng_visit";

/// The header that keeps a visit. `Lax`: the link of a message comes from elsewhere.
pub(crate) fn cookie(token: &str, secure: bool) -> String {
    let seconds = app::visit::VISIT_HOURS * 3600;
    let secure = if secure { "; Secure" } else { "" };
    format!("{COOKIE_NAME}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}

/// The token of the visit that a browser is on; what cannot be one is not looked up.
fn token(headers: &HeaderMap) -> Option<&str> {
    let token = look::cookie(headers, COOKIE_NAME)?;
    is_token(token).then_some(token)
}

fn is_token(token: &str) -> bool {
    token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether the browser is on a visit to this case.
pub(crate) async fn visits(
    portal: &Portal,
    headers: &HeaderMap,
    no: &str,
) -> Result<bool, AppError> {
    Ok(visited(portal, headers).await?.as_deref() == Some(no))
}

/// The case that the browser is on a visit to.
pub(crate) async fn visited(
    portal: &Portal,
    headers: &HeaderMap,
) -> Result<Option<String>, AppError> {
    match token(headers) {
        Some(token) => portal.app().visitor(token).await,
        None => Ok(None),
    }
}

/// The same, for pages that offer it as a shortcut: one less is no reason to show no page.
pub(crate) async fn visiting(portal: &Portal, headers: &HeaderMap) -> Option<String> {
    visited(portal, headers).await.ok().flatten()
}

/// What is typed at the door.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Typed {
    no: String,
    code: String,
}

#[derive(Template)]
#[template(path = "door.html")]
struct Door<'a> {
    frame: &'a Frame,
    no: &'a str,
    wrong: Option<String>,
    /// What was written and could not be sent.
    unsent: &'a str,
    /// The case of a visit that lasts.
    visiting: Option<String>,
    /// He wanted to go on to a page that opens only after this one.
    first: bool,
}

impl<'a> Door<'a> {
    const fn new(frame: &'a Frame, no: &'a str, wrong: Option<String>) -> Self {
        Self {
            frame,
            no,
            wrong,
            unsent: "",
            visiting: None,
            first: false,
        }
    }
}

/// The form for number and code, in place of a page that opens only after it.
pub(crate) fn form(frame: &Frame, no: &str) -> Response {
    let page = Door {
        first: true,
        ..Door::new(frame, no, None)
    };
    show(frame, &page)
}

/// Where somebody is sent whose page opens only after the form for number and code.
pub(crate) const FIRST: &str = "/follow?first=1";

/// The query of the form's page.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    first: String,
}

/// Where a visit begins. A browser that has brought none before may keep no cookies: its page looks whether
/// this one comes back.
fn begun(no: &str, headers: &HeaderMap) -> Redirect {
    let look = if token(headers).is_some() {
        ""
    } else {
        "?come=1"
    };
    Redirect::to(&format!("/follow/{no}{look}"))
}

/// The form for number and code, for whoever gave them a moment ago and came back without the visit.
pub(crate) fn forgetful(frame: &Frame, no: &str) -> Response {
    let why = frame.t(
        "编号和查询码对了，可是这个浏览器不留 Cookie，下一页就不认得您了。请在浏览器的设置里允许本站使用 Cookie，或者退出无痕浏览、换一个浏览器，再输一次。也可以拨 12345，报编号就能问进展。",
        "Number and code are right, but this browser keeps no cookies, so the next page does not know you. Allow cookies for this site in its settings, or leave the private window or take another browser, and give both again. You can also call 12345 with your number.",
    );
    show(frame, &Door::new(frame, no, Some(why.to_owned())))
}

/// The form for number and code, for whoever wanted to send something when his visit was over.
pub(crate) fn shut(frame: &Frame, no: &str, unsent: &str) -> Response {
    let wrong = frame.t(
        "没有交上去：查看这一件的时间已经过了，或者在别处看了另一件。请再输一次查询码，进去以后再交。",
        "Not sent: your visit to this case is over. Give the query code once more, then send it again.",
    );
    let page = Door {
        unsent,
        ..Door::new(frame, no, Some(wrong.to_owned()))
    };
    show_as(StatusCode::FORBIDDEN, frame, &page)
}

/// The form for number and code.
pub(crate) async fn ask(
    State(portal): State<Portal>,
    frame: Frame,
    headers: HeaderMap,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let page = Door {
        visiting: visiting(&portal, &headers).await,
        first: asked.is_ok_and(|asked| !asked.0.first.is_empty()),
        ..Door::new(&frame, "", None)
    };
    show(&frame, &page)
}

/// Number and code were typed. An unknown number, a wrong code and a locked number get the same answer.
pub(crate) async fn enter(
    State(portal): State<Portal>,
    frame: Frame,
    headers: HeaderMap,
    typed: Result<Form<Typed>, axum::extract::rejection::FormRejection>,
) -> Response {
    let Typed { no, code } = typed.map(|typed| typed.0).unwrap_or_default();
    let no = portal.app().number_as_typed(&no);
    match portal.app().visit(&no, &code).await {
        Ok(visit) => {
            let kept = AppendHeaders([(SET_COOKIE, cookie(&visit.token, portal.0.secure))]);
            (kept, begun(&visit.no, &headers)).into_response()
        }
        Err(AppError::Refused(refusal)) if refusal.code == Code::BadCode => {
            let wrong = frame.t(
                "编号或查询码不对。请核对后再试；连错 10 次，这个编号会锁 1 小时。找不到就拨 12345，报电话号码也能查。",
                "Number or query code is wrong. After 10 wrong tries the number is locked for an hour. If they are lost, call 12345.",
            );
            let page = Door::new(&frame, &no, Some(wrong.to_owned()));
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &frame, &page)
        }
        Err(error) => fault::of(&frame, &error),
    }
}

/// The link of a message was followed.
pub(crate) async fn by_link(
    State(portal): State<Portal>,
    frame: Frame,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Response {
    let opened = if is_token(&token) {
        portal.app().visit_by_link(&token).await
    } else {
        Ok(None)
    };
    match opened {
        Ok(Some(visit)) => {
            let kept = AppendHeaders([(SET_COOKIE, cookie(&visit.token, portal.0.secure))]);
            (kept, begun(&visit.no, &headers)).into_response()
        }
        Ok(None) => {
            let wrong = frame.t(
                "这个链接已经过期或者抄错了。请用编号和查询码查，找不到就拨 12345。",
                "This link has ended or is mistyped. Use number and query code, or call 12345.",
            );
            let page = Door::new(&frame, "", Some(wrong.to_owned()));
            show_as(StatusCode::NOT_FOUND, &frame, &page)
        }
        Err(error) => fault::of(&frame, &error),
    }
}

/// The address at which a visit ends, opened by itself: nothing ends by a link.
pub(crate) async fn left() -> Redirect {
    Redirect::to("/")
}

/// The visit ends: for computers that others use, too.
pub(crate) async fn leave(
    State(portal): State<Portal>,
    frame: Frame,
    headers: HeaderMap,
) -> Response {
    if let Some(token) = token(&headers)
        && let Err(error) = portal.app().end_visit(token).await
    {
        return fault::of_step(&frame, &error);
    }
    let gone = format!("{COOKIE_NAME}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    let gone = [gone, receipt::forgotten(), met::forgotten()];
    let gone = AppendHeaders(gone.map(|gone| (SET_COOKIE, gone)));
    (gone, Redirect::to("/")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tokens_are_looked_up() {
        assert!(is_token("0123456789abcdef0123456789abcdef"));
        assert!(!is_token("' or 1=1 --"));
    }
}
