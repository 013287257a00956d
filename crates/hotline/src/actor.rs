//! Who acts: staff with posts, the requester of the case, the public, or the platform itself.

use crate::codes::UnitCode;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// 角色: what a person may do in a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 话务员: takes calls, registers and accepts.
    Agent,
    /// 班长: leads a shift; decides with the dispatchers.
    ShiftLead,
    /// 批转员: sends cases to units and rules on returns.
    Dispatcher,
    /// 终审员 at a centre, 单位审核人 in a unit.
    Reviewer,
    /// 回访员: calls citizens back.
    CallBack,
    /// 知识库管理员.
    Librarian,
    /// 签收/经办人: signs and handles in a unit.
    Handler,
    /// 单位管理员.
    UnitAdmin,
    /// 效能督查员 of an efficiency office.
    Inspector,
    /// 领导, reads only.
    Leader,
    /// 系统管理员.
    SystemAdmin,
    /// 安全管理员.
    SecurityAdmin,
    /// 审计管理员.
    Auditor,
}

impl Role {
    /// Every role, in the order of the enum.
    pub const ALL: [Self; 13] = [
        Self::Agent,
        Self::ShiftLead,
        Self::Dispatcher,
        Self::Reviewer,
        Self::CallBack,
        Self::Librarian,
        Self::Handler,
        Self::UnitAdmin,
        Self::Inspector,
        Self::Leader,
        Self::SystemAdmin,
        Self::SecurityAdmin,
        Self::Auditor,
    ];

    /// The name used in stories, API and database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::ShiftLead => "shift_lead",
            Self::Dispatcher => "dispatcher",
            Self::Reviewer => "reviewer",
            Self::CallBack => "call_back",
            Self::Librarian => "librarian",
            Self::Handler => "handler",
            Self::UnitAdmin => "unit_admin",
            Self::Inspector => "inspector",
            Self::Leader => "leader",
            Self::SystemAdmin => "system_admin",
            Self::SecurityAdmin => "security_admin",
            Self::Auditor => "auditor",
        }
    }

    /// The word on the screen.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Agent => "话务员",
            Self::ShiftLead => "班长",
            Self::Dispatcher => "批转员",
            Self::Reviewer => "审核人",
            Self::CallBack => "回访员",
            Self::Librarian => "知识库管理员",
            Self::Handler => "经办人",
            Self::UnitAdmin => "单位管理员",
            Self::Inspector => "效能督查员",
            Self::Leader => "领导",
            Self::SystemAdmin => "系统管理员",
            Self::SecurityAdmin => "安全管理员",
            Self::Auditor => "审计管理员",
        }
    }

    /// Whether the role deals with cases at all. Administrators of the platform do not: the three
    /// admin roles are kept apart from the work (`domain.md §7`).
    pub const fn deals_with_cases(self) -> bool {
        !matches!(
            self,
            Self::SystemAdmin | Self::SecurityAdmin | Self::Auditor | Self::Librarian
        )
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| {
                let all = Self::ALL.map(Self::as_str);
                let (zh, en) = (all.join("、"), all.join(", "));
                format!("没有“{text}”这个角色，可以填：{zh} (no role {text}; one of: {en})")
            })
    }
}

/// A role in a unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Post {
    /// What the person may do there.
    pub role: Role,
    /// Where.
    pub unit: UnitCode,
}

/// A member of staff: an opaque person id (never a name) and every post held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// Stable id of the person.
    pub person: String,
    /// Roles in units; a person may have several.
    pub posts: Vec<Post>,
}

/// Who acts or looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Staff of a centre, a unit or an efficiency office.
    Staff(Staff),
    /// 诉求人: has shown number and query code of this very case, or is registering one.
    Requester,
    /// Anybody; sees published cases only.
    Public,
    /// The platform: timers, calendar orders.
    System,
}

impl Actor {
    /// How an event records the actor: an id, never a name.
    pub fn label(&self) -> String {
        match self {
            Self::Staff(staff) => format!("staff:{}", staff.person),
            Self::Requester => "requester".to_owned(),
            Self::Public => "public".to_owned(),
            Self::System => "system".to_owned(),
        }
    }

    /// Posts of a member of staff; nothing for others.
    pub fn posts(&self) -> &[Post] {
        match self {
            Self::Staff(staff) => &staff.posts,
            _ => &[],
        }
    }

    /// Person id of a member of staff.
    pub fn person(&self) -> Option<&str> {
        match self {
            Self::Staff(staff) => Some(&staff.person),
            _ => None,
        }
    }

    /// First post with one of these roles.
    pub fn post_in(&self, roles: &[Role]) -> Option<&Post> {
        self.posts().iter().find(|post| roles.contains(&post.role))
    }

    /// Whether there is a post with one of these roles at this unit.
    pub fn has_post(&self, roles: &[Role], unit: &UnitCode) -> bool {
        self.posts()
            .iter()
            .any(|post| &post.unit == unit && roles.contains(&post.role))
    }
}
