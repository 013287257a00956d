//! 清除: deleting what people said about themselves, when the work on it is over.

use crate::case::Case;
use crate::case::event::{Erasure, Event};
use crate::refusal::{Code, Refusal};

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
            Err(Code::WrongState.into())
        }
    }
}
