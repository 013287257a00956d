//! Values that commands carry: verdicts, parts, evidence, commitments.

use crate::codes::ItemCode;
use crate::text::{Line, Words};
use serde::de::{IntoDeserializer as _, Visitor};
use serde::{Deserialize, Deserializer, Serialize, de};
use std::fmt;
use std::marker::PhantomData;
use workday::Date;

/// Yes or no to a reply under review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 通过.
    Pass,
    /// 退回重写.
    SendBack,
}

/// Yes or no to what a unit asked for (extension, waiting).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// 同意.
    Grant,
    /// 不同意.
    Refuse,
}

/// Which version of which entry of the knowledge base an answer was taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct KnowledgeGiven {
    /// Id of the entry.
    pub entry: String,
    /// Number of the version, the one that holds.
    pub version: u32,
}

/// 裁定 on a return.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
    /// 同意退件.
    Uphold,
    /// 不同意退件.
    Reject,
}

/// How the requester was contacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// By telephone.
    Phone,
    /// At the place.
    Visit,
    /// By message.
    Message,
    /// In another way.
    Other,
}

/// What came of a call-back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CallOutcome {
    /// Spoken to.
    Reached,
    /// Nobody answered.
    NotReached,
    /// Did not want to talk.
    Refused,
}

/// A part of a secret case that the centre may release to the units, one by one. A requester's
/// particulars may also be called as in the view of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The title as registered.
    Title,
    /// The original text and later words of the requester.
    Text,
    /// The exact place, in words and as a point.
    Place,
    /// The requester's name.
    Name,
    /// The requester's telephone number.
    Phone,
    /// Every file of the requester, also those to come.
    Files,
    /// The recording of the call.
    Recording,
    /// One file of the requester, by its number within the case: `file.7`.
    File(u64),
}

impl Part {
    /// The names by which a part is called; `file.N` is one of the files.
    pub const NAMES: [&str; 8] = [
        "title",
        "text",
        "place",
        "name",
        "phone",
        "files",
        "recording",
        "file.N",
    ];
}

impl Serialize for Part {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let name = match self {
            Self::Title => "title",
            Self::Text => "text",
            Self::Place => "place",
            Self::Name => "name",
            Self::Phone => "phone",
            Self::Files => "files",
            Self::Recording => "recording",
            Self::File(seq) => return s.collect_str(&format_args!("file.{seq}")),
        };
        s.serialize_str(name)
    }
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let name = String::deserialize(d)?;
        Ok(match name.as_str() {
            "title" => Self::Title,
            "text" => Self::Text,
            "place" => Self::Place,
            "name" | "requester.name" => Self::Name,
            "phone" | "requester.phone" => Self::Phone,
            "files" => Self::Files,
            "recording" => Self::Recording,
            other => {
                let seq = other.strip_prefix("file.").and_then(|seq| seq.parse().ok());
                let unknown = || de::Error::unknown_variant(other, &Self::NAMES);
                Self::File(seq.ok_or_else(unknown)?)
            }
        })
    }
}

/// One piece of evidence with a reply: what it shows, when and where it was taken. A bare string is
/// read as what it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// What it shows.
    pub what: Line,
    /// When it was taken, as written by the handler.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Line>,
    /// Where it was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Line>,
}

#[derive(Deserialize)]
struct EvidenceTold {
    #[serde(alias = "text", alias = "note")]
    what: Line,
    #[serde(alias = "time", default)]
    at: Option<Line>,
    #[serde(default)]
    place: Option<Line>,
}

impl<'de> Deserialize<'de> for Evidence {
    fn deserialize<D: Deserializer<'de>>(given: D) -> Result<Self, D::Error> {
        let words = |words: &str| {
            Line::new(words).map(|what| EvidenceTold {
                what,
                at: None,
                place: None,
            })
        };
        let EvidenceTold { what, at, place } = given.deserialize_any(Told(words))?;
        Ok(Self { what, at, place })
    }
}

/// A commitment in a reply: what will be done, and by which day. A bare string is one without a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Commitment {
    /// What will be done.
    pub text: Words,
    /// The day it will be done by; the reminder comes when that day is over.
    pub until: Option<Date>,
}

#[derive(Deserialize)]
struct CommitmentTold {
    text: Words,
    #[serde(alias = "date", alias = "by", alias = "due", default)]
    until: Option<Date>,
}

impl<'de> Deserialize<'de> for Commitment {
    fn deserialize<D: Deserializer<'de>>(given: D) -> Result<Self, D::Error> {
        let words =
            |words: &str| Words::new(words).map(|text| CommitmentTold { text, until: None });
        let CommitmentTold { text, until } = given.deserialize_any(Told(words))?;
        Ok(Self { text, until })
    }
}

/// Takes an object, or words alone, which stand for one.
struct Told<F>(F);

impl<'de, T, E, F> Visitor<'de> for Told<F>
where
    T: Deserialize<'de>,
    E: fmt::Display,
    F: Fn(&str) -> Result<T, E>,
{
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or an object")
    }

    fn visit_str<R: de::Error>(self, words: &str) -> Result<T, R> {
        (self.0)(words).map_err(R::custom)
    }

    fn visit_map<A: de::MapAccess<'de>>(self, fields: A) -> Result<T, A::Error> {
        T::deserialize(de::value::MapAccessDeserializer::new(fields))
    }
}

/// Takes one value where a list is meant.
pub(super) fn one_or_many<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    given: D,
) -> Result<Vec<T>, D::Error> {
    given.deserialize_any(OneOrMany(PhantomData))
}

struct OneOrMany<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrMany<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, many: A) -> Result<Vec<T>, A::Error> {
        Vec::deserialize(de::value::SeqAccessDeserializer::new(many))
    }

    fn visit_str<R: de::Error>(self, one: &str) -> Result<Vec<T>, R> {
        T::deserialize(one.into_deserializer()).map(|one| vec![one])
    }

    fn visit_map<A: de::MapAccess<'de>>(self, one: A) -> Result<Vec<T>, A::Error> {
        T::deserialize(de::value::MapAccessDeserializer::new(one)).map(|one| vec![one])
    }
}

/// From which line a case comes, and what that line knows of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LineGiven {
    /// Number of the line, such as 12315.
    pub line: Line,
    /// The line's own number of the case.
    pub no: Line,
    /// When the line accepted it, RFC 3339; its promise counts from then.
    #[serde(deserialize_with = "short")]
    pub accepted_at: String,
}

/// A time is a short text.
fn short<'de, D: Deserializer<'de>>(given: D) -> Result<String, D::Error> {
    Ok(Line::deserialize(given)?.as_str().to_owned())
}

/// One part of a split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SplitPart {
    /// Title of the new case.
    pub title: Line,
    /// Its text.
    #[serde(default)]
    pub text: Words,
    /// Its item, if it is on the list.
    #[serde(default)]
    pub item: Option<ItemCode>,
}
