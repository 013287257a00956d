//! Why a command was not carried out: a stable code, a sentence in two languages, the way out.

use serde::{Deserialize, Serialize};

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident $code:literal $zh:literal $en:literal;)*) => {
        /// A refusal's stable code (`design.md §3`); the sentence says what would be allowed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code { $($(#[$doc])* #[serde(rename = $code)] $name,)* }

        impl Code {
            /// Every code there is.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
            /// The code in API, stories and translations.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
            /// The sentence in Chinese: the rule, its bound, the way out.
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$name => $zh,)* }
            }
            /// The sentence in English.
            pub const fn en(self) -> &'static str {
                match self { $(Self::$name => $en,)* }
            }
        }
    };
}

refusals! {
    /// No such case, or one that the actor may not see; the answer does not tell which.
    NotFound "not_found" "没有这件，或者不在您能看的范围内。请核对编号。" "No such case, or it is outside what you may see. Check the number.";
    /// Seen, but not held, or the role is lacking.
    NotYours "not_yours" "这一步不归您办。请交给有这项职责的单位或岗位。" "This step is not yours. Leave it to the unit or role that holds it.";
    /// The step does not follow from where the case stands; the detail names the state.
    WrongState "wrong_state" "按现在的状态不能这样办。" "This step does not follow from where things stand.";
    /// The case has ended; the detail says how, and what is open there.
    Ended "ended" "这件已经结束。" "The case has ended.";
    /// Somebody acted in between.
    Stale "stale" "您看到的之后又有了变化。请看最新情况再办。" "It has changed since you looked. Look again, then act.";
    /// A reason is missing or its code unknown.
    ReasonMissing "reason_missing" "请写明理由。" "Give a reason.";
    /// No such unit, or not in service.
    UnknownUnit "unknown_unit" "没有这个单位，或已停用。请从单位清单里选。" "No such unit, or it is out of service. Choose one from the list.";
    /// No such item.
    UnknownItem "unknown_item" "没有这个便民服务事项。请从事项清单里选。" "No such item. Choose one from the list.";
    /// The unit lies outside what the giver may give to.
    UnitNotBelow "unit_not_below" "只能交给下级单位；智慧中心还可以交给本辖区的单位。" "Give it to a unit below yours; a centre may also give to units of its area.";
    /// The unit holds the case already.
    AlreadyHolds "already_holds" "这个单位已经在办这件。请另选单位。" "That unit already holds this case. Choose another.";
    /// One return per unit and round.
    ReturnedBefore "returned_before" "本轮已经退过一次，每个单位每轮只能退一次。有争议的，受理中心可指定兜底。" "Your unit has returned the case once in this round already. The accepting centre may name a fallback unit.";
    /// The time for returning is over.
    ReturnTooLate "return_too_late" "批转后的退件时限已过，不能退件。有争议的，受理中心可指定兜底。" "The time for returning is over. The accepting centre may name a fallback unit.";
    /// 兜底单位 cannot return.
    FallbackCannotReturn "fallback_cannot_return" "兜底单位不能退件，请直接办理。" "A fallback unit cannot return the case; please handle it.";
    /// A ruling on a disputed return binds.
    RulingBinds "ruling_binds" "中心已经裁定，裁定对各单位有约束力，不能再退。" "The centre has ruled on this dispute, and the ruling binds.";
    /// Extensions are asked before due.
    ExtensionAfterDue "extension_after_due" "期限已过，不能再申请延期。请尽快答复。" "The promise has lapsed; an extension is asked for before that. Please reply.";
    /// Extensions are used up.
    ExtensionSpent "extension_spent" "延期次数或总天数已用完。请在现有期限内答复。" "Extensions are used up. Please reply within the present limit.";
    /// More days than allowed.
    ExtensionTooLong "extension_too_long" "一次延期不能超过原定期限。请减少天数。" "One extension is at most as long as the original limit. Ask for fewer days.";
    /// One is undecided.
    ExtensionPending "extension_pending" "已有一次延期申请等中心决定。" "An extension is waiting for the centre's decision already.";
    /// No extension for same-day cases.
    SameDayNoExtension "same_day_no_extension" "当天答复的件不能延期。" "A same-day case cannot be extended.";
    /// One question a round.
    AskedBefore "asked_before" "本轮已经请诉求人补充过一次。可以电话联系并记入“联系”。" "The requester was asked once in this round already. You may call and note the contact.";
    /// Nobody passes his own reply.
    OwnReply "own_reply" "不能审核自己写的答复。请由另一位审核人审核。" "Nobody passes his own reply. Ask another reviewer.";
    /// A reply needs words.
    ReplyEmpty "reply_empty" "答复不能为空。请写明怎么办的、结果如何。" "A reply cannot be empty. Say what was done and what came of it.";
    /// A lower unit has the case; the detail says what it does with it.
    LowerUnitOpen "lower_unit_open" "这件在下级单位手里。" "The case lies with a lower unit.";
    /// The rating window is over.
    RatingClosed "rating_closed" "评价时间已过。有新的情况请重新提出诉求。" "The time for rating is over. Register a new case if something has changed.";
    /// Rework is used up.
    ReworkSpent "rework_spent" "重办次数已用完。对结果仍有意见，办结以后受理中心可重新打开。" "The rework is used up. Once the case is closed, the accepting centre may reopen it.";
    /// The window for rework is over.
    ReworkTooLate "rework_too_late" "申请重办的时间已过。请重新提出诉求。" "The time for asking for rework is over. Register a new case.";
    /// These cases cannot be merged.
    MergeImpossible "merge_impossible" "这两件不能合并：须都在办理中，不涉及保密，也没有并过别的件。" "These cases cannot be merged: both must be open, neither confidential nor merged already.";
    /// Nothing of the case is kept from its units.
    NotSecret "not_secret" "这件不是举报件，也不是保密件：承办单位本来就看得到，没有要解密的。" "The case is not secret: its units see it as it is, and there is nothing to release.";
    /// Identity or words are secret.
    Confidential "confidential" "这件保密，您不能查看或公开这项内容。有事由受理中心转达。" "The case is confidential. The accepting centre passes messages on.";
    /// Number and query code do not fit.
    BadCode "bad_code" "编号或查询码不对。请核对短信或话务员告诉您的 6 位查询码。" "Number or query code is wrong. Check the six digits you were given.";
    /// A value is missing or not understood.
    BadValue "bad_value" "有一项没填或填得不对。" "A value is missing or not understood.";
    /// An Idempotency-Key that belongs to another request.
    IdempotencyKeyReused "idempotency_key_reused" "这个 Idempotency-Key 已用于另一个请求，没有办理。请换一个；要重发原来的请求，内容须一字不差。" "This Idempotency-Key was used for another request, and nothing was done. Take another one; a repeat must be the same request.";
    /// A version that would begin on a day that is over, or has begun.
    DayPassed "day_passed" "生效日期太早：已经施行的不改，也不溯及既往。请选以后的日期。" "The day of effect is too early: what is in force is never changed. Choose a later day.";
    /// A version whose day has come.
    InForce "in_force" "这一版已经施行，不能撤下。要改请写新的一版。" "This version is in force and cannot be taken back. Write a new one.";
    /// A later version begins with it.
    BuiltUpon "built_upon" "后面还有一版是在它之上写的。请先撤下后面那一版。" "A later version was written on top of it. Take that one back first.";
    /// The dates lie outside the calendar.
    OutOfCalendar "out_of_calendar" "日期超出日历范围（2004 至 2100 年）。" "The date lies outside the calendar (2004 to 2100).";
    /// No rulebook was in force on the day; the detail names it.
    NoRulebook "no_rulebook" "那一天没有施行的规则，算不出期限。请核对日期，或者指明按哪一天施行的规则。" "No rulebook was in force on that day. Check the date, or name a day whose rulebook counts.";
    /// The content is none of the types that are taken.
    FileNotAllowed "file_not_allowed" "这种文件不能收。只收 JPEG、PNG、WebP 图片和 PDF，按内容认，不看文件名。" "This kind of file is not taken: only JPEG, PNG and WebP pictures and PDF, told by content and not by name.";
    /// More bytes than are taken.
    FileTooLarge "file_too_large" "文件太大，一份最多 10 MB。请缩小图片或拆开再传。" "The file is too large: at most 10 MB each. Make the picture smaller or split it.";
    /// Broken, cut off, or too many pixels.
    FileUnreadable "file_unreadable" "文件打不开、不完整，或图片超过 2500 万像素。请检查后重传。" "The file is broken or cut off, or the picture has more than 25 million pixels. Check it and send it again.";
    /// No more files with this case.
    FilesSpent "files_spent" "这件的附件已满：诉求人最多 10 份，各单位共 30 份。" "No more files with this case: at most 10 of the requester and 30 of the units.";
    /// No more call-backs.
    FollowUpSpent "follow_up_spent" "回访次数已用完。" "The tries for calling back are used up.";
    /// Nobody passes what he wrote himself.
    OwnWords "own_words" "不能审核自己写的知识。请由另一位知识库管理员审核。" "Nobody passes what he wrote himself. Ask another librarian.";
    /// Not passed, expired, withdrawn or replaced.
    KnowledgeNotInForce "knowledge_not_in_force" "这条知识没有审核通过、已过期、已停用或有了新版，不能用来答复。请看最新的一版。" "This entry is not passed, or it is over, withdrawn or replaced; it cannot be used for an answer. See its newest version.";
    /// A timer came before its time.
    NotDue "not_due" "时间未到。" "It is not time yet.";
}

