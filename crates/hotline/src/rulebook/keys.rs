//! All keys of a rulebook, each with its meaning, unit of measure and allowed range.

use std::ops::RangeInclusive;

use serde::Serialize;
use toml::Spanned;
use workday::Date;

use super::EscalationStep;
use super::load::{RawKey, Reader};
use crate::kind::Kind;
use crate::profile::ProfileError;

/// What a key's number counts; the file must name the same, so that nobody writes hours where
/// minutes are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// 工作日: ends at 24:00 of the last day; the first is the next working day.
    WorkingDays,
    /// 自然日: periods of 24 hours.
    CalendarDays,
    /// Minutes round the clock.
    Minutes,
    /// Minutes of the office hours of the unit that must act.
    WorkingMinutes,
    /// How many times.
    Times,
    /// Parts of a hundred.
    Percent,
    /// A grade of 好差评, 1 (非常不满意) to 5 (非常满意).
    Grade,
}

impl Measure {
    /// The word in the file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Measure::WorkingDays => "working_days",
            Measure::CalendarDays => "calendar_days",
            Measure::Minutes => "minutes",
            Measure::WorkingMinutes => "working_minutes",
            Measure::Times => "times",
            Measure::Percent => "percent",
            Measure::Grade => "grade",
        }
    }

    /// The word on screens.
    pub const fn zh(self) -> &'static str {
        match self {
            Measure::WorkingDays => "个工作日",
            Measure::CalendarDays => "个自然日",
            Measure::Minutes => "分钟",
            Measure::WorkingMinutes => "分钟（办公时间）",
            Measure::Times => "次",
            Measure::Percent => "%",
            Measure::Grade => "级",
        }
    }
}

/// One key as a reader of the documentation or of `doctor` sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct KeyInfo {
    /// Name in the file.
    pub key: &'static str,
    /// Its value as text; for `escalation` the whole ladder.
    pub value: String,
    /// [`Measure::as_str`] of the key.
    pub unit: &'static str,
    /// Where the value comes from.
    pub source: String,
    /// Still to be confirmed by officials.
    pub composed: bool,
}

/// Where the value of one key comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// Name of the key.
    pub key: &'static str,
    /// Document and place.
    pub source: String,
    /// Still to be confirmed by officials.
    pub composed: bool,
}

