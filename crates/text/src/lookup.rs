//! Looking up a name in a list while it is being typed: by code, by name or other name, by pinyin.

use crate::normal::{Sort, normalise, sort};
use crate::pinyin::{Fit, Spelled};

/// How something was found; the smaller, the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hit {
    /// Code, name or other name, letter for letter.
    Exact,
    /// Its own name begins like this.
    Beginning,
    /// Another name begins like this.
    OtherBeginning,
    /// Initials or pinyin of a whole name.
    SpelledWhole,
    /// It stands inside a name.
    Inside,
    /// Initials or pinyin of the beginning of a name.
    SpelledBeginning,
    /// Initials or pinyin of a part of a name.
    SpelledInside,
    /// Pieces of two characters and more stand in a name one after another, with others between them: 仓山城管
    /// in 仓山区城管局.
    Apart,
}

/// Names of things, by their place in some list.
#[derive(Debug, Clone, Default)]
pub struct Names {
    entries: Vec<Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    /// Codes, then the name, then other names, in the normal form.
    code: String,
    names: Vec<(String, Spelled)>,
    /// Characters of the name: a short name is what was meant rather than a long one.
    length: usize,
}

impl Names {
    /// Adds the next thing of the list: its code, its name, its other names.
    pub fn push<'a>(
        &mut self,
        code: &str,
        name: &'a str,
        others: impl IntoIterator<Item = &'a str>,
    ) {
        let names = std::iter::once(name).chain(others);
        self.entries.push(Entry {
            code: normalise(code),
            names: names
                .map(|name| (normalise(name), Spelled::new(name)))
                .collect(),
            length: name.chars().count(),
        });
    }

    /// Places of what fits, the best first. Nothing typed fits nothing.
    pub fn find(&self, typed: &str) -> Vec<(usize, Hit)> {
        let typed = normalise(typed.trim());
        if typed.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<((Hit, bool), usize, usize)> = self
            .entries
            .iter()
            .enumerate()
            .filter_map(|(place, entry)| Some((entry.hit(&typed)?, entry.length, place)))
            .collect();
        found.sort_unstable();
        found
            .into_iter()
            .map(|((hit, _), _, place)| (place, hit))
            .collect()
    }
}

impl Entry {
    /// How it fits, and whether only by a rare reading of a character.
    fn hit(&self, typed: &str) -> Option<(Hit, bool)> {
        let by_name = self
            .names
            .iter()
            .enumerate()
            .filter_map(|(n, (name, spelled))| {
                if name == typed {
                    Some((Hit::Exact, false))
                } else if name.starts_with(typed) {
                    let own = n == 0;
                    let hit = if own {
                        Hit::Beginning
                    } else {
                        Hit::OtherBeginning
                    };
                    Some((hit, false))
                } else if name.contains(typed) {
                    Some((Hit::Inside, false))
                } else if stands_apart(typed, name) {
                    Some((Hit::Apart, false))
                } else {
                    let usual = spelled.fits_as_usual(typed);
                    let usual = usual.map(|fit| (spelling(fit), false));
                    let any = spelled.fits(typed).map(|fit| (spelling(fit), true));
                    usual.into_iter().chain(any).min()
                }
            });
        if self.code == typed {
            return Some((Hit::Exact, false));
        }
        by_name.min()
    }
}

const fn spelling(fit: Fit) -> Hit {
    match fit {
        Fit::Whole => Hit::SpelledWhole,
        Fit::Beginning => Hit::SpelledBeginning,
        Fit::Inside => Hit::SpelledInside,
    }
}

/// Whether Chinese characters stand in a name in order, in pieces of two and more.
fn stands_apart(typed: &str, name: &str) -> bool {
    let characters = typed.chars().count();
    (2 * PIECE..=APART_MAX).contains(&characters)
        && typed.chars().all(|c| sort(c) == Sort::Ideograph)
        && in_pieces(typed, name)
}

/// Characters of a piece, at least.
const PIECE: usize = 2;
/// Longer names are not looked for in pieces.
const APART_MAX: usize = 16;

fn in_pieces(typed: &str, name: &str) -> bool {
    if typed.is_empty() {
        return true;
    }
    let ends = typed.char_indices().map(|(at, c)| at + c.len_utf8());
    // The first place of a piece leaves the most of the name to what follows.
    ends.skip(PIECE - 1).any(|end| {
        let (piece, rest) = typed.split_at(end);
        name.find(piece)
            .is_some_and(|at| in_pieces(rest, &name[at + piece.len()..]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let mut names = Names::default();
        names.push("B15", "商业喇叭噪声", []);
        names.push("B16", "广场舞音响噪声", []);
        names.push("U1", "仓山区城市管理局", ["仓山区城管局"]);
        names.push("U2", "仓山区", []);
        names
    }

    fn places(typed: &str) -> Vec<usize> {
        names().find(typed).into_iter().map(|hit| hit.0).collect()
    }

    #[test]
    fn the_best_comes_first() {
        assert_eq!(places("b15"), [0]);
        assert_eq!(places("lb"), [0]);
        assert_eq!(places("噪声"), [0, 1]);
        assert_eq!(places("ｃｓｑ"), [3, 2]);
        assert_eq!(places("仓山区城管局"), [2]);
        assert_eq!(places("仓山"), [3, 2]);
        assert_eq!(places("csqcgj"), [2]);
        assert_eq!(places("  "), Vec::<usize>::new());
        assert_eq!(places("xxxxxx"), Vec::<usize>::new());
    }

    #[test]
    fn a_usual_reading_comes_before_a_rare_one() {
        let mut names = Names::default();
        names.push("B1", "路面积水", []);
        names.push("B2", "装修施工噪声", []);
        let places = |typed: &str| {
            let found = names.find(typed);
            found.into_iter().map(|hit| hit.0).collect::<Vec<_>>()
        };
        assert_eq!(places("zs"), [1, 0]);
        assert_eq!(places("js"), [0]);
    }

    #[test]
    fn a_name_is_found_by_its_pieces_in_order() {
        assert_eq!(places("仓山城管"), [2]);
        assert_eq!(names().find("仓山城管")[0].1, Hit::Apart);
        assert_eq!(places("仓山区管理局"), [2]);
        for typed in ["城管仓山", "仓山管", "仓城局", "山城管局局"] {
            assert_eq!(places(typed), Vec::<usize>::new(), "{typed}");
        }
    }
}
