//! 统计: counts and rates by the names of `docs/figures.md`, those of the period, then those of the one before.

use super::Column;
use app::export::FigureRow;
use hotline::figures::{Measure, Measures, Rates};

fn now(row: &FigureRow, of: fn(&Measures) -> String) -> String {
    of(&row.now)
}

fn before(row: &FigureRow, of: fn(&Measures) -> String) -> String {
    row.before.as_ref().map_or_else(String::new, of)
}

/// A rate; empty where there is nothing to divide by.
fn rate(measures: &Measures, of: fn(&Rates) -> Option<f64>) -> String {
    of(&measures.rates()).map_or_else(String::new, |rate| rate.to_string())
}

macro_rules! columns {
    ($($head:literal, $of:expr;)*) => {
        pub(super) const FIGURES: &[Column<FigureRow>] = &[
            ("编码", |one| one.key.clone()),
            ("名称", |one| one.name.clone()),
            $(($head, |one| now(one, $of)),)*
            $((concat!("上期", $head), |one| before(one, $of)),)*
        ];
    };
}

columns! {
    "收件", |it| it.get(Measure::Received).to_string();
    "交办", |it| it.get(Measure::Given).to_string();
    "答复", |it| it.answered().to_string();
    "按时答复", |it| it.get(Measure::InTime).to_string();
    "逾期答复", |it| it.get(Measure::Late).to_string();
    "直接答复", |it| it.get(Measure::Direct).to_string();
    "退件", |it| it.returned().to_string();
    "退件成立", |it| it.get(Measure::ReturnedUpheld).to_string();
    "退件驳回", |it| it.get(Measure::ReturnedRejected).to_string();
    "重办", |it| it.get(Measure::Reworked).to_string();
    "有效评价", |it| it.get(Measure::Heard).to_string();
    "解决", |it| it.get(Measure::Solved).to_string();
    "满意", |it| it.get(Measure::Satisfied).to_string();
    "评分合计", |it| it.get(Measure::Grades).to_string();
    "办理用时（工作分钟）", |it| it.get(Measure::Minutes).to_string();
    "按时答复率", |it| rate(it, |rates| rates.in_time);
    "直接答复率", |it| rate(it, |rates| rates.direct);
    "派单准确率", |it| rate(it, |rates| rates.well_given);
    "退件率", |it| rate(it, |rates| rates.returned);
    "重办率", |it| rate(it, |rates| rates.reworked);
    "有效评价率", |it| rate(it, |rates| rates.heard);
    "解决率", |it| rate(it, |rates| rates.solved);
    "满意率", |it| rate(it, |rates| rates.satisfied);
    "平均评分", |it| rate(it, |rates| rates.grade);
    "平均办理用时（工作小时）", |it| rate(it, |rates| rates.hours);
}
