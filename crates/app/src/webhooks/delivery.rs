//! Tells endpoints what waits for them, until they have heard it.
//!
//! - Endpoints are told side by side; a slow one, or one with much to hear, keeps nobody waiting.
//! - While all goes well an endpoint is told in the order of the feed, one message at a time.
//! - A failed try is repeated, later and later, over three days; meanwhile the endpoint is left in peace
//!   for at most ten minutes, and then goes on with what waits.
//! - An endpoint that has heard nothing for three days, or answers 410, is closed, with an alarm. Time in
//!   which nobody told it does not count: no server ran, or only the clock jumped.

use super::OLD_SECRET;
use super::signature::signatures;
use crate::{App, AppError, Courier, chance};
use hotline::actor::Actor;
use std::collections::HashMap;
use std::time::Duration;
use store::deliveries::{Delivery, Failing, Outcome, Tried};
use store::wait::Wait;
use store::webhooks::{Change, Webhook};
use tokio::task::{self, JoinSet};
use workday::Instant;

/// Deliveries to one endpoint looked for at once.
const BATCH: u32 = 64;
/// A server that takes a delivery and dies keeps it from the others for so long.
const CLAIM: i64 = 20_000;
/// Waits between the tries of one delivery: three days in all.
const WAITS: [i64; 10] = [
    5_000,
    20_000,
    60_000,
    300_000,
    1_800_000,
    7_200_000,
    18_000_000,
    43_200_000,
    86_400_000,
    104_400_000,
];
/// An endpoint is left in peace for so long after its first failure; twice as long after each further one …
const PAUSE: i64 = 1_000;
/// … up to this.
const LONGEST_PAUSE: i64 = 600_000;
/// How long a delivery waits at the most, with the fifth more that chance may add.
pub(crate) const WAIT: Wait = Wait::of_millis(WAITS[WAITS.len() - 1] / 5 * 6);
/// The same of the pause of an endpoint.
pub(crate) const IN_PEACE: Wait = Wait::of_millis(LONGEST_PAUSE / 5 * 6);
/// A try that comes so much later than it could have come was kept by no endpoint.
const KEPT_BY_US: i64 = LONGEST_PAUSE;
/// An endpoint that hears nothing for so long is closed.
const PATIENCE: i64 = 3 * 86_400_000;
/// What ended so long ago is forgotten.
const KEPT_HOURS: i64 = 30 * 24;
/// An endpoint is told for so long before it is looked at again.
const ROUND: Duration = Duration::from_secs(5);
/// How often something is looked for.
const LOOK: Duration = Duration::from_millis(500);
/// How many looks between two clean-ups.
const LOOKS_A_CLEANING: u32 = 7_200;

