//! What a case is about, how it ended, how it was rated: parts of events and of the case alike.

use crate::case::command::Register;
use crate::codes::{AreaCode, ItemCode};
use crate::kind::Kind;
use crate::masking::{half, unseen};
use crate::text::{PersonRef, TextRef};
use serde::{Deserialize, Serialize};
use workday::Instant;

/// What a case is about, with words and persons sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// 渠道.
    pub channel: String,
    /// 类别.
    pub kind: Kind,
    /// 举报.
    pub report: bool,
    /// 便民服务事项.
    pub item: Option<ItemCode>,
    /// Area of the place.
    pub area: Option<AreaCode>,
    /// Title.
    pub title: TextRef,
    /// The requester's words.
    pub text: TextRef,
    /// Where the matter is.
    pub place: Option<TextRef>,
    /// The same as a point ([`crate::point::Point`] as text).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<TextRef>,
    /// Who asks; none if anonymous and unknown.
    pub requester: Option<PersonRef>,
    /// 匿名.
    pub anonymous: bool,
    /// 保密.
    pub confidential: bool,
    /// 情况紧急.
    pub urgent: bool,
    /// 可简易处理.
    pub simple: bool,
    /// Number of an earlier case of the same matter.
    pub repeat_of: Option<String>,
    /// Number of the case that this one was split from.
    pub split_from: Option<String>,
    /// The line with a number of its own that it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<FromLine>,
}

/// 两号并存: which line had the case first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FromLine {
    /// Number of the line.
    pub line: String,
    /// The line's own number of the case.
    pub no: String,
    /// When the line accepted it.
    pub accepted_at: Instant,
}

impl FromLine {
    /// A line's own number as it is looked up: half-width, in capitals, without blanks at its ends and what
    /// nobody sees. Registers spell one number in many ways.
    pub fn key(no: &str) -> String {
        let seen = no.chars().filter(|c| !unseen(*c)).map(half);
        let seen: String = seen.collect();
        seen.trim().to_ascii_uppercase()
    }
}

impl Facts {
    /// Whether identity and words are kept from the units: 举报 and confidential cases.
    pub const fn secret(&self) -> bool {
        self.report || self.confidential
    }

    /// 坐标 by which the case is found near another place: none of a secret case.
    pub fn findable_point(&self) -> Option<&TextRef> {
        self.point.as_ref().filter(|_| !self.secret())
    }

    pub(crate) fn sealed(
        register: &Register,
        channel: String,
        title: TextRef,
        text: TextRef,
        place: Option<TextRef>,
        requester: Option<PersonRef>,
    ) -> Self {
        Self {
            channel,
            kind: register.kind,
            report: register.report,
            item: register.item.clone(),
            area: register.area.clone(),
            title,
            text,
            place,
            point: None,
            requester,
            anonymous: register.anonymous,
            confidential: register.confidential,
            urgent: register.urgent,
            simple: register.simple,
            repeat_of: register.repeat_of.clone(),
            split_from: None,
            line: None,
        }
    }
}

/// How a closed case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = CaseOutcome))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The requester rated.
    Rated,
    /// Nobody rated in the window; never counted as satisfied.
    NoRating,
    /// The centre closed it and refused the rework asked for.
    ReworkRefused,
    /// The centre closed it.
    ByCentre,
}

/// Who gave a rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RatedBy {
    /// 诉求人.
    Requester,
    /// An agent wrote down what the requester said.
    Agent,
    /// Told in a call-back.
    FollowUp,
}

/// A rating.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// Who gave it.
    pub by: RatedBy,
    /// 1 to 5, 5 is 非常满意; a call-back may learn only whether the matter is solved.
    pub grade: u8,
    /// 解决.
    pub solved: bool,
    /// In own words.
    pub comment: Option<TextRef>,
    /// 点赞.
    pub like: bool,
}

/// How much of a case was erased (个人信息保护法).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Erasure {
    /// Who asked, and who left word where to reach him.
    Persons,
    /// That, and every word that anybody wrote and every file.
    Words,
}
