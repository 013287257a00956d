//! What went wrong, as `application/problem+json` (RFC 9457) with a stable `code`, in Chinese or
//! English. A handler gives a [`Problem`]; the edge of the house writes it in the caller's language.

mod fault;
mod status;

pub use fault::Fault;
pub use status::status_of;

use crate::language::Language;
use app::AppError;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use hotline::refusal::Refusal;
use hotline::scope::view::HistoryLine;
use serde::Serialize;
use utoipa::ToSchema;

/// Why a request was not carried out. Nothing has happened then.
#[derive(Debug, Clone)]
pub struct Problem(Box<Told>);

#[derive(Debug, Clone)]
struct Told {
    status: StatusCode,
    code: &'static str,
    zh: &'static str,
    en: &'static str,
    /// Which value, which rule: `中文 (English)`, after `field：` where a field is meant.
    detail: Option<String>,
    allowed: Vec<&'static str>,
    since: Option<Vec<HistoryLine>>,
    /// Seconds until it is worth trying again.
    after: Option<u32>,
}

/// A problem document (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct Document {
    /// Where the code is explained.
    r#type: String,
    /// What is wrong, in one sentence.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// The stable code; the sentences may change, the code does not.
    #[schema(example = "wrong_state")]
    code: &'static str,
    /// What is wrong with this request, and what to do.
    detail: String,
    /// Commands that may be given on the case instead.
    allowed: Vec<&'static str>,
    /// Fields that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    /// With `stale`: what happened to the case since the version of `If-Match`.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Vec<HistoryLine>>,
}

/// A field that is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldError {
    /// Its name, with the way to it: `parts[0].title`.
    field: String,
    /// What it should be.
    detail: String,
}

impl Problem {
    /// A bad value in a field, as `field：中文 (English)`.
    pub fn bad_value(detail: impl Into<String>) -> Self {
        Refusal::because(hotline::refusal::Code::BadValue, detail).into()
    }

    /// The same problem with what exactly is wrong.
    #[must_use]
    pub fn because(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// 412 with the events since, for one who named the version he saw.
    #[must_use]
    pub fn stale_since(mut self, since: Vec<HistoryLine>) -> Self {
        self.0.status = StatusCode::PRECONDITION_FAILED;
        self.0.since = Some(since);
        self
    }

    /// The same problem, with the seconds after which it is worth trying again.
    #[must_use]
    pub fn after(mut self, seconds: u32) -> Self {
        self.0.after = Some(seconds);
        self
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    pub(crate) fn document(&self, language: Language) -> Document {
        let told = &self.0;
        let title = language.pick(told.zh, told.en);
        let detail = told.detail.as_deref().map(|both| language.half(both));
        let field = told.detail.as_deref().and_then(field_of);
        let errors = field.map(|(field, what)| FieldError {
            field: field.to_owned(),
            detail: language.half(what).to_owned(),
        });
        // The English half of a detail has lost the field that stands before the Chinese half.
        let said = match (&errors, detail) {
            (Some(error), _) => {
                let colon = language.pick("：", ": ");
                format!("{title} {}{colon}{}", error.field, error.detail)
            }
            (None, Some(detail)) => format!("{title} {detail}"),
            (None, None) => title.to_owned(),
        };
        Document {
            r#type: format!("/api/docs#problem-{}", told.code),
            title,
            status: told.status.as_u16(),
            code: told.code,
            detail: said,
            allowed: told.allowed.clone(),
            errors: errors.into_iter().collect(),
            since: told.since.clone(),
        }
    }

    /// The answer in a language.
    pub fn respond(&self, language: Language) -> Response {
        let body = serde_json::to_vec(&self.document(language)).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.0.status;
        let headers = response.headers_mut();
        let json = HeaderValue::from_static("application/problem+json; charset=utf-8");
        headers.insert(CONTENT_TYPE, json);
        match self.0.status {
            StatusCode::UNAUTHORIZED => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
            }
            _ => {}
        }
        if let Some(seconds) = self.0.after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// The field before the full-width colon, if one is meant.
fn field_of(detail: &str) -> Option<(&str, &str)> {
    let (field, what) = detail.split_once('：')?;
    let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '[' | ']');
    (!field.is_empty() && field.chars().all(named)).then_some((field, what))
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self(Box::new(Told {
            status: status_of(refusal.code),
            code: refusal.code.as_str(),
            zh: refusal.code.zh(),
            en: refusal.code.en(),
            detail: refusal.detail,
            allowed: refusal.allowed,
            since: None,
            after: None,
        }))
    }
}

impl From<hotline::refusal::Code> for Problem {
    fn from(code: hotline::refusal::Code) -> Self {
        Refusal::from(code).into()
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self(Box::new(Told {
            status: fault.status(),
            code: fault.as_str(),
            zh: fault.zh(),
            en: fault.en(),
            detail: None,
            allowed: Vec::new(),
            since: None,
            after: None,
        }))
    }
}

/// What went wrong below; what is not the caller's doing is logged here, once.
impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Refused(refusal) => refusal.into(),
            AppError::Unavailable(why) => {
                tracing::warn!(why = %why, "the database is not available");
                Fault::Unavailable.into()
            }
            AppError::Unconfirmed(why) => {
                tracing::warn!(why, "an answer was given before its write was confirmed");
                Fault::Unconfirmed.into()
            }
            AppError::NoFiles(why) => {
                tracing::warn!(why, "files are not available");
                Fault::NoFiles.into()
            }
            AppError::Internal(why) | AppError::Setup(why) => {
                tracing::error!(why, "internal error");
                Fault::Internal.into()
            }
        }
    }
}

/// The edge of the house writes the document: only there the caller's language is known.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.0.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
