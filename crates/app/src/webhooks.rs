//! Webhooks: other programs are told what happens to cases within their reach.
//!
//! An endpoint belongs to a key or a member of staff and is told of exactly those events that its owner
//! may read; a message carries no words and nothing of a person. [`follower`] writes down what is to be
//! told, exactly once, beside its position in the feed; [`delivery`] tells it until it is heard, at
//! least once, however often the server dies in between.

pub mod delivery;
pub mod follower;
mod signature;

use crate::faster::clock;
use crate::keys::{PERSON, Scope};
use crate::{App, AppError, Courier, chance, trail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use courier::Failure;
use hotline::actor::{Actor, Staff};
use hotline::case::event::KINDS;
use hotline::refusal::{Code, Refusal};
use store::audit::AuditRow;
pub use store::deliveries::{Delivery, Which};
use store::wait::Wait;
pub use store::webhooks::Webhook;
use store::webhooks::{Change, Changed, Told};

/// Every secret begins so, as Standard Webhooks write it.
const MARK: &str = "whsec_";
/// A secret is used for so long beside the one that replaces it.
const OLD_SECRET_HOURS: i64 = 24;
/// No longer, also where it was changed while the clock ran ahead.
const OLD_SECRET: Wait = Wait::of_hours(OLD_SECRET_HOURS);
/// So many are used beside the newest.
const OLD_SECRETS: usize = 5;
/// Endpoints of one owner.
const MOST: usize = 20;
/// Kinds of events that one endpoint can name.
const KINDS_MAX: usize = 100;

/// An endpoint to be made.
#[derive(Debug, Clone)]
pub struct NewWebhook {
    /// Where it is told.
    pub url: String,
    /// Kinds of events; empty means all.
    pub kinds: Vec<String>,
}

/// What to tell again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// One event.
    One(i64),
    /// Every event after a position, also what was missed while the endpoint was closed.
    After(i64),
}

fn secret() -> Result<String, AppError> {
    Ok(format!("{MARK}{}", STANDARD.encode(chance::bytes::<32>()?)))
}

/// Whose endpoints somebody sees to.
#[derive(Debug, Clone, Copy)]
pub enum Whose<'a> {
    /// His own.
    Own(&'a Staff),
    /// Everybody's, as an administrator; he neither makes endpoints nor sees a secret.
    Everybodys(&'a Staff),
}

impl Whose<'_> {
    /// Who acts.
    fn person(&self) -> &str {
        match self {
            Self::Own(staff) | Self::Everybodys(staff) => &staff.person,
        }
    }
}

impl App {
    /// Makes an endpoint; its secret is told now and when it is changed.
    ///
    /// # Errors
    /// `bad_value`; or the database does not answer.
    pub async fn add_webhook(
        &self,
        courier: &Courier,
        owner: &Staff,
        new: NewWebhook,
    ) -> Result<Webhook, AppError> {
        let kinds = checked(courier, &new)?;
        if self.0.store.webhooks(Some(&owner.person)).await?.len() >= MOST {
            return Err(bad(format!("最多 {MOST} 个 (at most {MOST})")).into());
        }
        let now = self.now();
        let webhook = Webhook {
            id: chance::hex(&chance::bytes::<6>()?),
            owner: owner.person.clone(),
            url: new.url,
            kinds,
            secret: secret()?,
            old_secrets: None,
            old_secrets_until: None,
            created_at: now,
            disabled_at: None,
            disabled_why: None,
            failures: 0,
            failing_since: None,
            pause_until: workday::Instant::from_millis(0),
        };
        let note = format!("{} {}", webhook.id, webhook.url);
        let audit = self.webhook_act(&owner.person, "add_webhook", note)?;
        self.0.store.add_webhook(webhook.clone(), audit).await?;
        Ok(webhook)
    }

