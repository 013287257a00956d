//! `staff`, `posts`, `sessions` as an administrator changes them: each act with its row of the audit trail,
//! in one transaction.

use crate::audit::AuditRow;
use crate::people::Account;
use crate::{Store, StoreError};
use db::{Abort, DbError, Never, Record, Row, Sql, Tx};
use hotline::actor::Post;
use hotline::codes::UnitCode;
use std::collections::{BTreeMap, BTreeSet};
use workday::Instant;

/// What changes with an account. Whatever runs under it ends, but for new posts.
#[derive(Debug, Clone)]
pub enum AccountChange {
    /// These posts and no others, if those that were seen are still his, in whatever order.
    Posts {
        /// What he is to have.
        posts: Vec<Post>,
        /// What he had when the change was written.
        seen: Vec<Post>,
    },
    /// These posts, which he does not have yet, besides his others.
    MorePosts(Vec<Post>),
    /// Another password; the lock after wrong ones is lifted.
    Password {
        /// Its argon2 hash.
        password: String,
        /// Not if somebody else has set one since then.
        unless_since: Option<Instant>,
    },
    /// May not sign in, if he may or may not by now as was seen.
    Block(SeenBlocked),
    /// May sign in again, on the same condition.
    Unblock(SeenBlocked),
}

/// Whether somebody was blocked when a change was written; none where nobody looked.
pub type SeenBlocked = Option<bool>;

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Administered {
    /// Done, with its row of the audit trail.
    Done,
    /// There is no such person.
    Nobody,
    /// His posts are others than those that were seen: these, and who changed them last. Nothing is written.
    Stale(Vec<Post>, Option<Earlier>),
    /// He is blocked by now, or is no longer, other than was seen, and who turned it. Nothing is written.
    Turned(bool, Option<Earlier>),
    /// Somebody else has just set another password. Nothing is written.
    Reset(Earlier),
}

/// An act upon an account, as the audit trail has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// Who.
    pub by: String,
    /// When.
    pub at: Instant,
    /// What exactly: the person alone, or before `：`.
    pub note: String,
}

impl Record for Earlier {
    fn read(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            by: row.get("actor")?,
            at: Instant::from_millis(row.get("at")?),
            note: row.get("note")?,
        })
    }
}

/// Which people a list shows.
#[derive(Debug, Clone, Default)]
pub struct PeopleNarrowed {
    /// Login or name has this in it.
    pub part: Option<String>,
    /// With a post in this unit.
    pub unit: Option<UnitCode>,
    /// Only blocked ones, or only others.
    pub blocked: Option<bool>,
    /// Logins after this one.
    pub after: Option<String>,
}

struct PostRow {
    person: String,
    post: Post,
}

impl Record for PostRow {
    fn read(row: &Row) -> Result<Self, DbError> {
        let role: String = row.get("role")?;
        Ok(Self {
            person: row.get("person_id")?,
            post: Post {
                role: role.parse().map_err(|why| DbError::Column {
                    column: "posts.role".to_owned(),
                    why,
                })?,
                unit: row.get::<String>("unit")?.into(),
            },
        })
    }
}

/// A text for `like … escape '!'` that stands for itself.
fn plain(part: &str) -> String {
    let mut text = String::with_capacity(part.len() + 2);
    for c in part.chars() {
        if matches!(c, '%' | '_' | '!') {
            text.push('!');
        }
        text.push(c);
    }
    text
}

fn narrowed(rows: &'static str, by: &PeopleNarrowed) -> Sql {
    let sql = Sql::new(rows);
    let sql = match &by.part {
        Some(part) => {
            let part = format!("%{}%", plain(part));
            let sql = sql
                .push("and (s.login like {} escape '!'")
                .bind(part.clone());
            sql.push("or s.name like {} escape '!')").bind(part)
        }
        None => sql,
    };
    let unit = by.unit.as_ref().map(|unit| unit.as_str().to_owned());
    sql.and_some(
        "exists (select 1 from posts p where p.person_id = s.person_id and p.unit = {})",
        unit,
    )
    .and_some("s.disabled = {}", by.blocked)
}

