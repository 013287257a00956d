//! New versions of the items and of the reasons.

use super::lists::{Days, each_once, entry, file, unknown};
use crate::catalogue::{Catalogue, Item, Reason};
use crate::codes::ItemCode;
use crate::refusal::{Code, Refusal};
use crate::text::{Line, Words};
use serde::Deserialize;
use toml::{Table, Value};
use workday::Date;

/// A new version of the items: entries that are added or take the place of those of their code, and
/// codes that end. All others stay as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewItems {
    /// Added or changed, each whole.
    #[serde(default)]
    pub entries: Vec<NewItem>,
    /// No longer on the list from the day on.
    #[serde(default)]
    pub ended: Vec<ItemCode>,
}

/// An item as it will be.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewItem {
    /// Letter of the category and two digits.
    pub code: ItemCode,
    /// Chinese name.
    pub name: Line,
    /// English name.
    pub english: Line,
    /// Answered the same calendar day.
    #[serde(default)]
    pub urgent: bool,
    /// Who usually handles it, for people.
    pub usual_unit: Line,
    /// Other words that people say for it; as before if missing.
    #[serde(default)]
    pub also: Option<Vec<Line>>,
    /// Still to be confirmed by officials.
    #[serde(default)]
    pub composed: bool,
    /// Pinyin initials of the name; [`super::Change::spelled`] fills them in.
    #[serde(skip)]
    pub initials: Vec<String>,
}

impl NewItems {
    pub(super) fn table(&self, effective: Date, catalogue: &Catalogue) -> Result<Table, Refusal> {
        each_once(
            self.entries.iter().map(|new| new.code.to_string()),
            self.ended.iter().map(ToString::to_string),
        )?;
        let mut items = Vec::with_capacity(self.entries.len() + self.ended.len());
        for new in &self.entries {
            let known = catalogue.item(&new.code);
            let days = Days::going_on(known.map(days_of_item), effective);
            items.push(item_table(
                &Item {
                    code: new.code.clone(),
                    category: new.code.as_str().chars().next().unwrap_or_default(),
                    name: new.name.as_str().to_owned(),
                    english: new.english.as_str().to_owned(),
                    initials: new.initials.clone(),
                    also: new.also(known),
                    urgent: new.urgent,
                    usual_unit: new.usual_unit.as_str().to_owned(),
                    composed: new.composed,
                    from: None,
                    until: None,
                    urgent_before: Vec::new(),
                },
                days,
            ));
        }
        for (at, code) in self.ended.iter().enumerate() {
            let known = catalogue.item(code);
            let known = known.ok_or_else(|| unknown(at, code.as_str()))?;
            let days = days_of_item(known).ending(effective, at, code.as_str())?;
            items.push(item_table(known, days));
        }
        Ok(file([("item", items)]))
    }
}

impl NewItem {
    fn also(&self, known: Option<&Item>) -> Vec<String> {
        let before = || known.map(|known| known.also.clone());
        let said = self.also.as_ref();
        let said = said.map(|said| said.iter().map(|word| word.as_str().to_owned()).collect());
        said.or_else(before).unwrap_or_default()
    }
}

const fn days_of_item(item: &Item) -> Days {
    Days {
        from: item.from,
        until: item.until,
    }
}

fn item_table(item: &Item, days: Days) -> Table {
    let texts = |all: &[String]| Value::Array(all.iter().cloned().map(Value::String).collect());
    let mut table = entry([
        ("code", item.code.as_str().into()),
        ("category", item.category.to_string().into()),
        ("name", item.name.as_str().into()),
        ("english", item.english.as_str().into()),
        ("initials", texts(&item.initials)),
        ("also", texts(&item.also)),
        ("urgent", item.urgent.into()),
        ("usual_unit", item.usual_unit.as_str().into()),
        ("composed", item.composed.into()),
    ]);
    days.write(&mut table);
    table
}

/// A new version of the reasons: entries that are added or take the place of those of their code, and
/// codes that end. All others stay as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewReasons {
    /// Added or changed, each whole.
    #[serde(default)]
    pub entries: Vec<NewReason>,
    /// No longer given from the day on.
    #[serde(default)]
    pub ended: Vec<ReasonCode>,
}

/// Which list of reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReasonList {
    /// 不予受理.
    Decline,
    /// 退件.
    Return,
}

impl ReasonList {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Decline => "decline",
            Self::Return => "return",
        }
    }

    fn of(self, catalogue: &Catalogue) -> &[Reason] {
        match self {
            Self::Decline => catalogue.decline_reasons(),
            Self::Return => catalogue.return_reasons(),
        }
    }
}

