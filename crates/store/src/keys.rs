//! `api_keys`: keys with which programs come in. Only a digest of the token is kept.

use crate::audit::AuditRow;
use crate::{Store, StoreError};
use db::{Abort, ConstraintKind, DbError, Never, Record, Row, Sql, Val};
use hotline::actor::Post;
use workday::Instant;

/// A key of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// The part of the token by which the key is recognised; no secret.
    pub id: String,
    /// Name, unique for ever: events show it.
    pub name: String,
    /// SHA-256 of the whole token.
    pub digest: [u8; 32],
    /// What it may be used for, as the caller writes it.
    pub scopes: String,
    /// Who made it.
    pub created_by: String,
    /// When it was made.
    pub created_at: Instant,
    /// It ends then.
    pub expires_at: Option<Instant>,
    /// It was taken back then.
    pub revoked_at: Option<Instant>,
    /// It was last used about then.
    pub used_at: Option<Instant>,
}

impl Record for ApiKey {
    fn read(row: &Row) -> Result<Self, DbError> {
        let at = |column| -> Result<Option<Instant>, DbError> {
            Ok(row.get::<Option<i64>>(column)?.map(Instant::from_millis))
        };
        Ok(Self {
            id: row.get("key_id")?,
            name: row.get("name")?,
            digest: row.get("digest")?,
            scopes: row.get("scopes")?,
            created_by: row.get("created_by")?,
            created_at: Instant::from_millis(row.get("created_at")?),
            expires_at: at("expires_at")?,
            revoked_at: at("revoked_at")?,
            used_at: at("used_at")?,
        })
    }
}

const COLUMNS: &[&str] = &[
    "key_id",
    "name",
    "digest",
    "scopes",
    "created_by",
    "created_at",
    "expires_at",
    "revoked_at",
    "used_at",
];

const KEYS: &str = "select key_id, name, digest, scopes, created_by, created_at, expires_at, revoked_at, used_at from api_keys";

impl Store {
    /// The key of an id, whatever became of it.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn api_key(&self, id: &str) -> Result<Option<ApiKey>, StoreError> {
        Ok(self
            .db
            .opt(Sql::new(KEYS).push("where key_id = {}").bind(id).quick())
            .await?)
    }

    /// The key of a name, whatever became of it.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn api_key_named(&self, name: &str) -> Result<Option<ApiKey>, StoreError> {
        Ok(self
            .db
            .opt(Sql::new(KEYS).push("where name = {}").bind(name))
            .await?)
    }

    /// Every key there ever was, by name.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn api_keys(&self) -> Result<Vec<ApiKey>, StoreError> {
        Ok(self.db.all(Sql::new(KEYS).push("order by name")).await?)
    }

    /// Adds a key with the posts of `person`, and the act to the audit trail; gives whether its name was
    /// free.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn add_api_key(
        &self,
        key: ApiKey,
        person: String,
        posts: Vec<Post>,
        audit: AuditRow,
    ) -> Result<bool, StoreError> {
        let data = (key, person, posts, audit);
        let done = self.db.write(data, |(key, person, posts, audit), tx| {
            Box::pin(async move {
                crate::audit::add(tx, audit)?;
                let row: Vec<Val> = vec![
                    key.id.as_str().into(),
                    key.name.as_str().into(),
                    key.digest.into(),
                    key.scopes.as_str().into(),
                    key.created_by.as_str().into(),
                    key.created_at.as_millis().into(),
                    key.expires_at.map(Instant::as_millis).into(),
                    Val::Null,
                    Val::Null,
                ];
                tx.insert_many("api_keys", COLUMNS, vec![row])?;
                let row = |post: &Post| -> Vec<Val> {
                    vec![
                        person.as_str().into(),
                        post.role.as_str().into(),
                        post.unit.as_str().into(),
                    ]
                };
                let rows: Vec<_> = posts.iter().map(row).collect();
                tx.insert_many("posts", &["person_id", "role", "unit"], rows)?;
                Ok::<(), Abort<Never>>(())
            })
        });
        match done.await {
            Ok(()) => Ok(true),
            Err(Abort::Db(DbError::Constraint {
                kind: ConstraintKind::Unique,
                ..
            })) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Takes a key back, for good, with the act in the audit trail; gives whether there is such a key.
    /// The first time counts.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn revoke_api_key(&self, id: &str, audit: AuditRow) -> Result<bool, StoreError> {
        let done = self.db.write((id.to_owned(), audit), |(id, audit), tx| {
            Box::pin(async move {
                let sql = Sql::new(
                    "update api_keys set revoked_at = coalesce(revoked_at, {}) where key_id = {}",
                );
                let found = tx
                    .run(sql.bind(audit.at.as_millis()).bind(id.as_str()))
                    .await?
                    > 0;
                if found {
                    crate::audit::add(tx, audit)?;
                }
                Ok::<bool, Abort<Never>>(found)
            })
        });
        Ok(done.await?)
    }

    /// Notes that a key was used.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn note_key_use(&self, id: &str, now: Instant) -> Result<(), StoreError> {
        let done = self
            .db
            .write((id.to_owned(), now.as_millis()), |(id, now), tx| {
                Box::pin(async move {
                    let sql = Sql::new("update api_keys set used_at = {} where key_id = {}");
                    tx.run(sql.bind(*now).bind(id.as_str())).await?;
                    Ok::<(), Abort<Never>>(())
                })
            });
        Ok(done.await?)
    }
}
