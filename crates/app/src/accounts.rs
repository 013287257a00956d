//! 人员: people, their posts and passwords, as the system's administrator sees to them. Every act is
//! audited; nobody changes his own posts or blocks himself.

mod command_line;

pub use command_line::{COMMAND_LINE, CommandLine};

use crate::access::hash;
use crate::faster::{Faster, clock, quoted};
use crate::keys::PERSON;
use crate::{App, AppError, chance, trail};
use hotline::actor::{Actor, Post};
use hotline::refusal::{Code, Refusal};
use hotline::scope::office::{Care, may};
use hotline::text::Line;
use std::collections::{BTreeMap, BTreeSet};
use store::accounts::{AccountChange, Administered, Earlier, SeenBlocked};
use store::audit::AuditRow;
use store::people::Account;
use workday::Instant;

pub use store::accounts::PeopleNarrowed;

/// The shortest password, in characters.
pub const SHORTEST_PASSWORD: usize = 10;
const LONGEST_PASSWORD: usize = 200;
/// The longest login, in characters.
pub const LOGIN_MAX: usize = 60;
const MOST_POSTS: usize = 20;
/// So long a password that one administrator has set is not set again by another: the person is still to be
/// told the first one, which would be void by then.
const RESET_HOLDS_MINUTES: i64 = 10;

/// Somebody who works here.
#[derive(Debug, Clone)]
pub struct Person {
    /// His account.
    pub account: Account,
    /// His posts.
    pub posts: Vec<Post>,
    /// Since when he is signed in, if he is.
    pub signed_in: Option<Instant>,
}

/// Somebody to be added.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// What he signs in with; never used before.
    pub login: String,
    /// Name on the screen.
    pub name: Line,
    /// His password; one is made if there is none.
    pub password: Option<String>,
    /// His posts.
    pub posts: Vec<Post>,
}

impl App {
    /// People, by login.
    ///
    /// # Errors
    /// `not_yours`; or the database does not answer.
    pub async fn people(
        &self,
        actor: &Actor,
        by: &PeopleNarrowed,
        limit: u32,
    ) -> Result<Vec<Person>, AppError> {
        may(actor, Care::Look)?;
        let found = self.store().people(by, limit).await?;
        let persons: Vec<_> = found.iter().map(|(one, _)| one.person.clone()).collect();
        let mut since = self.store().signed_in_since(&persons, self.now()).await?;
        let person = |(account, posts): (Account, Vec<Post>)| Person {
            signed_in: since.remove(&account.person),
            account,
            posts,
        };
        Ok(found.into_iter().map(person).collect())
    }

    /// How many people [`App::people`] has.
    ///
    /// # Errors
    /// `not_yours`; or the database does not answer.
    pub async fn count_people(&self, actor: &Actor, by: &PeopleNarrowed) -> Result<i64, AppError> {
        may(actor, Care::Look)?;
        Ok(self.store().count_people(by).await?)
    }

