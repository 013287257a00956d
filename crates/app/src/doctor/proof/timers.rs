//! `timers` against what the case waits for as it stands.

use crate::{App, AppError};
use hotline::case::timer::Timer;
use std::collections::BTreeMap;
use store::proof::{Difference, How};
use workday::Instant;

/// Calls a case to look at its parent: no timer of its own, it comes and goes with the parent.
const CALL: &str = "parent/0/";

/// Compares the timers of a case. Gives back what is right only in a case that was taken in from elsewhere:
/// there reminders that were past stayed away, and whatever else was past stands later.
pub(super) fn compare(
    stored: &[(String, i64)],
    wanted: &[Timer],
    now: Instant,
    found: &mut Vec<Difference>,
) -> Vec<Difference> {
    let mut there: BTreeMap<&str, i64> = stored.iter().map(|(key, at)| (&**key, *at)).collect();
    there.remove(CALL);
    let mut perhaps = Vec::new();
    for timer in wanted {
        let (key, at) = (timer.key.to_string(), timer.at.as_millis());
        let past = timer.at <= now;
        let reminds = timer.key.kind.reminds();
        let place = format!("timers[{key}]");
        match there.remove(key.as_str()) {
            Some(stands) if stands == at => {}
            Some(stands) => {
                let moved = Difference::other(format!("{place}.at"), stands, at);
                let later = past && !reminds && stands > at;
                if later { &mut perhaps } else { &mut *found }.push(moved);
            }
            None => {
                let missing = Difference::new(place, How::Missing);
                if past && reminds {
                    &mut perhaps
                } else {
                    &mut *found
                }
                .push(missing);
            }
        }
    }
    let strays = there.into_keys();
    found.extend(strays.map(|key| Difference::new(format!("timers[{key}]"), How::Stray)));
    perhaps
}

impl App {
    /// Of what is right in cases that were taken in, what belongs to cases that were registered here.
    pub(super) async fn not_taken_in(
        &self,
        perhaps: BTreeMap<i64, Vec<Difference>>,
    ) -> Result<Vec<(i64, Difference)>, AppError> {
        if perhaps.is_empty() {
            return Ok(Vec::new());
        }
        let cases: Vec<i64> = perhaps.keys().copied().collect();
        let here = self.store().registered_here(&cases).await?;
        let of_here = perhaps.into_iter().filter(|(case, _)| here.contains(case));
        let each = of_here.flat_map(|(case, all)| all.into_iter().map(move |one| (case, one)));
        Ok(each.collect())
    }
}
