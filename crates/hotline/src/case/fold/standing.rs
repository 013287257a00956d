//! Where a case stands when it ends, is opened again, or begins another round.

use crate::case::Case;
use crate::case::status::Status;
use workday::Instant;

impl Case {
    pub(super) fn settle_question(&mut self) {
        if let Some(question) = &mut self.question {
            question.settled = true;
            question.waiting = None;
        }
    }

    pub(super) fn end(&mut self, status: Status, at: Instant) {
        self.before_end = Some(self.status);
        self.status = status;
        self.ended_at = Some(at);
        self.extension = None;
        self.pending = None;
    }

    pub(super) fn reopen(&mut self, status: Status, next_by: Instant) {
        self.status = status;
        self.merged_into = None;
        self.merged_into_no = None;
        self.before_end = None;
        self.ended_at = None;
        self.outcome = None;
        self.rework_asked = None;
        self.next_by = next_by;
        self.handed_up = None;
        self.answer = None;
    }

    pub(super) fn begin_round(&mut self, round: u32, rework: bool, dispatch_by: Instant) {
        self.reopen(Status::Accepted, dispatch_by);
        self.round = round;
        self.reworks += u32::from(rework);
        self.pending = None;
        self.question = None;
        self.questions = 0;
        self.extension = None;
        self.rating = None;
        self.follow_ups = 0;
        self.followed_up = false;
    }
}
