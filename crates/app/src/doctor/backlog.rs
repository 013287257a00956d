//! What has piled up: timers, messages, the feed.

use super::Finding;
use crate::{App, AppError};
use workday::Instant;

/// A server that works fires a timer within seconds.
const TIMER_PATIENCE: i64 = 60_000;
/// A message is delivered within seconds; a gateway may be away for a while.
const MESSAGE_PATIENCE: i64 = 10 * 60_000;
/// Entries that a follower may be behind.
const FEED_PATIENCE: i64 = 10_000;

impl App {
    pub(super) async fn examine_backlog(&self, now: Instant) -> Result<Vec<Finding>, AppError> {
        let gauges = self.store().gauges(now).await?;
        let before = |patience: i64| move |since: &Instant| *since < now.plus_millis(-patience);
        let timers = match gauges.timer_since.filter(before(TIMER_PATIENCE)) {
            Some(since) => Finding::warning(
                "timers",
                format!(
                    "定时：{} 个没有处理，最早的 {since} 就该处理了",
                    gauges.timers_due
                ),
                "服务在运行吗？在运行就看日志里的 timers were not fired",
            ),
            None => Finding::fine("timers", "定时：没有积压"),
        };
        let messages = match gauges.message_since.filter(before(MESSAGE_PATIENCE)) {
            Some(since) => Finding::warning(
                "messages",
                format!(
                    "消息：{} 条没有送出，其中 {} 条送过没成，最早的写于 {since}",
                    gauges.messages, gauges.messages_failed
                ),
                "请看日志里的 message not delivered；会自动重试，不会丢",
            ),
            None => Finding::fine("messages", "消息：没有积压"),
        };
        let behind = gauges
            .feed_behind
            .filter(|(_, behind)| *behind >= FEED_PATIENCE);
        let feed = match behind {
            Some((name, behind)) => Finding::warning(
                "feed",
                format!("流水：{name} 落后 {behind} 条"),
                "服务在运行吗？在运行就看日志；赶上之前数字和推送会晚",
            ),
            None if gauges.feed_waiting >= FEED_PATIENCE => Finding::warning(
                "feed",
                format!("流水：{} 条还没有排上", gauges.feed_waiting),
                "服务在运行吗？在运行就看日志；排上之前数字和推送会晚",
            ),
            None => Finding::fine("feed", "流水：没有积压"),
        };
        Ok(vec![timers, messages, feed])
    }

    pub(super) async fn examine_webhooks(&self) -> Result<Finding, AppError> {
        const TOPIC: &str = "webhooks";
        let all = self.store().webhooks(None).await?;
        let bad: Vec<_> = all
            .iter()
            .filter(|it| it.disabled_at.is_some() || it.failing_since.is_some())
            .map(|it| format!("{}（{}）", it.id, it.owner))
            .collect();
        Ok(if bad.is_empty() {
            Finding::fine(TOPIC, format!("推送：{} 个地址", all.len()))
        } else {
            Finding::warning(
                TOPIC,
                format!("推送：停用或送不到的：{}", bad.join("，")),
                "请对方修好地址，再启用并补发（docs/integrating.md）",
            )
        })
    }
}
