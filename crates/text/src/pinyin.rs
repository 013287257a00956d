//! How names are spelled, for people who type letters: every reading of every character, by its initial
//! or in full. 车 is `c`, `che`, `j` and `ju`.

use crate::normal::{Sort, normal, sort};
use ::pinyin::{ToPinyin as _, ToPinyinMulti as _};

/// A name with the readings of its characters.
#[derive(Debug, Clone)]
pub struct Spelled {
    chars: Vec<Readings>,
}

/// What may be typed for one character.
#[derive(Debug, Clone)]
enum Readings {
    /// A Chinese character: its readings without tones, the usual one first.
    Of(Vec<&'static str>),
    /// A letter or digit: itself.
    Self_(char),
}

/// How letters fit a name; the smaller, the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// The whole name is spelled.
    Whole,
    /// The beginning of the name.
    Beginning,
    /// Some characters inside it.
    Inside,
}

impl Spelled {
    /// Spells a name; what only separates is left out.
    pub fn new(name: &str) -> Self {
        let chars = name.chars().map(normal).filter_map(|c| match sort(c) {
            Sort::Break => None,
            Sort::Letter => Some(Readings::Self_(c)),
            Sort::Ideograph => {
                let usual = c.to_pinyin().map(::pinyin::Pinyin::plain);
                let mut readings: Vec<&'static str> = usual.into_iter().collect();
                for reading in c.to_pinyin_multi().into_iter().flatten() {
                    if !readings.contains(&reading.plain()) {
                        readings.push(reading.plain());
                    }
                }
                Some(if readings.is_empty() {
                    Readings::Self_(c)
                } else {
                    Readings::Of(readings)
                })
            }
        });
        Self {
            chars: chars.collect(),
        }
    }

    /// Initials of the name in lower case, for lists that are searched where they are shown: one string for
    /// each combination of readings, at most `most`.
    pub fn initials(&self, most: usize) -> Vec<String> {
        let mut all = vec![String::new()];
        for char in &self.chars {
            let mut letters: Vec<char> = match char {
                Readings::Self_(c) => vec![*c],
                Readings::Of(readings) => {
                    readings.iter().filter_map(|r| r.chars().next()).collect()
                }
            };
            let mut seen = Vec::new();
            letters.retain(|letter| {
                !seen.contains(letter) && {
                    seen.push(*letter);
                    true
                }
            });
            let longer = all
                .iter()
                .flat_map(|begun| letters.iter().map(move |letter| format!("{begun}{letter}")));
            all = longer.take(most).collect();
        }
        all.retain(|initials| !initials.is_empty());
        all
    }

    /// How letters typed fit the name, each character by an initial, or in full, or mixed; the last
    /// character may be typed in part.
    pub fn fits(&self, typed: &str) -> Option<Fit> {
        self.fits_by(usize::MAX, typed)
    }

    /// The same by the usual reading of each character alone.
    pub fn fits_as_usual(&self, typed: &str) -> Option<Fit> {
        self.fits_by(1, typed)
    }

    /// The same by so many readings of each character.
    fn fits_by(&self, most: usize, typed: &str) -> Option<Fit> {
        let typed: String = typed
            .chars()
            .map(normal)
            .filter(|&c| sort(c) != Sort::Break)
            .collect();
        if typed.is_empty() {
            return None;
        }
        (0..self.chars.len()).find_map(|start| {
            let ends = self.spell(start, most, &typed)?;
            Some(match (start, ends) {
                (0, true) => Fit::Whole,
                (0, false) => Fit::Beginning,
                _ => Fit::Inside,
            })
        })
    }

    /// Whether the letters spell the characters from `start` on; then whether to the end of the name.
    fn spell(&self, start: usize, most: usize, typed: &str) -> Option<bool> {
        // Where in the letters the characters so far may end.
        let mut ends = vec![0];
        let mut spelled = None;
        for (at, readings) in self.chars.iter().enumerate().skip(start) {
            let mut next = Vec::new();
            for &end in &ends {
                let rest = &typed[end..];
                readings.consume(most, rest, &mut |length| {
                    if !next.contains(&(end + length)) {
                        next.push(end + length);
                    }
                });
            }
            if next.contains(&typed.len()) {
                let last = at + 1 == self.chars.len();
                spelled = Some(spelled.unwrap_or(false) || last);
            }
            ends = next;
            ends.retain(|&end| end < typed.len());
            if ends.is_empty() {
                break;
            }
        }
        spelled
    }
}

impl Readings {
    /// Tells how many of the letters one character may take, by so many of its readings.
    fn consume(&self, most: usize, letters: &str, take: &mut dyn FnMut(usize)) {
        match self {
            Self::Self_(c) => {
                if letters.starts_with(*c) {
                    take(c.len_utf8());
                }
            }
            Self::Of(readings) => {
                for reading in readings.iter().take(most) {
                    if letters.starts_with(*reading) {
                        take(reading.len());
                    } else if reading.starts_with(letters) {
                        // Typed in part, at the end.
                        take(letters.len());
                    }
                    if letters.as_bytes().first() == reading.as_bytes().first() {
                        take(1);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_told_for_every_reading() {
        assert_eq!(Spelled::new("仓山区").initials(4), ["csq", "cso"]);
        let long = Spelled::new("长乐区").initials(16);
        assert!(
            long.contains(&"clq".to_owned()) && long.contains(&"zyq".to_owned()),
            "{long:?}"
        );
        assert_eq!(Spelled::new("长乐区").initials(1).len(), 1);
        assert!(Spelled::new("、").initials(4).is_empty());
    }

    #[test]
    fn initials_full_and_mixed() {
        let name = Spelled::new("商业喇叭噪声");
        for (typed, fit) in [
            ("sylbzs", Some(Fit::Whole)),
            ("shangyelabazaosheng", Some(Fit::Whole)),
            ("syl", Some(Fit::Beginning)),
            ("shangyelab", Some(Fit::Beginning)),
            ("sylaba", Some(Fit::Beginning)),
            ("lb", Some(Fit::Inside)),
            ("LABA", Some(Fit::Inside)),
            ("zs", Some(Fit::Inside)),
            ("bl", None),
            ("", None),
            ("喇叭", None),
        ] {
            assert_eq!(name.fits(typed), fit, "{typed}");
        }
    }

    #[test]
    fn every_reading_counts() {
        let name = Spelled::new("机动车乱停");
        assert_eq!(name.fits("jdclt"), Some(Fit::Whole));
        assert_eq!(name.fits("jdjlt"), Some(Fit::Whole));
        let district = Spelled::new("仓山区12345");
        assert_eq!(district.fits("csq"), Some(Fit::Beginning));
        assert_eq!(district.fits("cso12345"), Some(Fit::Whole));
        assert_eq!(district.fits("q123"), Some(Fit::Inside));
    }

    #[test]
    fn any_name_takes_any_letters() {
        for name in ["", "。", "ａＢ", "𠮷野家", "é"] {
            let spelled = Spelled::new(name);
            for typed in ["a", "é", "zz", "b"] {
                let _ = spelled.fits(typed);
            }
        }
    }
}