/// Adds an account, made at so many milliseconds; not where person or login is taken.
pub(crate) async fn add_account(tx: &mut Tx, account: &Account, at: i64) -> Result<bool, DbError> {
    let sql = Sql::new(
        "insert into staff (person_id, login, name, password, demo, disabled, failures, locked_until, created_at) \
         values ({}, {}, {}, {}, {}, {}, 0, 0, {}) on conflict do nothing",
    );
    let sql = sql
        .bind(&account.person)
        .bind(&account.login)
        .bind(&account.name)
        .bind(&account.password)
        .bind(account.demo)
        .bind(account.disabled)
        .bind(at);
    Ok(tx.run(sql).await? > 0)
}

fn add_posts(tx: &mut Tx, person: &str, posts: &[Post]) -> Result<(), DbError> {
    let rows: Vec<_> = posts
        .iter()
        .map(|post| {
            vec![
                person.into(),
                post.role.as_str().into(),
                post.unit.as_str().into(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    tx.insert_many("posts", &["person_id", "role", "unit"], rows)
}

/// Adds posts of which he may have some already.
pub(crate) async fn add_more_posts(
    tx: &mut Tx,
    person: &str,
    posts: &[Post],
) -> Result<(), DbError> {
    for post in posts {
        let sql = Sql::new(
            "insert into posts (person_id, role, unit) values ({}, {}, {}) on conflict do nothing",
        );
        let sql = sql.bind(person).bind(post.role.as_str());
        tx.run(sql.bind(post.unit.as_str())).await?;
    }
    Ok(())
}

async fn posts_held(tx: &mut Tx, person: &str) -> Result<Vec<Post>, DbError> {
    let sql = Sql::new("select person_id, role, unit from posts where person_id = {}").bind(person);
    let rows: Vec<PostRow> = tx.all(sql.order("role, unit")).await?;
    Ok(rows.into_iter().map(|row| row.post).collect())
}

/// The last act of a sort upon a person.
async fn last_act(tx: &mut Tx, act: &str, person: &str) -> Result<Option<Earlier>, DbError> {
    let sql = Sql::new("select actor, at, note from audit where act = {}").bind(act);
    let sql = sql.push("and (note = {}").bind(person);
    let sql = sql.push("or note like {} escape '!')");
    let sql = sql.bind(format!("{}：%", plain(person)));
    tx.opt(sql.order("audit_id desc").limit(1)).await
}

impl Store {
    /// People with their posts, by login.
    ///
    /// # Errors
    /// The database does not answer, or holds a role that is not understood.
    pub async fn people(
        &self,
        by: &PeopleNarrowed,
        limit: u32,
    ) -> Result<Vec<(Account, Vec<Post>)>, StoreError> {
        let rows = "select s.person_id, s.login, s.name, s.password, s.demo, s.disabled, s.failures, s.locked_until from staff s where 1 = 1";
        let sql = narrowed(rows, by).and_some("s.login > {}", by.after.clone());
        let accounts: Vec<Account> = self.db.all(sql.order("s.login").limit(limit)).await?;
        if accounts.is_empty() {
            return Ok(Vec::new());
        }
        let persons = accounts.iter().map(|account| account.person.clone());
        let sql = Sql::new("select person_id, role, unit from posts where person_id in ({})");
        let rows: Vec<PostRow> = self
            .db
            .all(sql.list(persons).order("person_id, role, unit"))
            .await?;
        let mut posts: BTreeMap<String, Vec<Post>> = BTreeMap::new();
        for row in rows {
            posts.entry(row.person).or_default().push(row.post);
        }
        let with_posts = |account: Account| {
            let posts = posts.remove(&account.person).unwrap_or_default();
            (account, posts)
        };
        Ok(accounts.into_iter().map(with_posts).collect())
    }

    /// How many people there are.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn count_people(&self, by: &PeopleNarrowed) -> Result<i64, StoreError> {
        let rows = "select count(*) from staff s where 1 = 1";
        Ok(self.db.one(narrowed(rows, by)).await?)
    }

    /// Adds somebody with his posts. Gives false, and writes nothing, if the login is taken.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn hire(
        &self,
        account: Account,
        posts: Vec<Post>,
        audit: AuditRow,
    ) -> Result<bool, StoreError> {
        let done = self
            .db
            .write((account, posts, audit), |(account, posts, audit), tx| {
                Box::pin(async move {
                    if !add_account(tx, account, audit.at.as_millis()).await? {
                        return Ok(false);
                    }
                    add_posts(tx, &account.person, posts)?;
                    crate::audit::add(tx, audit)?;
                    Ok::<bool, Abort<Never>>(true)
                })
            });
        Ok(done.await?)
    }

    /// Changes an account, where what was seen of it still holds.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn administer(
        &self,
        person: &str,
        change: AccountChange,
        audit: AuditRow,
    ) -> Result<Administered, StoreError> {
        let data = (person.to_owned(), change, audit);
        let done = self.db.write(data, |(person, change, audit), tx| {
            Box::pin(async move {
                let here = Sql::new("update staff set name = name where person_id = {}");
                if tx.run(here.bind(person.as_str())).await? == 0 {
                    return Ok(Administered::Nobody);
                }
                // The row of the account is ours by now: nobody else changes its posts until we are done.
                if let AccountChange::Posts { seen, .. } = change {
                    let held = posts_held(tx, person).await?;
                    let seen: BTreeSet<&Post> = seen.iter().collect();
                    if held.iter().collect::<BTreeSet<_>>() != seen {
                        let by = last_act(tx, &audit.act, person).await?;
                        return Ok(Administered::Stale(held, by));
                    }
                }
                if let AccountChange::Block(Some(seen)) | AccountChange::Unblock(Some(seen)) = change {
                    let sql = Sql::new("select disabled from staff where person_id = {}");
                    let blocked: bool = tx.one(sql.bind(person.as_str())).await?;
                    if blocked != *seen {
                        let act = if blocked { "block_person" } else { "unblock_person" };
                        let by = last_act(tx, act, person).await?;
                        return Ok(Administered::Turned(blocked, by));
                    }
                }
                if let AccountChange::Password { unless_since: Some(since), .. } = change {
                    let sql = Sql::new("select actor, at, note from audit where act = {} and note = {}")
                        .bind(audit.act.as_str())
                        .bind(audit.note.as_str())
                        .and("actor <> {}", audit.actor.as_str())
                        .and("at > {}", since.as_millis());
                    let reset: Option<Earlier> = tx.opt(sql.order("audit_id desc").limit(1)).await?;
                    if let Some(reset) = reset {
                        return Ok(Administered::Reset(reset));
                    }
                }
                let sql = match change {
                    AccountChange::MorePosts(posts) => {
                        add_more_posts(tx, person, posts).await?;
                        crate::audit::add(tx, audit)?;
                        return Ok(Administered::Done);
                    }
                    AccountChange::Posts { .. } => Sql::new("delete from posts where person_id = {}"),
                    AccountChange::Password { password, .. } => Sql::new("update staff set failures = 0, locked_until = 0, password = {} where person_id = {}").bind(password.as_str()),
                    AccountChange::Block(_) => Sql::new("update staff set disabled = {} where person_id = {}").bind(true),
                    AccountChange::Unblock(_) => Sql::new("update staff set disabled = {}, failures = 0, locked_until = 0 where person_id = {}").bind(false),
                };
                tx.run(sql.bind(person.as_str())).await?;
                if let AccountChange::Posts { posts, .. } = change {
                    add_posts(tx, person, posts)?;
                } else {
                    let sessions = Sql::new("delete from sessions where person_id = {}");
                    tx.run(sessions.bind(person.as_str())).await?;
                }
                crate::audit::add(tx, audit)?;
                Ok::<_, Abort<Never>>(Administered::Done)
            })
        });
        Ok(done.await?)
    }

    /// When each of these persons signed in last, of those with a session that has not ended.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn signed_in_since(
        &self,
        persons: &[String],
        now: Instant,
    ) -> Result<BTreeMap<String, Instant>, StoreError> {
        if persons.is_empty() {
            return Ok(BTreeMap::new());
        }
        let sql =
            Sql::new("select person_id, max(created_at) from sessions where person_id in ({})")
                .list(persons.iter().map(String::as_str))
                .and("expires_at > {}", now.as_millis())
                .push("group by person_id");
        let rows: Vec<(String, i64)> = self.db.all(sql).await?;
        let at = |(person, at)| (person, Instant::from_millis(at));
        Ok(rows.into_iter().map(at).collect())
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn signs_of_like_stand_for_themselves() {
        assert_eq!(super::plain("a_b%!"), "a!_b!%!!");
    }
}
