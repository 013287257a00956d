//! Where a case and its assignments stand.

use serde::{Deserialize, Serialize};

/// 状态 of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 待受理.
    Submitted,
    /// 待批转.
    Accepted,
    /// 办理中.
    InProgress,
    /// 已答复, waiting for follow-up and rating.
    Answered,
    /// 办结.
    Closed,
    /// 不予受理.
    Declined,
    /// 撤回.
    Withdrawn,
    /// 转办 to 110, 12315, the province …
    Transferred,
    /// 并件: follows its parent.
    Merged,
}

impl Status {
    /// Every status, in the order of a case's life.
    pub const ALL: [Self; 9] = [
        Self::Submitted,
        Self::Accepted,
        Self::InProgress,
        Self::Answered,
        Self::Closed,
        Self::Declined,
        Self::Withdrawn,
        Self::Transferred,
        Self::Merged,
    ];

    /// The name in stories, API and database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Accepted => "accepted",
            Self::InProgress => "in_progress",
            Self::Answered => "answered",
            Self::Closed => "closed",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Transferred => "transferred",
            Self::Merged => "merged",
        }
    }

    /// The word on the screen.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Submitted => "待受理",
            Self::Accepted => "待批转",
            Self::InProgress => "办理中",
            Self::Answered => "已答复",
            Self::Closed => "办结",
            Self::Declined => "不予受理",
            Self::Withdrawn => "撤回",
            Self::Transferred => "转办",
            Self::Merged => "并件",
        }
    }

    /// Ends accept only notes, reopening, and what their window allows.
    pub const fn is_end(self) -> bool {
        matches!(
            self,
            Self::Closed | Self::Declined | Self::Withdrawn | Self::Transferred | Self::Merged
        )
    }

    /// Somebody still owes an answer.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Submitted | Self::Accepted | Self::InProgress)
    }
}

/// Where one unit's assignment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// 待签收.
    ToSign,
    /// 办理中.
    InHand,
    /// A lower unit works; this one stays answerable.
    Delegated,
    /// 退件审核: a return waits for its ruling.
    ReturnAsked,
    /// 待审核: a reply was written and climbs.
    Replied,
    /// The reply was passed.
    Approved,
    /// 已退件: the return was upheld.
    Returned,
    /// 解除: another unit was named, or the case ended or was answered first.
    Relieved,
}

impl Hold {
    /// The name in API and database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ToSign => "to_sign",
            Self::InHand => "in_hand",
            Self::Delegated => "delegated",
            Self::ReturnAsked => "return_asked",
            Self::Replied => "replied",
            Self::Approved => "approved",
            Self::Returned => "returned",
            Self::Relieved => "relieved",
        }
    }

    /// The word on the screen.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::ToSign => "待签收",
            Self::InHand => "办理中",
            Self::Delegated => "已下派",
            Self::ReturnAsked => "退件审核",
            Self::Replied => "待审核",
            Self::Approved => "已通过",
            Self::Returned => "已退件",
            Self::Relieved => "已解除",
        }
    }

    /// The unit still answers for the case.
    pub const fn is_live(self) -> bool {
        !matches!(self, Self::Returned | Self::Relieved)
    }

    /// The unit has the next step in its hands.
    pub const fn is_held(self) -> bool {
        matches!(self, Self::ToSign | Self::InHand | Self::ReturnAsked)
    }
}
