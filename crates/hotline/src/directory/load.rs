//! Reading `units.toml` and `units/*.toml`.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;
use toml::Spanned;
use workday::Hours;

use super::layers::{self, Entry};
use super::{Area, Directory, Duty, Unit, UnitKind};
use crate::catalogue::Item;
use crate::codes::{AreaCode, ItemCode, UnitCode};
use crate::profile::{Layer, Place, ProfileError, Source};

/// What holds for all units of a type unless the unit says otherwise.
pub(crate) struct Defaults {
    pub(crate) hours: Hours,
    pub(crate) review: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFile {
    #[serde(default)]
    area: Vec<RawArea>,
    #[serde(default)]
    pub(super) unit: Vec<RawUnit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawArea {
    code: Spanned<String>,
    name: Spanned<String>,
    parent: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawUnit {
    pub(super) code: Spanned<String>,
    name: Spanned<String>,
    #[serde(default)]
    aliases: Vec<Spanned<String>>,
    kind: UnitKind,
    parent: Option<Spanned<String>>,
    area: Spanned<String>,
    hours: Option<Spanned<String>>,
    review: Option<bool>,
    /// Items, each alone (in the unit's own area) or as `ITEM@AREA`.
    #[serde(default)]
    pub(super) duties: Vec<Spanned<String>>,
    from: Option<Spanned<String>>,
    until: Option<Spanned<String>>,
    #[serde(default)]
    composed: bool,
}

/// Reads and checks all units. `centre` is the city centre's code with the refusal for when it is
/// none.
pub(crate) fn load(
    sources: &[Source<'_>],
    layers: &[Layer<'_>],
    duty_layers: &[Layer<'_>],
    defaults: &BTreeMap<UnitKind, Defaults>,
    centre: &(String, ProfileError),
    items: &[Item],
) -> Result<Directory, ProfileError> {
    let files = sources
        .iter()
        .map(|source| Ok((*source, source.parse::<RawFile>()?)))
        .collect::<Result<Vec<_>, ProfileError>>()?;
    let unit_layers = layers;
    let layers = layers::units(layers)?;
    let duty_layers = layers::duties(duty_layers)?;
    let areas = areas(&files)?;
    let mut entries = layers::of_files(&files);
    layers::lay_units(&mut entries, &layers)?;
    layers::lay_duties(&mut entries, &duty_layers)?;
    let known = Known {
        defaults,
        items: items.iter().map(|item| item.code.as_str()).collect(),
        areas: areas.iter().map(|area| area.code.as_str()).collect(),
        units: entries
            .iter()
            .map(|entry| entry.raw.code.get_ref().as_str())
            .collect(),
    };
    let mut units = Vec::with_capacity(entries.len());
    let mut places = Vec::with_capacity(entries.len());
    let mut taken = HashMap::new();
    // What was written later has taken what was there already, wherever its unit stands.
    let mut by_age: Vec<&Entry<'_>> = entries.iter().collect();
    by_age.sort_by_key(|entry| age(unit_layers, entry.source.path));
    for entry in by_age {
        unique(&entry.source, entry.raw, unit_layers, &mut taken)?;
    }
    for entry in &entries {
        units.push(known.unit(entry)?);
        let raw = entry.raw;
        let above = raw.parent.as_ref().unwrap_or(&raw.code);
        places.push(entry.source.place(&above.span()));
    }
    let ages: Vec<usize> = entries
        .iter()
        .map(|entry| age(unit_layers, entry.source.path))
        .collect();
    no_cycle(&units, &places, &ages)?;
    let city_centre = units
        .iter()
        .position(|unit| unit.code.as_str() == centre.0 && unit.kind == UnitKind::Centre)
        .ok_or_else(|| centre.1.clone())?;
    if let Some(until) = units[city_centre].until {
        let (name, code) = (&units[city_centre].name, &units[city_centre].code);
        return Err(places[city_centre].refuse(
            format!("{name}（{code}）是市级智慧中心，不能停用（{until}）"),
            format!("{name} ({code}) is the city's centre and cannot end ({until})"),
        ));
    }
    last_days(&units, &places, &ages)?;
    Ok(Directory::new(units, areas, city_centre))
}

/// When an entry was written: 0 in the files, then by version.
fn age(layers: &[Layer<'_>], path: &str) -> usize {
    let at = layers.iter().position(|layer| layer.source.path == path);
    at.map_or(0, |at| at + 1)
}

/// No unit ends before those below it. Told where it was written later, above or below.
fn last_days(units: &[Unit], places: &[Place<'_>], ages: &[usize]) -> Result<(), ProfileError> {
    let ends: HashMap<&UnitCode, usize> = units
        .iter()
        .enumerate()
        .filter(|(_, unit)| unit.until.is_some())
        .map(|(at, unit)| (&unit.code, at))
        .collect();
    for (at, unit) in units.iter().enumerate() {
        let above = unit.parent.as_ref().and_then(|parent| ends.get(parent));
        let last = above.and_then(|above| Some((*above, units[*above].until?)));
        let Some((above, last)) = last else {
            continue;
        };
        if unit.until.is_none_or(|until| until > last) {
            let later = if ages[above] > ages[at] { above } else { at };
            let named = |unit: &Unit| format!("{}（{}）", unit.name, unit.code);
            let (lower, upper) = (named(unit), named(&units[above]));
            return Err(places[later].refuse(
                format!("{upper}用到 {last}，{lower}还在它下面；先停用下面的，或者改下面的上级"),
                format!("{upper} ends on {last} and {lower} stands below it; end or move what is below first"),
            ));
        }
    }
    Ok(())
}

/// Reads hours such as `8:30-12:00,14:30-17:30` or `24h`.
pub(crate) fn hours(source: &Source<'_>, text: &Spanned<String>) -> Result<Hours, ProfileError> {
    let written = text.get_ref();
    written.parse().map_err(|_| {
        source.refuse(
            &text.span(),
            format!("办公时间“{written}”读不懂，应如 8:30-12:00,14:30-17:30 或 24h"),
            format!("hours {written:?} are not such as 8:30-12:00,14:30-17:30 or 24h"),
        )
    })
}

/// Areas have a code of six or nine characters, stand once, and lie inside their parents. That
/// also rules out cycles: what lies inside has the longer stem.
fn areas(files: &[(Source<'_>, RawFile)]) -> Result<Vec<Area>, ProfileError> {
    let mut areas: Vec<Area> = Vec::new();
    let mut places: HashMap<&str, Place<'_>> = HashMap::new();
    for (source, file) in files {
        for raw in &file.area {
            let code = raw.code.get_ref();
            if !matches!(code.len(), 6 | 9) || !code.bytes().all(|it| it.is_ascii_alphanumeric()) {
                return Err(source.refuse(
                    &raw.code.span(),
                    format!("区域代码“{code}”应为 6 位或 9 位字母数字"),
                    format!("area code {code:?} must be 6 or 9 letters and digits"),
                ));
            }
            source.not_blank(&raw.name, "name")?;
            let place = source.place(&raw.code.span());
            if let Some(first) = places.insert(code, place) {
                return Err(source.refuse(
                    &raw.code.span(),
                    format!("区域代码 {code} 已在 {first} 用过"),
                    format!("area code {code} is already used at {first}"),
                ));
            }
            areas.push(Area {
                code: code.as_str().into(),
                name: raw.name.get_ref().clone(),
                parent: raw
                    .parent
                    .as_ref()
                    .map(|parent| parent.get_ref().as_str().into()),
            });
        }
    }
    let raws = files
        .iter()
        .flat_map(|(source, file)| file.area.iter().map(move |raw| (source, raw)));
    for (source, raw) in raws {
        let Some(parent) = &raw.parent else { continue };
        let (code, upper) = (raw.code.get_ref(), parent.get_ref());
        let inside = AreaCode::from(upper.as_str()).covers(&AreaCode::from(code.as_str()));
        if !places.contains_key(upper.as_str()) || upper == code || !inside {
            return Err(source.refuse(
                &parent.span(),
                format!("{code} 的上级区域“{upper}”不存在，或不包含它"),
                format!("parent {upper:?} of area {code} does not exist or does not cover it"),
            ));
        }
    }
    Ok(areas)
}

/// What a unit is found by: the field, and its name in both languages.
type Field = (&'static str, &'static str, &'static str);

/// Where a name is used already.
struct Taken<'a> {
    place: Place<'a>,
    code: &'a str,
    name: &'a str,
    field: Field,
}

/// No code, name or alias may lead to two units. Whoever writes an amendment sees no file: with one of its
/// entries the other unit is named in place of the line.
fn unique<'a>(
    source: &Source<'a>,
    raw: &'a RawUnit,
    layers: &[Layer<'_>],
    taken: &mut HashMap<&'a str, Taken<'a>>,
) -> Result<(), ProfileError> {
    let code = raw.code.get_ref().as_str();
    let layered = |place: &Place<'_>| layers.iter().any(|layer| place.is_in(&layer.source));
    let aliases = raw
        .aliases
        .iter()
        .map(|alias| (alias, ("aliases", "别名", "an alias")));
    let named = [
        (&raw.code, ("code", "代码", "the code")),
        (&raw.name, ("name", "名称", "the name")),
    ];
    for (text, field) in named.into_iter().chain(aliases) {
        let (key, zh, en): Field = field;
        source.not_blank(text, &format!("{code}.{key}"))?;
        let place = source.place(&text.span());
        let seen_by_all = layered(&place);
        let name = raw.name.get_ref();
        let now = Taken {
            place,
            code,
            name,
            field,
        };
        if let Some(first) = taken.insert(text.get_ref(), now) {
            let written = text.get_ref();
            let (other, (_, other_zh, other_en)) = (first.code, first.field);
            if seen_by_all || layered(&first.place) {
                let known = first.name;
                return Err(source.refuse(
                    &text.span(),
                    format!("单位的名称、别名或代码“{written}”已在{known}（{other}）的{other_zh}里用过，这里是{name}（{code}）的{zh}"),
                    format!("the unit name, alias or code {written:?} is already used as {other_en} of {known} ({other}); here it is {en} of {name} ({code})"),
                ));
            }
            let at = first.place;
            return Err(source.refuse(
                &text.span(),
                format!("单位的名称、别名或代码“{written}”已在 {at}（{other} 的{other_zh}）用过，这里是 {code} 的{zh}"),
                format!("the unit name, alias or code {written:?} is already used at {at}, as {other_en} of {other}; here it is {en} of {code}"),
            ));
        }
    }
    Ok(())
}

/// Everything a unit may refer to.
struct Known<'a> {
    defaults: &'a BTreeMap<UnitKind, Defaults>,
    items: HashSet<&'a str>,
    areas: HashSet<&'a str>,
    units: HashSet<&'a str>,
}

impl Known<'_> {
    fn unit(&self, entry: &Entry<'_>) -> Result<Unit, ProfileError> {
        let (source, raw) = (&entry.source, entry.raw);
        let (code, name) = (raw.code.get_ref(), raw.name.get_ref());
        let plain = |it: u8| it.is_ascii_alphanumeric() || it == b'-';
        if !code.bytes().all(plain) {
            return Err(source.refuse(
                &raw.code.span(),
                format!("{name}的单位代码“{code}”只能用字母、数字和连字符"),
                format!("unit code {code:?} of {name} may hold letters, digits and hyphens only"),
            ));
        }
        if let Some(parent) = &raw.parent
            && !self.units.contains(parent.get_ref().as_str())
        {
            let upper = parent.get_ref();
            return Err(source.refuse(
                &parent.span(),
                format!("{name}（{code}）的上级单位“{upper}”不存在"),
                format!("parent {upper:?} of {name} ({code}) does not exist"),
            ));
        }
        self.area(source, &raw.area, raw.area.get_ref())?;
        let Some(defaults) = self.defaults.get(&raw.kind) else {
            return Err(source.refuse(
                &raw.code.span(),
                format!("profile.toml 的 unit_kinds 缺少 {}", raw.kind.as_str()),
                format!("unit_kinds of profile.toml lacks {}", raw.kind.as_str()),
            ));
        };
        let (from, until) = source.validity(raw.from.as_ref(), raw.until.as_ref())?;
        Ok(Unit {
            code: code.as_str().into(),
            name: raw.name.get_ref().clone(),
            aliases: raw
                .aliases
                .iter()
                .map(|alias| alias.get_ref().clone())
                .collect(),
            kind: raw.kind,
            parent: raw
                .parent
                .as_ref()
                .map(|parent| UnitCode::from(parent.get_ref().as_str())),
            area: raw.area.get_ref().as_str().into(),
            hours: match &raw.hours {
                Some(text) => hours(source, text)?,
                None => defaults.hours.clone(),
            },
            review: raw.review.unwrap_or(defaults.review),
            duties: self.duties(entry)?,
            from,
            until,
            composed: raw.composed,
        })
    }

    fn duties(&self, entry: &Entry<'_>) -> Result<Vec<Duty>, ProfileError> {
        let (code, name) = (entry.raw.code.get_ref(), entry.raw.name.get_ref());
        let mut duties: Vec<Duty> = Vec::with_capacity(entry.duties.len());
        for (source, text, composed) in &entry.duties {
            let written = text.get_ref();
            let (item, area) = match written.split_once('@') {
                Some((item, area)) => (item, Some(area)),
                None => (written.as_str(), None),
            };
            if !self.items.contains(item) {
                return Err(source.refuse(
                    &text.span(),
                    format!("{name}（{code}）的职责“{written}”：没有事项 {item}"),
                    format!("duty {written:?} of {name} ({code}): there is no item {item}"),
                ));
            }
            if let Some(area) = area {
                self.area(source, text, area)?;
            }
            let duty = Duty {
                item: ItemCode::from(item),
                area: area.map(AreaCode::from),
                composed: *composed,
            };
            let same = |it: &Duty| it.item == duty.item && it.area == duty.area;
            if duties.iter().any(same) {
                return Err(source.refuse(
                    &text.span(),
                    format!("{name}（{code}）的职责 {written} 写了两次"),
                    format!("duty {written} of {name} ({code}) stands twice"),
                ));
            }
            duties.push(duty);
        }
        Ok(duties)
    }

    fn area(
        &self,
        source: &Source<'_>,
        at: &Spanned<String>,
        area: &str,
    ) -> Result<(), ProfileError> {
        if self.areas.contains(area) {
            return Ok(());
        }
        Err(source.refuse(
            &at.span(),
            format!("区域“{area}”不存在"),
            format!("area {area:?} does not exist"),
        ))
    }
}

/// Walks up from every unit; whoever meets himself is refused, told of the unit that was written last.
fn no_cycle(units: &[Unit], places: &[Place<'_>], ages: &[usize]) -> Result<(), ProfileError> {
    let at: HashMap<&UnitCode, usize> = units
        .iter()
        .enumerate()
        .map(|(at, unit)| (&unit.code, at))
        .collect();
    // Walk on which a position was first met; meeting it again on the same walk is a cycle.
    let mut met: Vec<Option<usize>> = vec![None; units.len()];
    for start in 0..units.len() {
        let mut here = Some(start);
        while let Some(now) = here {
            match met[now] {
                Some(walk) if walk == start => {
                    let above = |now: &usize| at.get(units[*now].parent.as_ref()?).copied();
                    let around = std::iter::successors(Some(now), above);
                    let around = around.take(units.len());
                    let last = around.reduce(
                        |one, other| {
                            if ages[other] > ages[one] { other } else { one }
                        },
                    );
                    let last = last.unwrap_or(now);
                    let Unit { name, code, .. } = &units[last];
                    return Err(places[last].refuse(
                        format!("{name}（{code}）的上级绕一圈又回到它自己"),
                        format!("the parents of {name} ({code}) lead back to itself"),
                    ));
                }
                Some(_) => break,
                None => met[now] = Some(start),
            }
            here = units[now]
                .parent
                .as_ref()
                .and_then(|parent| at.get(parent).copied());
        }
    }
    Ok(())
}
