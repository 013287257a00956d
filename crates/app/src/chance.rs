//! Chance: ids, salts, tokens, query codes.

use crate::AppError;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use workday::Instant;

/// Random bytes of the operating system.
///
/// # Errors
/// The operating system gives none.
pub fn bytes<const N: usize>() -> Result<[u8; N], AppError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| AppError::Internal(error.to_string()))?;
    Ok(bytes)
}

/// An id that sorts by time: 41 bits of milliseconds, 22 random.
///
/// # Errors
/// The operating system gives no random bytes.
pub fn id(now: Instant) -> Result<i64, AppError> {
    let random = i64::from(u32::from_le_bytes(bytes()?) >> 10);
    let millis = now.as_millis().clamp(0, (1 << 41) - 1);
    Ok((millis << 22) | random)
}

/// A token of 128 bits in hexadecimal.
///
/// # Errors
/// The operating system gives no random bytes.
pub fn token() -> Result<String, AppError> {
    Ok(hex(&bytes::<16>()?))
}

/// SHA-256 over several parts.
pub fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part);
    }
    digest.finalize().into()
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
