//! `webhooks`: endpoints of other programs that are told what happens.

use crate::audit::AuditRow;
use crate::deliveries::put_off;
use crate::wait::Wait;
use crate::{Store, StoreError};
use db::{Abort, DbError, Never, Record, Row, Sql, Val};
use workday::Instant;

/// An endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Id.
    pub id: String,
    /// Person id of the key or the member of staff whose it is.
    pub owner: String,
    /// Where it is told.
    pub url: String,
    /// Kinds of events, separated by blanks; empty means all.
    pub kinds: String,
    /// The secret that messages are signed with.
    pub secret: String,
    /// The secrets before, the newest first and separated by blanks, with which they are signed as well until
    /// their end. Column and interface have kept the name of when there was one of them.
    pub old_secrets: Option<String>,
    /// Until when the secrets before are used.
    pub old_secrets_until: Option<Instant>,
    /// When it was made.
    pub created_at: Instant,
    /// It is told nothing since then.
    pub disabled_at: Option<Instant>,
    /// Why.
    pub disabled_why: Option<String>,
    /// Failures since the last success.
    pub failures: i64,
    /// The first of them.
    pub failing_since: Option<Instant>,
    /// It is left in peace until then.
    pub pause_until: Instant,
}

impl Record for Webhook {
    fn read(row: &Row) -> Result<Self, DbError> {
        let at = |column| -> Result<Option<Instant>, DbError> {
            Ok(row.get::<Option<i64>>(column)?.map(Instant::from_millis))
        };
        Ok(Self {
            id: row.get("webhook_id")?,
            owner: row.get("owner")?,
            url: row.get("url")?,
            kinds: row.get("kinds")?,
            secret: row.get("secret")?,
            old_secrets: row.get("old_secret")?,
            old_secrets_until: at("old_secret_until")?,
            created_at: Instant::from_millis(row.get("created_at")?),
            disabled_at: at("disabled_at")?,
            disabled_why: row.get("disabled_why")?,
            failures: row.get("failures")?,
            failing_since: at("failing_since")?,
            pause_until: Instant::from_millis(row.get("pause_until")?),
        })
    }
}

const COLUMNS: &[&str] = &[
    "webhook_id",
    "owner",
    "url",
    "kinds",
    "secret",
    "old_secret",
    "old_secret_until",
    "created_at",
    "disabled_at",
    "disabled_why",
    "failures",
    "failing_since",
    "pause_until",
];

const WEBHOOKS: &str = "select webhook_id, owner, url, kinds, secret, old_secret, old_secret_until, created_at, \
     disabled_at, disabled_why, failures, failing_since, pause_until from webhooks";

/// Where an endpoint is told, and of what, as they are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The address.
    pub url: String,
    /// Kinds of events, separated by blanks; empty means all.
    pub kinds: String,
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// Done, with its row of the audit trail.
    Done,
    /// There is no such endpoint (any more). Nothing is written.
    Gone,
    /// It is told elsewhere or of other kinds than was seen: of these. Nothing is written.
    Stale(Told),
    /// So many secrets hold already, until then. Nothing is written.
    Many(Instant),
}

/// A change of an endpoint.
#[derive(Debug, Clone)]
pub enum Change {
    /// Told again, from what waits on.
    Enable,
    /// Told nothing more.
    Disable(String),
    /// Told elsewhere, or of other kinds, if it is still as it was seen. What waits goes there at once.
    To {
        /// Where and of what from now on.
        to: Told,
        /// Where and of what when the change was written.
        seen: Told,
    },
    /// Another secret; the one before holds until then, and so do those that still hold.
    Secret {
        /// The secret.
        secret: String,
        /// The one before holds until then.
        until: Instant,
        /// How long that is.
        held: Wait,
        /// So many may hold beside the new one.
        most: usize,
    },
    /// Gone, with all that waits.
    Remove,
}

/// Endpoints that are left in peace no longer, and for which something is due.
pub(crate) fn waiting(now: Instant, pause: Wait, wait: Wait) -> Sql {
    Sql::new(WEBHOOKS)
        .push("where disabled_at is null and (pause_until <= {} or pause_until > {})")
        .bind(now.as_millis())
        .bind(pause.latest(now).as_millis())
        .push("and (exists (select 1 from webhook_deliveries d where d.webhook_id = webhooks.webhook_id and d.next_at <= {})")
        .bind(now.as_millis())
        .push("or exists (select 1 from webhook_deliveries d where d.webhook_id = webhooks.webhook_id")
        .and_sql(put_off(now, wait))
        .push("))")
        .order("webhook_id")
}

