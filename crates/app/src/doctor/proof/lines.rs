//! `line_cases`: whether every case of a line is found by the line's number.

use crate::{App, AppError};
use hotline::case::Case;
use std::collections::BTreeMap;
use store::proof::{Difference, How};

impl App {
    /// The cases of lines that their numbers do not lead to.
    pub(super) async fn compare_lines(
        &self,
        cases: &[Case],
    ) -> Result<Vec<(i64, Difference)>, AppError> {
        let mut lines: BTreeMap<&str, Vec<(&str, i64)>> = BTreeMap::new();
        for case in cases {
            if let Some(from) = &case.facts.line {
                let of_line = lines.entry(from.line.as_str()).or_default();
                of_line.push((from.no.as_str(), case.id));
            }
        }
        let mut found = Vec::new();
        for (line, numbers) in lines {
            let asked: Vec<_> = numbers.iter().map(|(no, _)| *no).collect();
            let led = self.store().led_to(line, &asked).await?;
            for (no, case) in numbers {
                let place = format!("line_cases[{line}/{no}]");
                match led.get(no) {
                    Some(leads) if *leads == case => {}
                    Some(leads) => {
                        let place = format!("{place}.case_id");
                        found.push((case, Difference::other(place, leads, case)));
                    }
                    None => found.push((case, Difference::new(place, How::Missing))),
                }
            }
        }
        Ok(found)
    }
}
