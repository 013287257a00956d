//! `staff`, `posts`, `sessions`: who works here, in which roles, and who is signed in.

use crate::wait::Wait;
use crate::{Store, StoreError};
use db::{Abort, DbError, Never, Record, Row, Sql, Val};
use hotline::actor::Post;
use std::collections::BTreeMap;
use workday::Instant;

/// A member of staff with his account.
#[derive(Debug, Clone)]
pub struct Account {
    /// Id, as events name him.
    pub person: String,
    /// What he signs in with.
    pub login: String,
    /// Name on the screen.
    pub name: String,
    /// argon2 hash in PHC form.
    pub password: String,
    /// An account of the demonstration.
    pub demo: bool,
    /// May not sign in.
    pub disabled: bool,
    /// Wrong passwords since the last right one.
    pub failures: i64,
    /// Locked until then.
    pub locked_until: Instant,
}

impl Record for Account {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            person: row.get("person_id")?,
            login: row.get("login")?,
            name: row.get("name")?,
            password: row.get("password")?,
            demo: row.get("demo")?,
            disabled: row.get("disabled")?,
            failures: row.get("failures")?,
            locked_until: Instant::from_millis(row.get("locked_until")?),
        })
    }
}

/// Names that are looked up with one statement.
const PERSONS_AT_ONCE: usize = 500;
const ACCOUNT: &str = "select person_id, login, name, password, demo, disabled, failures, locked_until from staff where";

/// A session as stored.
#[derive(Debug, Clone)]
pub struct Session {
    /// SHA-256 of the token.
    pub token: [u8; 32],
    /// Whose.
    pub person: String,
    /// When it began.
    pub created_at: Instant,
    /// When it ends.
    pub expires_at: Instant,
}

fn post(role: &str, unit: String) -> Result<Post, StoreError> {
    let role = role
        .parse()
        .map_err(|error: String| StoreError::unreadable("posts.role", error))?;
    Ok(Post {
        role,
        unit: unit.into(),
    })
}

