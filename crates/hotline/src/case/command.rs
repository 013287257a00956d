//! What can be asked of a case: every command with its fields (`design.md §3`, names binding).

mod register;
mod value;

pub use register::Register;
pub use value::{
    CallOutcome, Commitment, Evidence, Grant, How, KnowledgeGiven, LineGiven, Part, Ruling,
    SplitPart, Verdict,
};

use crate::codes::{AreaCode, ItemCode};
use crate::kind::Kind;
use crate::point::Point;
use crate::refusal::{Code, Refusal};
use crate::text::{Line, Words};
use serde::{Deserialize, Serialize};

use value::one_or_many;

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident $code:literal { $($(#[$field_doc:meta])* $field:ident : $type:ty,)* })*) => {
        /// What somebody asks of a case.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "do", content = "with", deny_unknown_fields)]
        pub enum Command {
            /// 登记: a new case.
            #[serde(rename = "register")]
            Register(Box<Register>),
            $($(#[$doc])* #[serde(rename = $code)] $name($name),)*
        }
        $(
            #[doc = concat!("Fields of `", $code, "`.")]
            #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
            #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
            #[serde(deny_unknown_fields)]
            pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }
        )*
        /// A command's name, without its fields.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        pub enum Verb {
            /// 登记.
            #[serde(rename = "register")]
            Register,
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }
        impl Verb {
            /// Every command, in the order of a case's life.
            pub const ALL: &'static [Self] = &[Self::Register, $(Self::$name,)*];
            /// The name in stories, API and database.
            pub const fn as_str(self) -> &'static str {
                match self { Self::Register => "register", $(Self::$name => $code,)* }
            }
        }
        #[cfg(feature = "schema")]
        impl Verb {
            /// Name and schema of the command's fields; the schemas that it refers to are added to
            /// `others`.
            pub fn schema(self, others: &mut Vec<crate::schema::Named>) -> crate::schema::Named {
                match self {
                    Self::Register => crate::schema::named::<Register>(others),
                    $(Self::$name => crate::schema::named::<$name>(others),)*
                }
            }
        }
        impl Command {
            fn read_fields(verb: Verb, with: serde_json::Value) -> Result<Self, Refusal> {
                Ok(match verb {
                    Verb::Register => Self::Register(Box::new(crate::reading::read(with)?)),
                    $(Verb::$name => Self::$name(crate::reading::read(with)?),)*
                })
            }
            /// The command's name.
            pub const fn verb(&self) -> Verb {
                match self { Self::Register(_) => Verb::Register, $(Self::$name(_) => Verb::$name,)* }
            }
        }
    };
}

