//! What happened to a case. Events carry results, never inputs to be computed again, and neither
//! personal data nor free text (`design.md §2`): folding them needs nothing else.

mod answers;
mod changes;
mod facts;
mod kind;
mod recorded;
mod used;

pub use answers::{Answered, Replied, Reviewed};
pub use changes::{Attached, Corrected, ReturnRuled, RoundBegun};
pub use facts::{Erasure, Facts, FromLine, Outcome, RatedBy, Rating};
pub use kind::KINDS;
pub use recorded::Recorded;
pub use used::KnowledgeUsed;

use super::assignment::{Given, ReturnAsked};
use super::command::{CallOutcome, How, Part};
use super::promise::Promise;
use super::status::Status;
use super::timer::TimerKey;
use crate::codes::{ItemCode, UnitCode};
use crate::kind::Kind;
use crate::text::{PersonRef, TextRef};
use serde::{Deserialize, Serialize};
use workday::{Date, Instant};

/// The version of the events' bodies; golden files keep every older one readable.
pub const EVENT_VERSION: i64 = 1;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
pub enum Event {
    /// 登记.
    Registered {
        /// Number of the case.
        no: String,
        /// The matter.
        facts: Facts,
        /// The centre that registered it; none if the requester did it himself.
        unit: Option<UnitCode>,
        /// 受理 until then; later acceptance counts from that instant.
        accept_by: Instant,
    },
    /// 受理: from here the promise counts.
    Accepted {
        /// The centre that accepts, decides and reviews last.
        centre: UnitCode,
        /// Day of effect of the rulebook that the case is bound to.
        rulebook: Date,
        /// What the promise counts from.
        from: Instant,
        /// Kind as accepted.
        case_kind: Kind,
        /// Item as accepted.
        item: Option<ItemCode>,
        /// Urgent as accepted.
        urgent: bool,
        /// Simple as accepted.
        simple: bool,
        /// The promise.
        promise: Promise,
        /// 批转 until then.
        dispatch_by: Instant,
    },
    /// 不予受理.
    Declined {
        /// Code of `reasons.toml`.
        reason: String,
        /// Where else to turn.
        advice: Option<TextRef>,
    },
    /// 转办.
    Transferred {
        /// To whom.
        to: TextRef,
        /// What they should know.
        note: Option<TextRef>,
        /// Units that are relieved.
        relieved: Vec<UnitCode>,
    },
    /// 批转.
    Dispatched {
        /// 主办.
        lead: Given,
        /// 协办.
        assist: Vec<Given>,
        /// A word to the units.
        note: Option<TextRef>,
    },
    /// 签收.
    Signed {
        /// By which unit.
        unit: UnitCode,
    },
    /// 经办.
    Taken {
        /// In which unit.
        unit: UnitCode,
        /// By whom.
        person: TextRef,
    },
    /// 下派.
    Delegated {
        /// By which unit.
        by: UnitCode,
        /// To which.
        to: Given,
        /// A word to it.
        note: Option<TextRef>,
    },
    /// 申请退件.
    ReturnAsked {
        /// By which unit.
        unit: UnitCode,
        /// The request.
        request: ReturnAsked,
    },
    /// 裁定.
    ReturnRuled(ReturnRuled),
    /// 指定兜底单位.
    FallbackDesignated {
        /// The unit.
        to: Given,
        /// The county centre below which it works; none directly below the deciding centre.
        under: Option<UnitCode>,
        /// Units relieved.
        relieved: Vec<UnitCode>,
        /// Why.
        reason: TextRef,
        /// Whether it settles a dispute.
        binds: bool,
    },
    /// 联系.
    Contacted {
        /// By which unit.
        unit: UnitCode,
        /// In which way.
        how: How,
        /// Spoken to.
        reached: bool,
        /// What was said.
        note: Option<TextRef>,
    },
    /// 进展.
    ProgressNoted {
        /// By which unit.
        unit: UnitCode,
        /// What happened.
        text: TextRef,
        /// The requester may read it.
        public: bool,
    },
    /// 请诉求人补充.
    QuestionAsked {
        /// By which unit.
        unit: UnitCode,
        /// What is needed.
        question: TextRef,
    },
    /// 等候决定.
    WaitingDecided {
        /// Granted or refused.
        granted: bool,
        /// Why.
        reason: Option<TextRef>,
        /// Working days granted at once.
        days: u32,
        /// When they are used up.
        used_up_at: Option<Instant>,
        /// The promise as moved.
        promise: Option<Promise>,
    },
    /// 补充.
    Heard {
        /// The words.
        text: TextRef,
        /// Whether they answer the open question.
        answers: bool,
        /// The promise after unused waiting days were taken back.
        promise: Option<Promise>,
    },
    /// 等候用完.
    WaitingUsedUp {
        /// The promise after unused waiting days were taken back.
        promise: Option<Promise>,
    },
    /// 申请延期.
    ExtensionAsked {
        /// By which unit.
        unit: UnitCode,
        /// Working days.
        days: u32,
        /// Why.
        reason: TextRef,
    },
    /// 决定延期.
    ExtensionDecided {
        /// Granted or refused.
        granted: bool,
        /// Working days granted.
        days: u32,
        /// Why.
        reason: Option<TextRef>,
        /// The promise as moved.
        promise: Option<Promise>,
    },
    /// 答复 written.
    Replied(Replied),
    /// 审核.
    Reviewed(Reviewed),
    /// 已答复: the citizen may read it, the window for rating opens.
    Answered(Answered),
    /// 并件 gets the parent's answer.
    AnsweredWithParent {
        /// When the parent's counted reply was handed up.
        counted_at: Instant,
        /// The window closes then.
        window_until: Instant,
    },
    /// 公开.
    Published {
        /// Masked title.
        title: TextRef,
        /// Masked text.
        text: TextRef,
        /// Masked answer.
        answer: TextRef,
    },
    /// 评价.
    Rated {
        /// The rating.
        rating: Rating,
    },
    /// 回访.
    FollowedUp {
        /// What came of the call.
        outcome: CallOutcome,
        /// Whether solved.
        solved: Option<bool>,
        /// What was said.
        note: Option<TextRef>,
        /// The rating it wrote, if the requester gave none.
        rating: Option<Rating>,
    },
    /// 申请重办.
    ReworkAsked {
        /// What is still wrong.
        reason: TextRef,
        /// The centre should decide by then.
        decide_by: Instant,
    },
    /// 重办 or reopening: the next round.
    RoundBegun(RoundBegun),
    /// 办结.
    Closed {
        /// How it ended.
        outcome: Outcome,
        /// Why.
        reason: Option<TextRef>,
    },
    /// 不同意重办 of a case that is closed already.
    ReworkRefused {
        /// Why.
        reason: TextRef,
    },
    /// 并件.
    Merged {
        /// Id of the parent.
        into: i64,
        /// Its number.
        into_no: String,
        /// Units relieved.
        relieved: Vec<UnitCode>,
    },
    /// Another case was merged into this one.
    Absorbed {
        /// Id of the child.
        child: i64,
        /// Its number.
        child_no: String,
    },
    /// 撤销并件.
    Unmerged {
        /// Why; none if the parent ended without an answer.
        reason: Option<TextRef>,
        /// 批转 until then.
        dispatch_by: Instant,
    },
    /// A child went its own way again.
    Parted {
        /// Id of the child.
        child: i64,
    },
    /// 拆件.
    Split {
        /// Numbers of the new cases.
        parts: Vec<String>,
    },
    /// 撤回.
    Withdrawn {
        /// Why.
        reason: TextRef,
        /// Units relieved.
        relieved: Vec<UnitCode>,
    },
    /// 重新打开, where no new round begins.
    Reopened {
        /// Where it stands now.
        status: Status,
        /// Why.
        reason: TextRef,
        /// Acceptance or dispatch until then.
        next_by: Instant,
    },
    /// 更正.
    Corrected(Corrected),
    /// 催办.
    Urged {
        /// Whose step it was, if a unit's; none of the requester's own, also where an agent took it down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<UnitCode>,
        /// In own words.
        text: Option<TextRef>,
    },
    /// 督办.
    Supervised {
        /// Whose step it was, if a unit's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<UnitCode>,
        /// Why.
        reason: TextRef,
    },
    /// 批注.
    Annotated {
        /// Whose unit.
        unit: UnitCode,
        /// The note.
        text: TextRef,
    },
    /// 标记来电人.
    CallerFlagged {
        /// Why.
        reason: TextRef,
    },
    /// 办理要点.
    HandlingTextWritten {
        /// What the units may read.
        text: TextRef,
    },
    /// 解密一项.
    Released {
        /// Which part.
        what: Part,
        /// Why.
        reason: TextRef,
    },
    /// 附件.
    Attached(Attached),
    /// 同遇.
    MeTooAdded {
        /// Where to send word.
        contact: Option<PersonRef>,
    },
    /// 清除: what was deleted is gone for good; the events, which never held it, stay.
    Erased {
        /// How much.
        what: Erasure,
    },
    /// A calendar landed and moved or settled the promise.
    Redated {
        /// Year of the table.
        table: i16,
        /// The promise now.
        promise: Promise,
    },
    /// A time passed without the step that was due: noted once, counted for nobody by itself.
    Reminded {
        /// What for.
        timer: TimerKey,
        /// 升级: somebody above has to decide now.
        escalated: bool,
        /// Reminders that were missed while the platform was out, and are not given one by one.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        also: Vec<TimerKey>,
    },
}
