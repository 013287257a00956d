//! 清除: deleting what people said about themselves, when the work on it is over.

use crate::case::Case;
use crate::case::event::{Erasure, Event};
use crate::refusal::{Code, Refusal};

/// What whoever erases too early hears, as `中文 (English)`.
const STILL_OPEN: &str = "这件还没有结束，办理还用得着这些内容。等它办结，或者撤回、不予受理、转办、并件以后再清除。 \
    (It has not ended, and whoever works on it needs this. Erase it once it is closed, withdrawn, declined, transferred or merged.)";

impl Case {
    /// Decides an erasure that the operator was ordered to make. It is no command of the hotline's
    /// people: who may order it is settled outside the case.
    ///
    /// # Errors
    /// `wrong_state` while somebody still works on the case, which needs what would be erased.
    pub fn erase(&self, what: Erasure) -> Result<Event, Refusal> {
        if self.status.is_end() {
            Ok(Event::Erased { what })
        } else {
            Err(Refusal::because(Code::WrongState, STILL_OPEN))
        }
    }
}
