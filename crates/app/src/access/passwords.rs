//! Passwords as argon2 hashes. Working one out takes 19 MiB; an allocator that gets them from ever
//! another thread keeps them in each thread's own heap, so some lie here ready to be used again.

use crate::AppError;
use crate::holding::in_a_thread;
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use std::sync::{Mutex, PoisonError};

/// As many as are worked out side by side in a busy minute; whatever is beyond is given back.
const KEPT: usize = 4;

static IDLE: Idle = Idle(Mutex::new(Vec::new()));

/// Memory that nobody uses now.
struct Idle(Mutex<Vec<Vec<Block>>>);

impl Idle {
    fn all(&self) -> std::sync::MutexGuard<'_, Vec<Vec<Block>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Works with memory of so many blocks, which holds what was left in it: argon2 writes each block
    /// before it reads it.
    fn with<T>(&self, blocks: usize, work: impl FnOnce(&mut [Block]) -> T) -> T {
        let mut memory = self.all().pop().unwrap_or_default();
        if memory.len() < blocks {
            memory.resize(blocks, Block::new());
        }
        let done = work(&mut memory[..blocks]);
        let mut idle = self.all();
        if idle.len() < KEPT {
            idle.push(memory);
        }
        done
    }
}

/// A hash in PHC form, with a salt of its own.
pub(crate) async fn hash(password: String) -> Result<String, AppError> {
    let hashed = in_a_thread(move || {
        let params = Params::default();
        let (salt, algorithm, version) =
            (Salt::generate(), Algorithm::default(), Version::default());
        let length = params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
        let hash = work_out(&password, &salt, algorithm, version, params.clone(), length)?;
        Some(PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params: ParamsString::try_from(&params).ok()?,
            salt: Some(salt),
            hash: Some(hash),
        })
    });
    let hashed = hashed
        .await
        .map_err(|error| AppError::Internal(error.to_string()))?;
    hashed
        .map(|hash| hash.to_string())
        .ok_or_else(|| AppError::Internal("a password cannot be hashed".to_owned()))
}

/// Whether a password is that of a hash.
pub(crate) async fn verify(password: String, hash: String) -> Result<bool, AppError> {
    let verified = in_a_thread(move || fits(&password, &hash).unwrap_or(false));
    verified
        .await
        .map_err(|error| AppError::Internal(error.to_string()))
}

/// None if the hash is not understood.
fn fits(password: &str, hash: &str) -> Option<bool> {
    let stored = PasswordHash::new(hash).ok()?;
    let params = Params::try_from(&stored).ok()?;
    let algorithm = Algorithm::try_from(stored.algorithm.as_str()).ok()?;
    let version = match stored.version {
        Some(version) => Version::try_from(version).ok()?,
        None => Version::default(),
    };
    let (salt, expected) = (stored.salt?, stored.hash?);
    let found = work_out(password, &salt, algorithm, version, params, expected.len())?;
    // `Output` is compared in constant time.
    Some(found == expected)
}

fn work_out(
    password: &str,
    salt: &[u8],
    algorithm: Algorithm,
    version: Version,
    params: Params,
    length: usize,
) -> Option<Output> {
    let blocks = params.block_count();
    let argon2 = Argon2::new(algorithm, version, params);
    let mut out = [0; Output::MAX_LENGTH];
    let out = out.get_mut(..length)?;
    IDLE.with(blocks, |memory| {
        argon2.hash_password_into_with_memory(password.as_bytes(), salt, out, memory)
    })
    .ok()?;
    Output::new(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::password_hash::{PasswordHasher, PasswordVerifier};

    #[tokio::test]
    async fn hashes_are_those_of_argon2_whatever_lies_in_the_memory() {
        for _ in 0..3 {
            let made = hash("口令 one".to_owned()).await.unwrap();
            assert!(
                made.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
                "{made}"
            );
            let known = PasswordHash::new(&made).unwrap();
            Argon2::default()
                .verify_password("口令 one".as_bytes(), &known)
                .unwrap();
            assert!(verify("口令 one".to_owned(), made.clone()).await.unwrap());
            assert!(!verify("口令 two".to_owned(), made).await.unwrap());
        }
        let theirs = Argon2::default().hash_password(b"other").unwrap();
        let theirs = theirs.to_string();
        assert!(verify("other".to_owned(), theirs).await.unwrap());
        assert!(
            !verify("other".to_owned(), "no hash".to_owned())
                .await
                .unwrap()
        );
        // A small one after a large one, and back.
        let small = Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(64, 1, 1, None).unwrap(),
        );
        let small = small.hash_password(b"other").unwrap().to_string();
        assert!(verify("other".to_owned(), small).await.unwrap());
    }

    /// So many at once, each within the one before.
    fn deep(idle: &Idle, more: usize) {
        idle.with(8, |_| {
            if more > 0 {
                deep(idle, more - 1);
            }
        });
    }

    #[test]
    fn memory_is_used_again_and_not_piled_up() {
        let idle = Idle(Mutex::new(Vec::new()));
        let place = |idle: &Idle| idle.with(8, |memory| memory.as_ptr() as usize);
        let first = place(&idle);
        for _ in 0..10 {
            assert_eq!(place(&idle), first);
        }
        assert_eq!(idle.all().len(), 1);
        // Side by side each has its own, and no more are kept than are worth it.
        deep(&idle, 2 * KEPT);
        assert_eq!(idle.all().len(), KEPT);
    }
}
