//! 速查: items and units while they are being typed, by code, name, other names or pinyin.

use crate::App;
use hotline::catalogue::{Catalogue, Item};
use hotline::codes::AreaCode;
use hotline::directory::{Directory, Unit};
use text::lookup::{Hit, Names};

/// Characters of words that name an item, at most.
const LONGEST: usize = 30;

/// Names of items and units in the order of their lists.
pub(crate) struct Lookup {
    items: Names,
    units: Names,
}

impl Lookup {
    pub(crate) fn new(catalogue: &Catalogue, directory: &Directory) -> Self {
        let (mut items, mut units) = (Names::default(), Names::default());
        for item in catalogue.items() {
            let others = std::iter::once(&item.english).chain(&item.also);
            let others = others.map(String::as_str);
            items.push(item.code.as_str(), &item.name, others);
        }
        for unit in directory.units() {
            let others = unit.aliases.iter().map(String::as_str);
            units.push(unit.code.as_str(), &unit.name, others);
        }
        Self { items, units }
    }
}

impl App {
    /// Items that fit what was typed, the best first.
    pub fn find_items(&self, typed: &str, most: usize) -> Vec<(Item, Hit)> {
        let (city, today) = (self.city(), self.now().date());
        let items = city.profile.catalogue.items();
        let found = city.lookup.items.find(typed).into_iter();
        found
            .filter_map(|(place, hit)| Some((items.get(place)?, hit)))
            .filter(|(item, _)| item.in_force(today))
            .take(most)
            .map(|(item, hit)| (item.clone(), hit))
            .collect()
    }

    /// Items that words are in a name or another word of, letter for letter: for whoever wrote a word, not
    /// the beginning of one. Nothing for a single character, which is in many names.
    pub fn items_called(&self, words: &str, most: usize) -> Vec<Item> {
        let characters = words.trim().chars().count();
        if !(2..=LONGEST).contains(&characters) {
            return Vec::new();
        }
        let found = self.find_items(words, usize::MAX).into_iter();
        let in_letters = |hit: &Hit| {
            matches!(
                hit,
                Hit::Exact | Hit::Beginning | Hit::OtherBeginning | Hit::Inside
            )
        };
        let found = found.filter(|(_, hit)| in_letters(hit)).take(most);
        found.map(|(item, _)| item).collect()
    }

    /// Units that fit what was typed, the best first; those of an area only, if one is given.
    pub fn find_units(
        &self,
        typed: &str,
        area: Option<&AreaCode>,
        most: usize,
    ) -> Vec<(Unit, Hit)> {
        let (city, today) = (self.city(), self.now().date());
        let units: Vec<&Unit> = city.profile.directory.units().collect();
        let found = city.lookup.units.find(typed).into_iter();
        found
            .filter_map(|(place, hit)| Some((*units.get(place)?, hit)))
            .filter(|(unit, _)| unit.in_force(today))
            .filter(|(unit, _)| area.is_none_or(|area| area.covers(&unit.area)))
            .take(most)
            .map(|(unit, hit)| (unit.clone(), hit))
            .collect()
    }
}
