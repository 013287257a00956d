//! The sentences of the clock ledger.

use workday::{DayLine, Why};

use super::{at, day, fuzhou};

fn sentences(lines: &[DayLine]) -> Vec<String> {
    lines
        .iter()
        .map(|line| format!("{} {}", line.date, line.why.zh()))
        .collect()
}

#[test]
fn the_article_day_by_day() {
    let lines = fuzhou().explain(at("2017-11-18T15:21:00+08:00"), day("2017-11-22"));
    assert_eq!(
        sentences(&lines),
        [
            "2017-11-18 受理当天，不计",
            "2017-11-19 休息日，不计",
            "2017-11-20 工作日，第 1 天",
            "2017-11-21 工作日，第 2 天",
            "2017-11-22 工作日，第 3 天",
        ]
    );
    assert!(lines.iter().all(|line| !line.provisional));
}

#[test]
fn holidays_and_make_up_days_are_named() {
    let lines = fuzhou().explain(at("2017-09-29T09:00:00+08:00"), day("2017-10-10"));
    assert_eq!(lines.len(), 12);
    assert_eq!(lines[1].why, Why::MakeUp("中秋节、国庆节".into(), 1));
    assert_eq!(lines[1].why.zh(), "中秋节、国庆节调休上班，第 1 天");
    assert_eq!(lines[2].why.zh(), "中秋节、国庆节放假，不计");
    assert_eq!(lines[2].why.en(), "holiday 中秋节、国庆节, not counted");
    assert_eq!(lines.last().unwrap().why, Why::Workday(3));
    assert_eq!(lines.iter().filter(|line| line.counts).count(), 3);
}

#[test]
fn days_without_a_notice_say_so() {
    let lines = fuzhou().explain(at("2026-12-25T09:00:00+08:00"), day("2026-12-28"));
    assert_eq!(lines[1].why, Why::ProvisionalWeekend);
    assert_eq!(lines[3].why, Why::ProvisionalWorkday(1));
    assert!(lines[3].why.zh().contains("暂按周末推算"));
    assert!(lines[3].why.en().contains("reckoned by weekends"));
    assert_eq!(
        lines
            .iter()
            .map(|line| line.provisional)
            .collect::<Vec<_>>(),
        [false, true, true, true]
    );
}

#[test]
fn counted_lines_agree_with_the_promise() {
    let calendar = fuzhou();
    let mut from = at("2014-12-20T12:00:00+08:00");
    while from < at("2021-01-01T00:00:00+08:00") {
        let promise = calendar.due(from, 7).unwrap();
        let lines = calendar.explain(from, promise.last_day);
        assert_eq!(lines.iter().filter(|line| line.counts).count(), 7);
        assert!(lines.last().unwrap().counts);
        from = from.plus_days(1);
    }
}

#[test]
fn a_last_day_before_the_first_explains_nothing() {
    let calendar = fuzhou();
    let from = at("2017-11-18T15:21:00+08:00");
    assert!(calendar.explain(from, day("2017-11-17")).is_empty());
    assert_eq!(calendar.explain(from, day("2017-11-18")).len(), 1);
    assert!(calendar.explain(from, day("-009999-01-01")).is_empty());
}
