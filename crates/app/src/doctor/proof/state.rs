//! `cases.state` against the fold of the events, by the names of its parts.

use crate::AppError;
use hotline::case::Case;
use serde_json::Value;
use std::collections::BTreeSet;
use store::proof::{Difference, How, StoredCase};

/// Names the parts that differ; no values, which may be of a person.
pub(super) fn compare(
    stored: &StoredCase,
    folded: &Case,
    found: &mut Vec<Difference>,
) -> Result<(), AppError> {
    match stored.state() {
        Ok(stored) if stored == *folded => {}
        Ok(stored) => {
            let names = differing(&stored, folded)?.into_iter();
            found.extend(names.map(|name| Difference::new(format!("state.{name}"), How::Hidden)));
        }
        Err(_) => found.push(Difference::new("cases.state", How::Unreadable)),
    }
    Ok(())
}

fn differing(stored: &Case, folded: &Case) -> Result<BTreeSet<String>, AppError> {
    let value = |case: &Case| match serde_json::to_value(case) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(other) => Err(AppError::Internal(format!("a case is {other}"))),
        Err(error) => Err(AppError::Internal(error.to_string())),
    };
    let (stored, folded) = (value(stored)?, value(folded)?);
    let names = folded.keys().chain(stored.keys());
    Ok(names
        .filter(|name| stored.get(*name) != folded.get(*name))
        .cloned()
        .collect())
}
