//! Goes along the feed and writes down what each endpoint is to be told.

use super::Again;
use crate::following::{Begin, Follower, Prepared};
use crate::webhooks::Whose;
use crate::{App, AppError};
use hotline::actor::Actor;
use hotline::case::Case;
use hotline::scope::sees;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use store::deliveries::{Telling, Told};
use store::feed::{Effect, Entry, NoEffect};
use store::wait::latest_written;
use store::webhooks::Webhook;
use workday::Instant;

/// Events looked at in one go when they are told again.
const BATCH: u32 = 200;
/// So much the clocks of two servers may differ.
const CLOCKS: i64 = 60_000;
/// Hours for which a follower may be behind.
const LATELY: i64 = 24;
/// The most events that are told again at once.
const AGAIN_MAX: usize = 10_000;

/// The follower.
#[derive(Debug)]
pub struct Webhooks;

impl Follower for Webhooks {
    fn name(&self) -> &'static str {
        "webhooks"
    }

    fn begins(&self) -> Begin {
        Begin::Now
    }

    fn prepare<'a>(&'a self, app: &'a App, entries: &'a [Entry]) -> Prepared<'a> {
        Box::pin(async move {
            let webhooks = app.store().open_webhooks().await?;
            let now = app.now();
            let new_to = |webhook: &Webhook, entry: &Entry| new_to(webhook, entry, now);
            let told = app.told(&webhooks, entries, new_to).await?;
            let effect: Box<dyn Effect> = if told.is_empty() {
                Box::new(NoEffect)
            } else {
                Box::new(Telling { told, now })
            };
            Ok(effect)
        })
    }
}

/// A message: what happened, to which case, and where it stands. No words, nothing of a person.
#[derive(Serialize)]
struct Message<'a> {
    r#type: String,
    timestamp: String,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    no: &'a str,
    version: u64,
    position: i64,
    status: &'static str,
    due: Option<String>,
}

fn message(entry: &Entry, case: &Case) -> Result<String, AppError> {
    let message = Message {
        r#type: format!("case.{}", entry.kind),
        timestamp: entry.at.to_string(),
        data: Data {
            no: &case.no,
            version: case.version,
            position: entry.position,
            status: case.status.as_str(),
            due: case.promise.as_ref().map(|promise| promise.due.to_string()),
        },
    };
    serde_json::to_string(&message).map_err(|error| AppError::Internal(error.to_string()))
}

fn wants(webhook: &Webhook, entry: &Entry) -> bool {
    let mut kinds = webhook.kinds.split(' ');
    webhook.kinds.is_empty() || kinds.any(|wanted| wanted == entry.kind)
}

/// Whether an event was written down since the endpoint is there. Cases of another installation come
/// into the feed with their whole history, which is no news. An endpoint that was made while the clock ran
/// ahead is told of what was written lately.
fn new_to(webhook: &Webhook, entry: &Entry, now: Instant) -> bool {
    let made = if webhook.created_at > latest_written(now) {
        now.plus_hours(-LATELY)
    } else {
        webhook.created_at
    };
    entry.recorded_at.plus_millis(CLOCKS) >= made && wants(webhook, entry)
}

impl App {
    /// What these endpoints are to be told of these events: each event as the case stood then, if the
    /// owner could see it then.
    async fn told(
        &self,
        webhooks: &[Webhook],
        entries: &[Entry],
        wants: impl Fn(&Webhook, &Entry) -> bool,
    ) -> Result<Vec<Told>, AppError> {
        let mut told = Vec::new();
        if webhooks.is_empty() {
            return Ok(told);
        }
        let mut readers: HashMap<&str, Option<Actor>> = HashMap::new();
        for webhook in webhooks {
            if !readers.contains_key(webhook.owner.as_str()) {
                readers.insert(&webhook.owner, self.reader(&webhook.owner).await?);
            }
        }
        let mut cases: BTreeMap<i64, Vec<&Entry>> = BTreeMap::new();
        let wanted = |entry: &&Entry| webhooks.iter().any(|webhook| wants(webhook, entry));
        for entry in entries.iter().filter(wanted) {
            cases.entry(entry.case).or_default().push(entry);
        }
        let directory = &self.profile().directory;
        for (id, entries) in cases {
            let events = self.0.store.events(id).await?;
            for entry in entries {
                let until = usize::try_from(entry.seq).unwrap_or(usize::MAX);
                let Some(Ok(case)) = events.get(..until).map(|events| Case::fold(id, events))
                else {
                    tracing::error!(
                        position = entry.position,
                        "an event of the feed is not understood"
                    );
                    continue;
                };
                let body = message(entry, &case)?;
                for webhook in webhooks.iter().filter(|webhook| wants(webhook, entry)) {
                    let reader = readers.get(webhook.owner.as_str()).and_then(Option::as_ref);
                    if reader.is_some_and(|reader| sees(reader, &case, directory)) {
                        told.push(Told {
                            webhook: webhook.id.clone(),
                            position: entry.position,
                            body: body.clone(),
                        });
                    }
                }
            }
        }
        Ok(told)
    }

    /// Tells an endpoint again, one event or all after a position (at most 10,000); gives how many, and
    /// the position up to which it came if there are more.
    ///
    /// # Errors
    /// `not_found`; or the database does not answer.
    pub async fn tell_again(
        &self,
        whose: Whose<'_>,
        id: &str,
        again: Again,
    ) -> Result<(u64, Option<i64>), AppError> {
        let webhook = [self.webhook_of(whose, id).await?];
        // Beyond the follower's own place it will come by itself.
        let known = self.0.store.followers().await?;
        let known = known.iter().find(|(name, _)| name == Webhooks.name());
        let end = known.map_or(0, |(_, position)| *position);
        let (mut at, last) = match again {
            Again::One(position) => (position.saturating_sub(1), end.min(position)),
            Again::After(position) => (position, end),
        };
        let mut count = 0;
        while at < last {
            let mut entries = self.0.store.feed_after(at, BATCH).await?;
            entries.retain(|entry| entry.position <= last);
            let Some(entry) = entries.last() else { break };
            at = entry.position;
            let told = self.told(&webhook, &entries, wants).await?;
            count += self.0.store.tell_again(told, self.now()).await?;
            if count >= AGAIN_MAX as u64 && at < last {
                return Ok((count, Some(at)));
            }
        }
        Ok((count, None))
    }
}
