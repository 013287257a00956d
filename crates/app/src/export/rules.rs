//! 规则 as lists: what is in force, was and will be, for officials who confirm it in a spreadsheet.

use super::pages::Rows;
use crate::App;
use hotline::catalogue::{Channel, Item, Line, Reason};
use hotline::directory::{Directory, Unit};
use hotline::profile::Profile;
use hotline::rulebook::{KeyInfo, Rulebook, key_name};
use text::pinyin::Spelled;

/// Which list of the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RulesList {
    /// 规则: every key of every rulebook.
    Books,
    /// 便民服务事项.
    Items,
    /// 单位.
    Units,
    /// 职责.
    Duties,
    /// 理由.
    Reasons,
    /// 渠道.
    Channels,
    /// 热线.
    Lines,
}

impl RulesList {
    /// Every list.
    pub const ALL: [Self; 7] = [
        Self::Books,
        Self::Items,
        Self::Units,
        Self::Duties,
        Self::Reasons,
        Self::Channels,
        Self::Lines,
    ];

    /// The name in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Books => "books",
            Self::Items => "items",
            Self::Units => "units",
            Self::Duties => "duties",
            Self::Reasons => "reasons",
            Self::Channels => "channels",
            Self::Lines => "lines",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Books => "规则",
            Self::Items => "便民服务事项",
            Self::Units => "单位",
            Self::Duties => "职责",
            Self::Reasons => "理由",
            Self::Channels => "渠道",
            Self::Lines => "热线",
        }
    }
}

/// What a list of the rules is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct RulesNarrowed {
    /// Code or name, of items and units also the initials of a name, have this in them; in lower case.
    pub part: Option<String>,
    /// Only what officials must still confirm.
    pub composed: bool,
}

impl RulesNarrowed {
    fn lets<'a>(&self, composed: bool, words: impl IntoIterator<Item = &'a str>) -> bool {
        let part = self.part.as_deref();
        let said = |word: &str| part.is_none_or(|part| word.to_lowercase().contains(part));
        (composed || !self.composed) && words.into_iter().any(said)
    }

    /// The same of items and units, which are found by the initials of their names, too.
    fn lets_spelled<'a>(&self, composed: bool, words: impl IntoIterator<Item = &'a str>) -> bool {
        let words: Vec<&str> = words.into_iter().collect();
        let spelled = |part: &str| {
            let mut initials = words
                .iter()
                .flat_map(|word| Spelled::new(word).initials(READINGS));
            initials.any(|initials| initials.contains(part))
        };
        self.lets(composed, words.iter().copied())
            || (composed || !self.composed) && self.part.as_deref().is_some_and(spelled)
    }
}

/// Combinations of readings that are looked at for a name.
const READINGS: usize = 8;

/// A key of a rulebook.
#[derive(Debug)]
pub struct BookRow {
    /// The rulebook's title and the day of its effect.
    pub book: String,
    /// The key.
    pub key: KeyInfo,
}

/// A unit.
#[derive(Debug)]
pub struct UnitRow {
    /// The unit.
    pub unit: Unit,
    /// Name of the unit above it.
    pub parent: String,
    /// Name of its area.
    pub area: String,
}

/// That an item is a unit's business.
#[derive(Debug)]
pub struct DutyRow {
    /// Name of the unit.
    pub unit: String,
    /// Code and name of the item.
    pub item: String,
    /// Name of the area.
    pub area: String,
    /// Still to be confirmed by officials.
    pub composed: bool,
}

impl App {
    /// The rows of a list of the rules.
    pub(super) fn rules_list(&self, list: RulesList, by: &RulesNarrowed) -> Rows {
        let profile = self.profile();
        let (catalogue, directory) = (&profile.catalogue, &profile.directory);
        match list {
            RulesList::Books => Rows::Books(books(&profile, by)),
            RulesList::Items => {
                let lets = |one: &&Item| {
                    let names = [one.code.as_str(), &one.name, &one.english];
                    let also = one.also.iter().map(String::as_str);
                    by.lets_spelled(one.composed, names.into_iter().chain(also))
                };
                Rows::Items(catalogue.items().iter().filter(lets).cloned().collect())
            }
            RulesList::Units => {
                let units = directory.units();
                let units = units.filter(|unit| by.lets_spelled(unit.composed, unit.names()));
                let row = |unit: &Unit| UnitRow {
                    parent: (unit.parent.as_ref())
                        .map_or_else(String::new, |unit| directory.name_of(unit).to_owned()),
                    area: area(directory, unit.area.as_str()),
                    unit: unit.clone(),
                };
                Rows::Units(units.map(row).collect())
            }
            RulesList::Duties => Rows::Duties(duties(&profile, by)),
            RulesList::Reasons => {
                let decline = catalogue
                    .decline_reasons()
                    .iter()
                    .map(|one| ("不予受理", one));
                let back = catalogue.return_reasons().iter().map(|one| ("退件", one));
                let lets = |one: &(_, &Reason)| {
                    by.lets(
                        one.1.composed,
                        [one.1.code.as_str(), &one.1.name, &one.1.english],
                    )
                };
                let reasons = decline.chain(back).filter(lets);
                Rows::Reasons(reasons.map(|(of, one)| (of, one.clone())).collect())
            }
            RulesList::Channels => {
                let lets = |one: &&Channel| by.lets(one.composed, [one.code.as_str(), &one.name]);
                Rows::Channels(catalogue.channels().iter().filter(lets).cloned().collect())
            }
            RulesList::Lines => {
                let lines = catalogue.lines().iter();
                let lines =
                    lines.filter(|one| by.lets(one.composed, [one.number.as_str(), &one.name]));
                let row = |line: &Line| (line.clone(), directory.name_of(&line.unit).to_owned());
                Rows::Lines(lines.map(row).collect())
            }
        }
    }
}

fn books(profile: &Profile, by: &RulesNarrowed) -> Vec<BookRow> {
    let rows = |book: &Rulebook| {
        let title = format!("{}（{} 起）", book.title, book.effective);
        let keys = book.keys().into_iter();
        let keys =
            keys.filter(|key| by.lets(key.composed, [key.key, key_name(key.key), &key.source]));
        let row = |key| BookRow {
            book: title.clone(),
            key,
        };
        keys.map(row).collect::<Vec<_>>()
    };
    profile
        .rulebooks
        .all()
        .iter()
        .flat_map(|book| rows(book))
        .collect()
}

fn duties(profile: &Profile, by: &RulesNarrowed) -> Vec<DutyRow> {
    let (catalogue, directory) = (&profile.catalogue, &profile.directory);
    let mut rows = Vec::new();
    for unit in directory.units() {
        for duty in &unit.duties {
            let composed = duty.composed || unit.composed;
            let item = catalogue.item(&duty.item);
            let item_names = item
                .iter()
                .flat_map(|item| [item.name.as_str(), &item.english]);
            let words = unit.names().chain([duty.item.as_str()]).chain(item_names);
            if by.lets_spelled(composed, words) {
                let place = duty.area.as_ref().unwrap_or(&unit.area);
                rows.push(DutyRow {
                    unit: unit.name.clone(),
                    item: item.map_or_else(
                        || duty.item.to_string(),
                        |item| format!("{} {}", item.code, item.name),
                    ),
                    area: area(directory, place.as_str()),
                    composed,
                });
            }
        }
    }
    rows
}

fn area(directory: &Directory, code: &str) -> String {
    let known = directory.area(&code.into());
    known.map_or_else(|| code.to_owned(), |area| area.name.clone())
}
