//! Whether a browser keeps cookies: a mark goes out with every step of the form, and comes back with the
//! next. Some keep none, and none that is `Secure` is kept over plain HTTP.

use crate::look;
use axum::http::HeaderMap;

const COOKIE_NAME: &str = "minsheng_tried";

/// The header of the mark; it says nothing else, and ends with the browser.
pub(super) fn cookie(secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{COOKIE_NAME}=1; Path=/write; HttpOnly; SameSite=Lax{secure}")
}

/// Whether the mark came back, so that what is given now will, too.
pub(super) fn comes_back(headers: &HeaderMap) -> bool {
    look::cookie(headers, COOKIE_NAME) == Some("1")
}
