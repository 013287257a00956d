//! 流转表: every transition once. Code, buttons (`actions` of a case), documents and tests read this
//! table and no other.

mod capacity;
mod table;

pub use capacity::Capacity;
pub use table::TABLE;

use super::command::Verb;
use super::status::{Hold, Status};
use crate::actor::Role;

/// Who may give a command, seen from the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// 受理中心: the centre that accepted; before that the one that registered. What a citizen wrote
    /// himself is the city's to accept, or that of the county centre in whose area it lies.
    Deciding(&'static [Role]),
    /// A centre that holds the case from above and has passed it down: it decides inside its area.
    HoldingCentre(&'static [Role]),
    /// 市智慧中心, whoever decides about the case: disputes across a county's border come to it.
    City(&'static [Role]),
    /// 承办单位: handler, reviewer and administrator of a unit that holds the case; in a centre that
    /// holds it also the dispatcher. The assignment stands in one of these states.
    Holder(&'static [Hold]),
    /// Handler or reviewer of a unit that passed the case to one below.
    Giver,
    /// The reviewer of a unit that the reply climbs through, and of the deciding centre.
    Climbing,
    /// Of a secret case those at the deciding centre who may learn who is behind it; of others nobody.
    Trusted,
    /// Staff with the role at any centre or office that sees the case.
    Seeing(&'static [Role]),
    /// Any staff who see the case.
    AnyStaff,
    /// 诉求人.
    Requester,
    /// 公众.
    Public,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The command.
    pub verb: Verb,
    /// States of the case in which it may be given.
    pub from: &'static [Status],
    /// Who may give it.
    pub by: &'static [Party],
    /// Where it leads; empty if the state stays.
    pub to: &'static [Status],
    /// What else must hold, in one sentence for the documents.
    pub guard: &'static str,
}

/// The row of a command.
pub fn row_of(verb: Verb) -> &'static Row {
    // Every verb has its row: a test counts them, so the first row never stands in for another.
    TABLE
        .iter()
        .find(|row| row.verb == verb)
        .unwrap_or(&TABLE[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use Status::{Closed, Merged};

    #[test]
    fn every_command_has_exactly_one_row() {
        for verb in Verb::ALL {
            assert_eq!(
                TABLE.iter().filter(|row| row.verb == *verb).count(),
                1,
                "{verb:?}"
            );
        }
    }

    #[test]
    fn ends_accept_only_what_they_may() {
        for row in TABLE {
            for end in row.from.iter().filter(|status| status.is_end()) {
                let may = match row.verb {
                    Verb::Annotate | Verb::RevealIdentity => true,
                    Verb::Reopen => *end != Merged,
                    Verb::Unmerge => *end == Merged,
                    Verb::Rate | Verb::AskRework | Verb::Rework | Verb::Close => {
                        matches!(end, Closed | Merged)
                    }
                    Verb::FollowUp | Verb::Publish => *end == Closed,
                    _ => false,
                };
                assert!(may, "{:?} in {end:?}", row.verb);
            }
        }
    }
}