    /// The endpoints.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn webhooks_of(&self, whose: Whose<'_>) -> Result<Vec<Webhook>, AppError> {
        let owner = match whose {
            Whose::Own(staff) => Some(staff.person.as_str()),
            Whose::Everybodys(_) => None,
        };
        Ok(self.0.store.webhooks(owner).await?)
    }

    /// One of the endpoints.
    ///
    /// # Errors
    /// `not_found` also for another owner's; or the database does not answer.
    pub async fn webhook_of(&self, whose: Whose<'_>, id: &str) -> Result<Webhook, AppError> {
        let own = self.webhooks_of(whose).await?;
        let found = own.into_iter().find(|webhook| webhook.id == id);
        found.ok_or_else(|| Code::NotFound.into())
    }

    /// Closes an endpoint for now: nothing is told, nor written down to be told.
    ///
    /// # Errors
    /// `not_found`; or the database does not answer.
    pub async fn disable_webhook(&self, whose: Whose<'_>, id: &str) -> Result<Webhook, AppError> {
        let why = match whose {
            Whose::Own(_) => "由所有者停用 (by its owner)",
            Whose::Everybodys(_) => "由管理员停用 (by an administrator)",
        };
        let change = Change::Disable(why.to_owned());
        self.change_webhook(whose, id, change, "disable_webhook")
            .await
    }

    /// Opens an endpoint again; what waited is told.
    ///
    /// # Errors
    /// `not_found`; or the database does not answer.
    pub async fn enable_webhook(&self, whose: Whose<'_>, id: &str) -> Result<Webhook, AppError> {
        self.change_webhook(whose, id, Change::Enable, "enable_webhook")
            .await
    }

    /// Another address, or other kinds of events, if it still is as it was `seen`; the secret stays, and what
    /// waits goes to the new address.
    ///
    /// # Errors
    /// `not_found`, `bad_value`; `stale` with what it is now if somebody changed it meanwhile; or the database does not answer.
    pub async fn set_webhook(
        &self,
        courier: &Courier,
        owner: &Staff,
        id: &str,
        new: NewWebhook,
        seen: NewWebhook,
    ) -> Result<Webhook, AppError> {
        let own = Whose::Own(owner);
        self.webhook_of(own, id).await?;
        let kinds = checked(courier, &new)?;
        let note = format!("{id} {}", new.url);
        let audit = self.webhook_act(&owner.person, "change_webhook", note)?;
        let to = Told {
            url: new.url,
            kinds,
        };
        let seen = Told {
            kinds: kept(&seen.kinds),
            url: seen.url,
        };
        let change = Change::To { to, seen };
        done(self.0.store.change_webhook(id, change, audit).await?)?;
        self.webhook_of(own, id).await
    }

    /// Another secret. For a day messages are signed with the ones before as well.
    ///
    /// # Errors
    /// `not_found`; `bad_value` where [`OLD_SECRETS`] are still used; or the database does not answer.
    pub async fn rotate_webhook(&self, owner: &Staff, id: &str) -> Result<Webhook, AppError> {
        let until = self.now().plus_hours(OLD_SECRET_HOURS);
        let change = Change::Secret {
            secret: secret()?,
            until,
            held: OLD_SECRET,
            most: OLD_SECRETS,
        };
        self.change_webhook(Whose::Own(owner), id, change, "rotate_webhook")
            .await
    }

    /// Removes an endpoint with all that waits for it.
    ///
    /// # Errors
    /// `not_found`; or the database does not answer.
    pub async fn remove_webhook(&self, owner: &Staff, id: &str) -> Result<(), AppError> {
        self.webhook_of(Whose::Own(owner), id).await?;
        let audit = self.webhook_act(&owner.person, "remove_webhook", id.to_owned())?;
        done(
            self.0
                .store
                .change_webhook(id, Change::Remove, audit)
                .await?,
        )
    }

    async fn change_webhook(
        &self,
        whose: Whose<'_>,
        id: &str,
        change: Change,
        act: &str,
    ) -> Result<Webhook, AppError> {
        self.webhook_of(whose, id).await?;
        let audit = self.webhook_act(whose.person(), act, id.to_owned())?;
        done(self.0.store.change_webhook(id, change, audit).await?)?;
        self.webhook_of(whose, id).await
    }

    /// The delivery log of an endpoint, the newest first.
    ///
    /// # Errors
    /// `not_found`; or the database does not answer.
    pub async fn webhook_deliveries(
        &self,
        whose: Whose<'_>,
        id: &str,
        which: Which,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Delivery>, AppError> {
        self.webhook_of(whose, id).await?;
        Ok(self.0.store.deliveries(id, which, before, limit).await?)
    }

    /// How many rows the delivery log of an endpoint has.
    ///
    /// # Errors
    /// `not_found`; or the database does not answer.
    pub async fn count_deliveries(
        &self,
        whose: Whose<'_>,
        id: &str,
        which: Which,
    ) -> Result<i64, AppError> {
        self.webhook_of(whose, id).await?;
        Ok(self.0.store.count_deliveries(id, which).await?)
    }

    /// Whether an owner is a key whose day has come and that nobody has taken back.
    pub(crate) async fn has_run_out(&self, owner: &str) -> Result<bool, AppError> {
        let Some(name) = owner.strip_prefix(PERSON) else {
            return Ok(false);
        };
        let now = self.now();
        let key = self.0.store.api_key_named(name).await?;
        Ok(key.is_some_and(|key| {
            key.revoked_at.is_none() && key.expires_at.is_some_and(|end| end <= now)
        }))
    }

    /// As whom an owner reads now; none if his account or key is no more.
    pub(crate) async fn reader(&self, owner: &str) -> Result<Option<Actor>, AppError> {
        let now = self.now();
        let holds = if let Some(name) = owner.strip_prefix(PERSON) {
            self.0.store.api_key_named(name).await?.is_some_and(|key| {
                key.revoked_at.is_none()
                    && key.expires_at.is_none_or(|end| now < end)
                    && key
                        .scopes
                        .split_whitespace()
                        .any(|scope| scope == Scope::Webhooks.as_str())
            })
        } else {
            let account = self.0.store.account_of(owner).await?;
            account.is_some_and(|account| !account.disabled)
        };
        if !holds {
            return Ok(None);
        }
        Ok(Some(Actor::Staff(Staff {
            person: owner.to_owned(),
            posts: self.0.store.posts(owner).await?,
        })))
    }

    /// An act of somebody whose endpoint it is, or of a key, for the audit trail.
    fn webhook_act(&self, by: &str, act: &str, note: String) -> Result<AuditRow, AppError> {
        let at = self.now();
        trail::row(at, format!("staff:{by}"), act, note)
    }
}

