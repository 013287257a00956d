//! Reading `items.toml`, `channels.toml` and `hotlines.toml`.

mod also;

use std::collections::HashMap;

use serde::Deserialize;
use toml::Spanned;

use super::{Category, Channel, Item, Line, LineKind, LineLimits, LineStatus};
use crate::directory::Directory;
use crate::profile::{Layer, Place, ProfileError, Source};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemsFile {
    category: Vec<RawCategory>,
    item: Vec<RawItem>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCategory {
    code: Spanned<char>,
    name: Spanned<String>,
    english: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawItem {
    code: Spanned<String>,
    category: Spanned<char>,
    name: Spanned<String>,
    english: Spanned<String>,
    initials: Spanned<Vec<String>>,
    /// Missing in a later version: as before.
    also: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    urgent: bool,
    usual_unit: Spanned<String>,
    from: Option<Spanned<String>>,
    until: Option<Spanned<String>>,
    #[serde(default)]
    composed: bool,
}

/// Entries of a version of the items.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemsLayer {
    item: Vec<RawItem>,
}

/// Categories and items of `items.toml`, with the versions kept since.
pub(crate) fn items(
    source: &Source<'_>,
    layers: &[Layer<'_>],
) -> Result<(Vec<Category>, Vec<Item>), ProfileError> {
    let file: ItemsFile = source.parse()?;
    let mut once = Once::new(source);
    let mut categories: Vec<Category> = Vec::with_capacity(file.category.len());
    for raw in file.category {
        let code = *raw.code.get_ref();
        if !code.is_ascii_uppercase() {
            return Err(source.refuse(
                &raw.code.span(),
                format!("类别代码“{code}”应为一个大写字母"),
                format!("category {code:?} must be one capital letter"),
            ));
        }
        once.text(&code.to_string(), &raw.code.span())?;
        source.not_blank(&raw.name, "name")?;
        categories.push(Category {
            code,
            name: raw.name.into_inner(),
            english: raw.english.into_inner(),
        });
    }
    let mut items = Vec::with_capacity(file.item.len());
    let mut said = Vec::new();
    for mut raw in file.item {
        once.text(raw.code.get_ref(), &raw.code.span())?;
        once.text(raw.name.get_ref(), &raw.name.span())?;
        let also = raw.also.take().unwrap_or_default();
        let also = also::words(source, raw.name.get_ref(), also, &mut said)?;
        let item = item(source, raw, &categories)?;
        items.push(Item { also, ..item });
    }
    also::none_is_a_name(&said, &items)?;
    for layer in layers {
        add_items(layer, &mut items, &categories)?;
    }
    Ok((categories, items))
}

/// Entries that are added or take the place of those of their code.
fn add_items(
    layer: &Layer<'_>,
    items: &mut Vec<Item>,
    categories: &[Category],
) -> Result<(), ProfileError> {
    let source = &layer.source;
    let file: ItemsLayer = source.parse()?;
    let mut once = Once::new(source);
    let mut written = Vec::with_capacity(file.item.len());
    let mut said = Vec::new();
    for mut raw in file.item {
        once.text(raw.code.get_ref(), &raw.code.span())?;
        let place = source.place(&raw.name.span());
        let also = raw.also.take();
        let also = also
            .map(|also| also::words(source, raw.name.get_ref(), also, &mut said))
            .transpose()?;
        let mut new = item(source, raw, categories)?;
        written.push((place, new.code.clone()));
        let old = items.iter_mut().find(|old| old.code == new.code);
        let before = old.as_ref().map(|old| old.also.clone());
        new.also = also.or(before).unwrap_or_default();
        match old {
            Some(old) => *old = new.after(old, layer.day),
            None => items.push(new),
        }
    }
    // Looked at when all are in: two may change names in one version. What has ended leaves its name.
    for (place, code) in &written {
        let Some(new) = items.iter().find(|item| item.code == *code) else {
            continue;
        };
        let same = |other: &&Item| {
            other.code != new.code
                && other.name == new.name
                && other.until.is_none()
                && new.until.is_none()
        };
        if let Some(other) = items.iter().find(same) {
            let (name, code) = (&new.name, &other.code);
            return Err(place.refuse(
                format!("事项 {code} 已经叫“{name}”"),
                format!("item {code} is called {name:?} already"),
            ));
        }
    }
    also::none_is_a_name(&said, items)
}

fn item(source: &Source<'_>, raw: RawItem, categories: &[Category]) -> Result<Item, ProfileError> {
    let category = *raw.category.get_ref();
    if !categories.iter().any(|known| known.code == category) {
        return Err(source.refuse(
            &raw.category.span(),
            format!("没有类别 {category}"),
            format!("there is no category {category:?}"),
        ));
    }
    let code = raw.code.get_ref();
    let digits = code.strip_prefix(category).unwrap_or_default();
    if digits.len() != 2 || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return Err(source.refuse(
            &raw.code.span(),
            format!("事项代码“{code}”应为类别字母 {category} 加两位数字"),
            format!("item code {code:?} must be its category {category} and two digits"),
        ));
    }
    for text in [&raw.name, &raw.english, &raw.usual_unit] {
        source.not_blank(text, "name, english, usual_unit")?;
    }
    let initials = raw.initials.get_ref();
    let readable = |it: &String| !it.is_empty() && it.bytes().all(|b| b.is_ascii_lowercase());
    if initials.is_empty() || !initials.iter().all(readable) {
        return Err(source.refuse(
            &raw.initials.span(),
            format!("事项 {code} 的拼音首字母应为小写字母，至少一组"),
            format!("initials of item {code} must be lower case letters, at least one entry"),
        ));
    }
    let (from, until) = source.validity(raw.from.as_ref(), raw.until.as_ref())?;
    Ok(Item {
        code: code.as_str().into(),
        category,
        name: raw.name.into_inner(),
        english: raw.english.into_inner(),
        initials: raw.initials.into_inner(),
        also: Vec::new(),
        urgent: raw.urgent,
        usual_unit: raw.usual_unit.into_inner(),
        composed: raw.composed,
        from,
        until,
        urgent_before: Vec::new(),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChannelsFile {
    channel: Vec<Spanned<Channel>>,
}

/// The channels of `channels.toml`.
pub(crate) fn channels(source: &Source<'_>) -> Result<Vec<Channel>, ProfileError> {
    let file: ChannelsFile = source.parse()?;
    let mut once = Once::new(source);
    file.channel
        .into_iter()
        .map(|channel| {
            let span = channel.span();
            let channel = channel.into_inner();
            once.text(&channel.code, &span)?;
            once.text(&channel.name, &span)?;
            Ok(channel)
        })
        .collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LinesFile {
    line: Vec<RawLine>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLine {
    number: Spanned<String>,
    name: Spanned<String>,
    kind: LineKind,
    status: LineStatus,
    unit: Spanned<String>,
    #[serde(default)]
    limits: Option<Spanned<LineLimits>>,
    #[serde(default)]
    composed: bool,
}

/// The lines of `hotlines.toml`, each of a unit of the directory (by code, name or alias).
pub(crate) fn lines(source: &Source<'_>, directory: &Directory) -> Result<Vec<Line>, ProfileError> {
    let file: LinesFile = source.parse()?;
    let mut once = Once::new(source);
    let mut lines = Vec::with_capacity(file.line.len());
    for raw in file.line {
        let number = raw.number.get_ref();
        if number.is_empty() || !number.bytes().all(|it| it.is_ascii_digit() || it == b'-') {
            return Err(source.refuse(
                &raw.number.span(),
                format!("电话号码“{number}”只能有数字和连字符"),
                format!("number {number:?} may hold digits and hyphens only"),
            ));
        }
        once.text(number, &raw.number.span())?;
        source.not_blank(&raw.name, "name")?;
        let Some(unit) = directory.find(raw.unit.get_ref()) else {
            return Err(source.refuse(
                &raw.unit.span(),
                format!("{number} 的单位“{}”不存在", raw.unit.get_ref()),
                format!(
                    "unit {:?} of line {number} does not exist",
                    raw.unit.get_ref()
                ),
            ));
        };
        // What comes in by a line that keeps its number is its unit's at once.
        if let Some(until) = unit.until
            && raw.status == LineStatus::Parallel
        {
            return Err(of_ended_unit(source, &raw, &unit.name, until));
        }
        let limits = raw.limits.as_ref().map(|limits| *limits.get_ref());
        if let Some(limits) = &raw.limits
            && raw.status != LineStatus::Parallel
        {
            return Err(source.refuse(
                &limits.span(),
                format!("{number} 已整合，期限按规则，不能另写"),
                format!("line {number} is merged: the rulebook's limits hold"),
            ));
        }
        lines.push(Line {
            limits: limits.unwrap_or_default(),
            unit: unit.code.clone(),
            number: raw.number.into_inner(),
            name: raw.name.into_inner(),
            kind: raw.kind,
            status: raw.status,
            composed: raw.composed,
        });
    }
    Ok(lines)
}

/// A line would stand without a unit.
fn of_ended_unit(
    source: &Source<'_>,
    raw: &RawLine,
    name: &str,
    until: workday::Date,
) -> ProfileError {
    let number = raw.number.get_ref();
    source.refuse(
        &raw.unit.span(),
        format!("热线 {number} 归 {name}，它用到 {until}；先把热线归给别的单位"),
        format!(
            "line {number} is of {name}, which ends on {until}; give the line to another unit first"
        ),
    )
}

/// Refuses what stands a second time in a file.
pub(super) struct Once<'a> {
    source: Source<'a>,
    seen: HashMap<String, Place<'a>>,
}

impl<'a> Once<'a> {
    pub(super) fn new(source: &Source<'a>) -> Self {
        Once {
            source: *source,
            seen: HashMap::new(),
        }
    }

    pub(super) fn text(
        &mut self,
        text: &str,
        span: &std::ops::Range<usize>,
    ) -> Result<(), ProfileError> {
        let place = self.source.place(span);
        match self.seen.insert(text.to_owned(), place) {
            None => Ok(()),
            Some(first) => Err(self.source.refuse(
                span,
                format!("“{text}”已在 {first} 用过"),
                format!("{text:?} is already used at {first}"),
            )),
        }
    }
}
