//! What a handler is given: path, query, headers and body, each refused with a [`Problem`] that says
//! what to do. Limits: a body has at most 256 KiB and 15 seconds.

use crate::problem::{Fault, Problem};
use app::execute::Ask;
use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, IF_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use futures_util::StreamExt as _;
use hotline::reading::{NotRead, field_with_nul, nul_sentence};
use hotline::rulebook::{Rulebook, key_name};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::time::Duration;
use text::normal::unseen;

/// The largest body, in bytes.
pub const BODY_MAX: usize = 256 * 1024;
const BODY_TIME: Duration = Duration::from_secs(15);
/// The longest number, unit or list in a path, in characters.
const SEGMENT_MAX: usize = 100;
/// So much of a name in the query is told.
const NAME_MAX: usize = 40;

/// `Idempotency-Key`: a repeat with the same key returns the first result.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// `Query-Code`: the six digits of a requester. Never in an address, where logs would keep it.
pub const QUERY_CODE: HeaderName = HeaderName::from_static("query-code");

/// A JSON body as a type; mistakes are named by field.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let Fields(value) = Fields::from_request(request, state).await?;
        if let Some(field) = field_with_nul(&value) {
            return Err(Problem::bad_value(nul_sentence(&field)));
        }
        Ok(Self(hotline::reading::read_entries(&value, entry_name)?))
    }
}

/// What an entry of a list is called: a key of the rules with its name, or a code.
fn entry_name(entry: &Value) -> Option<(String, String)> {
    let named = |field| entry.get(field).and_then(Value::as_str);
    let plain = |name: &&str| {
        let letters = |it: u8| it.is_ascii_alphanumeric() || b"_-".contains(&it);
        (1..=NAME_MAX).contains(&name.len()) && name.bytes().all(letters)
    };
    if let Some(key) = named("key").filter(|key| Rulebook::measure(key).is_some()) {
        return Some((format!("{}（{key}）", key_name(key)), key.to_owned()));
    }
    let code = named("code").filter(plain)?;
    Some((code.to_owned(), code.to_owned()))
}

/// A JSON object, each field once; an empty body is an object without fields.
pub struct Fields(pub Value);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Problem;
    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let bytes = tokio::time::timeout(BODY_TIME, whole(&parts.headers, body)).await;
        let bytes = bytes.map_err(|_| Fault::SlowBody)??;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self(Value::Object(serde_json::Map::new())));
        }
        if !is_json(&parts.headers) {
            return Err(Fault::UnsupportedMediaType.into());
        }
        let value = hotline::reading::once(&bytes).map_err(|error| match error {
            NotRead::Malformed(error) => not_json(&error),
            NotRead::Refused(refusal) => refusal.into(),
        })?;
        if value.is_object() {
            Ok(Self(value))
        } else {
            Err(Problem::bad_value(
                "应当是 JSON 对象 (expected a JSON object)",
            ))
        }
    }
}

fn not_json(error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    let place = format!("第 {line} 行第 {column} 列 (line {line}, column {column})");
    Problem::from(Fault::MalformedJson).because(place)
}

fn is_json(headers: &HeaderMap) -> bool {
    let given = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let kind = given
        .and_then(|value| value.split(';').next())
        .map(str::trim);
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"))
}

async fn whole(headers: &HeaderMap, body: Body) -> Result<Vec<u8>, Problem> {
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok());
    let announced = announced.and_then(|value| value.parse::<usize>().ok());
    // What is left of it is thrown away where connections are served.
    if announced.is_some_and(|length| length > BODY_MAX) {
        return Err(Fault::TooLarge.into());
    }
    let (mut bytes, mut stream) = (Vec::new(), body.into_data_stream());
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Fault::BadRequest)?;
        if bytes.len() + chunk.len() > BODY_MAX {
            return Err(Fault::TooLarge.into());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Parts of the path.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::Path::from_request_parts(parts, state).await;
        let path = path.map_err(|_: PathRejection| Fault::BadRequest)?;
        Ok(Self(path.0))
    }
}

/// The number of a case, as people write it: full-width and small letters are taken, and marks that nobody
/// sees but a copied number carries.
pub struct No(pub String);

impl<S: Send + Sync> FromRequestParts<S> for No {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(raw) = Path::<String>::from_request_parts(parts, state).await?;
        Ok(Self(number(&raw)))
    }
}

/// The number of a case, from what people write.
pub(crate) fn number(raw: &str) -> String {
    let narrow = |c: char| match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    let seen = raw.chars().filter(|c| !c.is_control() && !unseen(*c));
    let no: String = seen.map(narrow).take(SEGMENT_MAX).collect();
    no.trim().to_ascii_uppercase()
}

/// Fields of the query.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let fields = parts.uri.query().unwrap_or_default().split('&');
        let mut fields = fields.map(|field| field.split_once('=').unwrap_or((field, "")));
        if let Some((field, _)) = fields.find(|(_, typed)| typed.contains("%00")) {
            // A name is told as it stands in the address: no other letters, nothing to be read as a mark-up.
            let field: String = field.chars().take(NAME_MAX).collect();
            return Err(Problem::bad_value(nul_sentence(&field)));
        }
        let query = axum::extract::Query::from_request_parts(parts, state).await;
        query
            .map(|query| Self(query.0))
            .map_err(|error| in_query(&error))
    }
}

/// The mistake in a query, by field: what the reader says is `…: field: what`.
fn in_query(error: &QueryRejection) -> Problem {
    let said = error.body_text();
    let said = said
        .strip_prefix("Failed to deserialize query string: ")
        .unwrap_or(&said);
    let (field, what) = match said.split_once(": ") {
        Some((field, what)) if !field.contains(' ') => (field, what),
        _ => ("", said),
    };
    Problem::bad_value(hotline::reading::sentence(field, what))
}

/// `Idempotency-Key` and `If-Match` of a command.
pub struct Conditions(pub Ask);

impl<S: Send + Sync> FromRequestParts<S> for Conditions {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let command_id = text(&parts.headers, &IDEMPOTENCY_KEY)?.map(ToOwned::to_owned);
        let if_match = text(&parts.headers, &IF_MATCH)?
            .map(version)
            .transpose()?
            .flatten();
        Ok(Self(Ask {
            command_id,
            if_match,
        }))
    }
}

/// The version in `If-Match: "7"`; none for `*`, which any version fits.
fn version(given: &str) -> Result<Option<u64>, Problem> {
    let given = given.trim();
    if given == "*" {
        return Ok(None);
    }
    let why =
        "If-Match：应当是读到的 ETag，例如 \"7\" (give the ETag that you read, such as \"7\")";
    let plain = given.trim_matches('"');
    plain.parse().map(Some).map_err(|_| Problem::bad_value(why))
}

/// `Query-Code`, if it was sent.
pub struct QueryCode(pub Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for QueryCode {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self(
            text(&parts.headers, &QUERY_CODE)?.map(ToOwned::to_owned),
        ))
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, Problem> {
    let Some(value) = headers.get(name) else {
        return Ok(None);
    };
    let text = std::str::from_utf8(value.as_bytes());
    let why = || Problem::bad_value(format!("{name}：不是文字 (not a text)"));
    text.map(Some).map_err(|_| why())
}