impl App {
    /// Tells every endpoint what is due, some of it, all of them side by side; gives how many messages
    /// were heard.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn tell_webhooks(&self, courier: &Courier) -> Result<u64, AppError> {
        let mut running = JoinSet::new();
        for webhook in self.waiting_webhooks().await? {
            self.begin_round(&mut running, courier, webhook);
        }
        let mut heard = 0;
        while let Some(round) = running.join_next().await {
            heard += round.map_err(|error| AppError::Internal(error.to_string()))??;
        }
        Ok(heard)
    }

    async fn waiting_webhooks(&self) -> Result<Vec<Webhook>, AppError> {
        let store = &self.0.store;
        Ok(store.waiting_webhooks(self.now(), IN_PEACE, WAIT).await?)
    }

    fn begin_round(
        &self,
        running: &mut JoinSet<Result<u64, AppError>>,
        courier: &Courier,
        webhook: Webhook,
    ) -> task::Id {
        let (app, courier) = (self.clone(), courier.clone());
        let round = async move {
            let (store, now) = (&app.0.store, app.now());
            let due = store.due_deliveries(&webhook.id, now, WAIT, BATCH);
            let mut round = due.await?;
            round.sort_by_key(|delivery| delivery.told.position);
            app.tell_one(&courier, &webhook, round).await
        };
        running.spawn(round).id()
    }

    /// One endpoint after the other event; ends with the first failure.
    async fn tell_one(
        &self,
        courier: &Courier,
        webhook: &Webhook,
        round: Vec<Delivery>,
    ) -> Result<u64, AppError> {
        if self.reader(&webhook.owner).await?.is_none() {
            // Whoever may not come in any more is not told anything either.
            if self.has_run_out(&webhook.owner).await? {
                // Perhaps only by a clock that runs ahead: it is looked at again.
                let until = self.now().plus_millis(LONGEST_PAUSE);
                self.0.store.pause_webhook(&webhook.id, until).await?;
                return Ok(0);
            }
            let why = "密钥或账号已失效 (its key or account has ended)";
            self.close_webhook(webhook, why).await?;
            return Ok(0);
        }
        let (mut heard, began) = (0, std::time::Instant::now());
        for delivery in round {
            // Whoever was closed meanwhile is not told the rest.
            if began.elapsed() > ROUND {
                break;
            }
            let now = self.now();
            let claim = now.plus_millis(CLAIM);
            if !self.0.store.claim_delivery(&delivery, claim).await? {
                continue;
            }
            let tried = self.tell(courier, webhook, &delivery, now).await?;
            let well = tried.outcome == Outcome::Heard;
            let gone = tried.status == Some(410);
            let since = failing_since(webhook, &delivery, now);
            self.0.store.note_try_of_delivery(tried).await?;
            if well {
                heard += 1;
                continue;
            }
            if gone {
                self.close_webhook(webhook, "对方答 410：不再接收 (it answered 410)")
                    .await?;
            } else if now.as_millis() - since.as_millis() >= PATIENCE {
                self.close_webhook(webhook, "三天没有送达 (nothing was heard for three days)")
                    .await?;
            }
            break;
        }
        Ok(heard)
    }

    async fn tell(
        &self,
        courier: &Courier,
        webhook: &Webhook,
        delivery: &Delivery,
        now: Instant,
    ) -> Result<Tried, AppError> {
        let told = &delivery.told;
        let id = message_id(&webhook.id, told.position);
        let timestamp = now.as_millis() / 1000;
        let olds = webhook.old_secrets.as_deref();
        let used = |until| !OLD_SECRET.is_over(until, now);
        let olds = olds.filter(|_| webhook.old_secrets_until.is_some_and(used));
        let secrets: Vec<_> = std::iter::once(webhook.secret.as_str())
            .chain(olds.into_iter().flat_map(|olds| olds.split(' ')))
            .collect();
        let signature = signatures(&secrets, &id, timestamp, &told.body);
        let timestamp = timestamp.to_string();
        let headers = [
            ("webhook-id", id.as_str()),
            ("webhook-timestamp", &timestamp),
            ("webhook-signature", &signature),
        ];
        let body = told.body.clone().into_bytes();
        let began = std::time::Instant::now();
        let answer = courier.post(&webhook.url, &headers, body).await;
        let millis = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
        let well = matches!(answer, Ok(200..300));
        // Not asked of the clock: a jump during the try would look like time that has passed.
        let at = now.plus_millis(millis);
        let outcome = if well {
            Outcome::Heard
        } else {
            let since = failing_since(webhook, delivery, now);
            after_failure(webhook, delivery.tries, since, at)?
        };
        Ok(Tried {
            webhook: webhook.id.clone(),
            position: told.position,
            at,
            millis,
            status: answer.ok().map(i64::from),
            error: answer.err().map(|failure| failure.to_string()),
            outcome,
        })
    }

    async fn close_webhook(&self, webhook: &Webhook, why: &str) -> Result<(), AppError> {
        let (id, owner) = (&webhook.id, &webhook.owner);
        tracing::error!(
            webhook = id,
            owner,
            why,
            "a webhook was closed; its owner can open it again"
        );
        let note = format!("{id} {why}");
        let audit = self.act(&Actor::System, "close_webhook", note)?;
        let change = Change::Disable(why.to_owned());
        // Removed meanwhile: there is nothing left to close.
        self.0.store.change_webhook(id, change, audit).await?;
        Ok(())
    }

    /// Tells until it is dropped; no endpoint waits for another. A database that is away is waited for.
    pub async fn keep_telling(&self, courier: &Courier) {
        let mut running = JoinSet::new();
        let mut told: HashMap<task::Id, String> = HashMap::new();
        let mut looks = 0_u32;
        loop {
            let waiting = self.waiting_webhooks().await;
            for webhook in waiting.unwrap_or_else(not_told) {
                if !told.values().any(|id| *id == webhook.id) {
                    let id = webhook.id.clone();
                    told.insert(self.begin_round(&mut running, courier, webhook), id);
                }
            }
            // What an endpoint has heard may not be all that waits for it.
            let mut goes_on = false;
            let look = tokio::time::sleep(LOOK);
            tokio::pin!(look);
            while !goes_on {
                tokio::select! {
                    () = &mut look => break,
                    Some(round) = running.join_next_with_id() => match round {
                        Ok((id, heard)) => {
                            told.remove(&id);
                            goes_on = heard.unwrap_or_else(not_told) > 0;
                        }
                        Err(error) => {
                            told.remove(&error.id());
                            tracing::error!(%error, "telling an endpoint broke off");
                        }
                    },
                }
            }
            looks = looks.wrapping_add(1);
            if looks.is_multiple_of(LOOKS_A_CLEANING) {
                let before = self.now().plus_hours(-KEPT_HOURS);
                if let Err(error) = self.0.store.forget_deliveries(before).await {
                    tracing::warn!(%error, "old deliveries were not forgotten");
                }
            }
        }
    }
}

