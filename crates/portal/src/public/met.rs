//! Cases to which a browser said 我也遇到, so that it is counted once.

use crate::look;
use axum::http::HeaderMap;

const COOKIE_NAME: &str = "minsheng_met";
/// So many are remembered, the newest.
const MOST: usize = 20;
const A_YEAR: u32 = 365 * 24 * 3600;

/// Their numbers, the newest first.
pub(super) fn all(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let kept = look::cookie(headers, COOKIE_NAME).unwrap_or_default();
    let number = |no: &&str| !no.is_empty() && no.bytes().all(|byte| byte.is_ascii_alphanumeric());
    kept.split('.').filter(number).take(MOST)
}

/// The header that keeps one more.
pub(super) fn cookie(no: &str, headers: &HeaderMap, secure: bool) -> String {
    let numbers: Vec<&str> = std::iter::once(no).chain(all(headers)).take(MOST).collect();
    let numbers = numbers.join(".");
    let secure = if secure { "; Secure" } else { "" };
    format!(
        "{COOKIE_NAME}={numbers}; Path=/public; Max-Age={A_YEAR}; HttpOnly; SameSite=Lax{secure}"
    )
}

/// The header that forgets them: on a computer that others use, the next has met nothing yet.
pub(crate) fn forgotten() -> String {
    format!("{COOKIE_NAME}=; Path=/public; Max-Age=0; HttpOnly; SameSite=Lax")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use axum::http::header::COOKIE;

    #[test]
    fn the_newest_are_kept_and_only_over_https_where_that_is_asked() {
        let before: Vec<String> = (0..25).map(|n| format!("FZ{n}")).collect();
        let before = format!("{COOKIE_NAME}={}", before.join("."));
        let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(&before).unwrap())]);
        let kept = cookie("FZ99", &headers, true);
        assert!(kept.starts_with("minsheng_met=FZ99.FZ0.FZ1."), "{kept}");
        assert!(kept.contains(".FZ18; Path=/public; "), "{kept}");
        assert!(kept.ends_with("; HttpOnly; SameSite=Lax; Secure"), "{kept}");
        assert!(!cookie("FZ99", &headers, false).contains("Secure"));
    }
}