impl Store {
    /// The account of a login.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn account(&self, login: &str) -> Result<Option<Account>, StoreError> {
        Ok(self
            .db
            .opt(Sql::new(ACCOUNT).push("login = {}").bind(login))
            .await?)
    }

    /// The account of a person.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn account_of(&self, person: &str) -> Result<Option<Account>, StoreError> {
        Ok(self
            .db
            .opt(Sql::new(ACCOUNT).push("person_id = {}").bind(person))
            .await?)
    }

    /// Names on the screen of some people, all at once; who has no account is left out.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn names_of(
        &self,
        persons: &[String],
    ) -> Result<BTreeMap<String, String>, StoreError> {
        let mut names = BTreeMap::new();
        for some in persons.chunks(PERSONS_AT_ONCE) {
            let sql = Sql::new("select person_id, name from staff where person_id in ({})");
            let found: Vec<(String, String)> = self
                .db
                .all(sql.list(some.iter().map(String::as_str)))
                .await?;
            names.extend(found);
        }
        Ok(names)
    }

    /// Accounts of the demonstration.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn demo_accounts(&self) -> Result<Vec<Account>, StoreError> {
        Ok(self
            .db
            .all(Sql::new(ACCOUNT).push("demo order by login"))
            .await?)
    }

    /// Every account, by login.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        Ok(self
            .db
            .all(Sql::new(ACCOUNT).push("1 = 1 order by login"))
            .await?)
    }

    /// A person's posts.
    ///
    /// # Errors
    /// The database does not answer, or holds a role that is not understood.
    pub async fn posts(&self, person: &str) -> Result<Vec<Post>, StoreError> {
        let sql = Sql::new("select role, unit from posts where person_id = {} order by role, unit")
            .bind(person);
        let rows: Vec<(String, String)> = self.db.all(sql).await?;
        rows.into_iter()
            .map(|(role, unit)| post(&role, unit))
            .collect()
    }

    /// Adds a person with his posts; one who is there already keeps his account and gets the posts.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn add_person(
        &self,
        account: Account,
        posts: Vec<Post>,
        now: Instant,
    ) -> Result<(), StoreError> {
        let done = self.db.write(
            (account, posts, now.as_millis()),
            |(account, posts, now), tx| {
                Box::pin(async move {
                    crate::accounts::add_account(tx, account, *now).await?;
                    crate::accounts::add_more_posts(tx, &account.person, posts).await?;
                    Ok::<(), Abort<Never>>(())
                })
            },
        );
        Ok(done.await?)
    }

    /// Notes a wrong password, and locks the account when there were too many; a right one starts over.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn note_sign_in(
        &self,
        person: &str,
        right: bool,
        most: i64,
        lock_until: Instant,
    ) -> Result<(), StoreError> {
        let data = (person.to_owned(), right, most, lock_until.as_millis());
        let done = self.db.write(data, |(person, right, most, until), tx| {
            Box::pin(async move {
                let sql = if *right {
                    Sql::new("update staff set failures = 0, locked_until = 0 where person_id = {}").bind(person)
                } else {
                    Sql::new(
                        "update staff set locked_until = case when failures + 1 >= {} then {} else locked_until end, \
                         failures = case when failures + 1 >= {} then 0 else failures + 1 end where person_id = {}",
                    )
                    .bind(*most)
                    .bind(*until)
                    .bind(*most)
                    .bind(person)
                };
                tx.run(sql).await?;
                Ok::<(), Abort<Never>>(())
            })
        });
        Ok(done.await?)
    }

    /// Begins a session.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn begin_session(&self, session: Session) -> Result<(), StoreError> {
        let done = self.db.write(session, |session, tx| {
            Box::pin(async move {
                let now = session.created_at.as_millis();
                tx.run(Sql::new("delete from sessions where expires_at <= {}").bind(now))
                    .await?;
                let row: Vec<Val> = vec![
                    session.token.into(),
                    session.person.as_str().into(),
                    now.into(),
                    now.into(),
                    session.expires_at.as_millis().into(),
                ];
                let columns = &[
                    "token_digest",
                    "person_id",
                    "created_at",
                    "seen_at",
                    "expires_at",
                ];
                tx.insert_many("sessions", columns, vec![row])?;
                Ok::<(), Abort<Never>>(())
            })
        });
        Ok(done.await?)
    }

    /// Whose a session is, if it has not ended, with his posts. One whose end lies further off than any
    /// session lasts was begun by a clock that ran ahead, and has ended.
    ///
    /// # Errors
    /// The database does not answer, or holds a role that is not understood.
    pub async fn session(
        &self,
        token: &[u8; 32],
        now: Instant,
        lasts: Wait,
    ) -> Result<Option<(String, Vec<Post>)>, StoreError> {
        let sql = Sql::new(
            "select s.person_id, r.role, r.unit from sessions s join staff p on p.person_id = s.person_id \
             left join posts r on r.person_id = s.person_id \
             where s.token_digest = {} and s.expires_at > {} and s.expires_at <= {} and not p.disabled order by r.role, r.unit",
        );
        let sql = sql
            .bind(*token)
            .bind(now.as_millis())
            .bind(lasts.latest(now).as_millis());
        let rows: Vec<(String, Option<String>, Option<String>)> = self.db.all(sql.quick()).await?;
        let Some((person, ..)) = rows.first() else {
            return Ok(None);
        };
        let person = person.clone();
        let posts = rows
            .into_iter()
            .filter_map(|(_, role, unit)| Some(post(&role?, unit?)));
        Ok(Some((person, posts.collect::<Result<_, _>>()?)))
    }

    /// When a session ends, if it has not yet; as [`Store::session`] says.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn session_end(
        &self,
        token: &[u8; 32],
        now: Instant,
        lasts: Wait,
    ) -> Result<Option<Instant>, StoreError> {
        let sql = Sql::new("select expires_at from sessions where token_digest = {}");
        let sql = sql
            .bind(*token)
            .and("expires_at > {}", now.as_millis())
            .and("expires_at <= {}", lasts.latest(now).as_millis())
            .quick();
        let end: Option<i64> = self.db.opt(sql).await?;
        Ok(end.map(Instant::from_millis))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn end_session(&self, token: [u8; 32]) -> Result<(), StoreError> {
        let done = self.db.write(token, |token, tx| {
            Box::pin(async move {
                tx.run(Sql::new("delete from sessions where token_digest = {}").bind(*token))
                    .await?;
                Ok::<(), Abort<Never>>(())
            })
        });
        Ok(done.await?)
    }
}
