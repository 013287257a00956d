//! Looking up a name in a list while it is being typed: by code, by name or other name, by pinyin.

use crate::normal::normalise;
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
        let mut found: Vec<(Hit, usize, usize)> = self
            .entries
            .iter()
            .enumerate()
            .filter_map(|(place, entry)| Some((entry.hit(&typed)?, entry.length, place)))
            .collect();
        found.sort_unstable();
        found
            .into_iter()
            .map(|(hit, _, place)| (place, hit))
            .collect()
    }
}

impl Entry {
    fn hit(&self, typed: &str) -> Option<Hit> {
        let by_name = self
            .names
            .iter()
            .enumerate()
            .filter_map(|(n, (name, spelled))| {
                if name == typed {
                    Some(Hit::Exact)
                } else if name.starts_with(typed) {
                    Some(if n == 0 {
                        Hit::Beginning
                    } else {
                        Hit::OtherBeginning
                    })
                } else if name.contains(typed) {
                    Some(Hit::Inside)
                } else {
                    spelled.fits(typed).map(|fit| match fit {
                        Fit::Whole => Hit::SpelledWhole,
                        Fit::Beginning => Hit::SpelledBeginning,
                        Fit::Inside => Hit::SpelledInside,
                    })
                }
            });
        if self.code == typed {
            return Some(Hit::Exact);
        }
        by_name.min()
    }
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
}
