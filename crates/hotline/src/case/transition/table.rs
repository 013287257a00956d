//! The rows themselves.

use super::{Party, Row};
use crate::actor::Role;
use crate::case::command::Verb;
use crate::case::status::{Hold, Status};

use Hold::{Delegated, InHand, ReturnAsked, ToSign};
use Role::{Agent, CallBack, Dispatcher, Inspector, Reviewer, ShiftLead};
use Status::{
    Accepted, Answered, Closed, Declined, InProgress, Merged, Submitted, Transferred, Withdrawn,
};

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
    row(
        Verb::Release,
        NOT_ENDED,
        WRITING,
        &[],
        "举报件和保密件才有要解密的",
    ),
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
