//! `line_cases`: whether every case of a line is found by the line's number.

use crate::{App, AppError};
use hotline::case::Case;
use hotline::case::event::FromLine;
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
            // Rows of before hold the number as the line wrote it.
            let keys: Vec<_> = numbers.iter().map(|(no, _)| FromLine::key(no)).collect();
            let asked = numbers.iter().map(|(no, _)| *no);
            let asked: Vec<_> = asked.chain(keys.iter().map(String::as_str)).collect();
            let led = self.store().led_to(line, &asked).await?;
            for ((no, case), key) in numbers.into_iter().zip(&keys) {
                let place = format!("line_cases[{line}/{no}]");
                let own = led.get(no).filter(|leads| **leads == case);
                match own.or_else(|| led.get(key)).or_else(|| led.get(no)) {
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