/// What follows from a failure at an instant, after so many earlier tries.
fn after_failure(
    webhook: &Webhook,
    tries: i64,
    since: Instant,
    at: Instant,
) -> Result<Outcome, AppError> {
    let doubled = PAUSE << webhook.failures.clamp(0, 20);
    let failing = Failing {
        pause: at.plus_millis(jittered(doubled.min(LONGEST_PAUSE))?),
        known: webhook.failing_since,
        since,
    };
    let wait = usize::try_from(tries)
        .ok()
        .and_then(|tries| WAITS.get(tries));
    Ok(match wait {
        Some(wait) => Outcome::Again {
            next: at.plus_millis(jittered(*wait)?),
            failing,
        },
        None => Outcome::GivenUp { failing },
    })
}

/// Since when an endpoint that fails now has heard nothing, as far as that is its own. A running server
/// tries at the instant at which it may, so whatever a try comes later was time without a server, or a
/// clock that jumped ahead: the beginning moves along. A clock that was set back takes it back.
fn failing_since(webhook: &Webhook, delivery: &Delivery, now: Instant) -> Instant {
    let Some(since) = webhook.failing_since else {
        return now;
    };
    let later_than = |at: Instant| now.as_millis() - at.as_millis();
    let could = delivery.next_at.unwrap_or(now).max(webhook.pause_until);
    let moved = if later_than(could) > KEPT_BY_US {
        later_than(could)
    } else {
        later_than(webhook.pause_until).min(0)
    };
    since.plus_millis(moved).min(now)
}

/// It is tried again; meanwhile there is nothing.
fn not_told<T: Default>(error: impl std::fmt::Display) -> T {
    tracing::warn!(%error, "webhooks were not told; it is tried again");
    T::default()
}

/// By which a receiver knows a message that it was told before.
pub fn message_id(webhook: &str, position: i64) -> String {
    format!("msg_{webhook}_{position}")
}

/// Up to a fifth more, so that many do not come back at once.
fn jittered(millis: i64) -> Result<i64, AppError> {
    let chance = i64::from(u16::from_le_bytes(chance::bytes()?));
    Ok(millis + millis * chance / (5 * 65_536))
}
