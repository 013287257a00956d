//! 体检: what is wrong or soon will be, and what to do about it.

use crate::{App, AppError};
use hotline::case::Case;
use workday::Instant;

const BATCH: u32 = 200;
/// Events that may wait for their place, or for a follower, while all is well.
const FEW: u32 = 10_000;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// All is well.
    Fine,
    /// To be seen to.
    Warning,
    /// Wrong.
    Wrong,
}

/// One finding, and what to do.
#[derive(Debug, Clone)]
pub struct Finding {
    /// How bad.
    pub weight: Weight,
    /// What was found.
    pub what: String,
}

fn finding(weight: Weight, what: impl Into<String>) -> Finding {
    Finding {
        weight,
        what: what.into(),
    }
}

impl App {
    /// Looks at database, calendar, clock and profile.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn examine(&self) -> Result<Vec<Finding>, AppError> {
        let now = self.now();
        self.store()
            .db()
            .ping()
            .await
            .map_err(store::StoreError::from)?;
        let mut findings = vec![finding(
            Weight::Fine,
            format!("数据库：{:?}，可以读写", self.store().db().dialect()),
        )];
        findings.push(self.examine_calendar(now));
        findings.push(match self.store().latest_event().await? {
            Some(latest) if latest > now => finding(
                Weight::Wrong,
                format!("时钟：机器时间 {now} 早于库里最后一步 {latest}，请校准时钟（NTP）"),
            ),
            _ => finding(Weight::Fine, format!("时钟：{now}")),
        });
        let overdue = self.store().due_timers(now.plus_millis(-60_000), 1).await?;
        findings.push(match overdue.first() {
            Some(timer) => finding(
                Weight::Warning,
                format!("定时：最早的一个 {} 就该处理了，服务在运行吗？", timer.at),
            ),
            None => finding(Weight::Fine, "定时：没有积压"),
        });
        findings.push(self.examine_feed().await?);
        findings.push(self.examine_webhooks().await?);
        let composed = self.profile().composed();
        findings.push(if composed.is_empty() {
            finding(Weight::Fine, "配置：全部经过核定")
        } else {
            let first: Vec<_> = composed.iter().take(5).map(String::as_str).collect();
            let what = format!(
                "配置：{} 处待主管部门核定（composed = true），如：{}",
                composed.len(),
                first.join("；")
            );
            finding(Weight::Warning, what)
        });
        Ok(findings)
    }

    async fn examine_webhooks(&self) -> Result<Finding, AppError> {
        let all = self.store().webhooks(None).await?;
        let closed = all.iter().filter(|webhook| webhook.disabled_at.is_some());
        let failing = all.iter().filter(|webhook| webhook.failing_since.is_some());
        let bad: Vec<_> = closed
            .chain(failing)
            .map(|webhook| format!("{}（{}）", webhook.id, webhook.owner))
            .collect();
        Ok(if bad.is_empty() {
            finding(Weight::Fine, format!("推送：{} 个地址", all.len()))
        } else {
            let what = format!("推送：停用或送不到的：{}", bad.join("，"));
            finding(Weight::Warning, what)
        })
    }

    async fn examine_feed(&self) -> Result<Finding, AppError> {
        let waiting = self.store().feed_backlog(FEW).await?;
        let head = self.store().feed_head().await?;
        let mut followers = self.store().followers().await?.into_iter();
        let behind = followers.find(|(_, position)| head - position >= i64::from(FEW));
        Ok(match behind {
            Some((name, position)) => finding(
                Weight::Warning,
                format!(
                    "流水：{name} 落后 {} 步，服务在运行吗？请看日志里的原因",
                    head - position
                ),
            ),
            None if waiting >= i64::from(FEW) => finding(
                Weight::Warning,
                format!("流水：至少 {waiting} 步还没有排上号，服务在运行吗？"),
            ),
            None => finding(Weight::Fine, format!("流水：排到第 {head} 步")),
        })
    }

    fn examine_calendar(&self, now: Instant) -> Finding {
        let years = self.working_days().years();
        let (year, month) = (now.date().year(), now.date().month());
        if !years.contains(&year) {
            finding(
                Weight::Wrong,
                format!(
                    "日历：没有 {year} 年的放假安排，期限都是暂定的。请用 minsheng calendar import 导入"
                ),
            )
        } else if month >= 11 && !years.contains(&(year + 1)) {
            // The notice comes out in November; promises at the end of December wait for it.
            finding(
                Weight::Warning,
                format!(
                    "日历：{} 年的放假安排公布后请用 minsheng calendar import 导入；在此之前跨年的期限是暂定的",
                    year + 1
                ),
            )
        } else {
            finding(
                Weight::Fine,
                format!(
                    "日历：放假安排到 {} 年",
                    years.last().copied().unwrap_or(year)
                ),
            )
        }
    }

    /// Folds every case again from its events, works out all figures again, and names every difference
    /// from what is stored.
    ///
    /// # Errors
    /// The database does not answer, or holds an event that is not understood.
    pub async fn prove(&self, differs: &mut dyn FnMut(&str)) -> Result<(u64, u64), AppError> {
        let (mut after, mut proved, mut different) = (0, 0, 0);
        loop {
            let cases = self.store().cases_after(after, BATCH).await?;
            let Some(last) = cases.last() else {
                different += self.prove_figures(differs).await?;
                return Ok((proved, different));
            };
            after = last.id;
            for stored in cases {
                let events = self.store().events(stored.id).await?;
                let told = match Case::fold(stored.id, &events) {
                    Ok(folded) if folded == stored => {
                        let rows = self.store().assignment_mismatch(&folded).await?;
                        rows.map(|what| format!("{}：{what}", stored.no))
                    }
                    Ok(folded) => Some(format!(
                        "{}：库里是第 {} 步，经过推出的是第 {} 步",
                        stored.no, stored.version, folded.version
                    )),
                    Err(error) => Some(format!("{}：{error}", stored.no)),
                };
                proved += 1;
                if let Some(told) = told {
                    different += 1;
                    differs(&told);
                }
            }
        }
    }
}
