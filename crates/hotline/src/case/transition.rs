//! 流转表: every transition once. Code, buttons (`actions` of a case), documents and tests read this
//! table and no other.

mod capacity;

pub use capacity::Capacity;

use super::command::Verb;
use super::status::{Hold, Status};
use crate::actor::Role;

use Hold::{Delegated, InHand, ReturnAsked, ToSign};
use Role::{Agent, CallBack, Dispatcher, Inspector, Reviewer, ShiftLead};
use Status::{
    Accepted, Answered, Closed, Declined, InProgress, Merged, Submitted, Transferred, Withdrawn,
};

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

const OPEN: &[Status] = &[Submitted, Accepted, InProgress];
const NOT_ENDED: &[Status] = &[Submitted, Accepted, InProgress, Answered];
const INTAKE: &[Party] = &[Party::Deciding(&[Agent, ShiftLead, Dispatcher])];
const DECIDING: &[Party] = &[Party::Deciding(&[Dispatcher, ShiftLead])];
const WRITING: &[Party] = &[Party::Deciding(&[Dispatcher, Reviewer])];

const fn row(
    verb: Verb,
    from: &'static [Status],
    by: &'static [Party],
    to: &'static [Status],
    guard: &'static str,
) -> Row {
    Row {
        verb,
        from,
        by,
        to,
        guard,
    }
}

