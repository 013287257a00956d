//! API keys: programs that act in posts of their own, each narrowed to what it needs.
//!
//! A key is an actor like a member of staff: what it sees is decided by its posts and
//! `hotline::scope`. Its scopes only take away: which doors of the interface it may use at all.

use crate::{App, AppError, chance, trail};
use hotline::actor::{Post, Staff};
use hotline::refusal::{Code, Refusal};
use std::collections::HashSet;
use std::sync::{MutexGuard, PoisonError};
use store::audit::AuditRow;
use store::keys::ApiKey;
use workday::Instant;

/// Every token of a key begins so, that leaked ones are found by tools that look for them.
const MARK: &str = "minsheng_";
/// With it the person ids of keys begin, and no login.
pub(crate) const PERSON: &str = "key:";
/// Hexadecimal digits of the id and of the secret in a token.
const ID_DIGITS: usize = 8;
const SECRET_DIGITS: usize = 32;
/// The longest name, in characters.
const NAME_MAX: usize = 60;
/// A key's last use is written down at most this often.
const USE_NOTED_EVERY: i64 = 60_000;

macro_rules! scopes {
    ($($(#[$doc:meta])* $name:ident $code:literal $zh:literal;)*) => {
        /// What a key may be used for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Scope { $($(#[$doc])* $name,)* }

        impl Scope {
            /// Every scope there is.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
            /// The name in API, database and document.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
            /// In words.
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$name => $zh,)* }
            }
        }
    };
}

scopes! {
    /// Reading cases, lists, the feed, live updates, search.
    Read "read" "读：诉求件、清单、检索、动态";
    /// Registering cases.
    Intake "intake" "登记诉求件";
    /// Commands on cases, but for looking at identities.
    Command "command" "办一步";
    /// Looking at the identity of a requester; each look is audited.
    Identity "identity" "查看身份（留痕）";
    /// Attachments, up and down.
    Files "files" "附件";
    /// Whole lists as files.
    Export "export" "导出";
    /// Endpoints that are told what happens.
    Webhooks "webhooks" "推送";
    /// Numbers of periods.
    Figures "figures" "统计数字";
}

impl std::str::FromStr for Scope {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let known = Self::ALL.iter().find(|scope| scope.as_str() == text);
        known.copied().ok_or_else(|| {
            let all: Vec<_> = Self::ALL.iter().map(|scope| scope.as_str()).collect();
            let all = all.join(", ");
            bad(format!("scopes：只能是 {all} (one of these)"))
        })
    }
}

/// A key that came in.
#[derive(Debug, Clone)]
pub struct KeyUse {
    /// Its name.
    pub name: String,
    /// Its id.
    pub id: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// As whom it acts: person `key:NAME`, in its own posts.
    pub staff: Staff,
}

/// A key to be made.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// Name, never used before; events show it.
    pub name: String,
    /// In which roles, of which units.
    pub posts: Vec<Post>,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// It ends then.
    pub expires_at: Option<Instant>,
}

/// A key as administrators see it.
#[derive(Debug, Clone)]
pub struct KnownKey {
    /// As stored.
    pub key: ApiKey,
    /// Its scopes.
    pub scopes: Vec<Scope>,
    /// Its posts.
    pub posts: Vec<Post>,
}

/// The person id of a key.
fn person(name: &str) -> String {
    format!("{PERSON}{name}")
}

/// Whether a text may be the token of a key.
pub fn is_token(text: &str) -> bool {
    id_of(text).is_some()
}

fn id_of(token: &str) -> Option<&str> {
    let (id, secret) = token.strip_prefix(MARK)?.split_once('_')?;
    let hex =
        |text: &str, digits| text.len() == digits && text.bytes().all(|b| b.is_ascii_hexdigit());
    (hex(id, ID_DIGITS) && hex(secret, SECRET_DIGITS)).then_some(id)
}