/// Described by the codes themselves: a derived schema does not see the names that a macro gives.
#[cfg(feature = "schema")]
impl utoipa::PartialSchema for Code {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::Type::String)
            .description(Some("A refusal's stable code."))
            .enum_values(Some(Self::ALL.iter().map(|code| code.as_str())))
            .into()
    }
}

#[cfg(feature = "schema")]
impl utoipa::ToSchema for Code {
    fn name() -> std::borrow::Cow<'static, str> {
        "RefusalCode".into()
    }
}

/// In the detail of a refusal: the requester's own way to have a case done again, while it is open.
pub const OWN_WAY: &str = "您可以要求重办";

/// Longest detail of a refusal, in characters.
const DETAIL_MAX: usize = 1_000;

/// A refusal: code and, where it helps, what exactly was meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{}", code.zh(), detail.as_ref().map(|d| format!(" {d}")).unwrap_or_default())]
pub struct Refusal {
    /// The stable code.
    pub code: Code,
    /// Which value, which rule, which bound; free of personal data.
    pub detail: Option<String>,
    /// Commands that the actor may give instead.
    pub allowed: Vec<&'static str>,
}

impl Refusal {
    /// A refusal with a detail. What somebody typed may stand in it, so it is cut to a length that can be
    /// read, without control characters.
    pub fn because(code: Code, detail: impl Into<String>) -> Self {
        let mut detail: String = detail.into();
        if detail.chars().any(char::is_control) {
            detail.retain(|c| !c.is_control());
        }
        if let Some((end, _)) = detail.char_indices().nth(DETAIL_MAX) {
            detail.truncate(end);
            detail.push('…');
        }
        Self {
            code,
            detail: Some(detail),
            allowed: Vec::new(),
        }
    }
}

impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        Self {
            code,
            detail: None,
            allowed: Vec::new(),
        }
    }
}

impl From<workday::OutOfRange> for Refusal {
    fn from(_: workday::OutOfRange) -> Self {
        Code::OutOfCalendar.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_have_sentences() {
        let codes: std::collections::BTreeSet<_> = Code::ALL.iter().map(|c| c.as_str()).collect();
        assert_eq!(codes.len(), Code::ALL.len());
        assert!(
            Code::ALL
                .iter()
                .all(|c| c.zh().ends_with('。') && c.en().ends_with('.'))
        );
    }
}
