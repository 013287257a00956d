//! Chance: ids, salts, tokens, query codes.

use crate::AppError;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
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

/// Bits of an id below its milliseconds.
const LOW_BITS: u32 = 22;

/// An id that sorts by time: 41 bits of milliseconds, and below them a number that goes round: it begins by
/// chance and is another for each id, so that no two of one program are the same however many there are in a
/// millisecond; those of two programs are the same by chance alone.
///
/// # Errors
/// The operating system gives no random bytes.
pub fn id(now: Instant) -> Result<i64, AppError> {
    static BEGINNING: OnceLock<u32> = OnceLock::new();
    static GIVEN: AtomicU32 = AtomicU32::new(0);
    if BEGINNING.get().is_none() {
        // Of two who come first, one is heard.
        let _ = BEGINNING.set(u32::from_le_bytes(bytes()?));
    }
    let beginning = BEGINNING.get().copied().unwrap_or_default();
    let low = beginning.wrapping_add(GIVEN.fetch_add(1, Ordering::Relaxed));
    let low = i64::from(low & ((1 << LOW_BITS) - 1));
    let millis = now.as_millis().clamp(0, (1 << 41) - 1);
    Ok((millis << LOW_BITS) | low)
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// As many as a busy server gives in minutes, all at one instant and from several threads.
    #[test]
    fn no_two_ids_of_an_instant_are_the_same() {
        let now = Instant::from_millis(1_510_990_000_000);
        let some = move || (0..25_000).map(|_| id(now).unwrap()).collect::<Vec<_>>();
        let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(some)).collect();
        let all: Vec<i64> = threads
            .into_iter()
            .flat_map(|one| one.join().unwrap())
            .collect();
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), 100_000);
        assert!(all.iter().all(|id| id >> LOW_BITS == now.as_millis()));
    }
}