/// Writes the struct, the form of its file and the table of its keys from one list.
macro_rules! rulebook {
    ($($(#[$doc:meta])* $key:ident: $measure:ident, $range:expr;)*) => {
        /// One version of the hotline's rules (管理办法), in force from `effective` on.
        ///
        /// Each number stands in the file with its unit of measure and its source.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        pub struct Rulebook {
            /// First day in force; also the name by which a stored case refers to this version.
            pub effective: Date,
            /// Title of the document.
            pub title: String,
            /// Where title and day of effect come from.
            pub source: String,
            /// Title or day of effect are still to be confirmed.
            pub composed: bool,
            $($(#[$doc])* pub $key: u32,)*
            /// Limit of every item of the convenience list (便民服务事项清单), working days;
            /// `None` where the version has no such list. The shorter of this and the kind's
            /// limit holds.
            pub list_limit: Option<u32>,
            /// Steps above an overdue case, by `days_late`.
            pub escalation: Vec<EscalationStep>,
            /// Sources of the keys, in the order of the fields.
            pub provenance: Vec<Provenance>,
        }

        /// A rulebook as its file says it.
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct RawRulebook {
            pub(super) effective: Spanned<String>,
            title: String,
            source: String,
            #[serde(default)]
            composed: bool,
            $($key: Spanned<RawKey>,)*
            list_limit: Option<Spanned<RawKey>>,
            pub(super) escalation: Vec<Spanned<EscalationStep>>,
        }

        impl RawRulebook {
            /// Checks every key against its measure and range.
            pub(super) fn check(
                self,
                effective: Date,
                escalation: Vec<EscalationStep>,
                reader: &mut Reader<'_>,
            ) -> Result<Rulebook, ProfileError> {
                Ok(Rulebook {
                    effective,
                    title: self.title,
                    source: self.source,
                    composed: self.composed,
                    $($key: reader.key(stringify!($key), self.$key, Measure::$measure, $range)?,)*
                    list_limit: match self.list_limit {
                        Some(raw) => {
                            Some(reader.key("list_limit", raw, Measure::WorkingDays, DAYS)?)
                        }
                        None => None,
                    },
                    escalation,
                    provenance: std::mem::take(&mut reader.provenance),
                })
            }
        }

        impl Rulebook {
            /// Names of the required keys, in the order of the fields.
            pub const KEYS: &[&str] = &[$(stringify!($key)),*];

            /// Every key that a version may have, with what it counts.
            pub const MEASURES: &[(&str, Measure)] = &[
                $((stringify!($key), Measure::$measure),)*
                ("list_limit", Measure::WorkingDays),
            ];

            pub(super) fn number(&self, key: &str) -> Option<(u32, Measure)> {
                match key {
                    $(stringify!($key) => Some((self.$key, Measure::$measure)),)*
                    "list_limit" => self.list_limit.map(|days| (days, Measure::WorkingDays)),
                    _ => None,
                }
            }
        }
    };
}

/// A limit in days; a limit of 0 would be late before it began.
const DAYS: RangeInclusive<u32> = 1..=366;
/// A limit in minutes, at most a fortnight.
const MINUTES: RangeInclusive<u32> = 1..=20_160;
/// How often something may happen; 0 = never.
const TIMES: RangeInclusive<u32> = 0..=100;
const SHARE: RangeInclusive<u32> = 0..=100;

rulebook! {
    /// Limit of 咨询, working days from acceptance (`domain.md §1`).
    limit_consult: WorkingDays, DAYS;
    /// Limit of 投诉 (and 举报), working days from acceptance (`domain.md §1`).
    limit_complaint: WorkingDays, DAYS;
    /// Limit of 建议, working days from acceptance (`domain.md §1`).
    limit_suggestion: WorkingDays, DAYS;
    /// Limit of 求助, working days from acceptance (`domain.md §1`).
    limit_help: WorkingDays, DAYS;
    /// Limit of acceptance (受理), minutes round the clock; once it is passed the promise counts
    /// from submission plus this (`design.md §3`).
    accept_minutes: Minutes, MINUTES;
    /// Limit of dispatch (批转), minutes round the clock from acceptance (`domain.md §4`).
    dispatch_minutes: Minutes, MINUTES;
    /// The same for urgent cases.
    dispatch_urgent_minutes: Minutes, MINUTES;
    /// Limit of signing (签收), working minutes of the unit (`domain.md §4`).
    sign_minutes: WorkingMinutes, MINUTES;
    /// The same for urgent cases.
    sign_urgent_minutes: WorkingMinutes, MINUTES;
    /// How long after dispatch a return (退件) may be asked for, working days (`domain.md §4`).
    return_days: WorkingDays, DAYS;
    /// Limit of the ruling (裁定) on a return, working minutes of the unit that gave the case.
    ruling_minutes: WorkingMinutes, MINUTES;
    /// Limit of the centre's final review (终审), working days from the reply.
    final_review_days: WorkingDays, DAYS;
    /// How often a case may be extended (延期).
    extension_times: Times, TIMES;
    /// Sum of all extensions of a case, working days.
    extension_total_days: WorkingDays, 0..=366;
    /// What a granted wait for the requester (等候补充) adds at most, working days.
    waiting_days: WorkingDays, 0..=366;
    /// How often a wait may be granted in a round.
    waiting_times: Times, TIMES;
    /// How long after the answer the requester may rate (评价) or ask for rework, calendar days.
    rating_window_days: CalendarDays, DAYS;
    /// The lowest grade that counts as satisfied (满意); 3 = 基本满意.
    satisfied_grade: Grade, 1..=5;
    /// Limit of the decision on a request for rework (重办), working days.
    rework_decision_days: WorkingDays, DAYS;
    /// How often a case may be reworked.
    rework_times: Times, TIMES;
    /// Limit of a reworked round, working days.
    rework_days: WorkingDays, DAYS;
    /// Share of unrated cases that are called back (回访), percent.
    follow_up_sample_percent: Percent, SHARE;
    /// How often a call-back is tried.
    follow_up_tries: Times, 1..=100;
    /// Part of the days left within which an assisting unit (协办) replies to the lead, percent;
    /// at least one working day.
    assist_share_percent: Percent, SHARE;
    /// Limit of the first contact (先行联系) with the requester, working days from dispatch.
    first_contact_days: WorkingDays, DAYS;
    /// The lamp is green while more than this part of the round's limit is left, percent.
    lamp_green_share_percent: Percent, SHARE;
}

impl Rulebook {
    /// Limit of a kind of case, working days, before the list and urgency are looked at.
    pub const fn limit(&self, kind: Kind) -> u32 {
        match kind {
            Kind::Consult => self.limit_consult,
            Kind::Complaint => self.limit_complaint,
            Kind::Suggestion => self.limit_suggestion,
            Kind::Help => self.limit_help,
        }
    }

    /// Every key with value, unit of measure and source, for documentation and `doctor`.
    pub fn keys(&self) -> Vec<KeyInfo> {
        let numbers = self.provenance.iter().filter_map(|from| {
            let (value, measure) = self.number(from.key)?;
            Some(KeyInfo {
                key: from.key,
                value: value.to_string(),
                unit: measure.as_str(),
                source: from.source.clone(),
                composed: from.composed,
            })
        });
        let ladder = self.escalation.iter().map(|step| KeyInfo {
            key: "escalation",
            value: format!("{} → {} {}", step.days_late, step.to, step.name),
            unit: Measure::WorkingDays.as_str(),
            source: step.source.clone(),
            composed: step.composed,
        });
        numbers.chain(ladder).collect()
    }
}
