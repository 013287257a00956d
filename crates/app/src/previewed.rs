//! What a preview was of. Whoever keeps something names it, so that nothing is kept but what was looked at:
//! the rows it was tried out on, and a digest of what was to be kept.

use crate::chance;
use hotline::refusal::{Code, Refusal};
use sha2::{Digest as _, Sha256};

/// Bytes of the digest: enough that two texts never meet by chance.
const BYTES: usize = 16;

/// The name of a preview: so many rows, and what was tried out on them.
#[must_use]
pub fn name(rows: i64, what: &str) -> String {
    format!("{rows}.{}", chance::hex(&Sha256::digest(what)[..BYTES]))
}

/// The rows that something was tried out on.
///
/// # Errors
/// `stale` if it was not this, or nothing.
pub fn rows(seen: &str, what: &str) -> Result<i64, Refusal> {
    let rows = on(seen).filter(|rows| name(*rows, what) == seen);
    rows.ok_or_else(|| {
        let why = "这一份没有试算过，请先试算，再照试算的那一份定下 (this was not previewed; preview it first, and keep what was previewed)";
        Refusal::because(Code::Stale, why)
    })
}

/// The rows that something was tried out on, whatever it was.
pub(crate) fn on(seen: &str) -> Option<i64> {
    seen.split('.').next()?.parse().ok()
}
