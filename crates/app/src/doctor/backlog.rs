//! What has piled up: timers, messages, the feed.

use super::Finding;
use crate::{App, AppError};
use store::wait::latest_written;
use workday::Instant;

/// A server that works fires a timer within seconds.
const TIMER_PATIENCE: i64 = 60_000;
/// Late timers that are looked at for the cases that wait, and how many of these are named.
const TIMERS_NAMED: u32 = 1_000;
const NAMED: usize = 3;
/// A message is delivered within seconds; a gateway may be away for a while.
const MESSAGE_PATIENCE: i64 = 10 * 60_000;
/// Entries that a follower may be behind.
const FEED_PATIENCE: i64 = 10_000;

impl App {
    pub(super) async fn examine_backlog(&self, now: Instant) -> Result<Vec<Finding>, AppError> {
        let gauges = self.store().gauges(now).await?;
        let before = |patience: i64| move |since: &Instant| *since < now.plus_millis(-patience);
        let timers = match gauges.timer_since.filter(before(TIMER_PATIENCE)) {
            Some(since) => {
                let late = now.plus_millis(-TIMER_PATIENCE);
                let cases = self.store().cases_not_fired(late, TIMERS_NAMED).await?;
                let named: Vec<_> = cases.into_iter().take(NAMED).collect();
                Finding::warning(
                    "timers",
                    format!(
                        "定时：{0} 个没有处理，最早的 {since} 就该处理了；如 {1} (timers: {0} were not fired, the first was due at {since}; as of {2})",
                        gauges.timers_due,
                        named.join("、"),
                        named.join(", ")
                    ),
                    "服务在运行吗？在运行就看日志里的 timers were not fired（都停了）或 timers of a case could not be decided（那一件有错，别的照办，每小时以内再试）；后者运行 minsheng doctor --rebuild，状态与经过不符的由 minsheng reindex 改写 (does the server run? if so, look in its log for: timers were not fired, all stand still; or: timers of a case could not be decided, that case is broken, the others go on and it is tried again within the hour; run minsheng doctor --rebuild, minsheng reindex mends a state that differs from its events)",
                )
            }
            None => Finding::fine("timers", "定时：没有积压 (timers: nothing waits)"),
        };
        // What a clock wrote that ran ahead has waited for nobody knows how long.
        let too_long =
            |since: &Instant| before(MESSAGE_PATIENCE)(since) || *since > latest_written(now);
        let messages = match gauges.message_since.filter(too_long) {
            Some(since) => Finding::warning(
                "messages",
                format!(
                    "消息：{0} 条没有送出，其中 {1} 条送过没成，最早的写于 {since} (messages: {0} were not sent, {1} of them failed; the first was written at {since})",
                    gauges.messages, gauges.messages_failed
                ),
                "请看日志里的 message not delivered；会自动重试，不会丢 (look for: message not delivered, in the log; they are tried again and not lost)",
            ),
            None => Finding::fine("messages", "消息：没有积压 (messages: nothing waits)"),
        };
        let behind = gauges
            .feed_behind
            .filter(|(_, behind)| *behind >= FEED_PATIENCE);
        let feed = match behind {
            Some((name, behind)) => Finding::warning(
                "feed",
                format!("流水：{name} 落后 {behind} 条 (feed: {name} is {behind} entries behind)"),
                "服务在运行吗？在运行就看日志；赶上之前数字和推送会晚 (does the server run? if so, see its log; figures and webhooks are late until then)",
            ),
            None if gauges.feed_waiting >= FEED_PATIENCE => Finding::warning(
                "feed",
                format!(
                    "流水：{0} 条还没有排上 (feed: {0} entries have no place yet)",
                    gauges.feed_waiting
                ),
                "服务在运行吗？在运行就看日志；排上之前数字和推送会晚 (does the server run? if so, see its log; figures and webhooks are late until then)",
            ),
            None => Finding::fine("feed", "流水：没有积压 (feed: nothing waits)"),
        };
        Ok(vec![timers, messages, feed])
    }

    pub(super) async fn examine_webhooks(&self) -> Result<Finding, AppError> {
        const TOPIC: &str = "webhooks";
        let all = self.store().webhooks(None).await?;
        let mut bad = Vec::new();
        for it in &all {
            let unheard = it.disabled_at.is_some() || it.failing_since.is_some();
            if unheard || self.reader(&it.owner).await?.is_none() {
                bad.push(format!("{}（{}）", it.id, it.owner));
            }
        }
        Ok(if bad.is_empty() {
            Finding::fine(
                TOPIC,
                format!("推送：{0} 个地址 (webhooks: {0} addresses)", all.len()),
            )
        } else {
            Finding::warning(
                TOPIC,
                format!(
                    "推送：停用、送不到或密钥账号失效的：{0} (webhooks: turned off, not reached, or of a key or account that has ended: {0})",
                    bad.join("，")
                ),
                "请对方修好地址，再启用并补发，见 docs/integrating.md；密钥到期的，请换新密钥 (have the other side mend it, then turn it on and send again: docs/integrating.md; where the key has run out, make a new one)",
            )
        })
    }
}