impl App {
    /// The key that a token is of, unless it has ended or was taken back.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn key(&self, token: &str) -> Result<Option<KeyUse>, AppError> {
        let Some(id) = id_of(token) else {
            return Ok(None);
        };
        let now = self.now();
        let digest = chance::digest(&[token.as_bytes()]);
        let valid = |key: &ApiKey| {
            key.digest == digest
                && key.revoked_at.is_none()
                && key.expires_at.is_none_or(|end| now < end)
        };
        let Some(key) = self.0.store.api_key(id).await?.filter(valid) else {
            return Ok(None);
        };
        // A use that a clock noted which ran ahead is no use of just now.
        let since = |at: Instant| now.as_millis() - at.as_millis();
        let fresh = |at: Instant| (0..USE_NOTED_EVERY).contains(&since(at));
        if !key.used_at.is_some_and(fresh) {
            self.note_key_use(id, now);
        }
        let known = self.known(key).await?;
        Ok(Some(KeyUse {
            staff: Staff {
                person: person(&known.key.name),
                posts: known.posts,
            },
            name: known.key.name,
            id: known.key.id,
            scopes: known.scopes,
        }))
    }

    /// Writes down that a key was used. Nobody waits for it: whether the key holds does not hang on that.
    fn note_key_use(&self, id: &str, now: Instant) {
        if !self.noted_keys().insert(id.to_owned()) {
            // It is on its way, perhaps to a database that hangs.
            return;
        }
        let (app, id) = (self.clone(), id.to_owned());
        tokio::spawn(async move {
            if let Err(error) = app.0.store.note_key_use(&id, now).await {
                tracing::warn!(%error, "the use of a key was not noted");
            }
            app.noted_keys().remove(&id);
        });
    }

    /// Keys whose use is being written down.
    fn noted_keys(&self) -> MutexGuard<'_, HashSet<String>> {
        let noted = self.0.noted_keys.lock();
        noted.unwrap_or_else(PoisonError::into_inner)
    }

    /// Every key there ever was.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn keys(&self) -> Result<Vec<KnownKey>, AppError> {
        let mut all = Vec::new();
        for key in self.0.store.api_keys().await? {
            all.push(self.known(key).await?);
        }
        Ok(all)
    }

    /// Makes a key; its token is told once. `by`: whose act it is, for the audit trail.
    ///
    /// # Errors
    /// `bad_value`; or the database does not answer.
    pub async fn add_key(&self, by: &str, new: NewKey) -> Result<(KnownKey, String), AppError> {
        let now = self.now();
        self.check(&new, now)?;
        let id = chance::hex(&chance::bytes::<4>()?);
        let token = format!("{MARK}{id}_{}", chance::token()?);
        let scopes: Vec<_> = new.scopes.iter().map(|scope| scope.as_str()).collect();
        let key = ApiKey {
            id,
            name: new.name.clone(),
            digest: chance::digest(&[token.as_bytes()]),
            scopes: scopes.join(" "),
            created_by: by.to_owned(),
            created_at: now,
            expires_at: new.expires_at,
            revoked_at: None,
            used_at: None,
        };
        let mut posts = new.posts;
        posts.sort();
        posts.dedup();
        let note = format!("{} ({}): {}", key.name, key.id, key.scopes);
        let audit = act(now, by, "add_key", note)?;
        let stored = self
            .0
            .store
            .add_api_key(key.clone(), person(&key.name), posts.clone(), audit)
            .await?;
        if !stored {
            return Err(bad("name：已经用过，请换一个 (used before, choose another)").into());
        }
        let scopes = new.scopes;
        Ok((KnownKey { key, scopes, posts }, token))
    }

    /// Takes a key back, for good. Gives whether there is such a key.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn revoke_key(&self, by: &str, id: &str) -> Result<bool, AppError> {
        let audit = act(self.now(), by, "revoke_key", id.to_owned())?;
        Ok(self.0.store.revoke_api_key(id, audit).await?)
    }

    fn check(&self, new: &NewKey, now: Instant) -> Result<(), Refusal> {
        let length = new.name.chars().count();
        if !(1..=NAME_MAX).contains(&length)
            || new.name.trim() != new.name
            || new.name.chars().any(char::is_control)
        {
            return Err(bad(format!(
                "name：1 到 {NAME_MAX} 个字符 (1 to {NAME_MAX} characters)"
            )));
        }
        if new.scopes.is_empty() {
            return Err(bad("scopes：至少一项 (at least one)"));
        }
        if new.posts.is_empty() {
            return Err(bad("posts：至少一个岗位 (at least one)"));
        }
        for post in &new.posts {
            let profile = self.profile();
            let unit = profile.directory.unit(&post.unit);
            if unit.is_none_or(|unit| !unit.in_force(now.date())) {
                return Err(Code::UnknownUnit.into());
            }
            if !post.role.deals_with_cases() {
                // The three administrators are people, kept apart from each other and from the work.
                return Err(bad(
                    "posts：密钥不能担任管理员或知识库管理员 (no administrator's post for a key)",
                ));
            }
        }
        if new.expires_at.is_some_and(|end| end <= now) {
            return Err(bad("expires_at：已经过去 (lies in the past)"));
        }
        Ok(())
    }

    async fn known(&self, key: ApiKey) -> Result<KnownKey, AppError> {
        let posts = self.0.store.posts(&person(&key.name)).await?;
        let scopes = key.scopes.split_whitespace();
        let scopes = scopes.map(str::parse::<Scope>);
        let scopes = scopes.collect::<Result<_, _>>();
        let scopes = scopes.map_err(|error| AppError::Internal(error.to_string()))?;
        Ok(KnownKey { key, scopes, posts })
    }
}

/// An administrator's act, for the audit trail.
fn act(at: Instant, by: &str, act: &str, note: String) -> Result<AuditRow, AppError> {
    trail::row(at, by, act, note)
}

fn bad(why: impl Into<String>) -> Refusal {
    Refusal::because(Code::BadValue, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tokens_are_looked_up() {
        let token = "minsheng_0123abcd_0123456789abcdef0123456789abcdef";
        assert_eq!(id_of(token), Some("0123abcd"));
        for odd in [
            "",
            "minsheng_",
            "minsheng_0123abcd_",
            "minsheng_0123abcg_0123456789abcdef0123456789abcdef",
            "0123456789abcdef0123456789abcdef",
            "minsheng_0123abcd_0123456789abcdef0123456789abcdef0",
        ] {
            assert!(!is_token(odd), "{odd}");
        }
    }
}
