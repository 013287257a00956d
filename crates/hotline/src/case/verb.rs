//! The words for the commands, on screens and in documents.

use super::command::Verb;

impl Verb {
    /// The command of this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|verb| verb.as_str() == name)
    }

    /// The word on the screen.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Register => "登记",
            Self::Accept => "受理",
            Self::Decline => "不予受理",
            Self::Transfer => "转办",
            Self::AnswerDirectly => "直接答复",
            Self::Dispatch => "批转",
            Self::Sign => "签收",
            Self::Take => "经办",
            Self::Delegate => "下派",
            Self::Return => "申请退件",
            Self::RuleOnReturn => "裁定",
            Self::DesignateFallback => "指定兜底",
            Self::Contact => "联系",
            Self::NoteProgress => "记进展",
            Self::AskRequester => "请诉求人补充",
            Self::DecideWaiting => "决定等候",
            Self::HearFromRequester => "补充",
            Self::RequestExtension => "申请延期",
            Self::DecideExtension => "决定延期",
            Self::Reply => "答复",
            Self::Review => "审核",
            Self::Publish => "公开",
            Self::Rate => "评价",
            Self::FollowUp => "回访",
            Self::AskRework => "申请重办",
            Self::Rework => "重办",
            Self::Close => "办结",
            Self::Merge => "并件",
            Self::Unmerge => "撤销并件",
            Self::Split => "拆件",
            Self::Withdraw => "撤回",
            Self::Reopen => "重新打开",
            Self::Correct => "更正",
            Self::Urge => "催办",
            Self::Supervise => "督办",
            Self::RevealIdentity => "查看身份",
            Self::Annotate => "批注",
            Self::FlagCaller => "标记来电人",
            Self::WriteHandlingText => "写办理要点",
            Self::Release => "解密一项",
            Self::Attach => "添附件",
            Self::MeToo => "同遇",
        }
    }
}
