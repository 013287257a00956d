//! The edge of the house: what every answer passes. Panics are caught, problems written in the
//! caller's language, headers set, one line logged without anything personal.

use crate::language::Language;
use crate::problem::{Fault, Problem};
use crate::session::is_cross_origin;
use axum::extract::{MatchedPath, Request};
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, REFERRER_POLICY, VARY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures_util::FutureExt as _;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

/// What every answer carries unless its handler said otherwise.
const HEADERS: [(HeaderName, &str); 6] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (X_FRAME_OPTIONS, "DENY"),
    (CACHE_CONTROL, "no-store"),
    (VARY, "Accept-Language"),
];

/// How long a request waits for one of its writes to be confirmed. A COMMIT may wait for ever, for a standby
/// that is away or a disk that hangs; whoever asked must hear something.
const CONFIRMED_WITHIN: Duration = Duration::from_secs(10);

/// Goes around every request, matched or not.
pub(crate) async fn around(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let language = Language::of(request.headers());
    let method = request.method().clone();
    // The pattern, not the path: numbers of cases stay out of the log.
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let response = if is_cross_origin(&method, request.headers()) {
        Problem::from(Fault::CrossOrigin).into_response()
    } else {
        let answered = app::waiting_at_most(CONFIRMED_WITHIN, next.run(request));
        let answered = AssertUnwindSafe(answered).catch_unwind().await;
        answered.unwrap_or_else(|_| Problem::from(Fault::Internal).into_response())
    };
    let response = finished(response, language);
    let (path, status) = (path.as_deref().unwrap_or("-"), response.status().as_u16());
    // A number also where the log is JSON: wider ones are written there as words.
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(%method, path, status, ms, "answered");
    response
}

fn finished(response: Response, language: Language) -> Response {
    let mut response = match response.extensions().get::<Problem>() {
        Some(problem) => {
            let written = problem.respond(language);
            keeping(response.headers().get(ALLOW).cloned(), written)
        }
        None => response,
    };
    add(response.headers_mut());
    let tag = HeaderValue::from_static(language.tag());
    response
        .headers_mut()
        .entry(CONTENT_LANGUAGE)
        .or_insert(tag);
    response
}

/// A 405 tells which methods there are.
fn keeping(allow: Option<HeaderValue>, mut response: Response) -> Response {
    if let Some(allow) = allow {
        response.headers_mut().insert(ALLOW, allow);
    }
    response
}

fn add(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::body::Body;
    use axum::http::StatusCode;
    use axum::routing::get;
    use hyper::service::Service as _;
    use hyper_util::service::TowerToHyperService;

    #[tokio::test]
    async fn a_panic_is_a_problem_document() {
        let breaks = || async { Vec::<u8>::new()[std::env::args().count()].to_string() };
        let router: Router = Router::new()
            .route("/", get(breaks))
            .layer(axum::middleware::from_fn(around));
        let request = Request::new(Body::empty());
        let answer = TowerToHyperService::new(router).call(request).await;
        let answer = answer.unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let kind = &answer.headers()[axum::http::header::CONTENT_TYPE];
        assert!(
            kind.to_str()
                .unwrap()
                .starts_with("application/problem+json")
        );
    }
}