    /// Adds somebody; gives the password that was made for him, to be told once.
    ///
    /// # Errors
    /// `not_yours`, `bad_value`, `unknown_unit`; or the database does not answer.
    pub async fn hire(&self, actor: &Actor, new: NewPerson) -> Result<Option<String>, AppError> {
        may(actor, Care::People)?;
        let login = new.login.trim().to_owned();
        let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, ':' | '@' | '/');
        if login.is_empty() || login.chars().count() > LOGIN_MAX || login.chars().any(odd) {
            return Err(bad(format!(
                "login：1 到 {LOGIN_MAX} 个字符，不含空格、冒号、@ 和斜线 (1 to {LOGIN_MAX} characters, no blank, colon, @ or slash)"
            )));
        }
        if new.name.is_empty() {
            return Err(bad("name：没有填写 (missing)"));
        }
        let posts = self.checked(new.posts)?;
        let (password, told) = password(new.password)?;
        let account = Account {
            person: login.clone(),
            login: login.clone(),
            name: new.name.as_str().to_owned(),
            password: hash(password).await?,
            demo: false,
            disabled: false,
            failures: 0,
            locked_until: Instant::from_millis(0),
        };
        let audit = self.act(
            actor,
            "add_person",
            format!("{login}：{}", self.in_words(&posts)),
        )?;
        if self.store().hire(account, posts, audit).await? {
            Ok(told)
        } else {
            Err(bad("login：已经有人用，请换一个 (taken, choose another)"))
        }
    }

    /// Gives somebody these posts and no others, if he still has those that were seen. They hold from his
    /// next request on.
    ///
    /// # Errors
    /// `not_yours`, also for one's own; `stale` with who changed them meanwhile, and what he has now;
    /// `not_found`, `bad_value`, `unknown_unit`; or the database does not answer.
    pub async fn set_posts(
        &self,
        actor: &Actor,
        person: &str,
        posts: Vec<Post>,
        seen: Vec<Post>,
    ) -> Result<(), AppError> {
        may(actor, Care::People)?;
        not_himself(actor, person)?;
        let posts = self.checked(posts)?;
        let note = format!("{person}：{}", self.in_words(&posts));
        let change = AccountChange::Posts { posts, seen };
        self.change(actor, person, change, "set_posts", note).await
    }

    /// Sets another password; gives the one that was made, to be told once. His sessions end.
    ///
    /// # Errors
    /// `not_yours`, `not_found`, `bad_value`; `stale` if another administrator has just set one; or the database
    /// does not answer.
    pub async fn reset_password(
        &self,
        actor: &Actor,
        person: &str,
        wanted: Option<String>,
    ) -> Result<Option<String>, AppError> {
        may(actor, Care::People)?;
        let (password, told) = password(wanted)?;
        let since = self.now().plus_millis(-RESET_HOLDS_MINUTES * 60_000);
        let change = AccountChange::Password {
            password: hash(password).await?,
            unless_since: Some(since),
        };
        self.change(actor, person, change, "reset_password", person.to_owned())
            .await?;
        Ok(told)
    }

    /// Keeps somebody from signing in, or lets him again; his sessions end. `seen`: whether he was blocked
    /// when this was asked, if somebody looked.
    ///
    /// # Errors
    /// `not_yours`, also for oneself; `not_found`; `reason_missing` to block; `stale`, with who did, if
    /// somebody blocked him, or let him again, since it was seen; or the database does not answer.
    pub async fn block(
        &self,
        actor: &Actor,
        person: &str,
        block: bool,
        reason: &Line,
        seen: SeenBlocked,
    ) -> Result<(), AppError> {
        let care = if block { Care::Block } else { Care::People };
        may(actor, care)?;
        not_himself(actor, person)?;
        if block && reason.is_empty() {
            return Err(Code::ReasonMissing.into());
        }
        let (change, act) = if block {
            (AccountChange::Block(seen), "block_person")
        } else {
            (AccountChange::Unblock(seen), "unblock_person")
        };
        let note = format!("{person}：{}", reason.as_str());
        self.change(actor, person, change, act, note).await
    }

    async fn change(
        &self,
        actor: &Actor,
        person: &str,
        change: AccountChange,
        act: &str,
        note: String,
    ) -> Result<(), AppError> {
        let audit = self.act(actor, act, note)?;
        match self.store().administer(person, change, audit).await? {
            Administered::Done => Ok(()),
            Administered::Nobody => Err(Code::NotFound.into()),
            Administered::Stale(held, by) => {
                let held = quoted(&self.in_words(&held));
                let why = match by {
                    Some(by) => {
                        let Faster { zh, en } = self.faster(actor, &by.by, by.at).await?;
                        format!(
                            "{zh} 改了他的岗位，他现在的岗位是 {held} ({en} changed these posts; they are now {held})"
                        )
                    }
                    None => format!("他现在的岗位是 {held} (the posts are now {held})"),
                };
                Err(Refusal::because(Code::Stale, why).into())
            }
            Administered::Turned(blocked, by) => {
                let why = self.turned(actor, person, blocked, by).await?;
                Err(Refusal::because(Code::Stale, why).into())
            }
            Administered::Reset(Earlier { by, at, .. }) => {
                let who = self.named(&by).await?;
                let again = clock(at.plus_millis(RESET_HOLDS_MINUTES * 60_000));
                let at = clock(at);
                let why = format!(
                    "{who} 在 {at} 刚重置过，密码请问他；要再重置，{again} 以后再办 ({who} set another at {at}: ask for that one, or set one after {again})"
                );
                Err(Refusal::because(Code::Stale, why).into())
            }
        }
    }

    /// Who blocked somebody, or let him again, before `actor` did, and why.
    async fn turned(
        &self,
        actor: &Actor,
        person: &str,
        blocked: bool,
        by: Option<Earlier>,
    ) -> Result<String, AppError> {
        let Some(Earlier { by, at, note }) = by else {
            let why = if blocked {
                "他已经被停用。您的没有办。 (He is blocked by now. Yours was not carried out.)"
            } else {
                "他已经重新启用。您的没有办。 (He may sign in again by now. Yours was not carried out.)"
            };
            return Ok(why.to_owned());
        };
        let Faster { zh, en } = self.faster(actor, &by, at).await?;
        if !blocked {
            return Ok(format!(
                "{zh} 已经重新启用了他。您的没有办。 ({en} already unblocked him. Yours was not carried out.)"
            ));
        }
        let reason = note.strip_prefix(person).unwrap_or_default();
        let reason = quoted(reason.trim_start_matches('：'));
        let (zh_why, en_why) = if reason.is_empty() {
            (String::new(), String::new())
        } else {
            (format!("（{reason}）"), format!(" ({reason})"))
        };
        Ok(format!(
            "{zh} 已经停用了他{zh_why}。您的没有办。 ({en} already blocked him{en_why}. Yours was not carried out.)"
        ))
    }

    fn checked(&self, mut posts: Vec<Post>) -> Result<Vec<Post>, AppError> {
        posts.sort();
        posts.dedup();
        if !(1..=MOST_POSTS).contains(&posts.len()) {
            return Err(bad(format!(
                "posts：1 到 {MOST_POSTS} 个岗位 (1 to {MOST_POSTS} posts)"
            )));
        }
        let today = self.now().date();
        let directory = &self.profile().directory;
        for post in &posts {
            let unit = directory.unit(&post.unit);
            if !unit.is_some_and(|unit| unit.in_force(today)) {
                return Err(Code::UnknownUnit.into());
            }
        }
        let works = posts.iter().any(|post| post.role.deals_with_cases());
        let administers = |post: &Post| Care::Look.roles().contains(&post.role);
        if posts.iter().filter(|post| administers(post)).count() > usize::from(!works) {
            return Err(bad(
                "posts：三员分立，系统、安全、审计管理员不能兼任，也不能兼办件的岗位 (an administrator has that one post and no other)",
            ));
        }
        Ok(posts)
    }

    /// Posts as screens name them: role and unit.
    fn in_words(&self, posts: &[Post]) -> String {
        let directory = &self.profile().directory;
        let named = posts.iter().map(|post| {
            let unit = directory.unit(&post.unit);
            let unit = unit.map_or(post.unit.as_str(), |unit| unit.name.as_str());
            format!("{}@{unit}", post.role.zh())
        });
        named.collect::<Vec<_>>().join("、")
    }

    /// An administrator's act, for the audit trail.
    pub(crate) fn act(&self, actor: &Actor, act: &str, note: String) -> Result<AuditRow, AppError> {
        let now = self.now();
        trail::row(now, actor.label(), act, note)
    }

    /// Names on the screen of those whom labels such as `staff:LOGIN` stand for: one look into the accounts,
    /// however many rows have them and whether there is an account or not.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn names_of(
        &self,
        labels: impl IntoIterator<Item = String>,
    ) -> Result<BTreeMap<String, String>, AppError> {
        let labels: BTreeSet<String> = labels.into_iter().collect();
        let of = |label: &str| label.strip_prefix("staff:").unwrap_or(label).to_owned();
        let persons: BTreeSet<String> = labels.iter().map(|label| of(label)).collect();
        let (keys, persons): (Vec<_>, Vec<_>) = persons
            .into_iter()
            .partition(|person| person.starts_with(PERSON));
        let mut known = self.store().names_of(&persons).await?;
        known.extend(keys.into_iter().filter_map(|key| {
            let name = key.strip_prefix(PERSON)?.to_owned();
            Some((key, name))
        }));
        let named = |label: String| Some((label.clone(), known.get(&of(&label))?.clone()));
        Ok(labels.into_iter().filter_map(named).collect())
    }
}

/// The password to set, and what has to be told because nobody chose it.
fn password(wanted: Option<String>) -> Result<(String, Option<String>), AppError> {
    let Some(wanted) = wanted.filter(|wanted| !wanted.is_empty()) else {
        let made = chance::token()?;
        return Ok((made.clone(), Some(made)));
    };
    let length = wanted.chars().count();
    if (SHORTEST_PASSWORD..=LONGEST_PASSWORD).contains(&length) {
        Ok((wanted, None))
    } else {
        Err(bad(format!(
            "password：{SHORTEST_PASSWORD} 到 {LONGEST_PASSWORD} 个字符 ({SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters)"
        )))
    }
}

fn not_himself(actor: &Actor, person: &str) -> Result<(), AppError> {
    if actor.person() == Some(person) {
        let why =
            "不能改自己的岗位，也不能停用自己 (nobody changes his own posts or blocks himself)";
        return Err(Refusal::because(Code::NotYours, why).into());
    }
    Ok(())
}

fn bad(why: impl Into<String>) -> AppError {
    Refusal::because(Code::BadValue, why).into()
}
