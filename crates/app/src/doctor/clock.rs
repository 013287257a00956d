//! The clock, and what stands in the future.

use super::Finding;
use crate::access::{LOCK, SESSION};
use crate::delivery::WAIT as MESSAGE;
use crate::webhooks::delivery::{IN_PEACE, WAIT as DELIVERY};
use crate::{App, AppError};
use std::fmt::Write as _;
use store::ahead::{Ahead, Waits};
use workday::Instant;

const TOPIC: &str = "clock";
/// Open cases that are counted.
const MOST: u32 = 1_000;
/// Open cases that are named.
const NAMED: usize = 3;
const WAITS: Waits = Waits {
    message: MESSAGE,
    delivery: DELIVERY,
    pause: IN_PEACE,
    lock: LOCK,
    session: SESSION,
};

impl App {
    /// Without looking at every open case.
    pub(super) async fn glance_at_clock(&self, now: Instant) -> Result<Finding, AppError> {
        self.said_of_clock(now, &[]).await
    }

    pub(super) async fn examine_clock(&self, now: Instant) -> Result<Finding, AppError> {
        let cases = self.store().cases_ahead(now, MOST).await?;
        self.said_of_clock(now, &cases).await
    }

    async fn said_of_clock(&self, now: Instant, cases: &[String]) -> Result<Finding, AppError> {
        let latest = self.store().latest_event().await?;
        let latest = latest.filter(|latest| *latest > now);
        let (mut zh, mut en) = heals(self.store().ahead(now, WAITS).await?);
        let wrong = latest.is_some() || !cases.is_empty();
        if !cases.is_empty() {
            let named = cases.iter().take(NAMED).cloned().collect::<Vec<_>>();
            zh.insert(
                0,
                format!("未结的件 {}，如 {}", cases.len(), named.join("、")),
            );
            en.insert(
                0,
                format!("open cases {}, as {}", cases.len(), named.join(", ")),
            );
        }
        let mut what = match latest {
            Some(latest) => (
                format!("机器时间 {now} 早于库里最后一步 {latest}"),
                format!("the machine says {now}, earlier than the last step stored, {latest}"),
            ),
            None => (now.to_string(), now.to_string()),
        };
        if !zh.is_empty() {
            let _ = write!(what.0, "；在这以后的有：{}", zh.join("；"));
            let _ = write!(what.1, "; in the future stand: {}", en.join("; "));
        }
        let what = format!("时钟：{} (clock: {})", what.0, what.1);
        Ok(if wrong {
            Finding::wrong(
                TOPIC,
                what,
                "机器时间不对就校准（NTP）；在此之前新的各步记在那个时刻。机器时间对，就是时钟快过：那时办过的件，下一步仍记在那个时刻，期限和提醒按它算，请人工盯办；消息、推送、锁定自己恢复，见 docs/operations.md 第 8 节 (if the machine's time is wrong, set it by NTP; until then new steps are written at that instant. If it is right, the clock ran ahead: further steps of the cases of then are written at that instant, and dates and reminders go by it, so look after them yourselves; messages, webhooks and locks recover: docs/operations.md, part 8)",
            )
        } else if zh.is_empty() {
            Finding::fine(TOPIC, what)
        } else {
            Finding::warning(
                TOPIC,
                what,
                "机器时间不对就校准（NTP）；对就是时钟快过，不用办：服务在运行就自己恢复 (if the machine's time is wrong, set it by NTP; if it is right, the clock ran ahead, and there is nothing to do: a running server recovers by itself)",
            )
        })
    }
}

/// What lies ahead and is not waited for any more, in both languages.
fn heals(ahead: Ahead) -> (Vec<String>, Vec<String>) {
    let counts = [
        (ahead.messages, "消息", "messages"),
        (ahead.deliveries, "推送", "deliveries"),
        (ahead.endpoints, "停着的推送地址", "paused endpoints"),
        (ahead.accounts, "锁定的账号", "locked accounts"),
        (ahead.sessions, "登录", "sessions"),
    ];
    let some = counts.iter().filter(|(count, ..)| *count > 0);
    some.map(|(count, zh, en)| (format!("{zh} {count}"), format!("{en} {count}")))
        .unzip()
}