/// The kinds of an endpoint as they are kept, if it may be told at its address of what it asks for.
fn checked(courier: &Courier, new: &NewWebhook) -> Result<String, Refusal> {
    courier.check(&new.url).map_err(|why| match why {
        Failure::NotAllowed => bad(format!(
            "url：{why}；要用它，请运维写进设置 webhooks.allowed (the operator may allow it there)"
        )),
        why => bad(format!("url：{why}")),
    })?;
    if new.kinds.len() > KINDS_MAX {
        return Err(bad("kinds：太多 (too many)"));
    }
    let odd = |kind: &&String| !KINDS.contains(&kind.as_str());
    if let Some(odd) = new.kinds.iter().find(odd) {
        let odd: String = odd.chars().take(40).collect();
        let why = format!("kinds：没有“{odd}”这种事件 (no such kind of event)");
        return Err(bad(why));
    }
    Ok(kept(&new.kinds))
}

/// Kinds of events as they are kept: sorted, each once.
fn kept(kinds: &[String]) -> String {
    let mut kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.join(" ")
}

/// What became of a change, for whoever asked for it.
fn done(changed: Changed) -> Result<(), AppError> {
    match changed {
        Changed::Done => Ok(()),
        Changed::Gone => Err(Code::NotFound.into()),
        Changed::Stale(now) => {
            let (zh, en) = match now.kinds.as_str() {
                "" => ("全部事件".to_owned(), "all events".to_owned()),
                kinds => (kinds.replace(' ', "、"), kinds.replace(' ', ", ")),
            };
            let why = format!("现在是 {0}，{zh} (it is {0} by now, of {en})", now.url);
            Err(Refusal::because(Code::Stale, why).into())
        }
        Changed::Many(end) => {
            // The minute that has begun by then counts as used.
            let end = end.plus_millis(59_999);
            let end = format!("{} {}", end.date(), clock(end));
            let why = format!(
                "已换过 {OLD_SECRETS} 次，旧密钥 {end} 以前还在用，请在那以后再换 \
                 ({OLD_SECRETS} old secrets are used until {end}; change it after that)"
            );
            Err(bad(why).into())
        }
    }
}

fn bad(why: impl Into<String>) -> Refusal {
    Refusal::because(Code::BadValue, why)
}
