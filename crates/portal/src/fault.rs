//! What went wrong, as a page: what happened, what is safe, what to do.

use crate::frame::{Frame, show_as};
use app::AppError;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use hotline::refusal::{Code, OWN_WAY, Refusal};
use hotline::text::{LINE_MAX, WORDS_MAX};

#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage<'a> {
    frame: &'a Frame,
    title: &'a str,
    what: &'a str,
    again: bool,
}

/// A problem of the edge below, for a browser that asked for a page.
pub(crate) fn page(frame: &Frame, status: StatusCode) -> Response {
    let (zh, en) = match status.as_u16() {
        404 => (
            "没有这一页。地址可能抄错了，或者这件诉求没有公开。",
            "There is no such page. The address may be mistyped, or the case is not public.",
        ),
        403 => (
            "这个请求不是从本站的页面发来的，没有办理。请回到首页重新操作。",
            "This request did not come from a page of this site. Nothing was done. Please start from the home page.",
        ),
        413 => {
            let (zh, en) = too_long();
            return named(
                frame,
                status,
                frame.t("太长了，没有收下", "Too long, and not taken"),
                frame.t(&zh, &en),
            );
        }
        405 | 400 | 415 | 422 => (
            "这个请求我们看不懂，没有办理。请回到上一页再试，您写的内容还在。",
            "We could not read this request. Nothing was done. Go back and try again; what you wrote is still there.",
        ),
        408 => (
            "没有传完就断了，没有办理。您写的内容还在，请回到上一页，网络好些时再试。",
            "It did not arrive whole. Nothing was done. Go back and try again when the connection is better; what you wrote is still there.",
        ),
        503 | 429 => (
            "现在来的人太多，这一次没有办成。请过一会儿再试；没有告诉您成功的，都没有记下。",
            "Too many people at once; nothing was done this time. Please try again in a moment.",
        ),
        _ => (
            "是我们这边出了差错，这一次没有办成。请再试一次，或者拨 12345。",
            "Something went wrong on our side; nothing was done. Please try again, or call 12345.",
        ),
    };
    let title = if status == StatusCode::NOT_FOUND {
        frame.t("没有找到", "Not found")
    } else {
        frame.t("没有办成", "Not done")
    };
    let page = FaultPage {
        frame,
        title,
        what: frame.t(zh, en),
        again: status.is_server_error(),
    };
    show_as(status, frame, &page)
}

/// A form that is larger than any that can be filled in: what is left of it is in the browser alone.
fn too_long() -> (String, String) {
    (
        format!(
            "您交的太长，没有收下：经过、说明最多 {WORDS_MAX} 字，地点、称呼最多 {LINE_MAX} 字。请回到上一页，您写的还在，删短一些再交；照片和文件请用选照片的地方传，不要贴在文字里。"
        ),
        format!(
            "What you sent is too long and was not taken: a text has at most {WORDS_MAX} characters, a place or a name {LINE_MAX}. Go back, where what you wrote still is, and make it shorter; send photos and files where photos are chosen, not inside the text."
        ),
    )
}

/// What was asked for by an address and cannot be.
pub(crate) fn named(frame: &Frame, status: StatusCode, title: &str, what: &str) -> Response {
    let page = FaultPage {
        frame,
        title,
        what,
        again: false,
    };
    show_as(status, frame, &page)
}

/// An error of a use case as a whole page, in place of one that was only to be read: nothing was sent, so
/// nobody is told that something was not.
pub(crate) fn of(frame: &Frame, error: &AppError) -> Response {
    if matches!(error, AppError::Refused(refusal) if refusal.code == Code::NotFound) {
        let (status, what) = told(frame, error);
        let page = FaultPage {
            frame,
            title: frame.t("没有找到", "Not found"),
            what: &what,
            again: false,
        };
        return show_as(status, frame, &page);
    }
    if !matches!(error, AppError::Unavailable(_) | AppError::Unconfirmed(_)) {
        return of_step(frame, error);
    }
    let page = FaultPage {
        frame,
        title: frame.t("这一页一时打不开", "This page does not open now"),
        what: frame.t(
            "我们这边暂时忙不过来，请过一会儿刷新这一页。先前交的都在，不受影响。",
            "We are busy for a moment; reload this page in a while. What you sent before is safe.",
        ),
        again: true,
    };
    show_as(StatusCode::SERVICE_UNAVAILABLE, frame, &page)
}

/// An error of a use case as a whole page, after a form was sent.
pub(crate) fn of_step(frame: &Frame, error: &AppError) -> Response {
    let (status, what) = told(frame, error);
    let page = FaultPage {
        frame,
        title: frame.t("没有办成", "Not done"),
        what: &what,
        again: status.is_server_error(),
    };
    show_as(status, frame, &page)
}