commands! {
    /// 受理.
    Accept "accept" {
        /// Kind, where the requester's own was wrong.
        #[serde(default)] kind: Option<Kind>,
        /// Item, where it was missing or wrong.
        #[serde(default)] item: Option<ItemCode>,
        /// Same day because urgent.
        #[serde(default)] urgent: Option<bool>,
        /// Same day because simple.
        #[serde(default)] simple: Option<bool>,
    }
    /// 不予受理.
    Decline "decline" {
        /// Code of `reasons.toml`.
        #[serde(default)] reason: String,
        /// Where else to turn; the reason's own advice where missing.
        #[serde(default)] advice: Words,
    }
    /// 转办 to a body outside the platform.
    Transfer "transfer" {
        /// To whom: 110, 12315, province …
        #[serde(default)] to: Line,
        /// What they should know.
        #[serde(default)] note: Words,
    }
    /// 直接答复.
    AnswerDirectly "answer_directly" {
        /// The answer.
        #[serde(default)] text: Words,
        /// The entry of the knowledge base that it was taken from.
        #[serde(default, skip_serializing_if = "Option::is_none")] knowledge: Option<KnowledgeGiven>,
    }
    /// 批转.
    Dispatch "dispatch" {
        /// 主办单位: name, alias or code.
        #[serde(default)] lead: String,
        /// 协办单位.
        #[serde(default, deserialize_with = "one_or_many")] assist: Vec<String>,
        /// A word to the units.
        #[serde(default)] note: Option<Words>,
        /// For secret cases: what the units may read.
        #[serde(default)] handling_text: Option<Words>,
    }
    /// 签收.
    Sign "sign" {}
    /// 经办: a person takes the case in hand.
    Take "take" {
        /// Who.
        #[serde(default)] person: Line,
    }
    /// 下派 to a lower unit.
    Delegate "delegate" {
        /// The lower unit.
        #[serde(default)] to: String,
        /// A word to it.
        #[serde(default)] note: Option<Words>,
    }
    /// 退件.
    Return "return" {
        /// Code of `reasons.toml`.
        #[serde(default)] reason: String,
        /// The rule or duty list it rests on.
        #[serde(default)] basis: Words,
        /// The unit that should have it.
        #[serde(default)] suggest: Option<String>,
    }
    /// 裁定 a return.
    RuleOnReturn "rule_on_return" {
        /// Uphold or reject.
        decision: Ruling,
        /// The unit that gets it next, in the same act.
        #[serde(default)] lead: Option<String>,
        /// Why.
        #[serde(default)] reason: Words,
        /// Whose return, where several wait; the oldest otherwise.
        #[serde(default)] unit: Option<String>,
    }
    /// 指定兜底单位.
    DesignateFallback "designate_fallback" {
        /// The unit.
        #[serde(default)] unit: String,
        /// Why.
        #[serde(default)] reason: Words,
    }
    /// 联系 the requester.
    Contact "contact" {
        /// In which way.
        how: How,
        /// Whether spoken to.
        reached: bool,
        /// What was said.
        #[serde(default)] note: Option<Words>,
    }
    /// 记录进展.
    NoteProgress "note_progress" {
        /// What happened.
        #[serde(default)] text: Words,
        /// Whether the requester may read it.
        #[serde(default)] public: bool,
    }
    /// 请诉求人补充.
    AskRequester "ask_requester" {
        /// What is needed.
        #[serde(default)] question: Words,
    }
    /// 等候补充: the centre decides.
    DecideWaiting "decide_waiting" {
        /// Grant or refuse.
        decision: Grant,
        /// Why.
        #[serde(default)] reason: Words,
    }
    /// 补充: words from the requester.
    HearFromRequester "hear_from_requester" {
        /// The words.
        #[serde(default)] text: Words,
    }
    /// 申请延期.
    RequestExtension "request_extension" {
        /// Working days.
        days: u32,
        /// Why.
        #[serde(default)] reason: Words,
    }
    /// 决定延期.
    DecideExtension "decide_extension" {
        /// Grant or refuse.
        decision: Grant,
        /// Working days, where other than asked.
        #[serde(default)] days: Option<u32>,
        /// Why.
        #[serde(default)] reason: Words,
    }
    /// 答复.
    Reply "reply" {
        /// The answer.
        #[serde(default)] text: Words,
        /// What proves it.
        #[serde(default, deserialize_with = "one_or_many")] evidence: Vec<Evidence>,
        /// What will be done, by when.
        #[serde(default)] commitment: Option<Commitment>,
    }
    /// 审核, 终审.
    Review "review" {
        /// Pass or send back.
        decision: Verdict,
        /// The answer as improved by the reviewer.
        #[serde(default)] text: Option<Words>,
        /// Why it is sent back.
        #[serde(default)] reason: Words,
    }
    /// 公开 a masked copy.
    Publish "publish" {
        /// Title without personal data.
        #[serde(default)] title: Line,
        /// Text without personal data.
        #[serde(default)] text: Words,
        /// Answer without personal data.
        #[serde(default)] answer: Words,
    }
    /// 评价.
    Rate "rate" {
        /// 1 to 5, 5 is 非常满意.
        grade: u8,
        /// Whether the matter is solved.
        solved: bool,
        /// In own words.
        #[serde(default)] comment: Option<Words>,
        /// 点赞.
        #[serde(default)] like: bool,
    }
    /// 回访.
    FollowUp "follow_up" {
        /// What came of the call.
        outcome: CallOutcome,
        /// Whether the matter is solved; needed with `reached`.
        #[serde(default)] solved: Option<bool>,
        /// 1 to 5; it counts with `reached`, where the requester has not rated.
        #[serde(default)] grade: Option<u8>,
        /// What was said.
        #[serde(default)] note: Option<Words>,
    }
    /// 申请重办.
    AskRework "ask_rework" {
        /// What is still wrong.
        #[serde(default)] reason: Words,
    }
    /// 重办: the next round.
    Rework "rework" {
        /// Why.
        #[serde(default)] reason: Words,
        /// Another unit than the last lead.
        #[serde(default)] lead: Option<String>,
    }
    /// 办结 by the centre; refuses a rework that was asked for.
    Close "close" {
        /// Why.
        #[serde(default)] reason: Words,
    }
    /// 并件.
    Merge "merge" {
        /// Number of the case that goes on.
        #[serde(default)] into: String,
    }
    /// 撤销并件.
    Unmerge "unmerge" {
        /// Why.
        #[serde(default)] reason: Words,
    }
    /// 拆件.
    Split "split" {
        /// The new cases.
        #[serde(default)] parts: Vec<SplitPart>,
    }
    /// 撤回.
    Withdraw "withdraw" {
        /// Why.
        #[serde(default)] reason: Words,
    }
    /// 重新打开.
    Reopen "reopen" {
        /// Why.
        #[serde(default)] reason: Words,
    }
    /// 更正.
    Correct "correct" {
        /// Another kind.
        #[serde(default)] kind: Option<Kind>,
        /// Another item.
        #[serde(default)] item: Option<ItemCode>,
        /// Another place; the point of the old one goes with it.
        #[serde(default)] place: Option<Line>,
        /// Another area; found by the point where it is missing.
        #[serde(default)] area: Option<AreaCode>,
        /// 坐标 of the place, inside the city.
        #[serde(default, skip_serializing_if = "Option::is_none")] point: Option<Point>,
        /// Urgent or not.
        #[serde(default)] urgent: Option<bool>,
        /// Why.
        #[serde(default)] reason: Words,
    }
    /// 催办. What an agent takes down is the caller's urging.
    Urge "urge" {
        /// In own words.
        #[serde(default)] text: Option<Words>,
    }
    /// 督办.
    Supervise "supervise" {
        /// Why.
        #[serde(default)] reason: Words,
    }
    /// 查看身份.
    RevealIdentity "reveal_identity" {
        /// What for.
        #[serde(default)] reason: Words,
    }
    /// 批注.
    Annotate "annotate" {
        /// The note.
        #[serde(default)] text: Words,
    }
    /// 标记来电人.
    FlagCaller "flag_caller" {
        /// Why.
        #[serde(default)] reason: Words,
    }
    /// 写办理要点 of a secret case.
    WriteHandlingText "write_handling_text" {
        /// What the units may read.
        #[serde(default)] text: Words,
    }
    /// 解密一项 of a secret case.
    Release "release" {
        /// Which part.
        what: Part,
        /// Why.
        #[serde(default)] reason: Words,
    }
    /// 添附件: a file that was handed in and is kept.
    Attach "attach" {
        /// The file as it is kept. Whoever hands in a file does not say this: it is found out.
        file: crate::file::Kept,
        /// Its name on the sender's machine.
        #[serde(default)] name: Option<Line>,
        /// What there is to say about it.
        #[serde(default)] caption: Option<Words>,
        /// Of a unit's evidence: what it shows.
        #[serde(default)] what: Option<Line>,
        /// When it was taken, as written by the sender.
        #[serde(default)] taken_at: Option<Line>,
        /// Whether the requester may see a unit's file.
        #[serde(default)] public: bool,
    }
    /// 同遇: me too.
    MeToo "me_too" {
        /// Where to send word, once: a telephone number. It is told when the case is answered, or ends
        /// without an answer, with the address of the public page; nobody at the desk reads it.
        #[serde(default)] contact: Option<Line>,
    }
}

