//! How alike two matters are: by words in common, by place, by time. Its answers are reasons, not
//! percentages; their number and weight give an order.

use crate::normal::{Sort, normalise, runs};
use crate::token::pairs;
use std::collections::BTreeSet;

/// A matter to be compared. Times are in days of any one calendar.
#[derive(Debug, Clone, Default)]
pub struct Matter {
    /// The words that say something, as [`crate::segment::Segmenter::content`] gives them.
    pub words: BTreeSet<String>,
    /// The place, as written.
    pub place: Option<String>,
    /// Code of the item.
    pub item: Option<String>,
    /// Code of the area.
    pub area: Option<String>,
    /// The day.
    pub day: i64,
}

/// How alike two places are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Places {
    /// One of them is not known.
    Unknown,
    /// Nothing in common.
    Apart,
    /// The same road or estate.
    Near,
    /// The same, also in its numbers.
    Same,
}

/// What two matters have in common, and what not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    /// Their places.
    pub places: Places,
    /// Words that both say, the longest first.
    pub words: Vec<String>,
    /// Whether the items are the same; none if one is not known.
    pub same_item: Option<bool>,
    /// Whether the areas are the same; none if one is not known.
    pub same_area: Option<bool>,
    /// Days between them.
    pub days: i64,
    /// Metres between their points, where both have one.
    pub metres: Option<u32>,
}

/// Within so many metres points are the same place: telephones know no better.
const SAME_METRES: u32 = 30;
/// Within so many metres they are near each other.
pub const NEAR_METRES: u32 = 200;

impl Likeness {
    /// The same, where it is known how far apart both are: metres say more than words about a place.
    #[must_use]
    pub fn apart(mut self, metres: u32) -> Self {
        self.places = if metres <= SAME_METRES {
            Places::Same
        } else if metres <= NEAR_METRES {
            Places::Near
        } else {
            Places::Apart
        };
        self.metres = Some(metres);
        self
    }

    /// Compares two matters. What the place says is no word of the matter: two matters in one road are
    /// not about the same because of that.
    pub fn of(one: &Matter, other: &Matter) -> Self {
        let place: String = one
            .place
            .iter()
            .chain(&other.place)
            .map(|place| normalise(place))
            .collect();
        let common = one.words.intersection(&other.words);
        let mut words: Vec<String> = common
            .filter(|word| !place.contains(word.as_str()))
            .cloned()
            .collect();
        words.sort_by(|a, b| {
            b.chars()
                .count()
                .cmp(&a.chars().count())
                .then_with(|| a.cmp(b))
        });
        let same = |a: Option<&str>, b: Option<&str>| Some(a? == b?);
        Self {
            places: places(one.place.as_deref(), other.place.as_deref()),
            words,
            same_item: same(one.item.as_deref(), other.item.as_deref()),
            same_area: same(one.area.as_deref(), other.area.as_deref()),
            days: (one.day - other.day).abs(),
            metres: None,
        }
    }

    /// Whether they may well be the same matter: the same place and something else in common, or much
    /// in common.
    pub fn is_likely(&self) -> bool {
        let says_same = !self.words.is_empty() || self.same_item == Some(true);
        match self.places {
            Places::Same | Places::Near => says_same,
            Places::Unknown => self.words.len() >= 2,
            Places::Apart => false,
        }
    }

    /// Whether they are in the same place or road.
    pub fn is_nearby(&self) -> bool {
        self.places >= Places::Near
    }

    /// The place in the order: more is more alike.
    pub fn weight(&self) -> i64 {
        let place = match self.places {
            Places::Same => 60,
            Places::Near => 40,
            Places::Unknown => 0,
            Places::Apart => -40,
        };
        let words = i64::try_from(self.words.len().min(6)).unwrap_or(6) * 10;
        let item = if self.same_item == Some(true) { 15 } else { 0 };
        place + words + item - self.days.min(60) / 3
    }
}

/// How alike two places are: by the pairs of characters of their names, then by their numbers.
fn places(one: Option<&str>, other: Option<&str>) -> Places {
    let (Some(one), Some(other)) = (one, other) else {
        return Places::Unknown;
    };
    let (one, other) = (Place::of(one), Place::of(other));
    if one.pairs.is_empty() || other.pairs.is_empty() {
        return Places::Unknown;
    }
    let common = one.pairs.intersection(&other.pairs).count();
    // The shorter name must stand in the longer one for two thirds at least.
    let fewer = one.pairs.len().min(other.pairs.len());
    if common * 3 < fewer * 2 {
        Places::Apart
    } else if one.numbers == other.numbers {
        Places::Same
    } else {
        Places::Near
    }
}

/// A place taken apart.
struct Place {
    pairs: BTreeSet<String>,
    numbers: BTreeSet<String>,
}

impl Place {
    fn of(text: &str) -> Self {
        let text = normalise(text);
        let mut place = Self {
            pairs: BTreeSet::new(),
            numbers: BTreeSet::new(),
        };
        for (kind, run) in runs(&text) {
            if kind == Sort::Letter {
                place.numbers.insert(run.to_owned());
            } else {
                let name = COMMON
                    .iter()
                    .fold(run, |name, end| name.trim_end_matches(end));
                place.pairs.extend(pairs(name).map(str::to_owned));
            }
        }
        place
    }
}

/// What is said of any place.
const COMMON: &[&str] = &["附近", "旁边", "对面", "门口", "号楼", "号", "旁", "内"];

#[cfg(test)]
mod tests {
    use super::*;

    fn matter(words: &[&str], place: Option<&str>, day: i64) -> Matter {
        Matter {
            words: words.iter().map(|&word| word.to_owned()).collect(),
            place: place.map(str::to_owned),
            item: None,
            area: None,
            day,
        }
    }

    #[test]
    fn places_are_the_same_near_or_apart() {
        let of = |a, b| places(Some(a), Some(b));
        assert_eq!(of("施埔路12号", "施埔路１２号附近"), Places::Same);
        assert_eq!(of("施埔路12号", "施埔路30号"), Places::Near);
        assert_eq!(of("仓山区施埔路", "施埔路"), Places::Same);
        assert_eq!(of("施埔路", "上三路"), Places::Apart);
        assert_eq!(places(Some("施埔路"), None), Places::Unknown);
        assert_eq!(of("12", "施埔路"), Places::Unknown);
    }

    #[test]
    fn a_place_alone_is_no_likeness() {
        let loud = matter(&["喇叭", "餐馆", "施埔路"], Some("施埔路"), 3);
        let again = matter(&["喇叭", "扰民"], Some("施埔路附近"), 5);
        let light = matter(&["路灯", "施埔路"], Some("施埔路"), 3);
        let far = matter(&["喇叭", "餐馆"], Some("上三路"), 3);
        let (same, other, apart) = (
            Likeness::of(&loud, &again),
            Likeness::of(&loud, &light),
            Likeness::of(&loud, &far),
        );
        assert!(same.is_likely() && !other.is_likely() && !apart.is_likely());
        assert_eq!(
            (same.words.as_slice(), same.days),
            (["喇叭".to_owned()].as_slice(), 2)
        );
        assert!(other.words.is_empty());
        assert!(same.weight() > other.weight() && same.weight() > apart.weight());
    }
}