/// The table.
pub const TABLE: &[Row] = &[
    row(
        Verb::Register,
        &[],
        &[Party::Requester, Party::Seeing(&[Agent])],
        &[Submitted, Accepted],
        "有诉求内容；员工可同时受理；两号并存的热线由其单位或市智慧中心送来",
    ),
    row(
        Verb::Accept,
        &[Submitted],
        INTAKE,
        &[Accepted],
        "期限从受理起算；超过受理时限的，从受理时限届满起算",
    ),
    row(
        Verb::Decline,
        &[Submitted],
        INTAKE,
        &[Declined],
        "理由在清单内，并告知去处",
    ),
    row(
        Verb::Transfer,
        &[Submitted, Accepted],
        INTAKE,
        &[Transferred],
        "写明转给谁",
    ),
    row(
        Verb::AnswerDirectly,
        &[Accepted],
        INTAKE,
        &[Answered],
        "答复不为空",
    ),
    row(
        Verb::Dispatch,
        &[Accepted, InProgress],
        DECIDING,
        &[InProgress],
        "没有主办单位时；单位在本中心辖区内",
    ),
    row(
        Verb::Sign,
        &[InProgress],
        &[Party::Holder(&[ToSign])],
        &[],
        "",
    ),
    row(
        Verb::Take,
        &[InProgress],
        &[Party::Holder(&[InHand])],
        &[],
        "写明经办人",
    ),
    row(
        Verb::Delegate,
        &[InProgress],
        &[Party::Holder(&[InHand])],
        &[],
        "交给下级；中心可交给辖区内任一单位",
    ),
    row(
        Verb::Return,
        &[InProgress],
        &[Party::Holder(&[ToSign, InHand])],
        &[],
        "批转后 1 个工作日内，每单位每轮一次，兜底单位和裁定之后不能退",
    ),
    row(
        Verb::RuleOnReturn,
        &[InProgress],
        &[
            Party::Deciding(&[Dispatcher, ShiftLead]),
            Party::HoldingCentre(&[Dispatcher, ShiftLead]),
            Party::City(&[Dispatcher, ShiftLead]),
            Party::Giver,
        ],
        &[Accepted],
        "交办的单位裁定；第二次退件起只由中心裁定，且有约束力",
    ),
    row(
        Verb::DesignateFallback,
        &[Accepted, InProgress],
        &[
            Party::Deciding(&[Dispatcher, ShiftLead]),
            Party::HoldingCentre(&[Dispatcher, ShiftLead]),
        ],
        &[InProgress],
        "单位在本中心辖区内",
    ),
    row(
        Verb::Contact,
        &[InProgress],
        &[Party::Holder(&[InHand, Delegated, ReturnAsked])],
        &[],
        "",
    ),
    row(
        Verb::NoteProgress,
        &[InProgress],
        &[Party::Holder(&[InHand, Delegated, ReturnAsked])],
        &[],
        "",
    ),
    row(
        Verb::AskRequester,
        &[InProgress],
        &[Party::Holder(&[InHand, Delegated])],
        &[],
        "每轮一次",
    ),
    row(
        Verb::DecideWaiting,
        &[Accepted, InProgress],
        DECIDING,
        &[],
        "有待补充的问题",
    ),
    row(
        Verb::HearFromRequester,
        NOT_ENDED,
        &[
            Party::Requester,
            Party::Seeing(&[Agent]),
            Party::Holder(&[
                ToSign,
                InHand,
                Delegated,
                ReturnAsked,
                Hold::Replied,
                Hold::Approved,
            ]),
        ],
        &[],
        "",
    ),
    row(
        Verb::RequestExtension,
        &[InProgress],
        &[Party::Holder(&[InHand, Delegated])],
        &[],
        "期限届满前；当天答复的件不能延期；次数和天数有上限",
    ),
    row(
        Verb::DecideExtension,
        &[Accepted, InProgress],
        DECIDING,
        &[],
        "有待决定的申请",
    ),
    row(
        Verb::Reply,
        &[InProgress],
        &[Party::Holder(&[InHand, Delegated])],
        &[],
        "答复不为空；下级在办时由下级答复",
    ),
    row(
        Verb::Review,
        &[InProgress],
        &[Party::Climbing],
        &[Answered],
        "轮到本单位审核；不能通过自己写的答复",
    ),
    row(
        Verb::Publish,
        &[Accepted, InProgress, Answered, Closed],
        &[Party::Deciding(&[Reviewer])],
        &[],
        "不涉及举报和保密",
    ),
    row(
        Verb::Rate,
        &[Answered, Closed, Merged],
        &[Party::Requester, Party::Seeing(&[Agent])],
        &[Closed],
        "评价时间内",
    ),
    row(
        Verb::FollowUp,
        &[Answered, Closed],
        &[Party::Deciding(&[CallBack]), Party::Trusted],
        &[Closed],
        "评价时间内，次数有上限；举报件和保密件由可以知道诉求人的人回访",
    ),
    row(
        Verb::AskRework,
        &[Answered, Closed, Merged],
        &[Party::Requester, Party::Seeing(&[Agent])],
        &[],
        "评价时间内；重办次数未用完",
    ),
    row(
        Verb::Rework,
        &[Answered, Closed, Merged],
        DECIDING,
        &[InProgress, Accepted],
        "重办次数未用完；已办结的和并件须有申请；并件从此自己走",
    ),
    row(
        Verb::Close,
        &[Answered, Closed, Merged],
        DECIDING,
        &[Closed],
        "已办结的和并件须有重办申请",
    ),
    row(
        Verb::Merge,
        OPEN,
        DECIDING,
        &[Merged],
        "两件都在办，不涉及保密",
    ),
    row(Verb::Unmerge, &[Merged], DECIDING, &[Accepted], ""),
    row(
        Verb::Split,
        &[Accepted, InProgress],
        DECIDING,
        &[],
        "至少一件",
    ),
    row(
        Verb::Withdraw,
        OPEN,
        &[Party::Requester, Party::Seeing(&[Agent])],
        &[Withdrawn],
        "",
    ),
    row(
        Verb::Reopen,
        &[Closed, Declined, Withdrawn, Transferred],
        DECIDING,
        &[Submitted, Accepted],
        "",
    ),
    row(
        Verb::Correct,
        &[Accepted, InProgress],
        DECIDING,
        &[],
        "期限按更正后的事项从受理起重算",
    ),
    row(
        Verb::Urge,
        OPEN,
        &[
            Party::Requester,
            Party::Seeing(&[Agent, Dispatcher, Inspector]),
        ],
        &[],
        "",
    ),
    row(
        Verb::Supervise,
        NOT_ENDED,
        &[Party::Seeing(&[Inspector, ShiftLead])],
        &[],
        "",
    ),
    row(
        Verb::RevealIdentity,
        &Status::ALL,
        &[
            Party::Holder(&[
                ToSign,
                InHand,
                Delegated,
                ReturnAsked,
                Hold::Replied,
                Hold::Approved,
            ]),
            Party::Deciding(&[Agent, ShiftLead, Dispatcher, Reviewer, CallBack]),
        ],
        &[],
        "举报件和保密件只限受理中心的批转员、班长、审核人",
    ),
    row(Verb::Annotate, &Status::ALL, &[Party::AnyStaff], &[], ""),
    row(
        Verb::FlagCaller,
        NOT_ENDED,
        &[Party::Seeing(&[Agent, ShiftLead])],
        &[],
        "",
    ),
    row(Verb::WriteHandlingText, OPEN, WRITING, &[], ""),
    row(Verb::Release, NOT_ENDED, WRITING, &[], ""),
    row(
        Verb::Attach,
        NOT_ENDED,
        &[
            Party::Requester,
            Party::Seeing(&[Agent]),
            Party::Holder(&[InHand, Delegated, ReturnAsked]),
            Party::Deciding(&[ShiftLead, Dispatcher, Reviewer]),
        ],
        &[],
        "JPEG、PNG、WebP 或 PDF，大小和份数有上限；话务员添的算诉求人的，其他员工添的算本单位的",
    ),
    row(
        Verb::MeToo,
        NOT_ENDED,
        &[Party::Requester, Party::Public],
        &[],
        "已公开的件",
    ),
];

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