impl Command {
    /// Reads a command by its name and fields, as the API and the stories give them.
    ///
    /// # Errors
    /// `bad_value` naming the field and what it may be.
    pub fn read(name: &str, with: serde_json::Value) -> Result<Self, Refusal> {
        let verb = Verb::find(name).ok_or_else(|| {
            Refusal::because(
                Code::BadValue,
                format!("没有“{name}”这个命令 (no such command)"),
            )
        })?;
        let with = if with.is_null() {
            serde_json::Value::Object(serde_json::Map::new())
        } else {
            with
        };
        // A list would fill the fields by their places; nobody means that.
        if !with.is_object() {
            let why = "应当是 JSON 对象 (expected a JSON object)";
            return Err(Refusal::because(Code::BadValue, why));
        }
        Self::read_fields(verb, with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn commands_are_read_by_name() {
        let command = Command::read(
            "return",
            json!({"reason": "not_our_duty", "basis": "三定方案"}),
        )
        .unwrap();
        assert_eq!(command.verb(), Verb::Return);
        assert_eq!(
            Command::read("sign", serde_json::Value::Null)
                .unwrap()
                .verb(),
            Verb::Sign
        );
        for (name, with) in [
            ("sign", json!({"x": 1})),
            ("fly", json!({})),
            ("rate", json!({"grade": 5})),
            ("rate", json!([])),
        ] {
            assert_eq!(Command::read(name, with).unwrap_err().code, Code::BadValue);
        }
    }

    #[test]
    fn every_command_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = Verb::ALL.iter().map(|v| v.as_str()).collect();
        assert_eq!(names.len(), Verb::ALL.len());
    }
}
