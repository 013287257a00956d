//! What is shown of a case, field by field.

use crate::case::event::{Erasure, Outcome};
use crate::case::ledger::Effect;
use crate::case::promise::Lamp;
use crate::case::status::{Hold, Status};
use crate::codes::{AreaCode, ItemCode, UnitCode};
use crate::file::FileKind;
use crate::kind::Kind;
use crate::person::MaskedRequester;
use crate::point::Point;
use serde::Serialize;
use workday::Date;

/// An assignment as shown.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AssignmentView {
    /// Round.
    pub round: u32,
    /// Code of the unit.
    pub unit: UnitCode,
    /// Its name.
    pub unit_name: String,
    /// lead, assist or below.
    pub duty: &'static str,
    /// The unit above in the tree.
    pub upper: Option<UnitCode>,
    /// 兜底.
    pub fallback: bool,
    /// Where it stands.
    pub state: Hold,
    /// When it was given.
    pub given_at: String,
    /// 签收 until.
    pub sign_by: String,
    /// When it was signed.
    pub signed_at: Option<String>,
    /// When the unit first reached the requester.
    pub contacted_at: Option<String>,
    /// Inner limit of an assisting unit.
    pub reply_by: Option<String>,
}

/// A rating as shown.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RatingView {
    /// 1 to 5.
    pub grade: u8,
    /// 解决.
    pub solved: bool,
    /// requester, agent or follow_up.
    pub by: &'static str,
    /// In own words.
    pub comment: Option<String>,
    /// 点赞.
    pub like: bool,
}

/// A row of the clock ledger as shown.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LedgerView {
    /// Event.
    pub seq: u64,
    /// When.
    pub at: String,
    /// Kind of the event.
    pub what: String,
    /// set, moved or unchanged.
    pub effect: Effect,
    /// First instant that is late, after it.
    pub due: String,
}

/// A case as an actor may read it. Times are RFC 3339 with +08:00.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CaseView {
    /// Number.
    pub no: String,
    /// Version, for If-Match.
    pub version: u64,
    /// Where it stands.
    pub status: Status,
    /// 类别.
    pub kind: Kind,
    /// 举报.
    pub report: bool,
    /// 保密.
    pub confidential: bool,
    /// 匿名.
    pub anonymous: bool,
    /// 紧急.
    pub urgent: bool,
    /// 简易.
    pub simple: bool,
    /// 便民服务事项.
    pub item: Option<ItemCode>,
    /// 渠道.
    pub channel: Option<String>,
    /// Area.
    pub area: Option<AreaCode>,
    /// Title.
    pub title: Option<String>,
    /// Text.
    pub text: Option<String>,
    /// Place.
    pub place: Option<String>,
    /// 坐标 of the place, for whoever reads the place.
    pub point: Option<Point>,
    /// 办理要点 of a secret case.
    pub handling_text: Option<String>,
    /// Who asks, masked.
    pub requester: Option<MaskedRequester>,
    /// When it was submitted.
    pub submitted_at: String,
    /// When it was accepted.
    pub accepted_at: Option<String>,
    /// Name of the deciding centre.
    pub centre: Option<String>,
    /// Day of effect of the rulebook.
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = Date))]
    pub rulebook: Option<Date>,
    /// First instant that is late.
    pub due: Option<String>,
    /// Last day in time.
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = Date))]
    pub last_day: Option<Date>,
    /// 暂定.
    pub provisional: bool,
    /// Late as of now.
    pub late: bool,
    /// Lamp as of now.
    pub lamp: Option<Lamp>,
    /// 清除: persons or words were deleted.
    pub erased: Option<Erasure>,
    /// Round.
    pub round: u32,
    /// Reworks so far.
    pub reworks: u32,
    /// Name of the top-level answerable unit.
    pub lead: Option<String>,
    /// Names of the units that hold the next step.
    pub holders: Vec<String>,
    /// Every assignment.
    pub assignments: Vec<AssignmentView>,
    /// 计时账.
    pub ledger: Vec<LedgerView>,
    /// An open question to the requester.
    pub question: Option<String>,
    /// Working days of an undecided extension.
    pub extension_asked: Option<u32>,
    /// The answer.
    pub answer: Option<String>,
    /// What the answer promises for later.
    pub commitment: Option<String>,
    /// By which day.
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = Date))]
    pub commitment_until: Option<Date>,
    /// When the citizen got it.
    pub answered_at: Option<String>,
    /// The instant that decided whether it was in time.
    pub counted_at: Option<String>,
    /// The window for rating closes then.
    pub window_until: Option<String>,
    /// The effective rating.
    pub rating: Option<RatingView>,
    /// How it was closed.
    pub outcome: Option<Outcome>,
    /// A rework was asked for and is undecided.
    pub rework_asked: bool,
    /// Number of the parent.
    pub merged_into: Option<String>,
    /// 督办.
    pub supervised: bool,
    /// 催办 so far.
    pub urged: u32,
    /// 同遇 so far.
    pub me_too: u32,
    /// Whether a masked copy is public.
    pub published: bool,
    /// When that was last published.
    pub published_at: Option<String>,
    /// 附件 that the reader may see.
    pub files: Vec<FileView>,
    /// The line with a number of its own that it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<LineView>,
}

/// 两号并存 as shown.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LineView {
    /// Number of the line.
    pub line: String,
    /// The line's own number of the case.
    pub no: String,
    /// When the line accepted it.
    pub accepted_at: String,
}

/// 附件 as shown.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FileView {
    /// Its number within the case, as in the path.
    pub file: u64,
    /// When it came.
    pub at: String,
    /// What it is, by its content.
    pub kind: FileKind,
    /// Its size.
    pub bytes: u64,
    /// Width of a picture, in pixels.
    pub width: Option<u32>,
    /// Height of a picture.
    pub height: Option<u32>,
    /// Whether there is a thumbnail.
    pub thumbnail: bool,
    /// Its name.
    pub name: Option<String>,
    /// What there is to say about it.
    pub caption: Option<String>,
    /// Of evidence: what it shows.
    pub what: Option<String>,
    /// When it was taken, as written by the sender.
    pub taken_at: Option<String>,
    /// Name of the unit whose it is; none if the requester's.
    pub unit: Option<String>,
    /// Whether the requester may see a unit's file.
    pub public: bool,
}
