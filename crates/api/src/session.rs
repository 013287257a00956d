//! Who is signed in: by the cookie that sign-in sets, or by `Authorization: Bearer TOKEN`.

use crate::Api;
use crate::limits::Sender;
use crate::problem::{Fault, Problem};
use crate::scopes::{self, Asked};
use app::keys::KeyUse;
use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::header::{AUTHORIZATION, COOKIE, HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use hotline::actor::{Actor, Staff};

/// The name of the cookie.
pub const COOKIE_NAME: &str = "minsheng_session";

/// A member of staff who is signed in, or a key that may be used for this operation. A handler that
/// takes it cannot be reached by others.
pub struct Signed {
    /// Who.
    pub staff: Staff,
    /// The session's token, or the key's.
    pub token: String,
    /// The key, if it is one.
    pub key: Option<KeyUse>,
}

impl Signed {
    /// As whom he acts.
    pub fn actor(&self) -> Actor {
        Actor::Staff(self.staff.clone())
    }
}

impl FromRequestParts<Api> for Signed {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let sender = parts.extensions.get::<Sender>().copied();
        let sender = sender.unwrap_or(Sender::Local);
        if let Some(token) = key_of(&parts.headers) {
            api.gate.token(sender, token)?;
            let key = api.app.key(token).await?.ok_or(Fault::Unauthenticated)?;
            api.gate.person(sender, token, &key.staff.person)?;
            may_be_used(&key, parts)?;
            return Ok(Self {
                staff: key.staff.clone(),
                token: token.to_owned(),
                key: Some(key),
            });
        }
        let token = token_of(&parts.headers)
            .ok_or(Fault::Unauthenticated)?
            .to_owned();
        api.gate.token(sender, &token)?;
        let staff = api
            .app
            .signed_in(&token)
            .await?
            .ok_or(Fault::Unauthenticated)?;
        api.gate.person(sender, &token, &staff.person)?;
        Ok(Self {
            staff,
            token,
            key: None,
        })
    }
}

/// Whether the key has the scope that the operation asks for.
fn may_be_used(key: &KeyUse, parts: &Parts) -> Result<(), Problem> {
    let path = parts.extensions.get::<MatchedPath>();
    let path = path.map_or("", MatchedPath::as_str);
    let why = match scopes::asked(&format!("{} {path}", parts.method)) {
        Some(Asked::AnyKey) => return Ok(()),
        Some(Asked::Scope(scope)) if key.scopes.contains(&scope) => return Ok(()),
        Some(Asked::Scope(scope)) => {
            let scope = scope.as_str();
            format!("需要 {scope} (it needs {scope})")
        }
        Some(Asked::People) | None => {
            "这一项只能由人登录后办理 (only people can do this)".to_owned()
        }
    };
    Err(Problem::from(Fault::ScopeMissing).because(why))
}

/// The key's token that came with a request. Keys come as Bearer tokens only, never as cookies.
fn key_of(headers: &HeaderMap) -> Option<&str> {
    bearer(headers).filter(|token| app::keys::is_token(token))
}

/// The session's token that came with a request; what cannot be one is not looked up.
pub fn token_of(headers: &HeaderMap) -> Option<&str> {
    let token = bearer(headers).or_else(|| cookie(headers))?;
    let hex = token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex.then_some(token)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut pairs = cookies
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|pair| pair.split_once('='));
    pairs
        .find(|(name, _)| name.trim() == COOKIE_NAME)
        .map(|(_, token)| token.trim())
}

/// Whether a page of another site sends this. A browser adds the session's cookie to whatever any
/// page sends, so writes with it must come from our own pages; a Bearer token no browser adds.
pub fn is_cross_origin(method: &Method, headers: &HeaderMap) -> bool {
    if method.is_safe() || bearer(headers).is_some() {
        return false;
    }
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &axum::http::HeaderValue| value.to_str().ok())
    };
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(ORIGIN.as_str()) else {
        return false;
    };
    let authority = origin
        .split_once("://")
        .map_or(origin, |(_, authority)| authority);
    text(HOST.as_str()) != Some(authority)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn tokens_are_found() {
        let token = "0123456789abcdef0123456789abcdef";
        assert_eq!(
            token_of(&headers(&[(
                "cookie",
                "a=b; minsheng_session=0123456789abcdef0123456789abcdef"
            )])),
            Some(token)
        );
        assert_eq!(
            token_of(&headers(&[(
                "authorization",
                "bearer 0123456789abcdef0123456789abcdef"
            )])),
            Some(token)
        );
        assert_eq!(
            token_of(&headers(&[("authorization", "Bearer ' or 1=1 --")])),
            None
        );
        assert_eq!(
            token_of(&headers(&[("cookie", "minsheng_sessionx=1")])),
            None
        );
    }

    #[test]
    fn pages_of_others_are_noticed() {
        let cross = |pairs: &[_]| is_cross_origin(&Method::POST, &headers(pairs));
        assert!(!cross(&[]));
        assert!(!cross(&[
            ("origin", "https://12345.example"),
            ("host", "12345.example")
        ]));
        assert!(cross(&[
            ("origin", "https://evil.example"),
            ("host", "12345.example")
        ]));
        assert!(cross(&[("origin", "null"), ("host", "12345.example")]));
        assert!(cross(&[("sec-fetch-site", "same-site")]));
        assert!(!cross(&[("sec-fetch-site", "same-origin")]));
        assert!(!cross(&[
            ("origin", "https://evil.example"),
            ("authorization", "Bearer x")
        ]));
        assert!(!is_cross_origin(
            &Method::GET,
            &headers(&[("origin", "https://evil.example")])
        ));
    }
}
