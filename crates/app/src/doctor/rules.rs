//! What the rules stand on: calendar, versions, profile.

use super::Finding;
use crate::{App, AppError};
use hotline::profile::ComposedIn;
use workday::Instant;

impl App {
    pub(super) async fn examine_calendar(&self, now: Instant) -> Result<Finding, AppError> {
        const TOPIC: &str = "calendar";
        let under_way = self.notices_under_way().await?;
        let years = self.working_days().years();
        let (year, month) = (now.date().year(), now.date().month());
        Ok(if !years.contains(&year) {
            Finding::wrong(
                TOPIC,
                format!(
                    "日历：没有 {year} 年的放假安排，期限都是暂定的 (calendar: no holiday notice for {year}; all dates are provisional)"
                ),
                "请在“日历”里导入国务院办公厅的通知 (load the State Council's notice under Calendar)",
            )
        } else if under_way > 0 {
            Finding::warning(
                TOPIC,
                format!(
                    "日历：{under_way} 份放假安排还没有给全部在办的件改完期 (calendar: by {under_way} of the notices not every open case is re-dated yet)"
                ),
                "服务在运行就会自己做完，中断了再起来也会；一小时后还在，请看日志里的 could not be re-dated，那几件运行 minsheng doctor --rebuild (a running server finishes it by itself, also when it was interrupted; if it is still there after an hour, look for: could not be re-dated, in its log, and run minsheng doctor --rebuild for those cases)",
            )
        } else if month >= 11 && !years.contains(&(year + 1)) {
            // The notice comes out in November; promises at the end of December wait for it.
            Finding::warning(
                TOPIC,
                format!(
                    "日历：还没有 {0} 年的放假安排，跨年的期限是暂定的 (calendar: no holiday notice for {0} yet; dates beyond the year are provisional)",
                    year + 1
                ),
                "通知公布后请在“日历”里导入，在办的期限会随之确定 (when the notice is out, load it under Calendar; open dates follow)",
            )
        } else {
            let last = years.last().copied().unwrap_or(year);
            Finding::fine(
                TOPIC,
                format!("日历：放假安排到 {last} 年 (calendar: holidays up to {last})"),
            )
        })
    }

    /// Versions of the rules that were kept while the platform runs.
    pub(super) fn examine_amendments(&self, now: Instant) -> Finding {
        let cities = self.cities();
        let kept: Vec<_> = cities
            .amendments
            .iter()
            .filter(|it| it.withdrawn.is_none())
            .collect();
        let coming = kept.iter().filter(|it| it.effective > now.date());
        let coming: Vec<_> = coming
            .map(|it| format!("{} {}", it.effective, it.part.zh()))
            .collect();
        let what = match (kept.len(), coming.as_slice()) {
            (0, _) => {
                "规则的修订：没有，按文件里的规则办 (amendments: none, the files' rules hold)"
                    .to_owned()
            }
            (all, []) => {
                format!("规则的修订：{all} 版，都已施行 (amendments: {all}, all in force)")
            }
            (all, coming) => format!(
                "规则的修订：{all} 版，其中 {0} 版还没到施行日：{1} (amendments: {all}, {0} of them still to come: {1})",
                coming.len(),
                coming.join("；")
            ),
        };
        Finding::fine("amendments", what)
    }

    pub(super) fn examine_profile(&self) -> Finding {
        const TOPIC: &str = "composed";
        let composed = self.profile().composed_by_list();
        if composed.is_empty() {
            return Finding::fine(TOPIC, "规则：全部经过核定 (rules: all confirmed)");
        }
        let all: usize = composed.iter().map(|(_, entries)| entries.len()).sum();
        let lists = |amended: bool| composed.iter().filter(move |one| way(one.0) == amended);
        let zh = |amended| told(lists(amended), "、", ComposedIn::zh);
        let en = |amended| told(lists(amended), ", ", ComposedIn::en);
        let (mut ways_zh, mut ways_en) = (Vec::new(), Vec::new());
        if lists(true).next().is_some() {
            ways_zh.push(format!("{} 在“规则”里写新的一版", zh(true)));
            ways_en.push(format!("write a new version under Rules for {}", en(true)));
        }
        if lists(false).next().is_some() {
            ways_zh.push(format!(
                "{} 在服务器的配置文件里去掉待核定的标记再重启（“规则”里改不了；还用着程序里的一套的，先照 docs/operations.md 第 1 节写出来）",
                zh(false)
            ));
            ways_en.push(format!(
                "for {} take the mark out of the files on the server and restart; while the program's own files are in use, first write them out as docs/operations.md says in part 1",
                en(false)
            ));
        }
        Finding::warning(
            TOPIC,
            format!(
                "规则：{all} 处待主管部门核定 (rules: {all} entries still to be confirmed by officials)"
            ),
            format!(
                "请主管部门逐条确认，然后{} (let officials confirm each one, then {})",
                ways_zh.join("，"),
                ways_en.join(", and ")
            ),
        )
    }
}

/// Whether a new version of the list can be written while the platform runs.
fn way(list: ComposedIn) -> bool {
    list.part().is_some()
}

/// Lists, and how many entries of each are to be confirmed.
fn told<'a>(
    lists: impl Iterator<Item = &'a (ComposedIn, Vec<String>)>,
    between: &str,
    name: impl Fn(ComposedIn) -> &'static str,
) -> String {
    let lists = lists.map(|(list, entries)| format!("{} {}", name(*list), entries.len()));
    lists.collect::<Vec<_>>().join(between)
}
