//! What is made of the figures: shares and means, by our own published formulas (`docs/figures.md`).

use super::{Measure, Measures};

/// Shares from 0 to 1 and means; nothing where there is nothing to divide by, which is not 0.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rates {
    /// 按时答复率: in time ÷ answered.
    pub in_time: Option<f64>,
    /// 直接答复率: answered by the centre itself ÷ answered.
    pub direct: Option<f64>,
    /// 退件率: upheld and rejected returns ÷ given.
    pub returned: Option<f64>,
    /// 派单准确率: 1 − upheld returns ÷ given.
    pub well_given: Option<f64>,
    /// 重办率: reworks ÷ answered.
    pub reworked: Option<f64>,
    /// 有效评价率: effective ratings ÷ answered.
    pub heard: Option<f64>,
    /// 解决率: solved ÷ effective ratings.
    pub solved: Option<f64>,
    /// 满意率: satisfied ÷ effective ratings.
    pub satisfied: Option<f64>,
    /// 平均评分, 1 to 5: sum of grades ÷ effective ratings.
    pub grade: Option<f64>,
    /// 平均办理用时 in working hours: working minutes ÷ 60 ÷ answered.
    pub hours: Option<f64>,
}

impl Measures {
    /// 答复: rounds answered, in time or late.
    pub const fn answered(&self) -> i64 {
        self.get(Measure::InTime) + self.get(Measure::Late)
    }

    /// 退件: returns ruled, upheld or rejected.
    pub const fn returned(&self) -> i64 {
        self.get(Measure::ReturnedUpheld) + self.get(Measure::ReturnedRejected)
    }

    /// Shares and means.
    pub fn rates(&self) -> Rates {
        let (answered, given, heard) = (
            self.answered(),
            self.get(Measure::Given),
            self.get(Measure::Heard),
        );
        let of = |measure, whole| share(self.get(measure), whole);
        Rates {
            in_time: of(Measure::InTime, answered),
            direct: of(Measure::Direct, answered),
            returned: share(self.returned(), given),
            well_given: share(given - self.get(Measure::ReturnedUpheld), given),
            reworked: of(Measure::Reworked, answered),
            heard: share(heard, answered),
            solved: of(Measure::Solved, heard),
            satisfied: of(Measure::Satisfied, heard),
            grade: of(Measure::Grades, heard),
            hours: share(self.get(Measure::Minutes), answered * 60),
        }
    }
}

/// A share to four places.
#[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn share(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| (part as f64 / whole as f64 * 10_000.0).round() / 10_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_made_of_nothing() {
        assert_eq!(Measures::default().rates(), Rates::default());
    }

    #[test]
    fn who_did_not_answer_is_missing_and_not_satisfied() {
        let mut measures = Measures::default();
        *measures.at(Measure::InTime) = 3;
        *measures.at(Measure::Late) = 1;
        *measures.at(Measure::Heard) = 2;
        *measures.at(Measure::Satisfied) = 1;
        *measures.at(Measure::Grades) = 7;
        *measures.at(Measure::Minutes) = 600;
        let rates = measures.rates();
        assert_eq!(rates.in_time, Some(0.75));
        assert_eq!(rates.satisfied, Some(0.5));
        assert_eq!(rates.grade, Some(3.5));
        assert_eq!(rates.hours, Some(2.5));
        assert_eq!(rates.returned, None);
    }
}