/// A reason by its list and code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReasonCode {
    /// Its list.
    pub list: ReasonList,
    /// Its code.
    pub code: String,
}

/// A reason as it will be. Its number is the one that it has; a new one comes last.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewReason {
    /// Its list.
    pub list: ReasonList,
    /// Code in data and stories: small letters, digits and `_`.
    pub code: String,
    /// The reason as a Chinese sentence.
    pub name: Line,
    /// What the person should do instead.
    pub advice: Words,
    /// The reason in English.
    pub english: Line,
    /// The advice in English; without it what there is stays, as long as the advice itself is the same.
    #[serde(default)]
    pub advice_english: Option<Words>,
    /// Still to be confirmed by officials.
    #[serde(default)]
    pub composed: bool,
}

/// The name of a reason among those of both lists, e.g. `decline/secret`.
pub(super) fn reason_key(list: &str, code: &str) -> String {
    format!("{list}/{code}")
}

impl NewReasons {
    pub(super) fn table(&self, effective: Date, catalogue: &Catalogue) -> Result<Table, Refusal> {
        let key = |list: ReasonList, code: &str| reason_key(list.as_str(), code);
        each_once(
            self.entries.iter().map(|new| key(new.list, &new.code)),
            self.ended.iter().map(|it| key(it.list, &it.code)),
        )?;
        let of = |list: ReasonList| self.of_list(list, effective, catalogue);
        Ok(file([
            ("decline", of(ReasonList::Decline)?),
            ("return", of(ReasonList::Return)?),
        ]))
    }

    fn of_list(
        &self,
        list: ReasonList,
        effective: Date,
        catalogue: &Catalogue,
    ) -> Result<Vec<Table>, Refusal> {
        let known = list.of(catalogue);
        let find = |code: &str| known.iter().find(|reason| reason.code == code);
        let mut tables = Vec::new();
        let mut last = known.len();
        for (at, new) in self.entries.iter().enumerate() {
            if new.list != list {
                continue;
            }
            let plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_';
            if new.code.is_empty() || new.code.len() > 40 || !new.code.bytes().all(plain) {
                let why = format!(
                    "entries[{at}].code：只能用小写字母、数字和下划线，最多 40 个 (small letters, digits and _ only, at most 40)"
                );
                return Err(Refusal::because(Code::BadValue, why));
            }
            let before = find(&new.code);
            let number = before.map_or_else(
                || {
                    last += 1;
                    u8::try_from(last).map_err(|_| {
                        let why = format!("entries[{at}]：最多 255 条 (at most 255)");
                        Refusal::because(Code::BadValue, why)
                    })
                },
                |before| Ok(before.number),
            )?;
            let days = Days::going_on(before.map(days_of_reason), effective);
            // English that says something else than the Chinese would send people elsewhere.
            let kept = before.filter(|before| before.advice == new.advice.as_str());
            let advice_english = new.advice_english.as_ref().map_or_else(
                || kept.map_or_else(String::new, |kept| kept.advice_english.clone()),
                |words| words.as_str().to_owned(),
            );
            let reason = Reason {
                number,
                code: new.code.clone(),
                name: new.name.as_str().to_owned(),
                advice: new.advice.as_str().to_owned(),
                english: new.english.as_str().to_owned(),
                advice_english,
                composed: new.composed,
                from: None,
                until: None,
            };
            tables.push(reason_table(&reason, days));
        }
        for (at, end) in self.ended.iter().enumerate() {
            if end.list == list {
                let known = find(&end.code).ok_or_else(|| unknown(at, &end.code))?;
                let days = days_of_reason(known).ending(effective, at, &end.code)?;
                tables.push(reason_table(known, days));
            }
        }
        Ok(tables)
    }
}

const fn days_of_reason(reason: &Reason) -> Days {
    Days {
        from: reason.from,
        until: reason.until,
    }
}

fn reason_table(reason: &Reason, days: Days) -> Table {
    let mut table = entry([
        ("number", i64::from(reason.number).into()),
        ("code", reason.code.as_str().into()),
        ("name", reason.name.as_str().into()),
        ("advice", reason.advice.as_str().into()),
        ("english", reason.english.as_str().into()),
        ("advice_english", reason.advice_english.as_str().into()),
        ("composed", reason.composed.into()),
    ]);
    days.write(&mut table);
    table
}
