//! Reading `profile.toml`: names, number prefix and what holds for all units of a type.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{ProfileError, Source};
use crate::directory::{Defaults, UnitKind};

/// The only time zone days are counted in (`design.md §3`).
const TIME_ZONE: &str = "Asia/Shanghai";

/// What `profile.toml` says.
pub(super) struct Head {
    pub(super) name: String,
    pub(super) city: String,
    pub(super) number_prefix: String,
    /// Code of the city centre and where it is named.
    pub(super) centre: (String, ProfileError),
    pub(super) defaults: BTreeMap<UnitKind, Defaults>,
    pub(super) synonyms: Vec<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    name: Spanned<String>,
    city: Spanned<String>,
    number_prefix: Spanned<String>,
    time_zone: Spanned<String>,
    centre: Spanned<String>,
    #[serde(default)]
    synonyms: Vec<Spanned<Vec<String>>>,
    unit_kinds: Spanned<BTreeMap<UnitKind, RawDefaults>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDefaults {
    hours: Spanned<String>,
    review: bool,
}

pub(super) fn load(source: &Source<'_>) -> Result<Head, ProfileError> {
    let raw: Raw = source.parse()?;
    source.not_blank(&raw.name, "name")?;
    source.not_blank(&raw.city, "city")?;
    let prefix = raw.number_prefix.get_ref();
    if !(1..=4).contains(&prefix.len()) || !prefix.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(source.refuse(
            &raw.number_prefix.span(),
            format!("编号前缀“{prefix}”应为 1 到 4 个大写字母"),
            format!("number_prefix {prefix:?} must be 1 to 4 capital letters"),
        ));
    }
    if raw.time_zone.get_ref() != TIME_ZONE {
        return Err(source.refuse(
            &raw.time_zone.span(),
            format!("时区只能是 {TIME_ZONE}"),
            format!("time_zone can only be {TIME_ZONE}"),
        ));
    }
    for words in &raw.synonyms {
        let short = |word: &String| word.trim().chars().count() < 2;
        if words.get_ref().len() < 2 || words.get_ref().iter().any(short) {
            return Err(source.refuse(
                &words.span(),
                "synonyms 的每一组至少两个词，每个词至少两个字".to_owned(),
                "synonyms needs two words in each group, of two characters each".to_owned(),
            ));
        }
    }
    let unit_kinds = raw.unit_kinds.span();
    let defaults = raw
        .unit_kinds
        .into_inner()
        .into_iter()
        .map(|(kind, raw)| Ok((kind, defaults(source, &raw)?)))
        .collect::<Result<BTreeMap<_, _>, ProfileError>>()?;
    if let Some(kind) = UnitKind::ALL
        .into_iter()
        .find(|kind| !defaults.contains_key(kind))
    {
        let name = kind.as_str();
        return Err(source.refuse(
            &unit_kinds,
            format!("unit_kinds 缺少 {name}（{}）", kind.zh()),
            format!("unit_kinds lacks {name}"),
        ));
    }
    let centre = source.refuse(
        &raw.centre.span(),
        format!(
            "centre“{}”应是一个 kind = \"centre\" 的单位",
            raw.centre.get_ref()
        ),
        format!(
            "centre {:?} must be the code of a unit of kind centre",
            raw.centre.get_ref()
        ),
    );
    Ok(Head {
        name: raw.name.into_inner(),
        city: raw.city.into_inner(),
        number_prefix: raw.number_prefix.into_inner(),
        centre: (raw.centre.into_inner(), centre),
        defaults,
        synonyms: (raw.synonyms.into_iter())
            .map(Spanned::into_inner)
            .collect(),
    })
}

fn defaults(source: &Source<'_>, raw: &RawDefaults) -> Result<Defaults, ProfileError> {
    Ok(Defaults {
        hours: crate::directory::hours(source, &raw.hours)?,
        review: raw.review,
    })
}