/// The receipt of a case that is stored, which cannot be read now: nobody may take it for not sent.
pub(crate) fn of_receipt(frame: &Frame, error: &AppError) -> Response {
    let (status, _) = told(frame, error);
    let page = FaultPage {
        frame,
        title: frame.t("收到了，这一页一时打不开", "Received, but this page does not open now"),
        what: frame.t(
            "您交的已经收到，不用再交。受理编号和查询码在这一页上：请过一会儿刷新，就看得到。",
            "Your case has arrived; do not send it again. Its number and query code stand on this page: reload it in a moment.",
        ),
        again: true,
    };
    show_as(status, frame, &page)
}

/// An error of a use case as a status and a sentence.
pub(crate) fn told(frame: &Frame, error: &AppError) -> (StatusCode, String) {
    match error {
        AppError::Refused(refusal) if refusal.code == Code::NotFound => (
            StatusCode::NOT_FOUND,
            frame
                .t(
                    "没有这件，或者没有公开。请核对编号。",
                    "No such case, or it is not public. Check the number.",
                )
                .to_owned(),
        ),
        AppError::Refused(refusal) => (StatusCode::CONFLICT, sentence(frame, refusal)),
        AppError::Unavailable(_) | AppError::Unconfirmed(_) => {
            let (zh, en) = not_taken(error);
            (StatusCode::SERVICE_UNAVAILABLE, frame.t(zh, en).to_owned())
        }
        other => {
            tracing::error!(error = %other, "a page failed");
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                frame
                    .t(
                        "是我们这边出了差错，这一次没有办成。请再试一次，或者拨 12345。",
                        "Something went wrong on our side; nothing was done. Please try again, or call 12345.",
                    )
                    .to_owned(),
            )
        }
    }
}

/// The sentence for a step that the database did not take, or did not confirm in time.
pub(crate) const fn not_taken(error: &AppError) -> (&'static str, &'static str) {
    match error {
        AppError::Unconfirmed(_) => unconfirmed(),
        _ => busy(),
    }
}

/// The sentence for a step while the database is away.
const fn busy() -> (&'static str, &'static str) {
    (
        "没交成：我们这边暂时忙不过来。您写的都还在，请过一会儿再按一次，不会重复。",
        "Not sent: we are busy for a moment. What you wrote is still here; press again in a while, it will not be counted twice.",
    )
}

/// The sentence for a step that was not confirmed in time, and may be stored.
const fn unconfirmed() -> (&'static str, &'static str) {
    (
        "还没有确认：可能已经收到，也可能还没有。您写的都还在，请过一会儿再按一次，不会重复。",
        "Not confirmed yet: it may have arrived, or not. What you wrote is still here; press again in a while, it will not be counted twice.",
    )
}

/// A refusal in words: what exactly, or the rule.
pub(crate) fn sentence(frame: &Frame, refusal: &Refusal) -> String {
    let rule = match refusal.code {
        // The rules' words are for whoever has a list of what may be done.
        Code::WrongState => frame.t(
            "这件已经走到下一步了，现在不能这样办。请看现在办到哪里。",
            "The case has moved on, so this cannot be done now. See where it stands.",
        ),
        Code::Ended => frame.t(
            "这件已经结束。还有问题，请另写一件，或者拨 12345。",
            "This case has ended. If something is left, write another one or call 12345.",
        ),
        // A form that was sent, gone back to and changed; the rule speaks to programs.
        Code::IdempotencyKeyReused => frame.t(
            "这张表已经交过一次，现在写的和那次不一样，没有再交。请刷新这一页，看看“办理经过”里有没有；还要交，就再写一次。",
            "This form was sent once with other words, and was not sent again. Reload the page and look under “What happened”; write it again if it is not there.",
        ),
        code => frame.t(code.zh(), code.en()),
    };
    match &refusal.detail {
        Some(detail) if refusal.code == Code::BadValue => {
            let told = detail
                .split_once('：')
                .map_or(detail.as_str(), |(_, told)| told);
            whole(frame.half(told))
        }
        Some(detail) if refusal.code == Code::Ended && detail.contains(OWN_WAY) => {
            frame.half(detail).to_owned()
        }
        // What staff may still do with it is nothing that a citizen could choose.
        Some(_) if refusal.code == Code::Ended => rule.to_owned(),
        Some(detail) => format!("{rule} {}", frame.half(detail)),
        None => rule.to_owned(),
    }
}

/// Details are parts of sentences, for programs; on a page they begin and end as sentences do.
pub(crate) fn whole(detail: &str) -> String {
    let mut letters = detail.trim().chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    let mut told: String = first.into_iter().chain(letters).collect();
    match told.chars().last() {
        None | Some('。' | '！' | '？' | '.' | '!' | '?') => {}
        Some(_) if told.contains(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) => told.push('。'),
        Some(_) => told.push('.'),
    }
    told
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn details_become_sentences() {
        for (detail, told) in [
            ("没有收到照片，请再选一次", "没有收到照片，请再选一次。"),
            ("no photo arrived", "No photo arrived."),
            ("请重新选一个。", "请重新选一个。"),
            ("", ""),
        ] {
            assert_eq!(whole(detail), told);
        }
    }
}