impl Store {
    /// Endpoints: of one owner, or all.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn webhooks(&self, owner: Option<&str>) -> Result<Vec<Webhook>, StoreError> {
        let sql = match owner {
            Some(owner) => Sql::new(WEBHOOKS).push("where owner = {}").bind(owner),
            None => Sql::new(WEBHOOKS),
        };
        Ok(self.db.all(sql.order("webhook_id")).await?)
    }

    /// Endpoints that are to be told.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn open_webhooks(&self) -> Result<Vec<Webhook>, StoreError> {
        let sql = Sql::new(WEBHOOKS).push("where disabled_at is null");
        Ok(self.db.all(sql.order("webhook_id")).await?)
    }

    /// Endpoints that are to be told and not left in peace, for which something is due. `pause`: how long
    /// an endpoint is left in peace at the most; `wait`: how long a delivery waits.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn waiting_webhooks(
        &self,
        now: Instant,
        pause: Wait,
        wait: Wait,
    ) -> Result<Vec<Webhook>, StoreError> {
        Ok(self.db.all(waiting(now, pause, wait)).await?)
    }

    /// Leaves an endpoint in peace until an instant; it has not failed.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn pause_webhook(&self, id: &str, until: Instant) -> Result<(), StoreError> {
        let data = (id.to_owned(), until.as_millis());
        let done = self.db.write(data, |(id, until), tx| {
            Box::pin(async move {
                let sql = Sql::new("update webhooks set pause_until = {} where webhook_id = {}");
                tx.run(sql.bind(*until).bind(id.as_str())).await?;
                Ok::<(), Abort<Never>>(())
            })
        });
        Ok(done.await?)
    }

    /// Adds an endpoint, with the act in the audit trail.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn add_webhook(&self, webhook: Webhook, audit: AuditRow) -> Result<(), StoreError> {
        let done = self.db.write((webhook, audit), |(webhook, audit), tx| {
            Box::pin(async move {
                let row: Vec<Val> = vec![
                    webhook.id.as_str().into(),
                    webhook.owner.as_str().into(),
                    webhook.url.as_str().into(),
                    webhook.kinds.as_str().into(),
                    webhook.secret.as_str().into(),
                    Val::Null,
                    Val::Null,
                    webhook.created_at.as_millis().into(),
                    Val::Null,
                    Val::Null,
                    0_i64.into(),
                    Val::Null,
                    0_i64.into(),
                ];
                tx.insert_many("webhooks", COLUMNS, vec![row])?;
                crate::audit::add(tx, audit)?;
                Ok::<(), Abort<Never>>(())
            })
        });
        Ok(done.await?)
    }

    /// Changes an endpoint, with the act in the audit trail.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn change_webhook(
        &self,
        id: &str,
        change: Change,
        audit: AuditRow,
    ) -> Result<Changed, StoreError> {
        let data = (id.to_owned(), change, audit);
        let done = self.db.write(data, |(id, change, audit), tx| {
            Box::pin(async move {
                let here = Sql::new("update webhooks set url = url where webhook_id = {}");
                if tx.run(here.bind(id.as_str())).await? == 0 {
                    return Ok(Changed::Gone);
                }
                // The row is ours by now: nobody else changes it until we are done.
                if let Change::To { seen, .. } = change {
                    let now = Sql::new("select url, kinds from webhooks where webhook_id = {}");
                    let now: (String, String) = tx.one(now.bind(id.as_str())).await?;
                    let now = Told { url: now.0, kinds: now.1 };
                    if now != *seen {
                        return Ok(Changed::Stale(now));
                    }
                }
                let sql = match change {
                    Change::Enable => Sql::new("update webhooks set disabled_at = null, disabled_why = null, failures = 0, failing_since = null, pause_until = 0"),
                    Change::Disable(why) => Sql::new("update webhooks set disabled_at = coalesce(disabled_at, {}), disabled_why = coalesce(disabled_why, {})")
                        .bind(audit.at.as_millis())
                        .bind(why.as_str()),
                    Change::To { to, .. } => {
                        let now = audit.at.as_millis();
                        let waiting = Sql::new("update webhook_deliveries set next_at = {} where webhook_id = {}")
                            .bind(now)
                            .bind(id.as_str());
                        tx.run(waiting.push("and next_at > {}").bind(now)).await?;
                        Sql::new("update webhooks set url = {}, kinds = {}, failures = 0, failing_since = null, pause_until = 0")
                            .bind(to.url.as_str())
                            .bind(to.kinds.as_str())
                    }
                    Change::Secret { secret, until, held, most } => {
                        let now = Sql::new("select secret, old_secret, old_secret_until from webhooks where webhook_id = {}");
                        let now: (String, Option<String>, Option<i64>) = tx.one(now.bind(id.as_str())).await?;
                        let (mut old, olds, end) = now;
                        let end = end.map(Instant::from_millis);
                        if let Some((olds, end)) = olds.zip(end).filter(|(_, end)| !held.is_over(*end, audit.at)) {
                            if olds.split(' ').count() >= *most {
                                return Ok(Changed::Many(end));
                            }
                            old = format!("{old} {olds}");
                        }
                        Sql::new("update webhooks set old_secret = {}, old_secret_until = {}, secret = {}")
                            .bind(old.as_str())
                            .bind(until.as_millis())
                            .bind(secret.as_str())
                    }
                    Change::Remove => {
                        let waiting = Sql::new("delete from webhook_deliveries where webhook_id = {}");
                        tx.run(waiting.bind(id.as_str())).await?;
                        Sql::new("delete from webhooks")
                    }
                };
                tx.run(sql.push("where webhook_id = {}").bind(id.as_str())).await?;
                crate::audit::add(tx, audit)?;
                Ok::<_, Abort<Never>>(Changed::Done)
            })
        });
        Ok(done.await?)
    }
}
