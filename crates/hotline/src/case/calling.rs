//! 回访对象: whom the centre calls back.

use super::Case;
use super::status::Status;
use crate::rulebook::Rulebook;

impl Case {
    /// Whether the centre should call the requester back: unsatisfied, urgent, or unrated and in the
    /// sample; while the window is open and tries are left (`domain.md §4`).
    ///
    /// A call that was answered ends them. With a rework undecided the requester has just been heard, and
    /// the window no longer closes the case by itself. Secret cases are wanted like others: who may not know
    /// whom to call does not get them in his list (`scope::calls_at`).
    pub fn wants_call_back(&self, rules: &Rulebook) -> bool {
        let unhappy = self
            .rating
            .as_ref()
            .map(|rating| !rating.solved || u32::from(rating.grade) < rules.satisfied_grade);
        let wanted = match unhappy {
            Some(unhappy) => unhappy || self.facts.urgent,
            None => self.facts.urgent || self.in_sample(rules.follow_up_sample_percent),
        };
        let may = !self.followed_up
            && self.rework_asked.is_none()
            && self.follow_ups < rules.follow_up_tries;
        self.status == Status::Answered && wanted && may
    }

    /// The low bits of an id are random, so its remainder draws a sample that anybody can check.
    fn in_sample(&self, percent: u32) -> bool {
        self.id.rem_euclid(100) < i64::from(percent)
    }
}
